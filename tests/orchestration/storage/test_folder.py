"""Pulling from a folder of this machine: what is taken, and what is not or not yet."""

import os
import sys
from pathlib import Path

import pytest

from orchestration.settings import Export
from orchestration.storage import StorageError, pull, survey
from orchestration.storage.folder import Folder
from orchestration.storage.sources import Listed, Unavailable
from tests.orchestration.storage.vendor_folder import Vendor, when_listed


@pytest.fixture
def vendor(tmp_path: Path) -> Vendor:
    return Vendor(tmp_path)


def test_a_file_that_grows_before_it_is_read_is_taken_next_time(vendor: Vendor) -> None:
    vendor.write("a.csv", "one")
    vendor.write("b.csv", "whole")

    first = vendor.pull(when_listed(lambda: vendor.write("a.csv", "one and more")))
    second = vendor.pull()

    assert [file.path for file in first.files] == ["b.csv"]
    ((path, reason),) = first.postponed
    assert (path, reason) == ("a.csv", "changed while it was read; taken when it stays as it is")
    assert (second.new, second.postponed) == (1, ())
    assert vendor.copied() == {"a.csv": "one and more", "b.csv": "whole"}


def test_a_file_that_vanishes_before_it_is_read_is_told(vendor: Vendor) -> None:
    file = vendor.write("a.csv", "one")

    result = vendor.pull(when_listed(file.unlink))

    assert result.files == ()
    assert result.postponed == (("a.csv", "cannot be read: No such file or directory"),)


def test_a_file_that_grows_while_it_is_read_is_not_whole(vendor: Vendor) -> None:
    file = vendor.write("a.csv", "x" * (3 << 20))
    source = Folder(vendor.folder)
    (listed,) = source.listing("")
    assert isinstance(listed, Listed)

    chunks = source.chunks(listed)
    next(chunks)
    with open(file, "a") as stream:
        stream.write("more")

    with pytest.raises(Unavailable, match="changed while it was read"):
        list(chunks)


def test_a_file_that_vanishes_while_it_is_read_is_not_whole(vendor: Vendor) -> None:
    file = vendor.write("a.csv", "x" * (3 << 20))
    source = Folder(vendor.folder)
    (listed,) = source.listing("")
    assert isinstance(listed, Listed)

    chunks = source.chunks(listed)
    next(chunks)
    file.unlink()

    with pytest.raises(Unavailable, match="No such file or directory"):
        list(chunks)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not tell who writes")
def test_a_file_that_someone_has_open_for_writing_is_taken_when_it_is_closed(
    vendor: Vendor,
) -> None:
    with open(vendor.folder / "a.csv", "w") as writer:
        writer.write("half of a ")
        writer.flush()

        first = vendor.pull()

        writer.write("file")
    second = vendor.pull()

    assert first.postponed == (("a.csv", "still open for writing; taken when it is closed"),)
    assert first.files == ()
    assert vendor.copied() == {"a.csv": "half of a file"}
    assert second.new == 1


def test_links_are_never_followed(vendor: Vendor) -> None:
    outside = vendor.folder.parent / "outside"
    outside.mkdir()
    (outside / "secret.csv").write_text("secret")
    vendor.write("a.csv", "one")
    (vendor.folder / "file.csv").symlink_to(outside / "secret.csv")
    (vendor.folder / "folder").symlink_to(outside)
    (vendor.folder / "circle").symlink_to(vendor.folder)
    (vendor.folder / "broken.csv").symlink_to("gone")

    result = vendor.pull()
    inside = vendor.pull(pattern="folder/*.csv")

    assert vendor.copied() == {"a.csv": "one"}
    assert [path for path, _ in result.postponed] == ["broken.csv", "circle", "file.csv", "folder"]
    assert inside.postponed == (("folder", "a symbolic link; links are not followed"),)


