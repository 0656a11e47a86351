"""Any table becomes events by its mapping, and no row of it is lost."""

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.orchestration.decoding.case import Warehouse

COLUMNS = {
    "event_id": "id",
    "event_at": {"column": "ts", "unit": "ms"},
    "kind": {"value": "click"},
    "page_x": "x",
}


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    return Warehouse(tmp_path)


def table(without: str = "", /, **changes: Any) -> dict[str, Any]:
    """Settings of an export with COLUMNS, but for some of them."""
    columns = {name: source for name, source in COLUMNS.items() if name != without}
    export = {"format": "table", "columns": {**columns, **changes.pop("columns", {})}}
    return {**export, **changes}


@pytest.mark.parametrize(
    "content",
    [
        b"id,ts,x\n1,1794823200000,5\n",
        b"\n\nx;other;ts;id\n5;;1794823200000;1\n",
        b"id\tts\tx\r\n1\t1794823200000\t5\r\n",
        b'"id","ts","x"\n"1","1794823200000","5"\n',
        b'{"id": 1, "ts": 1794823200000, "x": 5, "other": null}\n',
        b'{"id": "1", "ts": "1794823200000", "x": "5.0"}\n',
    ],
)
def test_delimited_text_and_json_lines_give_the_same_event(
    content: bytes, warehouse: Warehouse
) -> None:
    warehouse.decode(content, **table())

    found = warehouse.one("vendor_event_id, kind, page_x, event_at::varchar")
    assert found == ("1", "click", 5.0, "2026-11-16 10:00:00")


def test_parquet_gives_the_same_event(warehouse: Warehouse) -> None:
    rows = warehouse.sources / "rows"
    columns = "1 as id, 1794823200000 as ts, 5::utinyint as x"
    with duckdb.connect() as duck:
        duck.execute(f"copy (select {columns}) to '{rows}' (format parquet)")

    warehouse.decode(rows, **table())

    found = warehouse.one("vendor_event_id, kind, page_x, event_at::varchar")
    assert found == ("1", "click", 5.0, "2026-11-16 10:00:00")


@pytest.mark.parametrize(
    ("source", "text", "moment"),
    [
        ({"column": "ts", "unit": "s"}, "1794823200.25", "2026-11-16 10:00:00.25"),
        ({"column": "ts", "unit": "us"}, "1794823200250000", "2026-11-16 10:00:00.25"),
        ({"column": "ts", "unit": "ns"}, "1794823200250000000", "2026-11-16 10:00:00.25"),
        ({"column": "ts", "format": "%d.%m.%Y %H:%M"}, "16.11.2026 11:00", "2026-11-16 10:00:00"),
        ("ts", "2026-11-16 11:00:00", "2026-11-16 10:00:00"),
        ("ts", "2026-07-16 12:00:00", "2026-07-16 10:00:00"),
        ("ts", "2026-11-16T10:00:00Z", "2026-11-16 10:00:00"),
    ],
)
def test_times_are_read_as_mapped_and_naive_ones_in_the_zone_of_the_export(
    source: object, text: str, moment: str, warehouse: Warehouse
) -> None:
    content = f"id,ts,x\n1,{text},5\n".encode()

    warehouse.decode(content, **table(columns={"event_at": source}, timezone="Europe/Zurich"))

    assert warehouse.one("event_at::varchar") == (moment,)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ({"column": "ts", "unit": "s"}, "2026-11-16"),
        ({"column": "ts", "unit": "s"}, "1794823200000"),
        ({"column": "ts", "unit": "ms"}, "nan"),
        ({"column": "ts", "format": "%d.%m.%Y"}, "2026-11-16"),
        ("ts", "1794823200"),
    ],
)
def test_a_time_that_is_not_as_mapped_is_quarantined(
    source: object, text: str, warehouse: Warehouse
) -> None:
    content = f"id,ts,x\n1,{text},5\n".encode()

    decoded = warehouse.decode(content, **table(columns={"event_at": source}))

    assert set(decoded.reject_reasons) <= {"bad_time", "time_out_of_range"}
    assert decoded.rejected_count == 1


