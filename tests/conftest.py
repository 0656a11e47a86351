"""What holds for every test: none depends on how its caller has set things up."""

import os


def pytest_configure() -> None:
    """Forget the caller's warehouse, exports, salt and Dagster home before anything is imported."""
    for name in list(os.environ):
        if name.startswith(("USAGE_", "DAGSTER_", "DBT_")):
            del os.environ[name]
