"""Broken rows, as every real export has some: no JSON, times in the future, times of 1970."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TypeVar

from orchestration.demo.days import DAY_MS
from orchestration.demo.vendors.mixpanel import Line
from orchestration.demo.vendors.posthog_events import EventRow
from orchestration.demo.vendors.posthog_heatmaps import HeatmapRow

FUTURE_MS = 40 * DAY_MS
BROKEN_LINES, FUTURE_LINES = 5, 3

Row = TypeVar("Row")


def with_dirty_lines(lines: Sequence[Line]) -> Iterator[Line]:
    """Five broken lines and three future stamps, spread over the export."""
    yield from lines
    for number, line in enumerate(_spread(lines, BROKEN_LINES)):
        yield line._replace(text=_broken(line.text, number))
    for line in _spread(lines, FUTURE_LINES):
        event = json.loads(line.text)
        event["properties"]["time"] = line.at + FUTURE_MS
        event["properties"]["$insert_id"] = "future" + event["properties"]["$insert_id"][6:]
        yield line._replace(text=json.dumps(event, separators=(",", ":")))


def with_impossible_event(rows: Sequence[EventRow]) -> Iterator[EventRow]:
    """One row more, from a device whose clock says 1970."""
    yield from rows
    row = rows[len(rows) // 2]
    yield row._replace(uuid="00000000-0000-7000-8000-000000000000", timestamp=0)


def with_impossible_point(rows: Sequence[HeatmapRow]) -> Iterator[HeatmapRow]:
    """One point more, also of 1970."""
    yield from rows
    yield rows[len(rows) // 2]._replace(timestamp=0)


def _broken(text: str, number: int) -> str:
    """Cut off, not JSON at all, without a time, with a time in words, a list."""
    cut = text.index('"time":') + 7
    comma = text.index(",", cut)
    return (
        text[: len(text) // 2],
        "<html><body>502 Bad Gateway</body></html>",
        text[: cut - 7] + text[comma + 1 :],
        text[:cut] + '"yesterday"' + text[comma:],
        '["not", "an", "event"]',
    )[number % 5]


def _spread(rows: Sequence[Row], count: int) -> list[Row]:
    return [rows[(2 * index + 1) * len(rows) // (2 * count)] for index in range(count)]
