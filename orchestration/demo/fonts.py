"""The one typeface of the demo: DejaVu Sans, which Matplotlib carries with it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import matplotlib
from PIL import ImageFont


@cache
def font(size: int, is_bold: bool = False) -> ImageFont.FreeTypeFont:
    """DejaVu Sans at `size` px, laid out by Pillow alone so that every machine draws the same."""
    name = "DejaVuSans-Bold.ttf" if is_bold else "DejaVuSans.ttf"
    path = Path(matplotlib.get_data_path(), "fonts", "ttf", name)
    return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)


@cache
def text_width(text: str, size: int, is_bold: bool = False) -> float:
    """Width of `text` in px."""
    return font(size, is_bold).getlength(text)


def wrapped(text: str, width: float, size: int) -> list[str]:
    """Break `text` into lines no wider than `width` px.

    >>> wrapped("one two three", 1000, 14)
    ['one two three']
    """
    lines: list[str] = []
    for word in text.split():
        if lines and text_width(f"{lines[-1]} {word}", size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
