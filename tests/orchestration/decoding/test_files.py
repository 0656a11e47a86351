"""A file is admitted whole or refused whole, and its name says nothing about what is in it."""

import gzip
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import duckdb
import pytest
from backports import zstd

from tests.orchestration.decoding.case import Warehouse, line

Pack = Callable[[bytes], bytes]


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    return Warehouse(tmp_path)


@pytest.mark.parametrize("pack", [gzip.compress, zstd.compress])
def test_an_archive_gives_the_same_events_as_the_plain_file(pack: Pack, tmp_path: Path) -> None:
    content = line(uuid="e1") + b"broken\n" + line(uuid="e2")
    plain, packed = Warehouse(tmp_path / "plain"), Warehouse(tmp_path / "packed")

    plain.decode(content)
    packed.decode(pack(content), path="no suffix at all")

    everything = "select * exclude (file_id) from events order by line_number"
    assert packed.ask(everything) == plain.ask(everything)
    assert packed.rejected() == plain.rejected()


@pytest.mark.parametrize("pack", [gzip.compress, zstd.compress])
def test_archives_in_a_row_are_one(pack: Pack, warehouse: Warehouse) -> None:
    content = pack(line(uuid="e1")) + pack(line(uuid="e2"))

    decoded = warehouse.decode(content)

    assert decoded.accepted_count == 2


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip archive of these files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def test_files_of_a_zip_archive_are_one(warehouse: Warehouse) -> None:
    files = {"b.json.gz": gzip.compress(line(uuid="e2")), "a.json": line(uuid="e1")}

    warehouse.decode(zipped({**files, "__MACOSX/a.json": b"junk"}))

    found = warehouse.ask("select vendor_event_id from events order by line_number")
    assert found == [("e1",), ("e2",)]


def test_text_in_utf_16_is_read(warehouse: Warehouse) -> None:
    warehouse.decode(line(event="größe").decode().encode("utf-16"))

    assert warehouse.one("event_name") == ("größe",)


def test_a_json_list_is_read_as_its_rows(warehouse: Warehouse) -> None:
    rows = [json.loads(line(uuid=f"e{i}", event=text)) for i, text in enumerate(["a", "],{"])]

    warehouse.decode(json.dumps(rows, indent=2).encode())

    found = warehouse.ask("select line_number, event_name from events order by 1")
    assert found == [(1, "a"), (2, "],{")]


def test_a_json_list_without_its_end_is_refused(warehouse: Warehouse) -> None:
    decoded = warehouse.decode(b"[" + line(uuid="e1").strip() + b",\n" + line(uuid="e2"))

    assert decoded.problem == "the file is a JSON list that is cut off: its end is missing"
    assert warehouse.files() == {}


def test_brotli_is_refused_by_name(warehouse: Warehouse) -> None:
    decoded = warehouse.decode(b"\x1b\x00\xff\n", path="a.jsonl.br")

    assert decoded.problem == "brotli is not read: export with gzip or Zstandard"


HALF = "\\ud83d"


@pytest.mark.parametrize(
    ("written", "text"),
    [(HALF, ""), (f"{HALF}\\ude00", "\U0001f600"), (f"\\\\{HALF[1:]}", HALF), (f"a{HALF}b", "ab")],
)
def test_half_of_a_character_costs_only_itself(
    written: str, text: str, warehouse: Warehouse
) -> None:
    row = line(event="TITLE").replace(b"TITLE", b"it" + written.encode())

    warehouse.decode(row)

    assert warehouse.one("event_name") == (f"it{text}",)


