"""What holds for every test: none depends on how its caller has set things up."""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import jinja2
import sqlalchemy

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
    os.environ["USAGE_THREADS"] = "1"  # each process of the tests has a core
    _prepare_once_what_a_night_prepares()
    if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


def _prepare_once_what_a_night_prepares() -> None:
    """A hundred nights run the same project in one process of tests: jinja2 compiles each text of
    it once, and SQLAlchemy plans Dagster's statements once for each of its files.
    """
    compiled: dict[Any, Any] = {}
    engines: dict[Any, Any] = {}
    compile_text, create_engine = jinja2.Environment.compile, sqlalchemy.create_engine

    def compile_once(at: jinja2.Environment, source: Any, *names: Any, **options: Any) -> Any:
        key = (type(at), *sorted(at.extensions), source, *names, *options.items())
        if key not in compiled:
            compiled[key] = compile_text(at, source, *names, **options)
        return compiled[key]

    def create_engine_once(url: Any, **options: Any) -> Any:
        if "memory" in str(url):
            return create_engine(url, **options)
        if url not in engines:
            engines[url] = create_engine(url, **options)
        return engines[url]

    jinja2.Environment.compile = compile_once  # type: ignore[assignment, method-assign]
    sqlalchemy.create_engine = create_engine_once
