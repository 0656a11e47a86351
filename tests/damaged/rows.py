"""Sound rows of every format."""

import random
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from tests.damaged.websites import PAGES, WEBSITES, Row


def _posthog(chance: random.Random, number: int, person: str, at: datetime) -> Row:
    return {
        "uuid": f"e{number}",
        "event": chance.choice(("$pageview", "$pageleave", "$autocapture", "go")),
        "distinct_id": person,
        "timestamp": at.isoformat(),
        "_inserted_at": at.isoformat(),
        "elements_chain": 'button:text="Go"attr_id="go"nth-child="1"',
        "properties": {
            "$session_id": f"s{person}",
            "$current_url": f"https://app.example{chance.choice(PAGES)}",
            "$pageview_id": f"v{number // 4}",
            "$viewport_width": 1440,
            "$viewport_height": 900,
            "$prev_pageview_pathname": "/pricing",
            "$prev_pageview_max_scroll": 800,
            "$prev_pageview_max_content_height": 3000,
            "$set": {"plan": chance.choice(("free", "pro"))},
        },
    }


def _heatmap(chance: random.Random, number: int, person: str, at: datetime) -> Row:
    return {
        "session_id": f"s{number % 50}",
        "distinct_id": person,
        "timestamp": at.isoformat(),
        "x": chance.randrange(90),
        "y": chance.randrange(200),
        "scale_factor": 16,
        "viewport_width": 90,
        "viewport_height": 50,
        "pointer_target_fixed": chance.random() < 0.2,
        "current_url": f"https://app.example{chance.choice(PAGES)}",
        "type": chance.choice(("click", "rageclick", "mousemove")),
    }


def _mixpanel(chance: random.Random, number: int, person: str, at: datetime) -> Row:
    seconds = int(at.timestamp())
    return {
        "event": chance.choice(("$mp_web_page_view", "$mp_click", "$mp_scroll", "Signed up")),
        "properties": {
            "time": seconds,
            "$insert_id": f"i{number}",
            "distinct_id": person,
            "$device_id": f"d{number % 20}",
            "$current_url": f"https://app.example{chance.choice(PAGES)}",
            "$pageX": chance.randrange(1440),
            "$pageY": chance.randrange(3000),
            "$viewportWidth": 1440,
            "$viewportHeight": 900,
            "$scroll_percentage": chance.randrange(100),
            "mp_processing_time_ms": seconds * 1000 + 5000,
            "plan": chance.choice(("free", "pro")),
        },
    }


def _amplitude(chance: random.Random, number: int, person: str, at: datetime) -> Row:
    kinds = (
        "Page Viewed",
        "Element Clicked",
        "Viewport Content Updated",
        "Rage Click",
        "Dead Click",
    )
    kind = ("Signed up", *(f"[Amplitude] {name}" for name in kinds))[number % 6]
    return {
        "uuid": f"e{number}",
        "$insert_id": f"i{number}",
        "event_type": f"[Amplitude] {kind}",
        "event_time": at.strftime("%Y-%m-%d %H:%M:%S.%f"),
        "server_upload_time": at.strftime("%Y-%m-%d %H:%M:%S.%f"),
        "user_id": person,
        "device_id": f"d{person}",
        "amplitude_id": person,
        "session_id": number // 9,
        "user_properties": {"plan": chance.choice(("free", "pro"))},
        "event_properties": {
            "[Amplitude] Page Location": f"https://app.example{chance.choice(PAGES)}",
            "[Amplitude] Page View ID": f"v{number // 3}",
            "[Amplitude] Element Hierarchy": [{"tag": "button", "id": "go", "indexOfType": 0}],
            "[Amplitude] Clicks": [{"X": 10, "Y": 20}],
            "[Amplitude] X": 10,
            "[Amplitude] Max Page Y": chance.randrange(3000),
            "[Amplitude] Viewport Width": 1440,
            "[Amplitude] Viewport Height": 900,
        },
    }


def _person(chance: random.Random, number: int, person: str, at: datetime) -> Row:
    return {
        "file name": f"{at.isoformat()}-{at.isoformat()}.jsonl",
        "distinct_id": f"d{number % 400}",
        "person_id": person,
        "properties": {"plan": chance.choice(("free", "pro"))},
        "person_version": number,
        "person_distinct_id_version": 1,
        "is_deleted": False,
    }


def _profile(chance: random.Random, number: int, person: str, at: datetime) -> Row:
    last_seen = at.strftime("%Y-%m-%dT%H:%M:%S")
    plan = chance.choice(("free", "pro"))
    return {"$distinct_id": person, "$properties": {"plan": plan, "$last_seen": last_seen}}


