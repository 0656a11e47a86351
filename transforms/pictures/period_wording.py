"""Dates, weeks and months for people, and which of their days a map is of."""

import datetime as dt
from collections.abc import Iterable
from typing import Final

from transforms.heat.periods import Period, Span
from transforms.pictures.lettering import cleaned

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)


def day(date: dt.date) -> str:
    """A date for people, the same under every locale.

    >>> day(dt.date(2026, 11, 2))
    '2 Nov 2026'
    """
    return f"{date.day} {_MONTHS[date.month - 1][:3]} {date.year}"


def period_words(period: Period, first: dt.date) -> str:
    """A day, a week or a month for people, by its first date.

    >>> [period_words(period, dt.date(2026, 11, 2)) for period in ("day", "week")]
    ['2 Nov 2026', 'week of 2 November 2026']
    >>> period_words("month", dt.date(2026, 11, 1))
    'November 2026'
    """
    month = f"{_MONTHS[first.month - 1]} {first.year}"
    return {"day": day(first), "week": f"week of {first.day} {month}", "month": month}[period]


def so_far(span: Span | None) -> list[str]:
    """How many days of a week or month there are, where not all of them are."""
    if span is None or span.day_count == span.length:
        return []
    goes_on = "so far, " if span.is_running else ""
    return [f"{goes_on}{span.day_count} of {span.length} days"]


def since(span: Span | None) -> list[str]:
    """Since when the page is as it is in the map, where that began within the week or month."""
    if span is None or span.layout_date is None:
        return []
    return [f"layout since {day(span.layout_date)}"]


def left_out(span: Span | None) -> list[str]:
    """Which days of a week or month do not count."""
    if span is None:
        return []
    reason = f" ({cleaned(span.layout_reason)})" if span.layout_reason else ""
    return [
        f"left out: {count} day{'s' * (count > 1)} of {what}"
        for count, what in (
            (span.other_layout_day_count, f"another layout{reason}"),
            (span.left_out_day_count, "too few people"),
        )
        if count
    ]


def left_out_of_segments(days: Iterable[tuple[str, int]]) -> list[str]:
    """How many days of a week or month do not count in some of its segments.

    >>> left_out_of_segments([("pro", 3), ("free", 0), ("(none)", 1)])
    ['days left out, of too few people: pro 3, (none) 1']
    """
    told = [f"{cleaned(segment)} {count}" for segment, count in days if count]
    return [f"days left out, of too few people: {', '.join(told)}"] if told else []
