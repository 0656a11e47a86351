"""Pulling from a bucket, over HTTP, from a server that speaks the protocol of S3."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import boto3  # type: ignore[import-untyped]
import pytest
from moto.server import ThreadedMotoServer

from orchestration.settings import Export, Storage
from orchestration.storage import (
    PullProgress,
    PullResult,
    StorageError,
    missing_secrets,
    pull,
    survey,
)

SECRETS = {"EXPORTS_KEY": "key", "EXPORTS_SECRET": "secret"}


class Server(NamedTuple):
    """An S3 server and a client that writes to it."""

    endpoint: str
    client: Any


class Vendor:
    """A bucket, and the warehouse's folder that it is pulled into."""

    def __init__(self, server: Server, bucket: str, root: Path) -> None:
        self.server, self.bucket, self.exports = server, bucket, root / "exports"
        server.client.create_bucket(Bucket=bucket)

    def write(self, key: str, content: str) -> None:
        self.server.client.put_object(Bucket=self.bucket, Key=key, Body=content.encode())

    def delete(self, key: str) -> None:
        self.server.client.delete_object(Bucket=self.bucket, Key=key)

    def export(self, prefix: str = "web/", pattern: str | None = None) -> Export:
        storage = Storage.model_validate(
            {
                "endpoint": self.server.endpoint,
                "allow_http": True,
                "region": "us-east-1",
                "access_key_id": {"env": "EXPORTS_KEY"},
                "secret_access_key": {"env": "EXPORTS_SECRET"},
            }
        )
        return Export(
            name="web",
            format="mixpanel",
            url=f"s3://{self.bucket}/{prefix}",
            pattern=pattern,
            storage=storage,
        )

    def pull(
        self,
        prefix: str = "web/",
        pattern: str | None = None,
        on_progress: Callable[[PullProgress], None] | None = None,
    ) -> PullResult:
        return pull(
            self.export(prefix, pattern),
            folder=self.exports,
            base=Path(),
            on_progress=on_progress,
            environ=SECRETS,
        )


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """An S3 server on a free port of this machine, and a client of another make that writes."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    moto.start()
    host, port = moto.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    keys = {"aws_access_key_id": "key", "aws_secret_access_key": "secret"}
    client = boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1", **keys)
    yield Server(endpoint, client)
    client.close()
    moto.stop()


@pytest.fixture
def vendor(server: Server, tmp_path: Path) -> Vendor:
    return Vendor(server, tmp_path.name.replace("_", "-")[:60].strip("-"), tmp_path)


def contents(result: PullResult) -> dict[str, str]:
    """Content of the files of a copy, by the source's path."""
    return {file.path: file.local.read_text() for file in result.files}


def test_objects_below_the_prefix_are_copied_once(vendor: Vendor) -> None:
    vendor.write("web/2026/a.csv", "one")
    vendor.write("web/b.csv", "three")
    vendor.write("webshop/c.csv", "not ours")

    first = vendor.pull()
    second = vendor.pull()

    assert contents(first) == {"2026/a.csv": "one", "b.csv": "three"}
    assert (first.new, first.bytes) == (2, 8)
    assert (second.new, second.bytes, second.files) == (0, 0, first.files)


def test_new_and_changed_objects_are_read_and_vanished_ones_stay(vendor: Vendor) -> None:
    vendor.write("web/a.csv", "one")
    vendor.write("web/b.csv", "two")
    before = vendor.pull()
    vendor.write("web/a.csv", "six")
    vendor.write("web/c.csv", "new")
    vendor.delete("web/b.csv")

    after = vendor.pull()

    assert contents(after) == {"a.csv": "six", "b.csv": "two", "c.csv": "new"}
    assert (after.new, after.bytes) == (2, 6)
    assert after.files[0].file_id != before.files[0].file_id
    assert after.files[1] == before.files[1]


def test_a_prefix_without_a_slash_and_none_at_all_are_folders_too(vendor: Vendor) -> None:
    vendor.write("web/a.csv", "one")

    assert contents(vendor.pull("web")) == {"a.csv": "one"}
    assert contents(vendor.pull("")) == {"a.csv": "one", "web/a.csv": "one"}


def test_a_pattern_chooses_and_narrows_the_listing(vendor: Vendor) -> None:
    vendor.write("web/events/2026/11/16/a.parquet", "one")
    vendor.write("web/events/2026/11/16/a.log", "log")
    vendor.write("web/persons/a.parquet", "persons")

    result = vendor.pull(pattern="events/{date:%Y/%m/%d}/*.parquet*")

    assert contents(result) == {"events/2026/11/16/a.parquet": "one"}
    assert result.ignored == 1  # persons/ is not even listed


def test_an_object_that_changes_after_the_listing_is_taken_next_time(vendor: Vendor) -> None:
    vendor.write("web/a.csv", "one")

    def change(progress: PullProgress) -> None:
        if progress.files_done == 0:
            vendor.write("web/a.csv", "two")

    first = vendor.pull(on_progress=change)
    second = vendor.pull()

    assert first.files == ()
    assert first.postponed == (("a.csv", "changed since it was listed; taken next time"),)
    assert contents(second) == {"a.csv": "two"}


