"""Pulling over connections that break: a file is whole or it is not there."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from zlib import crc32

import pytest

from orchestration.settings import Export, Storage
from orchestration.storage import PassingError, PullResult, StorageError, bucket, pull, transfer

SECRETS = {"EXPORTS_KEY": "key", "EXPORTS_SECRET": "c2VjcmV0"}
PAGE_KEYS = 3


class Server(ThreadingHTTPServer):
    """A bucket whose answers can be cut, and whose listing comes in pages of three."""

    def __init__(self, store: str) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.store = store
        """The scheme of its urls: what it speaks."""
        self.objects: dict[str, bytes] = {}
        self.cuts: dict[str, list[int]] = {}
        """For each key, after how many bytes its next answers break off."""
        self.errors: dict[str, int] = {}
        """For each key, how many answers in a row are errors of the server."""
        self.status = 503
        """What the server says of an error; all listings are errors with another one."""
        self.is_honest = True
        """Whether Content-Length is that of the whole object, not of what is sent."""
        self.then: dict[str, dict[str, bytes]] = {}
        """For each key, what objects become after its next answer."""
        self.requests: list[str] = []
        self.expected: list[str] = []
        """What each request for an object says the version must be."""

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a client that hung up."""


def is_listing(request: str) -> bool:
    return "list-type=2" in request or "comp=list" in request


class Handler(BaseHTTPRequestHandler):
    """What S3, Google and Azure answer to listings and reads, as far as a pull asks."""

    protocol_version = "HTTP/1.1"
    server: Server

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        self.server.requests.append(self.path)
        if self.server.status != 503:
            self._send(self.server.status, b"<Code>AccessDenied</Code>\n<Message>No</Message>", {})
        elif is_listing(self.path):
            self._send(200, self._listing(parse_qs(url.query)), {})
        else:
            self._object(unquote(url.path).removeprefix("/bucket/"))

    def _listing(self, query: dict[str, list[str]]) -> bytes:
        after = query.get("continuation-token", query.get("marker", [""]))[0]
        keys = sorted(key for key in self.server.objects if key > after)
        page, rest = keys[:PAGE_KEYS], keys[PAGE_KEYS:]
        if self.server.store == "az":
            return self._listing_of_azure(page, rest)
        listed = "".join(
            f"<Contents><Key>{key}</Key><Size>{len(self.server.objects[key])}</Size>"
            f"<ETag>{self._tag(key)}</ETag><LastModified>2026-11-16T00:00:00Z</LastModified></Contents>"
            for key in page
        )
        more = f"<NextContinuationToken>{page[-1]}</NextContinuationToken>" if rest else ""
        truncated = f"<IsTruncated>{str(bool(rest)).lower()}</IsTruncated>{more}"
        return f"<ListBucketResult>{truncated}{listed}</ListBucketResult>".encode()

    def _listing_of_azure(self, page: list[str], rest: list[str]) -> bytes:
        blobs = "".join(
            f"<Blob><Name>{key}</Name><Properties><Content-Length>{len(self.server.objects[key])}"
            f"</Content-Length><Etag>{self._tag(key)}</Etag><Content-Type/>"
            f"<Last-Modified>Mon, 16 Nov 2026 00:00:00 GMT</Last-Modified></Properties></Blob>"
            for key in page
        )
        more = f"<NextMarker>{page[-1]}</NextMarker>" if rest else "<NextMarker/>"
        return f"<EnumerationResults><Blobs>{blobs}</Blobs>{more}</EnumerationResults>".encode()

    def _object(self, key: str) -> None:
        if self.server.errors.get(key, 0):
            self.server.errors[key] -= 1
            self._send(503, b"busy", {})
            return
        self.server.expected.append(self.headers.get("If-Match", ""))
        content = self.server.objects[key]
        start = int(self.headers.get("Range", "bytes=0-").removeprefix("bytes=").split("-")[0])
        headers = {"ETag": self._tag(key), "Last-Modified": "Mon, 16 Nov 2026 00:00:00 GMT"}
        if start:
            headers["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
        cuts = self.server.cuts.get(key, [])
        cut = cuts.pop(0) if cuts else None
        self._send(206 if start else 200, content[start:], headers, cut)
        self.server.objects.update(self.server.then.pop(key, {}))

    def _tag(self, key: str) -> str:
        return f'"{crc32(self.server.objects[key]):x}"'

    def _send(
        self, status: int, body: bytes, headers: dict[str, str], cut: int | None = None
    ) -> None:
        sent = body if cut is None else body[:cut]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body if self.server.is_honest else sent)))
        self.end_headers()
        self.wfile.write(sent)
        self.close_connection = cut is not None