def _snowplow(chance: random.Random, number: int, person: str, at: datetime) -> Row:
    names = ("page_view", "page_ping", "link_click", "expose_element", "go", "screen_view")
    name, time = names[number % 6], at.strftime("%Y-%m-%d %H:%M:%S.%f")
    schema = "iglu:com.snowplowanalytics.snowplow/{}/jsonschema/1-0-0"
    attached = {
        "web_page": {"id": f"v{number // 3}"},
        "element": {"element_name": "card", "doc_position_x": 20, "doc_position_y": 700},
    }
    entities = [{"schema": schema.format(kind), "data": data} for kind, data in attached.items()]
    plan = {"plan": chance.choice(("free", "pro"))}
    return {
        "app_id": "web",
        "platform": "web",
        "event": name if name.startswith("page_") else "unstruct",
        "event_name": name,
        "event_vendor": "com.example" if name == "go" else "com.snowplowanalytics.snowplow",
        "event_id": f"e{number}",
        "collector_tstamp": time,
        "derived_tstamp": time,
        "user_id": person,
        "domain_userid": f"d{person}",
        "domain_sessionid": f"s{person}",
        "page_url": f"https://app.example{chance.choice(PAGES)}",
        "page_title": '"Prices',
        "br_viewwidth": 1440,
        "br_viewheight": 900,
        "doc_height": 3000,
        "pp_yoffset_max": chance.randrange(2000),
        "contexts": {"data": [*entities, {"schema": "iglu:com.example/person/1", "data": plan}]},
        "unstruct_event": {"data": {"data": {"elementId": "go", "label": "Go"}}},
        "130": time,
    }


def _countly(chance: random.Random, number: int, person: str, at: datetime) -> Row:
    event, kind = (("view", ""), ("action", "click"), ("action", "scroll"), ("go", ""))[number % 4]
    return {
        "e": f"[CLY]_{event}",
        "id": f"e{number}",
        "ts": int(at.timestamp() * 1000),
        "rts": at.isoformat(),
        "did": f"d{person}",
        "uid": person,
        "dur": 12,
        "custom": {"plan": chance.choice(("free", "pro"))},
        "up": {"cc": "CH"},
        "sg": {
            "type": kind,
            "visit": 1,
            "name": chance.choice(PAGES),
            "view": chance.choice(PAGES),
            "domain": "app.example",
            "x": chance.randrange(1440),
            "y": chance.randrange(3000),
            "width": 1440,
            "height": 3000,
        },
    }


def _ga4(chance: random.Random, number: int, person: str, at: datetime) -> Row:
    params = {
        "page_location": f"https://app.example{chance.choice(PAGES)}",
        "page_title": "Prices",
        "link_id": "go",
        "percent_scrolled": "90",
        "ga_session_id": str(number // 9),
        "own": f"n{number}",
    }
    return {
        "event_timestamp": str(int(at.timestamp() * 1_000_000)),
        "event_name": ("page_view", "click", "scroll", "sign_up", "screen_view")[number % 5],
        "event_params": [{"key": k, "value": {"string_value": v}} for k, v in params.items()],
        "user_properties": [{"key": "plan", "value": {"string_value": chance.choice("ab")}}],
        "user_id": person,
        "user_pseudo_id": f"d{person}",
        "stream_id": "1",
        "geo": {"country": "Switzerland"},
    }


def _told(chance: random.Random, number: int, person: str, at: datetime) -> Row:
    return {
        "kind": ("page_view", "click", "scroll", "move", "input")[number % 5],
        "timestamp": int(at.timestamp() * 1000),
        "href": f"https://app.example{chance.choice(PAGES)}",
        "width": 1440,
        "height": 900,
        "left": 0,
        "top": chance.randrange(2000),
        "x": chance.randrange(1440),
        "y": chance.randrange(900),
        "elements": [{"tag": "button", "nth": 1, "text": "Go", "attributes": {"id": "go"}}],
        "own": {"plan": chance.choice(("free", "pro"))},
        "user": person,
    }


def _table(chance: random.Random, number: int, person: str, at: datetime) -> Row:
    return {
        "id": f"e{number}",
        "at": at.isoformat(),
        "kind": chance.choice(("page_view", "click", "page_leave", "scroll")),
        "user": person,
        "device": f"d{number % 20}",
        "session": f"s{number // 9}",
        "view": f"v{number // 3}",
        "url": f"https://app.example{chance.choice(PAGES)}",
        "element": "go",
        "text": "Go",
        "x": chance.randrange(1440),
        "y": chance.randrange(3000),
        "width": 1440,
        "height": 900,
        "page_height": 3000,
        "plan": chance.choice(("free", "pro")),
    }


def _call(chance: random.Random, number: int, person: str, at: datetime) -> Row:
    kind = ("page", "track", "identify", "screen", "group", "alias")[number % 6]
    return {
        "type": kind,
        "event": "Element Clicked" if kind == "track" else None,
        "messageId": f"m{number}",
        "userId": person,
        "anonymousId": f"d{person}",
        "previousId": f"p{person}",
        "name": "Prices",
        "timestamp": at.isoformat(),
        "receivedAt": at.isoformat(),
        "traits": {"plan": chance.choice(("free", "pro"))},
        "properties": {"url": f"https://app.example{chance.choice(PAGES)}", "feature": "go"},
        "context": {
            "page": {"url": f"https://app.example{chance.choice(PAGES)}", "title": "Prices"},
            "screen": {"width": 1440, "height": 900, "innerWidth": 1440, "innerHeight": 800},
            "sessionId": number // 9,
            "userAgent": "Mozilla/5.0",
        },
    }


ROWS: Final[Mapping[str, Callable[[random.Random, int, str, datetime], Row]]] = {
    "posthog_events": _posthog,
    "posthog_heatmaps": _heatmap,
    "mixpanel": _mixpanel,
    "segment": _call,
    "amplitude": _amplitude,
    "snowplow": _snowplow,
    "countly": _countly,
    "ga4": _ga4,
    "rrweb": _told,
    "posthog_persons": _person,
    "mixpanel_profiles": _profile,
    "table": _table,
    **WEBSITES,
}
"""A sound row of each format that has SQL of its own: which one it is, of whom, and of when."""
