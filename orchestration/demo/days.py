"""The days of the demo, and how busy each of them and its hours are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS

# How busy days and, in local time, their hours are.
WEEKDAY_ACTIVITY = (1.0, 1.08, 1.1, 1.04, 0.9, 0.42, 0.38)  # Monday first
WORKING_HOURS = (
    1, 1, 0, 0, 0, 1, 3, 10, 30, 52, 60, 54,
    34, 40, 54, 56, 48, 34, 20, 14, 14, 13, 8, 3,
)  # fmt: skip
WEEKEND_HOURS = (
    2, 1, 1, 0, 0, 1, 2, 5, 10, 16, 20, 20,
    16, 14, 16, 18, 18, 16, 16, 18, 20, 18, 10, 5,
)  # fmt: skip


@dataclass(frozen=True)
class Calendar:
    """The days of the demo. Of 14, day 8 brings the release and day 11 the marketing mail.

    In a quiet one neither comes, nobody new signs up, and no banner invites anybody: the same goes
    on from day to day.
    """

    first_day: date
    days: int
    is_quiet: bool = False

    @property
    def last_day(self) -> date:
        """The day the export ends with."""
        return self.day(self.days - 1)

    @property
    def release_day(self) -> date:
        """The day that moves New report; in a quiet calendar the day after the last."""
        return self._story_day(7)

    @property
    def odd_day(self) -> date:
        """The day of the marketing mail; in a quiet calendar the day after the last."""
        return self._story_day(10)

    @property
    def end_ms(self) -> int:
        """The first moment after the last day."""
        return midnight_ms(self.last_day) + DAY_MS

    def day(self, index: int) -> date:
        """The day of the given number, from 0."""
        return self.first_day + timedelta(days=index)

    def all_days(self) -> list[date]:
        """The days in order."""
        return [self.day(index) for index in range(self.days)]

    def activity(self) -> float:
        """How busy all days are together; a Monday counts 1."""
        return sum(activity(day) for day in self.all_days())

    def is_released(self, at_ms: int) -> bool:
        """Whether the release is out at a time in ms since 1970."""
        return at_ms >= midnight_ms(self.release_day)

    def _story_day(self, of_fourteen: int) -> date:
        if self.is_quiet:
            return self.day(self.days)
        return self.day(min(self.days - 1, round(self.days * of_fourteen / 14)))


def activity(day: date) -> float:
    """How busy a day is; a Monday counts 1."""
    return WEEKDAY_ACTIVITY[day.weekday()]


def midnight_ms(day: date) -> int:
    """UTC midnight at which `day` begins, in milliseconds since 1970."""
    return round(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)
