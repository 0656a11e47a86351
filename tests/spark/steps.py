"""What both engines do one after the other, known to either of the two environments."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from transforms.heat.sizes import SHARED_SIZES

DAYS: Final = tuple(date(2026, 2, 25) + timedelta(days=number) for number in range(5))
"""To a Sunday, the first of a month: a week and a month are over."""

EMPTIED: Final = DAYS[2]
"""The day whose events are gone when its window is built again."""


VARIABLES: Final = {
    "minimum_users": 3,
    "minimum_cell_users": 2,
    "account_trait": "plan",
    "power_user_days": 2,
    "anchor_clicks_to_elements": True,
    **SHARED_SIZES,
}
"""Few enough that some cells and groups are shown, and others withheld."""


@dataclass(frozen=True)
class Step:
    """A build of the days from `first` to `last`, both included."""

    name: str
    first: date
    last: date


STEPS: Final = (Step("built", DAYS[0], DAYS[-1]), Step("rebuilt", EMPTIED, DAYS[3]))
"""All days; then two in their middle, so that days before and after them have to stay."""


def dbt_arguments(step: Step, project: Path, target: str, *, tests: bool) -> Sequence[str]:
    """The command line of dbt that builds a step."""
    output = project / "target" / target
    return [
        "build",
        "--quiet",
        "--target",
        target,
        *("--project-dir", str(project), "--profiles-dir", str(project)),
        *("--target-path", str(output), "--log-path", str(output)),
        *("--exclude-resource-types", "unit_test", *([] if tests else ["test"])),
        *("--vars", json.dumps(VARIABLES)),
        *("--event-time-start", step.first.isoformat()),
        *("--event-time-end", (step.last + timedelta(days=1)).isoformat()),
    ]
