"""How fast pictures of a day are drawn, and by what else the same maps could be: Matplotlib and,
where it is installed, datashader.

What to put here: the steps that draw. What is divided by what is in `figures.py`.
"""

import io
import json
import pickle
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image, ImageDraw

from orchestration.installation import Installation
from orchestration.pictures import drawing
from orchestration.pictures.jobs import jobs_of
from orchestration.pictures.page import PageTask, Task, draw
from orchestration.pictures.picture import Picture
from orchestration.pictures.screenshots import Screenshots
from orchestration.settings import Environment, load_settings
from orchestration.settings.environment import DEFAULT_EXPORTS
from orchestration.warehouse.folder import opened
from orchestration.warehouse.window import Window
from tests.benchmarks.warehouses import DAY
from transforms.heat.click_map import CLICKS, ClickMap
from transforms.heat.grids import overlaid
from transforms.heat.page_maps import click_maps
from transforms.heat.periods import LONGER, Period, first_of
from transforms.heat.sizes import CELL_PX

COMPARED_JOBS: Final = 6
"""The pictures of about so many features are drawn kind by kind."""

COMPARED: Final = 40
"""So many of their click maps are drawn by others: Matplotlib takes its time."""

HAS_DATASHADER: Final = find_spec("datashader") is not None

Measured = tuple[dict[str, float], dict[str, int], dict[str, int]]
"""Seconds, pictures and bytes, by what was drawn."""


def write_screenshots(root: Path) -> None:
    """Invent a picture of every page and band: head, cards, and lines of words."""
    folder = root / "screenshots"
    folder.mkdir(exist_ok=True)
    with opened(root / "marts.duckdb", read_only=True) as marts:
        pages = marts.execute(
            """
            select feature, band, any_value(drawn_width_px), max(document_height_px)
            from marts.heatmap_grids where drawn_width_px is not null
            group by all order by all
            """
        ).fetchall()
    index = []
    for number, (feature, band, width, height) in enumerate(pages):
        _page(number, int(width), int(height or 2_000)).save(folder / f"{number}.png")
        index.append({"page": feature, "band": band, "file": f"{number}.png"})
    (folder / "index.json").write_text(json.dumps(index))


