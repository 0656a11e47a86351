"""Running mutants: each in a copy of the tree, with the one test that must fail of it.

What to put here: copies, processes, verdicts. What is broken is in the catalogue.
"""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory

from tests.mutants.catalogue import Mutant, StaleMutantError

PARTS = ("dbt_project", "orchestration", "transforms", "tests", "pyproject.toml")
"""Of the repository, what tests read."""

NOT_COPIED = shutil.ignore_patterns("__pycache__", "target", "logs")
LONGEST_SECONDS = 600

KILLED = "killed"
SURVIVED = "SURVIVED"
STALE = "STALE"
BROKEN = "NO VERDICT"


@dataclass(frozen=True)
class Verdict:
    """What became of a mutant, and the last words of its test where that is not its death."""

    mutant: Mutant
    outcome: str
    seconds: float = 0.0
    words: str = ""


def verdicts(root: Path, mutants: Sequence[Mutant], *, at_once: int) -> Iterator[Verdict]:
    """Run mutants of the tree at `root`, in the order they finish."""
    with TemporaryDirectory(prefix="mutants-") as below, ThreadPoolExecutor(at_once) as pool:
        copies: SimpleQueue[Path] = SimpleQueue()
        for number in range(at_once):
            copies.put(_copied(root, Path(below) / str(number)))

        def run(mutant: Mutant) -> Verdict:
            copy = copies.get()
            try:
                return verdict(copy, mutant)
            finally:
                copies.put(copy)

        for future in as_completed([pool.submit(run, mutant) for mutant in mutants]):
            yield future.result()


def verdict(copy: Path, mutant: Mutant) -> Verdict:
    """Run one mutant in a copy of the tree, which is whole again afterwards."""
    start = time.monotonic()
    try:
        with _mutated(copy / mutant.file, mutant):
            status, said = _tested(copy, mutant.test)
    except (StaleMutantError, OSError) as error:
        return Verdict(mutant, STALE, words=str(error))
    seconds = time.monotonic() - start
    if status == 0:
        return Verdict(mutant, SURVIVED, seconds, "its test passes")
    # a test that cannot even begin says nothing of the rule
    if status == 1 and re.search(r"\d failed", said.splitlines()[-1]):
        return Verdict(mutant, KILLED, seconds)
    return Verdict(mutant, BROKEN, seconds, said[-2000:])


def _copied(root: Path, copy: Path) -> Path:
    copy.mkdir(parents=True)
    for part in PARTS:
        if (root / part).is_dir():
            shutil.copytree(root / part, copy / part, ignore=NOT_COPIED)
        elif (root / part).is_file():
            shutil.copy(root / part, copy / part)
    return copy


@contextmanager
def _mutated(file: Path, mutant: Mutant) -> Iterator[None]:
    sound = file.read_text(encoding="utf-8")
    file.write_text(mutant.applied(sound), encoding="utf-8")
    try:
        yield
    finally:
        file.write_text(sound, encoding="utf-8")


def _tested(copy: Path, test: str) -> tuple[int, str]:
    """The exit status of pytest and all that it says."""
    # a folder of its own: pytest warns where another session clears the common one meanwhile
    folder = f"--basetemp={copy}-tests"
    options = ["-q", "--no-header", "--tb=line", "-p", "no:cacheprovider", folder]
    try:
        process = subprocess.run(
            [sys.executable, "-m", "pytest", *options, test],
            cwd=copy,
            # bytecode is told apart by second and size, and mutants are quicker than that
            env={**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            timeout=LONGEST_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return -1, f"no end after {LONGEST_SECONDS} s"
    return process.returncode, process.stdout.strip() or "nothing"
