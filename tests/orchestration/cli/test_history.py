"""SQLite files stay open, and with their log, until the end."""

import sqlite3
from pathlib import Path

from sqlalchemy import NullPool, create_engine, text

from orchestration.cli.history import held_open


def written(file: Path, words: str) -> None:
    """Run a statement as Dagster does: on an engine and a connection of its own."""
    engine = create_engine(f"sqlite:///{file}", poolclass=NullPool)
    with engine.connect() as connection, connection.begin():
        connection.execute(text(words))


def test_the_last_to_close_writes_the_log_into_the_file_and_none_before(tmp_path: Path) -> None:
    file, log = tmp_path / "runs.db", tmp_path / "runs.db-wal"
    with held_open():
        engine = create_engine(f"sqlite:///{file}", poolclass=NullPool)
        with engine.connect() as connection:
            connection.execute(text("pragma journal_mode = wal"))
        written(file, "create table events (id integer)")
        sizes = []
        for number in range(3):
            written(file, f"insert into events values ({number})")
            sizes.append(log.stat().st_size)
    written(file, "insert into events values (3)")

    assert sizes == sorted(set(sizes)), "the log grows"
    assert not log.exists(), "whoever closes the file last removes it, as ever"
    with sqlite3.connect(file) as read:
        assert read.execute("select count(*) from events").fetchone() == (4,)


def test_only_meanwhile_does_sqlite_not_wait_for_the_disk(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'runs.db'}", poolclass=NullPool)

    def synchronous() -> int:
        with engine.connect() as connection:
            return int(connection.execute(text("pragma synchronous")).scalar_one())

    full, normal = 2, 1
    with held_open():
        assert synchronous() == normal
    assert synchronous() == full


def test_a_database_in_memory_is_no_file(tmp_path: Path) -> None:
    with held_open(), create_engine("sqlite://").connect() as connection:
        assert connection.execute(text("select 1")).scalar_one() == 1
