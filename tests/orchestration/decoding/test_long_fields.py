"""A field that is an object or a list is read to its end, however long it is; a text is cut."""

from pathlib import Path
from typing import Any, Final

import polars as pl
import pytest

from tests.damaged.lines import written
from tests.orchestration.decoding.case import Warehouse, line, with_properties

LONG: Final = "x" * 15_000


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    return Warehouse(tmp_path)


def held_as(form: str, row: dict[str, Any], folder: Path) -> bytes:
    """A row as a file of its own."""
    if form == "parquet":
        pl.DataFrame([row]).write_parquet(folder / "row.parquet")
        return (folder / "row.parquet").read_bytes()
    if form == "tsv":
        return written("snowplow", row) + b"\n"
    return line(row)


@pytest.mark.parametrize("form", ["tsv", "parquet"])
def test_what_is_attached_to_an_event_of_snowplow(
    form: str, warehouse: Warehouse, tmp_path: Path
) -> None:
    attached = {
        "com.example/person/1": {"bio": LONG, "plan": "pro"},
        "com.snowplowanalytics.snowplow/web_page/1": {"id": "v1"},
    }
    clicked = {"content": LONG, "elementId": "go", "targetUrl": "/next"}
    row = {
        "event_id": "e1",
        "collector_tstamp": "2026-11-16 10:00:01.000",
        "event": "unstruct",
        "event_name": "link_click",
        "contexts": {"data": [{"schema": f"iglu:{n}", "data": d} for n, d in attached.items()]},
        "unstruct_event": {"data": {"data": clicked}},
    }

    warehouse.decode(held_as(form, row, tmp_path), format="snowplow", traits=("plan",))

    assert warehouse.one("vendor_page_view_id, traits, element_id, element_href") == (
        *("v1", '{"plan":"pro"}', "go", "/next"),
    )


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_parameters_of_google(form: str, warehouse: Warehouse, tmp_path: Path) -> None:
    params = {"own": LONG, "page_location": "https://app.example/pricing"}
    row = {
        "event_timestamp": "1794823200000000",
        "event_name": "page_view",
        "event_params": [{"key": k, "value": {"string_value": v}} for k, v in params.items()],
    }

    warehouse.decode(held_as(form, row, tmp_path), format="ga4")

    assert warehouse.one("url_path") == ("/pricing",)


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_elements_of_amplitude(form: str, warehouse: Warehouse, tmp_path: Path) -> None:
    steps = [{"tag": "button", "id": "go"}, *({"tag": "div", "classes": [LONG]},) * 2]
    row = {
        "uuid": "e1",
        "event_type": "[Amplitude] Element Clicked",
        "event_time": "2026-11-16 10:00:00.000000",
        "event_properties": {"[Amplitude] Element Hierarchy": steps},
    }

    warehouse.decode(held_as(form, row, tmp_path), format="amplitude")

    assert warehouse.one("element_tag, element_id") == ("button", "go")


def test_a_text_that_begins_like_a_list_is_cut_as_any_other(warehouse: Warehouse) -> None:
    warehouse.decode(with_properties(title="[" + LONG))

    assert warehouse.one("length(page_title)") == (2000,)
