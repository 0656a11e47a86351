"""dbt_project/QUESTIONS.md: its questions, and the page written anew with answers."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb

from orchestration.settings import REPOSITORY

PAGE: Final = REPOSITORY / "dbt_project" / "QUESTIONS.md"
ROWS_SHOWN: Final = 5
QUESTION: Final = re.compile(
    r"^### (?P<words>[^\n]+)\n+```sql\n(?P<query>.*?)\n```\n(?P<answer>[^#]*)",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Question:
    """A question in words and as a query over tables of marts."""

    words: str
    query: str

    answer: str

    @property
    def milliseconds(self) -> int:
        """How long the query took where its answer was written."""
        return int(re.findall(r"rows?, (\d+) ms", self.answer)[0])

    @property
    def tables(self) -> set[str]:
        """The tables of marts that the query reads."""
        return set(re.findall(r"\bmarts\.(\w+)", self.query))


def questions() -> list[Question]:
    """All questions of the page, in its order."""
    page = PAGE.read_text(encoding="utf-8")
    return [Question(**found.groupdict()) for found in QUESTION.finditer(page)]


def answered(published: Path) -> str:
    """The page with the answers that a published file gives, and the time each took."""
    page = PAGE.read_text(encoding="utf-8")
    with duckdb.connect(str(published), read_only=True) as duck:

        def with_answer(found: re.Match[str]) -> str:
            question = Question(**found.groupdict())
            answer = "\n".join(_answer(duck, question))
            return f"### {question.words}\n\n```sql\n{question.query}\n```\n\n{answer}\n\n"

        return QUESTION.sub(with_answer, page).rstrip() + "\n"


def _answer(duck: duckdb.DuckDBPyConnection, question: Question) -> Iterator[str]:
    duck.execute(question.query).fetchall()  # the first time reads the file from disk
    start = time.perf_counter()
    cursor = duck.execute(question.query)
    rows = cursor.fetchall()
    milliseconds = 1000 * (time.perf_counter() - start)
    names = [str(column[0]) for column in cursor.description or ()]
    yield f"| {' | '.join(names)} |"
    yield f"|{'---|' * len(names)}"
    for row in rows[:ROWS_SHOWN]:
        yield f"| {' | '.join(map(_cell, row))} |"
    yield ""
    yield f"{len(rows)} {'row' if len(rows) == 1 else 'rows'}, {milliseconds:.0f} ms."


def _cell(value: Any) -> str:
    if isinstance(value, float):
        value = f"{value:.4g}"
    text = "" if value is None else " ".join(str(value).split())
    return text[:80].replace("|", "\\|").replace("#", "\\#")
