"""How tables are kept: by whole days, with the types of the contract and words on what they are."""

import pytest
import yaml

from orchestration.installation import Installation
from orchestration.models.dbt import build_window, failures, parsed_project, run_dbt, run_tests
from orchestration.settings import REPOSITORY
from orchestration.warehouse.folder import opened
from orchestration.warehouse.window import Window
from tests.end_to_end import events_export as export
from tests.end_to_end.events_export import event, moment
from tests.end_to_end.nights import public_tables, run_night

FIRST, LAST = export.day(0), export.day(2)
MODELS = REPOSITORY / "dbt_project" / "models" / "marts"

COMMENTS = """
select table_name || '.' || column_name, comment from duckdb_columns()
where database_name = 'opened' and schema_name = 'marts'
union all
select table_name, comment from duckdb_tables()
where database_name = 'opened' and schema_name = 'marts'
"""


@pytest.fixture(scope="module")
def three_nights(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    at = export.installation(tmp_path_factory.mktemp("days"))
    for number in range(3):
        rows = [event(moment(number, "10:00:00"), "page_view"), event(moment(number, "10:00:09"))]
        export.deliver(at, f"day-{number}", rows)
    run_night(at, FIRST, LAST, tests=False)
    return at


def changed(at: Installation, *statements: str) -> None:
    with opened(at.warehouse.marts) as marts:
        for statement in statements:
            marts.execute(statement)


def build(at: Installation, first: int, last: int, **descriptions: str) -> list[str]:
    """Build the days of two models, one of which has other words than its yml; what failed."""
    manifest = parsed_project()
    for name, words in descriptions.items():
        manifest.nodes[f"model.usage_heatmaps.{name}"].description = words
    results = run_dbt(
        [
            *("build", "--no-write-json", "--exclude-resource-type", "test", "unit_test"),
            *("--select", "fct_clicks", "dim_features"),
            *("--event-time-start", str(export.day(first))),
            *("--event-time-end", str(export.day(last + 1))),
        ],
        at.environment.warehouse,
        at.settings.vars,
        manifest=manifest,
    )
    return failures(results)


def comments(at: Installation) -> dict[str, str | None]:
    with opened(at.warehouse.marts, read_only=True) as marts:
        return dict(marts.execute(COMMENTS).fetchall())


def described() -> dict[str, str]:
    """What the yml says of every published table and column."""
    words: dict[str, str] = {}
    for page in MODELS.rglob("*.yml"):
        for model in yaml.safe_load(page.read_text())["models"]:
            if model["name"] != "heatmap_bins":
                words[model["name"]] = model["description"].strip()
                words |= {
                    f"{model['name']}.{c['name']}": c["description"] for c in model["columns"]
                }
    return words


def test_every_table_and_column_says_in_the_database_what_it_is(
    three_nights: Installation,
) -> None:
    said = comments(three_nights)

    assert all(said.values()), [name for name, words in said.items() if not words]
    assert described().items() <= said.items()


@pytest.mark.parametrize("model", ["fct_clicks", "dim_features"])
def test_changed_words_are_written_whatever_they_contain(
    three_nights: Installation, model: str
) -> None:
    words = """It's "quoted"; $$ -- {{ braces }} '; drop table marts.fct_clicks; --"""

    assert build(three_nights, 2, 2, **{model: words}) == []
    assert comments(three_nights)[model] == words

    assert build(three_nights, 2, 2) == []
    assert comments(three_nights)[model] == described()[model]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("alter page_x type bigint", "page_x: BIGINT, now DOUBLE"),
        ("rename event_date to click_date", "click_date: DATE, now none"),
    ],
)
def test_a_column_of_another_type_or_name_fails_the_night_and_names_the_backfill(
    change: str, said: str, three_nights: Installation
) -> None:
    build(three_nights, 0, 2)
    changed(three_nights, f"alter table marts.fct_clicks {change}")
    before = public_tables(three_nights.warehouse.marts)

    (failure,) = build(three_nights, 2, 2)

    assert said in failure
    assert f"heatmaps backfill {FIRST} {LAST}" in failure
    assert public_tables(three_nights.warehouse.marts) == before


def test_columns_are_compared_when_the_project_is_another_than_that_of_the_last_whole_build(
    three_nights: Installation,
) -> None:
    noted = three_nights.warehouse.root / "dbt" / "columns_of"
    build(three_nights, 0, 2)
    changed(three_nights, "alter table marts.fct_clicks alter page_x type bigint")
    noted.write_text("another project")

    results = build_window(three_nights, Window(LAST, LAST), select=["--select", "fct_clicks"])

    assert "page_x: BIGINT, now DOUBLE" in "".join(failures(results))
    assert not noted.exists()


@pytest.mark.parametrize(
    "change",
    [
        "alter table marts.fct_clicks alter page_x type bigint",
        "alter table marts.fct_clicks drop page_x",
        "alter table marts.fct_clicks add column colour varchar",
        "alter table marts.fct_clicks rename event_date to click_date",
    ],
)
def test_a_backfill_of_all_days_makes_a_table_with_other_columns_anew(
    three_nights: Installation, change: str
) -> None:
    build(three_nights, 0, 2)
    before = public_tables(three_nights.warehouse.marts)["fct_clicks"]
    changed(three_nights, change)

    assert build(three_nights, 0, 2) == []
    assert public_tables(three_nights.warehouse.marts)["fct_clicks"] == before
    assert comments(three_nights)["fct_clicks.page_x"] == described()["fct_clicks.page_x"]


@pytest.mark.parametrize(
    "change",
    [
        "insert into marts.fct_clicks select * from marts.fct_clicks where event_date = '{day}'",
        "update marts.fct_clicks set click_id = null where event_date = '{day}'",
        "update marts.fct_clicks set session_id = null where event_date = '{day}'",
    ],
)
def test_a_key_that_is_there_twice_or_null_fails_in_the_window_and_not_before_it(
    three_nights: Installation, change: str
) -> None:
    build(three_nights, 0, 2)
    changed(three_nights, change.format(day=FIRST))

    def tested(number: int) -> list[str]:
        window = Window(export.day(number), export.day(number))
        results = run_tests(three_nights, window, select=["--select", "primary_key_fct_clicks*"])
        assert len(results) == 1
        return failures(results)

    assert tested(2) == []  # the day before is the middle one
    assert [text.split(": ")[1][:22] for text in tested(1)] == ["primary_key_fct_clicks"]


def test_the_log_of_dbt_names_what_was_built_and_not_every_statement(
    three_nights: Installation,
) -> None:
    build(three_nights, 2, 2)

    log = (three_nights.warehouse.root / "dbt" / "logs" / "dbt.log").read_text()
    assert log.count(" info: ") == len(log.splitlines())
    assert "marts.fct_clicks" in log
