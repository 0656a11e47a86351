"""The command line for tests: a process of its own that is told where things are, and no more."""

import os
import subprocess
import sys

from orchestration.installation import Installation
from orchestration.settings import REPOSITORY


def environment(at: Installation) -> dict[str, str]:
    """The caller's environment with the two variables that make an installation."""
    return {
        **os.environ,
        "USAGE_EXPORTS": str(at.environment.exports),
        "USAGE_WAREHOUSE": str(at.environment.warehouse),
    }


def started(at: Installation, *words: str) -> subprocess.Popen[str]:
    """`heatmaps` with these words, running."""
    return subprocess.Popen(
        [sys.executable, "-m", "orchestration.cli", *words],
        cwd=REPOSITORY,
        env=environment(at),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )


def heatmaps(at: Installation, *words: str) -> tuple[int, str]:
    """`heatmaps` with these words: its exit code, and all that it says."""
    process = started(at, *words)
    said, _ = process.communicate(timeout=300)
    return process.returncode, said
