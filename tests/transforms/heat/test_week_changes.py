"""What is told of a week's pages is told together."""

import polars as pl

from tests.transforms.heat.test_compare import people
from transforms.heat.week_changes import Page, week_rows

PAGES = [Page(f"/page/{number}", "desktop") for number in range(8)]
WEEKS = 30


def squares(seed: int) -> pl.DataFrame:
    """A page of a week and the week before, on which nothing has changed."""
    weeks = [
        people(60, seed + week).with_columns(
            is_now=pl.lit(week == 0), segment=pl.lit("all"), attribute=pl.lit(None, pl.String)
        )
        for week in (0, 1)
    ]
    return pl.concat(weeks)


def test_of_weeks_in_which_nothing_changes_few_report_anything() -> None:
    """Nominal are 5 %, 1.5 of 30; page by page it would be one week of three."""
    reported = 0
    for week in range(WEEKS):
        first = 100 * (week + 1)
        of_pages = {page: squares(first + 2 * number) for number, page in enumerate(PAGES)}
        rows = week_rows(
            PAGES,
            of_pages.__getitem__,
            f"week {week}",
            minimum_users=5,
            minimum_cell_users=1,
            has_week_before=True,
        )
        told = [row["is_different"] for row in rows]
        assert len(told) >= len(PAGES)
        reported += any(told)

    assert reported <= 4
