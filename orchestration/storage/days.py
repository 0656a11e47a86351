"""A file for each day, asked for by its date: export APIs of vendors, and files of a web server.

What to put here: what a vendor is asked, and what its answers mean. Nothing is listed by these
sources, so a day that may still change is asked again: today with each hour, others with each date.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, Protocol

from orchestration.settings import Export
from orchestration.settings.path_patterns import dated
from orchestration.storage.clarity import Clarity
from orchestration.storage.client import Absent, Client
from orchestration.storage.sources import ATTEMPTS, Interrupted, Listed, Postponed, StorageError

DAY: Final = timedelta(days=1)


class Api(Protocol):
    """What gives a file for each day."""

    early: timedelta
    """How long after its beginning something of a day is there."""
    late: timedelta
    """How long after its end a day may still change."""

    def path(self, day: date) -> str:
        """The name of the file of a day."""
        ...

    def chunks(self, day: date, until: datetime) -> Iterator[bytes]:
        """Yield the bytes of a day, as far as it is over; raises as Source.chunks does."""
        ...


class Days:
    """The days of an export, from `since` to today, UTC; `environ` has its secrets."""

    workers = 2
    attempts = ATTEMPTS

    def __init__(self, export: Export, environ: Mapping[str, str], now: datetime) -> None:
        assert export.since is not None
        self.now = now
        self.api: Api = APIS.get(export.format, WebFiles)(Client(export, environ))
        begun = (self.now - self.api.early).date()
        days = [export.since + number * DAY for number in range((begun - export.since).days + 1)]
        self.days = {self.api.path(day): day for day in days}

    def listing(self, folder: str) -> Iterator[Listed | Postponed]:
        """List the days, the oldest first."""
        for path, day in self.days.items():
            yield Listed(path, None, self._mark(day))

    def chunks(self, file: Listed) -> Iterator[bytes]:
        """Yield the bytes of a day; raises Unavailable, Interrupted, StorageError."""
        return self.api.chunks(self.days[file.path], self.now)

    def _mark(self, day: date) -> str:
        """Of a day that may still change, when it was asked."""
        if self.now >= _midnight(day + DAY) + self.api.late:
            return "whole"
        is_today = day == self.now.date()
        return f"{self.now:%Y-%m-%dT%H}" if is_today else f"{self.now:%Y-%m-%d}"


@dataclass
class WebFiles:
    """Files of a web server, one for each day, by the pattern of the export."""

    client: Client
    early = timedelta()
    late = timedelta(days=3)

    def path(self, day: date) -> str:
        assert self.client.export.pattern is not None
        return dated(self.client.export.pattern, day)

    def chunks(self, day: date, until: datetime) -> Iterator[bytes]:
        return self.client.body(self.path(day), absent=404)


@dataclass
class Mixpanel:
    """Raw event export: JSON lines of a day of the project's time zone; some come days late."""

    client: Client
    early = timedelta()
    late = timedelta(days=5)

    def path(self, day: date) -> str:
        return f"{day}.jsonl"

    def chunks(self, day: date, until: datetime) -> Iterator[bytes]:
        asked = {"from_date": f"{day}", "to_date": f"{day}"}
        if self.client.project:
            asked["project_id"] = self.client.project
        # a project west of UTC refuses a day that has not begun there
        absent = 400 if day == until.date() else 0
        end = b""
        for chunk in self.client.body("api/2.0/export", absent=absent, params=asked):
            end = (end + chunk)[-100:]
            yield chunk
        if b"terminated early" in end:
            raise Interrupted("Mixpanel ended the export early")


@dataclass
class Amplitude:
    """Export API: a zip of the hours in which events were uploaded, two hours after each."""

    client: Client
    early = timedelta(hours=3)
    late = timedelta(hours=2)

    def path(self, day: date) -> str:
        return f"{day}.zip"

    def chunks(self, day: date, until: datetime) -> Iterator[bytes]:
        last = min(_midnight(day) + timedelta(hours=23), until - self.early)
        asked = {"start": f"{day:%Y%m%d}T00", "end": f"{last:%Y%m%dT%H}"}
        try:
            yield from self.client.body("api/2/export", absent=404, params=asked)
        except Absent:
            return  # no event was uploaded: an empty file, which is not asked for again


@dataclass
class PostHog:
    """Query API: rows of a table as JSON lines, in halves of a day where it has too many."""

    client: Client
    early = timedelta()
    late = timedelta(days=3)
    most_rows = 50_000

    def path(self, day: date) -> str:
        return f"{day}.jsonl"

    def chunks(self, day: date, until: datetime) -> Iterator[bytes]:
        return self._rows(_midnight(day), _midnight(day + DAY))

    def _rows(self, first: datetime, end: datetime) -> Iterator[bytes]:
        """Rows from `first` to before `end`, in an order that does not change."""
        columns, rows = self._result(first, end)
        if len(rows) < self.most_rows:
            lines = sorted(json.dumps(dict(zip(columns, row, strict=True))) for row in rows)
            yield "".join(f"{line}\n" for line in lines).encode()
        elif end - first <= timedelta(seconds=1):
            raise StorageError(f"{self.client.url} has {len(rows):,} rows and more of {first}")
        else:
            middle = first + timedelta(seconds=(end - first) // timedelta(seconds=2))
            yield from self._rows(first, middle)
            yield from self._rows(middle, end)

    def _result(self, first: datetime, end: datetime) -> tuple[list[str], list[list[Any]]]:
        table, columns = TABLES[self.client.export.format]
        query = (
            f"select {columns} from {table}"
            f" where timestamp >= toDateTime('{first:%Y-%m-%d %H:%M:%S}', 'UTC')"
            f" and timestamp < toDateTime('{end:%Y-%m-%d %H:%M:%S}', 'UTC') limit {self.most_rows}"
        )
        asked = {"query": {"kind": "HogQLQuery", "query": query}}
        path = f"api/projects/{self.client.project}/query/"
        answer = self.client.values("POST", path, json=asked)
        if not isinstance(answer, dict) or not {"columns", "results"} <= answer.keys():
            raise StorageError(f"{self.client.url}/{path} answers without columns and results")
        return answer["columns"], answer["results"]


TABLES: Final = {
    "posthog_events": (
        "events",
        "uuid, event, distinct_id, person_id, properties, elements_chain, timestamp, created_at",
    ),
    "posthog_heatmaps": (
        "heatmaps",
        "session_id, distinct_id, timestamp, x, y, scale_factor, viewport_width, viewport_height,"
        " pointer_target_fixed, current_url, type",
    ),
}

APIS: Final[Mapping[str, type[Mixpanel] | type[Amplitude] | type[PostHog]]] = {
    "amplitude": Amplitude,
    "mixpanel": Mixpanel,
    "posthog_events": PostHog,
    "posthog_heatmaps": PostHog,
}


def dated_source(export: Export, environ: Mapping[str, str], now: datetime) -> Days | Clarity:
    """The source of an export that is asked for by date; Clarity tells of one day only."""
    return (Clarity if export.format == "clarity" else Days)(export, environ, now)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
