"""What the settings of a column do to a value, and those of a file to its text."""

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.orchestration.decoding.case import Warehouse

AT = "2026-11-16 10:00:00"


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    return Warehouse(tmp_path)


def table(columns: Any, /, **changes: Any) -> dict[str, Any]:
    """Settings of an export whose rows have `at`, and are clicks."""
    mapped = {"event_at": "at", "kind": {"value": "click"}, **columns}
    return {"format": "table", "columns": mapped, **changes}


def given(**fields: Any) -> bytes:
    """A row of CSV below its header."""
    return f"at;{';'.join(fields)}\n{AT};{';'.join(map(str, fields.values()))}\n".encode()


NESTED = {"at": AT, "context": {"page": {"url": "https://a.example/p"}, "tags": [{"id": "x"}]}}
PATHS = {"url": "context.page.url", "element_id": "context.tags.0.id", "page_title": "a.b"}


def test_a_path_leads_into_objects_and_lists_and_a_name_with_dots_comes_first(
    tmp_path: Path,
) -> None:
    row = {**NESTED, "a.b": "whole", "a": {"b": "path"}}
    as_text = {name: json.dumps(row[name]).replace('"', '""') for name in ("context", "a")}
    (tmp_path / "rows.json").write_text(json.dumps(row))
    with duckdb.connect() as duck:
        rows = f"from read_json('{tmp_path / 'rows.json'}')"
        duck.execute(f"copy ({rows}) to '{tmp_path / 'rows'}' (format parquet)")

    found = []
    for name, content in (
        ("json", json.dumps(row).encode()),
        ("csv", f'at,context,a,a.b\n{AT},"{as_text["context"]}","{as_text["a"]}",whole\n'.encode()),
        ("parquet", tmp_path / "rows"),
    ):
        warehouse = Warehouse(tmp_path / name)
        warehouse.decode(content, **table(PATHS))
        found.append(warehouse.one("url_path, element_id, page_title"))

    assert found == [("/p", "x", "whole")] * 3


def test_a_name_may_be_a_path_and_the_beginning_of_another(warehouse: Warehouse) -> None:
    rows = [{"at": AT, "a": {"b": {"c": "deep"}}}, {"at": AT, "a": {"b": "flat"}}]
    columns = {"element_id": "a.b", "page_title": "a.b.c"}

    warehouse.decode(b"".join(json.dumps(row).encode() + b"\n" for row in rows), **table(columns))

    assert warehouse.one("element_id, page_title") == ("flat", None)
    assert warehouse.rejected() == [(1, "bad_type", "a.b: an object")]


SIZES = {"viewport_width": 1000, "viewport_height": 500, "document_height": 2000}


@pytest.mark.parametrize(
    ("columns", "value", "found", "expected"),
    [
        ({"page_x": {"column": "v", "unit": "fraction", "of": "document"}}, 0.25, "page_x", 250),
        ({"page_y": {"column": "v", "unit": "percent", "of": "document"}}, 25, "page_y", 500),
        ({"client_y": {"column": "v", "unit": 32768, "of": "viewport"}}, 16384, "client_y", 250),
        (
            {"scroll_top": {"column": "v", "unit": "percent", "of": "document"}},
            5,
            "scroll_top",
            100,
        ),
        (
            {"scroll_depth_fraction": {"column": "v", "unit": "percent"}},
            1,
            "scroll_depth_fraction",
            0.01,
        ),
        ({"duration_seconds": {"column": "v", "unit": "ms"}}, 45000, "duration_seconds", 45),
        (
            {"viewport_width": {"column": "v", "match": r"^(\d+)x"}},
            "1280x720",
            "viewport_width",
            1280,
        ),
        (
            {"viewport_height": {"column": "v", "match": r"x(\d+)$"}},
            "1280x720",
            "viewport_height",
            720,
        ),
        (
            {"element_text": {"column": "v", "values": {"b*": "Buy"}}},
            "buy_7",
            "element_text",
            "Buy",
        ),
        ({"element_text": {"column": "v", "values": {"b_y": "Buy"}}}, "buy", "element_text", "buy"),
    ],
)
def test_a_value_is_converted(
    columns: Any, value: Any, found: str, expected: Any, warehouse: Warehouse
) -> None:
    sizes = {name: size for name, size in SIZES.items() if name not in columns}

    warehouse.decode(given(v=value), **table(columns, defaults=sizes))

    assert warehouse.one(found) == (expected,)


