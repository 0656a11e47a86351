"""A server of export APIs that answers as vendors document it, and fails on demand."""

import gzip
import io
import json
import re
import zipfile
from base64 import b64encode
from collections.abc import Callable
from datetime import date, datetime, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

Answer = tuple[int, bytes, dict[str, str]]
"""Status, body and headers."""


class Server(ThreadingHTTPServer):
    """What vendors answer of each day."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.lines = {date(2026, 11, day): [f'{{"day": {day}}}\n'] * 3 for day in range(16, 21)}
        """The lines of each day; a day without an entry has no events."""
        self.sums: dict[str, list[dict[str, object]]] = {}
        """What Clarity's export API answers by each dimension, "" for none."""
        self.failures: list[int] = []
        """What the next answers are: a status, 0 for a body that is cut, 1 for one with an error"""
        self.odd: Callable[[str], Answer] | None = None
        """What every answer is instead, by the credentials of its request."""
        self.requests: list[str] = []

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a client that hung up."""


class Handler(BaseHTTPRequestHandler):
    """Mixpanel's raw export, Amplitude's and Clarity's exports, PostHog's queries, plain files."""

    protocol_version = "HTTP/1.1"
    server: Server

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        url, asked = urlsplit(self.path), parse_qs(urlsplit(self.path).query)
        basic = b64encode(b"service.1:hunter2").decode()
        if self._has_failed(self.path):
            return
        if url.path.startswith("/api/2") and self.headers["Authorization"] != f"Basic {basic}":
            self._send(401, b"no")
        elif url.path == "/export-data/api/v1/project-live-insights":
            is_known = self.headers["Authorization"] == "Bearer hunter2"
            assert asked["numOfDays"] == ["1"]
            sums = self.server.sums[asked.get("dimension1", [""])[0]]
            self._send(200 if is_known else 401, json.dumps(sums).encode())
        elif url.path == "/api/2.0/export":
            assert asked["from_date"] == asked["to_date"]
            lines = self.server.lines.get(date.fromisoformat(asked["from_date"][0]), [])
            body = gzip.compress("".join(lines).encode())
            self._send(200, body, {"Content-Encoding": "gzip"})
        elif url.path == "/api/2/export":
            day = datetime.strptime(asked["start"][0], "%Y%m%dT%H").date()
            found = day in self.server.lines
            self._send(200 if found else 404, zipped(self.server.lines.get(day, [])))
        else:
            day = date(*map(int, re.findall(r"\d+", url.path)))
            found = day in self.server.lines
            self._send(200 if found else 404, "".join(self.server.lines.get(day, [])).encode())

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        query = asked["query"]["query"]
        if self._has_failed(f"{self.path} {query}"):
            return
        if self.headers["Authorization"] != "Bearer hunter2":
            self._send(403, b"no")
            return
        assert self.path == "/api/projects/7/query/" and asked["query"]["kind"] == "HogQLQuery"
        times = re.findall(r"toDateTime\('([^']+)', 'UTC'\)", query)
        first, end = map(datetime.fromisoformat, times)
        most = int(query.rpartition(" limit ")[2])
        rows = [
            [f"{moment:%Y-%m-%dT%H:%M:%S}Z", number]
            for day, lines in self.server.lines.items()
            for number, _ in enumerate(lines)
            if first <= (moment := datetime.combine(day, time(5 * number))) < end
        ]
        answer = {"columns": ["timestamp", "x"], "results": list(reversed(rows))[:most]}
        self._send(200, json.dumps(answer).encode())

    def _has_failed(self, request: str) -> bool:
        self.server.requests.append(request)
        if self.server.odd is not None:
            self._send(*self.server.odd(self.headers["Authorization"]))
            return True
        if not self.server.failures:
            return False
        failure = self.server.failures.pop(0)
        if failure == 0:
            self._send(200, b'{"day": 1', {"Content-Length": "100"})
            self.close_connection = True
        elif failure == 1:
            self._send(200, b'{"day": 1}\nterminated early\n')
        else:
            self._send(failure, b"<b>busy</b>", {"Retry-After": "0"})
        return True

    def _send(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def zipped(lines: list[str]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        name = zipfile.ZipInfo("7/7_2026-11-16_0#0.json.gz")
        archive.writestr(name, gzip.compress("".join(lines).encode(), mtime=0))
    return whole.getvalue()
