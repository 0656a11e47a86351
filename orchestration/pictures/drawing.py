"""Drawing the heatmap pictures of a window: from the marts to PNG files and their catalogue.

What to put here: which grids get a picture and who draws them. What a picture shows and looks like
is in `transforms/`.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Final
from urllib.parse import quote

import duckdb

from orchestration.installation import Installation
from orchestration.pictures import accounting, catalogue, changes
from orchestration.pictures.artists import drawn_by_all
from orchestration.pictures.jobs import jobs_of
from orchestration.pictures.picture import Picture, Row
from orchestration.pictures.screenshots import Screenshots
from orchestration.progress import Listener
from orchestration.warehouse.folder import opened
from orchestration.warehouse.window import Window
from transforms.heat.click_map import CLICKS
from transforms.heat.periods import Period

DATES_AT_ONCE: Final = 6
"""So many dates are drawn page by page, because they share its screenshot; the catalogue has their
pictures when all of them are drawn.
"""


@dataclass(frozen=True)
class Drawn:
    """What drawing a window came to.

    `click_maps` are the pictures of all clicks of a day, drawn or unchanged; `withheld` are grids
    of these that show nothing, by the reason. `problems` are of the pictures of pages, in whose
    place frames are drawn.
    """

    drawn: int
    unchanged: int
    click_maps: int
    withheld: Mapping[str, int]
    problems: tuple[str, ...]

    @property
    def shows_nothing(self) -> bool:
        """Whether there is no map of clicks at all, and more people would not change that."""
        has_reasons = bool(self.withheld) and accounting.TOO_FEW not in self.withheld
        return not self.click_maps and has_reasons


def draw_window(
    installation: Installation, window: Window, on_progress: Listener | None = None
) -> Drawn:
    """Draw every grid of the window that has changed, and write its catalogue day by day."""
    say = on_progress or (lambda what, done, total: None)
    screenshots = Screenshots.load(installation.settings.screenshots)
    counts: Counter[bool] = Counter()
    with opened(installation.warehouse.marts) as marts:
        catalogue.TABLE.prepare(marts, window)
        dates = catalogue.dates_to_draw(marts, window)
        days = dates["day"]
        for done, are_drawn in enumerate(_draw_dates(marts, dates, screenshots, installation)):
            say("drawing pictures", min(done, len(days)), len(days))
            counts.update(are_drawn)
        for monday in catalogue.weeks_compared(window):
            counts.update(_draw_changes(marts, monday, screenshots, installation))
        say("drawing pictures", len(days), len(days))
        withheld = accounting.withheld(marts, days)
        click_maps = accounting.picture_count(marts, "day", days, f"kind = '{CLICKS}'")
    return Drawn(counts[True], counts[False], click_maps, withheld, screenshots.problems)


def _draw_dates(
    marts: duckdb.DuckDBPyConnection,
    dates: Mapping[Period, Sequence[date]],
    screenshots: Screenshots,
    installation: Installation,
) -> Iterator[list[bool]]:
    """Draw what begins on each date; of each picture whether it was not drawn already."""
    days = sorted({*chain.from_iterable(dates.values())})
    for first in range(0, len(days), DATES_AT_ONCE):
        some = days[first : first + DATES_AT_ONCE]
        due = {day: [period for period, of in dates.items() if day in of] for day in some}
        before = {day: catalogue.rows_of(marts, day) for day in due}
        rows = {
            day: [
                row
                for row in known.values()
                if row["period"] not in due[day] or catalogue.is_of_changes(row)
            ]
            for day, known in before.items()
        }
        are_drawn: dict[date, list[bool]] = {day: [] for day in due}
        contents = {day: _contents(known, installation) for day, known in before.items()}
        jobs = jobs_of(marts, due, contents, screenshots, installation)
        for day, pictures in chain.from_iterable(drawn_by_all(jobs)):
            rows[day] += [_kept(picture, before[day], installation) for picture in pictures]
            are_drawn[day] += [picture.png is not None for picture in pictures]
        for day, known in before.items():
            if {id(row) for row in rows[day]} != {id(row) for row in known.values()}:
                catalogue.replace_day(marts, day, rows[day])
            yield are_drawn[day]


def _draw_changes(
    marts: duckdb.DuckDBPyConnection,
    monday: date,
    screenshots: Screenshots,
    installation: Installation,
) -> list[bool]:
    """Draw the comparisons of a week; of each whether it was not drawn already."""
    known = catalogue.rows_of(marts, monday)
    before = {path: row for path, row in known.items() if catalogue.is_of_changes(row)}
    contents = _contents(before, installation)
    pictures = [changes.drawn(one, contents) for one in changes.of_week(marts, monday, screenshots)]
    are_drawn = [picture.png is not None for picture in pictures]
    if any(are_drawn) or before.keys() != {picture.rel_path for picture in pictures}:
        others = [row for path, row in known.items() if path not in before]
        rows = [_kept(picture, known, installation) for picture in pictures]
        catalogue.replace_day(marts, monday, [*others, *rows])
    return are_drawn


def _contents(known: Mapping[str, Row], installation: Installation) -> dict[str, str]:
    """The content of the pictures that are on disk as the catalogue says, by path."""
    return {
        path: row["content_id"]
        for path, row in known.items()
        if catalogue.is_whole(installation.warehouse, row)
    }


def _kept(picture: Picture, known: Mapping[str, Row], installation: Installation) -> Row:
    """Write a picture unless it is drawn already; its row of the catalogue."""
    if picture.png is None:
        return known[picture.rel_path]
    _write(installation.warehouse.root / picture.rel_path, picture.png)
    base = str(installation.thresholds["image_base_url"]).rstrip("/")
    url = f"{base}/{quote(picture.rel_path, safe='/=~')}" if base else None
    return {**picture.row, "image_url": url}


def _write(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(".part")
    part.write_bytes(content)
    part.replace(file)
