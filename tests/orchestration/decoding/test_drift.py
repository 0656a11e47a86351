"""Columns that come, go or change their type are told, and stop nothing."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from orchestration.decoding.loading import ExportLoad, load_export
from orchestration.installation import Installation
from tests.end_to_end.nights import installation
from tests.orchestration.decoding.case import MIXPANEL

ROWS = 100


def at_folder(tmp_path: Path, **export: Any) -> Installation:
    (tmp_path / "vendor").mkdir()
    return installation(tmp_path, {"exports": [{"name": "web", "url": "vendor/", **export}]})


def load(at: Installation) -> ExportLoad:
    (export,) = at.settings.exports
    return load_export(at, export)


def told(at: Installation) -> list[tuple[str | None, ...]]:
    """What the books say of the columns of each file, in the order of their paths."""
    with at.warehouse.books() as books:
        return books.execute(
            "select new_columns, missing_columns, retyped_columns from raw.files order by path"
        ).fetchall()


def write_lines(
    at: Installation, name: str, properties: Mapping[str, Any] | None = None, rows: int = ROWS
) -> None:
    sound: Mapping[str, Any] = MIXPANEL
    known = {**sound["properties"], **(properties or {})}
    kept = {key: value for key, value in known.items() if value is not None}
    lines = [
        json.dumps({"event": "$mp_click", "properties": {**kept, "$insert_id": f"{name}{number}"}})
        for number in range(rows)
    ]
    (at.settings.source.parent / "vendor" / name).write_text("\n".join(lines))


def test_a_property_that_comes_goes_or_changes_is_told_and_stops_nothing(tmp_path: Path) -> None:
    at = at_folder(tmp_path, format="mixpanel")
    write_lines(at, "1.jsonl", {"plan": "pro"})
    assert load(at).columns == []
    write_lines(at, "2.jsonl", {"plan": 7, "$pageX": None, "$city": "Ulm", "ann@mail.example": 1})

    loaded = load(at)

    lines = ["2.jsonl: new: properties.$city and 1 more; missing: properties.$pageX"]
    assert loaded.columns == [f"{lines[0]}; of another type: properties.plan"]
    assert loaded.problems == (loaded.columns[0].replace(": ", ": columns ", 1),)
    assert (loaded.line_count, loaded.rejected_count, loaded.faults) == (ROWS, 0, ())
    assert told(at) == [
        (None, None, None),
        ("properties.$city and 1 more", "properties.$pageX", "properties.plan"),
    ]


@pytest.mark.parametrize(("rows", "is_told"), [(ROWS - 1, False), (ROWS, True)])
def test_few_rows_may_lack_a_field_by_chance(tmp_path: Path, rows: int, is_told: bool) -> None:
    at = at_folder(tmp_path, format="mixpanel")
    write_lines(at, "1.jsonl")
    write_lines(at, "2.jsonl", {"$pageX": None}, rows)

    loaded = load(at)

    assert bool(loaded.columns) == is_told


def test_what_has_come_is_not_new_again_and_what_is_gone_is_told_once(tmp_path: Path) -> None:
    at = at_folder(tmp_path, format="mixpanel")
    write_lines(at, "1.jsonl")
    write_lines(at, "2.jsonl", {"$pageX": None, "$city": "Ulm"})
    write_lines(at, "3.jsonl", {"$pageX": None})
    write_lines(at, "4.jsonl", {"$pageX": None, "$city": "Ulm"})

    load(at)

    assert [row != (None, None, None) for row in told(at)] == [False, True, False, False]


def test_a_column_of_parquet_with_another_type_is_told(tmp_path: Path) -> None:
    columns = {"event_id": "id", "event_at": "at", "kind": {"value": "click"}, "page_x": "x"}
    at = at_folder(tmp_path, format="table", columns=columns)
    for number, x in enumerate(([1] * ROWS, [1.5] * ROWS)):
        ids = [f"{number}-{row}" for row in range(ROWS)]
        frame = pl.DataFrame({"id": ids, "at": ["2026-11-16 10:00:00"] * ROWS, "x": x})
        frame.write_parquet(at.settings.source.parent / "vendor" / f"{number}.parquet")

    loaded = load(at)

    assert loaded.columns == ["1.parquet: of another type: x"]
    with duckdb.connect(str(at.warehouse.work), read_only=True) as work:
        assert work.execute("select sum(accepted_count) from raw.files").fetchone() == (2 * ROWS,)
