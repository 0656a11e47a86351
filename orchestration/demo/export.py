"""Write the demo export: everything an analyst needs to see the product work, from one seed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path

from orchestration.demo.app_journeys import app_visits
from orchestration.demo.bots import bot_visits
from orchestration.demo.chance import Chance
from orchestration.demo.delivery import SECOND_DELIVERY_MS, second_half
from orchestration.demo.dirt import with_dirty_lines, with_impossible_event, with_impossible_point
from orchestration.demo.drawing import png
from orchestration.demo.files import write_events, write_heatmaps, write_lines
from orchestration.demo.mixpanel import Line, lines
from orchestration.demo.onboarding import newcomer_visits
from orchestration.demo.pages import all_layouts
from orchestration.demo.people import Population, population
from orchestration.demo.posthog import EventRow, event_rows, sessions
from orchestration.demo.posthog_heatmaps import HeatmapRow, heatmap_rows
from orchestration.demo.site_journeys import site_visits
from orchestration.demo.stories import Calendar
from orchestration.demo.visits import Visit

FULL_EVENTS = 200_000
MARKER = "demo_export.json"
FULL_ACTIVITY = Calendar(date(2026, 11, 8), 14).activity()

Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class VendorRows:
    """Rows of the vendors' files, duplicates and dirt included, and how many people made them."""

    posthog_events: int
    posthog_heatmap_points: int
    mixpanel_events: int
    people: int

    @property
    def events(self) -> int:
        """All rows of the three exports."""
        return self.posthog_events + self.posthog_heatmap_points + self.mixpanel_events


@dataclass(frozen=True)
class DemoExport(VendorRows):
    """What was written and where."""

    folder: Path
    first_day: date
    last_day: date
    release_day: date
    odd_day: date
    screenshots: int


def write_demo_export(
    folder: Path,
    *,
    seed: int = 7,
    days: int = 14,
    end: date = date(2026, 11, 21),
    events: int = FULL_EVENTS,
    on_progress: Progress | None = None,
) -> DemoExport:
    """Write about `events` rows over the `days` that end with `end`; same arguments, same bytes.

    Below `folder`: posthog/events, posthog/heatmaps, mixpanel, screenshots and demo_export.json. An
    earlier demo export there is replaced; FileExistsError if the folder holds anything else.
    `on_progress` gets a few words and the share done.
    """
    if days < 1 or events < 1:
        raise ValueError(f"days and events must be positive, not {days} and {events}")
    tell = on_progress or (lambda _words, _share: None)
    calendar = Calendar(end - timedelta(days=days - 1), days)
    tell("drawing screenshots", 0.0)
    _prepare(folder)
    screenshots = write_screenshots(folder / "screenshots")
    tell("inventing visits", 0.3)
    rows = write_vendor_exports(folder, seed=seed, calendar=calendar, events=events, tell=tell)
    written = DemoExport(
        folder=folder,
        first_day=calendar.first_day,
        last_day=calendar.last_day,
        release_day=calendar.release_day,
        odd_day=calendar.odd_day,
        screenshots=screenshots,
        **asdict(rows),
    )
    told = {name: str(value) for name, value in asdict(written).items() if name != "folder"}
    (folder / MARKER).write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    tell("demo export written", 1.0)
    return written


def write_vendor_exports(
    folder: Path, *, seed: int, calendar: Calendar, events: int, tell: Progress
) -> VendorRows:
    """Write the PostHog and Mixpanel files of an invented product, without pictures."""
    scale = events / FULL_EVENTS * FULL_ACTIVITY / calendar.activity()
    people = population(seed, scale=scale, newcomers=events / FULL_EVENTS)
    app, site = _visits(people, seed, calendar, scale)
    tell("writing the PostHog export", 0.55)
    rows, points = _posthog_rows(app, Chance(seed, 5))
    row_count = write_events(
        folder / "posthog/events", with_impossible_event(rows), end_ms=calendar.end_ms
    )
    point_count = write_heatmaps(
        folder / "posthog/heatmaps", with_impossible_point(points), end_ms=calendar.end_ms
    )
    tell("writing the Mixpanel export", 0.85)
    texts = _mixpanel_lines(site, Chance(seed, 6), end_ms=calendar.end_ms)
    line_count = write_lines(folder / "mixpanel", with_dirty_lines(texts), end_ms=calendar.end_ms)
    everybody = len(people.established) + len(people.sign_ups)
    return VendorRows(row_count, point_count, line_count, everybody)


def _prepare(folder: Path) -> None:
    """Make room: only what an earlier demo export wrote may be removed."""
    if folder.is_dir() and any(folder.iterdir()):
        if not (folder / MARKER).is_file():
            raise FileExistsError(f"{folder} holds files that are not of a demo export")
        for name in ("posthog", "mixpanel", "screenshots"):
            shutil.rmtree(folder / name, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARKER).touch()  # from here on it is ours, also when the writing is broken off


def _visits(
    people: Population, seed: int, calendar: Calendar, scale: float
) -> tuple[list[Visit], list[Visit]]:
    """All visits to the app and to the site."""
    app = list(app_visits(people.established, calendar, Chance(seed, 2)))
    site = list(site_visits(people.established, calendar, Chance(seed, 3), scale=scale))
    for look, visits in newcomer_visits(people.sign_ups, calendar, Chance(seed, 4)):
        app += visits
        site += [look] if look else []
    app += bot_visits(calendar, Chance(seed, 8), scale=scale)
    return app, site


def _posthog_rows(visits: list[Visit], chance: Chance) -> tuple[list[EventRow], list[HeatmapRow]]:
    rows: list[EventRow] = []
    points: list[HeatmapRow] = []
    for visit in visits:
        found = sessions(visit, chance)
        own, own_points = (
            list(event_rows(visit, found, chance)),
            list(heatmap_rows(visit, found, chance)),
        )
        rows += own
        points += own_points
        if visit.is_sent_twice:
            later = SECOND_DELIVERY_MS
            rows += [
                row._replace(created_at=row.created_at + later, inserted_at=row.inserted_at + later)
                for row in second_half(own)
            ]
            flushed = own_points[len(own_points) // 2].timestamp if own_points else 0
            points += [
                point._replace(inserted_at=point.inserted_at + later)
                for point in own_points
                if point.timestamp >= flushed
            ]
    return rows, points


def _mixpanel_lines(visits: list[Visit], chance: Chance, *, end_ms: int) -> list[Line]:
    """The lines in order of time; repeats carry the same $insert_id, as the SDK's retries do."""
    texts: list[Line] = []
    for visit in visits:
        own = list(lines(visit, chance))
        texts += own
        if visit.is_sent_twice or chance.happens(0.01):
            texts += second_half(own)
    return sorted(line for line in texts if line.processed_at < end_ms)


def write_screenshots(folder: Path) -> int:
    """The pages as they are at the end of the demo, with `index.json` saying which is which."""
    folder.mkdir(parents=True, exist_ok=True)
    index = []
    for shape in all_layouts():
        page = shape.page.strip("/").replace("/", "_").replace(":", "") or "home"
        name = f"{page}__{shape.band.name}.png"
        (folder / name).write_bytes(png(shape))
        index.append({"page": shape.page, "band": shape.band.name, "file": name})
    (folder / "index.json").write_text(json.dumps(index, indent=1) + "\n", encoding="utf-8")
    return len(index)
