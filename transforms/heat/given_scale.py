"""A click map on a scale that somebody asks for, so that pictures of two days can be compared by
eye.
"""

from dataclasses import replace

from transforms.heat.click_map import ClickMap
from transforms.heat.grids import overlaid


def rate_of(shown: ClickMap) -> float:
    """The top of the scale of a map: clicks per 1,000 page views and 20 x 20 px, as its legend has
    it; without page views per 1,000 of its clicks.
    """
    return shown.scale_maximum * 1000 / _views(shown)


def on_scale(shown: ClickMap, rate: float, *, whose: str) -> ClickMap:
    """The map with its hottest colour at `rate`, as `rate_of` counts, also where single clicks glow
    then: the same colour is the same rate. `whose` scale it is stands in the legend, and what is
    beyond it in the footer.
    """
    maximum = round(rate * _views(shown) / 1000, 9)
    density = overlaid(shown.page_density, shown.fixed_density)
    beyond = float(density[density > maximum].sum() / (density.sum() or 1))
    return replace(shown, scale_maximum=maximum, scale_whose=whose, beyond_scale_share=beyond)


def _views(shown: ClickMap) -> int:
    return max(shown.page_views or shown.clicks, 1)
