"""Pages that list pictures lie beside them, one of each day and one of the newest."""

from datetime import date
from pathlib import Path

import duckdb

from orchestration.pictures import catalogue
from orchestration.pictures.index import write_index
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
