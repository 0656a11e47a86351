"""What is planted in the demo, and when: the README beside this file tells how to find it again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

DAY_MS = 86_400_000
WEEKDAY_ACTIVITY = (1.0, 1.08, 1.1, 1.04, 0.9, 0.42, 0.38)  # Monday first

# Work-time hours of a day, local time; weekends use the flatter one.
WORKING_HOURS = (
    1, 1, 0, 0, 0, 1, 3, 10, 30, 52, 60, 54,
    34, 40, 54, 56, 48, 34, 20, 14, 14, 13, 8, 3,
)  # fmt: skip
WEEKEND_HOURS = (
    2, 1, 1, 0, 0, 1, 2, 5, 10, 16, 20, 20,
    16, 14, 16, 18, 18, 16, 16, 18, 20, 18, 10, 5,
)  # fmt: skip

# a) A broken button: pressed in bursts, never answered. Not shown on phones.
EXPORT_ATTEMPTS = 0.17  # of the views of a report on tablet, desktop and wide
SECOND_BURST = 0.3

# b) A gallery far below the fold: those who see it press a lot.
GALLERY_EXTRA_CLICKS = 2.0

# c) A step that loses people: share that completes step 1, 2 and 3, by band.
STEP_COMPLETION = {
    "phone": (0.93, 0.55, 0.96),
    "tablet": (0.93, 0.76, 0.96),
    "desktop": (0.94, 0.88, 0.96),
    "wide": (0.94, 0.88, 0.96),
}

# d) A release moves a button; for some days hands still go to the old place.
OLD_HABIT = 0.3
OLD_HABIT_FADES = 0.6  # per day

# e) One odd day: a marketing mail to /pricing; most leave at once.
MAIL_VISITS_SHARE = 1.6  # of a usual day's visits
MAIL_BOUNCE = 0.86

# f) Pressed without buying: Upgrade on billing, free plan.
UPGRADE_CLICKS = 0.5  # of the views of billing by people on the free plan
UPGRADE_BUYS = 0.02


@dataclass(frozen=True)
class Calendar:
    """The days of the demo. Day 8 of 14 brings the release, day 11 the marketing mail."""

    first_day: date
    days: int

    @property
    def last_day(self) -> date:
        """The day the export ends with."""
        return self.day(self.days - 1)

    @property
    def release_day(self) -> date:
        """The day that moves New report."""
        return self.day(min(self.days - 1, round(self.days * 7 / 14)))

    @property
    def odd_day(self) -> date:
        """The day of the marketing mail."""
        return self.day(min(self.days - 1, round(self.days * 10 / 14)))

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
        """Sum over the days of how busy each is; a usual Monday counts 1."""
        return sum(WEEKDAY_ACTIVITY[day.weekday()] for day in self.all_days())

    def is_released(self, at_ms: int) -> bool:
        """Whether the release is out at a time in ms since 1970."""
        return at_ms >= midnight_ms(self.release_day)


def midnight_ms(day: date) -> int:
    """UTC midnight at which `day` begins, in milliseconds since 1970."""
    return round(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)
