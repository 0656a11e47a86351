"""Damage costs its field, not its event: the row loads without it, and says why."""

import json
from pathlib import Path

import polars as pl
import pytest

from tests.orchestration.decoding.case import POSTHOG, Warehouse, line, with_properties


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    return Warehouse(tmp_path)


DAMAGED_LINES = [
    ("bad_time", "received_at", line(_inserted_at="2026-13-45T00:00:00Z")),
    ("time_out_of_range", "received_at", line(_inserted_at="1989-12-31T23:59:59Z")),
    ("bad_type", "viewport_width", with_properties(**{"$viewport_width": "wide"})),
    ("bad_type", "viewport_width", with_properties(**{"$viewport_width": [1440]})),
    ("bad_type", "viewport_width", with_properties(**{"$viewport_width": True})),
    ("impossible_size", "viewport_width", with_properties(**{"$viewport_width": 0})),
    ("impossible_size", "viewport_height", with_properties(**{"$viewport_height": -900})),
    ("impossible_size", "viewport_width", with_properties(**{"$viewport_width": 2_000_000})),
    ("impossible_coordinates", "scroll_max", with_properties(**{"$prev_pageview_max_scroll": 1e9})),
    (
        "impossible_coordinates",
        "scroll_max",
        with_properties(**{"$prev_pageview_max_scroll": "NaN"}),
    ),
    (
        "impossible_coordinates",
        "scroll_max",
        with_properties(**{"$prev_pageview_max_scroll": "-inf"}),
    ),
    (
        "impossible_scroll",
        "scroll_depth_fraction",
        with_properties(**{"$prev_pageview_max_content_percentage": 230.3}),
    ),
    (
        "impossible_duration",
        "duration_seconds",
        with_properties(**{"$prev_pageview_duration": -1}),
    ),
    (
        "bad_type impossible_duration",
        "coalesce(viewport_width, duration_seconds)",
        with_properties(**{"$viewport_width": "wide", "$prev_pageview_duration": -1}),
    ),
]


@pytest.mark.parametrize(("reasons", "field", "bad"), DAMAGED_LINES)
def test_damage_costs_its_field_and_its_reason_is_kept(
    reasons: str, field: str, bad: bytes, warehouse: Warehouse
) -> None:
    decoded = warehouse.decode(bad)

    assert (decoded.accepted_count, decoded.rejected_count) == (1, 0)
    assert warehouse.one(f"damage, {field}, url_path") == (reasons, None, "/pricing")


def test_a_sound_row_has_no_damage(warehouse: Warehouse) -> None:
    warehouse.decode(line())

    assert warehouse.one("damage") == (None,)


BROKEN_PROPERTIES = {
    "half a character": (r'"title":"Go \udc00 on \ud83d\ude00"', "Go  on \U0001f600"),
    "a line feed": ('"title":"one\ntwo"', "one two"),
    "a backslash that escapes nothing": (r'"title":"\x41, \"so\" \\ "', 'x41, "so" \\ '),
    "a word that is no value": ('"title":undefined', None),
    "a number that is none": ('"title":01', None),
}


@pytest.mark.parametrize("form", ["parquet", "text in a line", "line"])
def test_a_property_that_is_broken_json_costs_itself_alone(form: str, warehouse: Warehouse) -> None:
    url = '"$current_url":"https://a.example/pricing"'
    texts = [
        f'{{{url},{broken},"$viewport_width":1440}}' for broken, _ in BROKEN_PROPERTIES.values()
    ]
    if form == "line":  # a line feed would end it
        texts = [text.replace("\n", "\t") for text in texts]

    decoded = warehouse.decode(holding(texts, form, warehouse.sources))

    assert (decoded.accepted_count, decoded.rejected_count) == (len(texts), 0)
    found = warehouse.ask("select url_path, viewport_width, page_title, damage from events")
    # lines lose half characters before they are parsed
    damages = {"half a character": None} if form == "line" else {}
    assert found == [
        ("/pricing", 1440, title, damages.get(kind, "bad_json"))
        for kind, (_, title) in BROKEN_PROPERTIES.items()
    ]


def holding(texts: list[str], form: str, folder: Path) -> bytes:
    """Rows of PostHog with these texts as properties."""
    if form == "line":
        sound = json.dumps(POSTHOG["properties"]).encode()
        return b"".join(line().replace(sound, text.encode()) for text in texts)
    if form == "text in a line":
        return b"".join(line(properties=text) for text in texts)
    columns = {name: [text] * len(texts) for name, text in POSTHOG.items()}
    pl.DataFrame({**columns, "properties": texts}).write_parquet(folder / "rows")
    return (folder / "rows").read_bytes()


def test_properties_are_read_up_to_where_they_break(warehouse: Warehouse) -> None:
    url = '"$current_url":"https://a.example/pricing"'
    ends = ['"title":"Pri', '"title":', '"title":"say "hi"","$viewport_width":9}', '"l":[1,']
    texts = [f'{{{url},"$set":{{"a":[{{"b":"}}"}}]}},"$viewport_width":1440,{end}' for end in ends]

    warehouse.decode(holding(texts, "parquet", warehouse.sources))

    found = warehouse.ask("select url_path, viewport_width, page_title, damage from events")
    assert found == [("/pricing", 1440, None, "bad_json")] * len(ends)


def test_broken_json_in_a_text_column_of_a_table_costs_itself_alone(warehouse: Warehouse) -> None:
    named = {"event_at": "at", "page": "more.page", "page_x": "more.x"}
    columns = {**named, "kind": {"value": "click"}}
    rows = [
        b"at,more",
        b'2026-11-16 10:00:00,"{""page"":""/pricing"",""note"":""\\x41"",""x"":7}"',
        b'2026-11-16 10:00:01,"{""page"":""/pricing"",""x"":7}"',
        b"2026-11-16 10:00:02,",
    ]

    warehouse.decode(b"\n".join(rows), path="t.csv", format="table", columns=columns)

    assert warehouse.ask("select url_path, page_x, damage from events order by line_number") == [
        ("/pricing", 7, "bad_json"),
        ("/pricing", 7, None),
        (None, None, None),
    ]


def test_a_scroll_position_counts_in_every_kind_of_event(warehouse: Warehouse) -> None:
    columns = {"event_at": "at", "kind": {"value": "ping"}, "scroll_top": "top"}
    sizes = {"viewport_height": 900, "document_height": 3600}

    warehouse.decode(
        b"at,top\n2026-11-16 10:00:00,1800\n",
        path="t.csv",
        format="table",
        columns=columns,
        defaults=sizes,
    )

    found = warehouse.one("scroll_max, scroll_depth_px, scroll_depth_fraction, scroll_basis")
    assert found == (1800, 2700, 0.75, "bottom_of_viewport")
