"""Any text can be drawn, and what cannot is named."""

import pytest

from transforms.pictures.direction import in_visual_order
from transforms.pictures.lettering import (
    Style,
    cleaned,
    drawable,
    mask,
    width_px,
    without_middle,
    wrapped,
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


def test_a_line_has_its_words_side_by_side() -> None:
    style = Style(11)
    line, first, last = (mask(text, style) for text in ("plan=pro Sign up", "plan=pro", "up"))

    assert (line[:, : first.shape[1]] == first).all()
    left = width_px("plan=pro Sign ", style)
    assert (line[:, left:] == last).all() and last.any()


def test_lines_are_filled_to_the_last_px_that_fits() -> None:
    style = Style(10, is_bold=True)
    parts = ["cells merged", "smoothing 18 px", "أسعار", "grid 0123456789abcdef"]
    joined = " · ".join(parts[:3])

    exactly = wrapped(parts, style, limit_px=width_px(joined, style), joint=" · ")
    narrower = wrapped(parts, style, limit_px=width_px(joined, style) - 1, joint=" · ")

    assert exactly == [joined, parts[3]]
    assert narrower[0] == " · ".join(parts[:2])
