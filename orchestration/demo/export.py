"""Write the demo export: everything an analyst needs to see the product work, from one seed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from orchestration.demo.app_journeys import app_visits
from orchestration.demo.bots import bot_visits
from orchestration.demo.chance import Chance
from orchestration.demo.days import Calendar
from orchestration.demo.layouts import FOLDER, all_layouts, layout_of
from orchestration.demo.onboarding import newcomer_visits
from orchestration.demo.people import Population, population
from orchestration.demo.site_journeys import site_visits
from orchestration.demo.stories import BANNER_INVITES
from orchestration.demo.vendors.delivery import SECOND_DELIVERY_MS, second_half
from orchestration.demo.vendors.dirt import (
    with_dirty_lines,
    with_impossible_event,
    with_impossible_point,
)
from orchestration.demo.vendors.files import write_events, write_heatmaps, write_lines
from orchestration.demo.vendors.mixpanel import Line, lines
from orchestration.demo.vendors.posthog_events import EventRow, event_rows, sessions
from orchestration.demo.vendors.posthog_experiment import experiment_rows
from orchestration.demo.vendors.posthog_heatmaps import HeatmapRow, heatmap_rows
from orchestration.demo.visits import Visit

FULL_EVENTS = 200_000
FULL_CALENDAR = Calendar(date(2026, 11, 8), 14)
MARKER = "demo_export.json"


@dataclass(frozen=True)
class DemoExport:
    """What was written and where; rows of vendors include duplicates and dirt."""

    folder: Path
    posthog_events: int
    posthog_heatmap_points: int
    mixpanel_events: int
    people: int
    first_day: date
    last_day: date
    release_day: date
    odd_day: date
    screenshots: int

    @property
    def events(self) -> int:
        """All rows of the three exports."""
        return self.posthog_events + self.posthog_heatmap_points + self.mixpanel_events


def write_demo_export(
    folder: Path,
    *,
    seed: int = 7,
    calendar: Calendar = FULL_CALENDAR,
    events: int = FULL_EVENTS,
    on_progress: Callable[[str, float], None] = lambda _words, _share: None,
) -> DemoExport:
    """Write about `events` rows over the days of `calendar`; same arguments, same bytes.

    Below `folder`: posthog/events, posthog/heatmaps, mixpanel, screenshots and demo_export.json. An
    earlier demo export there is replaced; FileExistsError if the folder holds anything else.
    `on_progress` gets a few words and the share done.
    """
    if calendar.days < 1 or events < 1:
        raise ValueError(f"days and events must be positive, not {calendar.days} and {events}")
    _make_room(folder)
    on_progress("inventing visits", 0.0)
    scale = events / FULL_EVENTS * FULL_CALENDAR.activity() / calendar.activity()
    newcomers = 0 if calendar.is_quiet else events / FULL_EVENTS
    people = population(seed, scale=scale, newcomers=newcomers)
    app, site = _visits(people, seed, calendar, scale)
    on_progress("writing the PostHog export", 0.25)
    rows, points = _posthog_rows(app, Chance(seed, 5), calendar)
    write_events(folder / "posthog/events", rows)
    write_heatmaps(folder / "posthog/heatmaps", points)
    on_progress("writing the Mixpanel export", 0.75)
    texts = _mixpanel_lines(site, Chance(seed, 6), end_ms=calendar.end_ms)
    write_lines(folder / "mixpanel", texts)
    written = DemoExport(
        folder=folder,
        posthog_events=len(rows),
        posthog_heatmap_points=len(points),
        mixpanel_events=len(texts),
        people=len(people.established) + len(people.newcomers),
        first_day=calendar.first_day,
        last_day=calendar.last_day,
        release_day=calendar.release_day,
        odd_day=calendar.odd_day,
        screenshots=_copy_screenshots(folder / "screenshots", calendar.release_day),
    )
    facts = {name: str(value) for name, value in asdict(written).items() if name != "folder"}
    (folder / MARKER).write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
    on_progress("demo export written", 1.0)
    return written


def _make_room(folder: Path) -> None:
    """Remove an earlier demo export, and nothing else."""
    if folder.is_dir() and any(folder.iterdir()):
        if not (folder / MARKER).is_file():
            raise FileExistsError(f"{folder} holds files that are not of a demo export")
        for name in ("posthog", "mixpanel", "screenshots"):
            shutil.rmtree(folder / name, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARKER).touch()  # written first, so that a broken off export can be replaced too


def _visits(
    people: Population, seed: int, calendar: Calendar, scale: float
) -> tuple[list[Visit], list[Visit]]:
    """All visits to the app and to the site."""
    app = list(app_visits(people.established, calendar, Chance(seed, 2)))
    site = list(site_visits(people.established, calendar, Chance(seed, 3), scale=scale))
    for look, visits in newcomer_visits(people.newcomers, calendar, Chance(seed, 4)):
        app += visits
        site += [look] if look else []
    app += bot_visits(calendar, Chance(seed, 8), scale=scale)
    return app, site


def _posthog_rows(
    visits: list[Visit], chance: Chance, calendar: Calendar
) -> tuple[list[EventRow], list[HeatmapRow]]:
    """The events and the points that arrived before the end."""
    rows: list[EventRow] = []
    points: list[HeatmapRow] = []
    for visit in visits:
        found = sessions(visit, chance)
        own = list(event_rows(visit, found, chance))
        own_points = list(heatmap_rows(visit, found, chance))
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
    of_experiment = experiment_rows(rows, invites=0 if calendar.is_quiet else BANNER_INVITES)
    return (
        [
            row
            for row in (*with_impossible_event(rows), *of_experiment)
            if row.inserted_at < calendar.end_ms
        ],
        [point for point in with_impossible_point(points) if point.inserted_at < calendar.end_ms],
    )


def _mixpanel_lines(visits: list[Visit], chance: Chance, *, end_ms: int) -> list[Line]:
    """The lines that arrived before the end; repeats carry the same $insert_id, as SDKs do."""
    texts: list[Line] = []
    for visit in visits:
        own = list(lines(visit, chance))
        texts += own
        if visit.is_sent_twice or chance.happens(0.01):
            texts += second_half(own)
    return list(with_dirty_lines(sorted(line for line in texts if line.processed_at < end_ms)))


def _copy_screenshots(folder: Path, release_day: date) -> int:
    """Copy the pictures of the pages, with an `index.json` that says which is which, and which the
    release has made.
    """
    folder.mkdir()
    index = []
    for layout in all_layouts():
        shutil.copyfile(FOLDER / layout.picture, folder / layout.picture)
        entry = {"page": layout.page, "band": layout.band, "file": layout.picture}
        if layout_of(layout.page, layout.band, is_released=False) is not layout:
            entry["from"] = release_day.isoformat()
        index.append(entry)
    (folder / "index.json").write_text(json.dumps(index, indent=1) + "\n", encoding="utf-8")
    return len(index)
