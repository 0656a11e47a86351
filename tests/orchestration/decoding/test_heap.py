"""Heap Connect's tables, in files that were built from its documentation."""

import json
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any, Final, Literal

import polars as pl
import pytest

from orchestration.settings import Export
from orchestration.storage import survey
from tests.orchestration.decoding.case import Warehouse
from tests.real_data import FIXTURES
from transforms.decoders.avro import MARK_BYTES, PIECE_BYTES, AvroError, lines_of_avro

HEAP: Final = FIXTURES / "heap"
SETTINGS: Final[dict[str, Any]] = {
    "format": "heap",
    "traits": ("plan",),
    "timezone": "Europe/Zurich",
}

Codec = Literal["uncompressed", "deflate", "snappy"]


def avro(table: str, codec: Codec = "snappy") -> bytes:
    """A table as Heap writes it: Avro, packed as Spark packs it where nobody says otherwise."""
    rows = [json.loads(line) for line in (HEAP / f"{table}.jsonl").read_text().splitlines()]
    file = BytesIO()
    pl.DataFrame(rows).cast({pl.Null: pl.String}).write_avro(file, compression=codec)
    return file.getvalue()


def load(warehouse: Warehouse, *tables: str) -> Warehouse:
    for table in tables:
        path = f"sync_1234/{table}/part-00000-5f2c.avro"
        decoded = warehouse.decode(avro(table), path=path, **SETTINGS)
        assert (decoded.problem, decoded.rejected_count) == (None, 0)
    return warehouse


@pytest.fixture
def events(tmp_path: Path) -> Warehouse:
    tables = ("all_buttons", "choose_a_plan", "pageviews", "user_migrations")
    return load(Warehouse(tmp_path), *tables)


def test_events_are_called_as_their_table_and_one_of_two_definitions_is_one(
    events: Warehouse,
) -> None:
    found = events.ask(
        "select vendor_event_id, kind, min(event_name), min(event_at::varchar), count(*),"
        " count(distinct event_id) from events group by all order by 1, 2"
    )

    assert found == [
        ("11:77", "identify", "user_migrations", "2026-11-16 10:00:50", 1, 1),
        ("4001", "page_view", "pageviews", "2026-11-16 10:00:00", 1, 1),
        ("4002", "page_view", "pageviews", "2026-11-16 10:01:00.5", 1, 1),
        ("4003", "click", "all_buttons", "2026-11-16 10:00:10", 2, 1),
        ("4004", "input", "choose_a_plan", "2026-11-16 10:00:20", 1, 1),
        ("4005", "submit", "choose_a_plan", "2026-11-16 10:00:30", 1, 1),
    ]


def test_pages_are_named_with_their_route_and_visits_are_heaps(events: Warehouse) -> None:
    columns = "url_host, url_path, url_query, referrer_host, vendor_session_id, traits"
    views = "from events where kind = 'page_view' order by event_at"

    assert events.ask(f"select {columns} {views}") == [
        ("app.example", "/pricing", "utm_source=news", "news.example", "901", '{"plan":"free"}'),
        ("app.example", "/#/reports", None, None, "902", '{"plan":"pro"}'),
    ]


def test_clicks_have_an_element_and_no_pixels_and_typed_text_is_nowhere(events: Warehouse) -> None:
    columns = "kind, element_text, element_href, element_path"

    assert events.ask(
        f"select distinct {columns} from events where element_path is not null order by 1"
    ) == [
        ("click", "Choose Pro", "/checkout", "body main section a.btn"),
        ("input", None, None, "body main form input"),
        ("submit", None, None, "body main form"),
    ]
    assert events.ask("select count(page_x), count(client_x) from events") == [(0, 0)]


def test_a_migration_says_which_browser_became_which_user(events: Warehouse) -> None:
    ids = {
        name: set(events.ask(f"select distinct {name} from events where {which}"))
        for name, which in {
            "merged_id": "merged_id is not null",
            "anonymous_id": "event_name = 'user_migrations'",
        }.items()
    }

    assert ids["merged_id"] == set(
        events.ask("select distinct anonymous_id from events where vendor_session_id = '901'")
    )
    assert ids["anonymous_id"] == set(
        events.ask("select distinct anonymous_id from events where vendor_session_id = '902'")
    )


@pytest.mark.parametrize("codec", ["uncompressed", "deflate"])
def test_however_a_file_is_packed_it_is_the_same_events(
    codec: Codec, events: Warehouse, tmp_path: Path
) -> None:
    other = Warehouse(tmp_path / codec)
    other.decode(avro("pageviews", codec), path="sync_1234/pageviews/part-1.avro", **SETTINGS)

    query = "select * exclude (file_id) from events where kind = 'page_view' order by event_at"
    assert other.ask(query) == events.ask(query)


def test_a_file_of_many_blocks_is_read_a_few_at_a_time() -> None:
    whole = avro("pageviews", "uncompressed")
    start = whole.index(whole[-MARK_BYTES:]) + MARK_BYTES
    block = whole[start:]
    count = 2 * -(-PIECE_BYTES // len(block)) + 1

    pieces = list(lines_of_avro(BytesIO(whole[:start] + block * count)))

    assert len(pieces) == 3
    assert sum(piece.count(b"\n") for piece in pieces) == 2 * count


def test_a_file_that_is_cut_anywhere_is_refused_and_an_altered_one_never_fails_otherwise() -> None:
    content = avro("pageviews")
    end_of_header = content.index(content[-MARK_BYTES:]) + MARK_BYTES
    for place in set(range(4, len(content))) - {end_of_header}:
        with pytest.raises(AvroError):
            list(lines_of_avro(BytesIO(content[:place])))
        altered = content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :]
        with suppress(AvroError):
            list(lines_of_avro(BytesIO(altered)))


def test_a_damaged_file_is_refused_by_name_and_stops_no_other(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)

    cut = avro("pageviews")[:-1]
    decoded = warehouse.decode(cut, path="sync_1234/pageviews/part-1.avro", **SETTINGS)

    assert decoded.problem == "the Avro file is truncated: its end is missing"
    assert warehouse.files() == {}
    load(warehouse, "choose_a_plan")


def test_a_table_of_people_is_called_what_it_is(tmp_path: Path) -> None:
    decoded = Warehouse(tmp_path).decode(avro("users"), path="part-1.avro", **SETTINGS)

    assert "it is of Heap's users, not of Heap's events" in str(decoded.problem)


def test_of_a_sync_the_tables_of_events_are_pulled(tmp_path: Path) -> None:
    tables = ("pageviews", "choose_a_plan", "user_migrations", "users", "sessions")
    for table in tables:
        folder = tmp_path / "sync_1234" / table
        folder.mkdir(parents=True)
        (folder / "part-0.avro").write_bytes(avro(table))
    (tmp_path / "manifests").mkdir()
    (tmp_path / "manifests" / "1234.json").write_bytes((HEAP / "manifest.json").read_bytes())

    found = survey(Export(name="heap", format="heap", url="."), base=tmp_path)

    assert [file.path.split("/")[1] for file in found.files] == sorted(tables[:3])
    assert found.ignored == 3
