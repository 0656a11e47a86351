"""What is timed, each step in a process of its own: memory is the step's, and nothing is warm.

    python -m tests.benchmarks.steps STEP WAREHOUSE

prints one line of JSON: see `Step`.
"""

import json
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

import duckdb

from orchestration.decoding.file import decode_file
from orchestration.settings import Export
from orchestration.storage import PulledFile
from orchestration.warehouse.books import begin_build, days_between
from orchestration.warehouse.folder import Warehouse, create_database, quoted
from orchestration.warehouse.publishing import publish
from tests.benchmarks.exports import SAMPLES
from tests.benchmarks.floors import floor_of
from tests.benchmarks.warehouses import DAY, DAYS_A_NIGHT_READS

MACROS: Final = Path(__file__).with_name("macros.sql")
SCRIPT: Final = Path(__file__).with_name("hand_tuned.sql")
NAIVE: Final = Path(__file__).with_name("naive.sql")
NAIVE_MARTS: Final = (
    "fct_sessions",
    "fct_page_views",
    "fct_clicks",
    "feature_usage_daily",
    "element_clicks_daily",
    "scroll_reach_daily",
    "heatmap_cells",
    "heatmap_grids",
    "heatmap_elements",
)
"""The marts that the naive script makes too."""

MARTS: Final = (
    *NAIVE_MARTS,
    "heatmap_cells_weekly",
    "heatmap_cells_monthly",
    "heatmap_grids_weekly",
    "heatmap_grids_monthly",
    "session_timelines",
    "fct_events",
    "events_daily",
    "users_daily",
    "feature_hours_daily",
    "page_view_histograms_daily",
    "page_flow_daily",
    "transitions_daily",
    "paths_daily",
)
"""The marts that the hand-tuned script makes too."""

# Keys and nothing else: what no way of finding sessions can do without.
SORT: Final = """
    create temp table sorted as
    select hash(coalesce(person_id, user_id, anonymous_id)) as user_hash, event_at
    from raw.events
    order by user_hash, event_at
"""
LOADED_AT: Final = datetime(2026, 11, 22, tzinfo=UTC)
BYTES_IN_MAXRSS: Final = 1 if sys.platform == "darwin" else 1024


class StepError(RuntimeError):
    """A step did not do its work; the text is what it said."""


NOTHING_WITHHELD: Final = {"minimum_users": 1}
"""The script by hand has no rule of who may see what."""


@dataclass(frozen=True)
class Step:
    """Seconds of a step, by part and as a whole, its peak memory, and rows of what it made; of CPU
    where it was asked for, and the bytes of files.
    """

    seconds: Mapping[str, float]
    wall_seconds: float
    peak_bytes: int = 0
    rows: Mapping[str, int] = field(default_factory=dict)
    cpu_seconds: float = 0
    sizes: Mapping[str, int] = field(default_factory=dict)

    @property
    def sql_seconds(self) -> float:
        """Seconds of all parts, without what is around them."""
        return sum(self.seconds.values())


def measured(name: str, root: Path) -> Step:
    """Run a step on the warehouse at `root` in a new process. Raises StepError."""
    done = subprocess.run(
        [sys.executable, "-m", __name__, name, str(root)], capture_output=True, text=True
    )
    if done.returncode:
        raise StepError(f"{name} on {root}:\n{done.stdout}\n{done.stderr}")
    return Step(**json.loads(done.stdout.splitlines()[-1]))


def night(root: Path) -> Step:
    """Build DAY with dbt: every model, no data test."""
    return _built(root, DAY, DAY, tests=False)


def night_with_tests(root: Path) -> Step:
    """Build DAY with dbt, as a night does."""
    return _built(root, DAY, DAY, tests=True)


def earlier_days(root: Path) -> Step:
    """Build the days before DAY that its night reads."""
    first = DAY - timedelta(days=DAYS_A_NIGHT_READS - 1)
    return _built(root, first, DAY - timedelta(days=1), tests=False)


def script(root: Path) -> Step:
    """Make the same marts by hand."""
    return _scripted(root, SCRIPT, MARTS)


def naive(root: Path) -> Step:
    """Make the first of them by windows over wide rows."""
    return _scripted(root, NAIVE, NAIVE_MARTS)


def _scripted(root: Path, file: Path, marts: Sequence[str]) -> Step:
    made = root / "by_hand.duckdb"
    made.unlink(missing_ok=True)
    create_database(made)
    with duckdb.connect(str(Warehouse(root).work), read_only=True) as work:
        work.execute(f"attach {quoted(str(made))} as marts_file (read_write)")
        work.execute("create schema marts_file.marts")
        started = time.perf_counter()
        for sql in (MACROS, file):
            work.execute(sql.read_text(encoding="utf-8"))
        work.execute("checkpoint marts_file")
        wall = time.perf_counter() - started
        return Step({file.stem: wall}, wall, rows=_rows(work, "marts_file", marts))


