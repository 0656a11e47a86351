"""Quarters of every scale are told apart by everybody, whatever colours they see."""

from collections.abc import Callable
from itertools import combinations
from typing import Final

import numpy as np
import pytest
from matplotlib import colormaps
from numpy.typing import NDArray

from transforms.pictures import palette

Colours = NDArray[np.float64]

SEEN: Final[dict[str, Colours]] = {
    "all colours": np.eye(3),
    "no red": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "no green": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "no blue": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
"""What people without one kind of cones see of linear red, green and blue: protanopia, deuteranopia
and tritanopia of Machado, Oliveira and Fernandes (2009), severity 1.
"""

TO_XYZ: Final = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
WHITE: Final = TO_XYZ.sum(axis=1)

APART: Final = 5.0
"""CIEDE2000 of colours that are not mixed up; of about one a difference can just be seen."""


def lab(rgb: Colours, seen: Colours) -> Colours:
    """CIELAB of sRGB colours 0 to 255, shape (n, 3), as somebody sees them."""
    share = rgb / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    xyz = np.clip(linear @ seen.T, 0, 1) @ TO_XYZ.T / WHITE
    root = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    x, y, z = root.T
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=1)


def ciede2000(one: Colours, other: Colours) -> float:
    """How far apart two colours of CIELAB look (Sharma, Wu and Dalal 2005)."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    stretch = 1.5 - np.sqrt(mean**7 / (mean**7 + 25**7)) / 2
    c1, c2 = np.hypot(stretch * a1, b1), np.hypot(stretch * a2, b2)
    h1, h2 = (np.degrees(np.arctan2(b, stretch * a)) % 360 for a, b in ((a1, b1), (a2, b2)))
    turn = (h2 - h1 + 180) % 360 - 180 if c1 * c2 else 0.0
    hue = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2))
    mid_l, mid_c = (l1 + l2) / 2, (c1 + c2) / 2
    mid_h = h1 + turn / 2 if c1 * c2 else h1 + h2
    weight = (
        1
        - 0.17 * np.cos(np.radians(mid_h - 30))
        + 0.24 * np.cos(np.radians(2 * mid_h))
        + 0.32 * np.cos(np.radians(3 * mid_h + 6))
        - 0.20 * np.cos(np.radians(4 * mid_h - 63))
    )
    of_l = (l2 - l1) / (1 + 0.015 * (mid_l - 50) ** 2 / np.sqrt(20 + (mid_l - 50) ** 2))
    of_c, of_h = (c2 - c1) / (1 + 0.045 * mid_c), hue / (1 + 0.015 * mid_c * weight)
    rotation = (
        -2
        * np.sqrt(mid_c**7 / (mid_c**7 + 25**7))
        * np.sin(np.radians(60 * np.exp(-((((mid_h % 360) - 275) / 25) ** 2))))
    )
    return float(np.sqrt(of_l**2 + of_c**2 + of_h**2 + rotation * of_c * of_h))


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, -1, 2), (50, 0, 0), 2.3669),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((22.7233, 20.0904, -46.694), (23.0331, 14.973, -42.5619), 2.0373),
    ],
)
def test_the_distance_is_that_of_the_published_pairs(
    one: tuple[float, ...], other: tuple[float, ...], apart: float
) -> None:
    assert ciede2000(np.array(one), np.array(other)) == pytest.approx(apart, abs=5e-5)


def nearest(colours: Colours, seen: str) -> float:
    """How far apart the two of some colours are that somebody mixes up first."""
    shown = lab(colours, SEEN[seen])
    return min(ciede2000(one, other) for one, other in combinations(shown, 2))


@pytest.mark.parametrize("seen", SEEN)
@pytest.mark.parametrize(
    ("table", "ground"),
    [
        (palette.colours, palette.WHITE),
        (palette.colours_of_areas, palette.WHITE),
        (palette.colours_of_reach, palette.WHITE),
        (palette.colours_of_cells, 0),
    ],
)
def test_quarters_of_a_scale_are_apart(
    table: Callable[[], NDArray[np.uint8]], ground: int, seen: str
) -> None:
    levels = np.array([0, 0.25, 0.5, 0.75, 1]) * (palette.HEATS - 1)
    colours = table()[np.round(levels).astype(int) * palette.GREYS + ground].astype(float)

    assert nearest(colours, seen) >= APART
    assert (np.abs(np.diff(lab(colours, SEEN[seen])[:, 0])) >= 5).all()


@pytest.mark.parametrize("seen", SEEN)
def test_quarters_of_more_and_of_fewer_are_apart_from_each_other(seen: str) -> None:
    """Level 1 is the most fewer, the middle one nothing, and the last the most more."""
    levels = np.round(1 + (np.arange(-4, 5) / 4 + 1) / 2 * (palette.HEATS - 2)).astype(int)
    colours = palette.colours_of_change()[levels * palette.GREYS + palette.WHITE].astype(float)

    assert nearest(colours, seen) >= APART
    lightness = lab(colours, SEEN[seen])[:, 0]
    assert (np.diff(lightness[:5]) > 0).all() and (np.diff(lightness[4:]) < 0).all()


def test_the_colours_of_a_rainbow_would_be_mixed_up() -> None:
    """That the test can fail: quarters of `hsv` end where they begin."""
    colours = colormaps["hsv"]([0, 0.25, 0.5, 0.75, 1])[:, :3] * 255

    assert nearest(colours, "all colours") < APART


def test_letters_can_be_read_in_the_strongest_colours() -> None:
    """The darkest letters of a page against their ground, by WCAG's ratio: 2.4 on a page whose
    greys are dimmed on purpose, so that heat stands out.
    """
    table = palette.colours_of_change().astype(float)
    for level in (1, palette.HEATS - 1):
        ground, letter = (
            lab(table[[level * palette.GREYS + grey]], SEEN["all colours"])[0, 0]
            for grey in (palette.WHITE, 0)
        )
        light, dark = (((one + 16) / 116) ** 3 + 0.05 for one in (ground, letter))
        assert light / dark >= 2.4
