"""Who is compared with whom on a page in a week, and which segments may be."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Final, Literal, Protocol

import polars as pl

from transforms.heat.by_element import BAND, by_element

ALL: Final = "all"
EVERY: Final = "*"
WEEK_BEFORE: Final = "the week before"
REST: Final = "the rest"
RELEASE: Final = "before a release"
CONTROL: Final = "the control"
NO_VARIANTS: Final = ("(none)", "(rare)")
"""Values of an attribute that are those of several, or of nobody."""

WEEK: Final = timedelta(days=7)


@dataclass(frozen=True)
class Page:
    """A page at a band."""

    feature: str
    band: str


@dataclass(frozen=True)
class Names:
    """What a comparison is called: one of a page, of a segment and of whom it is compared with."""

    page: Page
    segment: str
    compared_with: str


@dataclass(frozen=True)
class Pair:
    """People of a segment, and those whom they are compared with: rows as `compare` takes them."""

    names: Names
    group: pl.DataFrame
    others: pl.DataFrame


@dataclass(frozen=True)
class Rule:
    """A row of the seed comparisons; `*` is every page, band, or segment but `all`."""

    compared_with: str
    segment: str = EVERY
    feature: str = EVERY
    band: str = EVERY

    def fits(self, page: Page) -> bool:
        """Whether the rule is one of a page."""
        return self.feature in (EVERY, page.feature) and self.band in (EVERY, page.band)

    def chosen(self, segments: Sequence[str]) -> list[str]:
        """Those of some segments that the rule is of."""
        return [
            one for one in segments if one == self.segment or self.segment == EVERY and one != ALL
        ]


@dataclass(frozen=True)
class Release:
    """What was released, the first day of it, and the page that it changed."""

    name: str
    day: date
    feature: str


@dataclass(frozen=True)
class Experiment:
    """An attribute whose values are variants, the one that others are compared with, its days."""

    attribute: str
    control: str
    first: date
    last: date


@dataclass(frozen=True)
class Told:
    """What is told of the week of a Monday: by which rules, of which releases and experiments;
    `first` and `last` are of all days that there are.
    """

    monday: date
    first: date
    last: date
    rules: Sequence[Rule]
    releases: Sequence[Release]
    experiments: Sequence[Experiment]
    minimum_users: int

    @property
    def sunday(self) -> date:
        """The last day of the week."""
        return self.monday + WEEK - timedelta(days=1)

    @property
    def is_over(self) -> bool:
        """Whether all days of the week are there."""
        return self.sunday <= self.last

    @property
    def whole_releases(self) -> list[Release]:
        """Releases whose seventh day is in this week and there, with seven days before them.

        Each is told once: who looks every day finds, sooner or later, what chance does. And so many
        days have the same weekdays before and after.
        """
        return [
            one
            for one in self.releases
            if self.monday <= one.day + WEEK - timedelta(days=1) <= min(self.sunday, self.last)
            and self.first <= one.day - WEEK
        ]

    def controls(self, segment: str) -> list[str]:
        """The controls of the week's experiments of which a segment is another variant."""
        attribute, _, value = segment.rpartition("=")
        return [
            f"{attribute}={one.control}"
            for one in self.experiments
            if one.attribute == attribute
            and value not in (one.control, *NO_VARIANTS)
            and one.first <= self.sunday
            and one.last >= self.monday
        ]


By = Literal["square", "element"]

ClicksOf = Callable[[Page, date, By], pl.DataFrame]
"""The clicks on a page in the seven days from a date on, as `compare` or `by_element` takes them,
with `segment` and its `attribute`.
"""


@dataclass(frozen=True)
class _Week:
    """The clicks on a page in seven days, and the segments that may be shown of them."""

    clicks: pl.DataFrame
    segments: Sequence[str]

    def of(self, segment: str) -> pl.DataFrame:
        """Those of a segment; none of one that may not be shown."""
        return self.clicks.filter(pl.lit(segment in self.segments), segment=segment)


