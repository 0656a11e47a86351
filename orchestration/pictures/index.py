"""The pages that list pictures: `index.html` of the newest day, and one of each day, week and month
in the folder of its first day.

What to put here: which pages are written, and where. What they look like is in
`transforms/pictures/index_page.py`.
"""

import os
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import duckdb

from orchestration.pictures import catalogue
from orchestration.pictures.picture import EVERY
from orchestration.warehouse.folder import Warehouse, opened
from orchestration.warehouse.window import Window
from transforms.heat.change_map import KIND as CHANGES
from transforms.heat.click_map import CLICKS
from transforms.heat.periods import Period, first_of
from transforms.pictures.index_page import Listed, index_page
from transforms.pictures.period_wording import period_words

PICTURES = """
select
    case
        when images.feature = $every then 'The product'
        else coalesce(
            max(grids.feature_title) over (partition by images.feature) || ', ' || images.feature,
            images.feature
        )
    end,
    images.segment, images.band, images.rel_path, images.thumb_uri, images.alt_text,
    images.click_count, images.user_count, images.kind, images.period, images.page_view_count
from marts.heatmap_images as images
left join marts.{grids} as grids
    on
        images.event_date = grids.event_date
        and images.feature = grids.feature
        and images.segment = grids.segment
        and images.band = grids.band
        and grids.kind = 'clicks'
where
    (images.event_date = $first and images.period = $period)
    or (images.event_date = $monday and images.period = 'week' and images.feature = $every)
    or (images.event_date in ($monday, $monday - 7) and starts_with(images.kind, $changes))
order by
    images.feature <> $every,
    sum(images.click_count) filter (images.segment = 'all' and images.kind = 'clicks')
        over (partition by images.feature) desc nulls last,
    images.feature, images.kind <> 'contact_sheet', starts_with(images.kind, $changes), images.kind,
    images.segment <> 'all', images.segment, images.click_count desc, images.band, images.period
"""

PAGES: Final[Mapping[Period, str]] = {
    "day": "index.html",
    "week": "week.html",
    "month": "month.html",
}


def are_on_disk(warehouse: Warehouse, window: Window) -> bool:
    """Whether a run of a window has drawn clicks, and its pictures and the page that leads to all
    of them are there.
    """
    with opened(warehouse.marts, read_only=True) as marts:
        rows = catalogue.pictures_of(marts, window)
    has_clicks = any(row["kind"] == CLICKS for row in rows)
    has_page = (warehouse.heatmaps / PAGES["day"]).exists()
    return has_clicks and has_page and not catalogue.broken(warehouse, rows)


def write_index(warehouse: Warehouse, days: Collection[date]) -> None:
    """Write the pages of these days and of the day before them, of their weeks and months, and the
    page of the newest day, which leads to all of them, from what is published. Matrices of its week
    stand there, too.
    """
    reached = {*days, *(day - timedelta(days=1) for day in days)}
    with duckdb.connect(str(warehouse.published), read_only=True) as published:
        rows = published.execute(
            "select distinct period, event_date from marts.heatmap_images order by all desc"
        ).fetchall()
        for period, name in PAGES.items():
            due = {first_of(period, day) for day in reached}
            there = [first for of, first in rows if of == period]
            for first in there:
                page = warehouse.heatmaps / f"date={first}" / name
                if first in due or not page.exists():
                    back = {"All": [("all days, weeks and months", "../index.html")]}
                    pictures = _pictures(published, period, first, f"heatmaps/date={first}/")
                    _write(page, index_page(_title(period, first), back, pictures))
            for first in due.difference(there):
                (warehouse.heatmaps / f"date={first}" / name).unlink(missing_ok=True)
        newest = max((first for period, first in rows if period == "day"), default=max(days))
        links = {
            f"{period.capitalize()}s": [
                (_title(period, first), f"date={first}/{name}")
                for of, first in rows
                if of == period
            ]
            for period, name in reversed(tuple(PAGES.items()))
        }
        monday = first_of("week", newest)
        pictures = _pictures(published, "day", newest, "heatmaps/", monday)
        _write(warehouse.picture_index, index_page(_title("day", newest), links, pictures))


def _title(period: Period, first: date) -> str:
    return str(first) if period == "day" else period_words(period, first)


def _pictures(
    published: duckdb.DuckDBPyConnection,
    period: Period,
    first: date,
    folder: str,
    monday: date | None = None,
) -> list[Listed]:
    """The pictures of a day, week or month, and of the week of a Monday its matrices, and what
    differs in it and in the one before, with their paths below a folder of the warehouse.
    """
    query = PICTURES.format(grids=catalogue.GRIDS[period])
    values = {
        "period": period,
        "first": first,
        "monday": monday,
        "every": EVERY,
        "changes": CHANGES,
    }
    rows = [Listed(*row) for row in published.execute(query, values).fetchall()]
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
