"""Days, ISO weeks and months: what a picture is of.

>>> first_of("week", dt.date(2026, 11, 22)), first_of("month", dt.date(2026, 11, 22))
(datetime.date(2026, 11, 16), datetime.date(2026, 11, 1))
>>> end_of("week", dt.date(2026, 12, 28)), end_of("month", dt.date(2026, 12, 1))
(datetime.date(2027, 1, 4), datetime.date(2027, 1, 1))
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

Period = Literal["day", "week", "month"]

LONGER: Final[tuple[Period, ...]] = ("week", "month")
"""Periods of several days."""


def first_of(period: Period, day: dt.date) -> dt.date:
    """The first day of the period that a day is in."""
    match period:
        case "day":
            return day
        case "week":
            return day - dt.timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)


def end_of(period: Period, first: dt.date) -> dt.date:
    """The day after the last one of a period."""
    return first_of(period, first + dt.timedelta(days={"day": 1, "week": 7, "month": 31}[period]))


@dataclass(frozen=True, kw_only=True)
class Span:
    """Which days of a week or month a map is of.

    Attributes:
        period: `week` or `month`.
        first_date: the first day of it.
        last_date: the last day of it that is built.
        day_count: how many days of it are built.
        left_out_day_count: days that are withheld and do not count in the map.
        other_layout_day_count: days of another layout of the page, which do not count either.
        layout_date: first day of the layout that it is of; None where that did not begin within it.
        layout_reason: why that layout began, such as `release Toolbar`; None where nobody says.
    """

    period: Period
    first_date: dt.date
    last_date: dt.date
    day_count: int
    left_out_day_count: int = 0
    other_layout_day_count: int = 0
    layout_date: dt.date | None = None
    layout_reason: str | None = None

    @property
    def length(self) -> int:
        """How many days it has in all."""
        return (end_of(self.period, self.first_date) - self.first_date).days

    @property
    def is_running(self) -> bool:
        """Whether it goes on."""
        return self.last_date + dt.timedelta(days=1) < end_of(self.period, self.first_date)


def span_of(row: Mapping[str, Any]) -> Span | None:
    """The days of a grid of a week or month, whose rows have a `period`; None for a day."""
    if row.get("period", "day") == "day":
        return None
    return Span(
        period=row["period"],
        first_date=row["event_date"],
        last_date=row["last_date"],
        day_count=row["day_count"],
        left_out_day_count=row["left_out_day_count"],
        other_layout_day_count=row["other_layout_day_count"],
        layout_date=row["layout_date"],
        layout_reason=row["layout_reason"],
    )
