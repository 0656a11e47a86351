"""A contact sheet: the maps of one kind of clicks of all segments of a page, in all bands, on one
scale.
"""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from transforms.heat import content, grids
from transforms.heat.click_map import CLICKS, ClickMap, words_of
from transforms.heat.grids import SIGMA_PX
from transforms.heat.page_maps import EVERYBODY, PageMarts, click_maps, content_ids
from transforms.heat.periods import Span

KIND: Final = "contact_sheet"
"""The kind of a sheet of all clicks; of others, which are drawn on request, theirs follows it."""

RENDERER: Final = "contact-sheet 2"
"""Changes when the same values would give another picture, so that all are drawn again."""

MOST_MAPS: Final = 12
"""So many segments of a band are drawn, those with most people."""


@dataclass(frozen=True, kw_only=True)
class SheetMarts:
    """What a sheet is made of: the pages of a feature, one of each band, with their clicks of one
    kind; which segments too few people are in, by band; and which are never drawn.
    """

    pages: tuple[PageMarts, ...]
    withheld: Mapping[str, Sequence[str]]
    undrawn: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True, eq=False)
class BandOfSheet:
    """The small maps of a band: everybody first, then by attribute those with most people.

    Attributes:
        band: name of the viewport band.
        maps: those that are drawn.
        withheld: segments of too few people.
        left_out_count: segments with fewer people than those drawn, for which there is no room.
    """

    band: str
    maps: tuple[ClickMap, ...]
    withheld: tuple[str, ...]
    left_out_count: int


@dataclass(frozen=True, kw_only=True, eq=False)
class ContactSheet:
    """Everything the picture of a contact sheet needs.

    Attributes:
        title: the headline.
        page: name of the page where the title is another; None where it is in the title.
        feature: the feature.
        date: the day, or the first one of the week or month.
        bands: those with any map, most clicks first.
        scale: clicks per 20 x 20 px and 1,000 page views that get the hottest colour.
        has_page_views: whether rates are by page views; otherwise they are by clicks.
        of_kind: which clicks.
        grid_id: name of the sheet (`grids.grid_id`).
        span: the days of the week or month; None for a day.
    """

    title: str
    page: str | None
    feature: str
    date: dt.date
    bands: tuple[BandOfSheet, ...]
    scale: float
    has_page_views: bool
    of_kind: str
    grid_id: str
    span: Span | None

    @property
    def maps(self) -> list[ClickMap]:
        """All small maps."""
        return [one for band in self.bands for one in band.maps]


def contact_sheet(marts: SheetMarts, *, minimum_cell_users: int) -> ContactSheet:
    """The sheet of a feature that has a map in any band, all equally smooth: otherwise the same
    clicks would be paler in a wide band.
    """
    found = [
        [
            one
            for one in click_maps(page, minimum_cell_users=minimum_cell_users, sigma_px=SIGMA_PX)
            if one.segment not in marts.undrawn
        ]
        for page in marts.pages
    ]
    every = [one for maps in found for one in maps]
    densities = [grids.overlaid(one.page_density, one.fixed_density) for one in every]
    scale = grids.shared_scale(densities, [_views(one) for one in every])
    people = Counter[str]()
    for one in every:
        people[one.segment] += one.users
    bands = [_band(maps, scale, people, marts.withheld) for maps in found if maps]
    first = every[0]
    row = marts.pages[0].grids.row(0, named=True)
    return ContactSheet(
        title=f"{row['feature_title'] or row['feature']}: {words_of(row['kind'])} of all segments",
        page=first.page,
        feature=row["feature"],
        date=first.date,
        bands=tuple(sorted(bands, key=lambda one: (-one.maps[0].clicks, one.band))),
        scale=round(scale, 6),
        has_page_views=any(one.page_views for one in every),
        of_kind=row["kind"],
        grid_id=grids.grid_id(
            {
                "feature": row["feature"],
                "date": first.date.isoformat(),
                "period": first.period,
                "kind": kind_of(row["kind"]),
                "rules": row["rules_id"],
                "renderer": RENDERER,
            }
        ),
        span=first.span,
    )


def kind_of(clicks: str) -> str:
    """The kind of a sheet of a kind of clicks.

    >>> kind_of("clicks"), kind_of("rage_clicks")
    ('contact_sheet', 'contact_sheet:rage_clicks')
    """
    return KIND if clicks == CLICKS else f"{KIND}:{clicks}"


def clicks_of(kind: str) -> str | None:
    """The kind of clicks that a kind of sheet is of; None of what is no sheet.

    >>> clicks_of("contact_sheet"), clicks_of("contact_sheet:rage_clicks"), clicks_of("clicks")
    ('clicks', 'rage_clicks', None)
    """
    if kind == KIND:
        return CLICKS
    return kind.removeprefix(f"{KIND}:") if kind.startswith(f"{KIND}:") else None


def content_id(marts: SheetMarts, *, minimum_cell_users: int) -> str:
    """16 hex digits of everything a sheet is drawn from, known before it is drawn."""
    ids = [content_ids(page, minimum_cell_users=minimum_cell_users) for page in marts.pages]
    withheld = sorted((band, sorted(of)) for band, of in marts.withheld.items())
    return content.content_id(RENDERER, pages=ids, withheld=withheld, undrawn=sorted(marts.undrawn))


def _band(
    maps: Sequence[ClickMap],
    scale: float,
    people: Mapping[str, int],
    withheld: Mapping[str, Sequence[str]],
) -> BandOfSheet:
    """The small maps of a band, in an order that is the same in all bands."""

    def of_attribute(segment: str) -> tuple[bool, str, int, str]:
        attribute = segment.partition("=")[0]
        return segment != EVERYBODY, attribute, -people[segment], segment

    band = maps[0].band
    most = sorted(maps, key=lambda one: (one.segment != EVERYBODY, -one.users, one.segment))
    shown = sorted(most[:MOST_MAPS], key=lambda one: of_attribute(one.segment))
    return BandOfSheet(
        band=band,
        maps=tuple(
            replace(one, scale_maximum=grids.scale_maximum(scale, page_views=_views(one)))
            for one in shown
        ),
        withheld=tuple(sorted(withheld.get(band, ()))),
        left_out_count=len(most) - len(shown),
    )


def _views(one: ClickMap) -> int:
    return one.page_views or one.clicks
