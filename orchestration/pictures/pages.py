"""Which pages there are to draw, read from the marts.

What to put here: which rows a picture is of. What is made of them is in `transforms/heat/`.
"""

from collections.abc import Iterator, Sequence
from datetime import date

import duckdb
import polars as pl

from orchestration.pictures import catalogue, elements
from orchestration.pictures.layouts import Layout, Layouts
from orchestration.pictures.screenshots import Screenshots
from transforms.heat.click_map import CLICKS, nightly
from transforms.heat.page_maps import EVERYBODY, PageMarts, parted
from transforms.heat.periods import Period


def pages_of(
    marts: duckdb.DuckDBPyConnection,
    day: date,
    screenshots: Screenshots,
    kinds: Sequence[str] | None = None,
    period: Period = "day",
    segment: str | None = EVERYBODY,
) -> Iterator[PageMarts]:
    """The pages of a day, or of the week or month that begins on it, that have anything to show, in
    a fixed order, by kind of clicks, those that a night draws or these: of all clicks every
    segment, of other kinds everybody and one, or every one where that is None.
    """

    def read(table: str, condition: str = "true") -> pl.DataFrame:
        query = f"from marts.{table} where event_date = $day and {condition}"
        return catalogue.read(marts, query, day=day)

    frames = [
        read(catalogue.CELLS[period]),
        elements.placed(marts, period, day),
        read(catalogue.REACHES[period]),
    ]
    shown = read(catalogue.GRIDS[period], "not is_suppressed and drawn_width_px is not null")
    if shown.is_empty():
        return
    of_segments = (pl.col("kind") == CLICKS) | pl.col("segment").is_in([EVERYBODY, segment])
    shown = shown.filter(of_segments) if segment is not None else shown
    if period != "day":
        shown = shown.with_columns(period=pl.lit(period))
    layouts = Layouts.of(marts)
    pages = shown.sort("feature", "band", "segment")
    of_pages = parted(pages, "feature", "band")
    cells = parted(frames[0], "feature", "band", "kind")
    elements_of, reaches = (parted(frame, "feature", "band") for frame in frames[1:])
    for feature, band in pages.select("feature", "band").unique(maintain_order=True).iter_rows():
        of_page = of_pages[feature, band]
        layout = layouts.on(feature, band, _layout_date(of_page) or day)
        of_kinds = parted(of_page.with_columns(_layout_reason(of_page, layout)), "kind")
        clicked, reach, viewed = (
            elements_of[feature, band],
            reaches[feature, band],
            of_kinds[CLICKS,],
        )
        screenshot = screenshots.of(feature, band, layout)
        for kind in kinds or nightly(pages["kind"].unique()):
            grids = of_kinds[kind,].filter(pl.col("cell_click_count") > 0)
            own = cells[feature, band, kind]
            if kind == CLICKS and viewed.height:
                yield PageMarts(grids, viewed, own, clicked, reach, screenshot)
            elif grids.height:
                # elements and reach are of all clicks
                yield PageMarts(grids, viewed, own, clicked.clear(), reach.clear(), screenshot)


def _layout_date(grids: pl.DataFrame) -> date | None:
    """The first day of the layout of a page, where that began within the week or month."""
    since: date | None = grids["layout_date"][0] if "layout_date" in grids.columns else None
    return since


def _layout_reason(grids: pl.DataFrame, layout: Layout | None) -> pl.Expr:
    reason = layout.reason if layout and _layout_date(grids) else None
    return pl.lit(reason, pl.String).alias("layout_reason")
