"""A broken line goes to the quarantine, and every other line loads."""

import gzip
import json
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.orchestration.decoding.case import (
    MIXPANEL,
    POSTHOG,
    Warehouse,
    line,
    with_properties,
)
from transforms.decoders.lines import MAX_LINE_BYTES


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    return Warehouse(tmp_path)


BROKEN_LINES = {
    "not_json": [b'{"uuid": "e1"', b"Traceback (most recent call last):", b"{'a': 1}"],
    "not_an_object": [b"[1, 2]", b"3", b"null", b'"text"'],
    "invalid_utf8": [b'{"uuid": "\xff"}', b"\xc3", b'{"uuid": "\xed\xa0\x80"}'],
    "control_character": [b'{"uuid": "\x00"}', b"\x00\x00", b"a\x1fb", b"\x1eblank_line"],
    "missing_event_id": [line(uuid=None), line(uuid=""), b"{}"],
    "missing_event_at": [line(timestamp=None), line(timestamp="")],
    "bad_time": [
        line(timestamp="yesterday"),
        line(timestamp="infinity"),
    ],
    "time_out_of_range": [
        line(timestamp="1989-12-31T23:59:59Z"),
        line(timestamp="epoch"),
    ],
    "future_time": [
        line(timestamp="2026-11-16T11:00:05.001Z"),
        line(timestamp="2026-11-22T01:00:00.001Z", _inserted_at=None),
    ],
    "bad_type": [line(properties=[1]), line(properties="text")],
}


@pytest.mark.parametrize(
    ("reason", "bad"), [(reason, bad) for reason, lines in BROKEN_LINES.items() for bad in lines]
)
def test_a_broken_line_is_quarantined_with_its_reason_and_its_neighbours_load(
    reason: str, bad: bytes, warehouse: Warehouse
) -> None:
    bad = bad.removesuffix(b"\n")
    content = line(uuid="before") + bad + b"\n" + line(uuid="after")

    decoded = warehouse.decode(content)

    assert (decoded.line_count, decoded.accepted_count, decoded.rejected_count) == (3, 2, 1)
    assert decoded.reject_reasons == {reason: 1}
    assert warehouse.ask("select line_number, vendor_event_id from events order by 1") == [
        (1, "before"),
        (3, "after"),
    ]
    ((export, path, number, raw),) = warehouse.ask(
        "select export, path, line_number, raw from rejects"
    )
    assert (export, path, number) == ("web", "file.jsonl", 2)
    assert raw == shown(bad)


def shown(bad: bytes) -> str:
    r"""A line as the quarantine shows it: bytes that are no text are written \xNN."""
    text = bad.decode("utf-8", "backslashreplace")
    for code in "\x00\x1d\x1e\x1f":
        text = text.replace(code, f"\\x{ord(code):02x}")
    return text


@pytest.mark.parametrize(
    ("bad", "detail"),
    [
        (line(timestamp="yesterday"), "event_at: yesterday"),
        (b'{"uuid": "\xff"}\n', "byte 0xff at 11"),
        (line(properties="text"), "properties: text"),
    ],
)
def test_the_detail_says_what_was_wrong(bad: bytes, detail: str, warehouse: Warehouse) -> None:
    warehouse.decode(bad)

    assert [found for _, _, found in warehouse.rejected()] == [detail]


def test_a_moment_that_cannot_be_is_shown(tmp_path: Path, warehouse: Warehouse) -> None:
    moments = "('infinity'), ('1989-12-31 23:59:59Z'), (null), ('2026-11-16 10:00:00Z')"
    rows = tmp_path / "rows.parquet"
    with duckdb.connect() as duck:
        query = f"select given::timestamptz as seen from (values {moments}) as rows(given)"
        duck.execute(f"copy ({query}) to '{rows}' (format parquet)")

    columns = {"event_at": "seen", "kind": {"value": "click"}}
    warehouse.decode(rows, format="table", columns=columns)

    assert warehouse.rejected() == [
        (1, "bad_time", "event_at: infinity"),
        (2, "time_out_of_range", "event_at: 1989-12-31 23:59:59+00"),
        (3, "missing_event_at", None),
    ]


