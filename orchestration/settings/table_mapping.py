"""How the columns of a table become the columns of the event contract.

What to put here: `columns:`, `defaults:` and `where:` of an export of format `table`, and their
checks.
The names are those of `transforms/events.py`; what a mapping does to a row is in
`transforms/decoders/`.
"""

from collections.abc import Collection, Mapping
from typing import Annotated, Final, Literal

import duckdb
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from orchestration.settings.problems import shown, suggestion
from transforms.decoders.mapping import MICROSECONDS, PARTS, URL, URL_PARTS, WHOLES
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

OTHERS_WITH_UNIT: Final = ("duration_seconds", "scroll_depth_fraction")
UNITS: Final = (*MICROSECONDS, *WHOLES)

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


def _words(values: object) -> Mapping[str, str]:
    if not isinstance(values, Mapping) or not values:
        raise ValueError(f"{shown(values)} holds no words; write {{pointerup: click}}")
    for word, value in values.items():
        if not isinstance(word, str) or not isinstance(value, str):
            wrong = value if isinstance(word, str) else word
            raise ValueError(f"{shown(wrong)} is not text; put it in quotes")
    return dict(values)


def _one_or_many(written: object) -> tuple[str, ...]:
    """A text, or a list of texts."""
    texts = [written] if isinstance(written, str) else written
    if isinstance(texts, list | tuple) and texts and all(isinstance(t, str) and t for t in texts):
        return tuple(texts)
    raise ValueError(f"{shown(written)} is neither text nor a list of texts; write one of them")


def _unit(unit: object) -> str | int | float:
    is_number = isinstance(unit, int | float) and not isinstance(unit, bool)
    if is_number and 0 < unit < 1e9:  # type: ignore[operator]
        return unit  # type: ignore[return-value]
    if unit in UNITS:
        return str(unit)
    raise ValueError(f"{shown(unit)} is not a known unit; {suggestion(str(unit), UNITS)}")


def _try(query: str, text: str, wrong: str) -> None:
    try:
        with duckdb.connect() as duck:
            duck.execute(query, [text]).fetchall()
    except duckdb.Error:
        raise ValueError(wrong) from None


class Column(BaseModel):
    """Where a column of the contract comes from: a source `column`, or a constant `value`.

    Plain text in the YAML is a source column; a name may be a path (`context.page.url`), and
    several are joined by a space. `match` takes a part of the text. A time takes a `unit` (since
    1970, UTC, or `since` another time) or a strptime `format`, a duration a `unit`, and a length a
    `unit` and what it is a part `of`. `values` has words instead of the source's, in which * is any
    text; a word that it does not list stays, as a kind it is custom.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    names: Annotated[tuple[str, ...], BeforeValidator(_one_or_many), Field(alias="column")] = ()
    value: Annotated[Scalar | None, PlainValidator(_scalar)] = None
    match: str | None = None
    unit: Annotated[str | int | float | None, BeforeValidator(_unit)] = None
    of: Literal["viewport", "document", "element"] | None = None
    format: str | None = None
    since: "Column | None" = None
    values: Annotated[Mapping[str, str] | None, PlainValidator(_words)] = None

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
        known = "https://duckdb.org/docs/stable/sql/functions/dateformat"
        _try("select try_strptime('', ?)", form, f"{shown(form)} is no form of a time; see {known}")
        return form

    @field_validator("match")
    @classmethod
    def _has_a_group(cls, pattern: str) -> str:
        remedy = "write one with the value in round brackets: '^(\\d+)x'"
        wrong = f"{shown(pattern)} is no regular expression with a group; {remedy}"
        _try("select regexp_extract('', ?, 1)", pattern, wrong)
        if "(" not in pattern:
            raise ValueError(wrong)
        return pattern

    @model_validator(mode="after")
    def _says_one_thing(self) -> "Column":
        given = self.model_fields_set
        if ("names" in given) == ("value" in given):
            raise ValueError("needs one of column and value; name a source column or a constant")
        extra = sorted(given & {"unit", "format", "values"})
        parts = sorted(given & {"match", "unit", "of", "format", "since", "values"})
        if "value" in given and parts:
            raise ValueError(
                f"{' and '.join((*parts, 'value'))} do not go together; keep one of them"
            )
        if len(extra) > 1:
            raise ValueError(f"{' and '.join(extra)} do not go together; keep one of them")
        if "since" in given and self.unit not in MICROSECONDS:
            raise ValueError("since needs a unit; add unit: s, ms, us or ns")
        return self


def words(written: object) -> tuple[str, ...]:
    """Check the words that `where` asks for: one or a list."""
    try:
        return _one_or_many(written)
    except ValueError:
        raise ValueError(
            f"{shown(written)} is not text; write words in quotes, as a list"
        ) from None


ContractName = Annotated[str, PlainValidator(_contract_name)]
Columns = Mapping[ContractName, Column]
Defaults = Mapping[ContractName, Annotated[Scalar, PlainValidator(_scalar)]]
Where = Mapping[str, Annotated[tuple[str, ...], BeforeValidator(words)]]


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
        _check_unit(name, column)
        for word, value in (column.values or {}).items():
            if name == "kind":
                check_constant(name, value, name, "values", word)
        if column.value is not None:
            check_constant(name, column.value, name, "value")


def check_sizes(columns: Mapping[str, Column], given: Collection[str]) -> None:
    """Check that the sizes are mapped that lengths are parts of; raises PydanticCustomError.

    `given` are the columns that are mapped or have a default.
    """
    for name, column in columns.items():
        if column.of is None:
            continue
        is_across = name.endswith(("_x", "_width"))
        size = f"{column.of}_{'width' if is_across else 'height'}"
        instead = "viewport_width" if size == "document_width" else size
        edge = f"element_{name[-1]}" if column.of == "element" and name.startswith("page") else size
        for needed in (size, edge):
            if needed not in given and (needed != size or instead not in given):
                text = "{name} is a part of {needed}, which is missing; map it or give a default"
                raise _problem(text, "columns", name, name=name, needed=needed)


def _check_unit(name: str, column: Column) -> None:
    """Refuse a unit that a column cannot have."""
    is_time = CONTRACT_TYPES[name] == "TIMESTAMP"
    if not is_time and (column.format or column.since):
        raise _problem("{name} is not a time; remove format and since", name, name=name)
    if column.unit and not is_time and name not in (*PARTS, *OTHERS_WITH_UNIT):
        raise _problem("{name} has no unit; remove it", name, name=name)
    is_time_unit = column.unit in MICROSECONDS
    if column.unit and is_time_unit != (is_time or name == "duration_seconds"):
        raise _problem("{name} takes no such unit; remove it, or write another", name, name=name)
    if name in PARTS and (column.unit is None) != (column.of is None):
        both = "{unit: percent, of: document}"
        raise _problem("unit and of go together: {both}, or neither for px", name, both=both)
    if column.of and name not in PARTS:
        raise _problem("{name} is no length; remove of", name, name=name)


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
