"""How the columns of a table become the columns of the event contract.

What to put here: `columns:` and `defaults:` of an export of format `table`, and their checks.
The names are those of `transforms/events.py`; what a mapping does to a row is in
`transforms/decoders/`.
"""

from collections.abc import Mapping
from typing import Annotated, Final, Literal

import duckdb
from pydantic import BaseModel, ConfigDict, PlainValidator, field_validator, model_validator
from pydantic_core import PydanticCustomError

from orchestration.settings.problems import shown, suggestion
from transforms.decoders.table import URL, URL_PARTS
from transforms.events import CONTRACT, KINDS

COMPUTED: Final = frozenset(
    {"export", "file_id", "line_number", "event_id", "event_date"}
    | {"traits", "properties", "damage"}
)
"""Columns of the contract that every decoder computes: no mapping fills them."""

SHORT_NAMES: Final[Mapping[str, str]] = {"event_id": "vendor_event_id", "page": "url_path"}
"""Words that a mapping may use, and the column of the contract each one means."""

CONTRACT_TYPES: Final = {
    URL: "VARCHAR",
    **{column.name: column.type for column in CONTRACT if column.name not in COMPUTED},
}
CONSTANTS: Final[Mapping[str, tuple[tuple[type, ...], str]]] = {
    "BOOLEAN": ((bool,), "true or false; write one of them"),
    "DOUBLE": ((int, float), "a number; write one"),
    "INTEGER": ((int,), "a whole number; write one"),
    "SMALLINT": ((int,), "a whole number; write one"),
}
"""What a constant may be in a column of a type; text in all others."""

Scalar = str | int | float | bool


def _scalar(value: object) -> Scalar:
    if isinstance(value, str | int | float | bool):
        return value
    raise ValueError(f"{shown(value)} is not one value; write text, a number, true or false")


def _contract_name(name: object) -> str:
    column = SHORT_NAMES.get(name, name) if isinstance(name, str) else ""
    if column in CONTRACT_TYPES:
        return column
    known = suggestion(str(name), (*SHORT_NAMES, *CONTRACT_TYPES))
    raise ValueError(f"{shown(name)} is not a column that a mapping fills; {known}")


def _words_to_kinds(values: object) -> Mapping[str, str]:
    if not isinstance(values, Mapping) or not values:
        raise ValueError(f"{shown(values)} holds no words; write {{pointerup: click}}")
    for word, kind in values.items():
        if kind not in KINDS:
            raise ValueError(f"{shown(kind)} is not a known kind; {suggestion(str(kind), KINDS)}")
        if not isinstance(word, str):
            raise ValueError(f"{shown(word)} is not text; put it in quotes")
    return dict(values)


class Column(BaseModel):
    """Where a column of the contract comes from: a source `column`, or a constant `value`.

    Plain text in the YAML is a source column. A time takes a `unit` (since 1970, UTC) or a strptime
    `format`. `values` turns the source's words into kinds; a word it does not list is custom.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    column: str | None = None
    value: Annotated[Scalar | None, PlainValidator(_scalar)] = None
    unit: Literal["s", "ms", "us", "ns"] | None = None
    format: str | None = None
    values: Annotated[Mapping[str, str] | None, PlainValidator(_words_to_kinds)] = None

    @model_validator(mode="before")
    @classmethod
    def _text_is_a_column(cls, written: object) -> object:
        if isinstance(written, dict):
            return written
        if isinstance(written, str) and written:
            return {"column": written}
        raise ValueError(f"{shown(written)} names no column; write its name or {{value: …}}")

    @field_validator("format")
    @classmethod
    def _has_a_code(cls, form: str) -> str:
        if "%" not in form:
            raise ValueError(f"{shown(form)} has no % in it; write the form: '%d/%m/%Y %H:%M'")
        try:
            with duckdb.connect() as duck:
                duck.execute("select try_strptime('', ?)", [form]).fetchall()
        except duckdb.Error:
            known = "https://duckdb.org/docs/stable/sql/functions/dateformat"
            raise ValueError(f"{shown(form)} is no form of a time; see {known}") from None
        return form

    @model_validator(mode="after")
    def _says_one_thing(self) -> "Column":
        given = self.model_fields_set
        if ("column" in given) == ("value" in given):
            raise ValueError("needs one of column and value; name a source column or a constant")
        extra = sorted(given & {"unit", "format", "values"})
        if extra and ("value" in given or len(extra) > 1):
            together = " and ".join((*extra, *(["value"] if "value" in given else [])))
            raise ValueError(f"{together} do not go together; keep one of them")
        return self


ContractName = Annotated[str, PlainValidator(_contract_name)]
Columns = Mapping[ContractName, Column]
Defaults = Mapping[ContractName, Annotated[Scalar, PlainValidator(_scalar)]]


def check_names(mapping: object) -> None:
    """Refuse a column that is named twice, once by its short name."""
    for short, name in SHORT_NAMES.items():
        if isinstance(mapping, Mapping) and short in mapping and name in mapping:
            raise _problem(
                "{short} means {name}, which is given too; keep one", short, short=short, name=name
            )
    for part in (*URL_PARTS, "page"):
        if isinstance(mapping, Mapping) and URL in mapping and part in mapping:
            raise _problem("{part} is a part of url, which is given too; keep one", part, part=part)


def check_columns(columns: Mapping[str, Column], *, has_sessions: bool) -> None:
    """Check a whole mapping; raises PydanticCustomError with the place in `at`.

    `has_sessions`: the export says that the vendor cuts sessions.
    """
    if has_sessions and "vendor_session_id" not in columns:
        raise ValueError("vendor_session_id is missing; add it, or write sessions: inactivity")
    for name in ("event_at", "kind"):
        if name not in columns:
            raise ValueError(f"{name} is missing; add it: every event has a time and a kind")
    for name, column in columns.items():
        if (column.unit or column.format) and CONTRACT_TYPES[name] != "TIMESTAMP":
            raise _problem("{name} is not a time; remove unit and format", name, name=name)
        if column.values is not None and name != "kind":
            raise _problem("values are for kind only; remove them here", name, "values")
        if column.value is not None:
            check_constant(name, column.value, name, "value")


def check_constant(name: str, value: Scalar, *at: str) -> None:
    """Check a constant against the type of its column; raises PydanticCustomError."""
    types, wanted = CONSTANTS.get(CONTRACT_TYPES[name], ((str,), "text; put it in quotes"))
    fits = isinstance(value, types) and isinstance(value, bool) == (types == (bool,))
    if not fits:
        raise _problem("{value} is not {wanted}", *at, value=shown(value), wanted=wanted)
    if name == "kind" and value not in KINDS:
        known = suggestion(str(value), KINDS)
        raise _problem("{value} is not a known kind; {known}", *at, value=shown(value), known=known)


def _problem(text: str, *at: str, **shown_values: str) -> PydanticCustomError:
    """Build an error at the place `at` below the field being checked."""
    return PydanticCustomError("settings", text, {"at": at, **shown_values})
