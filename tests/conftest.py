"""What holds for every test: none depends on how its caller has set things up."""

import os
import shutil
import tempfile
from pathlib import Path

SALT = "test"
"""No run begins without one; the installations that tests make have the same."""

MEMORY = Path("/dev/shm")
"""A file system in memory, where Linux has one: nothing waits there for a disk."""

ROOM = 4 << 30
"""More than twice the bytes that the tests write."""


def pytest_configure() -> None:
    """Forget the caller's warehouse, exports and Dagster home, and set a salt, before anything is
    imported.
    """
    for name in list(os.environ):
        if name.startswith(("USAGE_", "DAGSTER_", "DBT_")):
            del os.environ[name]
    os.environ["USAGE_SALT"] = SALT
    if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)
