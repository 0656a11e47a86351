"""What decoding writes: whole, repeatable, replacing what was there, and naming nobody."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest

from orchestration.decoding import source
from tests.orchestration.decoding.case import MIXPANEL, Warehouse, line, with_properties
from transforms.decoders import contents
from transforms.events import CONTRACT


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    return Warehouse(tmp_path)


def many(count: int) -> bytes:
    """Rows of three dates in turn, every tenth of them broken."""
    rows = []
    for i in range(count):
        moment = f"2026-11-{16 + i % 3}T10:00:{i % 60:02d}Z"
        changed = line(uuid=f"e{i}", timestamp=moment, _inserted_at="2026-11-19T00:00:00Z")
        rows.append(b"broken\n" if i % 10 == 9 else changed)
    return b"".join(rows)


def test_files_hold_the_contract_and_folders_its_dates(warehouse: Warehouse) -> None:
    decoded = warehouse.decode(many(30))

    names = [f"web-{decoded.file_id}.parquet"]
    assert list(warehouse.files()) == [
        *(f"events/event_date=2026-11-{day}/{name}" for day in (16, 17, 18) for name in names),
        *(f"rejects/{name}" for name in names),
    ]
    with duckdb.connect() as duck:
        place = next(warehouse.root.glob("events/*/*.parquet"))
        columns = duck.execute(
            f"describe from read_parquet('{place}', hive_partitioning = false)"
        ).fetchall()
    assert [column[:2] for column in columns] == [
        (column.name, column.type) for column in CONTRACT if column.name != "event_date"
    ]


def test_every_line_is_counted_once(warehouse: Warehouse) -> None:
    decoded = warehouse.decode(many(100))

    assert (decoded.line_count, decoded.accepted_count, decoded.rejected_count) == (100, 90, 10)
    assert decoded.reject_reasons == {"not_json": 9, "ended_early": 1}
    counts = warehouse.ask("select event_date, count(*) from events group by 1 order by 1")
    assert list(decoded.days.items()) == counts
    assert all(isinstance(day, date) for day in decoded.days)


def test_a_large_file_gives_the_same_bytes_twice_in_the_order_of_its_lines(
    tmp_path: Path,
) -> None:
    before, after = line(uuid="%d").split(b"%d")
    content = b"".join(before + str(i).encode() + after for i in range(250_000))
    first, second = Warehouse(tmp_path / "first"), Warehouse(tmp_path / "second")

    first.decode(content)
    second.decode(content)

    assert first.files() == second.files()
    (place,) = first.root.rglob("*.parquet")
    with duckdb.connect() as duck:
        lines = duck.execute(f"select line_number from '{place}'").fetchnumpy()["line_number"]
        groups = duck.execute(
            "select distinct row_group_id, row_group_num_rows, compression"
            f" from parquet_metadata('{place}') order by 1"
        ).fetchall()
    assert (lines == range(1, 250_001)).all()
    assert [rows // 120_000 for _, rows, _ in groups] == [1, 1, 0]
    assert {compression for _, _, compression in groups} == {"ZSTD"}


@pytest.mark.parametrize("form", ["lines", "rows"])
def test_pieces_change_nothing_but_groups_of_rows(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = b"".join(b"broken\n" if i % 999 == 998 else line(uuid=f"e{i}") for i in range(9_000))
    if form == "rows":
        content = as_parquet(content, tmp_path)
    whole, pieces = Warehouse(tmp_path / "whole"), Warehouse(tmp_path / "pieces")

    whole.decode(content)
    monkeypatch.setattr(source, "PART_BYTES", 1)
    monkeypatch.setattr(source, "ROWS_BYTES", 1)
    monkeypatch.setattr(contents, "BLOCK_BYTES", 100_000)
    decoded = pieces.decode(content)

    assert decoded.rejected_count == 9
    for rows in ("from events order by line_number", "from rejects order by line_number"):
        assert pieces.ask(rows) == whole.ask(rows)


def as_parquet(lines: bytes, folder: Path) -> bytes:
    """Rows of PostHog as Parquet of several row groups; a broken line has no event."""
    (folder / "lines").write_bytes(lines)
    columns = ", ".join(
        f"case when json_valid(line) then line ->> '/{name}' end as {name}"
        for name in ("uuid", "event", "timestamp", "properties")
    )
    with duckdb.connect() as duck:
        duck.execute(
            f"copy (select {columns} from read_csv('{folder / 'lines'}',"
            " columns = {'line': 'VARCHAR'}, delim = '\x1f', quote = '', header = false))"
            f" to '{folder / 'rows'}' (format parquet, row_group_size 2048)"
        )
    return (folder / "rows").read_bytes()


def test_readers_of_one_date_open_no_file_of_another(warehouse: Warehouse) -> None:
    warehouse.decode(many(30))

    for place in warehouse.root.glob("events/event_date=2026-11-1[78]/*.parquet"):
        place.write_bytes(b"not Parquet at all")

    with duckdb.connect() as duck:
        files = f"read_parquet('{warehouse.root}/events/*/*.parquet', hive_partitioning = true)"
        query = f"select count(*) from {files} where event_date = date '2026-11-16'"
        assert duck.execute(query).fetchone() == (9,)


def test_decoding_again_leaves_exactly_one_result(warehouse: Warehouse) -> None:
    content = line(timestamp="2026-11-16T23:30:00Z", _inserted_at=None) + b"broken\n"
    warehouse.decode(content, dates_in="UTC")

    warehouse.decode(content, dates_in="Europe/Zurich")

    assert warehouse.ask("select event_date::varchar, count(*) from events group by 1") == [
        ("2026-11-17", 1)
    ]
    assert warehouse.ask("select count(*) from rejects") == [(1,)]


def test_what_a_killed_decoding_left_is_swept_away(warehouse: Warehouse) -> None:
    content = many(30)
    name = warehouse.decode(content).file_id
    before = warehouse.files()
    left = (
        warehouse.root / "decoding" / f"web-{name}" / "results" / "events" / "event_date=1999-01-01"
    )
    left.mkdir(parents=True)
    (left / f"web-{name}.parquet").write_bytes(b"half")

    warehouse.decode(content)

    assert warehouse.files() == before
    assert not (warehouse.root / "decoding" / f"web-{name}").exists()


def test_nobody_is_named_in_events(warehouse: Warehouse) -> None:
    person = "ada.lovelace@example.org"
    content = line(
        distinct_id=person,
        person_id=person,
        properties={"$user_id": person},
    )
    mixpanel = with_properties(
        MIXPANEL, distinct_id=person, **{"$user_id": person, "$device_id": person}
    )

    warehouse.decode(content)
    warehouse.decode(mixpanel, format="mixpanel", name="mix")

    assert len(warehouse.ask("from events")) == 2
    rows = warehouse.ask("select to_json(columns(*))::varchar from events")
    assert not any(person in str(value) for row in rows for value in row)


def test_people_have_the_same_key_in_all_exports_and_another_with_another_salt(
    tmp_path: Path,
) -> None:
    keys = []
    for salt in ("pepper", "sea"):
        warehouse = Warehouse(tmp_path / salt)
        warehouse.decode(line(distinct_id="ada"), salt=salt)
        mixpanel = with_properties(MIXPANEL, **{"$device_id": "ada"})
        warehouse.decode(mixpanel, salt=salt, format="mixpanel", name="mix")
        keys.append(warehouse.ask("select distinct anonymous_id from events"))

    assert len(keys[0]) == len(keys[1]) == 1
    assert keys[0] != keys[1]


def test_what_people_type_is_never_text_of_an_element(warehouse: Warehouse) -> None:
    secret = "correct horse"
    chains = [
        f'input:attr__value="{secret}"text="{secret}"',
        f'textarea:attr__id="t"attr_id="t"text="{secret}"',
        f'option:text="{secret}";select:nth-of-type="1"',
    ]
    content = b"".join(
        line(
            uuid=f"e{i}",
            event="$autocapture",
            elements_chain=chain,
            properties={"$event_type": "change", "$el_text": secret, "$el_value": secret},
        )
        for i, chain in enumerate(chains)
    )
    mixpanel = with_properties(
        {**MIXPANEL, "event": "$mp_input_change"},
        **{"$elements": [{"$tag_name": "input"}], "$el_text": secret},
    )

    warehouse.decode(content)
    warehouse.decode(mixpanel, format="mixpanel", name="mix")

    rows = warehouse.ask("select to_json(columns(*))::varchar from events")
    assert len(rows) == 4
    assert not any(secret in str(value) for row in rows for value in row)


def test_a_custom_event_keeps_its_own_properties_only(warehouse: Warehouse) -> None:
    warehouse.decode(
        line(
            event="exported",
            properties={"$lib": "web", "title": "A", "rows": 3, "to": {"kind": "pdf"}},
        )
    )

    ((properties,),) = warehouse.ask("select properties from events")
    assert json.loads(properties) == {"rows": 3, "to": {"kind": "pdf"}}


def test_traits_come_from_the_person_then_from_what_the_event_sets(warehouse: Warehouse) -> None:
    content = (
        line(person_properties={"plan": "pro", "seats": 3}, properties={"$set": {"plan": "free"}})
        + line(properties={"$set": {"plan": "free"}, "plan": "old"})
        + line(person_properties={"plan": ""}, properties={"plan": "old"})
        + line(person_properties={"plan": None}, properties={})
    )

    warehouse.decode(content, traits=("plan", "seats"))

    found = warehouse.ask("select traits from events order by line_number")
    assert found == [
        ('{"plan":"pro","seats":"3"}',),
        ('{"plan":"free"}',),
        ('{"plan":"old"}',),
        (None,),
    ]


def test_an_event_without_time_of_arrival_is_measured_against_now(warehouse: Warehouse) -> None:
    content = line(timestamp="2026-11-16T12:00:00Z", _inserted_at=None)

    early = warehouse.decode(content, now=datetime(2026, 11, 16, 10, 59, tzinfo=UTC))
    late = warehouse.decode(content, now=datetime(2026, 11, 16, 11, 0, tzinfo=UTC))

    assert (early.reject_reasons, late.reject_reasons) == ({"future_time": 1}, {})
    assert not (warehouse.root / "rejects" / f"web-{late.file_id}.parquet").exists()


def test_a_file_with_events_ahead_of_the_clock_says_when_they_will_not_be(
    warehouse: Warehouse,
) -> None:
    wrong = datetime(2026, 11, 16, 4, tzinfo=UTC)
    of_ten = line(timestamp="2026-11-16T10:00:00Z", _inserted_at="2026-11-16T10:00:05Z")
    of_nine = line(uuid="e2", timestamp="2026-11-16T09:00:00Z", _inserted_at="2026-11-16T09:00:05Z")

    decoded = warehouse.decode(of_ten + of_nine, now=wrong)

    assert decoded.reject_reasons == {"future_time": 2}
    assert decoded.look_again_at == datetime(2026, 11, 16, 9)


def test_a_file_with_events_ahead_of_their_own_arrival_is_not_looked_at_again(
    warehouse: Warehouse,
) -> None:
    ahead = line(timestamp="2026-11-16T12:00:00Z", _inserted_at="2026-11-16T10:00:00Z")

    decoded = warehouse.decode(ahead, now=datetime(2026, 11, 16, 10, tzinfo=UTC))

    assert decoded.reject_reasons == {"future_time": 1}
    assert decoded.look_again_at is None
