"""Mixpanel's raw export of the marketing site: one JSON line per event, with exact pixels.

Times are in ms (the option `time_in_ms`); properties are those of mixpanel-browser 2.83 and of the
service, compared with a real export by the tests.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from orchestration.demo.chance import Chance
from orchestration.demo.devices import BROWSER_VERSION, Device
from orchestration.demo.layouts import SITE_HOST, Element, Node
from orchestration.demo.page_views import Click, PageView
from orchestration.demo.people import Person
from orchestration.demo.vendors.delivery import mixpanel_arrival
from orchestration.demo.vendors.json_text import members
from orchestration.demo.visits import Visit

CHECKPOINTS = (25, 50, 75, 100)


class Line(NamedTuple):
    """One line; times in ms since 1970."""

    at: int
    processed_at: int
    text: str


def lines(visit: Visit, chance: Chance) -> Iterator[Line]:
    """All events of a visit in the order they were made."""
    referrer = visit.views[0].referrer or "$direct"
    for view in visit.views:
        shared = _shared(visit, view, referrer)
        for at, event, own in _events(view):
            processed_at, country = mixpanel_arrival(at, visit), visit.place.country
            text = (
                f'{{"event":"{event}","properties":{{"time":{at},{shared},"$insert_id":'
                f'"{chance.token()}",{own},"mp_sent_by_lib_version":"2.83.0",'
                f'"mp_processing_time_ms":{processed_at},"$mp_api_endpoint":"api-js.mixpanel.com",'
                f'"$mp_api_timestamp_ms":{processed_at - 700},"mp_country_code":"{country}"}}}}'
            )
            yield Line(at, processed_at, text)


def _events(view: PageView) -> Iterator[tuple[int, str, str]]:
    """(time, name, own properties as JSON members) of everything on one page."""
    events = [(view.at, "$mp_web_page_view", _page_view(view))]
    for click in view.clicks:
        if click.element.node.tag not in ("input", "textarea"):
            events.append((click.at, "$mp_click", _click(click, view)))
        if click.outcome:
            own = {"feature": click.element.key, "template": view.layout.page}
            events.append((click.at + 30, click.outcome, members(own)))
    events += _scrolls(view)
    events.append((view.left_at, "$mp_page_leave", _page_leave(view)))
    yield from sorted(events, key=lambda event: event[0])


def _shared(visit: Visit, view: PageView, initial: str) -> str:
    """Properties every event of the page carries."""
    device, person = visit.device, visit.person
    referrer = f"https://{SITE_HOST}{view.referrer}" if view.referrer[:1] == "/" else view.referrer
    came_from = {"$referrer": referrer, "$referring_domain": _domain(referrer)} if referrer else {}
    own: dict[str, object] = {
        "$os": device.browser.os, "$browser": device.browser.name,
        **came_from,
        **({"$device": device.browser.model} if device.browser.model else {}),
        "$current_url": f"https://{SITE_HOST}{view.path}{'?' + view.query if view.query else ''}",
        "$browser_version": BROWSER_VERSION, "$screen_height": device.screen[1],
        "$screen_width": device.screen[0], "mp_lib": "web", "$lib_version": "2.83.0",
        **_identity(person, device, is_known=view.is_identified),
        "$initial_referrer": initial if initial[:1] != "/" else "$direct",
        "$initial_referring_domain": _domain(initial),
        "$mp_autocapture": True,
    }  # fmt: skip
    return members(own)


def _domain(url: str) -> str:
    return url.split("/")[2] if "//" in url else "$direct"


def _identity(person: Person | None, device: Device, *, is_known: bool) -> dict[str, object]:
    """Mixpanel resolves the anonymous rows of people it learns to know later."""
    anonymous = f"$device:{device.mixpanel_id}"
    if person is None:
        return {"distinct_id": anonymous, "$device_id": device.mixpanel_id}
    known: dict[str, object] = {"distinct_id": person.user_id, "$device_id": device.mixpanel_id}
    if not is_known:
        return {**known, "$distinct_id_before_identity": anonymous}
    return {**known, "$user_id": person.user_id, "plan": person.plan, "role": person.role}


def _page_view(view: PageView) -> str:
    return members(
        {
            "current_page_title": view.layout.title,
            "current_domain": SITE_HOST,
            "current_url_path": view.path,
            "current_url_protocol": "https:",
            **({"current_url_search": "?" + view.query} if view.query else {}),
        }
    )


def _click(click: Click, view: PageView) -> str:
    width, height = view.device.window
    own = {
        "$event_type": "click", "$host": SITE_HOST, "$pathname": view.path,
        "$viewportHeight": height, "$viewportWidth": width,
        "$pageHeight": max(view.layout.height, height), "$pageWidth": width,
        "$clientX": click.client_x, "$clientY": click.client_y,
        "$offsetX": _offset(click.client_x, click.element.box.x * width / view.layout.width),
        "$offsetY": _offset(click.client_y if click.element.is_fixed else click.page_y,
                            click.element.box.y),
        "$pageX": click.page_x, "$pageY": click.page_y,
        "$screenX": click.client_x + 10, "$screenY": click.client_y + 97,
        "$x": click.client_x, "$y": click.client_y,
    }  # fmt: skip
    return f"{members(own)},{_element(click.element, click.href)}"


def _offset(point: int, start: float) -> int:
    return max(0, round(point - start))


@cache
def _element(element: Element, href: str) -> str:
    """The properties that describe the pressed element and its ancestors."""
    nodes = [_node(node) for node in element.nodes]
    own: dict[str, object] = {"$elements": nodes, "$target": nodes[0]}
    if element.is_control:
        own["$el_attr__data-attr"] = element.key
        own["$el_id"] = element.node.key
    if href:
        own["$el_attr__href"] = href
    if element.node.text:
        own["$el_text"] = element.node.text
    own |= {"$el_classes": list(element.node.classes) or [""], "$el_tag_name": element.node.tag}
    return members(own)


def _node(node: Node) -> dict[str, object]:
    return {
        "$classes": list(node.classes) or [""],
        "$tag_name": node.tag,
        **({"$id": node.key, "$attr-data-attr": node.key} if node.key else {}),
        "$nth_child": node.nth_child,
        "$nth_of_type": node.nth_of_type,
    }


def _scrolls(view: PageView) -> list[tuple[int, str, str]]:
    """One event per quarter of the way down that was passed."""
    events = []
    for number, checkpoint in enumerate(CHECKPOINTS, start=1):
        top = -(-view.scrollable * checkpoint // 100)
        if view.max_scroll and top <= view.max_scroll:
            own = {
                "$scroll_top": top,
                "$scroll_height": view.layout.height,
                "$scroll_percentage": round(100 * top / view.scrollable),
                "$scroll_checkpoint": checkpoint,
            }
            at = view.at + (view.left_at - view.at) * number // (len(CHECKPOINTS) + 2)
            events.append((at, "$mp_scroll", members(own)))
    return events


def _page_leave(view: PageView) -> str:
    window, height = view.device.window[1], view.layout.height
    return members(
        {
            "$max_scroll_view_depth": view.max_scroll + window,
            "$max_scroll_percentage": min(100, round(100 * (view.max_scroll + window) / height)),
            "$fold_line_percentage": min(100, round(100 * window / height)),
            "$scroll_height": height,
            "$event_type": "visibilitychange",
            "$viewportHeight": window,
            "$viewportWidth": view.device.window[0],
            "$captured_for_heatmap": None,
        }
    )
