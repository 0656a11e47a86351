"""Counts of one thing in several tables agree."""

from orchestration.installation import Installation
from tests.end_to_end import events_export as export
from tests.end_to_end.nights import rows
from transforms.insights.series import COUNTS


def test_custom_events_are_counted_as_they_are_in_the_facts(at: Installation) -> None:
    people = "count(distinct user_key)"
    facts = f"select event_date, count(*), {people} from marts.fct_events group by event_date"
    counts = "event_date, event_count, user_count"
    daily = f"select {counts} from marts.events_daily where feature = '(all)' and segment = 'all'"

    # on the second day vic alone
    assert sorted(rows(at, facts)) == [(export.day(0), 3, 2), (export.day(1), 1, 1)]
    assert sorted(rows(at, daily)) == [(export.day(0), 3, 2), (export.day(1), None, None)]


def test_the_people_of_a_day_are_those_of_its_sessions(at: Installation) -> None:
    sessions = """
        select segments.event_date, count(distinct sessions.user_key)
        from marts.fct_session_segments as segments
        inner join marts.fct_sessions as sessions using (session_id)
        where segments.segment = 'all'
        group by segments.event_date
    """
    days = "select event_date, user_count from marts.users_daily where segment = 'all'"

    found = sorted(rows(at, days))

    assert [day for day, _ in found] == [export.day(n) for n in range(4)]
    assert sorted(rows(at, sessions)) == [
        (day, count if count is not None else 1) for day, count in found
    ]


def test_a_month_has_each_of_its_people_once(at: Installation) -> None:
    # the fourth day is the last of a month
    by_people = """
        select page, count(distinct user_key), count(distinct (user_key, event_date))
        from marts.fct_page_views
        where page in ('/together', '/places', '/endless', '/plan')
        group by page having count(distinct user_key) >= 2
    """
    months = """
        select feature, user_count, user_day_count from marts.feature_usage_monthly
        where segment = 'all' and feature in ('/together', '/places', '/plan')
        and not is_suppressed
    """

    assert sorted(rows(at, months)) == sorted(rows(at, by_people))


def test_a_month_has_no_fewer_people_than_a_day_of_it_and_no_more_than_all_days_together(
    at: Installation,
) -> None:
    found = rows(
        at,
        """
        select feature, segment, months.user_count, max(days.user_count), sum(days.user_count)::int,
            months.user_day_count, months.event_count, sum(days.event_count)::int
        from marts.feature_usage_monthly as months
        inner join marts.feature_usage_daily as days using (feature, segment)
        where months.event_count is not null
        group by all
        having not bool_or(days.is_suppressed)
        """,
    )

    assert len(found) > 5
    for _, _, people, most, together, person_days, events, of_days in found:
        assert most <= people <= together
        assert (person_days, events) == (together, of_days)


def test_the_sessions_of_a_metric_are_those_of_the_facts(at: Installation) -> None:
    facts = "select event_date, count(*) from marts.fct_sessions group by event_date"
    metric = """
        select event_date, value from marts.metrics_daily
        where metric = 'sessions' and feature = '(all)' and segment = 'all' and not is_suppressed
    """
    shown = rows(at, metric)

    assert len(shown) > 1
    assert set(shown) <= set(rows(at, facts))


def test_every_number_of_a_metric_is_shown_by_the_table_it_comes_from(at: Installation) -> None:
    found = rows(
        at,
        """
        select numerator, features.user_count, denominator, people.user_count
        from marts.metrics_daily as metrics
        inner join marts.feature_usage_daily as features using (feature, segment, event_date)
        inner join marts.users_daily as people using (segment, event_date)
        where metric = 'reach_rate' and not metrics.is_suppressed
        """,
    )

    assert len(found) > 5
    assert [row for row in found if row[0] != row[1] or row[2] != row[3]] == []


def test_steps_of_page_views_have_each_page_view_of_the_facts_once(at: Installation) -> None:
    steps = """
        select feature, event_date, max(page_view_count), sum(step_count)::int, max(reaching_count)
        from marts.page_view_histograms_daily
        where segment = 'all' and measure = 'time_on_page_seconds'
        group by feature, event_date
    """
    facts = """
        select page, event_date, count(time_on_page_seconds)
        from marts.fct_page_views group by page, event_date having count(distinct user_key) >= 2
    """

    found = sorted(rows(at, steps))

    assert len(found) >= 5
    assert found == sorted((page, day, n, n, n) for page, day, n in rows(at, facts))


def test_page_views_without_scroll_information_are_those_of_the_facts(at: Installation) -> None:
    daily = """
        select feature, event_date, page_view_count, without_scroll_count
        from marts.feature_usage_daily where segment = 'all' and page_view_count > 0
    """
    grids = """
        select feature, event_date, sum(page_view_count)::int, sum(without_scroll_count)::int
        from marts.heatmap_grids
        where segment = 'all' and kind = 'clicks' and page_view_count > 0
        group by feature, event_date
    """
    facts = """
        select page, event_date, count(*), count(*) filter (not has_scroll)
        from marts.fct_page_views group by page, event_date having count(distinct user_key) >= 2
    """

    found = sorted(row for row in rows(at, daily) if row[0] != "(rare)")

    assert len(found) >= 5
    assert found == sorted(row for row in rows(at, grids) if row[0] != "(rare)")
    assert found == sorted(rows(at, facts))


def test_what_has_no_denominator_is_what_insights_take_for_counts(at: Installation) -> None:
    counts = """
        select metric from marts.metrics_daily
        where value is not null group by metric having count(denominator) = 0
    """

    assert {metric for (metric,) in rows(at, counts)} == set(COUNTS)
