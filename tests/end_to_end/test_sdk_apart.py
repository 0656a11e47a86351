"""The exports of seven vendors of the same sessions, each counted by itself: page views by day,
page and plan, clicks, scroll reach and friction are those that its SDK captured.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

import pytest

from orchestration.installation import Installation
from tests.end_to_end import journeys, nights, truth
from tests.end_to_end import real_nights as real
from tests.end_to_end.test_sdk_vendors import VENDORS as ALL_VENDORS
from tests.end_to_end.test_sdk_vendors import export_of

VENDORS = tuple(vendor for vendor in ALL_VENDORS if vendor != "rrweb")
"""Recordings are of some of the sessions only."""

MODELS = ("+fct_page_views", "+fct_clicks", "+fct_session_segments", "+fct_friction_signals")

RECOVERED = {"segment": {18}, "snowplow": {11, 18}, "countly": {11}}
"""Sessions whose requests were blocked, and whose events came two days later."""

FOLLOWS_LINKS_WITHIN = ("amplitude", "mixpanel")
"""A link within the page is a page view to them."""

CLICKS = {
    "posthog": "posthog_autocapture",
    "mixpanel": "mixpanel_click",
    "amplitude": "amplitude_element_clicked",
    "snowplow": "snowplow_link+button_click",
}
"""Vendors that capture clicks, but for Countly, which keeps one a second."""

BOT_CLICKS = {"snowplow": 1}
"""Among the clicks that were captured."""

FORMS = ("posthog", "mixpanel", "amplitude", "snowplow")


@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """One backfill of three days, of exports of which none knows of another."""
    exports = [export_of(name) for name in VENDORS]
    for export in exports:
        export.pop("overlaps", None)
    settings = {"exports": exports, "vars": {"minimum_users": 1}}
    at = nights.installation(tmp_path_factory.mktemp("apart"), settings, salt=real.SALT)
    days = truth.DAYS
    nights.run_night(at, days[0], days[-1], pictures=False, tests=False, models=MODELS)
    return at


def told(vendor: str) -> list[truth.Action]:
    """What people did that reached a vendor, sooner or later."""
    late = RECOVERED.get(vendor, set())
    delivered = {row["gt_id"] for row in truth.delivered(vendor)}
    return [
        row
        for row in truth.actions()
        if row["gt_id"] in delivered or (row["session"] in late and not row["is_bot"])
    ]


def views(vendor: str) -> list[truth.Action]:
    found = [row for row in told(vendor) if row["action"] == "page_view"]
    if vendor in FOLLOWS_LINKS_WITHIN:
        found += truth.hash_changes()
    if vendor == "amplitude":  # it does not say that a browser is a bot
        found += [r for r in truth.actions() if r["is_bot"] and r["action"] == "page_view"]
    return found


def with_known_plans(rows: Iterable[truth.Action], vendor: str) -> Iterator[truth.Action]:
    """Rows with the plans of people who had signed in that day or before, to any of the vendors; to
    Countly a device is nobody's before.
    """
    days = {(row["user"], row["ts"][:10]) for row in truth.actions() if row["identified"]}
    for row in rows:
        is_known = any(user == row["user"] and day <= row["ts"][:10] for user, day in days)
        knows = row["identified"] if vendor == "countly" else is_known
        yield row if knows and not row["is_bot"] else {**row, "plan": None}


@pytest.mark.parametrize("vendor", VENDORS)
def test_page_views_by_day_page_and_plan_are_those_of_the_truth(
    apart: Installation, vendor: str
) -> None:
    found = nights.rows(
        apart,
        f"""
        select
            views.event_date::varchar, views.page, replace(segments.segment, 'plan=', ''), count(*)
        from marts.fct_page_views as views
        inner join marts.fct_session_segments as segments using (session_id, event_date)
        where views.export = '{vendor}' and segments.segment like 'plan=%'
        group by all
        """,
    )

    expected = Counter(
        (row["ts"][:10], row["template"], row["plan"] or "(none)")
        for row in with_known_plans(views(vendor), vendor)
    )
    assert {tuple(place): count for *place, count in found} == expected


@pytest.mark.parametrize("vendor", CLICKS)
def test_clicks_are_as_many_as_were_captured(apart: Installation, vendor: str) -> None:
    ((clicks,),) = nights.rows(
        apart, f"select count(*) from marts.fct_clicks where export = '{vendor}'"
    )

    captured = truth.reconciliation()[CLICKS[vendor]]["captured_distinct"]
    assert clicks == captured - BOT_CLICKS.get(vendor, 0)


def depths(apart: Installation, vendor: str) -> Counter[tuple[str, int]]:
    """Pages and how far they were scrolled, by page view that an export tells it of."""
    found = nights.rows(
        apart,
        f"""
        select page, round(scroll_depth_px)::int from marts.fct_page_views
        where export = '{vendor}' and scroll_depth_px is not null
        """,
    )
    return Counter((page, depth) for page, depth in found)


SCROLLED = {
    "posthog": (127, 127),
    "mixpanel": (131, 123),
    "amplitude": (133, 114),
    "snowplow": (86, 76),
    "countly": (110, 101),
}
"""Page views whose scroll each SDK captured, and of how many it is exactly the truth. Of
Countly's 115 three were left in a later session, and two by a device that had become somebody's.
"""


@pytest.mark.parametrize("vendor", SCROLLED)
def test_pages_were_scrolled_as_far_as_was_captured(apart: Installation, vendor: str) -> None:
    truly = Counter((row["template"], row["max_depth_px"]) for row in truth.leaves().values())

    found = depths(apart, vendor)

    captured, exact = SCROLLED[vendor]
    assert abs(found.total() - captured) <= 3
    assert (found & truly).total() == exact


@pytest.mark.parametrize("vendor", VENDORS)
def test_pages_left_at_once_are_those_of_the_truth(apart: Installation, vendor: str) -> None:
    backs = places(apart, vendor, "quick_back")

    assert backs == days_and_pages(journeys.quick_backs(told(vendor)))
    assert backs.total() == 6


@pytest.mark.parametrize("vendor", CLICKS)
def test_bursts_are_those_of_the_truth(apart: Installation, vendor: str) -> None:
    clicks = [row for row in told(vendor) if row["action"] == "click"]
    bursts = [burst[0] for burst in journeys.bursts(clicks) if len(burst) >= 3]

    found = places(apart, vendor, "rage_click")

    assert found == days_and_pages(bursts)
    assert found.total() == 7


@pytest.mark.parametrize("vendor", FORMS)
def test_forms_given_up_are_those_of_the_truth(apart: Installation, vendor: str) -> None:
    found = places(apart, vendor, "form_abandonment")

    assert found == days_and_pages(journeys.forms_given_up(told(vendor)))
    assert found.total() == 2


def days_and_pages(rows: Iterable[truth.Action]) -> Counter[tuple[str, str]]:
    return Counter((row["ts"][:10], row["template"]) for row in rows)


def places(apart: Installation, vendor: str, signal: str) -> Counter[tuple[str, str]]:
    """Days and pages of a signal, by this project's own rules."""
    found = nights.rows(
        apart,
        f"""
        select event_date::varchar, page from marts.fct_friction_signals
        where export = '{vendor}' and signal = '{signal}' and preset in ('(none)', 'posthog')
        """,
    )
    return Counter((day, page) for day, page in found)
