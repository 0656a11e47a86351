"""Who is compared with whom on a page of a week, and what of it may be shown."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, Final
from zlib import crc32

import polars as pl

from transforms.heat.compare import Comparison, Region, compare

REST: Final = "the rest"
WEEK_BEFORE: Final = "the week before"


def week_rows(
    squares: pl.DataFrame,
    seed: str,
    *,
    minimum_users: int,
    minimum_cell_users: int,
    has_week_before: bool,
) -> Iterator[dict[str, Any]]:
    """Rows of marts.heatmap_changes of one page and band.

    `squares` are those of `compare`, of a week and the one before it, with `is_now`, `segment` and
    its `attribute`; `seed` is a text that no other page, band and week has.
    """
    now = squares.filter("is_now")
    everybody = now.filter(pl.col("segment") == "all")
    groups = []
    if has_week_before:
        before = squares.filter(~pl.col("is_now") & (pl.col("segment") == "all"))
        groups = [("all", WEEK_BEFORE, everybody, before)]
    for segment in _shown(now, minimum_users):
        group = now.filter(pl.col("segment") == segment)
        rest = everybody.join(group.select("user_key").unique(), on="user_key", how="anti")
        groups.append((segment, REST, group, rest))
    for segment, compared_with, group, others in groups:
        found = compare(group, others, crc32(f"{seed} {segment} {compared_with}".encode()))
        if found is not None:
            sides = {"segment": segment, "compared_with": compared_with}
            yield from ({**sides, **row} for row in _rows(found, minimum_cell_users))


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
    whole = {
        "user_count": found.user_count,
        "other_user_count": found.other_user_count,
        "distance": found.distance,
        "noise_floor": found.noise_floor,
        "p_value": found.p_value,
        "is_different": found.is_different,
    }
    regions = [
        region
        for region in found.regions
        if not any(0 < count < least for count in (region.user_count, region.other_user_count))
    ]
    yield {"region": 0, **whole}
    for number, region in enumerate(sorted(regions, key=_strongest), 1):
        values = asdict(region)
        clicked, others = values.pop("user_count"), values.pop("other_user_count")
        yield {
            "region": number,
            "user_count": found.user_count,
            "other_user_count": found.other_user_count,
            "clicked_user_count": clicked,
            "other_clicked_user_count": others,
            "is_different": True,
            **values,
        }


def _strongest(region: Region) -> tuple[float, str, int, int]:
    return (-abs(region.difference), region.layer, region.y_px, region.x_px)