def test_a_point_in_an_element_is_moved_by_its_edge(warehouse: Warehouse) -> None:
    columns = {
        "page_x": {"column": "v", "unit": "fraction", "of": "element"},
        "element_x": {"value": 100},
        "element_width": {"value": 80},
    }

    warehouse.decode(given(v=0.5), **table(columns))

    assert warehouse.one("page_x") == (140,)


def test_a_part_of_an_unknown_size_is_unknown(warehouse: Warehouse) -> None:
    columns = {
        "page_y": {"column": "v", "unit": "percent", "of": "document"},
        "document_height": "h",
    }

    warehouse.decode(given(v=25, h=""), **table(columns))

    assert warehouse.one("page_y, document_height") == (None, None)


def test_a_client_position_and_the_scroll_give_the_place_on_the_page(warehouse: Warehouse) -> None:
    columns = {"client_x": "x", "client_y": "y", "scroll_top": "top"}

    warehouse.decode(given(x=20, y=30, top=400), **table(columns))

    assert warehouse.one("page_x, page_y, client_y") == (20, 430, 30)


@pytest.mark.parametrize(
    ("source", "fields"),
    [
        (
            {"column": ["day", "time"], "format": "%d.%m.%Y %H:%M"},
            {"day": "16.11.2026", "time": "10:00"},
        ),
        ({"column": ["day", "time"]}, {"day": "2026-11-16", "time": "10:00:00"}),
        (
            {"column": "ms", "unit": "ms", "since": "start"},
            {"start": "2026-11-16 09:59", "ms": 60_000},
        ),
        (
            {"column": "s", "unit": "s", "since": {"column": "start", "unit": "ms"}},
            {"start": 1_794_823_140_000, "s": 60},
        ),
    ],
)
def test_a_time_is_in_two_columns_or_counts_from_another(
    source: Any, fields: dict[str, Any], warehouse: Warehouse
) -> None:
    warehouse.decode(given(**fields), **table({"event_at": source}))

    assert warehouse.one("event_at::varchar") == (AT,)


def test_the_kind_may_be_in_two_columns_and_rows_may_be_left_out(warehouse: Warehouse) -> None:
    content = (
        f"at,e,type\n{AT},action,click\n{AT},action,scroll\n{AT},view,\n{AT},,click\n".encode()
    )
    words = {"action click": "click", "action s*": "scroll"}
    kind = {"column": ["e", "type"], "values": words}

    decoded = warehouse.decode(content, **table({"kind": kind}, where={"e": ["act*"]}))

    found = warehouse.ask("select kind, event_name from events order by line_number")
    assert found == [("click", "action click"), ("scroll", "action scroll")]
    assert decoded.reject_reasons == {"left_out": 2}


def test_words_for_nothing_are_nothing(warehouse: Warehouse) -> None:
    content = b"at,user,x\n" + f"{AT},NULL,-\n".encode()
    columns = {"user_id": "user", "page_x": "x"}

    warehouse.decode(content, **table(columns, file={"nulls": ["NULL", "-"]}))

    assert warehouse.one("user_id, page_x") == (None, None)


@pytest.mark.parametrize(
    ("content", "file"),
    [
        (f"{AT};größe;1,5\n", {"header": ["at", "page", "x"], "decimal": ","}),
        (f"Report\n\nat~page~x\n{AT}~größe~1.5\n", {"skip_lines": 2, "delimiter": "~"}),
        (f"#at page x\n{AT}\n#end\n", {"comment": "#", "header": ["at"]}),
        (f"at,page,x\n{AT},größe,1.5\n", {"encoding": "windows-1252"}),
        (
            json.dumps({"data": {"rows": [{"at": AT, "page": "größe", "x": 1.5}]}}),
            {"records": "data.rows"},
        ),
    ],
)
def test_text_is_read_as_the_settings_say(
    content: str, file: dict[str, Any], warehouse: Warehouse
) -> None:
    encoded = content.encode(file.get("encoding", "utf-8"))

    warehouse.decode(encoded, **table({"page": "page", "page_x": "x"}, file=file))

    expected = (None, None) if file.get("header") == ["at"] else ("größe", 1.5)
    assert warehouse.one("url_path, page_x") == expected


