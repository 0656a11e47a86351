"""The fields in the rows of each format.

What to put here: names of the vendor's fields, and what is needed of them to parse a file. What the
fields mean is in the decoders' SQL.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal


@dataclass(frozen=True)
class Layout:
    """Fields of a row, and how to read time and identity from them.

    Attributes:
        columns: names that the decoder uses, and the names in the file.
        event_at: the time, as SQL over the fields.
        nested: fields that are JSON objects.
        required: fields without which nothing can be decoded.
        traits_in: nested objects that traits are looked for in.
        others: SQL that is true for rows whose properties without a column are kept,
        wanted: of those that begin with $, only these,
        unwanted: of all others, all but these.
        repeats_within: where events have no id: equal ones are numbered within the "file", or
            within a "flush", the rows of one session, person and time.
        needs_content: whether records have a hash of the whole row, `content`.
        identified_by: columns that belong to an event's identity, beside its id and date.
        has_own_ids: whether ids are a file's own, which may begin anew every day.
    """

    columns: Mapping[str, str]
    event_at: str
    nested: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    traits_in: tuple[str, ...] = ()
    others: str = "false"
    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()
    repeats_within: Literal["", "flush", "file"] = ""
    needs_content: bool = False
    identified_by: tuple[str, ...] = ()
    has_own_ids: bool = False


def _as_named(*names: str) -> Mapping[str, str]:
    return {name: name for name in names}


LAYOUTS: Final[Mapping[str, Layout]] = {
    "posthog_events": Layout(
        columns=_as_named(
            "uuid",
            "event",
            "distinct_id",
            "person_id",
            "elements_chain",
            "timestamp",
            "created_at",
            "_inserted_at",
        ),
        event_at="instant(timestamp)",
        nested=("properties", "person_properties"),
        required=("uuid", "event", "timestamp", "properties"),
        traits_in=("properties", "person_properties"),
        others="not starts_with(event, '$') or event in ('$exception', '$feature_flag_called')",
        wanted=("$exception_type", "$feature_flag", "$feature_flag_response"),
        unwanted=("distinct_id", "title", "token"),
        identified_by=("event_name", "anonymous_id"),
    ),
    "posthog_heatmaps": Layout(
        columns=_as_named(
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
    ),
    "mixpanel": Layout(
        columns=_as_named("event"),
        event_at="on_local_clock(epoch_of_either_unit(properties.time))",
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
}
"""Formats of vendors; that of a table follows from its mapping (table.py)."""

Fields = Mapping[str, tuple[str, ...]]
"""Fields wanted of each nested object."""


def nested_fields(layout: Layout, decoder: str, traits: Sequence[str]) -> Fields:
    """Fields that a decoder's SQL reads of each nested object, and the traits in it.

    What nothing reads is not parsed, and costs nothing.

    >>> layout = Layout({}, "null", nested=("p",), traits_in=("p",))
    >>> nested_fields(layout, 'select p.title, p."$x", p.title', ["plan"])
    {'p': ('title', '$x', 'plan')}
    """
    time_and_decoder = layout.event_at + decoder
    fields = {}
    for name in layout.nested:
        found = re.findall(rf'\b{name}\.(?:"([^"]+)"|(\w+))', time_and_decoder)
        read = [quoted or plain for quoted, plain in found]
        fields[name] = tuple(dict.fromkeys((*read, *(traits if name in layout.traits_in else ()))))
    return fields
