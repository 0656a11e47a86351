"""The values that the picture of a comparison shows."""

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Final

from transforms.heat import content
from transforms.heat.by_element import BAND
from transforms.heat.compare import CELL_PX, Comparison
from transforms.heat.pairs import REST

RENDERER: Final = "change-map 2"
"""Changes when the same values would give another picture, so that all are drawn again."""

KIND: Final = "changes:"
"""The kind of the picture of a comparison, before whom people are compared with."""

IN_SQUARES: Final = f"in squares of {CELL_PX} px"
BY_ELEMENT: Final = "by element"

LEAST_SCALE: Final = 0.1
"""Points at the ends of the colours, at least."""


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
    layout_date: dt.date | None = None

    @property
    def scale_maximum(self) -> float:
        """The difference at the ends of the colours: what differs little has little colour."""
        return max([LEAST_SCALE, *(abs(one.difference) for one in self.comparison.regions)])


def in_words(compared_with: str) -> str:
    """Whom people are compared with, as in heatmap_changes, for people.

    >>> in_words("the rest"), in_words("band=phone"), in_words("before a new menu")
    ('the rest of these days', 'phone', 'the seven days before a new menu')
    """
    if compared_with == REST:
        return "the rest of these days"
    if compared_with.startswith("before "):
        return f"the seven days {compared_with}"
    return compared_with.removeprefix(BAND)


def content_id(change_map: ChangeMap) -> str:
    """16 hex digits of all that is drawn: with the same ones it is the same picture."""
    found = change_map.comparison
    evidence = (one for name, one in sorted(vars(found.evidence).items()) if name != "squares")
    compared = (found.q_value, [asdict(one) for one in found.regions], [*evidence])
    return content.content_id(RENDERER, **{**vars(change_map), "comparison": compared})
