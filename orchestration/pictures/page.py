"""Drawing pictures: values in, bytes out, in any process.

Other processes import this module to draw: what it imports, each of them loads. Nothing of
Dagster, dbt, DuckDB or the settings belongs here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from orchestration.pictures.paths import picture_path
from orchestration.pictures.picture import EVERY, Picture, Rendered, Row, picture_of, row_of
from transforms.heat import click_rate, contact_sheet, element_map, matrices, scroll_map
from transforms.heat.click_map import CLICK_RATE, CLICKS, ClickMap
from transforms.heat.contact_sheet import SheetMarts
from transforms.heat.element_map import ElementMap, element_maps
from transforms.heat.matrix import Matrix
from transforms.heat.page_maps import (
    EVERYBODY,
    RENDERER,
    PageMarts,
    click_maps,
    content_ids,
    page_height,
)
from transforms.heat.scroll_map import ScrollMap, attention_maps, scroll_maps
from transforms.pictures import (
    contact_sheet_wording,
    element_picture,
    element_wording,
    matrix_wording,
    scroll_picture,
    scroll_wording,
)
from transforms.pictures.contact_sheet_picture import (
    contact_sheet_png,
    contact_sheet_thumbnail,
)
from transforms.pictures.images import click_map_png, thumbnail_data_uri
from transforms.pictures.matrix_picture import matrix_png, matrix_thumbnail
from transforms.pictures.wording import alt_text


@dataclass(frozen=True)
class PageTask:
    """The pictures of one page, band and period to draw; `known` is the content of those drawn
    before, by path, and `undrawn` are segments that share the scale and have no picture.
    """

    marts: PageMarts
    known: Mapping[str, str]
    minimum_cell_users: int
    undrawn: frozenset[str] = frozenset()


@dataclass(frozen=True)
class SheetTask:
    """The contact sheet of a feature to draw; `known` as of a page."""

    marts: SheetMarts
    known: Mapping[str, str]
    minimum_cell_users: int


@dataclass(frozen=True)
class MatrixTask:
    """A matrix to draw; `known` as of a page."""

    matrix: Matrix
    known: Mapping[str, str]


@dataclass(frozen=True)
class ListTask:
    """Elements of a page without places to draw; `known` as of a page."""

    shown: ElementMap
    known: Mapping[str, str]


Task = PageTask | SheetTask | MatrixTask | ListTask


def draw(task: Task) -> list[Picture]:
    """Draw the pictures of a task that are not drawn already."""
    match task:
        case MatrixTask():
            return [_drawn_matrix(task)]
        case ListTask():
            return [_drawn_elements(task.shown, task.known)]
        case SheetTask():
            return [_drawn_sheet(task)]
        case PageTask():
            return draw_page(task)


def _drawn_matrix(task: MatrixTask) -> Picture:
    matrix = task.matrix
    row = row_of(
        matrix.date,
        (matrix.feature, matrix.segment, EVERY),
        kind=matrix.kind,
        period=matrix.period,
        grid_id=matrices.grid_id(matrix),
        content_id=matrices.content_id(matrix),
        user_count=matrix.users,
        page_view_count=matrix.page_views,
        scale_maximum=matrix.scale_maximum,
        renderer=matrices.RENDERER,
    )

    def render() -> Rendered:
        return matrix_png(matrix), matrix_thumbnail(matrix), matrix_wording.alt_text(matrix)

    return picture_of(row, task.known, render)


def _drawn_sheet(task: SheetTask) -> Picture:
    marts, least = task.marts, task.minimum_cell_users
    drawn_from = contact_sheet.content_id(marts, minimum_cell_users=least)
    grid = marts.pages[0].grids.row(0, named=True)
    everything = {**grid, "segment": EVERY, "band": EVERY}
    path = _path_of(everything, contact_sheet.KIND)
    if task.known.get(path) == drawn_from:
        return Picture(path, {}, None)
    sheet = contact_sheet.contact_sheet(marts, minimum_cell_users=least)
    row = row_of(
        sheet.date,
        (sheet.feature, EVERY, EVERY),
        kind=contact_sheet.KIND,
        period=grid.get("period", "day"),
        grid_id=sheet.grid_id,
        content_id=drawn_from,
        scale_maximum=sheet.scale,
        renderer=contact_sheet.RENDERER,
    )

    def render() -> Rendered:
        thumbnail = contact_sheet_thumbnail(sheet)
        return contact_sheet_png(sheet), thumbnail, contact_sheet_wording.alt_text(sheet)

    return picture_of(row, {}, render)


def draw_page(task: PageTask) -> list[Picture]:
    """Draw the pictures of one page that are not drawn already."""
    page = task.marts
    pictures = [*_click_maps(task), *_click_rate(task)]
    if page.viewed.is_empty():
        return pictures
    reaches = reaches_of(page)
    drawn = (one for one in reaches if one.segment not in task.undrawn)
    return [
        *pictures,
        *(_drawn_scroll_map(one, task.known) for one in drawn),
        *(
            _drawn_scroll_map(one, task.known)
            for one in attention_maps(reaches, page.viewed)
            if one.segment == EVERYBODY
        ),
        *(
            _drawn_elements(one, task.known)
            for one in element_maps(page)
            if one.segment == EVERYBODY
        ),
    ]


def reaches_of(page: PageMarts) -> list[ScrollMap]:
    """The scroll map of each segment of a page; none where nothing is known of reach."""
    if page.reach.is_empty():
        return []
    height = page_height(page, int(page.viewed["drawn_width_px"][0]))
    return list(
        scroll_maps(page.viewed, page.reach, page_height_px=height, screenshot=page.screenshot)
    )


def _drawn_scroll_map(shown: ScrollMap, known: Mapping[str, str]) -> Picture:
    row = row_of(
        shown.date,
        (shown.feature, shown.segment, shown.band),
        kind=shown.kind,
        period=shown.period,
        grid_id=shown.grid_id,
        content_id=scroll_map.content_id(shown),
        page_view_count=scroll_wording.page_views(shown),
        scale_maximum=shown.scale_maximum,
        screenshot=shown.screenshot,
        renderer=scroll_map.RENDERERS[shown.kind],
    )

    def render() -> Rendered:
        thumbnail = scroll_picture.scroll_thumbnail(shown)
        return scroll_picture.scroll_map_png(shown), thumbnail, scroll_wording.alt_text(shown)

    return picture_of(row, known, render)


def _drawn_elements(shown: ElementMap, known: Mapping[str, str]) -> Picture:
    row = row_of(
        shown.date,
        (shown.feature, shown.segment, shown.band),
        kind=element_map.KIND,
        period=shown.period,
        grid_id=shown.grid_id,
        content_id=element_map.content_id(shown),
        page_view_count=shown.page_views,
        scale_maximum=shown.scale_maximum,
        screenshot=shown.screenshot,
        renderer=element_map.RENDERER,
    )

    def render() -> Rendered:
        thumbnail = element_picture.element_thumbnail(shown)
        return element_picture.element_map_png(shown), thumbnail, element_wording.alt_text(shown)

    return picture_of(row, known, render)


def _click_maps(task: PageTask) -> Iterator[Picture]:
    """The click maps of a page: nothing is smoothed when all of them are drawn already."""
    page, least = task.marts, task.minimum_cell_users
    ids = content_ids(page, minimum_cell_users=least)
    grids = {
        row["segment"]: row
        for row in page.grids.iter_rows(named=True)
        if row["segment"] not in task.undrawn
    }
    paths = {segment: _path_of(row, row["kind"]) for segment, row in grids.items()}
    changed = [one for one, path in paths.items() if task.known.get(path) != ids[one]]
    yield from (Picture(path, {}, None) for one, path in paths.items() if one not in changed)
    for shown in click_maps(page, minimum_cell_users=least, segments=changed):
        yield _drawn_click_map(shown, grids[shown.segment], ids[shown.segment])


def _click_rate(task: PageTask) -> Iterator[Picture]:
    page, least = task.marts, task.minimum_cell_users
    if page.reach.is_empty():
        return
    for grid in page.grids.iter_rows(named=True):
        if (grid["segment"], grid["kind"]) != (EVERYBODY, CLICKS):
            continue
        path = _path_of(grid, CLICK_RATE)
        drawn_from = click_rate.content_id(page, minimum_cell_users=least)
        if task.known.get(path) == drawn_from:
            yield Picture(path, {}, None)
        elif rate := click_rate.click_rate(page, EVERYBODY, minimum_cell_users=least):
            yield _drawn_click_map(rate, grid, drawn_from)


def _path_of(grid: Row, kind: str) -> str:
    """Where the picture of a grid lies."""
    names = (grid["event_date"], grid["feature"], grid["segment"], grid["band"])
    return picture_path(*names, kind=kind, period=grid.get("period", "day"))


def _drawn_click_map(click_map: ClickMap, grid: Row, content_id: str) -> Picture:
    row = row_of(
        click_map.date,
        (grid["feature"], click_map.segment, click_map.band),
        kind=click_map.kind,
        period=click_map.period,
        grid_id=click_map.grid_id,
        content_id=content_id,
        click_count=click_map.clicks,
        user_count=grid["user_count"],
        page_view_count=grid["page_view_count"],
        scale_maximum=click_map.scale_maximum,
        screenshot=click_map.screenshot,
        renderer=RENDERER,
    )

    def render() -> Rendered:
        return click_map_png(click_map), thumbnail_data_uri(click_map), alt_text(click_map)

    return picture_of(row, {}, render)
