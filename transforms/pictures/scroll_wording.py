"""The words of scroll and attention maps: subtitle, key figures, legend, footnotes, alt text.

What to put here: sentences made of the values of a scroll map. What not to: where they are drawn.
"""

from typing import Final

from transforms.heat.scroll_map import ATTENTION, STEP_PX, ScrollMap
from transforms.pictures.lettering import cleaned
from transforms.pictures.period_wording import left_out, period_words, since, so_far
from transforms.pictures.wording import SMALL_SAMPLE, percent

LINES: Final = (0.9, 0.75, 0.5, 0.25, 0.1)
"""Shares of the page views at whose depth a line is drawn."""


def seconds(amount: float) -> str:
    """A time for people.

    >>> [seconds(amount) for amount in (0, 0.04, 2.34, 9.96, 75)]
    ['0 s', '<0.1 s', '2.3 s', '10 s', '75 s']
    """
    if 0 < amount < 0.05:
        return "<0.1 s"
    return f"{amount:.0f} s" if amount == 0 or amount >= 9.95 else f"{amount:.1f} s"


def subtitle(scroll_map: ScrollMap) -> list[str]:
    """Page, day, week or month, segment and band."""
    return [
        *([cleaned(scroll_map.page)] if scroll_map.page else []),
        period_words(scroll_map.period, scroll_map.date),
        *so_far(scroll_map.span),
        *since(scroll_map.span),
        f"segment: {cleaned(scroll_map.segment)}",
        f"{cleaned(scroll_map.band)}, {scroll_map.reference_width_px} px wide",
    ]


def page_views(scroll_map: ScrollMap) -> int:
    """The page views that the colours are of."""
    is_attention = scroll_map.kind == ATTENTION
    return scroll_map.attention_page_views if is_attention else scroll_map.page_views


def legend(scroll_map: ScrollMap) -> str:
    """The unit of the colours."""
    if scroll_map.kind == ATTENTION:
        return f"seconds a page view that these {STEP_PX} px were on the screen"
    return "share of page views that got to this depth"


def amount(share: float, scroll_map: ScrollMap) -> str:
    """The words at a share, 0 to 1, of the legend's width."""
    if scroll_map.kind == ATTENTION:
        return seconds(share * scroll_map.scale_maximum)
    return percent(share)


def key_figures(scroll_map: ScrollMap) -> list[tuple[str, str]]:
    """Number and label of each key figure; what is not known is left out."""
    figures = [(f"{page_views(scroll_map):,}", "page views")]
    if scroll_map.kind == ATTENTION:
        figures += _most_attended(scroll_map)
    else:
        if scroll_map.fold_px:
            below = percent(scroll_map.reach_at(scroll_map.fold_px))
            figures.append((below, "got below the fold"))
        if (half := scroll_map.depth_of(0.5)) is not None:
            figures.append((f"{half:,.0f} px", "half got to"))
    if (time_below := scroll_map.attention_below_fold) is not None:
        figures.append((percent(time_below), "of the time below the fold"))
    return figures


def _most_attended(scroll_map: ScrollMap) -> list[tuple[str, str]]:
    rate = scroll_map.attention_rate
    if rate is None:
        return []
    top = int(rate.argmax()) * STEP_PX
    return [(seconds(float(rate.max())), f"at {top:,} to {top + STEP_PX:,} px, the longest")]


def warnings(scroll_map: ScrollMap) -> list[str]:
    """That there are few page views."""
    count = page_views(scroll_map)
    return [f"small sample: {count:,} page views"] if count < SMALL_SAMPLE else []


def footnotes(scroll_map: ScrollMap) -> list[str]:
    """How the picture was made, and what it does not show."""
    name = f"grid {scroll_map.grid_id}"
    if scroll_map.kind == ATTENTION:
        return [
            f"steps of {STEP_PX} px, each for as long as its middle was on the screen and somebody"
            " was engaged",
            "of page views of which the place of the screen is known all along",
            f"same colour = same time in all segments of page and {scroll_map.period}",
            *left_out(scroll_map.span),
            name,
        ]
    notes = [f"steps of {STEP_PX} px, depth at the bottom of the screen"]
    if scroll_map.without_scroll:
        notes.append(f"of {scroll_map.without_scroll:,} more page views no depth is known")
    if scroll_map.attention_seconds is not None:
        notes.append(
            "grey: seconds that a step was on the screen while people were engaged, a page view"
            f" (of {scroll_map.attention_page_views:,})"
        )
    return [*notes, *left_out(scroll_map.span), name]


def alt_text(scroll_map: ScrollMap) -> str:
    """The picture in words, for those who cannot see it."""
    page = f"{cleaned(scroll_map.page)}, " if scroll_map.page else ""
    figures = ", ".join(f"{number} {label}" for number, label in key_figures(scroll_map))
    name = "Attention" if scroll_map.kind == ATTENTION else "Scroll"
    of_span = [*so_far(scroll_map.span), *since(scroll_map.span)]
    when = ", ".join([period_words(scroll_map.period, scroll_map.date), *of_span])
    words = (
        f"{name} map of {cleaned(scroll_map.title)} on {page}{when}, segment"
        f" {cleaned(scroll_map.segment)}, {cleaned(scroll_map.band)}: {figures}."
    )
    if scroll_map.kind == ATTENTION:
        return words
    depths = ", ".join(
        f"{percent(share)} got to {depth:,.0f} px"
        for share in LINES
        if (depth := scroll_map.depth_of(share)) is not None
    )
    return f"{words} {depths}."
