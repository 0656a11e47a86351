"""Maps of a published file as pictures, when somebody asks for one.

What to put here: which picture answers a question. Only the published file is read.
"""

from dataclasses import replace
from datetime import date
from typing import Final

import duckdb
import polars as pl

from orchestration.pictures import elements, matrices, sheets
from orchestration.pictures.page import reaches_of
from orchestration.pictures.pages import pages_of
from orchestration.pictures.picture import EVERY
from orchestration.pictures.published import (
    OF_REACH,
    Asked,
    NotShownError,
    check_period,
    values_of,
    why,
)
from orchestration.pictures.screenshots import Screenshots
from transforms.heat.click_map import CLICK_RATE, CLICKS, CLICKS_BEFORE, VALUE_BEFORE, ClickMap
from transforms.heat.click_rate import click_rate
from transforms.heat.confetti import KIND as CONFETTI
from transforms.heat.confetti import confetti
from transforms.heat.contact_sheet import clicks_of, contact_sheet
from transforms.heat.element_map import KIND as ELEMENTS
from transforms.heat.element_map import element_maps, is_of_elements
from transforms.heat.given_scale import on_scale, rate_of
from transforms.heat.matrices import FEATURE_SEGMENTS, HOURS, TRANSITIONS
from transforms.heat.matrix import Matrix
from transforms.heat.page_maps import PageMarts, click_maps
from transforms.heat.periods import first_of
from transforms.heat.scroll_map import ATTENTION, attention_maps
from transforms.heat.value_map import value_map
from transforms.pictures.confetti_picture import confetti_png
from transforms.pictures.contact_sheet_picture import contact_sheet_png
from transforms.pictures.element_picture import element_map_png
from transforms.pictures.images import click_map_png
from transforms.pictures.matrix_picture import matrix_png
from transforms.pictures.period_wording import period_words
from transforms.pictures.scroll_picture import scroll_map_png

OF_ALL_CLICKS: Final = (*OF_REACH, CLICK_RATE, CONFETTI)
"""Kinds that are drawn of a page with all its clicks, as those of elements are."""


def rendered(published: duckdb.DuckDBPyConnection, asked: Asked, screenshots: Screenshots) -> bytes:
    """A map as PNG: the bytes that a night draws. Raises NotShownError."""
    check_period(asked)
    if asked.kind in (FEATURE_SEGMENTS, HOURS, TRANSITIONS):
        return matrix_png(_matrix(published, asked))
    if clicks := clicks_of(asked.kind):
        return _sheet(published, asked, screenshots, clicks)
    if is_of_elements(asked.kind) and asked.band == EVERY:
        of = (asked.period, asked.first, asked.segment, asked.kind)
        found = [
            one for one in elements.without_places(published, *of) if one.feature == asked.feature
        ]
        if not found:
            raise NotShownError(why(asked, is_there=False))
        return element_map_png(found[0])
    kinds = (_kind_of_page(asked.kind),)
    for page in pages_of(published, asked.first, screenshots, kinds, asked.period, asked.segment):
        of_page = page.grids if page.viewed.is_empty() else page.viewed
        first = of_page.row(0, named=True)
        if (first["feature"], first["band"]) == (asked.feature, asked.band):
            png = _of_page(published, page, asked)
            if png is not None:
                return png
    raise NotShownError(why(asked, is_there=False))


def _kind_of_page(kind: str) -> str:
    """The kind of clicks whose page a map is drawn on.

    >>> _kind_of_page("attention"), _kind_of_page("value_before:bought")
    ('clicks', 'clicks_before:bought')
    """
    if is_of_elements(kind) or kind in OF_ALL_CLICKS:
        return CLICKS
    return kind.replace(VALUE_BEFORE, CLICKS_BEFORE, 1) if kind.startswith(VALUE_BEFORE) else kind


