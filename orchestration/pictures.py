"""Heatmap pictures of a window: from the marts to PNG files and their catalogue.

What to put here: which grids get a picture, where the file lies, what the catalogue says of it. What a picture looks
like is in `transforms/`.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import duckdb
import numpy as np
import polars as pl
from numpy.typing import NDArray

from orchestration.installation import Installation
from orchestration.partitions import Window
from orchestration.screenshots import Screenshots
from orchestration.warehouse import Warehouse, opened
from transforms import grids
from transforms.click_map import ClickMap, RankedElement, alt_text
from transforms.images import click_map_png, thumb_html, thumbnail_data_uri

KIND = "clicks"
RENDERER = "click-map 1"
"""Changes when the same clicks would give another picture, so that all are drawn again."""
RANKS_SHOWN = 10
REACH_STEP = 0.1

CATALOGUE = """
create table if not exists marts.heatmap_images (
    feature varchar not null, segment varchar not null, band varchar not null, kind varchar not null,
    grid_id varchar not null, content_id varchar not null, rel_path varchar not null, image_url varchar,
    thumb_uri varchar not null, thumb_html varchar not null, alt_text varchar not null, sha256 varchar not null,
    size_bytes bigint not null, click_count bigint not null, user_count bigint, page_view_count bigint,
    scale_maximum double not null, page_sha256 varchar, renderer varchar not null, event_date date not null
)
"""

OnPicture = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Drawn:
    """What drawing a window came to; `thumbnails` are a few of the pictures, title and data URI."""

    drawn: int
    unchanged: int
    thumbnails: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Marts:
    """What the pictures of one day are drawn from, a frame per mart."""

    grids: pl.DataFrame
    cells: pl.DataFrame
    elements: pl.DataFrame
    reach: pl.DataFrame


def draw_window(
    installation: Installation, window: Window, on_progress: OnPicture | None = None
) -> Drawn:
    """Draw every grid of the window, and of the day before it, which late page leaves may have moved."""
    say = on_progress or (lambda what, done, total: None)
    screenshots = Screenshots.load(installation.settings.screenshots)
    drawn = unchanged = 0
    thumbnails: list[tuple[str, str]] = []
    with opened(installation.warehouse.marts) as marts:
        marts.execute("create schema if not exists marts")
        marts.execute(CATALOGUE)
        days = _days_with_grids(marts, window)
        for done, day in enumerate(days):
            say(f"pictures of {day}", done, len(days))
            rows = []
            for row, is_new in draw_day(marts, day, installation, screenshots):
                rows.append(row)
                drawn, unchanged = drawn + is_new, unchanged + (not is_new)
                if is_new and row["segment"] == "all":
                    thumbnails.append((str(row["rel_path"]), str(row["thumb_uri"])))
            _replace_day(marts, day, rows)
        say("pictures", len(days), len(days))
    return Drawn(drawn, unchanged, tuple(thumbnails[:6]))


def draw_day(
    marts: duckdb.DuckDBPyConnection,
    day: date,
    installation: Installation,
    screenshots: Screenshots,
) -> Iterator[tuple[dict[str, Any], bool]]:
    """The catalogue row of each picture of a day, and whether it had to be drawn."""
    data = _read_day(marts, day)
    known = _catalogued(marts, day)
    drawn_grids = data.grids.sort("feature", "band", "segment")
    for (feature, band), of_page in drawn_grids.group_by("feature", "band", maintain_order=True):
        page = Marts(
            of_page,
            _of(data.cells, feature=feature, band=band),
            _of(data.elements, feature=feature, band=band),
            _of(data.reach, feature=feature, band=band),
        )
        screenshot = screenshots.of(str(feature), str(band))
        for click_map in click_maps(page, day, screenshot, installation.thresholds):
            yield _saved(click_map, known, installation, screenshot)


def click_maps(
    page: Marts, day: date, screenshot: bytes | None, thresholds: Any
) -> Iterator[tuple[dict[str, Any], ClickMap]]:
    """The grid row and the click map of each segment of one feature and band, on one scale."""
    rows = page.grids.to_dicts()
    width = int(rows[0]["drawn_width_px"])
    height = _page_height(page, width, screenshot)
    densities = {row["segment"]: _densities(page.cells, row["segment"], width, height) for row in rows}
    scale = grids.shared_scale(
        [grids.overlaid(*densities[row["segment"]]) for row in rows],
        [row["page_view_count"] or 0 for row in rows],
    )
    for row in rows:
        page_density, fixed_density = densities[row["segment"]]
        cells = page.cells.filter(segment=row["segment"])
        clicks = int(row["click_count"])
        yield (
            row,
            ClickMap(
                title=f"{row['feature']}: clicks",
                date=day,
                segment=row["segment"],
                band=row["band"],
                reference_width_px=width,
                page_height_px=height,
                page_density=page_density,
                fixed_density=fixed_density,
                scale_maximum=grids.scale_maximum(scale, page_views=row["page_view_count"] or 0),
                clicks=clicks,
                users=int(row["user_count"] or 0),
                page_views=row["page_view_count"],
                below_fold_share=(row["below_fold_count"] or 0) / clicks,
                fixed_clicks=round(float(cells.filter(layer="fixed")["clicks"].sum())),
                fold_px=row["fold_px"],
                reach=_reach(page.reach.filter(segment=row["segment"])),
                elements=_elements(page.elements.filter(segment=row["segment"])),
                suppressed_share=float(row["suppressed_click_count"]) / clicks,
                out_of_range_clicks=int(row["out_of_range_count"]),
                unlocated_clicks=int(row["unlocated_count"]),
                minimum_users=int(thresholds["minimum_users"]),
                grid_id=grids.grid_id(_identity(row, thresholds)),
                screenshot=screenshot,
            ),
        )


def picture_path(day: date, feature: str, segment: str, band: str) -> str:
    """Where a picture lies below the warehouse; names are data and never leave their own folder.

    >>> picture_path(date(2026, 11, 21), "../x", "plan=pro", "desktop")
    'heatmaps/date=2026-11-21/feature=..%2Fx/segment=plan%3Dpro/band=desktop/clicks.png'
    """
    folders = (f"date={day}", f"feature={slug(feature)}", f"segment={slug(segment)}", f"band={slug(band)}")
    return "/".join(("heatmaps", *folders, f"{KIND}.png"))


def slug(text: str) -> str:
    """Text as one part of a path, percent-encoded; a long one ends in its hash."""
    name = quote(text, safe="")
    return name if len(name) <= 150 else f"{name[:120]}~{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def _saved(
    grid: tuple[dict[str, Any], ClickMap],
    known: dict[str, dict[str, Any]],
    installation: Installation,
    screenshot: bytes | None,
) -> tuple[dict[str, Any], bool]:
    row, click_map = grid
    rel_path = picture_path(click_map.date, row["feature"], row["segment"], row["band"])
    content_id = _content_id(click_map)
    file = installation.warehouse.root / rel_path
    before = known.get(rel_path)
    if before and before["content_id"] == content_id and file.exists():
        return before, False
    png = click_map_png(click_map)
    _write(file, png)
    thumbnail = thumbnail_data_uri(click_map)
    words = alt_text(click_map)
    base_url = str(installation.thresholds["image_base_url"])
    return {
        "feature": row["feature"],
        "segment": row["segment"],
        "band": row["band"],
        "kind": KIND,
        "grid_id": click_map.grid_id,
        "content_id": content_id,
        "rel_path": rel_path,
        "image_url": f"{base_url.rstrip('/')}/{quote(rel_path)}" if base_url else None,
        "thumb_uri": thumbnail,
        "thumb_html": thumb_html(thumbnail, words),
        "alt_text": words,
        "sha256": hashlib.sha256(png).hexdigest(),
        "size_bytes": len(png),
        "click_count": click_map.clicks,
        "user_count": row["user_count"],
        "page_view_count": row["page_view_count"],
        "scale_maximum": click_map.scale_maximum,
        "page_sha256": hashlib.sha256(screenshot).hexdigest() if screenshot else None,
        "renderer": RENDERER,
        "event_date": click_map.date,
    }, True


def _write(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(".part")
    part.write_bytes(content)
    part.replace(file)


def _identity(row: dict[str, Any], thresholds: Any) -> dict[str, object]:
    """What makes this grid this grid, but for the clicks."""
    return {
        "date": row["event_date"].isoformat(),
        "feature": row["feature"],
        "segment": row["segment"],
        "band": row["band"],
        "drawn_width_px": row["drawn_width_px"],
        "kind": KIND,
        "cell_px": int(thresholds["cell_px"]),
        "minimum_users": int(thresholds["minimum_users"]),
        "smoothing_px": grids.SIGMA_PX,
        "renderer": RENDERER,
    }


def _content_id(click_map: ClickMap) -> str:
    """Hash of everything the picture is drawn from: with the same one, it would be the same picture."""
    digest = hashlib.sha256(RENDERER.encode())
    for name, value in sorted(vars(click_map).items()):
        digest.update(f"\n{name}=".encode())
        if isinstance(value, np.ndarray):
            digest.update(str(value.shape).encode() + np.ascontiguousarray(value).tobytes())
        else:
            digest.update(value if isinstance(value, bytes) else repr(value).encode())
    return digest.hexdigest()[:16]


def _page_height(page: Marts, width: int, screenshot: bytes | None) -> int:
    known = [int(h) for h in page.grids["document_height_px"].drop_nulls()]
    folds = [int(h) for h in page.grids["fold_px"].drop_nulls()]
    shot = Screenshots.height_at(screenshot, width) if screenshot else 0
    at_least = min(max([*known, *folds, shot, 400]), grids.MAX_HEIGHT_PX)
    return grids.grid_height_px(page.cells, layer="page", at_least_px=at_least)


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
    for depth, reaching, views in reach.sort("depth_px").select(
        "depth_px", "reaching_count", "page_view_count"
    ).iter_rows():
        share = reaching / views
        ticks[int(share / REACH_STEP)] = (float(depth), share)
    return tuple(sorted(ticks.values()))


def _elements(elements: pl.DataFrame) -> tuple[RankedElement, ...]:
    return tuple(
        RankedElement(
            rank=row["rank"],
            label=row["label"] or row["element_key"],
            clicks=row["click_count"],
            share=row["click_share"],
            x_px=row["x_px"],
            y_px=row["y_px"],
            is_fixed=row["layer"] == "fixed",
        )
        for row in elements.sort("rank").head(RANKS_SHOWN).to_dicts()
    )


def _of(frame: pl.DataFrame, **values: object) -> pl.DataFrame:
    return frame.filter(**values)


def _frame(marts: duckdb.DuckDBPyConnection, query: str, day: date) -> pl.DataFrame:
    return pl.DataFrame(marts.sql(query, params=[day]))


def _read_day(marts: duckdb.DuckDBPyConnection, day: date) -> Marts:
    def read(table: str, condition: str = "true") -> pl.DataFrame:
        return _frame(marts, f"from marts.{table} where event_date = ? and {condition}", day)

    return Marts(
        read("heatmap_grids", "not is_suppressed and click_count > 0 and drawn_width_px is not null"),
        read("heatmap_cells"),
        read("heatmap_elements"),
        read("scroll_reach_daily"),
    )


def _days_with_grids(marts: duckdb.DuckDBPyConnection, window: Window) -> Sequence[date]:
    rows = marts.execute(
        "select distinct event_date from marts.heatmap_grids where event_date >= ? - 1 and event_date < ? order by 1",
        [window.first, window.end],
    ).fetchall()
    stale = marts.execute(
        "select distinct event_date from marts.heatmap_images where event_date >= ? - 1 and event_date < ?",
        [window.first, window.end],
    ).fetchall()
    return sorted({day for (day,) in [*rows, *stale]})


def _catalogued(marts: duckdb.DuckDBPyConnection, day: date) -> dict[str, dict[str, Any]]:
    frame = _frame(marts, "from marts.heatmap_images where event_date = ?", day)
    return {str(row["rel_path"]): row for row in frame.to_dicts()}


def _replace_day(
    marts: duckdb.DuckDBPyConnection, day: date, rows: Sequence[dict[str, Any]]
) -> None:
    marts.execute("begin")
    marts.execute("delete from marts.heatmap_images where event_date = ?", [day])
    for row in rows:
        names, marks = ", ".join(row), ", ".join("?" for _ in row)
        marts.execute(f"insert into marts.heatmap_images ({names}) values ({marks})", list(row.values()))
    marts.execute("commit")


def drop_uncatalogued(warehouse: Warehouse, window: Window) -> int:
    """Delete pictures of the window that the published catalogue no longer lists; how many."""
    with duckdb.connect(str(warehouse.published), read_only=True) as published:
        rows = published.execute("select rel_path from marts.heatmap_images").fetchall()
    listed = {warehouse.root / path for (path,) in rows}
    dropped = 0
    for file in warehouse.heatmaps.glob("date=*/feature=*/segment=*/band=*/*.png"):
        day = file.parents[3].name.removeprefix("date=")
        if window.first.isoformat() <= day < window.end.isoformat() and file not in listed:
            file.unlink()
            dropped += 1
    return dropped


