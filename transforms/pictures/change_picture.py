"""The picture of a comparison: the page, and in colours where one group clicks more or less.

What to put here: where colours and figures are drawn, and the words around them. Only what is
tested to differ has a colour: a page without any says so.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from transforms.heat import grids
from transforms.heat.change_map import ChangeMap
from transforms.heat.compare import FEWEST_IN_CELL, Region
from transforms.pictures import palette
from transforms.pictures.canvas import Box, Canvas, Ink
from transforms.pictures.heading import EDGE, SUBTITLE, Heading, footer, header, middles
from transforms.pictures.lettering import Style, cleaned, width_px, wrapped
from transforms.pictures.page_panel import draw_cut
from transforms.pictures.page_picture import TRIES, Frame, framed, page_greys
from transforms.pictures.period_wording import day
from transforms.pictures.png import MAX_PNG_BYTES, THUMB_SIZE, data_uri, described, encoded
from transforms.pictures.wording import percent

_LABEL: Final = Style(11, is_bold=True)


def change_map_png(change_map: ChangeMap) -> bytes:
    """The whole picture, a PNG of 256 colours with the text chunks that click maps have."""
    for greys, longest_px in TRIES:
        frame = framed(change_map, longest_px=longest_px)
        page = _panel(change_map, frame, greys=greys)
        width = page.numbers.shape[1]
        parts = (
            header(_heading(change_map, width=width), width=width),
            page,
            footer(_footnotes(change_map, frame), width=width),
        )
        numbers = np.vstack([part.numbers for part in parts])
        image = palette.picture(numbers, palette.colours_of_change())
        png = encoded(image, described(change_map.title, _meta(change_map)))
        if len(png) <= MAX_PNG_BYTES:
            break
    return png


def points(difference: float) -> str:
    """A difference of two shares for people.

    >>> [points(one) for one in (0.675, -0.031, 0.0004)]
    ['+68 points', '-3.1 points', '+0.0 points']
    """
    number = 100 * difference
    return f"{number:+.0f} points" if abs(number) >= 10 else f"{number:+.1f} points"


def _heading(change_map: ChangeMap, *, width: int) -> Heading:
    found = change_map.comparison
    far = "more than" if found.is_different else "not more than"
    most = change_map.scale_maximum
    who = (change_map.page, change_map.group, f"against {change_map.others}")
    return Heading(
        title=f"{change_map.title}: compared",
        subtitle=[
            *(
                line
                for words in who
                for line in wrapped(
                    cleaned(words).split(" "), SUBTITLE, limit_px=width - 2 * EDGE, joint=" "
                )
            ),
            f"{cleaned(change_map.band)}, {change_map.reference_width_px} px wide",
        ],
        figures=[
            (
                f"{len(found.regions):,}",
                "places differ" if len(found.regions) != 1 else "place differs",
            ),
            (f"{found.evidence.user_count:,}", "people clicked"),
            (f"{found.evidence.other_user_count:,}", "of the others"),
            (percent(found.evidence.distance), f"of clicks elsewhere, {far} by chance"),
        ],
        legend="of 100 people so many more, or fewer, click here",
        swatches=_level(2 * middles() - 1) * np.uint8(palette.GREYS) + np.uint8(palette.WHITE),
        amount=lambda share: f"{100 * most * (2 * share - 1):+.0f}" if share != 0.5 else "0",
        warnings=[
            *([] if _weakest_first(change_map) else [_nothing(change_map)]),
            *_moved(change_map),
        ],
    )


def _moved(change_map: ChangeMap) -> list[str]:
    """That a place may differ because something else is there."""
    if change_map.layout_date is None:
        return []
    return [f"the layout changed on {day(change_map.layout_date)}: what lies here may have moved"]


def _footnotes(change_map: ChangeMap, frame: Frame) -> list[str]:
    evidence = change_map.comparison.evidence
    regions = change_map.comparison.regions
    hidden = {
        "differs below what is shown": [
            one for one in regions if one.has_place and frame.px(one.y_px) >= frame.height
        ],
        "differs in a place that is not known": [one for one in regions if not one.has_place],
    }
    return [
        f"distinct people {change_map.counted} with {FEWEST_IN_CELL} people or more, by"
        " Fisher's exact test (mid-p), false discoveries under 5 % (Benjamini and Hochberg)",
        "in brackets: 95 % interval of the difference (Newcombe)",
        f"groups drawn by chance are up to {percent(evidence.noise_floor)} apart in 19 of 20 cases",
        *(
            f"{where}: {', '.join(f'{points(one.difference)} {_where(one)}' for one in some)}"
            for where, some in hidden.items()
            if some
        ),
    ]


def alt_text(change_map: ChangeMap) -> str:
    """The picture in words, for those who cannot see it."""
    found = change_map.comparison
    places = "; ".join(f"{points(one.difference)} {_where(one)}" for one in found.regions)
    return (
        f"Difference in clicks on {cleaned(change_map.title)}: {cleaned(change_map.group)} against"
        f" {cleaned(change_map.others)}, {cleaned(change_map.band)}."
        f" {places or _nothing(change_map).capitalize()}."
        + "".join(f" {words[0].upper()}{words[1:]}." for words in _moved(change_map))
    )


def _nothing(change_map: ChangeMap) -> str:
    """Why no place has a colour."""
    if change_map.comparison.regions:
        return "it is not known where on the page what differs lies"
    what = "no single place" if change_map.comparison.is_different else "nothing"
    return f"{what} differs by more than chance"


def _where(region: Region) -> str:
    if region.element_key is None:
        return f"at {region.x_px}, {region.y_px} px"
    return f"on {cleaned(region.element_key)}"


def _meta(change_map: ChangeMap) -> dict[str, object]:
    evidence = change_map.comparison.evidence
    return {
        "kind": "difference",
        "title": cleaned(change_map.title),
        "group": cleaned(change_map.group),
        "others": cleaned(change_map.others),
        "band": cleaned(change_map.band),
        "reference_width_px": change_map.reference_width_px,
        "page_height_px": change_map.page_height_px,
        "users": evidence.user_count,
        "other_users": evidence.other_user_count,
        "distance": evidence.distance,
        "p_value": evidence.p_value,
        "alt": alt_text(change_map),
    }


def _level(share: NDArray[np.float64]) -> NDArray[np.uint8]:
    """The colour of a difference by its share of the largest, -1 to 1: from 1 to HEATS - 1."""
    steps = palette.HEATS - 2
    return (1 + np.floor((np.clip(share, -1, 1) + 1) / 2 * steps + 0.5)).astype(np.uint8)


_NONE: Final = int(_level(np.zeros(1))[0])
"""No difference: the middle of the colours, which leaves the page as it is."""


def change_thumbnail(change_map: ChangeMap) -> str:
    """The part of the page with the largest difference, 240 x 300 px, as a data URI."""
    width, height = THUMB_SIZE
    frame = framed(change_map, width=width)
    drawn = _coloured(change_map, frame, greys=4)
    regions = _weakest_first(change_map)
    box = _box(regions[-1], frame) if regions else Box(0, 0, 0, 0)
    top = max(min((box.top + box.bottom - height) // 2, len(drawn) - height), 0)
    part = drawn[top : top + height]
    numbers = np.full((height, width), palette.MARGIN, dtype=np.uint8)
    numbers[: len(part)] = part
    return data_uri(palette.picture(numbers, palette.colours_of_change()))


def _weakest_first(change_map: ChangeMap) -> list[Region]:
    """The regions that have a place, the strongest last."""
    regions = [one for one in change_map.comparison.regions if one.has_place]
    return sorted(regions, key=lambda one: abs(one.difference))


def _coloured(change_map: ChangeMap, frame: Frame, *, greys: int) -> NDArray[np.uint8]:
    """Colour numbers of the page with its regions, the stronger one where two meet."""
    page = page_greys(change_map.screenshot, frame.width, frame.height)
    if page is None:
        page = np.full((frame.height, frame.width), palette.WHITE, dtype=np.uint8)
    elif greys < palette.GREYS:
        page = palette.coarser(palette.GREYS, greys)[page]
    level = np.full_like(page, _NONE)
    sigma = grids.sigma_px(change_map.reference_width_px)
    for region in _weakest_first(change_map):
        rows, down = _fading(region.y_px, region.height_px, frame.scale, frame.height, sigma)
        columns, across = _fading(region.x_px, region.width_px, frame.scale, frame.width, sigma)
        share = region.difference / change_map.scale_maximum
        own, there = _level(share * np.outer(down, across)), level[rows, columns]
        is_stronger = np.abs(own - float(_NONE)) > np.abs(there - float(_NONE))
        np.copyto(there, own, where=is_stronger)
    level[level == _NONE] = 0
    return np.asarray(page + level * np.uint8(palette.GREYS))


def _fading(
    first_px: int, length_px: int, scale: float, end: int, sigma_px: int
) -> tuple[slice, NDArray[np.float64]]:
    """The drawn px around a length of the page, and how much colour each has: 1 in the middle and
    less towards the edges and beyond, as the heat of a click map has.
    """
    fade = 3 * sigma_px
    start = max(int((first_px - fade) * scale), 0)
    css_px = (np.arange(start, min(int((first_px + length_px + fade) * scale), end)) + 0.5) / scale
    inside, middle = (
        ndtr((at - first_px) / sigma_px) - ndtr((at - first_px - length_px) / sigma_px)
        for at in (css_px, first_px + length_px / 2)
    )
    # rounded, so that the last bit of a processor's arithmetic changes no picture
    return slice(start, start + len(css_px)), np.round(inside / middle, 6)


def _panel(change_map: ChangeMap, frame: Frame, *, greys: int) -> Canvas:
    """The page with its regions and their figures."""
    weakest_first = _weakest_first(change_map)
    canvas = Canvas(frame.width, frame.height)
    canvas.paste(0, 0, _coloured(change_map, frame, greys=greys))
    taken = [_box(region, frame) for region in weakest_first]
    for region in reversed(weakest_first):
        box = _box(region, frame)
        if box.top < frame.height:
            canvas.outline(box, palette.INKS.stop - 1)
            taken.append(_draw_figures(canvas, region, box, taken))
    if frame.is_cut:
        draw_cut(canvas, frame)
    return canvas


def _box(region: Region, frame: Frame) -> Box:
    left, top = frame.px(region.x_px), frame.px(region.y_px)
    right = min(frame.px(region.x_px + region.width_px), frame.width)
    bottom = min(frame.px(region.y_px + region.height_px), frame.height)
    return Box(left, top, max(right, left + 1), max(bottom, top + 1))


def _draw_figures(canvas: Canvas, region: Region, box: Box, taken: list[Box]) -> Box:
    """The difference and its interval, below the region or, where that is taken, above or further
    down; where they are.
    """
    interval = f"{100 * region.low:+.0f} to {100 * region.high:+.0f}"
    words = f"{points(region.difference)} ({interval})"
    height, width = canvas.numbers.shape
    size = width_px(words, _LABEL) + 8
    left = min(max((box.left + box.right - size) // 2, 0), max(width - size, 0))
    tops = (box.bottom + 2, box.top - 18, *range(box.bottom + 20, box.bottom + 200, 18))
    places = [Box(left, top, left + size, top + 16) for top in tops if 0 <= top <= height - 16]
    free = (one for one in places if not any(one.overlaps(other) for other in taken))
    at = next(free, places[0] if places else Box(left, 0, left + size, 16))
    canvas.fill(at, palette.MARGIN)
    canvas.text(at.left + 4, at.top + 2, words, _LABEL, Ink.ACCENT)
    return at
