"""The harness measures what it says, on few events. How long anything takes is no test."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from tests.benchmarks import chance, pictures
from tests.benchmarks.__main__ import table
from tests.benchmarks.decoding import decoding_speed
from tests.benchmarks.exports import SAMPLES, write_export
from tests.benchmarks.figure import Figure
from tests.benchmarks.figures import (
    naive_against_night,
    night_against_script,
    sessions_against_sort,
)
from tests.benchmarks.lineage import models_behind
from tests.benchmarks.picture_figures import pictures_a_second, pictures_by_others
from tests.benchmarks.steps import (
    MARTS,
    Step,
    StepError,
    decode,
    drawn,
    floor,
    measured,
    naive,
    night,
    script,
)
from tests.benchmarks.warehouses import DAY, begin_anew, lengthen, make_warehouse, same_events

FIGURE = Figure("any", goal=2, seconds=4, baseline_seconds=2, peak_bytes=10, peak_goal_bytes=10)


def test_models_and_the_script_by_hand_make_the_same_marts_and_pictures_are_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse = make_warehouse(tmp_path / "day", events=20_000)

    built = night(warehouse.root)

    windows = naive(warehouse.root)
    assert naive_against_night(windows, built, 20_000).seconds > 0
    by_hand = script(warehouse.root)
    assert night_against_script(built, by_hand, 20_000).seconds > 0
    assert all(by_hand.rows[mart] > 0 for mart in MARTS)
    assert sessions_against_sort(built, by_hand, 20_000).seconds < built.sql_seconds
    monkeypatch.setattr(pictures, "COMPARED", 2)
    pictures.write_screenshots(warehouse.root)
    kinds = drawn("drawn_kinds")(warehouse.root)
    figures = drawn("drawn_by_matplotlib")(warehouse.root)
    assert {"clicks", "scroll_reach"} <= {kind for kind, count in kinds.rows.items() if count}
    assert figures.rows == {"matplotlib": 2}
    assert pictures_by_others(kinds, figures, "matplotlib", 10).seconds > 0


def test_a_step_runs_in_a_process_of_its_own_and_tells_its_time_and_memory(tmp_path: Path) -> None:
    warehouse = make_warehouse(tmp_path / "day", events=1_000)

    step = measured("sort", warehouse.root)

    assert step.sql_seconds > 0
    assert 10_000_000 < step.peak_bytes < 1_000_000_000


def test_a_step_that_fails_says_what_it_said(tmp_path: Path) -> None:
    with pytest.raises(StepError, match="sort on .*no_warehouse"):
        measured("sort", tmp_path / "no_warehouse")


def test_the_table_shows_a_line_for_each_figure_and_its_notes_below() -> None:
    printed = table([FIGURE, replace(FIGURE, name="slow", seconds=5, notes=("why",))])

    assert printed.splitlines()[2].split() == [
        "any",
        "<=",
        "2",
        "2.00",
        "4.00",
        "2.00",
        "0.00",
        "GB",
        "pass",
    ]
    assert printed.splitlines()[3].endswith("MISS")
    assert printed.splitlines()[-1] == "2. why"


def test_a_mart_that_differs_from_the_one_made_by_hand_is_no_figure() -> None:
    by_hand = Step({"script": 1.0}, 1.0, rows=dict.fromkeys(MARTS, 10))
    night = replace(by_hand, rows={**by_hand.rows, "fct_clicks": 9})

    with pytest.raises(StepError, match="fct_clicks: 9 rows, by hand 10"):
        night_against_script(night, by_hand, 100)


@pytest.mark.parametrize("name", SAMPLES)
def test_an_enlarged_file_has_as_many_lines_all_sound_and_each_with_its_own_id(
    name: str, tmp_path: Path
) -> None:
    write_export(tmp_path / name / "export", name, 3_000)

    step = decode(tmp_path / name)

    assert step.rows == {name: 3_000}
    files = tmp_path / name / "warehouse/events/*/*.parquet"
    query = f"select count(distinct event_id) from read_parquet('{files}')"
    assert duckdb.sql(query).fetchall() == [(3_000,)]


def test_a_speed_is_compared_with_the_lines_wanted_in_a_second_and_told_beside_the_floor() -> None:
    step = Step({"decode": 9.0}, 9.0, rows={"segment": 150_000}, cpu_seconds=3)
    floor = Step({"reading": 0.3, "parsing": 0.6}, 0.9, sizes={"segment": 150_000_000})

    figure = decoding_speed(step, floor, "segment", 150_000)

    assert figure.ratio == 1.5  # 3 seconds of two cores, for what should take 1
    assert figure.notes == (
        "segment: 100,000 a second, 20.0 microseconds of CPU each;"
        " read and parsed once 333,333, 2.0 and 4.0 microseconds (1,000 bytes a line)",
    )


@pytest.mark.parametrize("name", ["segment", "snowplow", "posthog_events_parquet"])
def test_the_floor_of_a_file_is_what_reading_and_parsing_it_takes(
    name: str, tmp_path: Path
) -> None:
    write_export(tmp_path / name / "export", name, 5_000)

    step = floor(tmp_path / name)

    assert step.seconds["reading"] > 0
    assert step.seconds["parsing"] > 0
    assert step.sizes[name] > 5_000


def test_pictures_are_told_by_the_second_and_kind_and_against_another_library() -> None:
    day = Step({"pictures": 2.0, "unchanged": 0.5}, 2.5, 10, {"pictures": 320, "unchanged": 320})
    kinds = Step({"clicks": 0.5}, 0.5, rows={"clicks": 50}, sizes={"clicks": 2_000_000})
    others = Step({"slow": 4.0}, 4.0, rows={"slow": 20}, sizes={"slow": 6_000_000})

    fast = pictures_a_second(day, kinds)
    ratio = pictures_by_others(kinds, others, "slow", 10)

    assert (fast.ratio, fast.is_met) == (0.5, True)
    assert fast.notes[:2] == (
        "pictures: clicks 100 a second of CPU and 40 kB",
        "all 320 of them unchanged: 0.5 s",
    )
    assert (ratio.ratio, ratio.is_met) == (20, True)
    assert ratio.notes == ("slow: 300 kB a picture, here 40 kB",)


def test_models_behind_a_mart_are_those_it_reads_and_no_others() -> None:
    behind = models_behind(["fct_events"])

    assert behind >= {"fct_events", "int_events_sessionised", "int_session_starts"}
    assert not behind & {"events_daily", "int_session_days", "fct_clicks"}


def test_models_of_other_marts_are_no_part_of_what_the_script_is_compared_with() -> None:
    by_hand = Step({"script": 2.0}, 2.0, rows=dict.fromkeys(MARTS, 10))
    night = replace(by_hand, seconds={"int_clicks": 3.0, "loads": 90.0}, wall_seconds=100.0)

    figure = night_against_script(night, by_hand, 100)

    assert figure.ratio == 1.5
    assert "the whole night 93.0 s, 1 models more" in figure.notes[0]


def test_a_goal_is_met_up_to_its_last_value_by_time_and_by_memory() -> None:
    assert FIGURE.is_met
    assert not replace(FIGURE, seconds=4.01).is_met
    assert replace(FIGURE, is_lowest=True).is_met
    assert not replace(FIGURE, seconds=3.99, is_lowest=True).is_met
    assert not replace(FIGURE, peak_bytes=11).is_met


def test_history_adds_days_to_events_books_and_tables_and_leaves_the_last_ones(
    tmp_path: Path,
) -> None:
    warehouse = make_warehouse(tmp_path / "long", events=200, days=3)
    counts = "select event_date, count(*) from {} group by event_date order by event_date"
    with duckdb.connect(str(warehouse.work)) as work:
        work.execute("create schema staging")
        work.execute("create table staging.built as select event_date, event_at from raw.events")
        before = work.execute(counts.format("raw.events")).fetchall()

    lengthen(warehouse, 10)

    days = [DAY - timedelta(days=number) for number in range(10, -1, -1)]
    with duckdb.connect(str(warehouse.work)) as work:
        for table in ("raw.events", "staging.built"):
            after = work.execute(counts.format(table)).fetchall()
            assert [day for day, _ in after] == days
            assert after[-3:] == before
            assert {rows for _, rows in after[:-3]} == {before[0][1]}
        booked = work.execute("select distinct event_date from raw.file_days order by 1").fetchall()
        assert [day for (day,) in booked] == days
        shifted = "select count(*) from staging.built where event_at::date <> event_date"
        assert work.execute(shifted).fetchall() == [(0,)]


def test_a_warehouse_of_the_same_events_knows_no_other_day(tmp_path: Path) -> None:
    whole = make_warehouse(tmp_path / "whole", events=200, days=3)

    new = same_events(whole, tmp_path / "new", days=1)

    last = f"select * from raw.events where event_date = date '{DAY}' order by event_id"
    with duckdb.connect(str(whole.work)) as work:
        expected = work.execute(last).fetchall()
    with duckdb.connect(str(new.work)) as work:
        assert work.execute("select * from raw.events order by event_id").fetchall() == expected


def test_beginning_anew_takes_back_what_a_night_built(tmp_path: Path) -> None:
    warehouse = make_warehouse(tmp_path / "day", events=100)
    with duckdb.connect(str(warehouse.work)) as work:
        work.execute("create table built as select 1 as one")

    begin_anew(warehouse)

    with duckdb.connect(str(warehouse.work)) as work:
        tables = work.execute("select table_name from duckdb_tables()").fetchall()
        assert ("built",) not in tables
        assert ("files",) in tables


def test_what_is_reported_of_quiet_products_may_be_one_in_twenty() -> None:
    asked = [question.name for question in chance.QUESTIONS]
    often, seldom = dict.fromkeys(asked, (10, 1)), dict.fromkeys(asked, (10, 0))

    of_twenty = chance.table([often, seldom]).splitlines()
    of_fewer = chance.table([often, {**seldom, asked[0]: (9, 0)}]).splitlines()

    assert of_twenty[1].split()[-3:] == ["1", "20", "5.00%"]
    assert of_fewer[1].split()[-6:] == ["1", "19", "5.26%", "more", "than", "5%"]
    assert of_fewer[2:] == of_twenty[2:]


def test_what_was_never_looked_at_is_no_share() -> None:
    nothing = dict.fromkeys((question.name for question in chance.QUESTIONS), (0, 0))

    assert "%" not in chance.table([nothing]).partition("\n")[2]
