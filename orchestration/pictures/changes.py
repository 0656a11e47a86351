"""The picture of a comparison that somebody asks for: what its page looks like.

What to put here: which rows say how the page is drawn. How people are compared is in
`orchestration/insights/comparing.py`.
"""

from collections.abc import Sequence
from datetime import date

import duckdb

from orchestration.pictures.layouts import Layouts
from orchestration.pictures.published import NotShownError
from orchestration.pictures.screenshots import Screenshots
from transforms.heat.change_map import ChangeMap
from transforms.heat.compare import Comparison
from transforms.pictures.change_picture import change_map_png

PAGE = """
select
    max_by(feature_title, event_date),
    max(drawn_width_px),
    max(greatest(coalesce(document_height_px, 0), coalesce(fold_px, 0)))
from marts.heatmap_grids
where
    feature = $feature
    and band = $band
    and kind = 'clicks'
    and event_date between $first and $last
    and not is_suppressed
having max(drawn_width_px) is not null
"""


def change_png(
    published: duckdb.DuckDBPyConnection,
    found: Comparison,
    screenshots: Screenshots,
    *,
    feature: str,
    band: str,
    days: Sequence[date],
    words: tuple[str, str],
) -> bytes:
    """The picture of a comparison of a page's people, of which `words` say who they are; the page
    is as in the last of the `days`. Raises NotShownError where no map of the page is published.
    """
    asked = {"feature": feature, "band": band, "first": min(days), "last": max(days)}
    page = published.execute(PAGE, asked).fetchone()
    if page is None:
        raise NotShownError(f"{feature}, {band}: no map of these days is published")
    title, width, height = page
    lowest = max((one.y_px + one.height_px for one in found.regions), default=0)
    group, others = words
    layout = Layouts.of(published).on(feature, band, max(days))
    is_new = layout is not None and layout.version > 1 and layout.first_date > min(days)
    return change_map_png(
        ChangeMap(
            title=title or feature,
            page=feature,
            band=band,
            group=group,
            others=others,
            reference_width_px=width,
            page_height_px=max(height, lowest),
            screenshot=screenshots.of(feature, band, layout),
            layout_date=layout.first_date if layout and is_new else None,
            comparison=found,
        )
    )
