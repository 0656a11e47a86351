"""Maps of a published file, when somebody asks for one: their rows, or an array.

    >>> from orchestration.pictures.published import load_grid
    >>> load_grid("warehouse/usage.duckdb", date="2026-11-20", feature="/pricing")  # doctest: +SKIP

What to put here: which rows answer a question. Only the published file is read.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, get_args

import duckdb
import numpy as np
import polars as pl
from numpy.typing import NDArray

from orchestration.pictures import elements, matrices
from orchestration.pictures.catalogue import CELLS, GRIDS, REACHES, VALUES, read
from orchestration.pictures.picture import EVERY
from orchestration.settings.problems import shown, suggestion
from transforms.heat.click_map import CLICK_RATE, CLICKS, CLICKS_BEFORE, NIGHTLY, VALUE_BEFORE
from transforms.heat.confetti import KIND as CONFETTI
from transforms.heat.contact_sheet import KIND as SHEET
from transforms.heat.element_map import CONVERSION, VALUE, is_of_elements
from transforms.heat.element_map import KIND as ELEMENTS
from transforms.heat.grids import Layer, dense_grid, grid_height_px
from transforms.heat.matrices import FEATURE_SEGMENTS, HOURS, TRANSITIONS
from transforms.heat.periods import Period, first_of
from transforms.heat.scroll_map import ATTENTION, REACH
from transforms.heat.sizes import CELL_PX
from transforms.pictures.period_wording import period_words

OF_REACH: Final = (REACH, ATTENTION)
"""Kinds that the tables of scroll reach have the numbers of."""

RATES: Final = """
select
    cells.* exclude (kind, clicks_per_1000_page_views),
    case when layer = 'fixed' then 1 else reach.reaching_rate end as reaching_rate,
    100 * clicks / nullif(
        grids.page_view_count * case when layer = 'fixed' then 1 else reach.reaching_rate end, 0
    ) as clicks_per_100_page_views_that_saw_it