ACCEPTED_LINES = [
    line(timestamp="2026-11-16T11:00:05Z"),
    line(timestamp="2026-11-22T01:00:00Z", _inserted_at=None),
    line(timestamp="1990-01-01T00:00:00Z"),
    line(timestamp="2026-11-16 10:00:00"),
    line(timestamp="2026-11-16T11:00:00+01:00"),
    with_properties(**{"$viewport_width": "1440"}),
    with_properties(**{"$viewport_width": "1440.0"}),
    with_properties(**{"$viewport_width": None}),
    with_properties(**{"$viewport_width": ""}),
    with_properties(**{"$prev_pageview_max_scroll": -20}),
    line(properties={}),
    line(properties=None),
    line(properties=json.dumps(POSTHOG["properties"])),
    line(person_properties="text"),
    line(elements_chain='a:text="not closed;b'),
    line().replace(b'"uuid": "e1"', b'"uuid": "e1", "uuid": "e2"'),
    line(unknown={"deep": [[[[[[]]]]]]}),
    b" " + line().removesuffix(b"\n") + b" \t\n",
]


@pytest.mark.parametrize("good", ACCEPTED_LINES)
def test_a_line_that_only_looks_odd_loads(good: bytes, warehouse: Warehouse) -> None:
    decoded = warehouse.decode(good)

    assert warehouse.root.joinpath("rejects").exists() is False
    assert (decoded.line_count, decoded.accepted_count) == (1, 1)


def test_properties_that_are_json_as_text_are_read(warehouse: Warehouse) -> None:
    warehouse.decode(line(properties=json.dumps(POSTHOG["properties"])))

    assert warehouse.one("url_path, viewport_width") == ("/pricing", 1440)


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("last", [b"", b"\n"])
def test_every_kind_of_line_end_is_one(end: bytes, last: bytes, warehouse: Warehouse) -> None:
    rows = [line(uuid=name).strip() for name in ("e1", "e2", "e3")]

    warehouse.decode(end.join(rows) + last)

    found = warehouse.ask("select line_number, vendor_event_id from events order by 1")
    assert found == [(1, "e1"), (2, "e2"), (3, "e3")]


def test_a_byte_order_mark_is_no_part_of_the_first_line(warehouse: Warehouse) -> None:
    decoded = warehouse.decode(b"\xef\xbb\xbf" + line())

    assert decoded.accepted_count == 1


def test_blank_lines_are_no_lines_but_have_a_number(warehouse: Warehouse) -> None:
    decoded = warehouse.decode(b"\n \t\n" + line(uuid="e1") + b"\n\nbroken\n" + line(uuid="e2"))

    assert (decoded.line_count, decoded.rejected_count) == (3, 1)
    assert warehouse.ask("select line_number from events order by 1") == [(3,), (7,)]
    assert warehouse.rejected() == [(6, "not_json", None)]


@pytest.mark.parametrize("content", [b"", b"\n", gzip.compress(b"", mtime=0)])
def test_an_empty_file_has_no_lines_and_no_problem(content: bytes, warehouse: Warehouse) -> None:
    decoded = warehouse.decode(content)

    assert (decoded.line_count, decoded.problem) == (0, None)
    assert warehouse.files() == {}


def padded(size: int) -> bytes:
    """A sound line of so many bytes, without its end."""
    start = with_properties(title="").removesuffix(b'"}}\n')
    return start + b"x" * (size - len(start) - 3) + b'"}}'


def test_a_line_of_a_megabyte_loads_and_its_texts_are_cut(warehouse: Warehouse) -> None:
    content = line(uuid="e1") + padded(MAX_LINE_BYTES) + b"\r\n" + line(uuid="e2")

    decoded = warehouse.decode(content)

    assert decoded.accepted_count == 3
    assert warehouse.ask("select max(length(page_title)) from events") == [(2_000,)]


