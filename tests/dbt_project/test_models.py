"""The dbt project builds anywhere, keeps its own rules, and builds the same again.

The rules stand beside the models, as unit tests in the yml; this is where `make test` runs them.
"""

from pathlib import Path
from typing import Any

import pytest

from orchestration.decoding.loading import load_export, open_events
from orchestration.installation import Installation
from orchestration.models.dbt import failures, run_dbt
from tests.end_to_end import events_export as export
from tests.end_to_end.events_export import event, moment
from tests.end_to_end.nights import public_tables

WINDOW = ["--event-time-start", str(export.day(0)), "--event-time-end", str(export.day(2))]


UNTESTED = ["--exclude-resource-type", "unit_test", "test"]


def open_books(at: Installation) -> None:
    """Load what is delivered, so that models can be built."""
    for loading in at.settings.exports:
        load_export(at, loading)
    open_events(at)


def build(at: Installation, *args: str) -> list[Any]:
    return run_dbt(["build", "--no-write-json", *args], at.environment.warehouse, at.settings.vars)


@pytest.fixture(scope="module")
def few_events(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """Two days of somebody who works over midnight, and of somebody with a plan since the first."""
    at = export.installation(tmp_path_factory.mktemp("few"))
    rows = [
        event(moment(0, "23:50:00"), "page_view", plan="pro"),
        event(moment(0, "23:55:00"), plan="pro"),
        event(moment(1, "00:05:00"), plan="pro"),
        event(moment(1, "00:06:00"), "page_leave", depth=900),
        event(moment(0, "10:00:00"), "identify", user="bert", plan="team"),
        event(moment(1, "10:00:00"), "page_view", user="bert"),
    ]
    export.deliver(at, "few", [*rows, rows[1]], export.BAD_LINES)
    open_books(at)
    return at


def test_models_and_their_rules_hold_without_any_event(tmp_path: Path) -> None:
    at = export.installation(tmp_path, export.WITHOUT_EVENTS)
    open_books(at)

    results = build(at)

    assert failures(results) == []
    kinds = {result.node.resource_type for result in results}
    assert kinds == {"seed", "model", "test", "unit_test", "exposure"}


def test_a_window_built_again_changes_nothing(few_events: Installation) -> None:
    first = build(few_events, *WINDOW, "--exclude-resource-type", "unit_test")
    before = public_tables(few_events.warehouse.marts)

    again = build(few_events, *WINDOW, "--exclude-resource-type", "unit_test")

    assert failures([*first, *again]) == []
    assert public_tables(few_events.warehouse.marts) == before
    assert len(before["fct_sessions"]) == 3
    assert len(before["fct_clicks"]) == 2


def test_a_day_built_again_alone_goes_on_with_what_was_open_the_day_before(
    few_events: Installation,
) -> None:
    build(few_events, *WINDOW, "--exclude-resource-type", "unit_test")
    before = public_tables(few_events.warehouse.marts)

    build(few_events, "--event-time-start", str(export.day(1)), *WINDOW[2:], *UNTESTED)

    assert public_tables(few_events.warehouse.marts) == before
    plans = {(row[1], row[-1]) for row in before["fct_session_segments"] if row[2] == "plan"}
    assert ("plan=team", export.day(1)) in plans
