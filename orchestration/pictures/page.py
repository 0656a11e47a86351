"""Drawing the pictures of one page: values in, bytes out, in any process.

Other processes import this module to draw: what it imports, each of them loads. Nothing of
Dagster, dbt, DuckDB or the settings belongs here.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

from transforms.heat.click_map import ClickMap
from transforms.heat.page_maps import KIND, RENDERER, PageMarts, click_maps, content_id
from transforms.pictures.images import click_map_png, thumb_html, thumbnail_data_uri
from transforms.pictures.wording import alt_text

Row = Mapping[str, Any]
"""A row of the catalogue of pictures."""


@dataclass(frozen=True)
class Task:
    """The pictures of one page, band and day to draw; `known` is the content of those drawn
    before, by path.
    """

    marts: PageMarts
    known: Mapping[str, str]
    minimum_cell_users: int


@dataclass(frozen=True)
class Picture:
    """One picture: where it lies, what it shows, and its bytes unless it is drawn already."""

    rel_path: str
    row: Row
    png: bytes | None


def draw_page(task: Task) -> list[Picture]:
    """Draw the pictures of one page that are not drawn already."""
    pictures = []
    for click_map, grid in zip(
        click_maps(task.marts, minimum_cell_users=task.minimum_cell_users),
        task.marts.grids.to_dicts(),
        strict=True,
    ):
        path = picture_path(click_map.date, grid["feature"], click_map.segment, click_map.band)
        content = content_id(click_map)
        if task.known.get(path) == content:
            pictures.append(Picture(path, {"segment": click_map.segment}, None))
            continue
        png = click_map_png(click_map)
        pictures.append(Picture(path, _row(click_map, grid, path, content, png), png))
    return pictures


def _row(click_map: ClickMap, grid: Mapping[str, Any], path: str, content: str, png: bytes) -> Row:
    words = alt_text(click_map)
    thumbnail = thumbnail_data_uri(click_map)
    page = click_map.screenshot
    return {
        "feature": grid["feature"],
        "segment": click_map.segment,
        "band": click_map.band,
        "kind": KIND,
        "grid_id": click_map.grid_id,
        "content_id": content,
        "rel_path": path,
        "thumb_uri": thumbnail,
        "thumb_html": thumb_html(thumbnail, words),
        "alt_text": words,
        "sha256": hashlib.sha256(png).hexdigest(),
        "size_bytes": len(png),
        "click_count": click_map.clicks,
        "user_count": grid["user_count"],
        "page_view_count": grid["page_view_count"],
        "scale_maximum": click_map.scale_maximum,
        "page_sha256": hashlib.sha256(page).hexdigest() if page else None,
        "renderer": RENDERER,
        "event_date": click_map.date,
    }


def picture_path(day: date, feature: str, segment: str, band: str) -> str:
    """Where a picture lies below the warehouse; names are data and never leave their own folder.

    >>> picture_path(date(2026, 11, 21), "../x", "plan=pro", "desktop")
    'heatmaps/date=2026-11-21/feature=..~2Fx/segment=plan~3Dpro/band=desktop/clicks.png'
    """
    names = {"date": day.isoformat(), "feature": feature, "segment": segment, "band": band}
    folders = (f"{key}={slug(name)}" for key, name in names.items())
    return "/".join(("heatmaps", *folders, f"{KIND}.png"))


def slug(text: str) -> str:
    """Text as one part of a path, encoded with ~ as addresses are with %; a long one ends in its
    hash. A browser decodes % before it looks for a file, and ~ never.

    >>> slug("/a~b")
    '~2Fa~7Eb'
    """
    name = quote(text, safe="", errors="replace").replace("~", "%7E").replace("%", "~")
    if len(name) <= 150:
        return name
    return f"{name[:120]}~{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:16]}"
