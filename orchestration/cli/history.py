"""Dagster's history of runs in SQLite, without waiting for the disk at each of its events.

Dagster opens the file anew for each of its events, thousands in a night. Whoever closes a SQLite
file last writes its log into it and waits for the disk. What to put here: how SQLite is used.
What is kept is Dagster's.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from typing import Any

from sqlalchemy import Engine, event


@contextmanager
def held_open() -> Iterator[None]:
    """Keep each SQLite file that is opened meanwhile open to the end, and let SQLite wait for the
    disk only when it writes its log into the file. After a power cut the last events may be
    missing; the file is whole (https://sqlite.org/pragma.html#pragma_synchronous).
    """
    held: dict[str, sqlite3.Connection] = {}
    with ExitStack() as until_end:

        def hold(connection: Any, _record: object) -> None:
            if not isinstance(connection, sqlite3.Connection):
                return
            connection.execute("pragma synchronous = normal")
            _, _, file = connection.execute("pragma database_list").fetchone()
            if not file:  # in memory
                return
            if file not in held:
                other = sqlite3.connect(file, check_same_thread=False)
                held[file] = until_end.enter_context(closing(other))
            # what reads the log holds it: the file may have had none when it was opened
            held[file].execute("select 1 from sqlite_master limit 1").fetchall()

        event.listen(Engine, "connect", hold)
        try:
            yield
        finally:
            event.remove(Engine, "connect", hold)
