"""Matrices show what is published, and say of the rest why they do not."""

from datetime import date
from typing import Any

import numpy as np
import polars as pl

from transforms.heat import matrices
from transforms.heat.matrix import Matrix, State

MONDAY = date(2026, 11, 16)


def used(*rows: tuple[str, str, int | None, int | None]) -> pl.DataFrame:
    """Rows of feature, segment, people who used it, people of the segment."""
    columns = ("feature", "segment", "user_count", "segment_user_count")
    schema: Any = dict(zip(columns, (pl.String, pl.String, pl.Int64, pl.Int64), strict=True))
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    return frame.with_columns(is_suppressed=pl.col("user_count").is_null())


def shown(matrix: Matrix) -> dict[tuple[str, str], Any]:
    """What each cell shows: its value, or its state."""
    return {
        (row.name, column.name): float(matrix.values[y, x])
        if matrix.states[y, x] == State.SHOWN
        else State(matrix.states[y, x])
        for y, row in enumerate(matrix.rows)
        for x, column in enumerate(matrix.columns)
    }


def test_a_feature_has_the_share_of_each_segments_people() -> None:
    rows = used(
        ("/a", "all", 30, 100),
        ("/a", "plan=pro", None, 50),
        ("/b", "all", 60, 100),
        ("/b", "plan=pro", 25, 50),
        ("/b", "plan=free", 9, None),
        ("/c", "all", None, 100),
    )

    matrix = matrices.feature_segments(rows, date=MONDAY, period="day")

    assert [row.name for row in matrix.rows] == ["/b", "/a", "/c"]
    assert [(c.name, c.note) for c in matrix.columns] == [
        ("all", "n=100"),
        ("plan=pro", "n=50"),
        ("plan=free", ""),
    ]
    assert shown(matrix) == {
        ("/b", "all"): 0.6,
        ("/b", "plan=pro"): 0.5,
        ("/b", "plan=free"): State.WITHHELD,
        ("/a", "all"): 0.3,
        ("/a", "plan=pro"): State.WITHHELD,
        ("/a", "plan=free"): State.NOTHING,
        ("/c", "all"): State.WITHHELD,
        ("/c", "plan=pro"): State.NOTHING,
        ("/c", "plan=free"): State.NOTHING,
    }
    assert matrix.users == 100


def test_more_lines_than_can_be_read_are_counted() -> None:
    most = matrices.MOST_LINES
    rows = used(*((f"/{n:02}", "all", 100 - n, 100) for n in range(most + 2)))

    matrix = matrices.feature_segments(rows, date=MONDAY, period="day")

    assert len(matrix.rows) == most and matrix.rows[-1].name == f"/{most - 1:02}"
    assert matrix.notes == ("2 features with fewest people not drawn",)


def test_an_hour_of_a_day_that_is_not_there_is_no_hour_without_anybody() -> None:
    rows = pl.DataFrame(
        {
            "event_date": [MONDAY, MONDAY, date(2026, 11, 17)],
            "weekday": [1, 1, 2],
            "hour": [9, 10, 9],
            "user_count": [7, None, 5],
            "is_suppressed": [False, True, False],
        }
    )

    matrix = matrices.hours(rows, monday=MONDAY, feature="(all)", segment="all")

    assert matrix.values.shape == (7, 24)
    assert (matrix.values[0, 9], matrix.values[1, 9]) == (7, 5)
    assert matrix.states[0, 10] == State.WITHHELD and matrix.states[1, 10] == State.NOTHING
    assert (matrix.states[2:] == State.NOT_YET).all()
    assert matrix.is_running and matrix.last_date == date(2026, 11, 17)
    assert matrix.figures[0] == ("Mon 9:00", "busiest hour")


def moves(*rows: tuple[str, str, int | None]) -> pl.DataFrame:
    schema: Any = {"from_page": pl.String, "to_page": pl.String, "transition_count": pl.Int64}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    return frame.with_columns(is_suppressed=pl.col("transition_count").is_null())


def test_the_ways_from_a_page_add_up_to_its_views() -> None:
    rows = moves(
        ("(entry)", "/a", 10),
        ("/a", "/b", 6),
        ("/a", "(exit)", 2),
        ("/a", "(other)", 2),
        ("/b", "/elsewhere", 1),
        ("/b", "(exit)", 3),
        ("/c", "(other)", None),
    )

    matrix = matrices.transitions(rows, date=MONDAY, segment="all")

    assert [row.name for row in matrix.rows] == ["(entry)", "/a", "/b", "/c"]
    assert [column.name for column in matrix.columns] == ["/a", "/b", "/c", "(exit)", "(other)"]
    assert matrix.values[1, [1, 3, 4]].tolist() == [0.6, 0.2, 0.2]
    assert np.nansum(matrix.values[:3], axis=1).tolist() == [1, 1, 1]
    assert shown(matrix)["/b", "(other)"] == 0.25
    assert (matrix.states[3] == State.WITHHELD).all()
    assert matrix.page_views == 14


def test_one_outlier_does_not_flatten_the_others() -> None:
    rows = pl.DataFrame(
        {
            "event_date": [MONDAY] * 24,
            "weekday": [1] * 24,
            "hour": list(range(24)),
            "user_count": [*range(10, 33), 5000],
            "is_suppressed": [False] * 24,
        }
    )

    matrix = matrices.hours(rows, monday=MONDAY, feature="(all)", segment="all")

    assert matrix.scale_maximum == 32


def test_what_is_drawn_has_another_name_when_any_of_it_changes() -> None:
    rows = used(("/a", "all", 30, 100))
    one = matrices.feature_segments(rows, date=MONDAY, period="day")
    again = matrices.feature_segments(rows, date=MONDAY, period="day")
    other = matrices.feature_segments(used(("/a", "all", 31, 100)), date=MONDAY, period="day")
    week = matrices.feature_segments(rows, date=MONDAY, period="week")

    assert matrices.content_id(one) == matrices.content_id(again) != matrices.content_id(other)
    assert matrices.grid_id(one) == matrices.grid_id(other) != matrices.grid_id(week)
