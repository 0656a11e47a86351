"""The figures of pictures: how fast they are drawn, and by what else they could be."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from tests.benchmarks.figure import Figure
from tests.benchmarks.pictures import HAS_DATASHADER, write_screenshots
from tests.benchmarks.steps import Step, measured

PICTURES_A_SECOND: Final = 80
FEWEST_TIMED: Final = 10


def picture_figures(root: Path, say: Callable[[str], None]) -> list[Figure]:
    """How fast the pictures of the day are drawn, of a warehouse whose night is built."""
    say("inventing pictures of pages")
    write_screenshots(root)
    say("drawing pictures, kind by kind and by others")
    day, kinds, by_matplotlib = (
        measured(way, root) for way in ("drawn_day", "drawn_kinds", "drawn_by_matplotlib")
    )
    by_datashader = measured("drawn_by_datashader", root) if HAS_DATASHADER else None
    return [
        pictures_a_second(day, kinds),
        pictures_by_others(kinds, by_matplotlib, "matplotlib", 10),
        *([pictures_by_others(kinds, by_datashader, "datashader", 1)] if by_datashader else []),
    ]


def pictures_a_second(day: Step, kinds: Step) -> Figure:
    """How fast all of a day are drawn, against so many a second, and what each kind takes."""
    count, unchanged = day.rows["pictures"], day.rows["unchanged"]
    told = (
        f"{kind} {_speed(n / kinds.seconds[kind], n)}{kilobytes(kinds, kind)}"
        for kind, n in kinds.rows.items()
    )
    return Figure(
        f"draw {count:,} pictures / {PICTURES_A_SECOND} a second",
        1,
        day.seconds["pictures"],
        count / PICTURES_A_SECOND,
        day.peak_bytes,
        peak_goal_bytes=1e9,
        notes=(
            "pictures: " + ", ".join(told),
            f"all {unchanged:,} of them unchanged: {day.seconds['unchanged']:.1f} s",
            *(() if HAS_DATASHADER else ("datashader is not installed: nothing is drawn by it",)),
        ),
    )


def _speed(a_second: float, count: int) -> str:
    """How fast pictures of a kind are drawn; nothing of so few that it would be chance."""
    return f"{a_second:,.0f} a second of CPU and " if count >= FEWEST_TIMED else ""


def kilobytes(step: Step, part: str) -> str:
    """What a picture of a part of a step weighs, on average."""
    return f"{step.sizes[part] / step.rows[part] / 1e3:.0f} kB"


def pictures_by_others(kinds: Step, others: Step, name: str, goal: float) -> Figure:
    """What a click map costs by another library, over what it costs here."""
    count, own = others.rows[name], kinds.rows["clicks"]
    return Figure(
        f"click map by {name} / with layout, thumbnail and words here",
        goal,
        others.seconds[name] / count,
        kinds.seconds["clicks"] / own,
        others.peak_bytes,
        is_lowest=True,
        notes=(f"{name}: {kilobytes(others, name)} a picture, here {kilobytes(kinds, 'clicks')}",),
    )
