"""Badges lie on the page, near their elements, and never on each other."""

from hypothesis import given
from hypothesis import strategies as st

from transforms.pictures.badges import Spot, grouped, placed
from transforms.pictures.canvas import Box

sides = st.integers(1, 60)
boxes = st.builds(Spot, st.integers(0, 400), st.integers(0, 300), sides, sides)


@given(st.lists(boxes, max_size=12), st.integers(1, 400), st.integers(1, 300), st.booleans())
def test_no_two_badges_overlap_and_all_lie_on_the_page(
    spots: list[Spot], width: int, height: int, has_fold: bool
) -> None:
    taken = [Box(0, 0, width // 2, 20)] if has_fold else []

    found = [box for box in placed(spots, width=width, height=height, taken=taken) if box]

    all_boxes = [*taken, *found]
    assert not any(
        box.overlaps(other) for i, box in enumerate(all_boxes) for other in all_boxes[:i]
    )
    for box in found:
        assert 0 <= box.left < box.right <= width and 0 <= box.top < box.bottom <= height


def test_ten_badges_in_a_row_of_links_all_find_a_place() -> None:
    spots = [Spot(20 + 12 * i, 10, 48, 16) for i in range(10)]

    assert all(placed(spots, width=720, height=900))


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), max_size=12))
def test_every_element_is_in_one_group(points: list[tuple[int, int]]) -> None:
    assert sorted(index for group in grouped(points) for index in group) == list(range(len(points)))
