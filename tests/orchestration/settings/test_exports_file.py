"""exports.yaml and the environment: what loads, and as what."""

import re
from datetime import date
from pathlib import Path

import pytest

from orchestration.settings import (
    DBT_PROJECT,
    DEFAULT_EXPORTS,
    REPOSITORY,
    Environment,
    Settings,
    SettingsError,
    load_settings,
)

EXPORT = "exports:\n- name: web\n  format: mixpanel\n  url: web/\n"


def load(folder: Path, text: str | bytes) -> Settings:
    """Load a text as exports.yaml."""
    file = folder / "exports.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_settings(file)


def test_what_is_not_said_has_a_default(tmp_path: Path) -> None:
    settings = load(tmp_path, "exports:\n  - {name: web, format: mixpanel, url: web/}\n")

    (export,) = settings.exports
    assert (export.pattern, export.sessions, export.timezone) == (None, "inactivity", "UTC")
    assert (export.traits, export.storage, dict(export.columns)) == ((), None, {})
    assert (settings.first_day, settings.screenshots, dict(settings.vars)) == (None, None, {})
    assert settings.source == tmp_path / "exports.yaml"


def test_exports_overlap_each_other_in_a_line_that_ends(tmp_path: Path) -> None:
    exports = "exports:\n" + "".join(
        f"  - {{name: {name}, format: mixpanel, url: {name}/, overlaps: %s}}\n" for name in "abc"
    )

    assert [one.overlaps for one in load(tmp_path, exports % ("~", "a", "b")).exports] == [
        *(None, "a", "b"),
    ]
    for names, told in (
        (("~", "a", "d"), "4: exports[2].overlaps: 'd' is the name of no export"),
        (("a", "a", "b"), "2: exports[0].overlaps: 'a' overlaps 'a'; leave out one of them"),
        (
            ("c", "a", "b"),
            "3: exports[1].overlaps: 'b' overlaps 'a' overlaps 'c' overlaps 'b'; leave out one",
        ),
    ):
        with pytest.raises(SettingsError, match=re.escape(told)):
            load(tmp_path, exports % names)


def test_what_is_said_is_kept(tmp_path: Path) -> None:
    settings = load(
        tmp_path,
        """\
exports:
  - name: web_events
    format: posthog_events
    url: s3://bucket/prefix/
    pattern: "events/{date:%Y/%m/%d}/*.parquet"
    sessions: vendor
    timezone: Europe/Berlin
    host: [App.example.com, "*.example.org"]
    traits: [plan, role]
    storage: {endpoint: "http://127.0.0.1:5000", allow_http: true, access_key_id: {env: KEY}}
first_day: 2026-11-08
screenshots: pictures/
vars: {minimum_users: 1}
""",
    )

    (export,) = settings.exports
    assert export.pattern == "events/{date:%Y/%m/%d}/*.parquet"
    assert (export.sessions, export.timezone) == ("vendor", "Europe/Berlin")
    assert export.traits == ("plan", "role")
    assert export.host == ("app.example.com", "*.example.org")
    assert export.storage is not None
    assert export.storage.access_key_id is not None
    assert export.storage.access_key_id.env == "KEY"
    assert settings.first_day == date(2026, 11, 8)
    assert settings.screenshots == tmp_path / "pictures"
    assert settings.vars == {"minimum_users": 1}


def test_vars_are_those_of_the_dbt_project(tmp_path: Path) -> None:
    project = tmp_path / "dbt_project.yml"
    project.write_text("name: x\nvars: {share: 0.5, word: a}\n")
    file = tmp_path / "exports.yaml"
    file.write_text(f"{EXPORT}vars: {{share: 1, word: b}}\n")

    assert load_settings(file, dbt_project=project).vars == {"share": 1, "word": "b"}

    file.write_text(f"{EXPORT}vars: {{share: .nan, word: 1}}\n")
    with pytest.raises(SettingsError) as caught:
        load_settings(file, dbt_project=project)
    assert [line.partition("vars.")[2][:12] for line in caught.value.problems] == [
        "share: nan i",
        "word: 1 is n",
    ]


def test_accounts_are_named_by_a_trait_of_an_export(tmp_path: Path) -> None:
    told = f"{EXPORT}  traits: [plan, company]\nvars: {{account_trait: %s}}\n"

    assert load(tmp_path, told % "company").vars == {"account_trait": "company"}
    assert load(tmp_path, told % "''").vars == {"account_trait": ""}
    with pytest.raises(SettingsError, match="account_trait: 'compani' is in traits: of no export"):
        load(tmp_path, told % "compani")
    with pytest.raises(SettingsError, match="account_trait: 'plan' is in traits: of no export"):
        load(tmp_path, f"{EXPORT}vars: {{account_trait: plan}}\n")


def test_the_committed_exports_and_the_examples_in_its_comments_are_valid(tmp_path: Path) -> None:
    text = DEFAULT_EXPORTS.read_text()
    told = re.sub(r"(?m)^  # (- name: |  [ ]*[\w#])", r"  \1", text).replace(
        "  # minimum", "  minimum"
    )

    assert [export.name for export in load_settings(DEFAULT_EXPORTS).exports] == [
        "app_events",
        "app_heatmaps",
        "site_events",
    ]
    (tmp_path / "demo" / "rules").mkdir(parents=True)
    settings = load(tmp_path, told)
    assert [export.name for export in settings.exports[3:]] == [
        "shop_events",
        "mixpanel_api",
        "clarity",
        "kiosk_presses",
    ]
    assert settings.vars == {"account_trait": "company", "minimum_users": 10}


def test_the_environment_has_defaults() -> None:
    environment = Environment.from_env({"USAGE_WAREHOUSE": ""})

    assert environment == Environment(
        warehouse=REPOSITORY / "warehouse", exports=DEFAULT_EXPORTS, timezone="UTC", salt=""
    )


def test_the_environment_is_read_and_paths_become_absolute() -> None:
    environment = Environment.from_env(
        {
            "USAGE_WAREHOUSE": "here",
            "USAGE_EXPORTS": "/there.yaml",
            "USAGE_TIMEZONE": "Asia/Tokyo",
            "USAGE_SALT": "pepper",
        }
    )

    assert environment.warehouse == Path.cwd() / "here"
    assert environment.exports == Path("/there.yaml")
    assert (environment.timezone, environment.salt) == ("Asia/Tokyo", "pepper")


def test_a_wrong_time_zone_of_the_environment_is_named() -> None:
    with pytest.raises(SettingsError, match=r"USAGE_TIMEZONE: 'Mars' is not a known time zone"):
        Environment.from_env({"USAGE_TIMEZONE": "Mars"})


def test_a_wrong_amount_of_memory_is_named() -> None:
    with pytest.raises(SettingsError, match=r"USAGE_MEMORY_LIMIT: 'much' is no amount of memory"):
        Environment.from_env({"USAGE_MEMORY_LIMIT": "much"})


def test_the_dbt_project_is_there() -> None:
    assert "vars:" in DBT_PROJECT.read_text()
