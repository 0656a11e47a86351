"""A night: which days it builds.

What to put here: decisions about a run that need the books. Each step is in a file of its own.
"""

from datetime import date

from orchestration import books as books_of
from orchestration.installation import Installation
from orchestration.partitions import Window, window_to_build


def planned_window(installation: Installation, first: date, last: date) -> Window:
    """The days that a run asked for `first` to `last` rebuilds; the same until they are
    published.
    """
    with installation.warehouse.books() as books:
        return window_to_build(
            first,
            last,
            changed=books_of.changed_days(books),
            built=books_of.built_days(books),
            late_days=int(installation.thresholds["late_days"]),
            trait_days=int(installation.thresholds["trait_days"]),
        )
