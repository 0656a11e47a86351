"""The values that the picture of a comparison shows."""

import datetime as dt
from dataclasses import dataclass

from transforms.heat.compare import Comparison


@dataclass(frozen=True, kw_only=True)
class ChangeMap:
    """Where on a page one group of people clicks more, or less, than others.

    Attributes:
        title: the headline.
        page: the page, as in heatmap_grids.
        band: the width of the screens.
        group, others: who is compared, in words.
        reference_width_px: css width the page is drawn at.
        page_height_px: css height of the page.
        screenshot: PNG of the page, if there is one.
        layout_date: first day of the page as it is shown, if it was another one on some days.
        comparison: the test and the regions that differ.
    """

    title: str
    page: str
    band: str
    group: str
    others: str
    reference_width_px: int
    page_height_px: int
    screenshot: bytes | None
    comparison: Comparison
    layout_date: dt.date | None = None
