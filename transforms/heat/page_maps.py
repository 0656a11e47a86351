"""From the marts of one page, band and day to the click map of each segment.

What to put here: which number of which table a picture shows. What a picture looks like is in
`images.py`.
"""

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray
from PIL import Image

from transforms.heat import grids
from transforms.heat.click_map import (
    CLICKS,
    CLICKS_BEFORE,
    MOVES,
    ClickMap,
    RankedElement,
    words_of,
)
from transforms.heat.periods import Span
from transforms.heat.sizes import CELL_PX, TALLEST_PAGE_PX

RENDERER: Final = "click-map 4"
"""Changes when the same clicks would give another picture, so that all are drawn again."""

EVERYBODY: Final = "all"
"""The segment of all people; of it a night draws maps that others have only when asked for."""

NIGHTLY: Final = (
    *(CLICKS, "rage_clicks", "dead_clicks", "suspected_dead_clicks", "error_clicks"),
    MOVES,
)
"""Kinds that every night draws, and those before goals; of others the grids are published, and
drawn on request.
"""

RANKS_SHOWN: Final = 10
SHORTEST_PAGE_PX: Final = 400


@dataclass(frozen=True)
class PageMarts:
    """Rows of the marts for one feature, band and day, all segments; columns as in the marts. Grids
    of a week or month have a column `period`, too.

    `grids` are those of one kind that show clicks, and `cells` theirs; `viewed` are those of all
    clicks that are not withheld. `screenshot` is a PNG of the page, of any width, or None.
    """

    grids: pl.DataFrame
    viewed: pl.DataFrame
    cells: pl.DataFrame
    elements: pl.DataFrame
    reach: pl.DataFrame
    screenshot: bytes | None


def click_maps(
    page: PageMarts, *, minimum_cell_users: int, scale: float | None = None
) -> Iterator[ClickMap]:
    """The click map of each segment, in the order of `page.grids`, all on one scale: that of
    `grids.shared_scale`, or one that is given.
    """
    rows = page.grids.to_dicts()
    if not rows:
        return
    width = int(rows[0]["drawn_width_px"])
    height = page_height(page, width)
    densities = [_densities(page.cells, row["segment"], width, height) for row in rows]
    # an export of clicks alone has no page views: then colours compare shares of the clicks
    views = [row["page_view_count"] or row["click_count"] for row in rows]
    if scale is None:
        scale = grids.shared_scale([grids.overlaid(*pair) for pair in densities], views)
    for row, (page_density, fixed_density), page_views in zip(rows, densities, views, strict=True):
        own = page.cells.filter(segment=row["segment"])
        clicks = int(row["click_count"])
        yield ClickMap(
            title=f"{row['feature_title'] or row['feature']}: {words_of(row['kind'])}",
            kind=row["kind"],
            page=row["feature"] if row["feature_title"] else None,
            date=row["event_date"],
            segment=row["segment"],
            band=row["band"],
            reference_width_px=width,
            page_height_px=height,
            page_density=page_density,
            fixed_density=fixed_density,
            scale_maximum=grids.scale_maximum(scale, page_views=page_views),
            clicks=clicks,
            users=int(row["user_count"] or 0),
            page_views=row["page_view_count"] or None,
            below_fold_share=(row["below_fold_count"] or 0) / clicks,
            fixed_clicks=round(float(own.filter(layer="fixed")["clicks"].sum())),
            fold_px=row["fold_px"],
            reach=_reach(page.reach.filter(segment=row["segment"])),
            elements=_elements(page.elements.filter(segment=row["segment"])),
            suppressed_share=float(row["suppressed_click_count"]) / clicks,
            out_of_range_clicks=int(row["out_of_range_count"]),
            unlocated_clicks=int(row["unlocated_count"]),
            minimum_cell_users=minimum_cell_users,
            cells_px=tuple(own["cell_px"].unique().sort().to_list()),
            grid_id=grids.grid_id(_identity(row, minimum_cell_users)),
            screenshot=page.screenshot,
            span=span_of(row),
        )


def nightly(kinds: Iterable[str]) -> list[str]:
    """The kinds that a night draws of these, and all those that it always looks for.

    >>> nightly(["clicks", "first_clicks", "clicks_before:b", "clicks_before:a"])[-3:]
    ['moves', 'clicks_before:a', 'clicks_before:b']
    """
    return [*NIGHTLY, *sorted({kind for kind in kinds if kind.startswith(CLICKS_BEFORE)})]


def span_of(row: Mapping[str, Any]) -> Span | None:
    """The days of a grid of a week or month, whose rows have a `period`; None for a day."""
    if row.get("period", "day") == "day":
        return None
    return Span(
        period=row["period"],
        first_date=row["event_date"],
        last_date=row["last_date"],
        day_count=row["day_count"],
        left_out_day_count=row["left_out_day_count"],
    )