def sort(root: Path) -> Step:
    """Sort the keys of sessions, narrow."""
    with duckdb.connect(str(Warehouse(root).work), read_only=True) as work:
        started = time.perf_counter()
        work.execute(SORT)
        wall = time.perf_counter() - started
        return Step({"sort": wall}, wall)


def publishing(root: Path) -> Step:
    """Publish what the last night made."""
    started = time.perf_counter()
    publish(Warehouse(root))
    wall = time.perf_counter() - started
    return Step({"publishing": wall}, wall)


def decode(root: Path) -> Step:
    """Decode the file in `export/` of `root`, whose name is that of a sample of exports.py."""
    (file,) = (root / "export").iterdir()
    sample = SAMPLES[root.name]
    export = Export(name="bench", format=sample.format, url="bench/", **sample.settings)
    pulled = PulledFile(export.name, file.name, file, file.stat().st_size, "0" * 64, LOADED_AT)
    started, cpu_started = time.perf_counter(), time.process_time()
    decoded = decode_file(
        pulled,
        export,
        warehouse=root / "warehouse",
        timezone="UTC",
        salt="the salt of a bench, of which nothing is published",
        nobody=(),
        now=LOADED_AT,
    )
    wall, cpu = time.perf_counter() - started, time.process_time() - cpu_started
    if decoded.problem or decoded.rejected_count:
        raise StepError(decoded.problem or str(decoded.reject_reasons))
    return Step({"decode": wall}, wall, rows={root.name: decoded.accepted_count}, cpu_seconds=cpu)


def floor(root: Path) -> Step:
    """Read the same file, and parse once what is in it; the seconds are of CPU."""
    (file,) = (root / "export").iterdir()
    seconds, size = floor_of(file, root.name)
    return Step(seconds, sum(seconds.values()), sizes={root.name: size})


def drawn(way: str) -> Callable[[Path], Step]:
    """The step that draws the pictures of a day in one of the ways of pictures.py."""

    def step(root: Path) -> Step:
        from tests.benchmarks import pictures  # slow to import

        seconds, counts, sizes = getattr(pictures, way)(root)
        return Step(seconds, sum(seconds.values()), rows=counts, sizes=sizes)

    return step


STEPS: Final[Mapping[str, Callable[[Path], Step]]] = {
    **{
        step.__name__: step
        for step in (
            *(night, night_with_tests, earlier_days, script, naive, sort, publishing),
            *(decode, floor),
        )
    },
    **{
        way: drawn(way)
        for way in ("drawn_day", "drawn_kinds", "drawn_by_matplotlib", "drawn_by_datashader")
    },
}


def _built(root: Path, first: date, last: date, *, tests: bool) -> Step:
    # slow to import: only a step that needs dbt pays for it
    from orchestration.models.dbt import failures, prepared_manifest, run_dbt, window_args
    from orchestration.warehouse.window import Window

    args = ["build", *window_args(Window(first, last))]
    if not tests:
        args += ["--exclude-resource-type", "test"]
    prepared_manifest()
    with Warehouse(root).books() as books:  # maps of weeks and months count the days built
        begin_build(books, days_between(first, last))
    started = time.perf_counter()
    results = run_dbt(args, root, NOTHING_WITHHELD)
    wall = time.perf_counter() - started
    if failures(results):
        raise StepError("\n".join(failures(results)))
    timed = {"model", "test"} if tests else {"model"}
    seconds = {r.node.name: r.execution_time for r in results if r.node.resource_type in timed}
    with duckdb.connect(str(Warehouse(root).marts), read_only=True) as marts:
        return Step(seconds, wall, rows=_rows(marts, Warehouse(root).marts.stem, MARTS))


def _rows(
    connection: duckdb.DuckDBPyConnection, database: str, marts: Sequence[str]
) -> dict[str, int]:
    """Rows of each mart."""
    counts = ", ".join(f"(select count(*) from {database}.marts.{mart})" for mart in marts)
    return dict(zip(marts, connection.execute(f"select {counts}").fetchall()[0], strict=True))


def main() -> None:
    """Run one step and print what it took."""
    step = STEPS[sys.argv[1]](Path(sys.argv[2]))
    print(json.dumps({**asdict(step), "peak_bytes": _peak_bytes()}))


def _peak_bytes() -> int:
    """The most memory that this process had, or one that it started."""
    own, children = (
        resource.getrusage(of).ru_maxrss * BYTES_IN_MAXRSS
        for of in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    status = Path("/proc/self/status")
    if status.exists():  # Linux: ru_maxrss begins with what the process had that started this one
        own = int(re.findall(r"VmHWM:\s+(\d+) kB", status.read_text())[0]) * 1024
    return max(own, children)


if __name__ == "__main__":
    main()
