"""Tables of marts.duckdb that a night writes itself, after the models: their columns, words and days.

What to put here: how such a table is made and its days are replaced. Which rows it has is the
business of who writes them.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import duckdb

from orchestration.warehouse.catching_up import note_change
from orchestration.warehouse.folder import quoted
from orchestration.warehouse.window import Window


class ChangedColumnsError(RuntimeError):
    """A table cannot take the rows of this run; the text names the command that helps."""


@dataclass(frozen=True)
class OwnTable:
    """A table of the schema marts by days (`event_date`), shared with everybody; `columns` are type
    and meaning of each by name.
    """

    name: str
    description: str
    columns: Mapping[str, tuple[str, str]]

    def prepare(self, marts: duckdb.DuckDBPyConnection, window: Window) -> None:
        """See that the table is there, with these columns and words.

        A table with other columns is made anew if the window has all its days. Raises
        ChangedColumnsError if it has not: the rows of other days would be lost.
        """
        columns = ", ".join(f"{name} {kind}" for name, (kind, _) in self.columns.items())
        marts.execute("create schema if not exists marts")
        marts.execute(f"create table if not exists marts.{self.name} ({columns})")
        described = marts.execute(f"describe marts.{self.name}").fetchall()
        stored = {name: kind + " NOT NULL" * (null == "NO") for name, kind, null, *_ in described}
        if stored != {name: kind for name, (kind, _) in self.columns.items()}:
            self._raise_if_days_would_be_lost(marts, window)
            marts.execute(f"create or replace table marts.{self.name} ({columns})")
        self._describe(marts)

    def replace(
        self,
        marts: duckdb.DuckDBPyConnection,
        first: date,
        end: date,
        rows: Iterable[str],
        *,
        are_later_days_written: bool = False,
    ) -> None:
        """Write the days from `first` to the one before `end`, all or nothing; each of `rows` is a
        list of objects in JSON. Readers get these days, or all from `first` on.
        """
        marts.execute("begin")
        marts.execute(
            f"delete from marts.{self.name} where event_date >= ? and event_date < ?", [first, end]
        )
        # as a text: values of parameters are looked at one by one, a hundred times slower
        form = {name: kind.removesuffix(" NOT NULL") for name, (kind, _) in self.columns.items()}
        query = f"""
            insert into marts.{self.name} by name
            select unnest(from_json($rows, $form), recursive := true)
        """
        for some in rows:
            marts.execute(query, {"rows": some, "form": json.dumps([form])})
        note_change(marts, self.name, first, None if are_later_days_written else end)
        marts.execute("commit")

    def _raise_if_days_would_be_lost(
        self, marts: duckdb.DuckDBPyConnection, window: Window
    ) -> None:
        query = f"""
            select count(*) filter (event_date < $first - 1 or event_date >= $end),
                min(event_date), max(event_date)
            from marts.{self.name}
        """
        days = {"first": window.first, "end": window.end}
        ((lost, first, last),) = marts.execute(query, days).fetchall()
        if lost:
            raise ChangedColumnsError(
                f"the columns of {self.name} have changed, and this run writes only some of its"
                f" days. All of them: heatmaps backfill {first} {last}"
            )

    def _describe(self, marts: duckdb.DuckDBPyConnection) -> None:
        table = f"marts.{self.name}"
        words = {f"table {table}": self.description}
        words |= {f"column {table}.{name}": text for name, (_, text) in self.columns.items()}
        said = marts.execute(
            """
            select comment from duckdb_tables() where table_name = $name
            union all
            select comment from duckdb_columns() where table_name = $name
            """,
            {"name": self.name},
        ).fetchall()
        if sorted(words.values()) != sorted(comment or "" for (comment,) in said):
            for commented, text in words.items():
                marts.execute(f"comment on {commented} is {quoted(text)}")
