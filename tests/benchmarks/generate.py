"""Invent any number of events in the form decoded files have: input for the benchmarks.

Fast, and true in what costs time: sessions with pauses, some across midnight; a few users who do
much (Zipf); 30 page templates, a third with ids in their paths, 300 elements, presses on an edge,
four viewport bands, three plans. A file holds about a million rows in order of time, sessions of
all users mixed, as the hourly files of a large export would.

By hand: python -m tests.benchmarks.generate FOLDER EVENTS [DAYS]
"""

from __future__ import annotations

import hashlib
import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Final

import duckdb

from transforms.events import CONTRACT

EXPORT: Final = "volume"
ROWS_IN_FILE: Final = 1_000_000
EVENTS_IN_SESSION: Final = 25
EVENTS_OF_USER: Final = 75  # of a user and day on average; the busiest have thousands
MOST_LATE: Final = 6  # the last sixth of a day's sessions can reach into the next day
MOST_WRITERS: Final = 4  # each holds one file's rows: 0.4 GB
AGENT: Final = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36"
EVENTS: Final = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
KINDS: Final = (
    ("click",) * 35 + ("scroll",) * 22 + ("move",) * 22 + ("ping",) * 11 + ("custom",) * 10
)


@dataclass(frozen=True)
class VolumeFile:
    """One Parquet file below `events/`."""

    file_id: str
    day: date
    path: Path
    rows: int


@dataclass(frozen=True)
class VolumeExport:
    """What was written."""

    folder: Path
    files: tuple[VolumeFile, ...]

    @property
    def events(self) -> int:
        """Exact number of rows."""
        return sum(file.rows for file in self.files)


@dataclass(frozen=True)
class _Part:
    """Sessions `first` to `beyond` of those starting on `day`, as far as they fall on `own_day`."""

    day: date
    own_day: date
    seed: int
    first: int
    beyond: int
    sessions: int
    users: int

    @property
    def file_id(self) -> str:
        name = f"{EXPORT}\x1f{self.seed}\x1f{self.first}\x1f{self.own_day}"
        return hashlib.sha256(name.encode()).hexdigest()[:16]


def write_volume_export(
    folder: Path, *, events: int, days: int = 1, seed: int = 7, end: date = date(2026, 11, 21)
) -> VolumeExport:
    """Write about `events` rows to `folder/events/event_date=…/volume-<file id>.parquet`.

    They fall on the `days` that end with `end`; what sessions have left after the last midnight is
    cut. The same arguments and version of DuckDB give the same rows.
    """
    parts = [
        part
        for number in range(days)
        for part in _parts(
            end - timedelta(days=days - 1 - number), end, events // days, seed * 1000 + number
        )
    ]
    # One thread for each file rather than several for one: sorting and writing one file do not
    # share well.
    with (
        duckdb.connect(config={"threads": 1}) as connection,
        ThreadPoolExecutor(min(MOST_WRITERS, os.cpu_count() or 1)) as writers,
    ):
        _make_lookups(connection)
        files = writers.map(lambda part: _write(connection.cursor(), folder, part), parts)
        return VolumeExport(folder, tuple(files))


