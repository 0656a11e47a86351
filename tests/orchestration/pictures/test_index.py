"""Pages that list pictures lie beside them, one of each day and one of the newest."""

from datetime import date, timedelta
from pathlib import Path

import duckdb

from orchestration.pictures import catalogue
from orchestration.pictures.index import write_index
from orchestration.pictures.page import EVERY
from orchestration.warehouse.folder import Warehouse
from tests.orchestration.pictures.test_catalogue import EVERY_DAY, row


def test_the_pages_of_a_day_are_written_and_go_with_its_pictures(tmp_path: Path) -> None:
    first, last = date(2026, 11, 1), date(2026, 11, 2)
    made = Warehouse(tmp_path)
    with duckdb.connect(str(made.published)) as published:
        catalogue.TABLE.prepare(published, EVERY_DAY)
        for day in (first, last):
            catalogue.replace_day(published, day, [row(day, "/pricing")])
        published.execute(
            """
            create table marts.heatmap_grids as
            select feature, segment, band, kind, event_date, 'Plans & prices' as feature_title
            from marts.heatmap_images
            """
        )

    write_index(made, [first, last])
    page = made.picture_index.read_text()
    with duckdb.connect(str(made.published)) as published:
        catalogue.replace_day(published, first, [])
    write_index(made, [first])

    assert 'href="date=2026-11-01/index.html"' in page
    assert 'href="date=2026-11-02/feature=~2Fpricing/segment=all/band=desktop/clicks.png"' in page
    assert ">Plans &amp; prices, /pricing</h2>" in page
    of_last = (made.heatmaps / "date=2026-11-02" / "index.html").read_text()
    assert 'href="feature=~2Fpricing/segment=all/band=desktop/clicks.png"' in of_last
    assert not (made.heatmaps / "date=2026-11-01" / "index.html").exists()
    assert "2026-11-01" not in made.picture_index.read_text()


def test_weeks_and_months_have_pages_of_their_own_that_the_first_page_leads_to(
    tmp_path: Path,
) -> None:
    monday, sunday, first = date(2026, 11, 9), date(2026, 11, 15), date(2026, 11, 1)
    made = Warehouse(tmp_path)
    with duckdb.connect(str(made.published)) as published:
        catalogue.TABLE.prepare(published, EVERY_DAY)
        week = row(monday, "/pricing", period="week", rel_path="heatmaps/date=2026-11-09/w.png")
        hours = row(monday, EVERY, kind="hours", period="week", click_count=None, rel_path="h.png")
        month = row(first, "/pricing", period="month", rel_path="heatmaps/date=2026-11-01/m.png")
        for of, pictures in (
            (first, [month]),
            (monday, [row(monday, "/monday"), week, hours]),
            (sunday, [row(sunday, "/sunday")]),
        ):
            catalogue.replace_day(published, of, pictures)
        for table in catalogue.GRIDS.values():
            published.execute(
                f"""
                create table marts.{table} as
                select feature, segment, band, kind, event_date, null as feature_title
                from marts.heatmap_images where false
                """
            )

    write_index(made, [sunday])
    of_newest = made.picture_index.read_text()
    of_week = (made.heatmaps / "date=2026-11-09" / "week.html").read_text()

    assert '"date=2026-11-09/week.html">week of 9 November 2026<' in of_newest
    assert '"date=2026-11-01/month.html">November 2026<' in of_newest
    assert "/sunday" in of_newest and "h.png" in of_newest and "w.png" not in of_newest
    assert "Heatmaps of week of 9 November 2026" in of_week
    assert '"w.png"' in of_week and "/monday" not in of_week
    assert "w.png" not in (made.heatmaps / "date=2026-11-09" / "index.html").read_text()
    with duckdb.connect(str(made.published)) as published:
        catalogue.replace_day(published, monday, [row(monday, "/monday")])
    write_index(made, [sunday])
    assert not (made.heatmaps / "date=2026-11-09" / "week.html").exists()


def test_what_differs_stands_on_the_page_of_its_week_and_with_the_newest_day(
    tmp_path: Path,
) -> None:
    """Those of the week that is over, and of the one before only on its own page."""
    monday, newest = date(2026, 11, 9), date(2026, 11, 17)
    made = Warehouse(tmp_path)
    kinds = ["changes:the rest", "changes:before <i>a menu</i>"]
    with duckdb.connect(str(made.published)) as published:
        catalogue.TABLE.prepare(published, EVERY_DAY)
        for of, pictures in {
            monday - timedelta(days=7): [
                row(monday - timedelta(days=7), period="week", kind=kinds[0], click_count=None)
            ],
            monday: [
                row(monday, period="week", kind=kind, rel_path=f"{n}.png", click_count=None)
                for n, kind in enumerate(kinds)
            ],
            newest: [row(newest)],
        }.items():
            catalogue.replace_day(published, of, pictures)
        for table in catalogue.GRIDS.values():
            published.execute(
                f"""
                create table marts.{table} as
                select feature, segment, band, kind, event_date, null as feature_title
                from marts.heatmap_images where false
                """
            )

    write_index(made, [newest])
    pages = (made.picture_index, made.heatmaps / "date=2026-11-09" / "week.html")

    for page in pages:
        words = [
            line.partition("compared with ")[2].partition("<")[0]
            for line in page.read_text().split("\n")
            if "compared with" in line
        ]
        assert sorted(words) == [
            "the rest of these days",
            "the seven days before &lt;i&gt;a menu&lt;/i&gt;",
        ]
