"""What a reader can solve: hidden groups that follow from what is shown of totals and parts."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from tests.dbt_project.few_people import MINIMUM_USERS, Group, Place


def assert_none_can_be_solved(counts: Mapping[Group, int], shown: set[Group]) -> None:
    """Some groups and totals are shown, others hidden, and what follows has enough people."""
    tables = [table_of(page, counts) for page in {page for page, _, _ in counts}]
    everything = {group for table in tables for group in table}
    for is_total in (False, True):
        groups = {group for group in everything if (group[2] == "") == is_total}
        assert groups & shown and groups - shown

    solved = {group: n for table in tables for group, n in solvable(table, shown).items()}

    assert {group: count for group, count in solved.items() if count < MINIMUM_USERS} == {}


def table_of(page: str, counts: Mapping[Group, int]) -> dict[Group, int]:
    """People of a page by plan and band, with all plans, and with all bands under the name ''."""
    table: dict[Group, int] = defaultdict(int)
    for (of, plan, band), count in counts.items():
        for segment in (f"plan={plan}", "all"):
            for width in (band, ""):
                table[page, segment, width] += count if of == page else 0
    return {group: count for group, count in table.items() if count}  # others have no row


def solvable(table: Mapping[Group, int], shown: set[Group]) -> dict[Group, int]:
    """Hidden groups that follow from the shown ones: those in no solution of the rest but one."""
    hidden = sorted(set(table) - shown)
    lines: dict[str, Any] = defaultdict(lambda: np.zeros(len(hidden)))
    for place, (_, segment, band) in enumerate(hidden):
        lines[f"band {band}"][place] = -1 if segment == "all" else 1
        lines[f"segment {segment}"][place] = -1 if band == "" else 1
    if not hidden:
        return {}
    free = unknown(list(lines.values()), len(hidden))
    return {
        group: table[group]
        for place, group in enumerate(hidden)
        if np.allclose(free[:, place], 0, atol=1e-9)
    }


def cells_of(cells: Sequence[Place], segment: str, band: str, *days: str) -> Any:
    """1 for each of the cells that a segment, band and days have in them, else 0."""
    return np.array(
        [
            float(segment in ("all", f"plan={plan}") and band in ("", width) and day in days)
            for _, plan, width, day in cells
        ]
    )


def unknown(known: Sequence[Any], count: int) -> Any:
    """The directions in which cells may differ, all that is known being the same."""
    if not known:
        return np.eye(count)
    _, sizes, directions = np.linalg.svd(np.array(known))
    return directions[int((sizes > 1e-9).sum()) :]
