"""The catalogue lists the pictures that there are, and no others stay."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import duckdb
import pytest

from orchestration.pictures import catalogue, paths
from orchestration.warehouse.folder import Warehouse
from orchestration.warehouse.window import Window


def day(number: int) -> date:
    return date(2026, 11, number)


EVERY_DAY = Window(day(1), day(30))


def row(of: date, feature: str = "/", **changes: Any) -> dict[str, Any]:
    """A picture of the catalogue."""
    return {
        "feature": feature,
        "segment": "all",
        "band": "desktop",
        "kind": "clicks",
        "period": "day",
        "grid_id": "grid",
        "content_id": "content",
        "rel_path": paths.picture_path(of, feature, "all", "desktop"),
        "image_url": None,
        "thumb_uri": "data:",
        "thumb_html": "<img>",
        "alt_text": "words",
        "sha256": "0",
        "size_bytes": 1,
        "click_count": 1,
        "user_count": None,
        "page_view_count": None,
        "scale_maximum": 1.0,
        "page_sha256": None,
        "renderer": "any",
        "event_date": of,
        **changes,
    }


@pytest.fixture
def marts() -> Iterator[duckdb.DuckDBPyConnection]:
    """A database with an empty catalogue."""
    with duckdb.connect() as connection:
        catalogue.TABLE.prepare(connection, EVERY_DAY)
        connection.execute("create table marts.heatmap_grids (event_date date)")
        yield connection


def listed(marts: duckdb.DuckDBPyConnection) -> list[tuple[date, str]]:
    return marts.execute(
        "select event_date, feature from marts.heatmap_images order by all"
    ).fetchall()


def test_a_long_name_ends_in_its_hash_and_differs_from_one_that_begins_alike() -> None:
    long, other = ("/" + "x" * 10_000 + end for end in "ab")

    assert len(paths.slug(long)) < 150
    assert paths.slug(long) != paths.slug(other)


@pytest.mark.parametrize("name", ["..", "../../x", "a/b", "C:\\x", "a\x00b", "\u202e", "\ud800"])
def test_a_name_is_one_part_of_a_path(name: str) -> None:
    path = paths.picture_path(day(1), name, name, name)

    assert path.count("/") == 5
    assert path.isascii() and path.isprintable() and "\\" not in path
    assert unquote(path) == path


def test_names_that_differ_by_an_escape_are_two_paths() -> None:
    assert len({paths.slug(name) for name in ("/", "~2F", "%2F", "~7E2F", "~")}) == 5


def test_a_day_that_is_written_again_keeps_no_earlier_row(marts: duckdb.DuckDBPyConnection) -> None:
    catalogue.replace_day(marts, day(1), [row(day(1), "/a"), row(day(1), "/b")])
    catalogue.replace_day(marts, day(2), [row(day(2), "/a")])

    catalogue.replace_day(marts, day(1), [row(day(1), "/c")])

    assert listed(marts) == [(day(1), "/c"), (day(2), "/a")]


def test_a_day_without_pictures_is_emptied(marts: duckdb.DuckDBPyConnection) -> None:
    catalogue.replace_day(marts, day(1), [row(day(1))])

    catalogue.replace_day(marts, day(1), [])

    assert listed(marts) == []


def test_a_day_is_read_by_path(marts: duckdb.DuckDBPyConnection) -> None:
    wanted = row(day(1))
    catalogue.replace_day(marts, day(1), [wanted])
    catalogue.replace_day(marts, day(2), [row(day(2))])

    assert catalogue.rows_of(marts, day(1)) == {wanted["rel_path"]: wanted}


def test_the_day_before_the_window_is_drawn_too(marts: duckdb.DuckDBPyConnection) -> None:
    marts.execute("insert into marts.heatmap_grids from unnest($days)", {
        "days": [day(n) for n in range(1, 9)]
    })  # fmt: skip

    assert catalogue.days_to_draw(marts, Window(day(4), day(5))) == [day(3), day(4), day(5)]


def test_a_day_whose_grids_are_gone_is_drawn_to_be_emptied(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    catalogue.replace_day(marts, day(4), [row(day(4))])

    assert catalogue.days_to_draw(marts, Window(day(4), day(5))) == [day(4)]


@pytest.fixture
def warehouse(tmp_path: Path, marts: duckdb.DuckDBPyConnection) -> Warehouse:
    """A published catalogue that lists `/kept` of the 4th, and pictures of it and of `/gone`."""
    warehouse = Warehouse(tmp_path)
    with duckdb.connect(str(warehouse.published)) as published:
        catalogue.TABLE.prepare(published, EVERY_DAY)
        catalogue.replace_day(published, day(4), [row(day(4), "/kept")])
    for number in range(3, 7):
        for feature in ("/kept", "/gone"):
            file = tmp_path / paths.picture_path(day(number), feature, "all", "desktop")
            file.parent.mkdir(parents=True)
            file.touch()
    return warehouse


def pictures(warehouse: Warehouse, of: date) -> set[str]:
    return {file.parts[-4] for file in warehouse.heatmaps.glob(f"date={of}/*/*/*/*.png")}


def test_a_picture_that_is_listed_no_more_is_deleted(warehouse: Warehouse) -> None:
    assert catalogue.drop_uncatalogued(warehouse, Window(day(4), day(4))) == 1

    assert pictures(warehouse, day(4)) == {"feature=~2Fkept"}


def test_pictures_of_days_outside_of_the_window_stay(warehouse: Warehouse) -> None:
    catalogue.drop_uncatalogued(warehouse, Window(day(4), day(5)))

    assert pictures(warehouse, day(5)) == set()
    for outside in (day(3), day(6)):
        assert pictures(warehouse, outside) == {"feature=~2Fkept", "feature=~2Fgone"}
