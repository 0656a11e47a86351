"""Private databases that are gone, damaged or of an older form: made again from the layer before.

Run when a run has taken the lock, before it reads anything. What to put here: finding what is
missing and marking what it makes necessary. Event files are compared with the books in `books.py`;
copies of the vendors' files are compared with their checksums when they are decoded.
"""

from pathlib import Path

import duckdb

from orchestration.warehouse import books as books_of
from orchestration.warehouse.folder import BOOKS, Warehouse, opened

COLUMNS = """
select table_name, column_name, data_type from duckdb_columns()
where database_name = current_database() and schema_name = 'raw' and not internal
order by all
"""


def mend(warehouse: Warehouse) -> list[str]:
    """Delete private databases that cannot be used, and mark the days that have to be built again:
    a sentence for each thing that was found.
    """
    found = []
    if warehouse.work.exists() and (reason := _unusable_books(warehouse.work)):
        _delete(warehouse.work)
        found.append(f"work.duckdb {reason}: all pulled files are decoded and all days built again")
    elif warehouse.published.exists() and not warehouse.work.exists():
        found.append("work.duckdb is missing: all pulled files are decoded and all days built again")
    if warehouse.marts.exists() and (reason := _unreadable(warehouse.marts)):
        _delete(warehouse.marts)
        found.append(f"marts.duckdb {reason}: all days are built again")
    with warehouse.books() as books:
        built = books_of.built_days(books)
        if built and _is_empty(warehouse.marts):
            books_of.begin_build(books, built)
            if not any("marts.duckdb" in sentence for sentence in found):
                found.append("marts.duckdb is missing or empty: all days are built again")
    return found


def _unusable_books(work: Path) -> str | None:
    if reason := _unreadable(work):
        return reason
    with duckdb.connect() as memory:
        memory.execute(BOOKS)
        wanted = memory.execute(COLUMNS).fetchall()
    with opened(work, read_only=True) as books:
        there = books.execute(COLUMNS).fetchall()
    tables = {table for table, *_ in wanted}
    # other tables of the schema are views of the event files
    there = [column for column in there if column[0] in tables]
    return None if there in ([], wanted) else "is of another version of this program"


def _unreadable(database: Path) -> str | None:
    if not database.is_file():
        return "is not a file"
    try:
        with opened(database, read_only=True) as connection:
            connection.execute("select count(*) from duckdb_tables()").fetchall()
    except duckdb.Error as error:
        if "lock" in str(error).lower():  # somebody has it open: it is not damaged
            raise
        return "is damaged"
    return None


def _is_empty(database: Path) -> bool:
    with opened(database, read_only=True) as connection:
        tables = "select 1 from duckdb_tables() where schema_name = 'marts' limit 1"
        return not connection.execute(tables).fetchall()


def _delete(database: Path) -> None:
    for path in (database, database.with_name(f"{database.name}.wal")):
        path.unlink(missing_ok=True)
