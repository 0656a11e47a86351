"""When an event reaches the vendor: in batches, from some devices late, from some a second time."""

from __future__ import annotations

from typing import TypeVar

from orchestration.demo.chance import Chance
from orchestration.demo.days import HOUR_MS
from orchestration.demo.visits import Visit

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
