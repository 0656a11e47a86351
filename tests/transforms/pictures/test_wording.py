"""The words of a map: figures, notices and alternative text."""

import datetime as dt
import html
from typing import Any

import numpy as np
import pytest

from tests.transforms.pictures.maps import click_map
from transforms.heat.periods import Period, Span
from transforms.pictures.heading import header
from transforms.pictures.panels import heading
from transforms.pictures.png import thumb_html
from transforms.pictures.wording import (
    alt_text,
    empty_notice,
    footnotes,
    key_figures,
    legend,
    subtitle,
    warnings,
)


def test_the_page_is_named_below_a_title_that_is_another() -> None:
    titled = click_map(title="Plans: clicks", page="/pricing")

    assert subtitle(titled)[0] == "/pricing"
    assert alt_text(titled).startswith("Click map of Plans: clicks on /pricing, ")
    assert "/pricing" not in subtitle(click_map(title="/pricing: clicks"))


def test_a_map_without_heat_says_why() -> None:
    empty = np.zeros((100, 180))

    no_clicks = click_map(page_density=empty, clicks=0)
    hidden = click_map(page_density=empty, suppressed_share=1.0)
    placeless = click_map(page_density=empty, unlocated_clicks=448)

    assert empty_notice(no_clicks) == "No clicks on this day"
    assert "5 people" in (empty_notice(hidden) or "")
    assert empty_notice(placeless) == "No click has a place on the page"
    assert empty_notice(click_map()) is None


def test_the_alternative_text_is_escaped_and_tells_the_figures() -> None:
    words = alt_text(click_map(segment='"><img src=x>'))
    tag = thumb_html("data:image/png;base64,AAAA", words)

    assert "448 clicks, 120 users clicked, 900 page views" in words
    assert "Start (89%)" in words
    assert tag.count("<") == 1 and html.unescape(tag).count(words) == 1
    with pytest.raises(ValueError, match="data URI"):
        thumb_html("javascript:alert(1)", "")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"suppressed_share": 0.5, "users": 30}, []),
        ({"suppressed_share": 0.51}, ["51% of the clicks are not drawn: too few people"]),
        (
            {"unlocated_clicks": 300, "clicks": 448},
            ["67% of the clicks are not drawn: no place on the page"],
        ),
        ({"users": 29}, ["small sample: 29 people"]),
        ({"users": 1}, ["small sample: 1 person"]),
    ],
)
def test_a_picture_says_that_it_hides_most_or_that_few_made_it(
    changes: dict[str, Any], said: list[str]
) -> None:
    shown = click_map(**changes)

    assert warnings(shown) == said
    assert len(header(heading(shown), width=780).numbers) == len(
        header(heading(click_map()), width=780).numbers
    ) + 22 * len(said)
    assert all(warning[1:] in alt_text(shown) for warning in said)


def test_the_unit_of_the_colours_is_the_one_that_segments_share() -> None:
    assert legend(click_map()) == "clicks per 1,000 page views on 20 × 20 px, square-root scale"
    assert legend(click_map(page_views=None)) == "clicks on 20 × 20 px, square-root scale"


def test_a_map_of_moves_tells_of_rests_of_the_mouse_and_of_no_click() -> None:
    shown = click_map(
        kind="moves", title="/p: rests of the mouse", elements=(), fixed_clicks=4, page_views=None
    )
    empty = np.zeros((100, 180))
    hidden = click_map(kind="moves", page_density=empty, suppressed_share=0.6)
    said = [
        *(word for figure in key_figures(shown) for word in figure),
        *(legend(shown), *footnotes(shown), *warnings(hidden), empty_notice(hidden) or ""),
        empty_notice(click_map(kind="moves", page_density=empty, clicks=0)) or "",
        alt_text(shown),
    ]

    assert "448 rests of the mouse, 120 users, " in alt_text(shown)
    assert key_figures(click_map(kind="moves", clicks=1))[0] == ("1", "rest of the mouse")
    assert legend(click_map(kind="moves")).startswith("rests of the mouse per 1,000 page views on")
    assert warnings(hidden) == ["60% of the rests are not drawn: too few people"]
    assert [words for words in said if "click" in words.lower()] == []


def span(period: Period = "week", **changes: Any) -> Span:
    """The week of 16 November 2026, or November, and what is built of it."""
    first = dt.date(2026, 11, 16 if period == "week" else 1)
    whole = {"last_date": dt.date(2026, 11, 22 if period == "week" else 30), "day_count": 7}
    return Span(period=period, first_date=first, **{**whole, **changes})


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (span(), ["week of 16 November 2026"]),
        (
            span(last_date=dt.date(2026, 11, 21), day_count=6),
            ["week of 16 November 2026", "so far, 6 of 7 days"],
        ),
        (span(day_count=1), ["week of 16 November 2026", "1 of 7 days"]),
        (span("month", day_count=30), ["November 2026"]),
        (
            span("month", last_date=dt.date(2026, 11, 29), day_count=29),
            ["November 2026", "so far, 29 of 30 days"],
        ),
    ],
)
def test_a_week_or_month_says_how_far_it_has_come(days: Span, said: list[str]) -> None:
    shown = click_map(date=days.first_date, span=days)

    assert subtitle(shown)[: len(said)] == said
    assert ", ".join(said) in alt_text(shown)
    assert f"of page and {days.period}" in " ".join(footnotes(shown))


def test_days_that_are_left_out_are_said() -> None:
    assert not any("left out" in note for note in footnotes(click_map(span=span())))
    for count, said in ((1, "left out: 1 day of too few people"), (2, "left out: 2 days of")):
        shown = click_map(span=span(left_out_day_count=count))
        assert any(note.startswith(said) for note in footnotes(shown))


def test_a_map_of_a_new_layout_says_since_when_and_why() -> None:
    friday = dt.date(2026, 11, 20)
    days = span(layout_date=friday, other_layout_day_count=4, layout_reason="release New\u202ebar")
    shown = click_map(date=days.first_date, span=days)

    assert subtitle(shown)[1] == "layout since 20 Nov 2026"
    assert "week of 16 November 2026, layout since 20 Nov 2026" in alt_text(shown)
    notes = [note for note in footnotes(shown) if note.startswith("left out")]
    assert notes == ["left out: 4 days of another layout (release New bar)"]


def test_days_of_a_newer_layout_are_said_without_a_reason() -> None:
    shown = click_map(span=span(other_layout_day_count=1, left_out_day_count=2))

    assert not any("since" in words for words in subtitle(shown))
    assert [note for note in footnotes(shown) if note.startswith("left out")] == [
        "left out: 1 day of another layout",
        "left out: 2 days of too few people",
    ]


def test_clicks_that_are_anchored_are_counted() -> None:
    assert not any("median box" in note for note in footnotes(click_map()))
    notes = footnotes(click_map(clicks=1400, anchored_clicks=1200))
    assert any(note.startswith("1,200 of 1,400 clicks drawn at their place") for note in notes)


def test_clicks_in_a_part_that_scrolls_by_itself_are_told_of() -> None:
    assert not any("scrolls by itself" in note for note in footnotes(click_map()))
    notes = footnotes(click_map(clicks=1000, in_scroller_clicks=120))
    assert any(note.startswith("12% of the clicks are in a part that scrolls") for note in notes)


def test_the_footer_has_the_sizes_of_the_cells_that_are_drawn() -> None:
    assert footnotes(click_map(cells_px=(8,)))[0] == "cell 8 px"
    assert footnotes(click_map(cells_px=(16, 64)))[0] == "cell 16 and 64 px"
