"""The command line for tests, told where things are, and no more."""

import io
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout

import pytest

from orchestration.cli.main import main
from orchestration.installation import Installation
from orchestration.settings import REPOSITORY


def environment(at: Installation) -> Mapping[str, str]:
    """The two variables that make an installation."""
    return {
        "USAGE_EXPORTS": str(at.environment.exports),
        "USAGE_WAREHOUSE": str(at.environment.warehouse),
    }


def started(at: Installation, *words: str) -> subprocess.Popen[str]:
    """`heatmaps` with these words, running in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "orchestration.cli", *words],
        cwd=REPOSITORY,
        env={**os.environ, **environment(at)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )


def heatmaps(at: Installation, *words: str) -> tuple[int, str]:
    """`heatmaps` with these words: its exit code, and all that it says. In this process, because
    importing Dagster and dbt anew takes longer than a small night.
    """
    said = io.StringIO()
    with pytest.MonkeyPatch.context() as patched, redirect_stdout(said), redirect_stderr(said):
        for name, value in environment(at).items():
            patched.setenv(name, value)
        patched.setenv("DAGSTER_HOME", str(at.warehouse.root / "dagster"))  # a run would set it
        patched.setattr("sys.argv", ["heatmaps", *words])
        try:
            main()
        except SystemExit as end:
            return int(end.code or 0), said.getvalue()
    return 0, said.getvalue()