def test_a_pipe_does_not_block_and_a_name_that_is_not_utf8_is_told(vendor: Vendor) -> None:
    os.mkfifo(vendor.folder / "pipe.csv")
    with open(os.fsencode(vendor.folder) + b"/b\xff.csv", "w") as stream:
        stream.write("x")

    result = vendor.pull()

    assert result.files == ()
    assert dict(result.postponed) == {
        "b\\udcff.csv": "the name is not UTF-8; rename it",
        "pipe.csv": "not a regular file",
    }


def test_odd_names_are_copied(vendor: Vendor) -> None:
    names = ["a b.csv", "100%.csv", "a%20b.csv", "line\nbreak.csv", "<script>.csv", "'; drop.csv"]
    for name in [*names, "A b.csv", f"{'x' * 251}.csv"]:
        vendor.write(name, name)

    result = vendor.pull()

    assert {file.path: file.local.read_text() for file in result.files} == {
        name: name for name in [*names, "A b.csv", f"{'x' * 251}.csv"]
    }
    assert all(file.local.is_relative_to(vendor.exports / "web") for file in result.files)


def test_without_a_pattern_data_files_are_taken_and_others_counted(vendor: Vendor) -> None:
    data = ["a.parquet", "a.parquet.zst", "a.jsonl", "a.JSON.gz", "a.ndjson.zst", "d/a.csv.gz"]
    data += ["1794_c70f.gz", "access.log", "access.log.gz", "a.zip"]
    others = ["manifest.json", "_SUCCESS", ".DS_Store", ".a.csv", "_temporary/a.csv", "a.txt", "b"]
    others += ["a.tar.gz", "access.log.1"]
    for name in [*data, *others]:
        vendor.write(name, "x")

    result = vendor.pull()

    assert sorted(file.path for file in result.files) == sorted(data)
    assert (result.ignored, result.postponed) == (len(others), ())


def test_with_a_pattern_whatever_it_finds_is_taken(vendor: Vendor) -> None:
    for name in ["e/2026/11/16/a.txt", "e/2026/11/16/.b", "e/2026/13/16/c.txt", "f/d.txt"]:
        vendor.write(name, "x")

    result = vendor.pull(pattern="e/{date:%Y/%m/%d}/*")

    assert [file.path for file in result.files] == ["e/2026/11/16/a.txt"]
    assert result.ignored == 2  # what lies outside e/ is not even listed


def test_a_pattern_below_a_folder_that_is_not_there_finds_nothing(vendor: Vendor) -> None:
    assert vendor.pull(pattern="gone/*.csv").files == ()


def test_what_lies_beside_a_pattern_that_matches_nothing_is_named(vendor: Vendor) -> None:
    for name in ("a.csv", "b.csv", "eve@example.com.csv"):
        vendor.write(f"events/{name}", "x")

    found = vendor.pull(pattern="events/2026/*.csv").nothing_found

    assert "'events/2026/*.csv' matches no file" in found
    assert "beside it: 'events/a.csv', 'events/b.csv', " in found
    assert "eve@" not in found
    assert "may_be_empty: true" in found


def test_an_export_that_may_be_empty_finds_nothing_in_silence(vendor: Vendor) -> None:
    export = vendor.export().model_copy(update={"may_be_empty": True})

    assert survey(export, base=vendor.folder.parent).nothing_found == ""


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    export = Export(name="web", format="mixpanel", url="file:///no/such%20folder")

    with pytest.raises(StorageError, match=r"/no/such folder is not a folder; create it"):
        pull(export, folder=tmp_path / "exports", base=tmp_path)


def test_a_survey_lists_and_reads_nothing(vendor: Vendor) -> None:
    vendor.write("a.csv", "one")
    vendor.write("b.txt", "two")

    found = survey(vendor.export(), base=vendor.folder.parent)

    assert [(file.path, file.size) for file in found.files] == [("a.csv", 3)]
    assert found.ignored == 1
    assert not vendor.exports.exists()
