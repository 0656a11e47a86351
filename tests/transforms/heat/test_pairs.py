"""Whom a rule compares: the days, the segments and the people of both sides."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from transforms.heat.pairs import By, Experiment, Names, Page, Release, Rule, Told, pairs

MONDAY = date(2026, 11, 16)
SUNDAY = MONDAY + timedelta(days=6)
PAGE = Page("/reports", "desktop")
RELEASED = date(2026, 11, 15)
"""A Sunday: its seventh day is the Saturday of the week."""

People = tuple[str, str | None, Sequence[int]]

DAY = timedelta(days=1)


def told(*rules: Rule, **changes: Any) -> Told:
    known = {
        "monday": MONDAY,
        "first": MONDAY - 28 * DAY,
        "last": SUNDAY,
        "rules": rules,
        "releases": [Release("New toolbar", RELEASED, PAGE.feature)],
        "experiments": [Experiment("flag", "control", MONDAY - 7 * DAY, MONDAY)],
        "minimum_users": 1,
    }
    return Told(**{**known, **changes})


def found(
    told: Told, page: Page = PAGE, segments: Sequence[People] = ()
) -> dict[Names, tuple[list[int], list[int]]]:
    """People of both sides by the names of a pair; each of `all` is the day of the month on which
    the seven days begin, so that what is asked for can be seen.
    """

    def clicks_of(_: Page, first: date, __: By) -> pl.DataFrame:
        rows = [
            ("page", person, 0, 0, 1, segment, attribute)
            for segment, attribute, people in (("all", None, [first.day, 77, 78, 79]), *segments)
            for person in people
        ]
        names = ["layer", "user_key", "x", "y", "mass", "segment", "attribute"]
        return pl.DataFrame(rows, names, orient="row")

    some = list(pairs(page, clicks_of, told))
    assert len({pair.names for pair in some}) == len(some)
    return {
        pair.names: (sorted(pair.group["user_key"]), sorted(pair.others["user_key"]))
        for pair in some
    }


def test_seven_days_since_a_release_are_compared_with_the_seven_before_it() -> None:
    assert found(told(Rule("before a release", "all"))) == {
        Names(PAGE, "all", "before New toolbar"): ([15, 77, 78, 79], [8, 77, 78, 79])
    }


@pytest.mark.parametrize(
    ("changes", "is_told"),
    [
        ({"last": RELEASED + 6 * DAY}, True),
        ({"last": RELEASED + 5 * DAY}, False),
        ({"first": RELEASED - 7 * DAY}, True),
        ({"first": RELEASED - 6 * DAY}, False),
        ({"monday": MONDAY - 7 * DAY}, False),
        ({"monday": MONDAY + 7 * DAY, "last": SUNDAY + 7 * DAY}, False),
    ],
)
def test_a_release_is_told_once_as_soon_as_its_days_are_there(
    changes: dict[str, date], is_told: bool
) -> None:
    assert (
        bool(found(told(Rule("before a release"), Rule("before a release", "all"), **changes)))
        is is_told
    )


def test_a_release_is_told_of_its_own_page_alone() -> None:
    assert found(told(Rule("before a release", "all")), Page("/", "desktop")) == {}


def test_the_other_variants_of_an_experiment_are_compared_with_its_control() -> None:
    """77 has seen both variants, and who has seen none is in no experiment."""
    variants: list[People] = [
        ("flag=control", "flag", [77, 78]),
        ("flag=test", "flag", [77, 79]),
        ("flag=(none)", "flag", [16]),
    ]

    assert found(told(Rule("the control")), segments=variants) == {
        Names(PAGE, "flag=test", "flag=control"): ([79], [78])
    }


@pytest.mark.parametrize(
    ("first", "last", "is_told"), [(7, 7, False), (6, 6, True), (-1, -1, False)]
)
def test_an_experiment_is_compared_in_the_weeks_that_it_runs_in(
    first: int, last: int, is_told: bool
) -> None:
    experiment = Experiment("flag", "control", MONDAY + first * DAY, MONDAY + last * DAY)
    variants: list[People] = [("flag=control", "flag", [78]), ("flag=test", "flag", [79, 77, 16])]

    week = told(Rule("the control"), experiments=[experiment])

    assert bool(found(week, segments=variants)) is is_told


def test_rules_choose_segments_pages_and_bands() -> None:
    plans: list[People] = [("plan=a", "plan", [77]), ("plan=b", "plan", [78, 79, 16])]
    rest = {"plan=a": ([77], [16, 78, 79]), "plan=b": ([16, 78, 79], [77])}

    def of(*rules: Rule, page: Page = PAGE) -> dict[tuple[str, str], tuple[list[int], list[int]]]:
        some = found(told(*rules), page, segments=plans)
        return {(names.segment, names.compared_with): sides for names, sides in some.items()}

    assert of(Rule("the rest")) == {(one, "the rest"): sides for one, sides in rest.items()}
    assert of(Rule("the rest", "plan=a")) == {("plan=a", "the rest"): rest["plan=a"]}
    assert of(Rule("the rest", "all")) == {}
    assert of(Rule("the week before", "all")) == {
        ("all", "the week before"): ([16, 77, 78, 79], [9, 77, 78, 79])
    }
    assert of(Rule("plan=b", "plan=a")) == {("plan=a", "plan=b"): rest["plan=a"]}
    assert of(Rule("the rest", "plan=a", "/reports", "desktop"), Rule("the rest", "plan=a"))
    assert of(Rule("the rest", "plan=a", "/other")) == of(Rule("the rest", band="phone")) == {}


def test_a_band_is_compared_with_another_by_element() -> None:
    def clicks_of(page: Page, first: date, by: By) -> pl.DataFrame:
        people = {"desktop": [1, 2], "phone": [3]}[page.band]
        assert (first, page.feature) == (MONDAY, "/reports")
        if by == "square":
            people = []
        return pl.DataFrame(
            {"element_key": "#a", "user_key": people, "mass": 1, "segment": "all"}
        ).with_columns(attribute=pl.lit(None, pl.String))

    week = told(Rule("band=phone", "all"))
    (pair,) = pairs(PAGE, clicks_of, week)
    none = [*pairs(Page("/reports", "phone"), clicks_of, week)]

    assert pair.names == Names(PAGE, "all", "band=phone")
    assert pair.group.select("layer", "user_key").rows() == [("#a", 1), ("#a", 2)]
    assert pair.others.select("layer", "user_key").rows() == [("#a", 3)]
    assert none == []


def test_a_segment_that_may_not_be_shown_has_nobody() -> None:
    plans: list[People] = [("plan=a", "plan", [77]), ("plan=b", "plan", [78, 79])]

    shown = found(told(Rule("the rest"), Rule("plan=a"), minimum_users=2), segments=plans)

    assert shown == {
        Names(PAGE, "plan=b", "the rest"): ([78, 79], [16, 77]),
        Names(PAGE, "plan=b", "plan=a"): ([78, 79], []),
    }


def test_of_a_week_that_is_not_over_only_releases_are_told() -> None:
    rules = (Rule("the week before", "all"), Rule("before a release", "all"))

    week = found(told(*rules, last=SUNDAY - DAY))

    assert [names.compared_with for names in week] == ["before New toolbar"]
