"""Which letter stands where in a line: Hebrew and Arabic are read from the right, and letters of
Arabic are joined.

What to put here: the order and the forms of letters. Lines run from left to right, and letters are
laid in that order: the fonts' own layout differs from machine to machine.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import groupby
from typing import Final

_CLASSES: Final = {
    "L": "L",
    "R": "R",
    "AL": "A",
    "EN": "E",
    "AN": "N",
    "ES": "s",
    "ET": "t",
    "CS": "c",
}
"""Unicode's classes of letters in one letter each; all others are neutral, `o`."""

_FROM_RIGHT: Final = {"R", "AL", "AN"}
_MIRRORED: Final = dict(zip("()[]{}<>«»‹›", ")(][}{><»«›‹", strict=True))


def in_visual_order(text: str) -> str:
    """The letters of a text from left to right.

    >>> in_visual_order("אב (גד) 12: start")
    '12 (דג) בא: start'
    """
    if text.isascii() or not any(unicodedata.bidirectional(one) in _FROM_RIGHT for one in text):
        return text
    clusters = _with_marks(with_joined_letters(text))
    placed = list(zip(clusters, _levels([one[0] for one in clusters]), strict=True))
    shown = ""
    for is_from_right, run in groupby(placed, key=lambda pair: pair[1] > 0):
        parts = [
            "".join(one for one, _ in part) if level != 1 else _from_right(one for one, _ in part)
            for level, part in groupby(run, key=lambda pair: pair[1])
        ]
        shown += "".join(parts[::-1] if is_from_right else parts)
    return shown


def _from_right(clusters: Iterable[str]) -> str:
    return "".join(_MIRRORED.get(one, one) for one in [*clusters][::-1])


def _with_marks(text: str) -> list[str]:
    """Letters, each with the marks that are written on it."""
    clusters: list[str] = []
    for letter in text:
        if clusters and unicodedata.bidirectional(letter) == "NSM":
            clusters[-1] += letter
        else:
            clusters.append(letter)
    return clusters


def _levels(letters: Sequence[str]) -> list[int]:
    """0 for what is read from the left, 1 from the right, 2 for numbers within that.

    Rules W2 to W7, N1, N2, I1 of Unicode's bidirectional algorithm (UAX 9, of a paragraph from the
    left), of texts without control characters.
    """
    classes = "".join(_CLASSES.get(unicodedata.bidirectional(one), "o") for one in letters)
    classes = re.sub("A[^LR]*", lambda found: found[0].replace("E", "N"), classes).replace("A", "R")
    classes = re.sub("(?<=E)[sc](?=E)", "E", classes)
    classes = re.sub("(?<=N)c(?=N)", "N", classes)
    classes = re.sub("t+(?=E)|(?<=E)t+", lambda found: "E" * len(found[0]), classes)
    classes = re.sub("[stc]", "o", classes)
    classes = re.sub("(^|L)[^R]*", lambda found: found[0].replace("E", "L"), classes)
    classes = re.sub("(?<=[REN])o+(?=[REN])", lambda found: "R" * len(found[0]), classes)
    return ["LR".find(one) if one in "LR" else 0 if one == "o" else 2 for one in classes]


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
