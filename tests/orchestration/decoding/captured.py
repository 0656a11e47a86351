"""What the SDK of each vendor captured of the truth, in the words of its export."""

from tests.end_to_end import truth

CAPTURED = truth.reconciliation()

AMPLITUDE_KINDS = {
    "[Amplitude] Page Viewed": "page_view",
    "[Amplitude] Element Clicked": "click",
    "[Amplitude] Rage Click": "rage_click",
    "[Amplitude] Dead Click": "dead_click",
    "[Amplitude] Error Click": "error",
    "[Amplitude] Viewport Content Updated": "scroll",
    "[Amplitude] Element Changed": "input",
    "[Amplitude] Form Started": "input",
    "[Amplitude] Form Submitted": "submit",
}

SNOWPLOW_EVENTS = {
    ("page_view", "page_view"): "pv",
    ("ping", "page_ping"): "pp",
    ("click", "link_click"): "link_click",
    ("click", "button_click"): "button_click",
    ("exposure", "create_element"): "create_element",
    ("exposure", "expose_element"): "expose_element",
    ("exposure", "obscure_element"): "obscure_element",
    ("custom", "focus_form"): "focus_form",
    ("input", "change_form"): "change_form",
    ("submit", "submit_form"): "submit_form",
    ("error", "application_error"): "application_error",
    ("custom", "feature_used"): "feature_used",
}

EVENTS: dict[str, dict[tuple[str, str], int]] = {
    "segment": {
        ("custom", "Element Clicked"): CAPTURED["segment_track_own_props"]["captured_distinct"],
        ("identify", "identify"): 125,
        ("page_view", "page"): 133,
    },
    "rudderstack": {
        ("custom", "Feature Used"): CAPTURED["rudderstack_track"]["captured_distinct"],
        ("identify", "identify"): 120,
        ("page_view", "page"): 128,
    },
    "amplitude": {
        (AMPLITUDE_KINDS.get(name, "custom"), name): count
        for name, count in CAPTURED["amplitude_misc"]["by_event"].items()
        if name != "$identify"  # part of the properties of people in an export
    },
    "snowplow": {
        event: CAPTURED["snowplow_misc"]["by_event"][name]
        for event, name in SNOWPLOW_EVENTS.items()
    },
    "countly": {
        ("click", "[CLY]_action"): CAPTURED["countly_click"]["matched"],
        ("scroll", "[CLY]_action"): CAPTURED["countly_scroll_y"]["captured"],
        ("page_view", "[CLY]_view"): 133,
        ("page_leave", "[CLY]_view"): 115,
        ("custom", "[CLY]_orientation"): 148,
    },
}
"""How often each vendor has captured what; `reconciliation.json` and README of the data say so."""

DUPLICATES = {"segment": 19, "rudderstack": 6, "amplitude": 20, "snowplow": 19, "countly": 4}
"""Rows that were delivered again."""


FEATURE = "'[data-attr=' || (properties ->> '/feature') || ']'"
HIT = "coalesce('[data-attr=' || (element_attributes ->> '/data-attr') || ']', '#' || element_id)"

ELEMENTS = {
    "segment": ("Element Clicked", FEATURE, "segment_track_own_props"),
    "rudderstack": ("Feature Used", FEATURE, "rudderstack_track"),
    "amplitude": ("[Amplitude] Element Clicked", HIT, "amplitude_element_clicked"),
    "snowplow": ("feature_used", FEATURE, "snowplow_self_describing"),
}
"""The events that are clicks, the key of their element, and where it says how many there are."""

LATE = {"segment": 18, "rudderstack": 0, "amplitude": 23, "snowplow": 65, "countly": 53}
"""Events of sessions that were offline, which came a day later: of SDKs that kept them."""

BOTS = {"segment": 1, "rudderstack": 1, "amplitude": 0, "snowplow": 1}
"""How many bots show themselves: Amplitude exports no user agent."""

SESSIONS = {"amplitude": 42, "rudderstack": 41, "snowplow": 43}
