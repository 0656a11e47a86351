"""The formats of what vendors know of people, apart from any event.

What to put here: what `registry.py` has of the other formats.
"""

from collections.abc import Mapping
from typing import Final

from transforms.decoders.layouts import Layout, as_named

PROFILES: Final[Mapping[str, Layout]] = {
    "posthog_persons": Layout(
        rows="PostHog's persons",
        columns={
            **as_named(
                "distinct_id",
                "person_id",
                "person_version",
                "person_distinct_id_version",
                "is_deleted",
            ),
            "file_name": ("file name",),
        },
        # a row has no time; the file is named by the interval in which its people changed
        event_at=r"instant(regexp_extract(file_name, '^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-][\d:]+)'))",
        nested=("properties",),
        required=("distinct_id", "person_id", "person_version", "properties"),
        traits_in=("properties",),
        in_folders=("file name",),
    ),
    "mixpanel_profiles": Layout(
        rows="Mixpanel's profiles",
        columns={
            "distinct_id": ("$distinct_id",),
            "properties": ("$properties",),
            "last_seen": ("$properties.$last_seen",),
        },
        event_at="instant_in_utc(last_seen)",
        required=("$distinct_id", "$properties"),
        records="results",  # of an answer of Mixpanel's API
    ),
}
"""Their rows are of the kind `profile`."""