def test_dates_are_those_of_the_warehouse_and_folders_are_read_as_dates(
    warehouse: Warehouse,
) -> None:
    content = b"id,ts,x\n1,2026-11-16T10:59:59Z,1\n2,2026-11-16T11:00:00Z,1\n"

    decoded = warehouse.decode(
        content, **table(columns={"event_at": "ts"}), dates_in="Pacific/Auckland"
    )

    found = warehouse.ask("select event_date, typeof(event_date) from events order by line_number")
    assert [(day, kind) for day, kind in found] == [(day, "DATE") for day in decoded.days]
    assert [str(day) for day in decoded.days] == ["2026-11-16", "2026-11-17"]


def test_words_become_kinds_and_other_words_are_custom(warehouse: Warehouse) -> None:
    content = b"id,ts,x,what\n1,1794823200000,,up\n2,1794823200000,,click\n3,1794823200000,,\n"
    kind = {"column": "what", "values": {"up": "click", "load's": "page_view"}}

    warehouse.decode(content, **table(columns={"kind": kind}))

    found = warehouse.ask("select kind, event_name from events order by line_number")
    assert found == [("click", "up"), ("custom", "click"), ("custom", None)]


def test_words_that_are_kinds_need_no_mapping(warehouse: Warehouse) -> None:
    content = b"id,ts,x,what\n1,1794823200000,,page_view\n2,1794823200000,,other\n"

    warehouse.decode(content, **table(columns={"kind": "what"}))

    assert warehouse.ask("select kind from events order by line_number") == [
        ("page_view",),
        ("custom",),
    ]


def test_defaults_fill_what_is_empty_or_not_there(warehouse: Warehouse) -> None:
    content = b"id,ts,x,w\n1,1794823200000,,\n2,1794823200000,7,800\n"
    columns = {"viewport_width": "w", "viewport_height": "h"}
    defaults = {"page_x": 3, "viewport_width": 1200, "viewport_height": 900, "is_bot": False}

    warehouse.decode(content, **table(columns=columns, defaults=defaults))

    found = warehouse.ask(
        "select page_x, viewport_width, viewport_height, is_bot from events order by line_number"
    )
    assert found == [(3, 1200, 900, False), (7, 800, 900, False)]


def test_a_missing_column_is_named(warehouse: Warehouse) -> None:
    decoded = warehouse.decode(b"id,time,x\n1,1794823200000,5\n", **table())

    assert decoded.problem == "no row has 'ts'; there are: id, time, x"
    assert warehouse.files() == {}


def test_a_scroll_offset_may_stand_where_other_rows_have_a_point(warehouse: Warehouse) -> None:
    content = (
        b"id,ts,x,y,what,vh,dh\n1,1794823200000,5,300,click,900,3000\n"
        b"2,1794823200000,0,600,scroll,900,3000\n3,1794823200000,0,2900,scroll,900,3000\n"
    )
    columns = {
        "kind": "what",
        "page_y": "y",
        "scroll_top": "y",
        "viewport_height": "vh",
        "document_height": "dh",
    }

    warehouse.decode(content, **table(columns=columns))

    found = warehouse.ask(
        "select page_y, scroll_top, scroll_depth_px, scroll_depth_fraction, scroll_basis"
        " from events order by line_number"
    )
    assert found == [
        (300, None, None, None, None),
        (None, 600, 1500, 0.5, "bottom_of_viewport"),
        (None, 2900, 3800, 1.0, "bottom_of_viewport"),
    ]


def test_traits_are_columns_and_empty_ones_are_left_out(warehouse: Warehouse) -> None:
    content = b'id,ts,x,plan,it\'s a "role"\n1,1794823200000,,pro,\n2,1794823200000,,,\n'
    content = content.replace(b'it\'s a "role"', b'"it\'s a ""role"""')

    warehouse.decode(content, **table(traits=("plan", 'it\'s a "role"')))

    found = warehouse.ask("select traits from events order by line_number")
    assert found == [('{"plan":"pro"}',), (None,)]


def test_rows_without_an_id_are_known_by_their_content(tmp_path: Path) -> None:
    rows = [b"1794823200000,5\n", b"1794823200000,5\n", b"1794823200000,6\n"]
    first, second = Warehouse(tmp_path / "first"), Warehouse(tmp_path / "second")

    first.decode(b"ts,x\n" + b"".join(rows), **table("event_id"))
    second.decode(b"ts,x\nbroken\n" + b"".join(reversed(rows)), **table("event_id"))

    query = "select event_id from events order by event_id"
    assert len(set(first.ask(query))) == 3
    assert first.ask(query) == second.ask(query)


