"""Which contact sheets there are to draw, read from the marts.

What to put here: which rows a sheet is of. What it shows is in `transforms/heat/contact_sheet.py`.
"""

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Final

import duckdb

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


def of_period(
    marts: duckdb.DuckDBPyConnection, period: Period, day: date, screenshots: Screenshots
) -> Iterator[SheetMarts]:
    """The sheet of each feature with a map of all clicks on a day or in the week that begins on it,
    by feature.
    """
    if period not in PERIODS:
        return
    undrawn = catalogue.undrawn(marts)
    query = _WITHHELD.format(grids=catalogue.GRIDS[period])
    withheld = parted(catalogue.read(marts, query, day=day), "feature", "band")
    pages = pages_of(marts, day, screenshots, (CLICKS,), period)
    for feature, of_feature in groupby(pages, key=_feature):
        drawn = tuple(page for page in of_feature if set(page.grids["segment"]) - undrawn)
        if drawn:
            bands = {str(page.grids["band"][0]) for page in drawn}
            few = {
                band: withheld[feature, band]["segment"].to_list()
                for band in bands
                if (feature, band) in withheld
            }
            yield SheetMarts(pages=drawn, withheld=few, undrawn=undrawn)


def _feature(page: PageMarts) -> str:
    shown = page.grids if page.viewed.is_empty() else page.viewed
    return str(shown["feature"][0])
