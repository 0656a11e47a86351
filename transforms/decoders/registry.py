"""The formats of vendors: one row each, with the fields in its rows.

What to put here: names of the vendor's fields, and what is needed of them to parse a file. What the
fields mean is in the SQL file of the format. Formats of page views alone are in `websites.py`.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from transforms.decoders.layouts import Layout, as_named
from transforms.decoders.profiles import PROFILES
from transforms.decoders.snowplow import ENRICHED, entities, event_data, robots
from transforms.decoders.websites import WEBSITES

SPEC: Final = Layout(
    rows="calls of Segment's spec",
    columns={
        **as_named("type", "event", "name", "timestamp", timestamp=("originalTimestamp",)),
        "message_id": ("messageId",),
        "received_at": ("receivedAt",),
        "user_id": ("userId",),
        "anonymous_id": ("anonymousId",),
        "previous_id": ("previousId",),
        "context_traits": ("context.traits",),
        "context_url": ("context.page.url",),
        "context_title": ("context.page.title",),
        "context_referrer": ("context.page.referrer",),
        "session_id": ("context.sessionId",),
        "user_agent": ("context.userAgent",),
        "country": ("context.location.country",),
        "screen_width": ("context.screen.width",),
        "screen_height": ("context.screen.height",),
        "inner_width": ("context.screen.innerWidth",),
        "inner_height": ("context.screen.innerHeight",),
    },
    event_at="instant(timestamp)",
    computed={
        "url": "coalesce(properties.url, context_url)",
        "referrer": "coalesce(properties.referrer, context_referrer)",
    },
    nested=("properties", "traits"),
    required=("type", "messageId", "timestamp"),
    traits_in=("traits",),
    others="type = 'track'",
    has_own_ids=True,
)
"""The calls page, screen, track, identify, group and alias, of Segment and those that follow it."""

LAYOUTS: Final[Mapping[str, Layout]] = {
    "posthog_events": Layout(
        rows="PostHog's events",
        columns=as_named(
            "uuid",
            "event",
            "distinct_id",
            "person_id",
            "elements_chain",
            "timestamp",
            "created_at",
            "_inserted_at",
            # the first Parquet exports; exports to BigQuery, Postgres, Redshift and Snowflake
            _inserted_at=("inserted_at", "bq_ingested_timestamp"),
            elements_chain=("elements",),
        ),
        event_at="instant(timestamp)",
        nested=("properties", "person_properties"),
        required=("uuid", "event", "timestamp", "properties"),
        traits_in=("properties", "person_properties"),
        others="not starts_with(event, '$') or event in ('$exception', '$feature_flag_called')",
        wanted=("$exception_type", "$feature_flag", "$feature_flag_response"),
        unwanted=("distinct_id", "title", "token"),
        always="$feature/",  # the variants of flags that a person had
        identified_by=("event_name", "anonymous_id"),
    ),
    "posthog_heatmaps": Layout(
        rows="PostHog's heatmaps",
        columns=as_named(
            "session_id",
            "distinct_id",
            "timestamp",
            "x",
            "y",
            "scale_factor",
            "viewport_width",
            "viewport_height",
            "pointer_target_fixed",
            "current_url",
            "type",
            "_inserted_at",
        ),
        event_at="instant(timestamp)",
        required=("session_id", "distinct_id", "timestamp", "x", "y", "type"),
        repeats_within="flush",
        records="results",  # of an answer of PostHog's query API
    ),
    "mixpanel": Layout(
        rows="Mixpanel's events",
        columns=as_named("event"),
        event_at="on_local_clock(epoch_of_either_unit(properties.time))",
        # without a device, the person's id, which another may be merged into
        computed={
            "device": 'coalesce(properties."$device_id", device_of(properties.distinct_id))',
        },
        nested=("properties",),
        required=("event", "properties"),
        traits_in=("properties",),
        others="not starts_with(event, '$') or event = '$experiment_started'",
        wanted=("$experiment_name", "$variant_name"),
        unwanted=(
            "current_domain",
            "current_page_title",
            "current_url_path",
            "current_url_protocol",
            "current_url_search",
            "distinct_id",
            "mp_country_code",
            "mp_lib",
            "mp_processing_time_ms",
            "mp_sent_by_lib_version",
            "time",
            "token",
        ),
    ),
    "segment": SPEC,
    "rudderstack": replace(SPEC, sql="segment"),
    "amplitude": Layout(
        rows="Amplitude's events",
        columns={
            "insert_id": ("$insert_id",),
            **as_named(
                "uuid",
                "event_type",
                "event_time",
                "server_upload_time",
                "user_id",
                "device_id",
                "amplitude_id",
                "session_id",
                "country",
            ),
        },
        event_at="instant_in_utc(event_time)",
        computed={
            "url": 'coalesce(event_properties."[Amplitude] Page Location",'
            ' event_properties."[Amplitude] Page URL")'
        },
        nested=("event_properties", "user_properties"),
        required=("event_type", "event_time", "event_properties"),
        traits_in=("user_properties",),
        others="not regexp_matches(event_type, '^([$\\[]|session_(start|end)$)')",
        others_in="event_properties",
        sign="[Amplitude] ",
        unwanted=("referrer", "referring_domain"),
        has_own_ids=True,
    ),
    "snowplow": Layout(
        rows="Snowplow's enriched events",
        columns={
            **as_named(*ENRICHED.values()),
            "entities": ("contexts.data",),
            "derived_entities": ("derived_contexts.data",),
            "event_data": ("unstruct_event.data.data",),
        },
        event_at="coalesce(instant_in_utc(derived_tstamp), instant_in_utc(collector_tstamp))",
        required=("event_id", "event", "collector_tstamp"),
        header=tuple(ENRICHED.get(place, str(place)) for place in range(131)),
        has_own_ids=True,
        gathered={
            "entities": entities,
            "derived_entities": robots,
            "event_data": event_data,
        },
    ),
    "countly": Layout(
        rows="Countly's drill events",
        columns=as_named(
            "e", "id", "ts", "rts", "did", "uid", "dur", id=("_id",), rts=("cd", "cd.$date")
        ),
        event_at="epoch_of_either_unit(ts)",
        nested=("sg", "custom", "up"),
        required=("e", "id", "ts"),
        traits_in=("custom", "up"),
        others="not starts_with(e, '[CLY]')",
        others_in="sg",
        sign="[CLY]",
    ),
    "ga4": Layout(
        rows="Google Analytics' events",
        columns={
            **as_named(
                "event_timestamp",
                "event_name",
                "event_params",
                "user_properties",
                "user_id",
                "user_pseudo_id",
                "stream_id",
            ),
            "country": ("geo.country",),
            "hostname": ("device.web_info.hostname",),
        },
        event_at="epoch_instant(event_timestamp, 1)",
        required=("event_timestamp", "event_name", "event_params"),
        left_out=("events_intraday_",),
    ),
    "fullstory": Layout(
        rows="Fullstory's events",
        columns=as_named(
            "event_id",
            "event_time",
            "processed_time",
            "device_id",
            "session_id",
            "view_id",
            "event_type",
        ),
        event_at="instant_in_utc(event_time)",
        nested=("event_properties", "source_properties"),
        required=("event_id", "event_time", "event_type", "device_id"),
        others="event_type = 'custom'",
        others_in="event_properties",
        sign="additional_",
        unwanted=("event_name", "event_definition_id", "target"),
    ),
    "heap": Layout(
        rows="Heap's events",
        columns={
            **as_named("event_id", "time", "type", "user_id", "session_id"),
            **as_named("from_user_id", "to_user_id"),
            **as_named("domain", "path", "query", "hash", "title", "referrer"),
            **as_named("target_text", "href", "hierarchy", "country"),
            "table_name": ("folder name",),
        },
        event_at="coalesce(epoch_of_either_unit(time), instant_in_utc(time))",
        required=("time",),
        in_folders=("folder name",),
        left_out=("/users/", "/sessions/", "manifests/"),
        identified_by=("kind",),
        needs_record=True,  # any column may be a trait
    ),
    "rrweb": Layout(
        rows="rrweb's recordings",
        columns={
            **as_named(
                "kind",
                "timestamp",
                "href",
                "width",
                "height",
                "x",
                "y",
                "elements",
                "inside",
                "own",
            ),
            "scrolled_left": ("left",),
            "scrolled_top": ("top",),
            "person": ("user",),
            "file_name": ("file name",),
        },
        event_at="epoch_of_either_unit(timestamp)",
        required=("timestamp",),
        in_folders=("user", "file name"),
        is_recording=True,
        needs_content=True,
        repeats_within="file",
    ),
    **PROFILES,
    **WEBSITES,
}
"""Formats of vendors; that of a table follows from its mapping (table.py)."""
