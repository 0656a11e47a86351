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
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

MAX_LETTERS: Final = 300
"""Longer texts are cut before anything else is done with them."""

_UNDRAWABLE: Final = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_RIGHT_TO_LEFT: Final = {"R", "AL"}


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


@lru_cache(maxsize=4096)
def width_px(text: str, style: Style) -> int:
    """Width of a cleaned text in whole px."""
    return -int(-_font(style).getlength(in_visual_order(text)) // 1)


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
    """Lines no wider than `limit_px`: as many parts in each, joined by `joint`, as fit.

    >>> wrapped(["2 Nov 2026", "segment: all", "phone"], Style(11), limit_px=170, joint=" · ")
    ['2 Nov 2026 · segment: all', 'phone']
    """
    lines: list[str] = []
    for part in parts:
        piece = shortened(part, style, limit_px=limit_px)
        joined = f"{lines[-1]}{joint}{piece}" if lines else piece
        if lines and width_px(joined, style) <= limit_px:
            lines[-1] = joined
        else:
            lines.append(piece)
    return lines


@lru_cache(maxsize=4096)
def mask(text: str, style: Style) -> NDArray[np.uint8]:
    """Coverage 0 to 255 of a drawable text, shape (line height of the style, width)."""
    font = _font(style)
    ascent, descent = font.getmetrics()
    shown = in_visual_order(text)
    image = Image.new("L", (max(1, width_px(text, style) + 1), ascent + descent))
    ImageDraw.Draw(image).text((0, 0), shown, fill=255, font=font)
    coverage = np.asarray(image)
    coverage.setflags(write=False)
    return coverage


def in_visual_order(text: str) -> str:
    """Hebrew and Arabic turned round and joined, because letters are laid from left to right.

    This is enough to read a label, and is not the whole of Unicode's rules.

    >>> in_visual_order("אב 12 start")
    'בא 12 start'
    """
    if text.isascii():
        return text
    letters = list(text)
    sides = [unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT for letter in letters]
    if not any(sides):
        return text
    for at in range(1, len(letters) - 1):  # a space between two such words
        if letters[at] == " " and sides[at - 1] and sides[at + 1]:
            sides[at] = True
    pairs = zip(sides, with_joined_letters(text), strict=True)
    return "".join(
        "".join([letter for _, letter in run][:: -1 if is_right_to_left else 1])
        for is_right_to_left, run in groupby(pairs, key=lambda pair: pair[0])
    )


def with_joined_letters(text: str) -> str:
    """Arabic letters in the form that their neighbours give them: alone, first, middle or last.

    >>> [unicodedata.name(letter).split()[-2] for letter in with_joined_letters("بيت")]
    ['INITIAL', 'MEDIAL', 'FINAL']
    """
    forms = _joining_forms()
    joined = []
    for before, letter, after in zip(f" {text}", text, f"{text[1:]} ", strict=False):
        is_held = "<initial>" in forms.get(before, {}) and "<final>" in forms.get(letter, {})
        holds = "<initial>" in forms.get(letter, {}) and "<final>" in forms.get(after, {})
        form = {(True, True): "<medial>", (True, False): "<final>", (False, True): "<initial>"}
        wanted = form.get((is_held, holds), "<isolated>")
        joined.append(forms.get(letter, {}).get(wanted, letter))
    return "".join(joined)


@cache
def _joining_forms() -> dict[str, dict[str, str]]:
    """Unicode's own forms of each Arabic letter, by name."""
    forms: dict[str, dict[str, str]] = {}
    for number in (*range(0xFB50, 0xFBFF), *range(0xFE80, 0xFEF5)):
        form, *letters = unicodedata.decomposition(chr(number)).split() or [""]
        if len(letters) == 1:
            forms.setdefault(chr(int(letters[0], 16)), {})[form] = chr(number)
    return forms


@cache
def _font(style: Style) -> ImageFont.FreeTypeFont:
    font = io.BytesIO(_font_file(style))
    return ImageFont.truetype(font, style.size, layout_engine=ImageFont.Layout.BASIC)


def _font_file(style: Style) -> bytes:
    name = "DejaVuSans-Bold.ttf" if style.is_bold else "DejaVuSans.ttf"
    return files("matplotlib").joinpath("mpl-data", "fonts", "ttf", name).read_bytes()
