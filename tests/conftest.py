"""What holds for every test: none depends on how its caller has set things up."""

import os

SALT = "test"
"""No run begins without one; the installations that tests make have the same."""


def pytest_configure() -> None:
    """Forget the caller's warehouse, exports and Dagster home, and set a salt, before anything is
    imported.
    """
    for name in list(os.environ):
        if name.startswith(("USAGE_", "DAGSTER_", "DBT_")):
            del os.environ[name]
    os.environ["USAGE_SALT"] = SALT
