"""Which contact sheets there are to draw, read from the marts.

What to put here: which rows a sheet is of. What it shows is in `transforms/heat/contact_sheet.py`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, Self

import duckdb
import polars as pl

from orchestration.pictures import catalogue
from orchestration.pictures.pages import pages_of
from orchestration.pictures.screenshots import Screenshots
from transforms.heat.click_map import CLICKS
from transforms.heat.contact_sheet import SheetMarts
from transforms.heat.page_maps import PageMarts, parted
from transforms.heat.periods import Period

_WITHHELD = f"""
select feature, band, segment from marts.{{grids}}
where event_date = $day and kind = $kind and is_suppressed and click_count > 0
    and segment not in ({catalogue.UNDRAWN})
"""


@dataclass(frozen=True)
class Sheets:
    """What sheets of a kind of clicks, a date and a period say besides their maps: the segments
    withheld, by feature and band, and those that are never drawn.
    """

    kind: str
    withheld: Mapping[tuple[Any, ...], pl.DataFrame]
    undrawn: frozenset[str]

    @classmethod
    def of(
        cls, marts: duckdb.DuckDBPyConnection, period: Period, day: date, kind: str = CLICKS
    ) -> Self:
        """Those of a day, or of the week or month that begins on it."""
        query = _WITHHELD.format(grids=catalogue.GRIDS[period])
        withheld = parted(catalogue.read(marts, query, day=day, kind=kind), "feature", "band")
        return cls(kind, withheld, catalogue.undrawn(marts))

    def sheet(self, feature: str, pages: Sequence[PageMarts]) -> SheetMarts | None:
        """The sheet of a feature whose pages, of any kinds, are these; None without a map of this
        kind.
        """
        drawn = tuple(page for page in pages if self._is_drawn(page.grids))
        if not drawn:
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
        return bool(shown) and grids["kind"][0] == self.kind


def of_period(
    marts: duckdb.DuckDBPyConnection,
    period: Period,
    day: date,
    screenshots: Screenshots,
    kind: str = CLICKS,
) -> Iterator[SheetMarts]:
    """The sheet of each feature with a map of a kind of clicks on a day, or in the week or month
    that begins on it, by feature.
    """
    of_feature = Sheets.of(marts, period, day, kind)
    pages = pages_of(marts, day, screenshots, (kind,), period, segment=None)
    for feature, some in groupby(pages, key=feature_of):
        if sheet := of_feature.sheet(feature, [*some]):
            yield sheet


def feature_of(page: PageMarts) -> str:
    """The feature that a page is of."""
    shown = page.grids if page.viewed.is_empty() else page.viewed
    return str(shown["feature"][0])
