"""The `properties` and `person_properties` of PostHog events, as JSON members."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

from orchestration.demo.devices import BROWSER_VERSION, Device
from orchestration.demo.layouts import APP_HOST
from orchestration.demo.page_views import Click, PageView
from orchestration.demo.people import Person, Place
from orchestration.demo.vendors.json_text import json_text, members

DEAD_AFTER_MS = 3000
DIRECT = "$direct"


def current_url(view: PageView) -> str:
    """The full address of the page, query and all."""
    return f"https://{APP_HOST}{view.path}{'?' + view.query if view.query else ''}"


def page_members(view: PageView) -> str:
    """Where the event happened and how the person got there."""
    referrer = f"https://{APP_HOST}{view.referrer}" if view.referrer else DIRECT
    return _vendor(
        current_url=current_url(view),
        host=APP_HOST,
        pathname=view.path,
        initialization_time=_iso(view.at),
        referrer=referrer,
        referring_domain=APP_HOST if view.referrer else DIRECT,
    )


def entry_members(view: PageView) -> str:
    """The page a session began on."""
    return _vendor(
        session_entry_referrer=DIRECT,
        session_entry_referring_domain=DIRECT,
        session_entry_url=current_url(view),
        session_entry_host=APP_HOST,
        session_entry_pathname=view.path,
    )


@cache
def device_members(device: Device, place: Place) -> str:
    """Browser, screen, SDK and place."""
    browser, (width, height) = device.browser, device.window
    values: dict[str, object] = {
        "os": browser.os, "os_version": browser.os_version, "browser": browser.name,
        **({"device": browser.model} if browser.model else {}),
        "device_type": browser.device_type, "timezone": place.timezone,
        "timezone_offset": -place.minutes_east, "raw_user_agent": browser.user_agent,
        "browser_version": BROWSER_VERSION, "browser_language": "en-GB",
        "browser_language_prefix": "en", "screen_height": device.screen[1],
        "screen_width": device.screen[0], "viewport_height": height, "viewport_width": width,
        "lib": "web", "lib_version": "1.449.2", "sdk_dist_channel": "npm",
        "device_id": device.posthog_id, "configured_session_timeout_ms": 1_800_000,
        "config_defaults": "unset", "recording_status": "disabled", "sdk_debug_retry_queue_size": 0,
        "lib_custom_api_host": f"https://{APP_HOST}/ingest/posthog", "process_person_profile": True,
        "lib_rate_limit_remaining_tokens": 99, "ip": device.ip, "geoip_country_code": place.country,
    }  # fmt: skip
    return _vendor(**values)


@cache
def identity_members(person: Person | None) -> str:
    """Who is signed in, if anybody."""
    if person is None:
        return _vendor(is_identified=False)
    return _vendor(user_id=person.user_id, is_identified=True)


@cache
def groups_members(person: Person) -> str:
    """The groups the person was put into, which happens just after being identified."""
    return _vendor(groups={"company": person.company.name})


def person_properties(person: Person | None, first: PageView) -> str:
    """What is known of the person; `first` is the first page of the visit."""
    known: dict[str, object] = {
        "$initial_referrer": DIRECT,
        "$initial_current_url": current_url(first),
        "$initial_pathname": first.path,
    }
    if person:
        known |= _traits(person)
    if person and person.is_staff:
        known["$internal_or_test_user"] = True
    return json_text(known)


def identify_members(person: Person, device: Device) -> str:
    """What ties the anonymous device to the person."""
    own = {"$anon_distinct_id": device.posthog_id, "$set": _traits(person)}
    return members({**own, "$set_once": {"first_seen_plan": person.plan}})


def group_members(person: Person) -> str:
    """The company, as a group."""
    return _vendor(group_type="company", group_key=person.company.name)


def title_members(view: PageView) -> str:
    """The title of the page."""
    return members({"title": view.layout.title})


def outcome_members(click: Click, view: PageView) -> str:
    """What the product adds to its own events."""
    return members({"feature": click.element.key, "template": view.layout.page})


@cache
def click_members(text: str) -> str:
    """What all kinds of presses share; `text` is that of the element."""
    shown: dict[str, object] = {"el_text": text} if text else {}
    return _vendor(event_type="click", ce_version=1, **shown)


def scroll_members(view: PageView, pageview_id: str) -> str:
    """The $prev_pageview_* of a page leave: px, and shares of what can be scrolled and seen."""
    window, height = view.device.window[1], view.layout.height
    values: dict[str, object] = {"id": pageview_id}
    for name, top in (("last", view.last_scroll), ("max", view.max_scroll)):
        values[f"{name}_scroll"] = top
        values[f"{name}_scroll_percentage"] = top / view.scrollable if view.scrollable else 1
        values[f"{name}_content"] = top + window
        values[f"{name}_content_percentage"] = min(1, (top + window) / height)
    values |= {"pathname": view.path, "duration": (view.left_at - view.at) / 1000}
    return members({f"$prev_pageview_{name}": value for name, value in values.items()})


def dead_members(click: Click) -> str:
    """Why the SDK calls a press dead: nothing moved for three seconds."""
    return _vendor(
        dead_click_last_mutation_timestamp=click.at - 1800,
        dead_click_event_timestamp=click.at,
        dead_click_scroll_timeout=False,
        dead_click_mutation_timeout=False,
        dead_click_absolute_timeout=True,
        dead_click_selection_changed_timeout=False,
        dead_click_visibility_changed_timeout=False,
        dead_click_absolute_delay_ms=DEAD_AFTER_MS,
        event_time_override_provided=True,
        event_time_override_system_time=_iso(click.at + DEAD_AFTER_MS),
    )


def _vendor(**values: object) -> str:
    """JSON members whose keys get the vendor's dollar sign."""
    return members({f"${key}": value for key, value in values.items()})


def _traits(person: Person) -> dict[str, str]:
    return {
        "plan": person.plan, "role": person.role, "name": person.name, "email": person.email,
        "company": person.company.name,
    }  # fmt: skip


def _iso(at: int) -> str:
    moment = datetime.fromtimestamp(at / 1000, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
