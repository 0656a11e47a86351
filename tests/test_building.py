"""What a build of this project gives."""

import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.settings import REPOSITORY


@pytest.mark.parametrize("target", ["sdist", "wheel"])
def test_nothing_is_built_that_would_not_run(target: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "--target", target, "-d", str(tmp_path)]

    built = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True)

    assert built.returncode != 0
    assert "clone the repository and run `make`" in built.stderr
    assert not list(tmp_path.iterdir())
