"""The pages that list pictures: `index.html` of the newest day, and one in the folder of each day.

What to put here: which pages are written, and where. What they look like is in
`transforms/pictures/index_page.py`.
"""

import os
from collections.abc import Collection
from datetime import date
from pathlib import Path

import duckdb

from orchestration.pictures.catalogue import monday_of
from orchestration.pictures.page import EVERY
from orchestration.warehouse.folder import Warehouse
from transforms.pictures.index_page import Listed, index_page

PICTURES = """
select
    case
        when images.feature = $every then 'The product'
        else coalesce(grids.feature_title || ', ' || images.feature, images.feature)
    end,
    images.segment, images.band, images.rel_path, images.thumb_uri, images.alt_text,
    images.click_count, images.user_count, images.kind, images.period, images.page_view_count
from marts.heatmap_images as images
left join marts.heatmap_grids as grids
    on
        images.event_date = grids.event_date
        and images.feature = grids.feature
        and images.segment = grids.segment
        and images.band = grids.band
        and grids.kind = 'clicks'
where images.event_date = $day or (images.event_date = $monday and images.period = 'week')
order by
    images.feature <> $every,
    sum(images.click_count) filter (images.segment = 'all' and images.kind = 'clicks')
        over (partition by images.feature) desc nulls last,
    images.feature, images.kind, images.segment <> 'all', images.segment, images.click_count desc,
    images.band, images.period
"""


def write_index(warehouse: Warehouse, days: Collection[date]) -> None:
    """Write the pages of these days, of their Mondays and of the newest one, from what is
    published; what is of a week stands on the page of its Monday, and on that of the newest day.
    """
    with duckdb.connect(str(warehouse.published), read_only=True) as published:
        rows = published.execute(
            "select distinct event_date from marts.heatmap_images order by event_date desc"
        ).fetchall()
        there = [day for (day,) in rows]
        due = {*days, *map(monday_of, days)}
        for day in there:
            page = warehouse.heatmaps / f"date={day}" / "index.html"
            if day in due or not page.exists():
                back = [("all days", "../index.html")]
                pictures = _pictures(published, day, day, f"heatmaps/date={day}/")
                _write(page, index_page(day, back, pictures))
        for day in due.difference(there):
            (warehouse.heatmaps / f"date={day}" / "index.html").unlink(missing_ok=True)
        newest = there[0] if there else max(days)
        links = [(str(day), f"date={day}/index.html") for day in there]
        pictures = _pictures(published, newest, monday_of(newest), "heatmaps/")
        _write(warehouse.picture_index, index_page(newest, links, pictures))


def _pictures(
    published: duckdb.DuckDBPyConnection, day: date, monday: date, folder: str
) -> list[Listed]:
    """The pictures of a day and of a week, with their paths below a folder of the warehouse."""
    values = {"day": day, "monday": monday, "every": EVERY}
    rows = [Listed(*row) for row in published.execute(PICTURES, values).fetchall()]
    return [row._replace(path=row.path.removeprefix(folder)) for row in rows]


def _write(page: Path, text: str) -> None:
    """Put a page in the place of an earlier one, in one step."""
    page.parent.mkdir(parents=True, exist_ok=True)
    part = page.with_suffix(".part")
    with part.open("w", encoding="utf-8", errors="replace") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(page)
