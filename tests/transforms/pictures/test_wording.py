"""The words of a map: figures, notices and alternative text."""

import html

import numpy as np
import pytest

from tests.transforms.pictures.maps import click_map
from transforms.pictures.images import thumb_html
from transforms.pictures.wording import alt_text, empty_notice


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
