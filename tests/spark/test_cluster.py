"""Programs are started in a place of their own, and never left running."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from tests.spark import cluster
from tests.spark.cluster import SparkError, program

SLEEPS = "import subprocess, sys; child = subprocess.Popen(['sleep', '600']); print(child.pid)"


def python(*lines: str) -> list[str]:
    return [sys.executable, "-u", "-c", "\n".join(lines)]


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def is_gone(process: int) -> bool:
    """Whether a process ends within seconds: a child of a killed one is buried by init."""
    until = time.monotonic() + 20
    while is_running(process) and time.monotonic() < until:
        time.sleep(0.05)
    return not is_running(process)


def test_what_a_program_has_started_ends_with_it(tmp_path: Path) -> None:
    with program("parent", python(SLEEPS, "child.wait()"), tmp_path) as parent:
        child = int(parent.wait_for(r"^(\d+)$"))
        assert is_running(child)

    assert is_gone(child)


def test_a_program_ends_when_what_waits_for_it_fails(tmp_path: Path) -> None:
    with (
        pytest.raises(ZeroDivisionError),
        program("sleeper", python("import time", "time.sleep(600)"), tmp_path) as sleeper,
    ):
        raise ZeroDivisionError

    assert sleeper.process.returncode == -signal.SIGKILL


def test_a_program_that_ends_badly_is_named_with_what_it_said(tmp_path: Path) -> None:
    command = python("print('no memory left')", "raise SystemExit(3)")

    with (
        program("driver", command, tmp_path) as driver,
        pytest.raises(SparkError, match=r"driver ended with 3:\nno memory left"),
    ):
        driver.wait(60)


def test_a_program_that_never_says_what_is_waited_for_is_an_error(tmp_path: Path) -> None:
    with (
        program("worker", python("print('hello')"), tmp_path) as worker,
        pytest.raises(SparkError, match=r"worker does not say '\(ready\)':\nhello"),
    ):
        worker.wait_for("(ready)")


def test_a_machine_without_java_is_told_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(SparkError, match="needs Java 17, and PATH has none: install it"):
        cluster.check_installed()


def test_an_older_java_is_told_by_its_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text("#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2\n")
    java.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))

    with pytest.raises(SparkError, match='JAVA_HOME has version "11'):
        cluster.check_installed()