def test_an_object_that_vanishes_after_the_listing_is_told(vendor: Vendor) -> None:
    vendor.write("web/a.csv", "one")

    result = vendor.pull(on_progress=lambda progress: vendor.delete("web/a.csv"))

    assert result.files == ()
    assert result.postponed == (("a.csv", "vanished since it was listed"),)


def test_odd_keys_are_copied_each_to_a_place_of_its_own(vendor: Vendor) -> None:
    keys = ["a b.csv", "100%.csv", "a%2Fb.csv", "A.csv", "a.csv", "a.csv/b.csv", "back\\slash.csv"]
    for key in [*keys, "é.csv", "<script>.csv", "'; drop.csv", f"{'x' * 300}.csv", "~/a.csv"]:
        vendor.write(f"web/{key}", key)

    result = vendor.pull()

    copied = contents(result)
    assert set(keys) <= set(copied)
    assert len(copied) == 12 and all(path == content for path, content in copied.items())
    assert len({str(file.local).casefold() for file in result.files}) == 12
    assert all(file.local.is_relative_to(vendor.exports / "web") for file in result.files)
    assert result.postponed == ()


@pytest.mark.parametrize(
    "key", ["../../x.csv", "./x.csv", "/x.csv", "a/../../../x.csv", "\x01.csv"]
)
def test_a_key_that_is_no_path_is_told_and_leaves_the_folder_to_no_one(
    vendor: Vendor, tmp_path: Path, key: str
) -> None:
    vendor.write(f"web/{key}", "hostile")
    vendor.write("web/b.csv", "ours")

    result = vendor.pull()

    assert contents(result) == {"b.csv": "ours"}
    ((path, reason),) = result.postponed
    assert (path, reason) == (key, "the name cannot be used, nor some that come before it")
    assert [found.name for found in tmp_path.rglob("x.csv")] == []


def test_what_a_key_that_is_no_path_hides_is_taken_when_the_key_is_gone(vendor: Vendor) -> None:
    # The library gives up a page of the listing at such a key, and with it what came before.
    vendor.write("web/a.csv", "hidden")
    vendor.write("web/b\x01.csv", "hostile")
    vendor.write("web/c.csv", "ours")

    first = vendor.pull()
    vendor.delete("web/b\x01.csv")
    second = vendor.pull()

    assert contents(first) == {"c.csv": "ours"}
    assert contents(second) == {"a.csv": "hidden", "c.csv": "ours"}


def test_keys_that_look_the_same_without_their_slashes_do_not_hide_each_other(
    vendor: Vendor,
) -> None:
    vendor.write("/a.csv", "slash before")
    vendor.write("a.csv", "ours")
    vendor.write("a.csv/", "slash behind")
    vendor.write("folder/", "")

    result = vendor.pull("")

    assert contents(result) == {"a.csv": "ours"}


def test_a_secret_that_the_environment_does_not_hold_is_named(vendor: Vendor) -> None:
    export = vendor.export()

    told = missing_secrets(export, {"EXPORTS_KEY": "key", "EXPORTS_SECRET": ""})

    assert told == (
        "web: storage.secret_access_key wants the environment variable EXPORTS_SECRET, "
        "which is not set; set it where the night runs",
    )
    assert missing_secrets(export, SECRETS) == ()
    with pytest.raises(StorageError, match="EXPORTS_KEY, which is not set") as caught:
        pull(export, folder=vendor.exports, base=Path(), environ={})
    assert "EXPORTS_SECRET" in str(caught.value)


def test_a_missing_bucket_is_named_with_what_the_server_says(
    vendor: Vendor, tmp_path: Path
) -> None:
    export = vendor.export().model_copy(update={"url": "s3://no-such-bucket/web/"})

    with pytest.raises(StorageError) as caught:
        survey(export, base=tmp_path, environ=SECRETS)

    assert str(caught.value).startswith(
        "s3://no-such-bucket/web/ cannot be listed: NoSuchBucket: The specified bucket does not"
    )


def test_a_server_that_answers_with_a_key_is_shown_without_it(
    vendor: Vendor, tmp_path: Path
) -> None:
    """Such a name of a bucket stands in the answer, as a key would."""
    export = vendor.export().model_copy(update={"url": "s3://AKIA7-key/web/"})
    environ = {"EXPORTS_KEY": "AKIA7-key", "EXPORTS_SECRET": "specified"}

    with pytest.raises(StorageError) as caught:
        survey(export, base=tmp_path, environ=environ)

    said = str(caught.value).removeprefix(f"{export.url} cannot be listed: ")
    assert said.startswith("NoSuchBucket: The *** bucket does not")


def test_a_survey_counts_what_a_pull_would_take(vendor: Vendor) -> None:
    vendor.write("web/a.csv", "one")
    vendor.write("web/manifest.json", "{}")

    found = survey(vendor.export(), base=Path(), environ=SECRETS)

    assert [(file.path, file.size) for file in found.files] == [("a.csv", 3)]
    assert found.ignored == 1
