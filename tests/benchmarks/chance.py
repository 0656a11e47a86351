"""How often the nights of a quiet product report something: `python -m tests.benchmarks.chance`.

A quiet demo is one of `orchestration/demo` in which the same goes on from day to day: no release,
no mail, and a banner that invites nobody. Each seed is another set of people and another history,
loaded, built and judged as a night does it. What is reported of it is chance.
"""

import argparse
import csv
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from shutil import copytree
from typing import Final

import yaml

from orchestration.demo import Calendar, write_demo_export
from orchestration.models.dbt import prepared_manifest
from orchestration.settings import DEFAULT_EXPORTS
from tests.end_to_end.nights import installation, rows, run_night

CALENDAR: Final = Calendar(date(2026, 10, 12), 42, is_quiet=True)
"""Six whole weeks: days after the first four can have an anomaly, each week after the first
differs from the one before or does not.
"""

MOST: Final = 0.05
"""Of what is looked at so much may be reported by chance."""


@dataclass(frozen=True)
class Question:
    """What readers are told of, and a query: how often it was looked at, how often reported."""

    name: str
    query: str


QUESTIONS: Final = (
    Question(
        "nights with an anomaly",
        """
        select count(*), count(*) filter (is_reported)
        from (
            select event_date, bool_or(is_anomaly) as is_reported
            from marts.metric_anomalies
            group by event_date
        )
        """,
    ),
    Question(
        "dates with a change of a metric",
        """
        select count(*), count(*) filter (is_reported)
        from (
            select event_date, bool_or(is_change) as is_reported
            from marts.metric_changes
            group by event_date
        )
        """,
    ),
    Question(
        "click maps with a region unlike the week before",
        """
        select count(*), count(*) filter (is_reported)
        from (
            select feature, band, event_date, bool_or(region > 0) as is_reported
            from marts.heatmap_changes
            where compared_with = 'the week before' and segment = 'all'
            group by feature, band, event_date
        )
        """,
    ),
    Question(
        "click maps unlike those of the week before",
        """
        select count(*), count(*) filter (is_different)
        from marts.heatmap_changes
        where compared_with = 'the week before' and segment = 'all' and region = 0
        """,
    ),
    Question(
        "goals by which a variant differs",
        """
        select count(*), count(*) filter (reading in ('converts more', 'converts less'))
        from marts.experiment_results
        where not is_control and variant = 'test'
        """,
    ),
)

Counts = dict[str, tuple[int, int]]


def counts_of(folder: Path, seed: int, events: int) -> Counts:
    """How often each question was asked of one quiet product, and how often something was found."""
    write_demo_export(folder / "demo_export", seed=seed, calendar=CALENDAR, events=events)
    settings = yaml.safe_load(DEFAULT_EXPORTS.read_text())
    for export in settings["exports"]:
        export["url"] = export["url"].replace(
            "../warehouse/demo_export", str(folder / "demo_export")
        )
    settings["rules"] = str(_rules_of_these_days(folder, settings["rules"]))
    settings.pop("screenshots", None)
    at = installation(folder, settings, salt=f"seed {seed}")
    run_night(at, CALENDAR.first_day, CALENDAR.last_day, pictures=False, tests=False)
    found = {one.name: rows(at, one.query)[0] for one in QUESTIONS}
    return {name: (looked_at, reported) for name, (looked_at, reported) in found.items()}


def _rules_of_these_days(folder: Path, committed: str) -> Path:
    """The rules of the demo, its experiment over all days of the calendar."""
    rules = folder / "rules"
    copytree(DEFAULT_EXPORTS.parent / committed, rules)
    with (rules / "experiments.csv").open(newline="") as file:
        experiments = list(csv.DictReader(file))
    days = {"first_day": str(CALENDAR.first_day), "last_day": str(CALENDAR.last_day)}
    with (rules / "experiments.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, experiments[0])
        writer.writeheader()
        writer.writerows(one | days for one in experiments)
    return rules


def totals(found: Sequence[Counts]) -> Counts:
    """The counts of all seeds together."""
    return {
        one.name: (
            sum(counts[one.name][0] for counts in found),
            sum(counts[one.name][1] for counts in found),
        )
        for one in QUESTIONS
    }


def table(found: Sequence[Counts]) -> str:
    """The questions, a line each, over all seeds."""
    lines = [f"{'reported of a quiet product':62}  found  looked at   share"]
    for name, (looked_at, reported) in totals(found).items():
        if not looked_at:
            lines.append(f"{name:62}  nothing looked at")
            continue
        share = reported / looked_at
        verdict = "" if share <= MOST else f"  more than {MOST:.0%}"
        lines.append(f"{name:62}  {reported:5}  {looked_at:9}  {share:6.2%}{verdict}")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Count over all seeds and print; 1 if something is reported more often than MOST."""
    parser = argparse.ArgumentParser(prog=f"python -m {__spec__.name}", description=__doc__)
    parser.add_argument("--seeds", type=int, default=50)
    parser.add_argument("--events", type=int, default=200_000, help="rows of each export")
    parser.add_argument("--processes", type=int, default=2)
    asked = parser.parse_args(arguments)
    prepared_manifest()
    found: list[Counts] = []
    with ProcessPoolExecutor(asked.processes, mp_context=get_context("spawn")) as pool:
        histories = [pool.submit(_in_a_folder, seed, asked.events) for seed in range(asked.seeds)]
        for done in as_completed(histories):
            found.append(done.result())
            print(f"{len(found)} of {asked.seeds}", file=sys.stderr, flush=True)
    print(table(found))
    return int(any(reported > MOST * looked_at for looked_at, reported in totals(found).values()))


def _in_a_folder(seed: int, events: int) -> Counts:
    with tempfile.TemporaryDirectory(prefix="usage-chance-") as folder:
        return counts_of(Path(folder), seed, events)


if __name__ == "__main__":
    sys.exit(main())