@pytest.fixture(params=["s3", "gs", "az"])
def server(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server with two objects; pauses between attempts are short."""
    pauses = {"init_backoff": timedelta(milliseconds=1), "max_backoff": timedelta(milliseconds=5)}
    monkeypatch.setitem(bucket.RETRIES, "backoff", pauses)
    monkeypatch.setattr(transfer, "PAUSE_SECONDS", 0.001)
    with Server(request.param) as server:
        server.objects = {"a.csv": b"a" * 3_000_000, "b.csv": b"bb"}
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def pull_from(server: Server, exports: Path) -> PullResult:
    """Pull the whole bucket of a server."""
    keys: dict[str, dict[str, Any]] = {
        "s3": {
            "access_key_id": {"env": "EXPORTS_KEY"},
            "secret_access_key": {"env": "EXPORTS_SECRET"},
        },
        "gs": {"skip_signature": True},
        "az": {"account_name": "acme", "account_key": {"env": "EXPORTS_SECRET"}},
    }
    endpoint = f"http://127.0.0.1:{server.server_port}"
    storage = {"endpoint": endpoint, "allow_http": True, **keys[server.store]}
    export = Export(
        name="web",
        format="mixpanel",
        url=f"{server.store}://bucket",
        storage=Storage.model_validate(storage),
    )
    return pull(export, folder=exports, base=Path(), environ=SECRETS)


def copied(exports: Path) -> dict[str, int]:
    """Size of every file in the copy, unfinished ones included."""
    return {file.name: file.stat().st_size for file in (exports / "web").rglob("*.*")}


def test_a_listing_is_read_to_its_last_page(server: Server, tmp_path: Path) -> None:
    server.objects = {f"{number:02}.csv": b"x" for number in range(10)}

    result = pull_from(server, tmp_path)

    listings = [request for request in server.requests if is_listing(request)]
    assert (result.new, len(listings)) == (10, 4)


def test_a_body_that_is_cut_is_read_on_until_it_is_whole(server: Server, tmp_path: Path) -> None:
    server.cuts["a.csv"] = [1_000_000, 0, 500_000]

    result = pull_from(server, tmp_path)

    assert (result.new, result.bytes) == (2, 3_000_002)
    assert result.files[0].local.read_bytes() == server.objects["a.csv"]


def test_a_file_is_never_put_together_from_two_versions(server: Server, tmp_path: Path) -> None:
    server.cuts["a.csv"] = [1_000_000]
    server.then["a.csv"] = {"a.csv": b"z" * 3_000_000}

    result = pull_from(server, tmp_path)

    assert "" not in server.expected
    assert result.postponed == (("a.csv", "changed since it was listed; taken next time"),)
    assert copied(tmp_path) == {"b.csv": 2}


def test_an_overloaded_server_is_asked_again(server: Server, tmp_path: Path) -> None:
    server.errors["a.csv"] = 3

    assert pull_from(server, tmp_path).new == 2


def test_a_body_that_is_always_cut_is_refused_and_the_others_are_kept(
    server: Server, tmp_path: Path
) -> None:
    server.cuts["a.csv"] = [0] * 1000

    with pytest.raises(StorageError, match=r"a\.csv not read: .* \(3 attempts\)"):
        pull_from(server, tmp_path)

    assert copied(tmp_path) == {"b.csv": 2}


def test_the_next_pull_goes_on_with_what_was_refused(server: Server, tmp_path: Path) -> None:
    server.cuts["a.csv"] = [0] * 1000
    with pytest.raises(StorageError):
        pull_from(server, tmp_path)
    server.cuts.clear()
    server.requests.clear()

    result = pull_from(server, tmp_path)

    assert (result.new, len(result.files)) == (1, 2)
    assert copied(tmp_path) == {"a.csv": 3_000_000, "b.csv": 2}
    assert not [request for request in server.requests if "b.csv" in request]


def test_a_body_shorter_than_listed_is_not_admitted_even_if_the_server_calls_it_whole(
    server: Server, tmp_path: Path
) -> None:
    server.is_honest = False
    server.cuts["a.csv"] = [1_000_000] * 1000

    result = pull_from(server, tmp_path)

    assert result.postponed == (("a.csv", "changed since it was listed; taken next time"),)
    assert copied(tmp_path) == {"b.csv": 2}


def test_a_server_that_is_down_is_told_at_once(tmp_path: Path, server: Server) -> None:
    server.objects = {f"{number:03}.csv": b"xx" for number in range(100)}
    server.errors = dict.fromkeys(server.objects, 1000)

    with pytest.raises(StorageError) as caught:
        pull_from(server, tmp_path)

    assert "503" in str(caught.value)
    asked = {request for request in server.requests if not is_listing(request)}
    assert len(asked) < 50
    assert copied(tmp_path) == {}


def test_an_overloaded_server_may_have_time_later(tmp_path: Path, server: Server) -> None:
    server.errors = dict.fromkeys(server.objects, 1000)

    with pytest.raises(PassingError):
        pull_from(server, tmp_path)


@pytest.mark.parametrize(("status", "is_passing"), [(403, False), (400, False), (429, True)])
def test_a_refusal_is_one_line_and_will_not_pass(
    status: int, is_passing: bool, tmp_path: Path, server: Server
) -> None:
    server.status = status

    with pytest.raises(StorageError) as caught:
        pull_from(server, tmp_path)

    assert isinstance(caught.value, PassingError) == is_passing
    assert str(caught.value) == f"{server.store}://bucket cannot be listed: AccessDenied: No"
    assert caught.value.__cause__ is None


def test_a_pull_ends_when_three_files_are_lost(tmp_path: Path, server: Server) -> None:
    server.objects = {f"{number:03}.csv": b"xx" for number in range(20)}
    server.errors = dict.fromkeys(server.objects, 1000)

    with pytest.raises(StorageError) as caught:
        pull_from(server, tmp_path)

    assert len(str(caught.value).splitlines()) == 3


def test_a_server_that_is_not_there_is_named(tmp_path: Path, server: Server) -> None:
    server.shutdown()
    server.server_close()

    with pytest.raises(StorageError, match=r"//bucket cannot be listed: .*error sending"):
        pull_from(server, tmp_path)