def test_folders_are_columns_where_the_file_has_none_of_the_name(warehouse: Warehouse) -> None:
    columns = {"kind": "event", "country": "land"}
    content = f"at,land\n{AT},DE\n".encode()

    for event in ("click", "scroll"):
        path = f"event={event}/land=FR/a.csv"
        warehouse.decode(content, path=path, **table(columns))

    found = warehouse.ask("select kind, country, count(distinct event_id) from events group by all")
    assert sorted(found) == [("click", "DE", 1), ("scroll", "DE", 1)]
    assert warehouse.ask("select count(distinct event_id) from events") == [(2,)]


def test_a_time_in_the_hour_that_is_repeated_is_in_the_second_of_them(warehouse: Warehouse) -> None:
    times = ["2026-11-01 00:50", "2026-11-01 01:10", "2026-11-01 01:10:00-04", "2026-11-01 02:05"]

    warehouse.decode("\n".join(["at", *times]).encode(), **table({}, timezone="America/New_York"))

    found = warehouse.ask("select strftime(event_at, '%H:%M') from events order by line_number")
    assert found == [("04:50",), ("06:10",), ("05:10",), ("07:05",)]


@pytest.mark.parametrize(
    ("zone", "times", "ambiguous"),
    [
        ("America/New_York", ["2026-11-01 00:59:59", "2026-11-01 02:00", "2026-11-02 01:30"], []),
        (
            "America/New_York",
            ["2026-11-01 01:00", "2026-11-01T01:59:59", "2026-11-01 00:30"],
            [1, 2],
        ),
        ("America/New_York", ["2026-11-01 01:30-05", "2026-11-01T05:30Z", "2026-03-08 03:00"], []),
        (
            "America/New_York",
            ["2026-03-08 02:00", "2026-03-08 02:59", "2026-03-08 01:59:59"],
            [1, 2],
        ),
        ("Europe/London", ["2026-10-25 01:30", "2026-10-25 01:30Z", "2026-10-25 02:00"], [1]),
        ("Australia/Lord_Howe", ["2026-04-05 01:29", "2026-04-05 01:30", "2026-04-05 02:00"], [2]),
        ("America/Havana", ["2026-03-08 00:30", "2026-03-07 23:59", "2026-03-08 01:00"], [1]),
        ("UTC", ["2026-11-01 01:30", "2026-03-08 02:30"], []),
    ],
)
def test_a_time_that_happens_twice_or_never_is_noted(
    zone: str, times: list[str], ambiguous: list[int], warehouse: Warehouse
) -> None:
    warehouse.decode("\n".join(["at", *times]).encode(), **table({}, timezone=zone))

    found = warehouse.ask("select line_number - 1 from events where damage = 'ambiguous_time'")
    assert sorted(found) == [(row,) for row in ambiguous]


@pytest.mark.parametrize(
    ("at", "written", "is_noted"),
    [
        ({"column": "at", "unit": "s"}, "1793514600", False),  # 01:30 in New York, the second time
        ({"column": "at", "format": "%d.%m.%Y %I:%M %p"}, "01.11.2026 1:30 AM", True),
        ({"column": "at", "format": "%d.%m.%Y %H:%M %z"}, "01.11.2026 1:30 -0500", False),
    ],
)
def test_a_time_of_another_form_is_noted_if_it_has_no_zone(
    at: dict[str, str], written: str, is_noted: bool, warehouse: Warehouse
) -> None:
    columns = {"event_at": at}

    warehouse.decode(f"at\n{written}\n".encode(), **table(columns, timezone="America/New_York"))

    assert warehouse.one("strftime(event_at, '%H:%M'), damage = 'ambiguous_time'") == (
        "06:30",
        is_noted or None,
    )
