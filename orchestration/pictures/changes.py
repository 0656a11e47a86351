"""The pictures of comparisons: those of a week that a night draws, and the one somebody asks for.

What to put here: which rows say what is compared and how its page is drawn. How people are compared
is in `orchestration/insights/`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any, Final

import duckdb
import polars as pl

from orchestration.pictures.catalogue import read
from orchestration.pictures.layouts import Layouts
from orchestration.pictures.picture import Picture, Rendered, picture_of, row_of
from orchestration.pictures.published import NotShownError
from orchestration.pictures.screenshots import Screenshots
from transforms.heat import change_map
from transforms.heat.by_element import BAND
from transforms.heat.change_map import BY_ELEMENT, IN_SQUARES, ChangeMap
from transforms.heat.compare import Comparison, Evidence, Region
from transforms.heat.grids import grid_id
from transforms.heat.pairs import WEEK, WEEK_BEFORE
from transforms.pictures import change_picture
from transforms.pictures.period_wording import day

PAGE: Final = """
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

OF_WEEK: Final = """
from marts.heatmap_changes
where event_date = $monday
order by feature, band, segment, compared_with, region
"""

RELEASED: Final = """
select event_date
from marts.dim_annotations
where
    kind = 'release'
    and feature = $feature
    and 'before ' || name = $compared_with
    and event_date + 6 between $monday and $monday + 6
"""

NAMES: Final = ("feature", "band", "segment", "compared_with")


@dataclass(frozen=True)
class Compared:
    """A comparison of the week of a Monday, whose page is shown as in its days."""

    monday: date
    segment: str
    compared_with: str
    shown: ChangeMap


def of_week(
    marts: duckdb.DuckDBPyConnection, monday: date, screenshots: Screenshots
) -> Iterator[Compared]:
    """The comparisons of a week by which anything differs, in a fixed order; none of a page of
    which no map is published.
    """
    rows = read(marts, OF_WEEK, monday=monday).to_dicts()
    for names, some in groupby(rows, key=lambda row: {name: row[name] for name in NAMES}):
        regions = list(some)
        if any(row["is_different"] for row in regions):
            found = _comparison(regions)
            shown = _change_map(marts, names, found, monday, screenshots)
            if shown is not None:
                yield Compared(monday, names["segment"], names["compared_with"], shown)


def drawn(one: Compared, known: Mapping[str, str]) -> Picture:
    """The picture of a comparison; `known` is the content of those drawn before, by path."""
    shown, kind = one.shown, f"{change_map.KIND}{one.compared_with}"
    names = (shown.page, one.segment, shown.band)
    row = row_of(
        one.monday,
        names,
        kind=kind,
        period="week",
        grid_id=grid_id({"kind": kind, "names": names, "renderer": change_map.RENDERER}),
        content_id=change_map.content_id(shown),
        user_count=shown.comparison.evidence.user_count,
        scale_maximum=shown.scale_maximum,
        screenshot=shown.screenshot,
        renderer=change_map.RENDERER,
    )

    def render() -> Rendered:
        thumbnail = change_picture.change_thumbnail(shown)
        return change_picture.change_map_png(shown), thumbnail, change_picture.alt_text(shown)

    return picture_of(row, known, render)


def _comparison(rows: Sequence[Mapping[str, Any]]) -> Comparison:
    """The comparison of a page from its published rows: the first is the page's, each other one is
    a region's.
    """
    page, *regions = rows
    evidence = Evidence(
        page["user_count"],
        page["other_user_count"],
        page["distance"],
        page["noise_floor"],
        page["p_value"],
        pl.DataFrame(),
    )
    return Comparison(evidence, page["q_value"], tuple(map(_region, regions)))


def _region(row: Mapping[str, Any]) -> Region:
    return Region(
        layer=row["layer"] or "page",
        x_px=row["x_px"] or 0,
        y_px=row["y_px"] or 0,
        width_px=row["width_px"] or 0,
        height_px=row["height_px"] or 0,
        user_count=row["clicked_user_count"],
        other_user_count=row["other_clicked_user_count"],
        difference=row["difference"],
        low=row["low"],
        high=row["high"],
        q_value=row["q_value"],
        element_key=row["element_key"],
    )


def _change_map(
    marts: duckdb.DuckDBPyConnection,
    names: Mapping[str, str],
    found: Comparison,
    monday: date,
    screenshots: Screenshots,
) -> ChangeMap | None:
    segment, compared_with = names["segment"], names["compared_with"]
    asked = {name: names[name] for name in ("feature", "compared_with")}
    released = read(marts, RELEASED, **asked, monday=monday)
    first = monday if released.is_empty() else released["event_date"][0]
    last = first + WEEK - timedelta(days=1)
    is_with_before = compared_with == WEEK_BEFORE or compared_with.startswith("before ")
    try:
        return page_of(
            marts,
            found,
            screenshots,
            feature=names["feature"],
            band=names["band"],
            days=(first, last),
            since=first - WEEK if is_with_before else first,
            words=(
                f"{segment}, {day(first)} to {day(last)}",
                change_map.in_words(compared_with),
            ),
            counted=BY_ELEMENT if compared_with.startswith(BAND) else IN_SQUARES,
        )
    except NotShownError:
        return None


def page_of(
    published: duckdb.DuckDBPyConnection,
    found: Comparison,
    screenshots: Screenshots,
    *,
    feature: str,
    band: str,
    days: Sequence[date],
    words: tuple[str, str],
    since: date | None = None,
    counted: str = IN_SQUARES,
) -> ChangeMap:
    """A comparison of a page's people, of which `words` say who they are; the page is as in the
    last of the `days`, and another layout after the day `since`, when others clicked, is said.
    Raises NotShownError where no map of the page is published.
    """
    asked = {"feature": feature, "band": band, "first": min(days), "last": max(days)}
    page = published.execute(PAGE, asked).fetchone()
    if page is None:
        raise NotShownError(f"{feature}, {band}: no map of these days is published")
    title, width, height = page
    lowest = max((one.y_px + one.height_px for one in found.regions), default=0)
    group, others = words
    layout = Layouts.of(published).on(feature, band, max(days))
    is_new = layout is not None and layout.version > 1 and layout.first_date > (since or min(days))
    return ChangeMap(
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
        counted=counted,
    )
