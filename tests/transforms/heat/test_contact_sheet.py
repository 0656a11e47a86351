"""A contact sheet has all segments of a page on one scale, and says which it cannot show."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from tests.transforms.heat.test_page_maps import click, grid, marts_of
from tests.transforms.pictures.maps import decoded
from transforms.heat.contact_sheet import MOST_MAPS, ContactSheet, SheetMarts, contact_sheet
from transforms.heat.contact_sheet import content_id as content_of
from transforms.heat.page_maps import PageMarts
from transforms.pictures import palette
from transforms.pictures.contact_sheet_picture import contact_sheet_png, contact_sheet_thumbnail
from transforms.pictures.contact_sheet_wording import alt_text, footnotes, sample
from transforms.pictures.png import MAX_PNG_BYTES, MAX_URI_LETTERS

PHONE = {"band": "phone", "drawn_width_px": 390}


def pages(*clicks: float, **of_phone: Any) -> tuple[PageMarts, ...]:
    """A page of everybody and of `pro` in two bands, with so many clicks at one place of each."""
    everybody, pro, on_phone = clicks
    desktop = marts_of(
        grid(page_view_count=1000),
        grid(segment="plan=pro", page_view_count=250, user_count=9),
        cells=[click(80, 80, everybody), click(80, 80, pro, segment="plan=pro")],
    )
    phone = marts_of(grid(**PHONE, **of_phone), cells=[click(80, 80, on_phone)])
    return desktop, phone


def sheet(
    of: Sequence[PageMarts], withheld: Mapping[str, Sequence[str]] | None = None
) -> ContactSheet:
    marts = SheetMarts(pages=tuple(of), withheld=withheld or {})
    return contact_sheet(marts, minimum_cell_users=5)


def test_the_same_rate_is_the_same_colour_in_every_segment_and_band() -> None:
    shown = sheet(pages(400.0, 100.0, 40.0, page_view_count=100))

    rates = {
        (one.band, one.segment): one.page_density.max() / one.scale_maximum for one in shown.maps
    }
    assert set(rates) == {("desktop", "all"), ("desktop", "plan=pro"), ("phone", "all")}
    np.testing.assert_allclose([*rates.values()], rates["desktop", "all"], rtol=1e-3)


def test_a_band_with_half_the_rate_is_paler() -> None:
    shown = sheet(pages(400.0, 100.0, 20.0, page_view_count=100))

    hottest = {
        (one.band, one.segment): one.page_density.max() / one.scale_maximum for one in shown.maps
    }
    np.testing.assert_allclose(hottest["phone", "all"] / hottest["desktop", "all"], 0.5, rtol=1e-3)


def test_segments_with_most_people_are_drawn_in_the_same_order_in_all_bands() -> None:
    plans = [grid(segment=f"plan={n:02}", user_count=100 + n) for n in range(MOST_MAPS + 2)]
    cells = [click(80, 80, segment=one["segment"]) for one in [grid(), *plans]]
    few = [grid(**PHONE), grid(segment="plan=03", **PHONE), grid(segment="plan=05", **PHONE)]
    on_phone = marts_of(*few, cells=[click(80, 80, segment=one["segment"]) for one in few])

    shown = sheet([marts_of(grid(), *plans, cells=cells), on_phone])

    # 20 people more on phones: 05 and 03 have most people in all
    most = ["plan=05", "plan=03", *(f"plan={n:02}" for n in (13, 12, 11, 10, 9, 8, 7, 6, 4))]
    (desktop, phone) = shown.bands
    assert [one.segment for one in desktop.maps] == ["all", *most]
    assert desktop.left_out_count == 3
    assert [one.segment for one in phone.maps] == ["all", "plan=05", "plan=03"]


def test_few_people_are_said_under_a_map_and_too_few_by_name() -> None:
    shown = sheet(pages(400.0, 100.0, 40.0), {"desktop": ["plan=<b>", "plan=few"]})
    everybody, pro = shown.bands[0].maps

    assert sample(everybody) == ("small sample: n = 20", "1,000 page views")
    assert sample(pro) == ("small sample: n = 9", "250 page views")
    assert "Too few people to show in some band: plan=<b>, plan=few." in alt_text(shown)
    without = decoded(contact_sheet_png(sheet(pages(400.0, 100.0, 40.0))))
    assert decoded(contact_sheet_png(shown)).height == without.height + 16


def test_pale_segments_of_few_page_views_are_said() -> None:
    few = sheet(pages(1.0, 1.0, 1.0))
    many = sheet(pages(4000.0, 1000.0, 400.0, page_view_count=100))

    note = "segments of few page views are paler: single clicks never glow"
    assert note in footnotes(few, is_cut=False)
    assert note not in footnotes(many, is_cut=False)


def test_a_picture_has_the_heat_of_every_map_and_fits_the_tools_that_show_it() -> None:
    shown = sheet(pages(400.0, 100.0, 40.0, page_view_count=100))

    png = contact_sheet_png(shown)
    numbers = np.asarray(decoded(png))
    body = numbers[120:]  # below the legend
    hot = (body >= palette.GREYS) & (body < palette.HEATS * palette.GREYS)
    columns = np.flatnonzero(hot.any(axis=0))

    # a place 84 px from the left of a page: 12 px into a wide small map, 30 into a narrow one
    assert columns.min() > 14
    assert any(240 < column < 270 for column in columns)  # the second map begins at 240
    assert len(png) <= MAX_PNG_BYTES
    assert len(contact_sheet_thumbnail(shown)) <= MAX_URI_LETTERS
    assert png == contact_sheet_png(shown)


def test_a_sheet_is_another_one_when_a_band_or_what_is_withheld_is_another() -> None:
    def content(of: Sequence[PageMarts], **withheld: Sequence[str]) -> str:
        marts = SheetMarts(pages=tuple(of), withheld=withheld)
        return content_of(marts, minimum_cell_users=5)

    before = content(pages(4.0, 1.0, 1.0))

    assert before == content(pages(4.0, 1.0, 1.0))
    assert before != content(pages(4.0, 1.0, 2.0))
    assert before != content(pages(4.0, 1.0, 1.0), desktop=["plan=few"])
    assert before != content(pages(4.0, 1.0, 1.0)[:1])