def content_id(click_map: ClickMap) -> str:
    """16 hex digits of everything a picture is drawn from: with the same ones it is the same
    picture.
    """
    digest = hashlib.sha256(RENDERER.encode())
    # its kind is in the name of the grid, and a day has no span
    for name, value in sorted(vars(click_map).items()):
        if name == "kind" or value is None and name == "span":
            continue
        digest.update(f"\n{name}=".encode())
        if isinstance(value, np.ndarray):
            digest.update(str(value.shape).encode() + np.ascontiguousarray(value).tobytes())
        else:
            digest.update(value if isinstance(value, bytes) else repr(value).encode())
    return digest.hexdigest()[:16]


def _identity(row: Mapping[str, Any], minimum_cell_users: int) -> dict[str, object]:
    """What makes this grid this grid, but for the clicks."""
    day: dt.date = row["event_date"]
    return {
        "date": day.isoformat(),
        "feature": row["feature"],
        "segment": row["segment"],
        "band": row["band"],
        "drawn_width_px": row["drawn_width_px"],
        "kind": row["kind"],
        "cell_px": CELL_PX,
        "minimum_cell_users": minimum_cell_users,
        "rules": row["rules_id"],
        "smoothing_px": grids.SIGMA_PX,
        "renderer": RENDERER,
        **({"period": row["period"]} if row.get("period", "day") != "day" else {}),
    }


def page_height(page: PageMarts, width: int) -> int:
    """Css height that all pictures of a page, band and day are drawn at, `width` css px wide."""
    shown = page.viewed if page.grids.is_empty() else page.grids
    known = [
        *shown["document_height_px"].drop_nulls(),
        *shown["fold_px"].drop_nulls(),
        _shown_height(page.screenshot, width) if page.screenshot else SHORTEST_PAGE_PX,
    ]
    at_least = min(int(max(known)), TALLEST_PAGE_PX)
    height = grids.grid_height_px(page.cells, layer="page", at_least_px=at_least)
    if page.screenshot or shown["document_height_px"].drop_nulls().len():
        return height
    # the height is not known: leave room below the lowest spot
    return min(height + 3 * grids.SIGMA_PX, TALLEST_PAGE_PX)


def _shown_height(screenshot: bytes, width: int) -> int:
    with Image.open(BytesIO(screenshot)) as image:
        return round(image.height * width / image.width)


def _densities(
    cells: pl.DataFrame, segment: str, width: int, height: int
) -> tuple[NDArray[np.float64], NDArray[np.float64] | None]:
    own = cells.filter(segment=segment)
    page = grids.smooth(grids.dense_grid(own, layer="page", width_px=width, height_px=height))
    if own.filter(layer="fixed").is_empty():
        return page, None
    fixed_height = grids.grid_height_px(own, layer="fixed", at_least_px=200)
    fixed = grids.dense_grid(own, layer="fixed", width_px=width, height_px=fixed_height)
    return page, grids.smooth(fixed)


def _reach(reach: pl.DataFrame) -> tuple[tuple[float, float], ...]:
    """The deepest point that each tenth of the page views reached."""
    ticks: dict[int, tuple[float, float]] = {}
    columns = reach.sort("depth_px").select("depth_px", "reaching_count", "page_view_count")
    for depth, reaching, views in columns.iter_rows():
        ticks[int(10 * reaching / views)] = (float(depth), reaching / views)
    return tuple(sorted(ticks.values()))


def _end_of_path(label: str) -> str:
    """The last steps of a path: paths of one page begin alike.

    >>> _end_of_path("body > main > section:nth-of-type(2) > p"), _end_of_path("Buy > Now")
    ('… > section:nth-of-type(2) > p', 'Buy > Now')
    """
    steps = label.split(" > ")
    return label if len(steps) < 4 else " > ".join(["…", *steps[-2:]])


def names_of(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """A name for each element, no two alike: those that look alike get their place, or their key.

    >>> alike = {"label": "Pricing", "element_key": "a:Pricing", "x_px": 9}
    >>> names_of([{**alike, "y_px": 40}, {**alike, "y_px": 900}])
    ['Pricing (40 px down)', 'Pricing (900 px down)']
    """
    names = [_end_of_path(row["label"] or row["element_key"]) for row in rows]
    for place in (
        lambda row: row["y_px"] is not None and f"{row['y_px']:,} px down",
        lambda row: row["x_px"] is not None and f"{row['x_px']:,} px across",
        lambda row: row["element_key"],
    ):
        alike = {name for name, count in Counter(names).items() if count > 1}
        names = [
            f"{name} ({words})" if name in alike and (words := place(row)) else name
            for name, row in zip(names, rows, strict=True)
        ]
    return names


def _elements(elements: pl.DataFrame) -> tuple[RankedElement, ...]:
    rows = elements.sort("rank").head(RANKS_SHOWN).to_dicts()
    return tuple(
        RankedElement(
            rank=row["rank"],
            label=name,
            clicks=row["click_count"],
            share=row["click_share"],
            x_px=row["x_px"],
            y_px=row["y_px"],
            is_fixed=row["layer"] == "fixed",
        )
        for row, name in zip(rows, names_of(rows), strict=True)
    )