class _Weeks(Protocol):
    def __call__(self, first: date, at: Page = ..., by: By = ...) -> _Week: ...


def pairs(page: Page, clicks_of: ClicksOf, told: Told) -> Iterator[Pair]:
    """All that is compared on a page in a week, each once, however many rules ask for it."""

    @cache
    def week(first: date, at: Page = page, by: By = "square") -> _Week:
        clicks = clicks_of(at, first, by)
        return _Week(clicks, [ALL, *shown(clicks, told.minimum_users)])

    known = set[Names]()
    for rule in told.rules:
        if rule.fits(page):
            for pair in _of_rule(rule, page, week, told):
                if pair.names not in known:
                    known.add(pair.names)
                    yield pair


def _of_rule(rule: Rule, page: Page, week: _Weeks, told: Told) -> Iterator[Pair]:
    if rule.compared_with == RELEASE:
        yield from _since_releases(rule, page, week, told)
    elif told.is_over and rule.compared_with.startswith(BAND):
        yield from _with_band(rule, page, week, told)
    elif told.is_over:
        now = week(told.monday)
        for segment in rule.chosen(now.segments):
            for name, others in _others(rule.compared_with, segment, week, told):
                group = now.of(segment)
                if name not in (WEEK_BEFORE, REST):  # who is of both says nothing of either
                    group, others = _without(group, others), _without(others, group)
                yield Pair(Names(page, segment, name), group, others)


def _since_releases(rule: Rule, page: Page, week: _Weeks, told: Told) -> Iterator[Pair]:
    for release in told.whole_releases:
        if release.feature == page.feature:
            since, before = week(release.day), week(release.day - WEEK)
            for segment in rule.chosen(since.segments):
                names = Names(page, segment, f"before {release.name}")
                yield Pair(names, since.of(segment), before.of(segment))


def _with_band(rule: Rule, page: Page, week: _Weeks, told: Told) -> Iterator[Pair]:
    other = Page(page.feature, rule.compared_with.removeprefix(BAND))
    if other != page:
        here, there = (week(told.monday, at, "element") for at in (page, other))
        for segment in rule.chosen(here.segments):
            clicks = by_element(here.of(segment), there.of(segment), told.minimum_users)
            yield Pair(Names(page, segment, rule.compared_with), *clicks)


def _others(
    compared_with: str, segment: str, week: _Weeks, told: Told
) -> Iterator[tuple[str, pl.DataFrame]]:
    """Whom a segment of a week that is over is compared with, and what they are called."""
    now = week(told.monday)
    if compared_with == WEEK_BEFORE:
        if told.first <= told.monday - WEEK:
            yield WEEK_BEFORE, week(told.monday - WEEK).of(segment)
    elif compared_with == REST:
        if segment != ALL:
            yield REST, _without(now.of(ALL), now.of(segment))
    else:
        named = [compared_with] if compared_with != CONTROL else told.controls(segment)
        yield from ((other, now.of(other)) for other in named)


def _without(squares: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    return squares.join(others.select("user_key").unique(), on="user_key", how="anti")


def shown(squares: pl.DataFrame, least: int) -> list[str]:
    """Segments that may be compared: of what is left of everybody beside those of an attribute
    there is nobody, or enough people; else the smallest goes with it.
    """
    of_segments = squares.filter(pl.col("segment") != ALL)
    everybody = set(squares.filter(pl.col("segment") == ALL)["user_key"])
    found: list[str] = []
    for _, group in of_segments.group_by("attribute", maintain_order=True):
        people = {
            str(segment): set(rows["user_key"])
            for (segment,), rows in group.group_by("segment", maintain_order=True)
        }
        by_size = sorted(people, key=lambda segment: (-len(people[segment]), segment))
        kept = [segment for segment in by_size if len(people[segment]) >= least]
        while kept and 0 < len(everybody.difference(*(people[one] for one in kept))) < least:
            kept.pop()
        found += sorted(kept)
    return found
