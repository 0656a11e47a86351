"""Nights over damaged lines, and what became of each line."""

from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

from orchestration.installation import Installation
from tests.damaged.lines import CSV, JSON, MAPPING, START, lines, lines_before
from tests.end_to_end import nights

DAYS = tuple(START.date() + timedelta(days=number) for number in range(4))


class Account(NamedTuple):
    """What became of the lines of an export."""

    lines: int
    accepted: int
    duplicate: int
    rejected: int


def installation(folder: Path, *forms: str, count: int, seed: int = 0) -> Installation:
    """An installation with an export of each of FORMS: a file of damaged lines."""
    exports: list[dict[str, Any]] = []
    for form in forms:
        name = form.removesuffix(CSV).removesuffix(JSON)
        export = {"name": form, "format": name, "url": f"{form}/", "traits": ["plan"]}
        exports.append({**export, "columns": MAPPING} if name == "table" else export)
        (folder / form).mkdir(parents=True)
        with (folder / form / "damaged.jsonl").open("wb") as file:
            file.write(lines_before(form))
            file.writelines(line + b"\n" for line in lines(form, count, seed))
    return nights.installation(folder, {"exports": exports})


def run(at: Installation) -> dict[str, Account]:
    """Build the days of the lines in one run, then the night after them, with all data tests: the
    account of each export.
    """
    nights.run_night(at, DAYS[0], DAYS[2], pictures=False)
    nights.run_night(at, DAYS[3])
    found = nights.rows(
        at,
        """
        select
            export, sum(line_count)::int, sum(accepted_count)::int,
            sum(duplicate_count)::int, sum(rejected_count)::int
        from marts.loads
        group by export
        """,
    )
    return {export: Account(*sums) for export, *sums in found}


def reasons(at: Installation) -> list[tuple[Any, ...]]:
    """Reason, lines rejected and lines with a damaged field, the most first."""
    return nights.rows(
        at,
        """
        select reason, sum(reject_count)::int, sum(damaged_count)::int
        from marts.rejects_daily
        group by reason
        order by 2 desc, 3 desc, 1
        """,
    )
