"""Nights over real exports, and questions about them that every vendor's test asks."""

import shutil
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from orchestration.installation import Installation
from tests.end_to_end import nights, truth

SALT = "test"

UsageKey = tuple[str, str, str, str]

Place = tuple[str, str, str]
"""Day, page and plan."""


def copied(files: Sequence[Path], folder: Path) -> None:
    """Copy files of the vendor into an export's folder, as a night would find them."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in files:
        shutil.copy(file, folder / file.name)


def run_nights(at: Installation, arrive: Callable[[date], None]) -> None:
    """Three nights, each after the vendor has delivered its day; only the last tests and draws."""
    for day in truth.DAYS:
        arrive(day)
        is_last = day == truth.DAYS[-1]
        nights.run_night(at, day, pictures=is_last, tests=is_last)


def written(at: Installation) -> dict[str, bytes | list[tuple[Any, ...]]]:
    """Cells row by row and pictures byte by byte."""
    cells = nights.rows(at, "select * from marts.heatmap_cells order by all")
    pictures = sorted(at.warehouse.heatmaps.rglob("*.png"))
    assert cells and pictures
    return {"cells": cells, **{str(path): path.read_bytes() for path in pictures}}


def seen_usage(at: Installation) -> dict[UsageKey, truth.Usage]:
    """Users, page views and counted clicks per day, page, device and plan, from the facts."""
    rows = nights.rows(
        at,
        """
        with facts as (
            select event_date as day, page, band, session_id, user_key, 1 as views, 0 as clicks
            from marts.fct_page_views
            union all
            select event_date, page, band, session_id, user_key, 0, 1
            from marts.fct_clicks
            where is_counted
        )
        select
            facts.day::varchar, facts.page, facts.band, segments.value,
            count(distinct facts.user_key), sum(facts.views)::int, sum(facts.clicks)::int
        from facts
        inner join marts.fct_session_segments as segments
            on facts.session_id = segments.session_id and facts.day = segments.event_date
        where segments.attribute = 'plan'
        group by all
        """,
    )
    devices = {band: device for device, band in truth.BANDS.items()}
    return {
        (day, page, devices[band], plan): truth.Usage(*counts)
        for day, page, band, plan, *counts in rows
    }


def grid_usage(at: Installation) -> dict[UsageKey, tuple[int, int]]:
    """Page views and clicks per day, page, device and plan, from the grids."""
    rows = nights.rows(
        at,
        """
        select event_date::varchar, feature, band, segment, page_view_count, click_count
        from marts.heatmap_grids
        where segment <> 'all' and kind = 'clicks'
        """,
    )
    devices = {band: device for device, band in truth.BANDS.items()}
    return {
        (day, page, devices[band], segment.removeprefix("plan=")): (views, clicks)
        for day, page, band, segment, views, clicks in rows
    }


def feature_usage(at: Installation) -> dict[tuple[str, str, str], truth.Usage]:
    """Users, page views and clicks per day, page and plan, from feature_usage_daily."""
    rows = nights.rows(
        at,
        """
        select event_date::varchar, feature, segment, user_count, page_view_count, click_count
        from marts.feature_usage_daily
        where segment <> 'all'
        """,
    )
    return {
        (day, page, segment.removeprefix("plan=")): truth.Usage(*counts)
        for day, page, segment, *counts in rows
    }


def without_device(rows: Sequence[truth.Action]) -> dict[tuple[str, str, str], truth.Usage]:
    """The truth per day, page and plan; people of several devices count once."""
    alike = truth.usage([{**row, "device": "any"} for row in rows])
    return {(day, page, plan): usage for (day, page, _any, plan), usage in alike.items()}


def withheld(people: Mapping[Place, int]) -> set[Place]:
    """Places of fewer than five people; where those of a page are fewer, the next smallest too."""
    few = {place for place, count in people.items() if count < 5}
    for page in {place[:2] for place in few}:
        plans = [place for place in people if place[:2] == page]
        if sum(people[place] for place in plans if place in few) < 5:
            few |= set(sorted(set(plans) - few, key=lambda place: people[place])[:1])
    return few


def seen_sessions(at: Installation, keys: dict[str, str]) -> list[tuple[Any, ...]]:
    """User, start, end and page views of every session, in order."""
    users = {key: user for user, key in keys.items()}
    rows = nights.rows(
        at, "select user_key, started_at, ended_at, page_view_count from marts.fct_sessions"
    )
    return sorted((users[key], *rest) for key, *rest in rows)


def bins(at: Installation) -> dict[str, dict[truth.Cell, float]]:
    """Clicks of all people in each cell, per day."""
    rows = nights.private_rows(
        at,
        """
        select event_date::varchar, feature, band, layer, x_bin, y_bin, clicks
        from marts.heatmap_bins
        where segment = 'all'
        """,
    )
    days: dict[str, dict[truth.Cell, float]] = defaultdict(dict)
    for day, page, band, layer, x_bin, y_bin, clicks in rows:
        days[day][page, band, layer, x_bin, y_bin] = float(clicks)
    return days


def unaccounted_lines(at: Installation) -> list[tuple[Any, ...]]:
    """Files whose lines are not all accepted, duplicate or rejected."""
    return nights.rows(
        at,
        """
        select path, line_count, accepted_count, duplicate_count, rejected_count
        from marts.loads
        where line_count <> accepted_count + duplicate_count + rejected_count
        """,
    )


def unaccounted_clicks(at: Installation) -> list[tuple[Any, ...]]:
    """Grids whose clicks are not all in a cell, out of range, suppressed or unlocated."""
    return nights.rows(
        at,
        """
        select event_date, feature, segment, band
        from marts.heatmap_grids
        where click_count
            <> round(cell_click_count + suppressed_click_count, 6)
            + out_of_range_count + unlocated_count
        """,
    )


def seen_page_views(at: Installation, keys: dict[str, str]) -> list[tuple[Any, ...]]:
    """User, page, start, band and seconds of every page view, those of a user's page in order."""
    users = {key: user for user, key in keys.items()}
    rows = nights.rows(
        at,
        "select user_key, page, started_at, band, time_on_page_seconds from marts.fct_page_views",
    )
    return sorted((users[key], *rest) for key, *rest in rows)


def seen_reach(at: Installation) -> Counter[tuple[str, str, int]]:
    """How many page views reached a step, in % or px, by page: from the tables by day."""
    rows = nights.rows(
        at,
        """
        select feature, '%', round(100 * at_least)::int as step, sum(reaching_count)::int
        from marts.page_view_histograms_daily
        where segment = 'all' and measure = 'scroll_depth_fraction'
        group by feature, step
        union all
        select feature, 'px', depth_px, sum(reaching_count)::int
        from marts.scroll_reach_daily
        where segment = 'all'
        group by feature, depth_px
        """,
    )
    return Counter({tuple(step): count for *step, count in rows if count})


def reach(views: Iterable[Mapping[str, Any]]) -> Counter[tuple[str, str, int]]:
    """The same of page views of the truth, all of which were left."""
    found: Counter[tuple[str, str, int]] = Counter()
    for view in views:
        leave = truth.leaves()[view["pageview_key"]]
        shares = [step for step in range(0, 101, 5) if leave["max_depth_pct"] >= step / 100]
        found.update((view["template"], "%", step) for step in shares)
        pixels = range(0, int(leave["max_depth_px"]) + 1, 100)
        found.update((view["template"], "px", step) for step in pixels)
    return found
