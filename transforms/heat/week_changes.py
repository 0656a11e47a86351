"""Who is compared with whom on the pages of a week, and what of it may be shown."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, astuple, dataclass
from functools import partial
from typing import Any, Final
from zlib import crc32

import polars as pl

from transforms.heat.compare import (
    Comparison,
    Evidence,
    Region,
    discoveries,
    maps_tested,
    regions_of,
)

REST: Final = "the rest"
WEEK_BEFORE: Final = "the week before"


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


def week_rows(
    pages: Sequence[Page],
    squares_of: Callable[[Page], pl.DataFrame],
    week: str,
    *,
    minimum_users: int,
    minimum_cell_users: int,
    has_week_before: bool,
) -> Iterator[dict[str, Any]]:
    """Rows of marts.heatmap_changes of one week.

    `squares_of` gives those of `compare` for a page, of the week and the one before it, with
    `is_now`, `segment` and its `attribute`; it is asked a second time for pages with a difference.
    `week` is a text that no other week has.
    """
    pairs = {
        page: partial(_pairs, page, squares_of, minimum_users, has_week_before=has_week_before)
        for page in pages
    }
    compared = [found for page in pages for found in _compared(pairs[page](), week)]
    # readers are told of all pages of a week together: the false ones among all of them count
    of_each, q_values = discoveries([tested for _, tested in compared])
    differing = {
        names: squares
        for (names, _), squares in zip(compared, of_each, strict=True)
        if not squares.is_empty()
    }
    regions = {
        pair.names: tuple(regions_of(pair.group, pair.others, differing[pair.names]))
        for page in dict.fromkeys(names.page for names in differing)
        for pair in pairs[page]()
        if pair.names in differing
    }
    for (names, tested), q_value in zip(compared, q_values, strict=True):
        found = Comparison(tested, q_value, regions.get(names, ()))
        words = {
            **asdict(names.page),
            "segment": names.segment,
            "compared_with": names.compared_with,
        }
        yield from ({**words, **row} for row in _rows(found, minimum_cell_users))


def _compared(pairs: Iterable[Pair], week: str) -> Iterator[tuple[Names, Evidence]]:
    for pair in pairs:
        page, segment, compared_with = astuple(pair.names)
        words = " ".join((week, *page, segment, compared_with))
        tested = maps_tested(pair.group, pair.others, crc32(words.encode()))
        if tested is not None:
            yield pair.names, tested


def _pairs(
    page: Page,
    squares_of: Callable[[Page], pl.DataFrame],
    minimum_users: int,
    *,
    has_week_before: bool,
) -> Iterator[Pair]:
    squares = squares_of(page)
    now = squares.filter("is_now")
    everybody = now.filter(pl.col("segment") == "all")
    if has_week_before:
        before = squares.filter(~pl.col("is_now") & (pl.col("segment") == "all"))
        yield Pair(Names(page, "all", WEEK_BEFORE), everybody, before)
    for segment in _shown(now, minimum_users):
        group = now.filter(pl.col("segment") == segment)
        rest = everybody.join(group.select("user_key").unique(), on="user_key", how="anti")
        yield Pair(Names(page, segment, REST), group, rest)


def _shown(now: pl.DataFrame, least: int) -> list[str]:
    """Segments that may be compared with the rest: of what is left of everybody beside those of an
    attribute there is nobody, or enough people; else the smallest goes with it.
    """
    of_segments = now.filter(pl.col("segment") != "all")
    everybody = set(now.filter(pl.col("segment") == "all")["user_key"])
    shown: list[str] = []
    for _, group in of_segments.group_by("attribute", maintain_order=True):
        people = {
            str(segment): set(rows["user_key"])
            for (segment,), rows in group.group_by("segment", maintain_order=True)
        }
        by_size = sorted(people, key=lambda segment: (-len(people[segment]), segment))
        kept = [segment for segment in by_size if len(people[segment]) >= least]
        while kept and 0 < len(everybody.difference(*(people[one] for one in kept))) < least:
            kept.pop()
        shown += sorted(kept)
    return shown


def _rows(found: Comparison, least: int) -> Iterator[dict[str, Any]]:
    """A row for the page, and one for each region, if it has as many people as a cell needs."""
    people = {
        "user_count": found.evidence.user_count,
        "other_user_count": found.evidence.other_user_count,
    }
    regions = [
        region
        for region in found.regions
        if not any(0 < count < least for count in (region.user_count, region.other_user_count))
    ]
    yield {
        "region": 0,
        **people,
        "distance": found.evidence.distance,
        "noise_floor": found.evidence.noise_floor,
        "p_value": found.evidence.p_value,
        "q_value": found.q_value,
        "is_different": found.is_different,
    }
    for number, region in enumerate(sorted(regions, key=_strongest), 1):
        values = asdict(region)
        clicked, others = values.pop("user_count"), values.pop("other_user_count")
        yield {
            "region": number,
            **people,
            "clicked_user_count": clicked,
            "other_clicked_user_count": others,
            "is_different": True,
            **values,
        }


def _strongest(region: Region) -> tuple[float, str, int, int]:
    return (-abs(region.difference), region.layer, region.y_px, region.x_px)
