"""Writing where people of a week clicked otherwise than others.

What to put here: which weeks are written, and from which rules and rows. Who is compared with whom
is in `transforms/heat/pairs.py`, and how in `transforms/heat/compare.py`.
"""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any, Final

import duckdb
import polars as pl

from orchestration.insights.comparing import BINS, elements, places
from orchestration.insights.tables import HEATMAP_CHANGES
from orchestration.insights.writing import Written
from orchestration.installation import Installation
from orchestration.settings.exports_file import Settings
from orchestration.settings.rules import rows
from orchestration.warehouse.folder import opened
from orchestration.warehouse.window import Window
from transforms.heat.pairs import WEEK, By, Experiment, Page, Release, Rule, Told, pairs
from transforms.heat.periods import first_of
from transforms.heat.week_changes import week_rows

SIX_DAYS: Final = WEEK - timedelta(days=1)

SQUARES: Final = f"""
create or replace temp table squares as
select
    event_date,
    feature,
    band,
    segment,
    attribute,
    layer,
    user_key,
    x_bin // {BINS} as x,
    y_bin // {BINS} as y,
    sum(mass)::bigint as mass
from intermediate.int_heatmap_masses
where
    user_key is not null
    and kind = 'clicks'
    and event_date >= $first
    and event_date < $monday + 7
group by all
order by feature, band
"""

OF_PAGE: Final = """
select segment, attribute, layer, user_key, x, y, sum(mass)::bigint as mass
from squares
where feature = $feature and band = $band and event_date >= $first and event_date < $first + 7
group by all
order by segment, layer, y, x, user_key
"""


def write_heatmap_changes(installation: Installation, window: Window) -> Written:
    """Compare the maps of every week that the days of a window have a part in, and of one that is
    over by now; what was written, by week.
    """
    warehouse = installation.warehouse
    counts, different = dict[date, int](), 0
    with opened(warehouse.marts) as marts, opened(warehouse.work, read_only=True) as work:
        HEATMAP_CHANGES.prepare(marts, window)
        for told in _weeks(marts, installation, window):
            rows_of_week = list(_of_week(work, marts, told, installation))
            HEATMAP_CHANGES.replace(
                marts,
                told.monday,
                told.monday + timedelta(days=1),
                [json.dumps(rows_of_week, default=str)] if rows_of_week else [],
            )
            counts[told.monday] = len(rows_of_week)
            different += sum(row["region"] == 0 and row["is_different"] for row in rows_of_week)
    return Written(counts, different)


def _weeks(
    marts: duckdb.DuckDBPyConnection, installation: Installation, window: Window
) -> Iterator[Told]:
    """The weeks to write, with what is told of each."""
    query = "select min(event_date), max(event_date) from marts.metrics_daily"
    ((first, last),) = marts.execute(query).fetchall()
    if first is None:
        return
    least = int(installation.thresholds["minimum_users"])
    rules = _rules(installation.settings)
    told = partial(Told, first=first, last=last, minimum_users=least, **rules)
    weeks_written = "select distinct event_date from marts.heatmap_changes"
    written = {monday for (monday,) in marts.execute(weeks_written).fetchall()}
    reached_from = first_of("week", window.first - timedelta(days=1))
    # what is compared with days that changed: the week after, and a release two weeks on
    reached_to = first_of("week", window.last) + 2 * WEEK
    monday = max(first_of("week", first), min(reached_from, first_of("week", last) - 2 * WEEK))
    while monday <= min(reached_to, first_of("week", last)):
        week = told(monday=monday)
        if reached_from <= monday <= reached_to or week.is_over and monday not in written:
            yield week
        monday += WEEK


def _rules(settings: Settings) -> dict[str, Any]:
    """The rules of what is compared, as `Told` takes them."""
    with duckdb.connect() as duck:

        def day(text: str) -> date:
            ((found,),) = duck.execute("select ?::date", [text]).fetchall()
            return date.fromisoformat(str(found))

        return {
            "rules": [Rule(**rule) for rule in _given(settings, "comparisons")],
            "releases": [
                Release(rule["release"], day(rule["release_date"]), rule["feature"])
                for rule in _given(settings, "releases", "release_date", "feature")
            ],
            "experiments": [
                Experiment(
                    rule["attribute"],
                    rule["control"],
                    day(rule["first_day"]),
                    day(rule["last_day"]),
                )
                for rule in _given(
                    settings, "experiments", "attribute", "control", "first_day", "last_day"
                )
            ],
        }


def _given(settings: Settings, name: str, *needed: str) -> list[dict[str, str]]:
    """The rules of a name that have all that is needed, without what is empty in them."""
    filled = (
        {column: value for column, value in rule.items() if value}
        for rule in rows(settings.rule_file(name))
    )
    return [rule for rule in filled if rule.keys() >= {*needed}]


def _of_week(
    work: duckdb.DuckDBPyConnection,
    marts: duckdb.DuckDBPyConnection,
    told: Told,
    installation: Installation,
) -> Iterator[dict[str, Any]]:
    """Rows of a week, page by page."""
    if not (told.is_over or told.whole_releases):
        return
    first = min([told.monday - WEEK, *(one.day - WEEK for one in told.whole_releases)])
    work.execute(SQUARES, {"first": first, "monday": told.monday})
    pages = work.execute("select distinct feature, band from squares order by all").fetchall()

    def clicks_of(page: Page, first: date, by: By) -> pl.DataFrame:
        if by == "element":
            return elements(work, page.feature, page.band, first, first + SIX_DAYS)
        days = {"feature": page.feature, "band": page.band, "first": first}
        return pl.DataFrame(work.sql(OF_PAGE, params=days))

    for row in week_rows(
        [Page(*page) for page in pages],
        lambda page: pairs(page, clicks_of, told),
        lambda page: places(marts, page.feature, page.band, told.monday, told.sunday),
        str(told.monday),
        minimum_cell_users=int(installation.thresholds["minimum_cell_users"]),
    ):
        yield {**row, "event_date": told.monday}
