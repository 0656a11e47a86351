"""In a quiet demo the same goes on from day to day."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb

from orchestration.demo import Calendar, DemoExport, write_demo_export

CALENDAR = Calendar(date(2026, 11, 17), 5)


def counts(export: DemoExport) -> tuple[int, int]:
    """Steps of newcomers, and invitations of the experiment, whose ids are of version 5."""
    ((steps, invitations),) = duckdb.sql(
        "select count(*) filter (event like 'onboarding_step_%'),"
        " count(*) filter (event = 'invitation_sent' and uuid[15] = '5')"
        f" from read_parquet('{export.folder}/posthog/events/*')"
    ).fetchall()
    return steps, invitations


def test_nothing_is_released_or_mailed_and_nobody_signs_up_or_follows_a_banner(
    tmp_path: Path,
) -> None:
    of_demo, quiet = (
        write_demo_export(tmp_path / name, calendar=calendar, events=30_000)
        for name, calendar in (("demo", CALENDAR), ("quiet", replace(CALENDAR, is_quiet=True)))
    )

    assert (of_demo.release_day, of_demo.odd_day) == (date(2026, 11, 19), date(2026, 11, 21))
    assert quiet.release_day == quiet.odd_day == date(2026, 11, 22)
    assert all(count > 0 for count in counts(of_demo))
    assert counts(quiet) == (0, 0)
