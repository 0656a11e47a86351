"""What Dagster's pages show of an installation, before anything has run."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest

from orchestration.definitions import definitions_of
from orchestration.installation import Installation
from tests.end_to_end import events_export as export

HAS_NO_DAYS = {"exports", "raw"}


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    return export.installation(tmp_path_factory.mktemp("definitions"))


@pytest.fixture(scope="module")
def definitions(at: Installation) -> dg.Definitions:
    return definitions_of(at)


@pytest.fixture(scope="module")
def specs(definitions: dg.Definitions) -> list[dg.AssetSpec]:
    return list(definitions.resolve_all_asset_specs())


def first_day(definitions: dg.Definitions) -> date:
    """The first day that the pages list."""
    days = definitions.resolve_assets_def(dg.AssetKey("usage_warehouse")).partitions_def
    assert isinstance(days, dg.DailyPartitionsDefinition)
    return days.start.date()


def test_loading_definitions_leaves_the_warehouse_alone(
    at: Installation, definitions: dg.Definitions
) -> None:
    assert definitions.assets
    assert not at.warehouse.root.exists()


def test_every_asset_is_described_and_owned(specs: list[dg.AssetSpec]) -> None:
    assert [spec.key for spec in specs if not (spec.description and spec.owners)] == []


def test_every_check_is_described(definitions: dg.Definitions) -> None:
    checks = [
        check
        for assets in definitions.resolve_asset_graph().assets_defs
        for check in assets.check_specs
    ]

    assert len(checks) > 45
    assert [check.key for check in checks if not check.description] == []


def test_what_a_run_loads_has_no_days_and_all_else_is_daily(specs: list[dg.AssetSpec]) -> None:
    daily = {spec.key for spec in specs if spec.partitions_def is not None}

    assert daily == {spec.key for spec in specs if spec.key.path[0] not in HAS_NO_DAYS}


def test_no_asset_depends_on_one_that_nobody_makes(specs: list[dg.AssetSpec]) -> None:
    made = {spec.key for spec in specs}

    named = {dep.asset_key for spec in specs for dep in spec.deps}

    assert named <= made
    assert len(made) > 40


def test_every_asset_goes_into_what_is_published(specs: list[dg.AssetSpec]) -> None:
    graph = {spec.key: {dep.asset_key for dep in spec.deps} for spec in specs}
    reached: set[dg.AssetKey] = set()
    waiting = {dg.AssetKey("usage_warehouse")}
    while waiting:
        reached |= waiting
        waiting = {dep for key in waiting for dep in graph[key]} - reached

    of_decoders = dg.AssetKey(["seeds", "placeholder_ids"])  # ids are hashed when they are decoded
    assert reached | {of_decoders} == set(graph)


def test_groups_are_the_layers_and_the_topics_of_the_marts(specs: list[dg.AssetSpec]) -> None:
    assert {spec.group_name for spec in specs} == {
        *("exports", "raw", "seeds", "staging", "intermediate"),
        *("marts_heatmaps", "marts_quality", "marts_sessions", "marts_usage"),
        *("insights", "heatmaps", "published"),
    }


def test_tests_of_dbt_are_checks_of_their_models(definitions: dg.Definitions) -> None:
    named = {key.name for key in definitions.resolve_asset_graph().asset_check_keys}

    assert {"assert_clicks_are_accounted_for", "assert_lines_are_accounted_for"} <= named


def test_the_night_is_one_job_whose_schedule_is_off(definitions: dg.Definitions) -> None:
    schedule = definitions.resolve_schedule_def("nightly_schedule")

    assert schedule.job_name == "nightly"
    assert schedule.default_status is dg.DefaultScheduleStatus.STOPPED


def test_days_begin_a_month_ago_while_nobody_knows_better(definitions: dg.Definitions) -> None:
    today = datetime.now(UTC).date()

    # the definitions may have been loaded before midnight
    assert today - timedelta(days=31) <= first_day(definitions) <= today - timedelta(days=30)


def test_days_begin_with_the_first_event(tmp_path: Path) -> None:
    at = export.installation(tmp_path)
    for day in ("2026-03-04", "2026-03-02"):
        file = at.warehouse.events / f"event_date={day}" / "web-1.parquet"
        file.parent.mkdir(parents=True)
        file.touch()
    (at.warehouse.events / "event_date=1970-01-01").mkdir()  # all of its events were dropped

    assert first_day(definitions_of(at)) == date(2026, 3, 2)


def test_days_begin_where_the_exports_file_says(tmp_path: Path) -> None:
    at = export.installation(tmp_path, {**export.SETTINGS, "first_day": "2026-01-15"})

    assert first_day(definitions_of(at)) == date(2026, 1, 15)


def test_a_day_that_is_asked_for_is_among_them(tmp_path: Path) -> None:
    at = export.installation(tmp_path, {**export.SETTINGS, "first_day": "2026-01-15"})

    assert first_day(definitions_of(at, since=date(2025, 12, 31))) == date(2025, 12, 31)


def test_what_vendors_call_things_is_no_markdown() -> None:
    from orchestration.defs.heatmaps import captioned

    row = {
        "feature": "[x](javascript:alert(1))\n<img src=y>",
        "band": "desktop",
        "click_count": 1234,
        "user_count": None,
        "thumb_uri": "data:image/png;base64,AAAA",
    }

    shown = captioned([row])

    assert "1,234 clicks of too few people to say" in shown
    assert "<img" not in shown
    assert "[x](" not in shown


def test_the_schedule_asks_for_the_day_that_has_ended_in_the_time_zone(tmp_path: Path) -> None:
    at = export.installation(tmp_path, {**export.SETTINGS, "first_day": "2026-01-15"})
    east = Installation.of(replace(at.environment, timezone="Asia/Tokyo"))

    schedule = definitions_of(east).resolve_schedule_def("nightly_schedule")

    assert schedule.execution_timezone == "Asia/Tokyo"
    assert schedule.cron_schedule == "0 2 * * *"
