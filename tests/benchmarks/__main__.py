"""Print the figures of speed as one table: `make bench`, or with sizes of your own.

    python -m tests.benchmarks --events 10_000_000 --large 100_000_000

Ratios within one run: machines differ, and so does what else they do.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.figure import Figure
from tests.benchmarks.figures import Sizes, all_figures
from tests.benchmarks.steps import StepError

HEADINGS = ("figure", "goal", "ratio", "seconds", "against", "peak", "")


def table(figures: Sequence[Figure]) -> str:
    """The figures, a line each, and what is to be said of each below."""
    rows = [
        HEADINGS,
        *(
            (
                figure.name,
                f"{'>=' if figure.is_lowest else '<='} {figure.goal:g}",
                f"{figure.ratio:.2f}",
                f"{figure.seconds:.2f}",
                f"{figure.baseline_seconds:.2f}",
                f"{figure.peak_bytes / 1e9:.2f} GB",
                "pass" if figure.is_met else "MISS",
            )
            for figure in figures
        ),
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
    lines.insert(1, "  ".join("-" * width for width in widths))
    notes = [f"{number}. {note}" for number, f in enumerate(figures, 1) for note in f.notes]
    return "\n".join([*lines, "", *notes])


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; 1 if a step failed. A goal missed is no failure."""
    sizes, folder = _asked(arguments)
    started = time.perf_counter()

    def say(what: str) -> None:
        print(f"{time.perf_counter() - started:5.0f} s  {what}", file=sys.stderr, flush=True)

    try:
        with tempfile.TemporaryDirectory(prefix="usage-bench-", dir=folder) as below:
            figures = all_figures(Path(below), sizes, say)
    except StepError as error:
        print(error, file=sys.stderr)
        return 1
    print(table(figures))
    return 0


def _asked(arguments: Sequence[str] | None) -> tuple[Sizes, Path | None]:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--folder", type=Path, help="where to work, rather than in TMPDIR")
    for name, meaning in (
        ("events", "events of the day that is measured"),
        ("large", "events of the large day; 0: leave it out"),
        ("lines", "lines of each format that are decoded; 0: leave them out"),
        ("parquet_rows", "rows of each kind of Parquet file that are decoded; 0: leave them out"),
        ("history_events", "events of each day of history"),
        ("history_days", "days of history, at least 3; 0: leave it out"),
        ("repeats", "how often what is quick is measured; the fastest counts"),
    ):
        parser.add_argument(
            f"--{name.replace('_', '-')}",
            type=int,
            default=getattr(Sizes, name),
            help=f"{meaning} (%(default)s)",
        )
    asked = vars(parser.parse_args(arguments))
    folder = asked.pop("folder")
    return Sizes(**asked), folder and folder.resolve()  # dbt runs in a folder of its own


if __name__ == "__main__":
    sys.exit(main())
