"""The mapping of a table's columns in exports.yaml."""

from pathlib import Path

import pytest

from orchestration.settings import Export, SettingsError, load_settings
from orchestration.settings.table_mapping import COMPUTED, CONTRACT_TYPES, SHORT_NAMES
from transforms.decoders.mapping import URL
from transforms.events import CONTRACT

TABLE = """\
exports:
- name: presses
  format: table
  url: presses/
  columns:
    event_at: at
    kind: {value: click}
"""


def load(folder: Path, text: str) -> Export:
    """Load a text as exports.yaml with one export."""
    file = folder / "exports.yaml"
    file.write_text(text)
    return load_settings(file).exports[0]


def problem(folder: Path, text: str) -> str:
    """Return the one line of the error that a text brings, from the number of the line on."""
    with pytest.raises(SettingsError) as caught:
        load(folder, text)
    (line,) = caught.value.problems
    return line.removeprefix(f"{folder / 'exports.yaml'}:")


def test_a_column_is_a_name_a_time_words_or_a_value(tmp_path: Path) -> None:
    export = load(
        tmp_path,
        """\
exports:
- name: presses
  format: table
  url: presses/
  columns:
    event_id: id
    event_at: {column: ts_ms, unit: ms}
    received_at: {column: stored, format: '%d/%m/%Y %H:%M'}
    kind: {column: event, values: {pointerup: click, load: page_view}}
    page: screen
    is_bot: {value: false}
  defaults: {viewport_width: 1200, page_y: 0.5, country: DE}
""",
    )

    columns = export.columns
    assert columns["vendor_event_id"].names == ("id",)
    assert (columns["event_at"].names, columns["event_at"].unit) == (("ts_ms",), "ms")
    assert columns["received_at"].format == "%d/%m/%Y %H:%M"
    assert columns["kind"].values == {"pointerup": "click", "load": "page_view"}
    assert columns["url_path"].names == ("screen",)
    assert columns["is_bot"].value is False
    assert dict(export.defaults) == {"viewport_width": 1200, "page_y": 0.5, "country": "DE"}


def test_every_column_of_the_contract_is_mapped_or_computed() -> None:
    names = {column.name for column in CONTRACT}

    assert names | {URL} == set(CONTRACT_TYPES) | COMPUTED
    assert set(SHORT_NAMES.values()) <= set(CONTRACT_TYPES)
    assert not set(SHORT_NAMES) & set(CONTRACT_TYPES)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("    pagex: x\n", "8: exports[0].columns.pagex: 'pagex' is not a column that a mapping"),
        ("    event_date: x\n", "8: exports[0].columns.event_date: 'event_date' is not a column"),
        ("    page: [x]\n", "8: exports[0].columns.page: a list names no column"),
        ("    page: ''\n", "8: exports[0].columns.page: '' names no column"),
        ("    page: {unit: ms}\n", "8: exports[0].columns.page: needs one of column and value"),
        ("    page: {column: a, value: b}\n", "8: exports[0].columns.page: needs one of column"),
        ("    page: {colum: a}\n", "8: exports[0].columns.page.colum: unknown key 'colum'"),
        ("    page: {value: [a]}\n", "8: exports[0].columns.page.value: a list is not one value"),
        ("    received_at: {column: a, unit: h}\n", "8: exports[0].columns.received_at.unit: 'h'"),
        (
            "    received_at: {column: a, unit: s, format: '%Y'}\n",
            "8: exports[0].columns.received_at: format and unit do not go together",
        ),
        (
            "    received_at: {column: a, format: YYYY}\n",
            "8: exports[0].columns.received_at.format: 'YYYY' has no % in it",
        ),
        ("    user_id: {column: a, unit: s}\n", "8: exports[0].columns.user_id: user_id has no"),
        (
            "    page_x: {column: a, unit: ms, of: document}\n",
            "8: exports[0].columns.page_x: page_x takes no such unit",
        ),
        (
            "    page_x: {column: a, unit: percent}\n",
            "8: exports[0].columns.page_x: unit and of go together",
        ),
        (
            "    page_y: {column: a, unit: percent, of: document}\n",
            "8: exports[0].columns.page_y: page_y is a part of document_height, which is missing",
        ),
        (
            "    element_text: {column: a, match: '^x'}\n",
            "8: exports[0].columns.element_text.match: '^x' is no regular expression with a group",
        ),
        (
            "    duration_seconds: {column: a, unit: h}\n",
            "8: exports[0].columns.duration_seconds.unit: 'h' is not a known unit",
        ),
        (
            "    received_at: {column: a, since: b}\n",
            "8: exports[0].columns.received_at: since needs a unit",
        ),
        (
            "    page_x:\n      value: left\n",
            "9: exports[0].columns.page_x.value: 'left' is not a number",
        ),
        ("    page: a\n    url_path: b\n", "8: exports[0].columns.page: page means url_path"),
        (
            "  defaults:\n    viewport_width: wide\n",
            "9: exports[0].defaults.viewport_width: 'wide' is not a whole number",
        ),
        ("  defaults: {kind: klick}\n", "8: exports[0].defaults.kind: 'klick' is not a known kind"),
        ("  defaults: {is_bot: 1}\n", "8: exports[0].defaults.is_bot: 1 is not true or false"),
        ("  defaults: {screen: 1}\n", "8: exports[0].defaults.screen: 'screen' is not a column"),
    ],
)
def test_a_wrong_mapping_is_refused_with_line_and_key(tmp_path: Path, more: str, told: str) -> None:
    assert problem(tmp_path, TABLE + more).startswith(told)


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("{value: klick}", "7: exports[0].columns.kind.value: 'klick' is not a known kind; did"),
        ("{column: a, values: {b: klick}}", "7: exports[0].columns.kind.values.b: 'klick' is not"),
        ("{column: a, values: {1: click}}", "7: exports[0].columns.kind.values: 1 is not text"),
        ("{column: a, values: {}}", "7: exports[0].columns.kind.values: a mapping holds no words"),
        ("{column: a, values: [b]}", "7: exports[0].columns.kind.values: a list holds no words"),
    ],
)
def test_a_kind_must_be_one_that_the_contract_knows(tmp_path: Path, kind: str, told: str) -> None:
    assert problem(tmp_path, TABLE.replace("{value: click}", kind)).startswith(told)


def test_a_table_without_columns_is_refused(tmp_path: Path) -> None:
    text = "exports:\n- {name: a, format: table, url: a/}\n"

    assert problem(tmp_path, text).startswith("2: exports[0].columns: event_at is missing")


def test_a_table_needs_the_time_and_the_kind_of_its_events(tmp_path: Path) -> None:
    text = TABLE.replace("    event_at: at\n", "")

    assert problem(tmp_path, text).startswith("5: exports[0].columns: event_at is missing; add it")


def test_sessions_of_the_vendor_need_the_column_that_holds_them(tmp_path: Path) -> None:
    text = TABLE.replace("  columns:\n", "  sessions: vendor\n  columns:\n")

    assert problem(tmp_path, text).startswith("6: exports[0].columns: vendor_session_id is missing")
    assert load(tmp_path, f"{text}    vendor_session_id: s\n").sessions == "vendor"
