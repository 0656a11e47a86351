"""One pull after the other: what is read again, what is new, and what a crash leaves."""

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from orchestration.storage import PullProgress, StorageError
from tests.orchestration.storage.vendor_folder import Vendor, when_listed


@pytest.fixture
def vendor(tmp_path: Path) -> Vendor:
    return Vendor(tmp_path)


def test_files_are_copied_byte_for_byte(vendor: Vendor) -> None:
    vendor.write("2026/a.csv", "one")
    vendor.write("b c.json", "two\r\n")

    result = vendor.pull()

    assert vendor.copied() == {"2026/a.csv": "one", "b%20c.json": "two\r\n"}
    assert [file.path for file in result.files] == ["2026/a.csv", "b c.json"]
    assert (result.new, result.bytes, result.postponed, result.ignored) == (2, 8, (), 0)


def test_a_pulled_file_says_what_it_is(vendor: Vendor) -> None:
    vendor.write("a.csv", "one")

    (file,) = vendor.pull().files

    digest = sha256(b"one").hexdigest()
    assert (file.export, file.path, file.size, file.sha256) == ("web", "a.csv", 3, digest)
    assert file.local == vendor.exports / "web" / "a.csv"
    assert file.file_id == sha256(f"web\x1fa.csv\x1f{digest}".encode()).hexdigest()[:16]


def test_a_second_pull_reads_nothing_and_changes_nothing(vendor: Vendor) -> None:
    vendor.write("a.csv", "one")
    first = vendor.pull()
    before = (vendor.exports / "web.manifest.json").stat().st_mtime_ns

    seen: list[PullProgress] = []
    second = vendor.pull(seen.append)

    assert (second.new, second.bytes, second.files) == (0, 0, first.files)
    assert [progress.files_total for progress in seen] == [0]
    assert (vendor.exports / "web.manifest.json").stat().st_mtime_ns == before


def test_only_new_files_are_read(vendor: Vendor) -> None:
    vendor.write("a.csv", "one")
    vendor.pull()
    vendor.write("b.csv", "three")

    result = vendor.pull()

    assert (result.new, result.bytes, len(result.files)) == (1, 5, 2)


def test_changed_bytes_are_a_new_file_in_the_same_place(vendor: Vendor) -> None:
    vendor.write("a.csv", "one")
    (before,) = vendor.pull().files
    vendor.write("a.csv", "two")

    result = vendor.pull()

    (after,) = result.files
    assert (result.new, after.local) == (1, before.local)
    assert after.file_id != before.file_id
    assert vendor.copied() == {"a.csv": "two"}


def test_a_change_that_keeps_size_and_modification_time_is_seen(vendor: Vendor) -> None:
    file = vendor.write("a.csv", "one")
    vendor.pull()
    times = file.stat()
    vendor.write("a.csv", "two")
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))

    assert vendor.pull().new == 1


def test_a_touched_file_with_the_same_bytes_is_not_new(vendor: Vendor) -> None:
    file = vendor.write("a.csv", "one")
    first = vendor.pull()
    os.utime(file, (0, 0))

    second = vendor.pull()
    third: list[PullProgress] = []
    vendor.pull(third.append)

    assert (second.new, second.files) == (0, first.files)
    assert [progress.files_total for progress in third] == [0]


def test_a_file_that_vanished_at_the_source_stays_in_the_copy(vendor: Vendor) -> None:
    vendor.write("a.csv", "one").unlink()
    file = vendor.write("b.csv", "two")
    first = vendor.pull()
    file.unlink()

    assert vendor.pull().files == first.files
    assert vendor.copied() == {"b.csv": "two"}


def test_a_copy_that_was_deleted_or_cut_is_pulled_again(vendor: Vendor) -> None:
    vendor.write("a.csv", "one")
    vendor.write("b.csv", "two")
    first = vendor.pull()
    first.files[0].local.unlink()
    first.files[1].local.write_text("t")

    second = vendor.pull()

    assert second.new == 2
    assert [file.file_id for file in second.files] == [file.file_id for file in first.files]
    assert vendor.copied() == {"a.csv": "one", "b.csv": "two"}


def test_an_exception_of_the_listener_ends_the_pull_and_the_next_one_goes_on(
    vendor: Vendor,
) -> None:
    for number in range(20):
        vendor.write(f"{number:02}.csv", "x")

    def stop(progress: PullProgress) -> None:
        if progress.files_done == 5:
            raise InterruptedError("enough")

    with pytest.raises(InterruptedError, match="enough"):
        vendor.pull(stop)
    result = vendor.pull()

    assert (result.new, len(result.files)) == (15, 20)
    assert len(vendor.copied()) == 20


def test_a_killed_pull_goes_on_where_it_stopped(vendor: Vendor) -> None:
    for number in range(20):
        vendor.write(f"{number:02}.csv", "x")
    script = f"""
import os
from pathlib import Path
from orchestration.settings import Export
from orchestration.storage import pull

def kill(progress):
    if progress.files_done == 5:
        os.kill(os.getpid(), 9)

export = Export(name="web", format="mixpanel", url="vendor/")
pull(export, folder=Path({str(vendor.exports)!r}), base=Path({str(vendor.folder.parent)!r}),
     on_progress=kill)
"""
    killed = subprocess.run([sys.executable, "-c", script], cwd=Path(__file__).parents[3])
    # As if the last line of the journal had been cut by the crash, and a file been half written.
    with open(vendor.exports / "web.manifest.jsonl", "a") as journal:
        journal.write('{"path": "half')
    (vendor.exports / "web" / "%part").mkdir(exist_ok=True)
    (vendor.exports / "web" / "%part" / "99.part").write_text("half")

    result = vendor.pull()

    assert killed.returncode == -9
    assert (result.new, len(result.files)) == (15, 20)
    assert vendor.copied() == {f"{number:02}.csv": "x" for number in range(20)}
    assert sorted(path.name for path in vendor.exports.iterdir()) == [
        "web",
        "web.lock",
        "web.manifest.json",
    ]


def test_progress_counts_files_and_bytes_up_to_the_totals(vendor: Vendor) -> None:
    vendor.write("a.csv", "one")
    vendor.write("b.csv", "three")

    seen: list[PullProgress] = []
    vendor.pull(seen.append)

    assert [progress.files_done for progress in seen] == [0, 1, 2]
    assert {progress.path for progress in seen} == {"", "a.csv", "b.csv"}
    assert {(progress.files_total, progress.bytes_total) for progress in seen} == {(2, 8)}
    assert seen[-1].bytes_done == 8


def test_two_pulls_of_one_export_at_once_are_refused(vendor: Vendor) -> None:
    vendor.write("a.csv", "one")

    def pull_too() -> None:
        vendor.pull()

    with pytest.raises(StorageError, match="web is being pulled by another process; wait for it"):
        vendor.pull(when_listed(pull_too))


def test_a_broken_manifest_is_named_with_the_way_out(vendor: Vendor) -> None:
    vendor.write("a.csv", "one")
    first = vendor.pull()
    manifest = vendor.exports / "web.manifest.json"
    manifest.write_text("{")

    with pytest.raises(StorageError, match=r"web\.manifest\.json is not a manifest .*; delete it"):
        vendor.pull()
    manifest.unlink()

    assert [f.file_id for f in vendor.pull().files] == [f.file_id for f in first.files]
