"""Pictures that share a screenshot are drawn one after another, whatever day they are of."""

from datetime import date, timedelta

from orchestration.installation import Installation
from orchestration.pictures.jobs import jobs_of
from orchestration.pictures.page import PageTask, SheetTask
from orchestration.pictures.screenshots import Screenshots
from orchestration.warehouse.folder import opened
from tests.end_to_end import events_export as export
from transforms.heat.periods import Period


def test_a_job_has_a_page_on_all_dates_and_its_contact_sheets_are_of_the_same_rows(
    at: Installation,
) -> None:
    day = export.day(0)
    monday = day - timedelta(days=day.weekday())
    due: dict[date, list[Period]] = {monday: ["week"]}
    due.setdefault(day, []).append("day")
    with opened(at.warehouse.marts, read_only=True) as marts:
        jobs = [*jobs_of(marts, due, {one: {} for one in due}, Screenshots(), at)]

    pages = [[task.marts for _, task in job if isinstance(task, PageTask)] for job in jobs]
    features = [[page.viewed["feature"][0] for page in some] for some in pages if some]
    assert features == [["/docs"] * 2, ["/empty"] * 2, ["/pricing"] * 2]
    for job, own in zip(jobs, pages, strict=True):
        sheets = [task.marts for _, task in job if isinstance(task, SheetTask)]
        with_clicks = [page for page in own if page.grids.height]
        assert [[*map(id, sheet.pages)] for sheet in sheets] == [[id(one)] for one in with_clicks]