def _page(number: int, width: int, height: int) -> Image.Image:
    page = Image.new("L", (width, height), 250)
    pen = ImageDraw.Draw(page)
    pen.rectangle((0, 0, width, 64), fill=225)
    chance = np.random.default_rng(number)
    for top in range(90, height - 40, 220):
        pen.rounded_rectangle((24, top, width - 24, top + 190), 8, fill=255, outline=205)
        for line in range(top + 16, top + 170, 22):
            words = " ".join("m" * length for length in chance.integers(1, 9, 4 + width // 90))
            pen.text((40, line), words, fill=60, font_size=14)
    return page


def drawn_day(root: Path) -> Measured:
    """Draw the pictures of DAY, its week and month as a night does, on all processors."""
    with opened(root / "marts.duckdb") as marts:
        marts.execute("drop table if exists marts.heatmap_images")
    installation = _installation(root)
    started = time.perf_counter()
    drawn = drawing.draw_window(installation, Window(DAY, DAY))
    seconds = time.perf_counter() - started
    again = time.perf_counter()
    unchanged = drawing.draw_window(installation, Window(DAY, DAY)).unchanged
    parts = {"pictures": seconds, "unchanged": time.perf_counter() - again}
    sizes = sum(file.stat().st_size for file in (root / "heatmaps").rglob("*.png"))
    return parts, {"pictures": drawn.drawn, "unchanged": unchanged}, {"pictures": sizes}


def drawn_kinds(root: Path) -> Measured:
    """Draw some of them kind by kind, in this process: smoothing, layout, thumbnail and words. What
    it takes to see that nothing has changed is no part of it.
    """
    tasks = [pickle.dumps(task) for task in _tasks(root)]
    drawn, _ = _drawn(tasks, {})
    ids = {one.rel_path: one.row["content_id"] for one in drawn}
    _, unchanged = _drawn(tasks, ids)
    seconds, counts, sizes = {}, {}, {}
    for kind in sorted({str(one.row["kind"]) for one in drawn}):
        own = {one.rel_path for one in drawn if one.row["kind"] == kind}
        others = {path: known for path, known in ids.items() if path not in own}
        pictures, taken = _drawn(tasks, others)
        seconds[kind] = max(taken - unchanged, 1e-3)
        counts[kind] = len(pictures)
        sizes[kind] = sum(len(one.png or b"") for one in pictures)
    return seconds, counts, sizes


def _drawn(tasks: Sequence[bytes], known: Mapping[str, str]) -> tuple[list[Picture], float]:
    """The pictures of tasks that are not known, and the seconds of CPU that these took."""
    fresh = [replace(pickle.loads(task), known=known) for task in tasks]  # nothing is smoothed yet
    started = time.process_time()
    pictures = [one for task in fresh for one in draw(task) if one.png]
    return pictures, time.process_time() - started


def drawn_by_matplotlib(root: Path) -> Measured:
    """Some of the click maps as figures: page, grid, colour bar, title and marks."""
    # slow to import: only this step pays for it
    from matplotlib.figure import Figure

    def figure(shown: ClickMap, page: Image.Image) -> bytes:
        density = overlaid(shown.page_density, shown.fixed_density)
        right, bottom = density.shape[1] * CELL_PX, density.shape[0] * CELL_PX
        drawn = Figure(figsize=(7.8, 7.8 * bottom / right), dpi=100)
        axes = drawn.add_subplot()
        axes.imshow(page, extent=(0, right, bottom, 0), cmap="gray", vmin=0, vmax=255)
        heat = axes.imshow(
            np.ma.masked_less(density, 0.1),
            extent=(0, right, bottom, 0),
            cmap="inferno_r",
            alpha=0.7,
            vmax=shown.scale_maximum,
            interpolation="bicubic",
        )
        drawn.colorbar(heat, label="clicks per 20 x 20 px")
        axes.set_title(f"{shown.title}, {shown.segment}, {shown.date}")
        axes.axhline(shown.fold_px or 0, linestyle="--")
        for element in shown.elements:
            if element.x_px is not None and element.y_px is not None:
                words = f"{element.rank} {element.share:.0%}"
                axes.annotate(words, (element.x_px, element.y_px), bbox={"boxstyle": "round"})
        buffer = io.BytesIO()
        drawn.savefig(buffer, format="png")
        return buffer.getvalue()

    return _by_others(root, "matplotlib", figure)


def drawn_by_datashader(root: Path) -> Measured:
    """The same maps as bare pictures of their cells: no page, title, legend or marks."""
    import datashader
    import pandas
    from datashader import transfer_functions

    def shaded(shown: ClickMap, _: Image.Image) -> bytes:
        density = overlaid(shown.page_density, shown.fixed_density)
        y, x = np.nonzero(density)
        cells = pandas.DataFrame({"x": x, "y": -y, "clicks": density[y, x]})
        canvas = datashader.Canvas(720, 720 * density.shape[0] // density.shape[1])
        found = canvas.points(cells, "x", "y", datashader.sum("clicks"))
        spread = transfer_functions.spread(transfer_functions.shade(found, how="cbrt"), px=2)
        buffer = io.BytesIO()
        spread.to_pil().save(buffer, "PNG")
        return buffer.getvalue()

    return _by_others(root, "datashader", shaded)


def _by_others(root: Path, name: str, render: Callable[[ClickMap, Image.Image], bytes]) -> Measured:
    maps = [*islice(_click_maps(root), COMPARED)]
    blank = Image.new("L", (1, 1), 255)
    render(maps[0], blank)  # what the first one prepares or compiles for the others
    started = time.process_time()
    pages = {}
    for shown in maps:
        if shown.screenshot and shown.screenshot not in pages:
            pages[shown.screenshot] = Image.open(io.BytesIO(shown.screenshot)).convert("L")
    drawn = [render(shown, pages.get(shown.screenshot or b"", blank)) for shown in maps]
    seconds = time.process_time() - started
    return {name: seconds}, {name: len(drawn)}, {name: sum(map(len, drawn))}


def _click_maps(root: Path) -> Iterator[ClickMap]:
    """The maps of all clicks among them."""
    for task in _tasks(root):
        if isinstance(task, PageTask) and CLICKS in task.marts.grids["kind"]:
            yield from click_maps(task.marts, minimum_cell_users=task.minimum_cell_users)


def _tasks(root: Path) -> list[Task]:
    """What there is to draw of some features on DAY, in its week and its month."""
    periods: dict[date, list[Period]] = defaultdict(list)
    for period in ("day", *LONGER):
        periods[first_of(period, DAY)].append(period)
    nothing: dict[date, Mapping[str, str]] = {day: {} for day in periods}
    with opened(root / "marts.duckdb", read_only=True) as marts:
        jobs = [*jobs_of(marts, periods, nothing, _screenshots(root), _installation(root))]
    return [task for job in jobs[:: max(1, len(jobs) // COMPARED_JOBS)] for _, task in job]


def _installation(root: Path) -> Installation:
    settings = replace(load_settings(DEFAULT_EXPORTS), screenshots=root / "screenshots")
    return Installation(Environment(root, DEFAULT_EXPORTS, "UTC", ""), settings)


def _screenshots(root: Path) -> Screenshots:
    return Screenshots.load(root / "screenshots")


def main() -> None:
    """Print the figures of pictures of a warehouse whose night is built."""
    from tests.benchmarks.__main__ import table
    from tests.benchmarks.picture_figures import picture_figures

    root = Path(sys.argv[1]).resolve()
    print(table(picture_figures(root, lambda what: print(what, file=sys.stderr))))


if __name__ == "__main__":
    main()
