"""Dagster's SQLite event log, with its connections kept open for the length of one run.

Dagster opens a database anew for each event, and the last to close it writes it out whole: of a
backfill of two weeks, whose every model has an event for each day, that was a quarter of the time.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import dagster as dg
from dagster._core.storage.event_log import SqliteEventLogStorage  # noqa: TID251  # no public name
from sqlalchemy import Connection, Engine, create_engine

Connect = Callable[[str], AbstractContextManager[Connection]]


@contextmanager
def event_log_kept_open(instance: dg.DagsterInstance) -> Iterator[None]:
    """Within this, an event is one transaction on an open connection; other storages are left as
    they are.
    """
    storage = instance.event_log_storage
    if not isinstance(storage, SqliteEventLogStorage):
        yield
        return
    engines: dict[str, Engine] = {}
    opened: Connect = storage._connect  # no setting for it exists

    @contextmanager
    def connect(shard: str) -> Iterator[Connection]:
        if shard not in engines:
            with opened(shard):  # makes the tables of a new one
                pass
            engines[shard] = create_engine(storage.conn_string_for_shard(shard))
        with engines[shard].begin() as connection:
            yield connection

    vars(storage)["_connect"] = connect
    try:
        yield
    finally:
        del vars(storage)["_connect"]
        for engine in engines.values():
            engine.dispose()
