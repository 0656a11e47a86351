"""The dbt project builds anywhere, keeps its own rules, and builds the same again.

The rules stand beside the models, as unit tests in the yml; this is where `make test` runs them.
"""

import json
from typing import Any

import pytest

from orchestration.decoding.loading import load_export, open_events
from orchestration.installation import Installation
from orchestration.models.dbt import failures, prepared_manifest, run_dbt
from tests.end_to_end import events_export as export
from tests.end_to_end.events_export import event, moment
from tests.end_to_end.nights import public_tables

FOLDERS = (
    "staging",
    "intermediate",
    "marts.sessions",
    "marts.heatmaps",
    "marts.usage",
    "marts.quality",
)
"""Where models with unit tests are: one test for each, so that what fails is found sooner."""

WINDOW = ["--event-time-start", str(export.day(0)), "--event-time-end", str(export.day(2))]


UNTESTED = ["--exclude-resource-type", "unit_test", "test"]


def open_books(at: Installation) -> None:
    """Load what is delivered, so that models can be built."""
    for loading in at.settings.exports:
        load_export(at, loading)
    open_events(at)


def build(at: Installation, *args: str) -> list[Any]:
    return run_dbt(["build", "--no-write-json", *args], at.environment.warehouse, at.settings.vars)


def run_unit_tests(at: Installation, folder: str) -> list[Any]:
    args = ["test", "--no-write-json", "--select", f"{folder},test_type:unit"]
    return run_dbt(args, at.environment.warehouse, at.settings.vars)


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
    assert failures(build(at, *WINDOW, "--exclude-resource-type", "unit_test")) == []
    return at


@pytest.fixture(scope="module")
def without_events(tmp_path_factory: pytest.TempPathFactory) -> tuple[Installation, list[Any]]:
    """An export that never brought anything, and what dbt says of all models and tests on it."""
    at = export.installation(tmp_path_factory.mktemp("none"), export.WITHOUT_EVENTS)
    open_books(at)
    return at, build(at, "--exclude-resource-type", "unit_test")


def test_models_hold_without_any_event(without_events: tuple[Installation, list[Any]]) -> None:
    _, results = without_events

    assert failures(results) == []
    assert {r.node.resource_type for r in results} == {"seed", "model", "test", "exposure"}


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_rules_of_a_folder_hold(
    without_events: tuple[Installation, list[Any]], folder: str
) -> None:
    at, _ = without_events

    results = run_unit_tests(at, folder)

    assert failures(results) == []
    assert len(results) > 0


def test_every_rule_is_in_one_of_the_folders() -> None:
    nodes = json.loads(prepared_manifest().read_bytes())["unit_tests"].values()

    assert {".".join(node["fqn"][1:-2]) for node in nodes} == set(FOLDERS)


def test_a_window_built_again_changes_nothing(few_events: Installation) -> None:
    before = public_tables(few_events.warehouse.marts)

    results = build(few_events, *WINDOW, *UNTESTED)

    assert failures(results) == []
    assert public_tables(few_events.warehouse.marts) == before
    assert len(before["fct_sessions"]) == 3
    assert len(before["fct_clicks"]) == 2


def test_a_day_built_again_alone_goes_on_with_what_was_open_the_day_before(
    few_events: Installation,
) -> None:
    before = public_tables(few_events.warehouse.marts)

    build(few_events, "--event-time-start", str(export.day(1)), *WINDOW[2:], *UNTESTED)

    assert public_tables(few_events.warehouse.marts) == before
    plans = {(row[1], row[-1]) for row in before["fct_session_segments"] if row[2] == "plan"}
    assert ("plan=team", export.day(1)) in plans
