"""The words of an element map: subtitle, key figures, legend, footnotes, alt text.

What to put here: sentences made of the values of an element map. What not to: where they are drawn.
"""

from transforms.heat.element_map import CONVERSION, KIND, VALUE, Element, ElementMap
from transforms.pictures.lettering import cleaned
from transforms.pictures.period_wording import left_out, period_words, since, so_far
from transforms.pictures.wording import SMALL_SAMPLE, density_words, percent


def subtitle(element_map: ElementMap) -> list[str]:
    """Page, day, week or month, segment and band."""
    width = element_map.reference_width_px
    return [
        *([cleaned(element_map.page)] if element_map.page else []),
        *_when(element_map),
        f"segment: {cleaned(element_map.segment)}",
        f"{cleaned(element_map.band)}, {width} px wide" if width else "all screens",
    ]


def _when(element_map: ElementMap) -> list[str]:
    words = period_words(element_map.period, element_map.date)
    return [words, *so_far(element_map.span), *since(element_map.span)]


def key_figures(element_map: ElementMap) -> list[tuple[str, str]]:
    """Number and label of each key figure; what is not known is left out."""
    count = element_map.element_count
    figures = [
        (f"{count:,}", "element" if count == 1 else "elements"),
    ]
    if element_map.measure == KIND:
        # a session may click several of them
        figures.insert(0, (f"{element_map.clicks:,}", "clicks on them"))
    if element_map.page_views is not None:
        figures.append((f"{element_map.page_views:,}", "page views"))
    return figures


def warnings(element_map: ElementMap) -> list[str]:
    """That there are few page views."""
    views = element_map.page_views
    few = views is not None and views < SMALL_SAMPLE
    return [f"small sample: {views:,} page views"] if few else []


def rate_title(element_map: ElementMap) -> str:
    """What the rate of an element is, in words."""
    if element_map.measure != KIND:
        return "reached" if element_map.measure == CONVERSION else "value"
    return "share" if element_map.page_views is None else "per 100"


def clicks_title(element_map: ElementMap) -> str:
    """What is counted of an element, in words."""
    return "clicks" if element_map.measure == KIND else "sessions"


def rate(share: float, element_map: ElementMap) -> str:
    """The rate of an element for people."""
    if element_map.measure == VALUE:
        return density_words(share)
    if element_map.measure == CONVERSION:
        return percent(share)
    return percent(share) if element_map.page_views is None else density_words(share * 100)


def legend(element_map: ElementMap) -> str:
    """The unit of the colours."""
    return f"{_unit(element_map)}, square-root scale"


def _unit(element_map: ElementMap) -> str:
    goal = cleaned(element_map.goal)
    if element_map.measure == CONVERSION:
        return f"sessions that reached {goal}, of those that clicked"
    if element_map.measure == VALUE:
        return f"value of {goal} per session that clicked"
    return "share of the clicks" if element_map.page_views is None else "clicks per 100 page views"


def seen(element: Element) -> str:
    """The share of the page views that had it on the screen, in words."""
    return "" if element.seen is None else percent(element.seen)


def notes_of(element: Element, element_map: ElementMap) -> list[str]:
    """What is to be known of one element."""
    is_lost = element_map.reference_width_px is not None and not element.has_place
    return [*["fixed"] * element.is_fixed, *["place unknown"] * is_lost]


def footnotes(element_map: ElementMap) -> list[str]:
    """How the picture was made, and what it does not show."""
    elements = element_map.elements
    notes = [*_of_places(element_map), *_of_goal(element_map)]
    if any(one.seen is not None for one in elements):
        of_all = " of all screens" if element_map.reference_width_px is None else ""
        notes.append(f"seen: page views{of_all} that were scrolled to its middle")
    if any(one.is_fixed for one in elements):
        notes.append("fixed elements are drawn where they sit on screen")
    if (more := element_map.element_count - len(elements)) > 0:
        fewer = "fewer clicks" if element_map.measure == KIND else "less"
        notes.append(f"{more:,} more elements with {fewer} are not listed")
    if element_map.reference_width_px is not None:
        notes.append(f"same colour = same rate in all segments of page and {element_map.period}")
    return [*notes, *left_out(element_map.span), f"grid {element_map.grid_id}"]


def _of_places(element_map: ElementMap) -> list[str]:
    placed = [one for one in element_map.elements if one.has_place]
    notes = []
    if element_map.reference_width_px is None:
        notes.append("bars alone: no place of a click or of an element is known")
    if any(one.width_px for one in placed):
        notes.append("a box is as large as its element, around the median of its clicks")
    if any(not one.width_px for one in placed):
        notes.append("dotted: size unknown, at the median of its clicks")
    return notes


def _of_goal(element_map: ElementMap) -> list[str]:
    if element_map.measure == KIND:
        return []
    notes = ["sessions of all screens; a goal counts before the click, too"]
    if element_map.measure == VALUE:
        notes.append("a session's whole value counts for each element that it clicked")
    return notes


def alt_text(element_map: ElementMap) -> str:
    """The picture in words, for those who cannot see it."""
    page = f"{cleaned(element_map.page)}, " if element_map.page else ""
    figures = ", ".join(f"{number} {label}" for number, label in key_figures(element_map))
    unit = " of the clicks" if element_map.page_views is None else " clicks per 100 page views"
    title = "Most clicked"
    if element_map.measure != KIND:
        unit, title = "", f"Highest ({_unit(element_map)})"
    most = ", ".join(
        f"{cleaned(element.label)} ({rate(element.rate, element_map)}{unit})"
        for element in element_map.elements[:3]
    )
    where = element_map.band if element_map.reference_width_px else "all screens"
    when = ", ".join(_when(element_map))
    return (
        f"Element map of {cleaned(element_map.title)} on {page}{when}, segment"
        f" {cleaned(element_map.segment)}, {cleaned(where)}: {figures}. {title}: {most}."
    )
