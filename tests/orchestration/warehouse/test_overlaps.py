"""What a night says of exports that overlap another one in vain."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from orchestration.warehouse.folder import Warehouse, create_database, opened
from orchestration.warehouse.overlaps import unmatched_overlaps
from orchestration.warehouse.window import Window

DAY = date(2026, 11, 16)
WINDOW = Window(DAY, DAY)


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    """Twelve clicks of the export `b` and eight of `a` on one day, and no page view of anybody."""
    made = Warehouse(tmp_path)
    create_database(made.marts)
    with opened(made.marts) as marts:
        marts.execute(
            """
            create schema marts;
            create table marts.vendor_agreement_daily (
                export varchar, other_export varchar, event_count bigint, other_event_count bigint,
                both_count bigint, event_date date
            );
            create table marts.fct_page_views (
                export varchar, user_key bigint, host varchar, page varchar, event_date date
            );
            """
        )
    agree(made, "b", "a", 12, 8, 0)
    return made


def agree(warehouse: Warehouse, *counts: str | int, on: date = DAY) -> None:
    with opened(warehouse.marts) as marts:
        marts.execute(
            "insert into marts.vendor_agreement_daily values (?, ?, ?, ?, ?, ?)", [*counts, on]
        )


def view(warehouse: Warehouse, export: str, person: int, page: str, host: str = "h") -> None:
    with opened(warehouse.marts) as marts:
        marts.execute(
            "insert into marts.fct_page_views values (?, ?, ?, ?, ?)",
            [export, person, host, page, DAY],
        )


def test_where_nobody_is_known_to_both_it_names_person(warehouse: Warehouse) -> None:
    view(warehouse, "a", 1, "/")
    view(warehouse, "b", 2, "/")

    assert list(unmatched_overlaps(warehouse, WINDOW)) == [
        "b overlaps a, but none of its 12 page views and clicks is one of a: nobody is known to"
        " both; write person: in both, with an id or a trait that both have"
    ]


@pytest.mark.parametrize(
    ("host", "page", "remedy"),
    [("h", "/b", "no page is in both;"), ("i", "/", "no page is in both;")]
    + [("h", "/", "their times differ; see timezone: of both, and overlap_seconds in vars:")],
)
def test_where_people_are_in_both_it_names_pages_or_times(
    host: str, page: str, remedy: str, warehouse: Warehouse
) -> None:
    view(warehouse, "a", 1, "/")
    view(warehouse, "b", 1, page, host)

    (said,) = unmatched_overlaps(warehouse, WINDOW)

    assert remedy in said


def test_one_event_in_common_on_any_day_with_any_export_is_enough(warehouse: Warehouse) -> None:
    agree(warehouse, "b", "c", 5, 5, 1)

    assert list(unmatched_overlaps(warehouse, WINDOW)) == []


def test_days_with_events_of_one_export_alone_say_nothing(warehouse: Warehouse) -> None:
    later = DAY + timedelta(days=1)
    agree(warehouse, "b", "a", 5, 0, 0, on=later)

    assert list(unmatched_overlaps(warehouse, Window(later, later))) == []
    assert len(list(unmatched_overlaps(warehouse, Window(DAY, later)))) == 1


def test_a_warehouse_without_the_table_says_nothing(tmp_path: Path) -> None:
    made = Warehouse(tmp_path)
    create_database(made.marts)

    assert list(unmatched_overlaps(made, WINDOW)) == []