def rendered_on(
    published: duckdb.DuckDBPyConnection,
    asked: Asked,
    screenshots: Screenshots,
    scale: float | date,
) -> bytes:
    """A map of clicks as PNG with its hottest colour at a rate, in clicks per 1,000 page views and
    20 x 20 px, or on the scale of the same map of another date.
    """
    shown = _click_map(published, asked, screenshots)
    if not isinstance(scale, date):
        return click_map_png(on_scale(shown, scale, whose="that was asked for"))
    other = _click_map(published, replace(asked, date=scale), screenshots)
    whose = f"of {period_words(other.period, other.date)}"
    return click_map_png(on_scale(shown, rate_of(other), whose=whose))


def _click_map(
    published: duckdb.DuckDBPyConnection, asked: Asked, screenshots: Screenshots
) -> ClickMap:
    others = (*OF_ALL_CLICKS, FEATURE_SEGMENTS, HOURS, TRANSITIONS)
    if asked.kind in others or is_of_elements(asked.kind) or clicks_of(asked.kind):
        raise NotShownError(f"{asked}: a scale can be asked for of maps of clicks alone")
    least = _least(published)
    kinds = (asked.kind,)
    for page in pages_of(published, asked.first, screenshots, kinds, asked.period, asked.segment):
        if page.grids.filter(feature=asked.feature, band=asked.band).height:
            for one in click_maps(page, minimum_cell_users=least, segments=[asked.segment]):
                return one
    raise NotShownError(why(asked, is_there=False))


def _of_page(published: duckdb.DuckDBPyConnection, page: PageMarts, asked: Asked) -> bytes | None:
    if asked.kind in OF_REACH:
        reaches = reaches_of(page)
        if asked.kind == ATTENTION:
            reaches = list(attention_maps(reaches, page.viewed))
        return next((scroll_map_png(one) for one in reaches if one.segment == asked.segment), None)
    if is_of_elements(asked.kind):
        if asked.kind != ELEMENTS:
            page = replace(page, elements=_of_goal(published, asked))
        maps_of_elements = element_maps(page, asked.kind)
        return next(
            (element_map_png(one) for one in maps_of_elements if one.segment == asked.segment),
            None,
        )
    if asked.kind.startswith(VALUE_BEFORE):
        goal = asked.kind.removeprefix(VALUE_BEFORE)
        values = value_map(page, values_of(published, asked), goal)
        return click_map_png(values) if values else None
    least = _least(published)
    if asked.kind == CONFETTI:
        points = confetti(page, asked.segment, minimum_cell_users=least)
        return confetti_png(points) if points else None
    if asked.kind == CLICK_RATE:
        rate = click_rate(page, asked.segment, minimum_cell_users=least)
        return click_map_png(rate) if rate else None
    maps = click_maps(page, minimum_cell_users=least)
    return next((click_map_png(one) for one in maps if one.segment == asked.segment), None)


def _of_goal(published: duckdb.DuckDBPyConnection, asked: Asked) -> pl.DataFrame:
    rows = elements.of_goal(published, asked.first, asked.kind)
    if rows.is_empty():
        raise NotShownError(why(asked, is_there=False))
    return rows.filter(feature=asked.feature, band=asked.band)


def _sheet(
    published: duckdb.DuckDBPyConnection, asked: Asked, screenshots: Screenshots, clicks: str
) -> bytes:
    for marts in sheets.of_period(published, asked.period, asked.first, screenshots, clicks):
        if marts.pages[0].grids["feature"][0] == asked.feature:
            return contact_sheet_png(contact_sheet(marts, minimum_cell_users=_least(published)))
    raise NotShownError(why(asked, is_there=False))


def _least(published: duckdb.DuckDBPyConnection) -> int:
    """The fewest people whose clicks a cell shows."""
    ((least,),) = published.execute(
        "select value::int from marts.settings where name = 'minimum_cell_users'"
    ).fetchall()
    return int(least)


def _matrix(published: duckdb.DuckDBPyConnection, asked: Asked) -> Matrix:
    if asked.kind == HOURS:
        monday = first_of("week", asked.date)
        found = matrices.hours(published, monday, asked.feature, asked.segment)
    elif asked.kind == TRANSITIONS:
        found = matrices.transitions(published, asked.date, asked.segment)
    else:
        found = matrices.use(published, asked.first, asked.period)
    if (matrix := next(found, None)) is None:
        raise NotShownError(why(asked, is_there=False))
    return matrix