@pytest.mark.parametrize("size", [MAX_LINE_BYTES + 1, 10_000_000])
@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n"])
def test_a_longer_line_is_quarantined_with_its_beginning(
    size: int, end: bytes, warehouse: Warehouse
) -> None:
    content = line(uuid="e1") + padded(size) + end + line(uuid="e2") + padded(size)

    decoded = warehouse.decode(content)

    assert decoded.accepted_count == 2
    assert warehouse.rejected() == [
        (2, "line_too_long", f"{size} bytes"),
        (4, "line_too_long", f"{size} bytes"),
    ]
    raws = warehouse.ask("select raw from rejects")
    assert raws == [(padded(65_536 + 3)[:65_536].decode(),)] * 2


def test_texts_without_end_are_cut_and_too_large_properties_left_out(warehouse: Warehouse) -> None:
    content = line(
        event="e" * 100_000,
        elements_chain=";".join(f'div:nth-of-type="{i}"' for i in range(9_000)),
        properties={
            "$current_url": "https://a.example/" + "p" * 100_000,
            "s": 1,
            "l": "l" * 20_000,
        },
    )

    decoded = warehouse.decode(content)

    assert decoded.accepted_count == 1
    lengths = "length(event_name), length(url_path), length(element_path), properties"
    assert warehouse.one(lengths) == (2_000, 2_000, 2_000, '{"s":1}')


def test_json_may_be_nested_deeply(warehouse: Warehouse) -> None:
    deep = b"[" * 100_000 + b"]" * 100_000
    good = line().replace(b'"$pageview"', b'"$pageview", "x": ' + deep)

    decoded = warehouse.decode(good + deep + b"\n" + line(uuid="e2"))

    assert decoded.accepted_count == 2
    assert decoded.reject_reasons == {"not_an_object": 1}


GOOD = st.sampled_from(["click", "page ö", "quote\" ; 'x"])
JUNK = st.one_of(
    st.binary(max_size=60).filter(
        lambda junk: junk.strip(b" \t") and b"\n" not in junk and b"\r" not in junk
    ),
    st.sampled_from([b'{"uuid": "', b"[]", b'"', b"\x00", b"\xff\xfe", b"{" * 50, b"\x1e\x1f"]),
)


@settings(max_examples=40, deadline=None)
@given(
    lines=st.lists(
        st.one_of(st.tuples(st.just(True), GOOD), st.tuples(st.just(False), JUNK)), max_size=30
    )
)
def test_junk_between_valid_lines_costs_only_itself(
    lines: list[tuple[bool, Any]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    warehouse = Warehouse(tmp_path_factory.mktemp("junk"))
    content = b"".join(
        line(uuid=f"e{i}", event=text) if good else text + b"\n"
        for i, (good, text) in enumerate(lines)
    )

    # A file that begins with the bytes of an archive or of a list is one.
    decoded = warehouse.decode(line(uuid="first", event="first") + content)

    good = {1: "first", **{i + 2: text for i, (good, text) in enumerate(lines) if good}}
    junk = {i + 2: shown(text) for i, (good, text) in enumerate(lines) if not good}
    assert decoded.line_count == 1 + len(lines)
    assert dict(warehouse.ask("select line_number, event_name from events")) == good
    if junk:
        assert dict(warehouse.ask("select line_number, raw from rejects")) == junk


def test_mixpanel_rejects_what_has_no_insert_id_and_reads_numbers_as_text(
    warehouse: Warehouse,
) -> None:
    content = (
        with_properties(MIXPANEL, **{"$insert_id": None})
        + with_properties(MIXPANEL, **{"$pageX": "12.5", "time": "1794823200"})
        + with_properties(MIXPANEL, **{"$pageX": "left"})
        + with_properties(MIXPANEL, time="soon")
        + with_properties(MIXPANEL, **{"$elements": "none", "$pageX": 1})
        + with_properties(MIXPANEL, **{"$elements": [3, None, {"$classes": "x"}], "$pageX": 2})
    )

    warehouse.decode(content, format="mixpanel")

    assert warehouse.ask("select line_number, page_x, damage from events") == [
        (2, 12.5, None),
        (3, None, "bad_type"),
        (5, 1, None),
        (6, 2, None),
    ]
    assert [row[:2] for row in warehouse.rejected()] == [(1, "missing_event_id"), (4, "bad_time")]
