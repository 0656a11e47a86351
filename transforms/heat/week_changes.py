"""What is told of the pages of a week that are compared, and what of it may be shown."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, astuple
from typing import Any, Final
from zlib import crc32

from transforms.heat.by_element import BAND, Place, placed
from transforms.heat.compare import (
    Comparison,
    Evidence,
    Region,
    discoveries,
    maps_tested,
    regions_of,
)
from transforms.heat.pairs import Names, Page, Pair

PLACE: Final = ("layer", "x_px", "y_px", "width_px", "height_px")


def week_rows(
    pages: Sequence[Page],
    pairs_of: Callable[[Page], Iterable[Pair]],
    places_of: Callable[[Page], Mapping[str, Place]],
    week: str,
    *,
    minimum_cell_users: int,
) -> Iterator[dict[str, Any]]:
    """Rows of marts.heatmap_changes of one week.

    `pairs_of` gives who is compared on a page, and is asked a second time for pages with a
    difference; `places_of` where its elements are. `week` is a text that no other week has.
    """
    compared = [found for page in pages for found in _compared(pairs_of(page), week)]
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
        for pair in pairs_of(page)
        if pair.names in differing
    }
    for names, some in regions.items():
        if names.compared_with.startswith(BAND):
            regions[names] = tuple(placed(some, places_of(names.page)))
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
        if not region.has_place:
            values = {name: None if name in PLACE else value for name, value in values.items()}
        yield {
            "region": number,
            **people,
            "clicked_user_count": clicked,
            "other_clicked_user_count": others,
            "is_different": True,
            **values,
        }


def _strongest(region: Region) -> tuple[float, str, int, int, str]:
    at = region.y_px, region.x_px
    return (-abs(region.difference), region.layer, *at, region.element_key or "")
