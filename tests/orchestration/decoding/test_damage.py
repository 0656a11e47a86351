"""Damage costs its field, not its event: the row loads without it, and says why."""

from pathlib import Path

import pytest

from tests.orchestration.decoding.case import Warehouse, line, with_properties


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
