"""What the models make of one small history: each rule on both sides of its boundary."""

from typing import Any

from orchestration.installation import Installation
from tests.dbt_project.small_history import BOTS, HISTORY, LETTERS, REPEATED
from tests.end_to_end import events_export as export
from tests.end_to_end.events_export import chain, moment
from tests.end_to_end.nights import private_rows, rows


def sessions_of(at: Installation, page: str) -> list[tuple[Any, ...]]:
    """Date, start, end and events of the sessions that entered by a page, in order."""
    return rows(
        at,
        "select event_date, started_at, ended_at, event_count from marts.fct_sessions"
        f" where entry_page = '{page}' order by started_at",
    )


def test_a_pause_of_half_an_hour_ends_no_session_and_a_longer_one_does(at: Installation) -> None:
    counts = rows(
        at,
        "select count(*) from marts.fct_sessions"
        " where user_key in (select user_key from marts.fct_page_views where page = '/pauses')"
        " group by user_key order by 1",
    )

    assert counts == [(1,), (2,)]


def test_a_session_over_midnight_is_one_of_the_day_it_began_on(at: Installation) -> None:
    assert [session[0] for session in sessions_of(at, "/owl")] == [export.day(0)]


def test_the_next_night_amends_the_session_that_was_open_at_midnight(at: Installation) -> None:
    (_, started_at, ended_at, events) = sessions_of(at, "/owl")[0]

    assert (started_at, ended_at) == (moment(0, "23:50:00"), moment(1, "00:10:00"))
    assert events == 2


def test_activity_without_a_gap_is_cut_at_every_midnight_from_the_second(at: Installation) -> None:
    whole = chain(moment(0, "12:00:00"), 61)

    found = rows(
        at,
        "select event_date, event_count from marts.fct_sessions"
        " where user_key in (select user_key from marts.fct_page_views where page = '/machine')"
        " order by event_date",
    )

    per_day = [sum(row["at"][:10] == str(export.day(n)) for row in whole) for n in range(4)]
    assert found == [
        (export.day(0), per_day[0] + per_day[1]),
        (export.day(2), per_day[2]),
        (export.day(3), per_day[3]),
    ]
    assert sum(per_day) == len(whole)


def people_of(at: Installation, page: str) -> int:
    ((count,),) = rows(
        at, f"select count(distinct user_key) from marts.fct_page_views where page = '{page}'"
    )
    return int(count)


def test_a_device_of_one_person_is_that_person(at: Installation) -> None:
    assert people_of(at, "/own") == 1


def test_a_device_of_two_people_is_of_the_last_of_them(at: Installation) -> None:
    assert people_of(at, "/family") == 2


def test_a_part_of_a_path_that_looks_like_a_key_of_twenty_letters_is_no_page(
    at: Installation,
) -> None:
    pages = {page for (page,) in rows(at, "select distinct page from marts.fct_page_views")}

    assert "/invite/:id" in pages
    assert f"/short/{LETTERS[:-1]}" in pages


def test_an_element_has_its_share_of_all_clicks_also_of_those_on_no_element(
    at: Installation,
) -> None:
    found = rows(
        at,
        "select element_key, click_count, click_share from marts.heatmap_elements"
        " where feature = '/share' and segment = 'all'",
    )

    assert found == [("#buy", 2, 0.25)]


def test_an_element_that_fewer_people_clicked_is_not_ranked(at: Installation) -> None:
    found = rows(
        at,
        "select element_key, rank from marts.heatmap_elements"
        " where feature = '/together' and segment = 'all'",
    )

    assert found == [("#buy", 1)]


def test_numbers_of_fewer_people_than_the_minimum_are_withheld(at: Installation) -> None:
    found = rows(
        at,
        "select segment, user_count, click_count, is_suppressed from marts.feature_usage_daily"
        " where feature = '/together' order by 1",
    )

    assert found == [
        ("all", 2, 3, False),
        ("plan=(none)", None, None, True),
        ("plan=pro", None, None, True),
    ]


def test_a_page_of_fewer_people_than_the_minimum_has_a_name_in_facts_only(at: Installation) -> None:
    named = rows(at, "select feature from marts.dim_features")
    clicked = rows(at, "select distinct page from marts.element_clicks_daily")
    seen = "select sum(click_count)::int from marts.feature_usage_daily where segment = 'all'"
    clicks = "select count(*) from marts.fct_clicks where is_counted and page is not null"
    of_facts = rows(at, "select count(*) from marts.fct_page_views where page = '/alone'")

    for places in (named, clicked):
        assert ("/together",) in places and ("/alone",) not in places and ("(rare)",) in places
    assert of_facts == [(1,)]
    assert rows(at, seen) == rows(at, clicks)