def _parts(day: date, end: date, events: int, seed: int) -> Iterator[_Part]:
    """The files of the sessions that start on `day`; the last ones reach into the next day."""
    sessions = max(1, events // EVENTS_IN_SESSION)
    users = max(10, events // EVENTS_OF_USER)
    count = max(1, round(events / ROWS_IN_FILE))
    bounds = [number * sessions // count for number in range(count + 1)]
    for first, beyond in pairwise(bounds):
        yield _Part(day, day, seed, first, beyond, sessions, users)
    if day < end:
        late = sessions - sessions // MOST_LATE
        yield _Part(day, day + timedelta(days=1), seed, late, sessions, sessions, users)


def _write(connection: duckdb.DuckDBPyConnection, folder: Path, part: _Part) -> VolumeFile:
    path = folder / f"events/event_date={part.own_day}/{EXPORT}-{part.file_id}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    query = EVENTS.format(**asdict(part), columns=_columns(part.file_id), length=EVENTS_IN_SESSION)
    written = connection.execute(
        f"copy ({query}) to '{path}'"
        " (format parquet, compression zstd, compression_level 1, row_group_size 122880)"
    ).fetchone()
    return VolumeFile(part.file_id, part.own_day, path, written[0] if written else 0)


def _columns(file_id: str) -> str:
    """The contract's columns in order; what an analytics SDK would not fill is NULL."""
    known = FILLED | {"file_id": _word(file_id)}
    return ", ".join(
        f"{known[column.name]} as {column.name}"
        if column.name in known and column.type == "VARCHAR"
        else f"cast({known.get(column.name, 'null')} as {column.type}) as {column.name}"
        for column in CONTRACT
        if column.name != "event_date"
    )


def _word(text: str) -> str:
    """SQL: a constant text as an enum."""
    return f"cast('{text}' as enum ('{text}'))"


def _make_lookups(connection: duckdb.DuckDBPyConnection) -> None:
    """Tables of what events choose from, keyed by number."""
    pages = [(page, number) for page in range(30) for number in range(200)]
    areas = {page: f"/app/area-{page // 10}/page-{page % 10}" for page in range(30)}
    elements = range(300)
    names = [f"button-{number}" for number in elements]
    windows = ((390, 664), (820, 1106), (1280, 720), (1440, 789), (1536, 730), (1920, 969))
    people = [(window, walk) for window in windows for walk in range(12)]
    _lookup(connection, "beats", {"kind": [*("page_view",) * 100, *KINDS * 7]})
    _lookup(connection, "pages", {
        "path": [areas[page] + (f"/{1000 + 7 * n}" if page % 3 == 0 else "") for page, n in pages],
        "title": [f"Page {page}" for page, _ in pages],
        "document_height": [1200 + page * 797 % 2400 for page, _ in pages],
    })  # fmt: skip
    _lookup(connection, "elements", {
        "name": names,
        "label": [f"Press {number}" for number in elements],
        "selector": [f"body > main > section > button#{name}" for name in names],
        "attributes": [f'{{"data-attr":"{name}"}}' for name in names],
        "left_percent": [number * 37 % 80 for number in elements],
        "top": [number * 53 % 1100 for number in elements],
        "element_width": [80 + number * 29 % 120 for number in elements],
        "is_fixed": [number % 10 == 9 for number in elements],
    })  # fmt: skip
    _lookup(connection, "walks", {
        "traits": [f'{{"plan":"{("free", "pro", "enterprise")[walk % 3]}"}}' for _, walk in people],
        "country": [("CH", "DE", "US", "GB")[walk // 3] for _, walk in people],
        "width": [width for (width, _), _ in people],
        "height": [height for (_, height), _ in people],
    })  # fmt: skip


def _lookup(
    connection: duckdb.DuckDBPyConnection, table: str, columns: Mapping[str, Sequence[object]]
) -> None:
    """A table of the columns with the key `<table>_key` from 0.

    Texts are enums: Parquet files hold them as text, but they are written fifteen times as fast.
    """
    chosen = [f"generate_subscripts({list(next(iter(columns.values())))}, 1) - 1 as {table}_key"]
    for name, values in columns.items():
        is_text = isinstance(values[0], str)
        if is_text:
            texts = f"select distinct unnest({list(values)}) as text order by text"
            connection.execute(f"create type {name}_text as enum ({texts})")
        chosen.append(f"unnest({list(values)}){f'::{name}_text' if is_text else ''} as {name}")
    connection.execute(f"create table {table} as select {', '.join(chosen)}")


# Column of the contract -> SQL over `placed` of generate.sql.
FILLED: Final = {
    "export": _word(EXPORT),
    "line_number": "line_number",
    "event_id": "dice::bit::bigint",
    "vendor_event_id": "cast(session * 1000 + step as varchar)",
    "event_at": "event_at",
    "received_at": "event_at + to_seconds(cast(dice % 5 as bigint))",
    "kind": "kind",
    "event_name": "kind",
    "user_id": "case when self % 5 > 0 then (self + 1)::bit::bigint end",
    "anonymous_id": "self::bit::bigint",
    "person_id": "(self + 1)::bit::bigint",
    "vendor_session_id": "cast(session as varchar)",
    "vendor_page_view_id": "cast(session * 100 + step // 8 as varchar)",
    "url_host": _word("app.example.com"),
    "url_path": "path",
    "page_title": "title",
    "element_tag": f"case when is_click then {_word('button')} end",
    "element_id": "case when is_click then name end",
    "element_text": "case when is_click then label end",
    "element_path": "case when is_click then selector end",
    "element_attributes": "case when is_click then attributes end",
    "page_x": "case when is_point then aim_x end",
    "page_y": "case when is_point then aim_y end",
    "coord_precision_px": "case when is_point then 1 end",
    "is_fixed_target": "case when is_point then is_fixed end",
    "viewport_width": "width",
    "viewport_height": "height",
    "document_width": "width",
    "document_height": "document_height",
    "scroll_max": "case when is_scroll then scrolled end",
    "scroll_depth_px": "case when is_scroll then scrolled + height end",
    "scroll_basis": f"case when is_scroll then {_word('bottom_of_viewport')} end",
    "traits": "traits",
    "user_agent": _word(AGENT),
    "country": "country",
}


def main() -> None:
    """Write and say how fast that was."""
    started = time.perf_counter()
    days = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    written = write_volume_export(Path(sys.argv[1]), events=int(sys.argv[2]), days=days)
    seconds = time.perf_counter() - started
    rate = written.events / seconds / 1e6
    print(
        f"{written.events:,} events in {len(written.files)} files: {seconds:.1f} s, {rate:.2f} M/s"
    )


if __name__ == "__main__":
    main()
