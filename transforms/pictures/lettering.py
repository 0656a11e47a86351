"""Letters: any text made fit to be drawn, measured, and drawn as an anti-aliased mask.

What to put here: fonts and what happens to a text before its letters are drawn. What not to: places
and colours. The fonts are DejaVu Sans as Matplotlib ships them, laid out by FreeType alone, so that
the same text has the same pixels on every machine.
"""

import io
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from itertools import groupby
from math import ceil
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from transforms.pictures.direction import in_visual_order

MAX_LETTERS: Final = 300
"""Longer texts are cut before anything else is done with them."""

_UNDRAWABLE: Final = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


class Style(NamedTuple):
    """Size in px and weight of letters."""

    size: int
    is_bold: bool = False


def cleaned(text: str) -> str:
    r"""One line of drawable characters: what steers a text instead of standing in it is dropped.

    Control characters, direction marks, halves of surrogate pairs and unassigned characters become
    spaces, runs of spaces one. A text of more than 300 characters loses its middle.

    >>> cleaned("  Start\x00\n\u202efree ")
    'Start free'
    """
    bounded = (
        text if len(text) <= 4 * MAX_LETTERS else text[:MAX_LETTERS] + "…" + text[-MAX_LETTERS:]
    )
    composed = unicodedata.normalize("NFC", bounded)
    spaced = "".join(
        " " if unicodedata.category(letter) in _UNDRAWABLE else letter for letter in composed
    )
    line = " ".join(spaced.split())
    if len(line) <= MAX_LETTERS:
        return line
    return f"{line[: MAX_LETTERS // 2]}…{line[1 + MAX_LETTERS // 2 - MAX_LETTERS :]}"


def width_px(text: str, style: Style) -> int:
    """Width of a cleaned text in whole px."""
    return ceil(_length_of(text, style))


def _length_of(text: str, style: Style) -> float:
    """The sum of words and spaces: that of two texts is that of both together."""
    lengths = [_length(in_visual_order(word), style) for word in text.split(" ")]
    return sum(lengths) + (len(lengths) - 1) * _length(" ", style)


@lru_cache(maxsize=4096)
def shortened(text: str, style: Style, *, limit_px: int) -> str:
    """The cleaned text, ending in an ellipsis where it is wider than `limit_px`.

    >>> shortened("Start your free trial", Style(12), limit_px=80)
    'Start your…'
    """
    line = drawable(text)
    if width_px(line, style) <= limit_px:
        return line
    kept = _most(len(line), lambda count: _fits(line[:count].rstrip() + "…", style, limit_px))
    return line[:kept].rstrip() + "…"


@lru_cache(maxsize=4096)
def without_middle(text: str, style: Style, *, limit_px: int) -> str:
    """The cleaned text, with an ellipsis for its middle where it is wider than `limit_px`.

    >>> without_middle("/workspace/settings/edit: clicks", Style(12), limit_px=120)
    '/workspac…t: clicks'
    """
    line = drawable(text)
    if width_px(line, style) <= limit_px:
        return line

    def ends(count: int) -> str:
        end = count // 2
        return f"{line[: count - end].rstrip()}…{line[len(line) - end :].lstrip()}"

    return ends(_most(len(line), lambda count: _fits(ends(count), style, limit_px)))


def _fits(text: str, style: Style, limit_px: int) -> bool:
    return width_px(text, style) <= limit_px


def _most(limit: int, fits: Callable[[int], bool]) -> int:
    """The largest count up to `limit` that fits: of those below it all do."""
    low, high = 0, limit
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(middle) else (low, middle - 1)
    return low


@lru_cache(maxsize=4096)
def drawable(text: str) -> str:
    """The cleaned text, with a name in brackets for what the font has no letters for.

    Chinese letters would be boxes, all alike; fonts of the machine would give other pixels on each.

    >>> drawable("Start 開始 🎉 now")
    'Start [2 × CJK] [party popper] now'
    """
    line = cleaned(text)
    if line.isascii():
        return line
    known = _letters_of_font()
    words = []
    for name, run in groupby(line, key=lambda letter: _missing(letter, known)):
        letters = list(run)
        words.append("".join(letters) if name is None else f" {_named(name, letters)} ")
    return " ".join("".join(words).split())


def _missing(letter: str, known: frozenset[int]) -> str | None:
    """The script of a letter that the font has not, or `sign`; None for one that it has."""
    if ord(letter) in known:
        return None
    if not letter.isalpha():
        return f"sign {letter}"
    return unicodedata.name(letter, "UNKNOWN").split()[0].split("-")[0]


def _named(name: str, letters: Sequence[str]) -> str:
    if name.startswith("sign "):
        return f"[{unicodedata.name(letters[0], 'sign').lower()}]"
    script = name if name == "CJK" else name.capitalize()
    return f"[{len(letters)} × {script}]"


@cache
def _letters_of_font() -> frozenset[int]:
    # Imported here: few texts need it.
    from matplotlib.ft2font import FT2Font

    return frozenset(FT2Font(io.BytesIO(_font_file(Style(1)))).get_charmap())


def wrapped(parts: Iterable[str], style: Style, *, limit_px: int, joint: str) -> list[str]:
    """Lines no wider than `limit_px`: as many parts in each, joined by `joint`, as fit; the joint
    has a space at each end.

    >>> wrapped(["2 Nov 2026", "segment: all", "phone"], Style(11), limit_px=170, joint=" · ")
    ['2 Nov 2026 · segment: all', 'phone']
    """
    lines: list[list[str]] = []
    length = 0.0
    for part in parts:
        piece = shortened(part, style, limit_px=limit_px)
        own = _length_of(piece, style)
        longer = length + _length_of(joint, style) + own
        if lines and ceil(longer) <= limit_px:
            lines[-1].append(piece)
            length = longer
        else:
            lines.append([piece])
            length = own
    return [joint.join(line) for line in lines]


def mask(text: str, style: Style) -> NDArray[np.uint8]:
    """Coverage 0 to 255 of a drawable text, shape (line height of the style, width).

    Words are drawn once and laid side by side: lines differ from picture to picture, words do not.
    """
    shape = sum(_font(style).getmetrics()), width_px(text, style) + 1
    coverage = np.zeros(shape, dtype=np.uint8)
    left = 0.0
    for word in in_visual_order(text).split(" "):
        letters = _letters(word, style)
        part = coverage[:, round(left) :][:, : letters.shape[1]]
        np.maximum(part, letters[:, : part.shape[1]], out=part)
        left += _length(word, style) + _length(" ", style)
    return coverage


@lru_cache(maxsize=4096)
def _letters(word: str, style: Style) -> NDArray[np.uint8]:
    """Coverage of a word that is in visual order."""
    font = _font(style)
    image = Image.new("L", (ceil(_length(word, style)) + 1, sum(font.getmetrics())))
    ImageDraw.Draw(image).text((0, 0), word, fill=255, font=font)
    return np.asarray(image)


@lru_cache(maxsize=4096)
def _length(word: str, style: Style) -> float:
    """Px of a word that is in visual order, whole but for kerning."""
    return float(_font(style).getlength(word))


@cache
def _font(style: Style) -> ImageFont.FreeTypeFont:
    font = io.BytesIO(_font_file(style))
    return ImageFont.truetype(font, style.size, layout_engine=ImageFont.Layout.BASIC)


def _font_file(style: Style) -> bytes:
    name = "DejaVuSans-Bold.ttf" if style.is_bold else "DejaVuSans.ttf"
    return files("matplotlib").joinpath("mpl-data", "fonts", "ttf", name).read_bytes()
