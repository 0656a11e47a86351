"""What is unusual is the same whatever nights wrote it, and costs little before it can be known."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import polars as pl
import pytest

from orchestration.insights.tables import ANOMALIES, CHANGES
from orchestration.insights.writing import write_insights
from orchestration.installation import Installation
from orchestration.warehouse.folder import create_database, opened
from orchestration.warehouse.window import Window
from tests.end_to_end import events_export as export
from tests.transforms.insights.histories import WEEK, day, rows

DAYS = 72
COLUMNS = {
    "metric": "varchar",
    "feature": "varchar",
    "segment": "varchar",
    "event_date": "date",
    "value": "double",
    "numerator": "double",
    "denominator": "bigint",
}
REBUILT = 30
"""Late events come to this day: it is in the baseline of days that are written already."""


def history() -> pl.DataFrame:
    """Three series, of which one fell on day 45 and another has no row on Sundays."""
    chance = np.random.default_rng(1)
    numbers = np.arange(DAYS)
    level = 900 * WEEK[numbers % 7]
    views = chance.poisson(level) + 1
    fallen = chance.poisson(np.where(numbers < 45, level, level / 3))
    weekdays = rows("users", "weekdays", chance.poisson(level))
    return pl.concat(
        [
            rows("users", "fallen", fallen),
            rows("bounce_rate", "/", chance.binomial(views, 0.3), views),
            weekdays.filter(pl.col("event_date").dt.weekday() < 7),
        ]
    )


def installation(folder: Path) -> Installation:
    at = export.installation(folder)
    at.warehouse.root.mkdir(parents=True)
    create_database(at.warehouse.marts)
    with opened(at.warehouse.marts) as marts:
        columns = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
        marts.execute(f"create schema marts; create table marts.metrics_daily ({columns})")
    return at


def build(at: Installation, metrics: pl.DataFrame, first: int, last: int) -> None:
    """Write the series of some days as a night's models do, and judge them."""
    window = Window(day(first), day(last))
    of_window = metrics.filter(pl.col("event_date").is_between(window.first, window.last))
    with opened(at.warehouse.marts) as marts:
        marts.execute(
            "delete from marts.metrics_daily where event_date between ? and ?",
            [window.first, window.last],
        )
        marts.execute(
            """
            insert into marts.metrics_daily by name
            select unnest(from_json($rows, $form), recursive := true)
            """,
            {"rows": of_window.write_json(), "form": json.dumps([COLUMNS])},
        )
    write_insights(at, window)


def written(at: Installation) -> list[list[tuple[Any, ...]]]:
    with duckdb.connect(str(at.warehouse.marts), read_only=True) as marts:
        tables = [
            f"from {at.warehouse.marts.stem}.marts.{one.name}" for one in (ANOMALIES, CHANGES)
        ]
        return [marts.execute(f"{table} order by all").fetchall() for table in tables]


def test_nights_and_a_day_built_again_give_what_one_build_of_all_days_gives(
    tmp_path: Path,
) -> None:
    by_nights, at_once = (installation(tmp_path / name) for name in ("nights", "once"))
    metrics = history()
    late = (pl.col("event_date") == day(REBUILT)) & (pl.col("metric") == "users")
    before = metrics.with_columns(
        pl.when(late).then(1.0).otherwise(pl.col(name)).alias(name)
        for name in ("value", "numerator")
    )

    build(by_nights, before, 0, DAYS - 4)
    for number in range(DAYS - 3, DAYS):
        build(by_nights, before, number, number)
    changed = written(by_nights)
    build(by_nights, metrics, REBUILT, REBUILT)
    build(at_once, metrics, 0, DAYS - 1)

    assert written(by_nights) == written(at_once)
    assert written(by_nights) != changed


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    at = installation(tmp_path_factory.mktemp("built"))
    build(at, history(), 0, DAYS - 1)
    return at


def days_of(at: Installation, query: str) -> list[date]:
    with opened(at.warehouse.marts, read_only=True) as marts:
        return [row[0] for row in marts.execute(query).fetchall()]


def test_the_fall_is_an_anomaly_from_its_first_day_and_a_change_of_its_date(
    built: Installation,
) -> None:
    anomalies = days_of(
        built, "select event_date from marts.metric_anomalies where is_anomaly order by all"
    )
    likeliest, *others = days_of(
        built,
        """
        select event_date from marts.metric_changes
        where is_change and day_count = 14
        qualify p_value = min(p_value) over (
            partition by metric, feature, segment
            order by event_date range between interval 7 day preceding and interval 7 day following
        )
        order by p_value
        """,
    )

    assert anomalies[0] == likeliest == day(45)
    assert [other for other in others if abs((other - likeliest).days) <= 7] == []


def test_nothing_is_judged_before_its_days_are_there(built: Installation) -> None:
    first_and_last = "select unnest([min(event_date), max(event_date)]) from marts."

    assert days_of(built, f"{first_and_last}metric_anomalies") == [day(28), day(DAYS - 1)]
    assert days_of(built, f"{first_and_last}metric_changes where day_count = 7") == [
        day(7),
        day(DAYS - 7),
    ]
    assert days_of(built, f"{first_and_last}metric_changes where day_count = 14") == [
        day(14),
        day(DAYS - 14),
    ]


def test_a_series_that_has_begun_is_none_on_a_day_without_it(built: Installation) -> None:
    with opened(built.warehouse.marts, read_only=True) as marts:
        sundays = marts.execute(
            """
            select distinct dayname(event_date), value, expected_value
            from marts.metric_anomalies where feature = 'weekdays' and value = 0
            """
        ).fetchall()

    assert sundays == [("Sunday", 0, 0)]


def test_a_night_of_little_history_does_not_load_scipy() -> None:
    code = """
import sys
from datetime import date
import orchestration.insights.writing
from orchestration.insights.writing import JUDGEMENTS
from tests.transforms.insights.histories import FIRST, day, quiet
from transforms.insights.series import Series
series = Series.of(quiet(1, 10), FIRST, day(9))
assert [one.judge(series, day(5)).height for one in JUDGEMENTS] == [0, 0]
assert "scipy" not in sys.modules
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
