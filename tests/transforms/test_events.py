"""The contract is complete, typed and told."""

import duckdb
import pytest

from transforms.events import CONTRACT, KINDS, SCROLL_BASES, Column

UNITS = {"", "UTC", "css px", "0..1", "s"}


@pytest.mark.parametrize("column", CONTRACT, ids=lambda column: column.name)
def test_a_column_says_what_it_is_in_a_sentence(column: Column) -> None:
    assert column.description.endswith(".")
    assert len(column.description.split()) >= 2
    assert column.unit in UNITS


def test_names_are_unique() -> None:
    names = [column.name for column in CONTRACT]

    assert len(set(names)) == len(names)


def test_types_are_types_of_duckdb_in_its_own_spelling() -> None:
    columns = ", ".join(f'"{column.name}" {column.type}' for column in CONTRACT)

    with duckdb.connect() as duck:
        duck.execute(f"create table events ({columns})")
        made = duck.execute("describe events").fetchall()

    assert [row[1] for row in made] == [column.type for column in CONTRACT]


def test_what_identifies_an_event_is_required_and_nothing_a_vendor_may_leave_out() -> None:
    required = {column.name for column in CONTRACT if column.required}

    assert required == {
        *("export", "file_id", "line_number"),
        *("event_id", "vendor_event_id", "event_at", "event_date", "kind"),
    }


def test_times_are_in_utc_and_pixels_are_numbers() -> None:
    for column in CONTRACT:
        assert (column.type == "TIMESTAMP") == (column.unit == "UTC")
        if column.unit == "css px":
            assert column.type in ("DOUBLE", "INTEGER", "SMALLINT")


def test_words_of_the_contract_are_distinct_and_fit_an_identifier() -> None:
    words = (*KINDS, *SCROLL_BASES)

    assert len(set(words)) == len(words)
    assert all(word.isidentifier() and word.islower() for word in words)
