"""How progress and tables look in a terminal."""

from collections.abc import Mapping
from types import TracebackType
from typing import Self

import duckdb
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from orchestration.progress import Listener, shown_to


def as_text(text: str) -> str:
    r"""Text as a terminal may print it: what people called things neither colours nor moves, and
    breaks no line.

    >>> as_text("[b]two\nlines\x1b[31m")
    '\\[b]two\\nlines\\x1b[31m'
    """
    shown = (c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)
    return escape("".join(shown))


class ProgressDisplay:
    """One line that says what a run is doing; a log line per step where nobody watches."""

    def __init__(self, console: Console, title: str) -> None:
        self._console, self._title = console, title
        self._step = ""
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.fields[title]}  {task.description}"),
            BarColumn(bar_width=24),
            TextColumn("{task.completed}/{task.total}"),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._progress.add_task("starting", total=None, title=escape(title))
        self._shown = shown_to(self.listener)

    @property
    def listener(self) -> Listener:
        return self._report

    def stop(self) -> None:
        """Take the line away."""
        self._progress.stop()

    def __enter__(self) -> Self:
        self._shown.__enter__()
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._shown.__exit__(kind, error, trace)
        self._progress.stop()

    def _report(self, what: str, done: int, total: int) -> None:
        self._progress.update(
            self._task, description=as_text(what), completed=done, total=total or None
        )
        step = what.split(":")[0].split(" of ")[0]
        if not self._console.is_terminal and step != self._step:
            self._step = step
            self._console.print(f"{escape(self._title)}: {as_text(step)}", soft_wrap=True)


def facts_table(facts: Mapping[str, str]) -> Padding:
    """Names and what is so, in two columns."""
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for name, fact in facts.items():
        table.add_row(as_text(name), as_text(fact))
    return Padding(table, (0, 0, 0, 2), expand=False)


def print_rows(console: Console, relation: duckdb.DuckDBPyRelation | None, most: int) -> None:
    """Print the first rows of a result, if it has any."""
    rows = relation.fetchmany(most) if relation is not None else []
    if relation is None or not rows:
        console.print("no rows: there are none, or all are of fewer people than minimum_users\n")
        return
    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in relation.columns:
        table.add_column(as_text(name), overflow="fold")
    for row in rows:
        table.add_row(*(as_text("–" if value is None else str(value)) for value in row))
    console.print(table)
    if relation.fetchone() is not None:
        console.print(f"the first {most:,} rows")
    console.print()
