"""The figures: what is divided by what, and the goal. How a side is measured is in `steps.py`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from orchestration.warehouse.publishing import VERSIONS_KEPT
from tests.benchmarks.decoding import decoding_figures
from tests.benchmarks.figure import Figure, short
from tests.benchmarks.lineage import models_behind
from tests.benchmarks.picture_figures import picture_figures
from tests.benchmarks.steps import MARTS, NAIVE_MARTS, Step, StepError, measured
from tests.benchmarks.warehouses import (
    DAYS_A_NIGHT_READS,
    begin_anew,
    lengthen,
    make_warehouse,
    same_events,
)

Say = Callable[[str], None]

SESSION_MODELS: Final = (
    "int_session_starts",
    "int_events_sessionised",
    "int_session_days",
    "fct_sessions",
)
"""From cleaned events to the session mart; each event gets its page view and pause on the way."""


@dataclass(frozen=True)
class Sizes:
    """Events in a day, for each figure; `repeats` is how often what is quick is measured."""

    events: int = 1_000_000
    large: int = 10_000_000
    history_events: int = 100_000
    history_days: int = 365
    lines: int = 150_000
    parquet_rows: int = 1_000_000
    repeats: int = 2


def all_figures(folder: Path, sizes: Sizes, say: Say) -> list[Figure]:
    """Measure everything on warehouses below `folder`, which has to be empty. Raises StepError."""
    say(f"making {sizes.events:,} events")
    warehouse = make_warehouse(folder / "day", events=sizes.events)
    nights, scripts, sorts = [], [], []
    for attempt in range(sizes.repeats):  # in turn, so that other load on the machine meets all
        say(f"night, script and sort of {sizes.events:,} events, {attempt + 1} of {sizes.repeats}")
        begin_anew(warehouse)
        nights.append(measured("night", warehouse.root))
        scripts.append(measured("script", warehouse.root))
        sorts.append(measured("sort", warehouse.root))
    night, script, sort = _fastest(nights), _fastest(scripts), _fastest(sorts)
    say(f"naive windows over {sizes.events:,} events")
    naive = measured("naive", warehouse.root)
    return [
        sessions_against_sort(night, sort, sizes.events),
        night_against_script(night, script, sizes.events),
        naive_against_night(naive, night, sizes.events),
        *picture_figures(warehouse.root, say),
        *decoding_figures(folder, sizes.lines, sizes.parquet_rows, sizes.repeats, say),
        *_large_day(folder, night, sizes, say),
        *_history(folder, sizes, say),
    ]


def sessions_against_sort(night: Step, sort: Step, events: int) -> Figure:
    """What sessions cost over the least anything could that puts a user's events in order."""
    parts = {model: night.seconds[model] for model in SESSION_MODELS}
    told = ", ".join(f"{model} {seconds:.2f} s" for model, seconds in parts.items())
    return Figure(
        f"sessions and their mart / narrow sort, {short(events)} events",
        3,
        sum(parts.values()),
        sort.sql_seconds,
        night.peak_bytes,
        notes=(told,),
    )


def night_against_script(night: Step, script: Step, events: int) -> Figure:
    """What layers, history and rules cost, in the models that the script's marts are made of.
    Raises StepError if both do not make the same marts.
    """
    _check_rows(night, script, MARTS)
    compared = _behind(MARTS, night)
    slowest = sorted(compared.items(), key=lambda item: -item[1])[:5]
    return Figure(
        f"models behind {len(MARTS)} marts / one script by hand, {short(events)} events",
        1.3,
        sum(compared.values()),
        script.sql_seconds,
        night.peak_bytes,
        notes=(
            f"the whole night {night.sql_seconds:.1f} s, {len(night.seconds) - len(compared)}"
            f" models more, and {night.wall_seconds:.1f} s with dbt around its SQL; the script's"
            f" peak {script.peak_bytes / 1e9:.1f} GB; {sum(night.rows.values()):,} rows, the same",
            "slowest: " + ", ".join(f"{model} {seconds:.1f} s" for model, seconds in slowest),
        ),
    )


def naive_against_night(naive: Step, night: Step, events: int) -> Figure:
    """What narrow tables save. Raises StepError if both do not make the same marts."""
    _check_rows(night, naive, NAIVE_MARTS)
    compared = _behind(NAIVE_MARTS, night)
    return Figure(
        f"{len(NAIVE_MARTS)} marts by naive windows / models behind them, {short(events)} events",
        3,
        naive.sql_seconds,
        sum(compared.values()),
        naive.peak_bytes,
        is_lowest=True,
        notes=(f"peak memory of the models {night.peak_bytes / 1e9:.1f} GB",),
    )


