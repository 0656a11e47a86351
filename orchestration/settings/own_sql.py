"""`sql:` of an export: a file with a query that makes events of its rows.

What to put here: reading the file and trying its query on no rows. What surrounds a query is in
`transforms/decoders/own_sql.py`.
"""

from importlib import resources
from pathlib import Path
from typing import Final

import duckdb
from pydantic import BaseModel, ConfigDict, ValidationInfo

from orchestration.settings.problems import shown, suggestion
from orchestration.settings.table_mapping import SHORT_NAMES
from transforms.decoders.mapping import URL
from transforms.decoders.own_sql import COMPUTED
from transforms.events import CONTRACT

RECORDS: Final = """
create table records (line_number bigint, record json, problem varchar, detail varchar)
"""
KNOWN: Final = (
    "line_number",
    URL,
    *SHORT_NAMES,
    *(column.name for column in CONTRACT if column.name not in COMPUTED),
)
NEEDED: Final = ("line_number", "event_at", "kind")


class OwnSql(BaseModel):
    """A query, and the names of the columns that it gives."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str
    columns: tuple[str, ...]


def own_sql(written: object, info: ValidationInfo) -> object:
    """Read the file that `sql:` names, relative to the exports file, and check its query."""
    if isinstance(written, OwnSql):
        return written
    if not isinstance(written, str) or not written:
        raise ValueError(f"{shown(written)} names no file; write the name of one with a query")
    folder = Path((info.context or {}).get("folder", "."))
    try:
        text = (folder / written).read_text(encoding="utf-8").strip().rstrip(";")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise ValueError(f"{shown(written)} cannot be read: {reason}; write it there") from None
    return OwnSql(text=text, columns=_columns(written, text))


def _columns(name: str, query: str) -> tuple[str, ...]:
    functions = resources.files("transforms.decoders") / "functions.sql"
    with duckdb.connect(config={"enable_external_access": False}) as duck:
        duck.execute(functions.read_text(encoding="utf-8"))
        duck.execute(RECORDS)
        try:
            statements = duck.extract_statements(query)
            if [statement.type for statement in statements] != [duckdb.StatementType.SELECT]:
                raise ValueError(f"{shown(name)} is not one select; write one from records")
            columns = tuple(row[0] for row in duck.execute(f"describe {query}").fetchall())
        except duckdb.Error as error:
            reason = str(error).partition("\n")[0]
            raise ValueError(f"{shown(name)} cannot be run: {reason}; correct it") from None
    for column in columns:
        if column not in KNOWN:
            raise ValueError(f"{shown(name)} gives {shown(column)}; {suggestion(column, KNOWN)}")
    for needed in NEEDED:
        if needed not in columns:
            raise ValueError(f"{shown(name)} gives no {needed}; select it")
    return columns
