"""The words of a contact sheet.

What to put here: sentences made of its values. What not to: where they are drawn.
"""

from transforms.heat.click_map import ClickMap, words_of
from transforms.heat.contact_sheet import BandOfSheet, ContactSheet
from transforms.heat.grids import SIGMA_PX, UNIT_PX, scale_maximum
from transforms.pictures.lettering import cleaned
from transforms.pictures.period_wording import left_out_of_segments, period_words, since, so_far
from transforms.pictures.wording import SMALL_SAMPLE


def subtitle(sheet: ContactSheet) -> list[str]:
    """Page, and day, week or month."""
    period = sheet.span.period if sheet.span else "day"
    return [
        *([cleaned(sheet.page)] if sheet.page else []),
        period_words(period, sheet.date),
        *so_far(sheet.span),
        *since(sheet.span),
        "all segments and bands on one scale",
    ]


def key_figures(sheet: ContactSheet) -> list[tuple[str, str]]:
    """Number and label of each key figure."""
    segments = {one.segment for one in sheet.maps}
    return [
        (f"{len(segments):,}", "segment" if len(segments) == 1 else "segments"),
        (f"{len(sheet.bands):,}", "band" if len(sheet.bands) == 1 else "bands"),
    ]


def legend(sheet: ContactSheet) -> str:
    """The unit of the colours."""
    what = words_of(sheet.of_kind)
    per = "page views" if sheet.has_page_views else f"{what} of the segment"
    return f"{what} per 1,000 {per} on {UNIT_PX} × {UNIT_PX} px, square-root scale"


def sample(one: ClickMap) -> tuple[str, str]:
    """How many people and page views a small map is of, in two lines."""
    clicks = f"{one.clicks:,} {words_of(one.kind)}"
    people = f"small sample: n = {one.users}" if is_small(one) else f"n = {one.users:,} people"
    return people, f"{one.page_views:,} page views" if one.page_views else clicks


def is_small(one: ClickMap) -> bool:
    """Whether a small map is of so few people that each of them changes it."""
    return one.users < SMALL_SAMPLE


def band_words(band: BandOfSheet) -> str:
    """The headline of a band."""
    width = f"{cleaned(band.band)}, {band.maps[0].reference_width_px} px wide"
    if not band.left_out_count:
        return width
    fewer = "1 segment" if band.left_out_count == 1 else f"{band.left_out_count:,} segments"
    return f"{width}; {fewer} of fewer people not drawn"


def footnotes(sheet: ContactSheet, *, is_cut: bool) -> list[str]:
    """How the picture was made, and what it does not show."""
    what = words_of(sheet.of_kind)
    per = f"rate of {what}" if sheet.has_page_views else f"share of the {what}"
    people = sheet.maps[0].minimum_cell_users
    notes = [
        f"same colour = same {per} everywhere in this picture",
        *([f"cells merged until {people} people share one"] if people > 1 else []),
        f"smoothing {SIGMA_PX} px",
    ]
    if any(_is_paler(one, sheet.scale) for one in sheet.maps):
        notes.append("segments of few page views are paler: single clicks never glow")
    notes += left_out_of_segments(_days_left_out(sheet).items())
    if is_cut:
        notes.append("of long pages the top")
    return [*notes, f"sheet {sheet.grid_id}"]


def _days_left_out(sheet: ContactSheet) -> dict[str, int]:
    """By segment the days of its week or month that are withheld, in the band with most of them."""
    days: dict[str, int] = {}
    for one in sheet.maps:
        if one.span:
            most = max(days.get(one.segment, 0), one.span.left_out_day_count)
            days[one.segment] = most
    return days


def _is_paler(one: ClickMap, scale: float) -> bool:
    views = one.page_views or one.clicks
    return scale_maximum(scale, page_views=views) > scale * views / 1000 + 1e-6


def alt_text(sheet: ContactSheet) -> str:
    """The picture in words, for those who cannot see it."""
    said = [
        f"Contact sheet of {cleaned(sheet.title)}, {', '.join(subtitle(sheet))}.",
        *(f"{cleaned(band.band)}: {', '.join(map(_named, band.maps))}." for band in sheet.bands),
    ]
    withheld = {segment for band in sheet.bands for segment in band.withheld}
    if withheld:
        names = ", ".join(sorted(map(cleaned, withheld)))
        said.append(f"Too few people to show in some band: {names}.")
    return " ".join(said)


def _named(one: ClickMap) -> str:
    return f"{cleaned(one.segment)} ({sample(one)[0]})"
