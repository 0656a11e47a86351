"""Which days a run rebuilds.

Everything is daily. A run is asked for days; what arrived late, and what a session can reach,
widens them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

SESSION_REACH = timedelta(days=2)
"""A change on day D can move sessions up to D + 2: they cross one midnight, and then are cut at
the next.
"""


@dataclass(frozen=True)
class Window:
    """Days to rebuild, both ends included, and changed days that wait for a backfill."""

    first: date
    last: date
    waiting: tuple[date, ...] = ()

    @property
    def end(self) -> date:
        """The day after the last one: the window is half-open for SQL."""
        return self.last + timedelta(days=1)


def window_to_build(
    first: date,
    last: date,
    *,
    changed: Sequence[date],
    built: Sequence[date],
    unpublished: Sequence[date] = (),
    late_days: int,
    reach: timedelta | None = SESSION_REACH,
) -> Window:
    """The window for a run asked to build `first` to `last`.

    Changed days up to `late_days` before join it; older ones wait. The first run of a warehouse
    takes all the history there is. Days after `last` that are built already are rebuilt as far as
    a change may `reach`: all of them if it is None. Days that were `built` and are `unpublished`
    always join, however far they are: nothing is published before they are green.

    >>> day = lambda n: date(2026, 11, n)
    >>> changed, built = [day(2), day(8), day(10)], [day(9)]
    >>> window = window_to_build(day(10), day(10), changed=changed, built=built, late_days=3)
    >>> window.first.day, window.last.day, [late.day for late in window.waiting]
    (8, 10, [2])
    >>> built = [day(n) for n in range(1, 20)]
    >>> window_to_build(day(2), day(2), changed=[], built=built, late_days=3).last.day
    4
    >>> window_to_build(day(2), day(2), changed=[], built=built, late_days=3, reach=None).last.day
    19
    >>> failed = [day(12), day(13)]
    >>> window = window_to_build(
    ...     day(19), day(19), changed=[], built=built, unpublished=failed, late_days=3
    ... )
    >>> window.first.day, window.last.day
    (12, 19)
    """
    oldest = first - timedelta(days=late_days) if built else date.min
    early = [day for day in changed if oldest <= day < first]
    start = min([first, *early, *unpublished])
    newest = max([last, *built])
    # what was begun and not published has its own reach in it already
    end = max([newest if reach is None else min(last + reach, newest), *unpublished])
    return Window(start, end, waiting=tuple(day for day in changed if day < start))
