"""The formats of statistics and logs of websites: which pages were viewed, and little else.

What to put here: what `registry.py` has of the other formats.
"""

from collections.abc import Mapping
from typing import Final

from transforms.decoders.layouts import Layout, as_named

WEBSITES: Final[Mapping[str, Layout]] = {
    "matomo": Layout(
        rows="Matomo's actions",
        columns=as_named(
            "idlink_va",
            "server_time",
            "idvisit",
            "idvisitor",
            "user_id",
            "idpageview",
            "url",
            "url_prefix",
            "type",
            "url_ref",
            "url_prefix_ref",
            "name",
            "event_category",
            "event_action",
            "content_name",
            "custom_float",
            "referer_url",
            "location_country",
        ),
        event_at="instant_in_utc(server_time)",
        required=("idlink_va", "server_time", "idvisit", "url", "type"),
        needs_record=True,  # any column of a visit may be a trait
    ),
    "umami": Layout(
        rows="Umami's events",
        columns=as_named(
            "event_id",
            "created_at",
            "event_type",
            "event_name",
            "session_id",
            "visit_id",
            "distinct_id",
            "hostname",
            "url_path",
            "url_query",
            "page_title",
            "referrer_domain",
            "tag",
            "country",
        ),
        event_at="instant_in_utc(created_at)",
        required=("event_id", "created_at", "event_type", "url_path"),
        needs_record=True,
    ),
    "goatcounter": Layout(
        rows="GoatCounter's pageviews",
        columns={
            "path": ("2Path", "2,Path"),
            "title": ("Title",),
            "event": ("Event",),
            "user_agent": ("UserAgent", "User-Agent"),
            "session": ("Session",),
            "bot": ("Bot",),
            "referrer": ("Referrer",),
            "referrer_scheme": ("Referrer scheme",),
            "location": ("Location",),
            "created_at": ("Date",),
        },
        event_at="instant_in_utc(created_at)",
        required=("Session", "Event", "Date"),
        repeats_within="file",
        needs_content=True,
        needs_record=True,
    ),
    "access_log": Layout(
        rows="a web server's requests",
        columns=as_named("entry"),
        event_at="logged_at(entry)",
        header=("entry",),
        needs_content=True,
        repeats_within="file",
    ),
    "alb_log": Layout(
        rows="a load balancer's requests",
        columns=as_named("entry"),
        event_at="instant_in_utc(regexp_extract(entry, '^\\S+ (\\S+)', 1))",
        header=("entry",),
        needs_content=True,
        repeats_within="file",
    ),
    "w3c_log": Layout(
        rows="a web server's requests",
        columns={
            **as_named("date", "time"),
            "method": ("cs-method",),
            "path": ("cs-uri-stem",),
            "query": ("cs-uri-query",),
            "status": ("sc-status",),
            "address": ("c-ip",),
            "person": ("cs-username",),
            "host": ("x-host-header", "cs-host", "cs(Host)"),
            "agent": ("cs(User-Agent)",),
            "referrer": ("cs(Referer)",),
            "request_id": ("x-edge-request-id",),
        },
        event_at="instant_in_utc(date || ' ' || time)",
        required=("date", "time", "cs-method", "cs-uri-stem", "sc-status"),
        names_after="#Fields:",
        needs_content=True,
        repeats_within="file",
    ),
}
