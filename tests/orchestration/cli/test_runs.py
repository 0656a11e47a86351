"""How a run is started."""

import os
import subprocess
import sys
from pathlib import Path

from orchestration.settings import REPOSITORY

OPEN = """
import sys
from pathlib import Path
from orchestration.cli.runs import dagster_instance
from orchestration.warehouse.folder import Warehouse

with dagster_instance(Warehouse(Path(sys.argv[1]))) as instance:
    print(instance.get_runs_count())
"""


def test_first_runs_at_once_all_find_dagsters_tables(tmp_path: Path) -> None:
    outside = {name: text for name, text in os.environ.items() if name != "DAGSTER_HOME"}
    command = [sys.executable, "-c", OPEN, str(tmp_path)]
    at_once = [
        subprocess.Popen(
            command,
            cwd=REPOSITORY,
            env=outside,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        for _ in range(6)
    ]

    assert [process.communicate(timeout=120)[0] for process in at_once] == ["0\n"] * 6
