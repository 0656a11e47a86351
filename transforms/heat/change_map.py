"""The values that the picture of a comparison shows."""

from dataclasses import dataclass
from typing import Final

from transforms.heat.compare import CELL_PX, Comparison

IN_SQUARES: Final = f"in squares of {CELL_PX} px"
BY_ELEMENT: Final = "by element"


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
        comparison: the test and the regions that differ.
        counted: where people are counted, IN_SQUARES or BY_ELEMENT.
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
    counted: str = IN_SQUARES
