"""Spark on this machine: the programs that pyspark brings, started and always stopped again.

What to put here: processes. Every one is the first of a group of its own, so that what it has
started goes with it.
"""

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent
PYTHON: Final = HERE.parents[1] / ".venv-spark" / "bin" / "python"
LOOPBACK: Final = "127.0.0.1"
JAVA: Final = 17
WORKERS: Final = 2
SHORT_LIVED: Final = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Dfile.encoding=UTF-8"
"""How Java runs programs that end after minutes: it compiles little."""

DEATHS: Final = re.compile(r" ERROR |fatal error|OutOfMemoryError|SIG[A-Z]{3,}")
"""In a log of Java, what may be why it ended."""

PATIENCE_SECONDS: Final = 600
"""How long a program may take to come to a point, on a machine that has other things to do."""


class SparkError(RuntimeError):
    """Spark cannot be started, or a program of it ended before it should; the text says which."""


@dataclass(frozen=True)
class Program:
    """A running program and the file it writes to."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    def kill(self) -> None:
        """End it and all it has started, at once, as a machine that loses its power."""
        with suppress(ProcessLookupError):  # it has ended by itself
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def wait_for(self, pattern: str) -> str:
        """Wait until its log has the pattern; what the pattern's group is there."""
        until = time.monotonic() + PATIENCE_SECONDS
        while self.process.poll() is None:
            found = re.search(pattern, self.log.read_text(errors="replace"), re.MULTILINE)
            if found:
                return found[1]
            if time.monotonic() > until:
                break
            time.sleep(0.1)
        raise SparkError(f"{self.name} does not say {pattern!r}:\n{self.tail()}")

    def wait(self, seconds: float) -> None:
        """Wait for its end. Raises SparkError when it is no good one, or does not come."""
        try:
            status = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            words = f"{self.name} has not ended after {seconds:.0f} s:\n{self.tail()}"
            raise SparkError(words) from None
        if status:
            raise SparkError(f"{self.name} ended with {status}:\n{self.tail()}")

    def tail(self) -> str:
        """The end of its log, and the errors before: what follows a death of Java says not why."""
        said = self.log.read_text(errors="replace").splitlines()
        errors = [line for line in said[:-40] if DEATHS.search(line)]
        return "\n".join([*errors[:20], *said[-40:]])


def check_installed() -> None:
    """Raise SparkError, with a remedy, unless Java and the environment of Spark are there."""
    home = os.environ.get("JAVA_HOME")
    java = Path(home, "bin", "java") if home else Path(shutil.which("java") or "java")
    try:
        said = subprocess.run([java, "-version"], capture_output=True, text=True).stderr
    except OSError:
        said = ""
    version = re.search(r'version "(\d+)', said)
    if version is None or int(version[1]) < JAVA:
        where = "JAVA_HOME" if home else "PATH"
        raise SparkError(
            f"Spark needs Java {JAVA}, and {where} has {version[0] if version else 'none'}:"
            f" install it (on Debian openjdk-{JAVA}-jre-headless), or name it in JAVA_HOME"
        )
    if not PYTHON.exists():
        raise SparkError("there is no .venv-spark: run `make spark`, which builds it")


@contextmanager
def program(name: str, command: Sequence[object], folder: Path) -> Iterator[Program]:
    """A program in a folder of its own below `folder`, killed at the end whatever happens."""
    place = folder / name
    place.mkdir(parents=True)
    log = place / "log"
    with log.open("wb") as written:
        process = subprocess.Popen(
            [str(word) for word in command],
            cwd=place,
            env=environment(place),
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    running = Program(name, process, log)
    try:
        yield running
    finally:
        running.kill()


@contextmanager
def standalone(folder: Path) -> Iterator[tuple[str, list[Program]]]:
    """A master and its workers: the master's address, and the workers."""
    launcher = _spark_class()
    with ExitStack() as stack:
        deploy = "org.apache.spark.deploy"
        bound = ("--host", LOOPBACK, "--port", "0", "--webui-port", "0")
        master = stack.enter_context(
            program("master", [launcher, f"{deploy}.master.Master", *bound], folder)
        )
        address = master.wait_for(r"Starting Spark master at (spark://\S+)")
        workers = [
            stack.enter_context(
                program(
                    f"worker_{number}",
                    [launcher, f"{deploy}.worker.Worker", *bound]
                    + ["--cores", "1", "--memory", "1g", "--work-dir", "work", address],
                    folder,
                )
            )
            for number in range(WORKERS)
        ]
        for worker in workers:
            worker.wait_for(r"Successfully registered with master (spark://\S+)")
        yield address, workers


def environment(place: Path) -> Mapping[str, str]:
    """What Spark's programs find in the environment; what they leave on the disk is in `place`."""
    return {
        **os.environ,
        "JDK_JAVA_OPTIONS": f'{SHORT_LIVED} "-Djava.io.tmpdir={place}"',
        "PYTHONPATH": str(HERE.parents[1]),
        "SPARK_CONF_DIR": str(HERE / "conf"),
        "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_LOCAL_DIRS": str(place),
        "SPARK_LOCAL_IP": LOOPBACK,
    }


def _spark_class() -> Path:
    (home,) = PYTHON.parents[1].glob("lib/python*/site-packages/pyspark")
    return home / "bin" / "spark-class"
