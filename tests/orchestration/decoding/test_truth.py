"""The decoders read real exports as what they are, checked against the truth beside them."""

import gzip
import json
import math
from collections import Counter
from pathlib import Path

import pytest

from tests.orchestration.decoding.case import decoded_whole
from tests.real_data import SDK

POSTHOG = SDK / "posthog" / "events"
HEATMAPS = SDK / "posthog" / "heatmaps"
MIXPANEL = SDK / "mixpanel" / "milliseconds"
EXACT = "* exclude (file_id)"


def truth() -> list[dict]:
    lines = gzip.decompress((SDK / "ground_truth.jsonl.gz").read_bytes()).splitlines()
    return [json.loads(line) for line in lines]


@pytest.mark.parametrize("folder", [POSTHOG, HEATMAPS])
def test_posthog_parquet_and_json_lines_hold_the_same_events(folder: Path, tmp_path: Path) -> None:
    is_events = folder is POSTHOG
    export = {
        "format": "posthog_events" if is_events else "posthog_heatmaps",
        "traits": ("plan", "role"),
    }
    rows = []

    for form in ("jsonl", "parquet"):
        files = sorted((folder / form).iterdir())
        rows.append(
            decoded_whole(tmp_path, form, files, **export).ask(f"select {EXACT} from events")
        )

    assert Counter(map(str, rows[0])) == Counter(map(str, rows[1]))
    assert len(rows[0]) == (1209 if is_events else 935)


def test_posthog_events_are_distinct_by_their_uuid(tmp_path: Path) -> None:
    files = sorted((POSTHOG / "parquet").iterdir())

    events = decoded_whole(tmp_path, "posthog", files)

    distinct = events.ask("select kind, count(distinct event_id) from events group by kind")
    assert dict(distinct) == {
        "page_view": 130,
        "page_leave": 127,
        "click": 358,
        "rage_click": 7,
        "dead_click": 29,
        "error": 6,
        "identify": 140,
        "input": 28,
        "submit": 22,
        "custom": 329,
    }


def test_late_posthog_rows_are_received_on_the_day_they_were_inserted(tmp_path: Path) -> None:
    files = sorted((POSTHOG / "parquet").iterdir())

    events = decoded_whole(tmp_path, "posthog", files)

    late = events.ask(
        "select count(*) from events"
        " where event_date = '2026-11-16' and received_at::date = '2026-11-18'"
    )
    assert late == [(33,)]


def test_posthog_page_leaves_tell_the_largest_scroll_of_the_truth(tmp_path: Path) -> None:
    files = sorted((POSTHOG / "parquet").iterdir())
    heights = {
        (row["path"], row["viewport_w"], row["max_scroll_y"], row["doc_h"])
        for row in truth()
        if row["action"] == "page_leave"
    }

    events = decoded_whole(tmp_path, "posthog", files)

    leaves = events.ask(
        "select distinct url_path, viewport_width, scroll_max::int, document_height from events"
        " where kind = 'page_leave'"
    )
    assert len(leaves) > 20
    assert set(leaves) <= heights


def test_heatmap_clicks_lie_in_their_box_and_fixed_ones_in_the_viewport(tmp_path: Path) -> None:
    files = sorted((HEATMAPS / "parquet").iterdir())
    boxes = Counter(
        (row["path"], 16 * js_round(x / 16), 16 * js_round(y / 16), fixed)
        for row in truth()
        if row["action"] == "click"
        for fixed in [row["position"] in ("sticky", "fixed")]
        for x, y in [
            (row["client_x"], row["client_y"]) if fixed else (row["page_x"], row["page_y"])
        ]
    )

    events = decoded_whole(tmp_path, "heatmaps", files, format="posthog_heatmaps")

    clicks = events.ask(
        "select distinct on (event_id) url_path, page_x::int, page_y::int, is_fixed_target"
        " from events where kind = 'click'"
    )
    assert len(clicks) == 366
    assert not Counter(clicks) - boxes


def js_round(value: float) -> int:
    """Round halves up, as JavaScript does."""
    return math.floor(value + 0.5)


def test_a_heatmap_batch_delivered_again_has_the_same_identities(tmp_path: Path) -> None:
    files = sorted((HEATMAPS / "parquet").iterdir())

    events = decoded_whole(tmp_path, "heatmaps", files, format="posthog_heatmaps")

    counts = events.ask(
        "select kind, count(*), count(distinct event_id) from events group by kind order by kind"
    )
    assert counts == [
        ("click", 374, 366),
        ("dead_click", 29, 29),
        ("move", 394, 386),
        ("rage_click", 7, 7),
        ("scroll", 131, 127),
    ]


def test_mixpanel_clicks_are_where_the_truth_has_them(tmp_path: Path) -> None:
    files = sorted(MIXPANEL.iterdir())
    clicks = Counter(
        (row["path"], row["page_x"], row["page_y"], row["client_x"], row["client_y"])
        for row in truth()
        if row["action"] == "click"
    )

    events = decoded_whole(tmp_path, "mixpanel", files, format="mixpanel")

    found = events.ask(
        "select distinct on (event_id)"
        " url_path, page_x, page_y, client_x, client_y from events where kind = 'click'"
    )
    assert len(found) == 328
    assert not Counter(found) - clicks


def test_mixpanel_seconds_and_milliseconds_are_the_same_events(tmp_path: Path) -> None:
    columns = f"{EXACT} replace (date_trunc('second', event_at) as event_at)"
    without_ids = columns.replace("(file_id)", "(file_id, event_id, vendor_event_id)")
    rows = []

    for name in ("seconds", "milliseconds"):
        files = sorted((SDK / "mixpanel" / name).iterdir())
        events = decoded_whole(tmp_path, name, files, format="mixpanel", traits=("plan",))
        rows.append(events.ask(f"select {without_ids} from events"))
        assert events.ask("select count(*), count(distinct event_id) from events") == [(1477, 1155)]

    assert Counter(map(str, rows[0])) == Counter(map(str, rows[1]))


def test_both_vendors_name_the_same_element_for_the_same_click(tmp_path: Path) -> None:
    posthog = decoded_whole(tmp_path, "posthog", sorted((POSTHOG / "parquet").iterdir()))
    files = sorted(MIXPANEL.iterdir())
    mixpanel = decoded_whole(tmp_path, "mixpanel", files, format="mixpanel")
    query = """
        select distinct on (event_id)
            date_trunc('second', event_at),
            (url_path, element_tag, element_id, element_classes, element_href, element_path,
            element_attributes ->> '/data-attr')
        from events where kind = 'click'
    """

    elements = dict(posthog.ask(query))
    both = [(elements[at], element) for at, element in mixpanel.ask(query) if at in elements]

    assert len(both) > 300
    assert [pair for pair in both if pair[0] != pair[1]] == []
