"""PostHog's heatmaps table of the app: points to 16 px, stamped with the flush, every 5 s."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from orchestration.demo.chance import Chance
from orchestration.demo.page_views import PageView
from orchestration.demo.vendors.delivery import posthog_arrival
from orchestration.demo.vendors.posthog_events import Session, is_reported_dead, session_at
from orchestration.demo.vendors.posthog_properties import DEAD_AFTER_MS, current_url
from orchestration.demo.visits import Visit

TEAM, SCALE, FLUSH_MS = 1, 16, 5000


class HeatmapRow(NamedTuple):
    """One row of the table, before it: when it arrived. Times in ms since 1970."""

    inserted_at: int
    session_id: str
    team_id: int
    distinct_id: str
    timestamp: int
    x: int
    y: int
    scale_factor: int
    viewport_width: int
    viewport_height: int
    pointer_target_fixed: bool
    current_url: str
    type: str


Point = tuple[int, int, int, bool, str]  # (at, x px, y px, is fixed, type)


def heatmap_rows(visit: Visit, found: list[Session], chance: Chance) -> Iterator[HeatmapRow]:
    """All points of a visit; those of one flush share session, person and time."""
    for view in visit.views if not visit.is_bot else ():
        person = visit.person if view.is_identified else None
        distinct_id = person.user_id if person else visit.device.posthog_id
        for flushed_at, points in _flushes(view):
            _, inserted_at = posthog_arrival(flushed_at, visit, chance)
            session = session_at(found, flushed_at)
            for _, x, y, is_fixed, kind in points:
                yield HeatmapRow(
                    inserted_at,
                    session.session_id,
                    TEAM,
                    distinct_id,
                    flushed_at,
                    _rounded(x),
                    _rounded(y),
                    SCALE,
                    _rounded(visit.device.window[0]),
                    _rounded(visit.device.window[1]),
                    is_fixed,
                    current_url(view),
                    kind,
                )


def _rounded(pixels: int) -> int:
    """`Math.round(px / 16)`: halves go up."""
    return (pixels + SCALE // 2) // SCALE


def _flushes(view: PageView) -> Iterator[tuple[int, list[Point]]]:
    """The points of a view by flush: every 5 s while the page is open, then once on leaving."""
    flushes: dict[int, list[Point]] = {}
    for point in sorted(_points(view)):
        tick = view.at + 200 + FLUSH_MS * ((point[0] - view.at) // FLUSH_MS + 1)
        flushes.setdefault(min(tick, view.left_at), []).append(point)
    yield from sorted(flushes.items())
    yield view.left_at + 160, [(view.left_at, 0, view.max_scroll, False, "scrolldepth")]


def _points(view: PageView) -> Iterator[Point]:
    for at, x, y in view.rests:
        yield at, x, y, False, "mousemove"
    for click in view.clicks:
        is_fixed = click.element.is_fixed
        y = click.client_y if is_fixed else click.page_y
        yield click.at, click.client_x, y, is_fixed, "click"
        if click.is_third_of_burst:
            yield click.at + 1, click.client_x, y, is_fixed, "rageclick"
        if is_reported_dead(click, view):
            yield click.at + DEAD_AFTER_MS, click.client_x, y, is_fixed, "deadclick"
