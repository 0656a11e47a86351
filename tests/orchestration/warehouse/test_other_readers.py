"""Readers with another DuckDB than ours: `make readers` fetches those that are asked here."""

import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.warehouse.publishing import publish
from tests.orchestration.warehouse.published_warehouse import grow, made

FETCHED = Path(sys.prefix) / "readers"
VERSIONS = ("1.4.4", "1.5.5", "2.0.1")

READER = """
import sys
sys.path.insert(0, sys.argv[1])
import duckdb

question = "select count(*) from usage.marts.loads"
with duckdb.connect(sys.argv[2], read_only=True) as before:
    print(duckdb.__version__, before.execute(question).fetchall(), flush=True)
    sys.stdin.readline()
    print(before.execute(question).fetchall())
with duckdb.connect(sys.argv[2], read_only=True) as after:
    print(after.execute(question).fetchall())
with duckdb.connect() as attaching:
    attaching.execute(f"attach '{sys.argv[2]}' (read_only)")
    print(attaching.execute(question).fetchall())
"""


@pytest.mark.parametrize("version", VERSIONS)
def test_a_reader_finds_the_database_by_its_name_before_and_after_a_flip(
    version: str, tmp_path: Path
) -> None:
    if not (FETCHED / version).exists():
        pytest.skip(f"DuckDB {version} is not here: make readers")
    warehouse = made(tmp_path / "warehouse")
    publish(warehouse)

    with subprocess.Popen(
        [sys.executable, "-c", READER, FETCHED / version, warehouse.published],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as reader:
        assert reader.stdout
        before = reader.stdout.readline()
        grow(warehouse)
        publish(warehouse)
        after, _ = reader.communicate("flipped\n")

    assert before.split() == [version, "[(1,)]"]
    assert after.split() == ["[(1,)]", "[(2,)]", "[(2,)]"]
