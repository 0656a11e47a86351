"""A small warehouse to publish, made by hand."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb

from orchestration.warehouse.folder import Warehouse, create_database, opened

FIRST_DAY = date(2026, 3, 2)


def made(root: Path) -> Warehouse:
    """A warehouse whose marts.duckdb has one table with one day."""
    root.mkdir(parents=True, exist_ok=True)
    warehouse = Warehouse(root)
    create_database(warehouse.marts)
    with opened(warehouse.marts) as marts:
        marts.execute("create schema marts")
        marts.execute("create table marts.loads (event_date date not null)")
    grow(warehouse)
    return warehouse


def grow(warehouse: Warehouse) -> None:
    """One day more."""
    with opened(warehouse.marts) as marts:
        ((days,),) = marts.execute("select count(*) from marts.loads").fetchall()
        marts.execute("insert into marts.loads values (?)", [FIRST_DAY + timedelta(days=days)])


def ask(file: Path, query: str) -> list[tuple[Any, ...]]:
    """What a new reader is answered."""
    with duckdb.connect(str(file), read_only=True) as reader:
        return reader.execute(query).fetchall()
