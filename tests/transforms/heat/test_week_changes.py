"""What is told of a week's pages is told together."""

from tests.transforms.heat.test_compare import people
from transforms.heat.pairs import Names, Page, Pair
from transforms.heat.week_changes import week_rows

PAGES = [Page(f"/page/{number}", "desktop") for number in range(8)]
WEEKS = 30


def unchanged(page: Page, seed: int) -> Pair:
    """A page of a week and the week before, on which nothing has changed."""
    return Pair(Names(page, "all", "the week before"), people(60, seed), people(60, seed + 1))


def test_of_weeks_in_which_nothing_changes_few_report_anything() -> None:
    """Nominal are 5 %, 1.5 of 30; page by page it would be one week of three."""
    reported = 0
    for week in range(WEEKS):
        first = 100 * (week + 1)
        of_pages = {page: [unchanged(page, first + 2 * n)] for n, page in enumerate(PAGES)}
        rows = week_rows(
            PAGES, of_pages.__getitem__, lambda _: {}, f"week {week}", minimum_cell_users=1
        )
        told = [row["is_different"] for row in rows]
        assert len(told) >= len(PAGES)
        reported += any(told)

    assert reported <= 4
