"""The page of the stories asks of tables and columns that there are."""

import re
from datetime import date
from pathlib import Path

import duckdb
import pytest
import yaml

from orchestration.insights.tables import ANOMALIES, CHANGES
from orchestration.warehouse.window import Window

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "orchestration/demo/stories.md").read_text(encoding="utf-8")
QUERIES = [
    query for block in re.findall(r"```sql\n(.*?);\n```", PAGE, re.S) for query in block.split(";")
]


@pytest.fixture(scope="module")
def marts() -> duckdb.DuckDBPyConnection:
    """The marts without rows, as their contracts describe them."""
    connection = duckdb.connect()
    connection.execute("create schema marts")
    for path in (ROOT / "dbt_project/models/marts").rglob("*.yml"):
        for model in yaml.safe_load(path.read_text(encoding="utf-8"))["models"]:
            columns = ", ".join(f"{c['name']} {c['data_type']}" for c in model["columns"])
            connection.execute(f"create table marts.{model['name']} ({columns})")
    for table in (ANOMALIES, CHANGES):
        table.prepare(connection, Window(date.min, date.min))
    return connection


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_of_the_stories_page_runs_on_the_marts(
    query: str, marts: duckdb.DuckDBPyConnection
) -> None:
    marts.execute(query).fetchall()


def test_every_story_has_a_query() -> None:
    stories = PAGE.split("## Six stories")[1].split("\n## ")[0].split("\n**")[1:]

    assert len(stories) == 6
    assert [story for story in stories if "```sql" not in story] == []
