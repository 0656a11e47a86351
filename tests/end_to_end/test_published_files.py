"""What nights write reaches both files of readers, also when only what changed is written."""

import pytest

from orchestration.installation import Installation
from orchestration.warehouse.folder import opened
from orchestration.warehouse.publishing import publish
from tests.end_to_end import events_export as export
from tests.end_to_end.events_export import event, moment
from tests.end_to_end.nights import public_tables, run_night

NIGHTS = 3
OF_ONE_PERSON = {"user_key", "session_id", "page_view_id", "click_id"}


@pytest.fixture(scope="module")
def three_nights(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """Nights of which each brings its day and something late; each is published without a copy."""
    at = export.installation(tmp_path_factory.mktemp("files"))
    for number in range(NIGHTS):
        late = max(number - 1, 0)
        rows = [
            event(moment(number, "10:00:00"), "page_view", plan="pro"),
            event(moment(number, "10:00:09"), plan="pro", depth=900),
            event(moment(late, f"11:00:0{number}"), x=50 * number),
        ]
        export.deliver(at, f"day-{number}", rows, export.BAD_LINES)
        run_night(at, export.day(number), tests=False)
        publish(at.warehouse, copied_up_to=0)
    return at


def test_the_file_of_analysts_holds_every_public_table(three_nights: Installation) -> None:
    wanted = public_tables(three_nights.warehouse.marts)

    assert public_tables(three_nights.warehouse.published) == wanted
    assert len(wanted["heatmap_images"]) > 0
    assert len({row[-1] for row in wanted["feature_usage_daily"]}) == NIGHTS


def test_the_shared_file_holds_the_tables_that_count_people(three_nights: Installation) -> None:
    wanted = public_tables(three_nights.warehouse.marts)

    held = public_tables(three_nights.warehouse.shared)

    assert held == {name: wanted[name] for name in held}
    assert sorted(held) == [
        "dim_annotations",
        "dim_features",
        "dim_goals",
        "dim_page_versions",
        "dim_segments",
        "element_clicks_daily",
        "events_daily",
        "expectations_weekly",
        "experiment_results",
        "feature_adoption_weekly",
        "feature_hours_daily",
        "feature_usage_daily",
        "feature_usage_monthly",
        "feature_usage_weekly",
        "friction_daily",
        "funnel_exits_daily",
        "funnel_steps_daily",
        "goal_elements_daily",
        "goals_daily",
        "heatmap_cells",
        "heatmap_cells_monthly",
        "heatmap_cells_weekly",
        "heatmap_changes",
        "heatmap_elements",
        "heatmap_elements_monthly",
        "heatmap_elements_weekly",
        "heatmap_grids",
        "heatmap_grids_monthly",
        "heatmap_grids_weekly",
        "heatmap_images",
        "heatmap_values",
        "heatmap_values_monthly",
        "heatmap_values_weekly",
        "metric_anomalies",
        "metric_changes",
        "metrics_daily",
        "page_flow_daily",
        "page_view_histograms_daily",
        "paths_daily",
        "retention_weekly",
        "scroll_reach_daily",
        "scroll_reach_monthly",
        "scroll_reach_weekly",
        "settings",
        "transitions_daily",
        "users_daily",
    ]


def test_no_table_of_the_shared_file_has_a_row_for_a_person(three_nights: Installation) -> None:
    with opened(three_nights.warehouse.shared, read_only=True) as shared:
        columns = {
            name
            for (name,) in shared.execute("select column_name from duckdb_columns()").fetchall()
        }

    assert not columns & OF_ONE_PERSON


def test_every_table_of_marts_notes_which_days_were_written(three_nights: Installation) -> None:
    with opened(three_nights.warehouse.marts, read_only=True) as marts:
        noted = marts.execute(
            """
            select table_name, max_by(first_day, change_id), max_by(end_day, change_id)
            from publishing.changes group by all
            """
        ).fetchall()

    days = {name: (first, end) for name, first, end in noted}
    assert days.keys() == public_tables(three_nights.warehouse.marts).keys()
    last = export.day(NIGHTS - 1)
    assert days["fct_clicks"] == (export.day(NIGHTS - 2), export.day(NIGHTS))
    assert days["fct_sessions"] == (export.day(NIGHTS - 3), export.day(NIGHTS))
    assert days["heatmap_images"] == (last, export.day(NIGHTS))
    assert days["dim_features"] == (None, None)
    monday = export.day(-2)
    assert days["feature_usage_weekly"] == (monday, None)
    assert days["feature_usage_monthly"] == (monday.replace(day=1), None)
