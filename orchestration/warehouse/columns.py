"""The columns of each export so far, raw.columns of the books: what the next file is compared with."""

import duckdb

from transforms.decoders.drift import History


def history_of(books: duckdb.DuckDBPyConnection, export: str) -> History:
    """The columns that the files of an export have had."""
    query = "select name, type, is_usual from raw.columns where export = ?"
    rows = books.execute(query, [export]).fetchall()
    return History(
        seen={name for name, _, _ in rows},
        types={name: kind for name, kind, _ in rows if kind},
        usual={name for name, _, is_usual in rows if is_usual},
    )


def note_history(books: duckdb.DuckDBPyConnection, export: str, history: History) -> None:
    """Enter the columns of an export, instead of those of before."""
    names = sorted(history.seen | history.usual)
    books.execute("delete from raw.columns where export = ?", [export])
    books.execute(
        "insert into raw.columns select ?, unnest(?::varchar[]), unnest(?::varchar[]), unnest(?::boolean[])",
        [
            export,
            names,
            [history.types.get(name, "") for name in names],
            [name in history.usual for name in names],
        ],
    )