from marts.{cells} as cells
inner join marts.{grids} as grids using (event_date, feature, segment, band, kind)
left join marts.{reaches} as reach
    on
        cells.event_date = reach.event_date
        and cells.feature = reach.feature
        and cells.segment = reach.segment
        and cells.band = reach.band
        and greatest(cells.y_px + cells.cell_px // 2, 0) // 100 * 100 = reach.depth_px
where
    (event_date, feature, segment, band, kind) = ($first, $feature, $segment, $band, 'clicks')
order by layer, cell_px, y_px, x_px
"""
"""The cells of all clicks by the page views that saw them, also where these are few."""


KINDS: Final = (
    *(*NIGHTLY, "first_clicks", CLICK_RATE, REACH, ATTENTION, ELEMENTS, SHEET, CONFETTI),
    *(FEATURE_SEGMENTS, HOURS, TRANSITIONS),
    *(f"{kind}GOAL" for kind in (CLICKS_BEFORE, VALUE_BEFORE, f"{CONVERSION}:", f"{VALUE}:")),
)
"""Kinds of maps, as they are asked for."""

PERIODS_OF: Final[Mapping[str, Sequence[Period]]] = {
    HOURS: ("week", "day"),  # a day stands for its week
    TRANSITIONS: ("day",),
    CONVERSION: ("day",),
    VALUE: ("day",),
}
"""Kinds, without the name of a goal, that not every period has."""


class NotShownError(LookupError):
    """There is no such map, or it is withheld; the text says which."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Which map, of the day or of its week or month: `kind` as in marts.heatmap_images, or
    `confetti`, whose segment is an attribute such as `plan`.
    """

    date: date
    feature: str = EVERY
    segment: str = "all"
    band: str = "desktop"
    kind: str = CLICKS
    period: Period = "day"

    @property
    def first(self) -> dt.date:
        """The first date of the period."""
        return first_of(self.period, self.date)

    def __str__(self) -> str:
        band = "" if self.kind in (FEATURE_SEGMENTS, HOURS, TRANSITIONS) else f", {self.band}"
        when = self.date if self.period == "day" else period_words(self.period, self.first)
        return f"{self.kind} of {self.feature}, {self.segment}{band}, {when}"


def load_grid(
    file: str | Path,
    *,
    date: str | date,
    feature: str,
    segment: str = "all",
    band: str = "desktop",
    kind: str = CLICKS,
    layer: Layer = "page",
    period: Period = "day",
) -> NDArray[np.float64]:
    """The clicks of a grid by cells of 8 css px, from usage.duckdb or shared.duckdb: of a day or of
    its week or month.

    Shape (rows, columns), row 0 at the top of the page, at the width that the band is drawn at; the
    sum is the clicks in cells of the layer. Raises NotShownError.
    """
    day = date if not isinstance(date, str) else _day(date)
    asked = Asked(date=day, feature=feature, segment=segment, band=band, kind=kind, period=period)
    with duckdb.connect(str(file), read_only=True) as published:
        return grid_of(published, asked, layer)


def grid_of(
    published: duckdb.DuckDBPyConnection, asked: Asked, layer: Layer
) -> NDArray[np.float64]:
    """As `load_grid`, of a file that is open."""
    rows = _read(
        published,
        f"""
        select is_suppressed, drawn_width_px, document_height_px from marts.{GRIDS[asked.period]}
        where (event_date, feature, segment, band, kind)
            = ($first, $feature, $segment, $band, $kind)
        """,
        asked,
    )
    grid = next(iter(rows.to_dicts()), None)
    if grid is None or grid["is_suppressed"] or grid["drawn_width_px"] is None:
        raise NotShownError(why(asked, is_there=grid is not None))
    cells = rows_of(published, asked)
    at_least = (grid["document_height_px"] if layer == "page" else None) or CELL_PX
    height = grid_height_px(cells, layer=layer, at_least_px=at_least)
    return dense_grid(cells, layer=layer, width_px=grid["drawn_width_px"], height_px=height)


def rows_of(published: duckdb.DuckDBPyConnection, asked: Asked) -> pl.DataFrame:
    """The published rows that a map is made of; none where it is withheld. Raises NotShownError for
    a period that the kind does not have.
    """
    check_period(asked)
    if asked.kind in (FEATURE_SEGMENTS, HOURS, TRANSITIONS):
        return _rows_of_matrix(published, asked)
    of_map = "(event_date, feature, segment, band) = ($first, $feature, $segment, $band)"
    if asked.kind in OF_REACH:
        query = f"from marts.{REACHES[asked.period]} where {of_map} order by depth_px"
        return _read(published, query, asked)
    if is_of_elements(asked.kind):
        return _rows_of_elements(published, asked)
    if asked.kind == CLICK_RATE:
        period = asked.period
        tables = {"cells": CELLS[period], "grids": GRIDS[period], "reaches": REACHES[period]}
        return _read(published, RATES.format(**tables), asked)
    if asked.kind.startswith(VALUE_BEFORE):
        return values_of(published, asked)
    if asked.kind == CONFETTI:
        of_page = "(event_date, feature, band, kind) = ($first, $feature, $band, 'clicks')"
        query = f"from marts.{CELLS[asked.period]} where {of_page}"
        of_segments = "starts_with(segment, $segment || '=')"
        by = "order by segment, layer, cell_px, y_px, x_px"
        return _read(published, f"{query} and {of_segments} {by}", asked)
    query = f"from marts.{CELLS[asked.period]} where {of_map} and kind = $kind"
    return _read(published, f"{query} order by layer, cell_px, y_px, x_px", asked)


def _rows_of_matrix(published: duckdb.DuckDBPyConnection, asked: Asked) -> pl.DataFrame:
    if asked.kind == FEATURE_SEGMENTS:
        found = read(published, matrices.USE[asked.period], date=asked.first)
        return found.sort("feature", "segment")
    if asked.kind == HOURS:
        names = {"feature": asked.feature, "segment": asked.segment}
        monday = first_of("week", asked.date)
        found = read(published, matrices.HOURS, date=monday, **names)
        return found.sort("weekday", "hour")
    found = read(published, matrices.TRANSITIONS, date=asked.date, segment=asked.segment)
    return found.sort("from_page", "to_page")


def values_of(published: duckdb.DuckDBPyConnection, asked: Asked) -> pl.DataFrame:
    """The cells of a value map: of everybody."""
    query = f"""
        from marts.{VALUES[asked.period]}
        where (event_date, feature, band, goal) = ($first, $feature, $band, $goal)
            and $segment = 'all'
        order by layer, y_px, x_px
    """
    names = ("first", "feature", "band", "segment")
    values = {name: getattr(asked, name) for name in names}
    return read(published, query, goal=asked.kind.removeprefix(VALUE_BEFORE), **values)


def _rows_of_elements(published: duckdb.DuckDBPyConnection, asked: Asked) -> pl.DataFrame:
    """Elements of a band; of all of them together, of a day, as element_clicks_daily has them."""
    of = {"feature": asked.feature, "segment": asked.segment}
    if asked.kind != ELEMENTS:
        segment = asked.segment if asked.band == EVERY else None
        rows = elements.of_goal(published, asked.first, asked.kind, segment)
        return rows.filter(**of, band=asked.band) if rows.height else rows
    if asked.band == EVERY and asked.period == "day":
        query = """
            from marts.element_clicks_daily
            where (event_date, page, segment) = ($first, $feature, $segment) and not is_suppressed
            order by rank
        """
        return _read(published, query, asked)
    rows = elements.placed(published, asked.period, asked.first)
    return rows.filter(**of, band=asked.band).sort("rank") if rows.width else rows


def _read(published: duckdb.DuckDBPyConnection, query: str, asked: Asked) -> pl.DataFrame:
    values = {**vars(asked), "first": asked.first}
    names = {name: value for name, value in values.items() if f"${name}" in query}
    return pl.DataFrame(published.sql(query, params=names))


def check_period(asked: Asked) -> None:
    """Raise NotShownError where no map of the kind is of such a period."""
    if asked.period not in _periods_of(asked.kind):
        raise NotShownError(why(asked, is_there=False))


def _periods_of(kind: str) -> Sequence[Period]:
    return PERIODS_OF.get(kind.partition(":")[0], get_args(Period))


def why(asked: Asked, *, is_there: bool) -> str:
    """Why a map is not shown, in words."""
    if not asked.kind.partition(":")[2] and asked.kind not in KINDS:
        return f"{shown(asked.kind)} is no kind of map; {suggestion(asked.kind, KINDS)}"
    if asked.period not in (periods := _periods_of(asked.kind)):
        return f"{asked}: {asked.kind} are of a {periods[0]}, not of a {asked.period}"
    if is_there:
        return f"{asked}: withheld, or of no known screen size"
    where = f"{GRIDS[asked.period]} where not is_suppressed"
    hint = ""
    if asked.kind == ELEMENTS:
        where = f"heatmap_images where kind = '{ELEMENTS}' and period = '{asked.period}'"
        hint = f" (without places they are a list: --band '{EVERY}')"
    return (
        f"{asked}: nothing is published{hint}; which there are says heatmaps sql"
        f' "select feature, segment, band, kind, event_date from marts.{where}"'
    )


def _day(text: str) -> date:
    return date.fromisoformat(text)
