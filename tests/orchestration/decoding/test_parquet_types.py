"""Columns of Parquet may have any type, or none: what is wanted of them is read, or said."""

from pathlib import Path

import duckdb
import pytest

from tests.orchestration.decoding.case import Warehouse
from transforms.decoders.quoting import identifier
from transforms.decoders.registry import LAYOUTS

VALUES = (
    "'2026-11-16 10:00:00'",
    "1794823200::bigint",
    "1794823200.5::double",
    "1.5::decimal(9, 3)",
    "true",
    "date '2026-11-16'",
    "timestamp '2026-11-16 10:00:00'",
    "timestamp_ns '2026-11-16 10:00:00.123456789'",
    "timestamptz '2026-11-16 10:00:00+00'",
    "time '10:00:00'",
    "interval 3 day",
    "uuid()",
    "'text'::blob",
    "{'id': 1}",
    "[1, 2]",
    "map {'a': 1}",
)

MOMENT = "2026-11-16 10:00:00"
AT = f"timestamp '{MOMENT}'"
EVENT = "'e1' as event_id, 'page_view' as event, 'u1' as domain_userid"
VIEW = "'GET' as cs_method, '/p' as cs_uri_stem, 200.0::double as sc_status, '1.1.1.1' as c_ip"


def parquet(folder: Path, columns: str) -> Path:
    """A file of one row."""
    file = folder / "typed.parquet"
    duckdb.execute(f"copy (select {columns}) to '{file}' (format parquet)")
    return file


@pytest.mark.parametrize("format", LAYOUTS)
def test_no_type_of_a_column_stops_a_file(tmp_path: Path, format: str) -> None:
    layout = LAYOUTS[format]
    named = [
        name for names in layout.columns.values() for name in names if not name.endswith(" name")
    ]
    names = list(dict.fromkeys([*named, *layout.nested]))
    warehouse = Warehouse(tmp_path)
    for turn in (0, 5, 11):
        columns = ", ".join(
            f"{VALUES[(turn + at) % len(VALUES)]} as {identifier(name)}"
            for at, name in enumerate(names)
        )

        decoded = warehouse.decode(parquet(tmp_path, columns), format=format)

        assert decoded.problem is None


@pytest.mark.parametrize(
    "times",
    [
        f"{AT} as collector_tstamp",
        f"{AT} as collector_tstamp, null as derived_tstamp",
        f"timestamp '2026-11-16 10:00:09' as collector_tstamp, '{MOMENT}' as derived_tstamp",
        f"'2026-11-16 10:00:09' as collector_tstamp, {AT} as derived_tstamp",
        f"timestamp_ns '{MOMENT}' as collector_tstamp, null::timestamptz as derived_tstamp",
        f"{AT} as collector_tstamp, timestamptz '2026-11-16 12:00:00+02' as derived_tstamp",
    ],
)
def test_the_first_of_two_times_is_read_whatever_their_types(tmp_path: Path, times: str) -> None:
    warehouse = Warehouse(tmp_path)

    decoded = warehouse.decode(
        parquet(tmp_path, f"{EVENT}, {times}"), format="snowplow", timezone="Asia/Tokyo"
    )

    assert decoded.problem is None
    assert warehouse.one("cast(event_at as varchar)") == (MOMENT,)


def test_a_time_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)

    decoded = warehouse.decode(
        parquet(tmp_path, f"{EVENT}, {AT} as derived_tstamp"), format="snowplow"
    )

    assert str(decoded.problem).startswith("no row has 'collector_tstamp'; there are:")


@pytest.mark.parametrize(
    "time",
    [
        "'2026-11-16' as date, '10:00:00' as time",
        "date '2026-11-16' as date, time '10:00:00' as time",
        f"timestamp '2026-11-16' as date, {AT} as time",
        f"timestamptz '2026-11-16 00:00:00+00' as date, timestamptz '{MOMENT}+00' as time",
        "timestamp_ns '2026-11-16 00:00:00' as date, '10:00:00' as time",
    ],
)
def test_a_log_s_date_and_time_may_be_timestamps(tmp_path: Path, time: str) -> None:
    warehouse = Warehouse(tmp_path)

    # moments of Parquet are shown in the zone of the export, where it is tomorrow
    warehouse.decode(
        parquet(tmp_path, f"{time}, {VIEW}"), format="w3c_log", timezone="Pacific/Kiritimati"
    )

    assert warehouse.one("cast(event_at as varchar)") == (MOMENT,)


@pytest.mark.parametrize(
    ("names", "read"),
    [
        ('null::varchar as "cs-method"', "/p"),
        ('null::varchar as "cs-method", \'/first\' as "cs-uri-stem"', "/first"),
    ],
)
def test_of_two_names_of_a_column_the_one_with_a_value_is_read(
    tmp_path: Path, names: str, read: str
) -> None:
    warehouse = Warehouse(tmp_path)

    warehouse.decode(
        parquet(tmp_path, f"'2026-11-16' as date, '10:00:00' as time, {VIEW}, {names}"),
        format="w3c_log",
    )

    assert warehouse.one("event_name, url_path") == ("GET", read)
