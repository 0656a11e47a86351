"""A page at two bands, compared by its elements: the same place of both is not the same thing."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

import polars as pl

from transforms.heat.compare import CELL_PX, Region

OTHERS: Final = "(others)"
"""The elements that few people click, together."""

BAND: Final = "band="
"""Before the name of a band that another is compared with."""


@dataclass(frozen=True)
class Place:
    """Where an element lies: the median of its clicks, and its size where that is known, css px."""

    layer: str
    x_px: int
    y_px: int
    width_px: int | None
    height_px: int | None


def by_element(
    clicks: pl.DataFrame, other_clicks: pl.DataFrame, minimum_users: int
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Both as `compare` takes them, of which each `layer` is an element.

    Columns: `element_key`, `user_key`, `mass`. What fewer people clicked may be content, such as a
    name: it has none here.
    """
    people = (
        pl.concat([clicks, other_clicks])
        .group_by("element_key")
        .agg(pl.col("user_key").n_unique().alias("people"))
    )
    named = people.filter(pl.col("people") >= minimum_users)["element_key"]

    def squares(rows: pl.DataFrame) -> pl.DataFrame:
        element = pl.when(pl.col("element_key").is_in(named.implode())).then("element_key")
        return (
            rows.group_by(element.otherwise(pl.lit(OTHERS)).alias("layer"), "user_key")
            .agg(pl.col("mass").sum())
            .with_columns(x=pl.lit(0, pl.Int64), y=pl.lit(0, pl.Int64))
            .sort("layer", "user_key")
        )

    return squares(clicks), squares(other_clicks)


def placed(regions: Iterable[Region], places: Mapping[str, Place]) -> Iterator[Region]:
    """Regions of elements where these lie; those of which that is not known have no size."""
    for region in regions:
        element = replace(region, element_key=region.layer, x_px=0, y_px=0, width_px=0, height_px=0)
        place = places.get(region.layer)
        if place is None:
            yield replace(element, layer="page")
        else:
            width, height = place.width_px or CELL_PX, place.height_px or CELL_PX
            yield replace(
                element,
                layer=place.layer,
                x_px=max(place.x_px - width // 2, 0),
                y_px=max(place.y_px - height // 2, 0),
                width_px=width,
                height_px=height,
            )
