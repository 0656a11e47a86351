"""Whole URLs give pages and hosts, never what people typed; odd values cost their own rows only."""

import json
from pathlib import Path

import pytest

from tests.orchestration.decoding.case import Warehouse, line

COLUMNS = {"event_id": "id", "event_at": "at", "kind": {"value": "page_view"}}


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("https://www.corp.example/home?token=SECRET#f", "/home"),
        ("//corp.example/home?x", "/home"),
        ("/search?q=hiv+test#top", "/search"),
        ("search?q=hiv", "search"),
        ("C# basics", "C# basics"),
        ("settings: billing", "settings: billing"),
    ],
)
def test_a_page_is_what_a_url_leads_to_without_query(
    tmp_path: Path, address: str, page: str
) -> None:
    warehouse = Warehouse(tmp_path)

    warehouse.decode(
        f'id,at,p\n1,2026-11-20 10:00:00,"{address}"\n'.encode(),
        format="table",
        columns={**COLUMNS, "page": "p"},
    )

    assert warehouse.one("url_path, url_query, url_host") == (page, None, None)


def test_a_url_fills_its_four_parts(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)

    warehouse.decode(
        b"id,at,u\n1,2026-11-20 10:00:00,https://Www.corp.example/home?token=S#f\n",
        format="table",
        columns={**COLUMNS, "url": "u"},
    )

    found = warehouse.one("url_host, url_path, url_query, url_fragment")
    assert found == ("www.corp.example", "/home", "token=S", "f")


def test_referrers_are_hosts_and_links_have_no_query(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)

    warehouse.decode(
        b"id,at,r,h\n"
        b"1,2026-11-20 10:00:00,https://ref.example/p?mail=x@y.example,mailto:a@b.example\n"
        b"2,2026-11-20 10:00:00,ref.example/p?x,/x?mail=x@y.example\n",
        format="table",
        columns={**COLUMNS, "referrer_host": "r", "element_href": "h"},
    )

    found = warehouse.ask("select referrer_host, element_href from events order by line_number")
    assert found == [("ref.example", "mailto:"), ("ref.example", "/x")]


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "America/Los_Angeles"])
def test_a_time_at_the_end_of_all_times_costs_its_own_line(tmp_path: Path, zone: str) -> None:
    warehouse = Warehouse(tmp_path)

    decoded = warehouse.decode(
        b"id,at\n1,2026-11-20 10:00:00Z\n2,294247-01-10 04:00:54Z\n3,290309-12-22 (BC) 00:00:00Z\n",
        format="table",
        columns=COLUMNS,
        dates_in=zone,
    )

    assert (decoded.problem, decoded.accepted_count, decoded.rejected_count) == (None, 1, 2)


def test_precisions_are_those_of_a_pointer(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)

    warehouse.decode(
        b"id,at,x,s\n1,2026-11-20 10:00:00,5,16\n2,2026-11-20 10:00:00,5,32767\n"
        b"3,2026-11-20 10:00:00,5,0\n",
        format="table",
        columns={**COLUMNS, "page_x": "x", "coord_precision_px": "s"},
    )

    found = warehouse.ask("select line_number, damage from events order by 1")
    assert found == [(2, None), (3, "impossible_coordinates"), (4, "impossible_coordinates")]


def test_received_in_the_future_is_no_excuse_for_an_event_there(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)

    warehouse.decode(
        b"id,at,r\n1,2199-01-01 10:00:00,2199-01-01 10:00:00\n",
        format="table",
        columns={**COLUMNS, "received_at": "r"},
    )

    assert [reason for _, reason, _ in warehouse.rejected()] == ["future_time"]


def test_what_duckdb_refuses_is_the_problem_of_one_file(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)

    # DuckDB's structs know no difference between the two
    decoded = warehouse.decode(
        b'{"id": "1", "ID": "DE", "at": "2026-11-20 10:00:00"}\n',
        format="table",
        columns={**COLUMNS, "country": "ID"},
    )

    assert decoded.problem is not None and "BinderException" in decoded.problem


