"""A scroll map has the reach of its segment by steps, and the depth that a share got to."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from transforms.heat.scroll_map import (
    ATTENTION,
    ScrollMap,
    attention_maps,
    content_id,
    scroll_maps,
)
from transforms.pictures.scroll_wording import subtitle

DAY = date(2026, 11, 21)


def page(segment: str = "all", **changes: Any) -> dict[str, Any]:
    """A row of heatmap_grids."""
    return {
        "feature": "/pricing",
        "feature_title": None,
        "segment": segment,
        "band": "desktop",
        "drawn_width_px": 1440,
        "rules_id": "rules",
        "event_date": DAY,
        **changes,
    }


def reach(segment: str, *reaching: int, attention: tuple[float, ...] = ()) -> pl.DataFrame:
    """Rows of scroll_reach_daily: how many got to each 100 px, and how long they stayed there."""
    count = len(reaching)
    return pl.DataFrame(
        {
            "segment": [segment] * count,
            "depth_px": [100 * n for n in range(count)],
            "fold_px": [150] * count,
            "page_view_count": [reaching[0]] * count,
            "without_scroll_count": [3] * count,
            "reaching_count": reaching,
            "attention_page_view_count": [10 if attention else None] * count,
            "attention_seconds": list(attention) or [None] * count,
        },
        schema_overrides={"attention_page_view_count": pl.Int64, "attention_seconds": pl.Float64},
    )


def maps(pages: list[dict[str, Any]], *reaches: pl.DataFrame) -> list[ScrollMap]:
    rows = pl.concat(reaches)
    return list(scroll_maps(pl.DataFrame(pages), rows, page_height_px=900, screenshot=None))


def test_each_segment_has_its_own_reach_and_one_that_is_withheld_has_none() -> None:
    some = maps([page(), page("plan=pro")], reach("plan=pro", 8, 4), reach("all", 20, 10, 5))

    assert [(one.segment, one.reach.tolist()) for one in some] == [
        ("all", [1, 0.5, 0.25]),
        ("plan=pro", [1, 0.5]),
    ]
    assert maps([page()], reach("plan=pro", 8, 4)) == []


def test_a_week_says_how_many_of_its_days_do_not_count_of_scrolling() -> None:
    of_week = page(
        event_date=date(2026, 11, 16),
        period="week",
        last_date=date(2026, 11, 20),
        day_count=5,
        left_out_day_count=0,
        other_layout_day_count=2,
        layout_date=date(2026, 11, 18),
        layout_reason="document height",
    )
    rows = reach("all", 20, 10).with_columns(left_out_day_count=pl.lit(2))

    (week,) = maps([of_week], rows)
    (day,) = maps([page(event_date=date(2026, 11, 16))], rows)

    assert week.span is not None and week.span.is_running
    assert (week.period, week.span.left_out_day_count, day.period) == ("week", 2, "day")
    assert "layout since 18 Nov 2026" in subtitle(week) and "layout" not in str(subtitle(day))
    assert (week.span.other_layout_day_count, week.span.layout_date) == (2, date(2026, 11, 18))
    assert week.grid_id != day.grid_id and content_id(week) != content_id(day)


@pytest.mark.parametrize(
    ("depth", "share"), [(0, 1), (50, 0.75), (100, 0.5), (200, 0.25), (250, 0.125), (900, 0)]
)
def test_between_two_steps_reach_falls_evenly_and_below_the_last_to_nobody(
    depth: float, share: float
) -> None:
    (one,) = maps([page()], reach("all", 20, 10, 5))

    assert one.reach_at(depth) == share


def test_half_got_to_a_depth_that_is_found_again() -> None:
    (one,) = maps([page()], reach("all", 20, 20, 15, 5))

    assert one.depth_of(0.5) == 250
    assert one.reach_at(250) == 0.5
    assert one.depth_of(1) == 100


def test_time_below_the_fold_is_of_steps_that_begin_below_it() -> None:
    (one,) = maps([page()], reach("all", 20, 10, 5, attention=(6.0, 3.0, 1.0)))
    (without,) = maps([page()], reach("all", 20, 10, 5))

    assert one.attention_below_fold == 0.1
    assert without.attention_seconds is None and without.attention_below_fold is None


def test_what_is_drawn_has_another_name_when_any_of_it_changes() -> None:
    one, again = (maps([page()], reach("all", 20, 10))[0] for _ in range(2))
    other = maps([page()], reach("all", 20, 11))[0]

    assert content_id(one) == content_id(again) != content_id(other)
    assert one.grid_id == other.grid_id


def test_attention_is_seconds_a_page_view_on_one_scale_for_all_segments() -> None:
    """Of `all` 10 page views looked at the first step for 60 s; `pro` looked longer."""
    pages = [page(), page("plan=pro"), page("plan=free"), page("plan=none")]
    reaches = maps(
        pages,
        reach("all", 20, 10, attention=(60.0, 20.0)),
        reach("plan=pro", 8, 4, attention=(80.0, 0.0)),
        reach("plan=free", 8, 4),
        reach("plan=none", 8, 4, attention=(0.0, 0.0)),
    )

    everybody, pro = attention_maps(reaches, pl.DataFrame(pages))

    assert (everybody.segment, pro.segment) == ("all", "plan=pro")
    assert everybody.attention_rate is not None
    assert everybody.attention_rate.tolist() == [6.0, 2.0]
    assert everybody.scale_maximum == pro.scale_maximum == 8.0
    assert everybody.kind == ATTENTION and everybody.title == "/pricing: attention"
    assert everybody.grid_id != reaches[0].grid_id
    assert content_id(everybody) != content_id(reaches[0])
