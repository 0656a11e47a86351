"""Which contact sheets there are to draw, read from the marts.

What to put here: which rows a sheet is of. What it shows is in `transforms/heat/contact_sheet.py`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, Final, Self

import duckdb
import polars as pl

from orchestration.pictures import catalogue
from orchestration.pictures.pages import pages_of
from orchestration.pictures.screenshots import Screenshots
from transforms.heat.click_map import CLICKS
from transforms.heat.contact_sheet import SheetMarts
from transforms.heat.page_maps import PageMarts, parted
from transforms.heat.periods import Period

PERIODS: Final[tuple[Period, ...]] = ("day", "week")
"""What sheets are drawn of."""

_WITHHELD: Final = f"""
select feature, band, segment from marts.{{grids}}
where event_date = $day and kind = '{CLICKS}' and is_suppressed and click_count > 0
    and segment not in ({catalogue.UNDRAWN})
"""


@dataclass(frozen=True)
class Sheets:
    """What sheets of a date and period say besides their maps: the segments withheld, by feature
    and band, and those that are never drawn.
    """

    period: Period
    withheld: Mapping[tuple[Any, ...], pl.DataFrame]
    undrawn: frozenset[str]

    @classmethod
    def of(cls, marts: duckdb.DuckDBPyConnection, period: Period, day: date) -> Self:
        """Those of a day, or of the week or month that begins on it."""
        query = _WITHHELD.format(grids=catalogue.GRIDS[period])
        withheld = parted(catalogue.read(marts, query, day=day), "feature", "band")
        return cls(period, withheld, catalogue.undrawn(marts))

    def sheet(self, feature: str, pages: Sequence[PageMarts]) -> SheetMarts | None:
        """The sheet of a feature whose pages, of any kinds, are these; None without a map of all
        clicks, and of a period that has no sheets.
        """
        drawn = tuple(page for page in pages if self._is_drawn(page.grids))
        if self.period not in PERIODS or not drawn:
            return None
        bands = [str(page.grids["band"][0]) for page in drawn]
        few = {
            band: self.withheld[feature, band]["segment"].to_list()
            for band in bands
            if (feature, band) in self.withheld
        }
        return SheetMarts(pages=drawn, withheld=few, undrawn=self.undrawn)

    def _is_drawn(self, grids: pl.DataFrame) -> bool:
        shown = set(grids["segment"]) - self.undrawn
        return bool(shown) and grids["kind"][0] == CLICKS


def of_period(
    marts: duckdb.DuckDBPyConnection, period: Period, day: date, screenshots: Screenshots
) -> Iterator[SheetMarts]:
    """The sheet of each feature with a map of all clicks on a day or in the week that begins on it,
    by feature.
    """
    of_feature = Sheets.of(marts, period, day)
    pages = pages_of(marts, day, screenshots, (CLICKS,), period)
    for feature, some in groupby(pages, key=feature_of):
        if sheet := of_feature.sheet(feature, [*some]):
            yield sheet


def feature_of(page: PageMarts) -> str:
    """The feature that a page is of."""
    shown = page.grids if page.viewed.is_empty() else page.viewed
    return str(shown["feature"][0])
