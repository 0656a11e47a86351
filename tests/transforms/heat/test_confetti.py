"""Points are the clicks of published cells, within them, in groups by segment."""

from typing import Any

import numpy as np
import polars as pl
import pytest

from tests.transforms.heat.test_page_maps import CELLS, ELEMENTS, REACH, grid
from transforms.heat import confetti as module
from transforms.heat.confetti import COLOURED, Confetti, confetti
from transforms.heat.page_maps import PageMarts


def cell(
    segment: str, clicks: float, x_px: int = 80, y_px: int = 160, px: int = 8
) -> tuple[Any, ...]:
    return segment, "page", px, x_px, y_px, clicks


def points(*cells: tuple[Any, ...], **clicks: int) -> Confetti | None:
    """Confetti by plan of a page with these cells, whose segments have them all shown."""
    sums: dict[str, float] = {}
    for segment, *_, some in cells:
        sums[segment] = sums.get(segment, 0) + some
    grids = pl.DataFrame(
        [
            grid(segment=segment, cell_click_count=shown, click_count=clicks.get("all", shown))
            for segment, shown in sums.items()
        ],
        infer_schema_length=None,
    )
    page = PageMarts(
        grids=grids,
        viewed=grids,
        cells=pl.DataFrame(cells, schema=CELLS, orient="row"),
        elements=pl.DataFrame([], schema=ELEMENTS),
        reach=pl.DataFrame([], schema=REACH),
        screenshot=None,
    )
    return confetti(page, "plan", minimum_cell_users=1)


def test_each_click_is_a_point_in_its_cell_and_in_the_group_of_its_segment() -> None:
    shown = points(
        cell("plan=pro", 3), cell("plan=free", 5, px=16), cell("all", 8), cell("planet=x", 8)
    )

    assert shown is not None
    assert [(one.label, one.clicks, len(one.points)) for one in shown.groups] == [
        ("free", 5, 5),
        ("pro", 3, 3),
    ]
    for one, edge in zip(shown.groups, (16, 8), strict=True):
        x, y = one.points.T
        assert (x >= 80).all() and (x < 80 + edge).all()
        assert (y >= 160).all() and (y < 160 + edge).all()
        assert len(np.unique(one.points, axis=0)) == len(one.points)


@pytest.mark.parametrize(("shares", "count"), [((0.25,) * 4, 1), ((0.5,) * 3, 2), ((0.4,), 0)])
def test_shares_of_a_click_add_up_to_points(shares: tuple[float, ...], count: int) -> None:
    """A click known to 16 px lies in four cells by a quarter, and is one point."""
    cells = [cell("plan=pro", share, x_px=8 * n) for n, share in enumerate(shares)]

    shown = points(*cells)

    assert shown is not None and len(shown.groups[0].points) == count


def test_segments_beyond_the_sixth_share_a_group(monkeypatch: pytest.MonkeyPatch) -> None:
    six, seven = (
        points(*(cell(f"plan={n}", 20 - n) for n in range(count))) for count in (COLOURED, 8)
    )

    assert six is not None and seven is not None
    assert (len(six.groups), six.grey_count) == (6, 0)
    assert (len(seven.groups), seven.grey_count) == (7, 2)
    assert (seven.groups[-1].label, seven.groups[-1].clicks) == ("others", 27)


def test_of_many_clicks_a_point_is_several(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_POINTS", 10)

    all_of_them, half = points(cell("plan=pro", 10)), points(cell("plan=pro", 11))

    assert all_of_them is not None and half is not None
    assert (all_of_them.clicks_of_point, len(all_of_them.groups[0].points)) == (1, 10)
    assert (half.clicks_of_point, len(half.groups[0].points)) == (2, 6)


def test_what_has_no_cell_is_counted_and_without_any_there_is_no_picture() -> None:
    shown = points(cell("plan=pro", 3), all=10)

    assert shown is not None and shown.without_cell == 7
    assert points(cell("all", 3)) is None
