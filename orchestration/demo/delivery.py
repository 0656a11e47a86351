"""How events travel: batches, late devices, batches sent twice, the day's file they land in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import TypeVar

from orchestration.demo.chance import Chance
from orchestration.demo.stories import DAY_MS
from orchestration.demo.visits import HOUR_MS, Visit

BATCH_MS = 3000
SECOND_DELIVERY_MS = 9 * HOUR_MS

Row = TypeVar("Row")


def posthog_arrival(at: int, visit: Visit, chance: Chance) -> tuple[int, int]:
    """(created_at, _inserted_at) of an event made at `at`; both ms since 1970."""
    sent_at = (at // BATCH_MS + 1) * BATCH_MS + visit.delay_ms
    return sent_at + 900, sent_at + 900 + 3600 + round(1200 * chance.unit())


def mixpanel_arrival(at: int, visit: Visit) -> int:
    """When the events API took the event, ms since 1970."""
    return (at // BATCH_MS + 1) * BATCH_MS + visit.delay_ms + 240


def second_half(rows: list[Row]) -> list[Row]:
    """What a device that lost its connection half way sends once more."""
    return rows[len(rows) // 2 :]


def day_of(at: int) -> date:
    """The UTC day of a time in ms since 1970."""
    return datetime.fromtimestamp(at / 1000, UTC).date()


def by_day(rows: Iterable[tuple[int, Row]], *, end_ms: int) -> Iterator[tuple[date, list[Row]]]:
    """Rows with the time they are filed under, split by UTC day; what lies past the end is cut."""
    days: dict[int, list[Row]] = {}
    for at, row in rows:
        if at < end_ms:
            days.setdefault(at // DAY_MS, []).append(row)
    for number in sorted(days):
        yield day_of(number * DAY_MS), days[number]