def test_quoted_fields_hold_delimiters_quotes_and_line_feeds(warehouse: Warehouse) -> None:
    content = (
        b'id,ts,x,title\n1,1794823200000,,"a ""quoted"", text"\n'
        b'2,1794823200000,,"over\ntwo, or\n\nmore lines"\n3,1794823200000,,5" pipe\n'
        b'4,1794823200000,,""\n'
    )

    decoded = warehouse.decode(content, **table(columns={"page_title": "title"}))

    assert decoded.line_count == 4
    found = warehouse.ask("select line_number, page_title from events order by line_number")
    assert found == [
        (2, 'a "quoted", text'),
        (3, "over\ntwo, or\n\nmore lines"),
        (7, '5" pipe'),
        (8, None),
    ]


def test_a_quote_that_is_not_closed_costs_its_own_line_only(warehouse: Warehouse) -> None:
    good = b"".join(b"%d,1794823200000,1\n" % i for i in range(2_000))

    decoded = warehouse.decode(b'id,ts,x\n"a,1794823200000,1\n' + good + b'b,"2,1\n', **table())

    assert decoded.accepted_count == 2_000
    assert warehouse.rejected() == [
        (2, "bad_row", "a quote is not closed"),
        (2_003, "ended_early", "a quote is not closed"),
    ]


def test_rows_of_another_width_are_quarantined(warehouse: Warehouse) -> None:
    content = b"id,ts,x\n1,1794823200000\n2,1794823200000,1,9\n3,1794823200000,1\n"

    warehouse.decode(content, **table())

    assert warehouse.ask("select line_number from events") == [(4,)]
    assert warehouse.rejected() == [
        (2, "bad_row", "2 fields instead of 3"),
        (3, "bad_row", "4 fields instead of 3"),
    ]
    assert warehouse.ask("select raw from rejects order by 1")[0] == ("1,1794823200000",)


FIELDS = st.text(
    st.characters(codec="utf-8", exclude_characters="\0\r\x1d\x1e\x1f"), max_size=12
).map(lambda text: "" if text in ("NULL", "null") else text.strip())


@settings(max_examples=40, deadline=None)
@given(titles=st.lists(FIELDS, min_size=1, max_size=20))
def test_whatever_is_written_into_a_quoted_field_is_read_again(
    titles: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    warehouse = Warehouse(tmp_path_factory.mktemp("fields"))
    quoted = ['"' + title.replace('"', '""') + '"' for title in titles]
    rows = [f"{i},1794823200000,1,{title}\n" for i, title in enumerate(quoted)]

    warehouse.decode(
        ("id,ts,x,title\n" + "".join(rows)).encode(), **table(columns={"page_title": "title"})
    )

    found = warehouse.ask("select page_title from events order by line_number")
    assert [title or "" for (title,) in found] == titles


HOSTILE = "'; drop table events; --\" <script> ../../x"


def test_hostile_names_and_values_stay_data(warehouse: Warehouse) -> None:
    row = {"id": HOSTILE, "ts": 1794823200000, "x": 1, HOSTILE: HOSTILE}
    export = table(
        columns={"page": HOSTILE, "kind": {"column": HOSTILE, "values": {HOSTILE: "click"}}},
        defaults={"page_title": HOSTILE},
        traits=(HOSTILE,),
    )

    decoded = warehouse.decode(json.dumps(row).encode(), path=HOSTILE, salt=HOSTILE, **export)
    warehouse.decode(b'{"a": "' + HOSTILE.encode(), path=HOSTILE, salt=HOSTILE, **export)

    assert decoded.accepted_count == 1
    columns = "vendor_event_id, url_path, page_title, kind, event_name"
    assert warehouse.one(columns) == (HOSTILE, HOSTILE, HOSTILE, "click", HOSTILE)
    ((traits,),) = warehouse.ask("select traits from events")
    assert json.loads(traits) == {HOSTILE: HOSTILE}
    assert warehouse.ask("select path from rejects") == [(HOSTILE,)]
