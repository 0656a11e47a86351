"""Nights for tests: the steps of the nightly job, called one after the other without Dagster.

Property tests run dozens of nights; the graph, its checks and the command line are
tested in `test_nightly_job.py`.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import yaml

from orchestration.decoding.loading import load_export, open_events
from orchestration.insights.weekly import write_heatmap_changes
from orchestration.insights.writing import write_insights
from orchestration.installation import Installation
from orchestration.models.dbt import build_window, failures
from orchestration.pictures.drawing import draw_window
from orchestration.settings import Environment, load_settings
from orchestration.warehouse import books as books_of
from orchestration.warehouse.completeness import check_complete
from orchestration.warehouse.folder import opened
from orchestration.warehouse.mending import mend
from orchestration.warehouse.publishing import publish
from orchestration.warehouse.window import Window

FACTS = (
    *("+fct_sessions", "+fct_page_views", "+fct_clicks", "+loads", "+rejects_daily"),
    *("+marts.heatmaps", "+element_clicks_daily", "+dim_segments"),
    *("+scroll_reach_daily", "+scroll_reach_weekly", "+scroll_reach_monthly"),
)
"""What tests of files, sessions, clicks and pictures need: other marts are half of a night."""


def installation(
    folder: Path, settings: Mapping[str, Any], *, timezone: str = "UTC", salt: str = "test"
) -> Installation:
    """An installation of its own below `folder`, with these settings."""
    folder.mkdir(parents=True, exist_ok=True)
    exports = folder / "exports.yaml"
    exports.write_text(yaml.safe_dump(dict(settings)))
    environment = Environment(folder / "warehouse", exports, timezone, salt)
    return Installation(environment, load_settings(exports))


def run_night(
    at: Installation,
    first: date,
    last: date | None = None,
    *,
    pictures: bool = True,
    tests: bool = True,
    models: Sequence[str] = (),
) -> None:
    """Load, build, judge, draw and publish; dbt's data tests count as failures. Of the models all,
    or those that are named in dbt's words, of which nothing is judged.
    """
    last = last or first
    mend(at.warehouse)
    for export in at.settings.exports:
        load_export(at, export)
    open_events(at)
    window = at.window_to_build(first, last)
    select = [] if tests else ["--exclude-resource-type", "test"]
    if models:
        select += ["--select", *models]
    results = build_window(at, window, select=select)
    assert not failures(results), "\n".join(failures(results))
    if select:
        with at.warehouse.books() as books:
            books_of.finish_build(books, books_of.days_between(window.first, window.last))
    if not models:
        write_insights(at, window)
        write_heatmap_changes(at, window)
    if pictures:
        draw_window(at, window)
    at.check_green(window)
    check_complete(at.warehouse, window)
    publish(at.warehouse)
    with at.warehouse.books() as books:
        books_of.mark_published(books)


def build_day_alone(at: Installation, day: date, models: str) -> None:
    """Build models of one day and of no other, also where a night would build later days too."""
    select = ["--exclude-resource-type", "test", "--select", models]
    results = build_window(at, Window(day, day), select=select)
    assert not failures(results), "\n".join(failures(results))


@contextmanager
def an_event_too_many(at: Installation, day: date) -> Iterator[None]:
    """The books tell of one row more than there is: a test of severity error fails."""
    change = "update raw.file_days set row_count = row_count + ? where event_date = ?"
    with at.warehouse.books() as books:
        books.execute(change, [1, day])
    try:
        yield
    finally:
        with at.warehouse.books() as books:
            books.execute(change, [-1, day])


def rows(at: Installation, query: str) -> list[tuple[Any, ...]]:
    """Rows of a query on the published warehouse, as a reader sees them."""
    with duckdb.connect(str(at.warehouse.published), read_only=True) as published:
        return published.execute(query).fetchall()


def private_rows(at: Installation, query: str) -> list[tuple[Any, ...]]:
    """Rows of a query on work.duckdb."""
    with duckdb.connect(str(at.warehouse.work), read_only=True) as work:
        return work.execute(query).fetchall()


def published_tables(
    at: Installation, *, without: Sequence[str] = ()
) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every published table, sorted; some tables tell of files and not of people."""
    tables = public_tables(at.warehouse.published)
    return {name: found for name, found in tables.items() if name not in without}


def public_tables(file: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table of the schema marts, sorted; of what is published or not yet."""
    with opened(file, read_only=True) as database:
        names = database.execute(
            "select table_name from duckdb_tables() where schema_name = 'marts' order by 1"
        ).fetchall()
        return {
            name: sorted(database.execute(f"select * from marts.{name}").fetchall(), key=repr)
            for (name,) in names
        }
