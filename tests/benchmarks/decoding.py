"""The figures of decoding: how fast each format is, and what of it is lost to reading and parsing.

    python -m tests.benchmarks.decoding [SAMPLE ...]

prints them of all samples of exports.py, or of some.
"""

import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from tests.benchmarks.exports import JSON_LINES, SAMPLES, write_export
from tests.benchmarks.figure import Figure, short
from tests.benchmarks.steps import Step, measured

Say = Callable[[str], None]

LINES_A_SECOND: Final = 150_000
ROWS_A_SECOND: Final = 1_000_000
CORES: Final = 2
"""The goals are for so many: a second of the clock is so many of CPU."""


def decoding_figures(
    folder: Path,
    lines: int,
    rows: int,
    repeats: int,
    say: Say,
    names: Sequence[str] = tuple(SAMPLES),
) -> list[Figure]:
    """Decode so many lines or rows of each sample; of 0 none."""
    figures = []
    for name in names:
        count, goal = (lines, LINES_A_SECOND) if name in JSON_LINES else (rows, ROWS_A_SECOND)
        if not count:
            continue
        say(f"decoding {count:,} of {name}")
        root = folder / name
        write_export(root / "export", name, count)
        steps, floors = [], []
        for _ in range(repeats):  # in turn, so that other load on the machine meets both
            steps.append(measured("decode", root))
            floors.append(measured("floor", root))
        decoded = min(steps, key=lambda step: step.cpu_seconds)
        least = min(floors, key=lambda step: step.sql_seconds)
        figures.append(decoding_speed(decoded, least, name, goal))
        shutil.rmtree(root)
    return figures


def decoding_speed(step: Step, floor: Step, name: str, a_second: int) -> Figure:
    """How fast a format is decoded on two cores, against so many lines or rows a second; and what
    it would be if its file were only read and parsed.
    """
    (count,) = step.rows.values()
    each = {part: seconds / count * 1e6 for part, seconds in floor.seconds.items()}
    read = f"{floor.sizes[name] / count:,.0f} bytes a line" if name in JSON_LINES else "Parquet"
    return Figure(
        f"decode {short(count)} of {name} / {short(a_second)} a second",
        1,
        step.cpu_seconds / CORES,
        count / a_second,
        step.peak_bytes,
        notes=(
            f"{name}: {_rate(count, step.cpu_seconds)} a second,"
            f" {step.cpu_seconds / count * 1e6:.1f} microseconds of CPU each; read and parsed once"
            f" {_rate(count, floor.sql_seconds)}, {each['reading']:.1f} and {each['parsing']:.1f}"
            f" microseconds ({read})",
        ),
    )


def _rate(count: int, cpu_seconds: float) -> str:
    return f"{count * CORES / cpu_seconds:,.0f}"


def main() -> None:
    """Print the figures of all samples, or of those that are named."""
    from tests.benchmarks.__main__ import table
    from tests.benchmarks.figures import Sizes

    names = sys.argv[1:] or list(SAMPLES)
    with tempfile.TemporaryDirectory(prefix="usage-bench-") as folder:
        sizes = Sizes()
        figures = decoding_figures(
            Path(folder),
            sizes.lines,
            sizes.parquet_rows,
            sizes.repeats,
            lambda what: print(what, file=sys.stderr, flush=True),
            names,
        )
    print(table(figures))


if __name__ == "__main__":
    main()