def test_elements_that_fewer_people_clicked_are_one_row_without_a_name(at: Installation) -> None:
    found = rows(
        at,
        "select element_key, element_label, click_count, user_count"
        " from marts.element_clicks_daily"
        " where page = '/together' and segment = 'all' order by click_count desc",
    )

    assert found == [("#buy", "Buy now", 2, 2), ("(suppressed)", None, 1, None)]


def test_cells_that_fewer_people_clicked_are_hidden_and_counted(at: Installation) -> None:
    cells = rows(
        at,
        "select x_px, y_px, clicks::int, user_count from marts.heatmap_cells"
        " where feature = '/together' and segment = 'all' and kind = 'clicks'",
    )
    hidden = rows(
        at,
        "select click_count, cell_click_count::int, suppressed_click_count::int"
        " from marts.heatmap_grids where feature = '/together' and segment = 'all'"
        " and kind = 'clicks'",
    )

    # 500 of 1200 px, drawn 1440 px wide, is 600: in the cell of 16 px that begins at 592
    assert cells == [(592, 288, 2, 2)]
    assert hidden == [(3, 2, 1)]


def test_every_click_is_in_a_cell_out_of_range_or_has_no_place(at: Installation) -> None:
    found = rows(
        at,
        "select click_count, cell_click_count::int, out_of_range_count, unlocated_count"
        " from marts.heatmap_grids where feature = '/places' and segment = 'all'"
        " and kind = 'clicks'",
    )

    assert found == [(12, 4, 6, 2)]


def test_no_page_goes_on_below_the_tallest(at: Installation) -> None:
    found = rows(
        at,
        "select click_count, cell_click_count::int, out_of_range_count from marts.heatmap_grids"
        " where feature = '/endless' and segment = 'all' and kind = 'clicks'",
    )

    assert found == [(4, 2, 2)]


def test_every_line_is_accepted_a_duplicate_or_rejected(at: Installation) -> None:
    found = rows(
        at,
        "select line_count, accepted_count, duplicate_count, rejected_count, bot_count"
        " from marts.loads where path = 'first.jsonl'",
    )

    first = sum(row["at"] < moment(1).isoformat() for row in HISTORY)
    repeated, bad = len(REPEATED), len(export.BAD_LINES)
    assert found == [(first + repeated + bad, first, repeated, bad, len(BOTS))]


def test_of_a_repeated_row_the_one_received_last_counts_wherever_it_lies(
    at: Installation,
) -> None:
    assert rows(at, "select page_x from marts.fct_clicks where page = '/again'") == [(700,)]


def test_a_bot_is_loaded_and_counts_in_nothing(at: Installation) -> None:
    assert rows(at, "select count(*) from marts.fct_page_views where page = '/crawled'") == [(0,)]
    assert rows(at, "select count(*) from marts.fct_clicks where page = '/crawled'") == [(0,)]


def test_a_trait_holds_until_it_changes(at: Installation) -> None:
    found = rows(
        at,
        "select segments.event_date, segments.value from marts.fct_session_segments as segments"
        " inner join marts.fct_sessions as sessions using (session_id)"
        " where segments.attribute = 'plan' and sessions.entry_page = '/plan' order by 1",
    )

    plans = ["pro", "pro", "pro", "free"]
    assert found == [(export.day(n), plan) for n, plan in enumerate(plans)]


def test_a_trait_is_kept_on_the_days_it_changed(at: Installation) -> None:
    found = private_rows(
        at,
        "select event_date, value from intermediate.int_user_traits_changed"
        " where attribute = 'plan' order by 1",
    )

    # of gus and tom, and of tom
    assert found == [(export.day(0), "pro")] * 2 + [(export.day(3), "free")]


def test_the_first_visits_that_segments_know_are_those_of_all_days(at: Installation) -> None:
    known = private_rows(
        at,
        "select user_key, event_date from intermediate.int_user_traits_changed"
        " where attribute = '(first visit)'",
    )
    of_all_days = private_rows(
        at,
        "select user_key, first_date from intermediate.int_user_first_days where feature is null",
    )

    assert sorted(known) == sorted(of_all_days)
    assert {day for _, day in known} == {export.day(0)}  # those of the other days had come before


def test_every_event_that_counts_is_in_one_session(at: Installation) -> None:
    ((events,),) = private_rows(
        at, "select sum(event_count)::int from intermediate.int_session_days"
    )

    assert events == len(HISTORY) - len(BOTS)


def test_a_pause_counts_as_engaged_time_up_to_half_a_minute(at: Installation) -> None:
    found = rows(
        at,
        "select engaged_seconds from marts.fct_sessions"
        " where entry_page = '/owl' or entry_page = '/alone' order by 1",
    )

    # a second and two pages on, and the twenty minutes of an owl
    assert found == [(30.0,), (1 + 30 + 2.0,)]
