"""A warehouse with a small history, for all tests that only look at it."""

import pytest

from orchestration.installation import Installation
from tests.dbt_project.small_history import HISTORY, MINIMUM_USERS, REPEATED
from tests.end_to_end import events_export as export
from tests.end_to_end.events_export import moment
from tests.end_to_end.nights import run_night


@pytest.fixture(scope="package")
def at(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """The first day in one night, with the month before it; the three after it in another."""
    settings = {
        **export.SETTINGS,
        "vars": {"minimum_users": MINIMUM_USERS, "minimum_cell_users": MINIMUM_USERS},
    }
    at = export.installation(tmp_path_factory.mktemp("meaning"), settings)
    first = [row for row in HISTORY if row["at"] < moment(1).isoformat()]
    export.deliver(at, "first", [*REPEATED, *first], export.BAD_LINES)
    run_night(at, export.FIRST_OF_MONTH, export.day(0), pictures=False, tests=False)
    export.deliver(at, "rest", [row for row in HISTORY if row["at"] >= moment(1).isoformat()])
    run_night(at, export.day(1), export.day(3), pictures=False, tests=False)
    return at