def broken_archives() -> dict[str, bytes]:
    content = b"".join(line(uuid=f"e{i}", distinct_id=f"u{i * i}") for i in range(500))
    packed, framed = gzip.compress(content), zstd.compress(content)
    return {
        "truncated gzip": packed[:-1],
        "half a gzip": packed[: len(packed) // 2],
        "gzip without its check": packed[:-8],
        "gzip of another check": packed[:-8] + b"\0\0\0\1" + packed[-4:],
        "gzip with more behind": packed + b"more",
        "damaged gzip": packed[:100] + b"\xff\xff\xff" + packed[103:],
        "truncated second gzip": packed + packed[:50],
        "truncated zstd": framed[:-1],
        "half a zstd": framed[: len(framed) // 2],
        "damaged zstd": framed[:50] + b"\xff\xff\xff\xff" + framed[54:],
        "zip": b"PK\x03\x04" + content,
        "truncated zip": zipped({"a.jsonl": content})[:-30],
        "zip of different tables": zipped({"a.jsonl": content, "b.parquet": b"PAR1"}),
        "lz4": b"\x04\x22\x4d\x18" + content,
    }


@pytest.mark.parametrize("kind", broken_archives())
def test_a_broken_archive_is_refused_whole(kind: str, warehouse: Warehouse) -> None:
    decoded = warehouse.decode(broken_archives()[kind])

    assert decoded.problem
    assert (decoded.line_count, decoded.accepted_count, decoded.days) == (0, 0, {})
    assert warehouse.files() == {}


def test_parquet_is_known_by_its_bytes_also_inside_an_archive(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    parquet = tmp_path / "rows.parquet"
    write_parquet(parquet, "'e1' as uuid")

    plain = warehouse.decode(parquet, path="rows.jsonl")
    packed = warehouse.decode(zstd.compress(parquet.read_bytes()), path="rows.parquet.zst")

    assert plain.accepted_count == packed.accepted_count == 1


def write_parquet(path: Path, columns: str, rows: str = "range(1)") -> None:
    """A PostHog export of these columns and what else is required."""
    required = {
        "uuid": "'e1'",
        "event": "'$pageview'",
        "timestamp": "timestamptz '2026-11-16 10:00:00Z'",
        "properties": "'{}'",
    }
    given = [
        f"{value} as {name}" for name, value in required.items() if f" as {name}" not in columns
    ]
    with duckdb.connect() as duck:
        duck.execute(
            f"copy (select {', '.join([columns, *given])} from {rows}) to '{path}' (format parquet)"
        )


def test_a_broken_parquet_file_is_refused_whole(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    write_parquet(tmp_path / "rows.parquet", "range::varchar as uuid", "range(100_000)")
    whole = (tmp_path / "rows.parquet").read_bytes()

    for broken in (
        whole[:-1],
        whole[: len(whole) // 2],
        b"PAR1",
        whole[:-8] + b"\xff\xff\xff\x7fPAR1",
    ):
        decoded = warehouse.decode(broken)

        assert "Parquet" in str(decoded.problem)
        assert str(tmp_path) not in str(decoded.problem)
        assert warehouse.files() == {}


def test_a_missing_column_of_parquet_is_named(tmp_path: Path) -> None:
    with duckdb.connect() as duck:
        duck.execute(
            f"copy (select 'e1' as uuid, 'x' as event) to '{tmp_path / 'rows'}' (format parquet)"
        )

    decoded = Warehouse(tmp_path).decode(tmp_path / "rows")

    assert decoded.problem == "no row has 'timestamp', 'properties'; there are: uuid, event"


def test_parquet_of_other_types_is_cast_or_quarantined(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    columns = """
        range as uuid,
        case range when 1 then 'yesterday' else '2026-11-16 10:00:00' end as timestamp,
        case range when 2 then '[]' else '{"$viewport_width": 1440}' end as properties,
        '\\xAA'::blob as elements_chain, 7 as distinct_id, [1] as person_properties, 1 as extra
    """
    write_parquet(tmp_path / "rows", columns + ", 0 as problem, 0 as line_number", "range(3)")

    warehouse.decode(tmp_path / "rows")

    assert warehouse.ask("select line_number, vendor_event_id, viewport_width from events") == [
        (1, "0", 1440)
    ]
    assert [row[:2] for row in warehouse.rejected()] == [(2, "bad_time"), (3, "bad_type")]
    ((raw,),) = warehouse.ask("select raw from rejects where line_number = 2")
    assert json.loads(raw)["timestamp"] == "yesterday"


def test_parquet_properties_may_be_a_struct(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    write_parquet(tmp_path / "rows", "{'$current_url': 'https://a.example/x'} as properties")

    warehouse.decode(tmp_path / "rows")

    assert warehouse.one("url_path") == ("/x",)


def test_text_that_parquet_gives_as_bytes_is_text(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    write_parquet(tmp_path / "rows", "encode('größe') as event")

    warehouse.decode(tmp_path / "rows")

    assert warehouse.one("event_name") == ("größe",)


def test_the_first_name_of_a_column_that_a_file_has_counts(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    chain = 'a:attr_id="go"text="Go"'
    arrived = "timestamptz '2026-11-16 10:00:09Z'"
    write_parquet(tmp_path / "rows", f"'{chain}' as elements, {arrived} as inserted_at")
    row = {"elements": chain, "bq_ingested_timestamp": "2026-11-16 10:00:09 UTC"}

    warehouse.decode(tmp_path / "rows", path="a.parquet")
    warehouse.decode(line(uuid="e2", _inserted_at=None, **row), path="b.jsonl")

    found = warehouse.ask("select element_id, received_at::varchar from events")
    assert found == [("go", "2026-11-16 10:00:09")] * 2


def test_a_zip_archive_of_an_unknown_compression_is_refused_for_what_it_is(tmp_path: Path) -> None:
    packed = bytearray(zipped({"a.jsonl": line()}))
    for at in (packed.index(b"PK\x03\x04") + 8, packed.index(b"PK\x01\x02") + 10):
        packed[at] = 99

    problem = Warehouse(tmp_path).decode(bytes(packed), path="a.jsonl.zip").problem

    assert problem is not None
    assert "packed in a way that is not read" in problem