def _behind(marts: Sequence[str], night: Step) -> dict[str, float]:
    """Seconds of each model that these marts are made of."""
    behind = models_behind(marts)
    return {model: took for model, took in night.seconds.items() if model in behind}


def _check_rows(night: Step, script: Step, marts: Sequence[str]) -> None:
    wrong = [
        f"{mart}: {night.rows[mart]:,} rows, by hand {script.rows[mart]:,}"
        for mart in marts
        if night.rows[mart] != script.rows[mart]
    ]
    if wrong:
        raise StepError("the models and the script disagree\n" + "\n".join(wrong))


def large_against_small_day(large: Step, small: Step, sizes: Sizes) -> Figure:
    """Whether time and memory grow with the events, and not faster."""
    slowest = sorted(large.seconds, key=lambda model: -large.seconds[model])[:5]
    times = ", ".join(f"{m} {large.seconds[m] / small.seconds[m]:.0f}x" for m in slowest)
    return Figure(
        f"night of {short(sizes.large)} / of {short(sizes.events)} events",
        sizes.large / sizes.events,
        large.sql_seconds,
        small.sql_seconds,
        large.peak_bytes,
        peak_goal_bytes=4e9,
        notes=(f"slowest: {times}",),
    )


def long_against_no_history(long: Step, two_days: Step, none: Step, sizes: Sizes) -> Figure:
    """Whether a night is paid by the day, or by all history."""
    days = sizes.history_days
    growth = {node: long.seconds[node] - two_days.seconds.get(node, 0) for node in long.seconds}
    grown = sorted(growth, key=lambda node: -growth[node])[:5]
    told = ", ".join(f"{node} +{growth[node]:.2f} s" for node in grown)
    return Figure(
        f"night after {days} days / after none, {short(sizes.history_events)} events a day",
        1.1,
        long.sql_seconds,
        none.sql_seconds,
        long.peak_bytes,
        notes=(
            f"after {days} / after the {DAYS_A_NIGHT_READS - 1} days it reads and amends:"
            f" {long.sql_seconds / two_days.sql_seconds:.2f}; grown most since: {told}",
        ),
    )


def publishing_against_two_days(
    long: Step, two_days: Step, sizes: Sizes, megabytes: Sequence[float]
) -> Figure:
    """Whether publishing is paid by what changed, or by all history."""
    return Figure(
        f"publishing after {sizes.history_days} days / after {DAYS_A_NIGHT_READS - 1},"
        f" {short(sizes.history_events)} events a day",
        1.5,
        long.sql_seconds,
        two_days.sql_seconds,
        long.peak_bytes,
        notes=("usage.duckdb has {:,.0f} MB and {:,.0f} MB".format(*megabytes),),
    )


def _large_day(folder: Path, small: Step, sizes: Sizes, say: Say) -> list[Figure]:
    if not sizes.large:
        return []
    say(f"making {sizes.large:,} events")
    warehouse = make_warehouse(folder / "large_day", events=sizes.large)
    say(f"night of {sizes.large:,} events")
    return [large_against_small_day(measured("night", warehouse.root), small, sizes)]


def _history(folder: Path, sizes: Sizes, say: Say) -> list[Figure]:
    if not sizes.history_days:
        return []
    say(f"making {sizes.history_days} days of {sizes.history_events:,} events")
    long = make_warehouse(folder / "long", events=sizes.history_events, days=DAYS_A_NIGHT_READS)
    two_days = same_events(long, folder / "two_days", days=DAYS_A_NIGHT_READS)
    none = same_events(long, folder / "none", days=1)
    for warehouse in (long, two_days):
        measured("earlier_days", warehouse.root)
    lengthen(long, sizes.history_days)
    for lived in (long, two_days):
        for _ in range(VERSIONS_KEPT):  # the first ones have no older one to start from
            measured("publishing", lived.root)
    nights, published = [], []
    for attempt in range(sizes.repeats):
        say(f"night with and without history, {attempt + 1} of {sizes.repeats}")
        nights.append(
            [measured("night_with_tests", lived.root) for lived in (long, two_days, none)]
        )
        published.append([measured("publishing", lived.root) for lived in (long, two_days)])
    after_long, after_two, after_none = (_fastest(steps) for steps in zip(*nights, strict=True))
    megabytes = [lived.published.stat().st_size / 1e6 for lived in (long, two_days)]
    published_long, published_two = (_fastest(steps) for steps in zip(*published, strict=True))
    return [
        long_against_no_history(after_long, after_two, after_none, sizes),
        publishing_against_two_days(published_long, published_two, sizes, megabytes),
    ]


def _fastest(steps: Sequence[Step]) -> Step:
    """Other load only ever slows a step down."""
    return min(steps, key=lambda step: step.sql_seconds)
