"""What comes from outside is a text or a name in a statement, and never a part of it."""

import duckdb
import pytest

from transforms.decoders.quoting import identifier, literal, literals

HOSTILE = ["'; drop table t; --", '"; drop table t; --', "\\'", "a''b", "{x} %s $1", "", "🎉"]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_is_the_same_text_to_the_database(text: str) -> None:
    assert duckdb.sql(f"select {literal(text)}").fetchall() == [(text,)]


@pytest.mark.parametrize("name", [name for name in HOSTILE if name])
def test_a_name_is_the_same_name_to_the_database(name: str) -> None:
    assert duckdb.sql(f"select 1 as {identifier(name)}").columns == [name]


def test_texts_are_a_list_of_them() -> None:
    assert duckdb.sql(f"select [{literals(HOSTILE)}]").fetchall() == [(HOSTILE,)]
