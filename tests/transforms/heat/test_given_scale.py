"""Two pictures on one scale have the same colour for the same rate, and say whose scale it is."""

import numpy as np
import pytest

from tests.transforms.pictures.maps import click_map, decoded
from transforms.heat.given_scale import on_scale, rate_of
from transforms.heat.grids import MIN_SCALE
from transforms.pictures import palette
from transforms.pictures.images import click_map_png
from transforms.pictures.wording import footnotes, legend


def test_a_rate_is_the_same_on_days_of_unlike_page_views() -> None:
    """Half the page views and half the clicks: the same rate, so the same colours."""
    full = click_map(page_views=900, scale_maximum=60.0)
    half = click_map(page_views=450, page_density=full.page_density / 2, scale_maximum=7.0)

    same = on_scale(half, rate_of(full), whose="of 5 Nov 2026")

    heats = [
        palette.heat(one.page_density, maximum=one.scale_maximum)[40:60, 80:100]
        for one in (full, same)
    ]
    hot = heats[0] > 100  # where single clicks do not fade
    assert hot.any()
    np.testing.assert_allclose(heats[0][hot], heats[1][hot], atol=1)
    assert same.scale_maximum == 30


def test_a_scale_that_is_asked_for_is_kept_for_few_page_views_too() -> None:
    shown = on_scale(click_map(page_views=10), 20, whose="that was asked for")

    assert shown.scale_maximum == 0.2 < MIN_SCALE
    assert rate_of(shown) == pytest.approx(20)


def test_without_page_views_a_scale_is_by_the_clicks() -> None:
    assert rate_of(click_map(page_views=None, clicks=500, scale_maximum=60.0)) == 120


def test_the_legend_says_whose_scale_it_is_and_the_footer_what_is_beyond_it() -> None:
    hot, cold = np.zeros((100, 180)), np.zeros((100, 180))
    hot[50, 90], hot[10, 10] = 6.0, 2.0  # three quarters of what is drawn are beyond 3
    cold[50, 90] = 2.0

    beyond = on_scale(click_map(page_density=hot, page_views=1000), 3, whose="of 5 Nov 2026")
    within = on_scale(click_map(page_density=cold, page_views=1000), 3, whose="of 5 Nov 2026")

    assert legend(beyond).endswith("square-root scale of 5 Nov 2026")
    assert "beyond the scale: places with 75% of the clicks that are drawn" in footnotes(beyond)
    assert "no place is hotter than the scale" in footnotes(within)
    assert "same colour = same value in every picture on the scale of 5 Nov 2026" in footnotes(
        within
    )
    assert not legend(click_map()).endswith("2026")


def test_a_picture_on_another_scale_is_another_picture() -> None:
    shown = click_map(page_views=1000)

    pale, hot = (
        np.asarray(decoded(click_map_png(on_scale(shown, rate, whose="that was asked for"))))
        for rate in (900, 9)
    )

    # the legend has the hottest colour in both
    hottest = range(palette.GREYS * (palette.HEATS - 1), palette.GREYS * palette.HEATS)
    assert np.isin(pale, hottest).sum() + 500 < np.isin(hot, hottest).sum()
