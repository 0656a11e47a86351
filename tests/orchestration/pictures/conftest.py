"""A small night with pictures, for tests that look at them and change them."""

import pytest

from orchestration.installation import Installation
from tests.end_to_end import events_export as export
from tests.end_to_end.events_export import event, moment
from tests.end_to_end.nights import FACTS, run_night


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """A night of two pages with clicks, in two segments, and one page without."""
    at = export.installation(tmp_path_factory.mktemp("drawn"))
    seen = [
        event(moment(0, f"10:0{n}:00"), "page_view", page=page, plan="pro")
        for n, page in enumerate(("/pricing", "/docs", "/empty"))
    ]
    clicks = [
        event(moment(0, f"10:0{n}:10"), page=page, plan="pro")
        for n, page in enumerate(("/pricing", "/docs"))
    ]
    export.deliver(at, "day", [*seen, *clicks])
    run_night(at, export.day(0), tests=False, models=(*FACTS, "settings"))
    return at