def test_a_header_may_begin_with_a_cell_without_a_name(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)

    decoded = warehouse.decode(
        b"\tid\tat\n0\t1\t2026-11-20 10:00:00\n", format="table", columns=COLUMNS
    )

    assert (decoded.accepted_count, decoded.rejected_count) == (1, 0)


def test_a_record_of_too_many_long_lines_costs_its_own_lines(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    long = b'"' + b"\n".join([b"z" * 100_000] * 60) + b'"'

    decoded = warehouse.decode(
        b"id,at,t\n1,2026-11-20 10:00:00," + long + b"\n2,2026-11-20 10:00:00,x\n",
        format="table",
        columns={**COLUMNS, "page_title": "t"},
    )

    assert (decoded.problem, decoded.accepted_count, decoded.rejected_count) == (None, 1, 60)


@pytest.mark.parametrize("text", ["no JSON", '{"half": ', "[1]", "1"])
def test_attributes_that_are_no_json_object_cost_themselves_alone(
    text: str, tmp_path: Path
) -> None:
    warehouse = Warehouse(tmp_path)
    row = {"id": "e1", "at": "2026-11-16T10:00:00Z", "kind": "click", "attributes": text}
    columns = {"event_id": "id", "event_at": "at", "kind": "kind"}
    mapped = {**columns, "element_attributes": "attributes"}

    warehouse.decode(line(row), format="table", columns=mapped)

    assert warehouse.one("kind, element_attributes") == ("click", None)


def test_a_screen_of_an_app_is_its_page_and_a_touch_a_click_on_it(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    screen = {"$screen_name": "Home", "$screen_width": 390, "$screen_height": 844}
    touch = {**screen, "$event_type": "touch", "$touch_x": 120.5, "$touch_y": 333}

    warehouse.decode(
        line(event="$screen", properties=screen)
        + line(uuid="e2", event="$autocapture", properties=touch)
    )

    columns = "kind, url_path, page_x, page_y, viewport_width, viewport_height"
    assert warehouse.ask(f"select {columns} from events order by line_number") == [
        ("page_view", "Home", None, None, 390, 844),
        ("click", "Home", 120.5, 333, 390, 844),
    ]


SUM = {"metric": "RageClickCount", "by": "all", "date": "2026-11-16"}


@pytest.mark.parametrize(
    ("told", "kept", "damage"),
    [
        (
            {"sessionscount": "8", "subtotal": 0},
            {"judged_session_count": 8, "found_count": 0},
            None,
        ),
        ({"sessionswithmetricpercentage": 0}, {"session_percentage": 0}, None),
        ({"sessionswithmetricpercentage": "100"}, {"session_percentage": 100}, None),
        ({"sessionswithmetricpercentage": 100.5}, {}, "impossible_number"),
        ({"averagescrolldepth": 100}, {"scroll_percentage": 100}, None),
        ({"averagescrolldepth": -1, "activetime": 1}, {"active_seconds": 1}, "impossible_number"),
        ({"totaltime": "inf"}, {}, "impossible_number"),
        ({"pagespersessionpercentage": "NaN"}, {}, "impossible_number"),
        ({"totalsessioncount": "-7"}, {}, "impossible_number"),
        ({"totalbotsessioncount": "1e16"}, {}, "impossible_number"),
        ({"distinctusercount": "1e15"}, {"user_count": 1e15}, None),
        ({"subtotal": "many", "activetime": ""}, {}, "bad_type"),
        ({"subtotal": "many", "totaltime": -1}, {}, "bad_type impossible_number"),
    ],
)
def test_numbers_of_sums_are_finite_and_shares_are_at_most_the_whole(
    told: dict[str, object], kept: dict[str, float], damage: str | None, tmp_path: Path
) -> None:
    warehouse = Warehouse(tmp_path)

    decoded = warehouse.decode(line({**SUM, **told}), format="clarity")

    assert (decoded.accepted_count, warehouse.one("damage")) == (1, (damage,))
    (properties,) = warehouse.one("properties")
    found = {name: value for name, value in json.loads(properties).items() if value is not None}
    assert found == {"by": "all", **kept}
