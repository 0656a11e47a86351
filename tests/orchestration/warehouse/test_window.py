"""Which days a run rebuilds: those asked for, late ones before, and what a session reaches after."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from orchestration.warehouse.window import Window, window_to_build


def day(number: int) -> date:
    return date(2026, 11, number)


def days(*numbers: int) -> list[date]:
    return [day(number) for number in numbers]


def window(
    first: int,
    last: int,
    *,
    changed: Sequence[int] = (),
    built: Sequence[int] = (),
    unpublished: Sequence[int] = (),
    **wishes: Any,
) -> Window:
    return window_to_build(
        day(first),
        day(last),
        changed=days(*changed),
        built=days(*built),
        unpublished=days(*unpublished),
        **{"late_days": 3, **wishes},
    )


def test_a_run_builds_the_days_it_was_asked_for() -> None:
    assert window(10, 12, changed=[10, 11, 12], built=[8, 9]) == Window(day(10), day(12))


def test_a_day_that_changed_late_days_ago_is_built_again() -> None:
    assert window(10, 10, changed=[7, 10], built=[9]) == Window(day(7), day(10))


def test_a_day_that_changed_before_that_waits() -> None:
    assert window(10, 10, changed=[6, 10], built=[9]) == Window(day(10), day(10), (day(6),))


def test_days_between_a_late_one_and_those_asked_for_are_built_too() -> None:
    assert window(10, 10, changed=[8, 10], built=[7, 8, 9]).first == day(8)


def test_the_first_run_of_a_warehouse_takes_all_history() -> None:
    assert window(10, 10, changed=[1, 2, 10], built=[]) == Window(day(1), day(10))


def test_days_built_before_are_built_again_as_far_as_a_session_reaches() -> None:
    assert window(10, 10, built=range(1, 20)).last == day(12)


def test_days_that_were_never_built_are_not_built_for_a_session_that_reaches_them() -> None:
    assert window(10, 10, built=range(1, 12)).last == day(11)
    assert window(10, 10, built=range(1, 11)).last == day(10)


def test_all_days_after_are_built_again_where_a_change_reaches_them_all() -> None:
    assert window(10, 10, built=range(1, 20), reach=None).last == day(19)


def test_days_that_were_built_and_not_published_are_built_again_however_far() -> None:
    assert window(10, 10, built=range(1, 31), unpublished=[2, 25]) == Window(day(2), day(25))


def test_the_end_of_a_window_is_the_day_after_its_last() -> None:
    assert Window(day(10), day(12)).end == day(13)
