"""marts.settings says what the numbers depend on, and keeps secrets."""

import re
from pathlib import Path

import pytest
import yaml

from orchestration.models.dbt import failures, run_dbt
from orchestration.settings import DBT_PROJECT
from orchestration.warehouse.folder import opened
from tests.end_to_end import events_export as export

SALT = "a-long-secret"

Row = tuple[str, str, str]


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Row]:
    """Value, meaning and place of each setting."""
    at = export.installation(tmp_path_factory.mktemp("settings"), salt=SALT)
    with at.warehouse.books():
        pass
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("USAGE_TIMEZONE", "Europe/Berlin")
        patch.setenv("USAGE_SALT", SALT)
        results = run_dbt(
            ["build", "--no-write-json", "--select", "settings"],
            at.environment.warehouse,
            at.settings.vars,
        )
    assert not failures(results), failures(results)
    with opened(at.warehouse.marts, read_only=True) as marts:
        rows = marts.execute("select name, value, meaning, set_by from marts.settings").fetchall()
    return {name: tuple(rest) for name, *rest in rows}


def test_every_threshold_is_there_with_the_words_of_dbt_project_yml(
    settings: dict[str, Row],
) -> None:
    text = DBT_PROJECT.read_text()
    words = dict(re.findall(r"^  (\w+): .*?# (.*)$", text, re.MULTILINE))
    numbers = {n for n, value in yaml.safe_load(text)["vars"].items() if isinstance(value, int)}

    assert {name: settings[name][1] for name in numbers} == {name: words[name] for name in numbers}


def test_a_threshold_of_the_exports_file_is_the_one_that_is_said(
    settings: dict[str, Row],
) -> None:
    assert settings["minimum_users"][0] == "1"
    assert settings["session_gap_minutes"][0] == "30"


def test_the_time_zone_is_the_one_of_the_environment(settings: dict[str, Row]) -> None:
    assert settings["time_zone"][0] == "Europe/Berlin"


def test_versions_are_those_that_ran(settings: dict[str, Row]) -> None:
    import duckdb
    from dbt.version import __version__

    project = yaml.safe_load(DBT_PROJECT.read_text())["version"]

    assert settings["engine_version"][0] == f"v{duckdb.__version__}"
    assert settings["dbt_version"][0] == __version__
    assert settings["project_version"][0] == project
    assert re.fullmatch("[0-9a-f]{32}", settings["contract_version"][0])


def test_no_secret_and_no_path_is_among_them(settings: dict[str, Row], tmp_path: Path) -> None:
    said = repr(settings)

    assert SALT not in said
    assert str(tmp_path.parents[1]) not in said
    assert "image_base_url" not in said
