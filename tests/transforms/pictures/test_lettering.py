"""Any text can be drawn, and what cannot is named."""

import pytest

from transforms.pictures.direction import in_visual_order
from transforms.pictures.lettering import (
    Style,
    cleaned,
    drawable,
    width_px,
    without_middle,
)

LONG = "/workspace/" + "settings/" * 60 + "edit: clicks"


@pytest.mark.parametrize("limit_px", [200, 300, 752])
def test_a_long_title_keeps_both_ends(limit_px: int) -> None:
    style = Style(19, is_bold=True)

    shown = without_middle(LONG, style, limit_px=limit_px)

    assert shown.startswith("/") and shown.endswith("clicks") and "…" in shown
    assert width_px(shown, style) <= limit_px


def test_a_text_of_any_length_is_cleaned_without_its_middle() -> None:
    for text in ("a" * 301 + "z", "a" * 5000 + "z"):
        assert len(cleaned(text)) == 300
        assert cleaned(text)[0] == "a" and cleaned(text)[-1] == "z"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("开始免费试用", "[6 × CJK]"),
        ("Start 🎉 now", "Start [party popper] now"),
        ("Größe", "Größe"),
        ("Цена", "Цена"),
        ("한국어", "[3 × Hangul]"),
    ],
)
def test_what_the_font_has_no_letters_for_is_named(text: str, shown: str) -> None:
    assert drawable(text) == shown


def test_arabic_words_are_joined_and_read_from_the_right() -> None:
    first, second = (in_visual_order(word) for word in ("بيت", "كبير"))

    assert in_visual_order("بيت كبير") == f"{second} {first}"
    assert not set(first) & set("بيت")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("אב 12 start", "12 בא start"),  # the number follows a Hebrew word: it is read after it
        ("start 12 אב", "start 12 בא"),
        ("דוחות (חודשי) 2026: clicks", "2026 (ישדוח) תוחוד: clicks"),
        ("a (אב) b", "a (בא) b"),
        ("2026-11-09 אב", "2026-11-09 בא"),
        ("אב 3.5% גד", "דג 3.5% בא"),
        ("/אב/גד/edit", "/דג/בא/edit"),
        ("אב! גד?", "דג !בא?"),
        ("שָׁלוֹם", "םוֹלשָׁ"),
    ],
)
def test_words_from_the_right_keep_numbers_and_brackets_in_their_place(
    text: str, shown: str
) -> None:
    """By the rules of UAX 9, by hand: neutral signs between two such words or numbers are theirs,
    numbers keep their order, brackets are turned.
    """
    assert in_visual_order(text) == shown


def test_a_number_after_an_arabic_word_is_read_after_it() -> None:
    shown = in_visual_order("بيت: 12 بيت")

    word = in_visual_order("بيت")
    assert shown == f"{word} 12 :{word}"
