"""Patterns that choose files below an export's url."""

import pytest

from orchestration.settings.path_patterns import PatternError, compile_pattern


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("a.csv", "a.csv"),
        ("*.csv", "a.csv"),
        ("*.csv", "ä b.csv"),
        ("a?.csv", "a1.csv"),
        ("events/*/x.csv", "events/b/x.csv"),
        ("**/x.csv", "x.csv"),
        ("**/x.csv", "a/b/x.csv"),
        ("a/**", "a/b/c"),
        ("{date:%Y/%m/%d}/*", "2026/02/28/a"),
        ("{date:%Y-%m-%dT%H:%M:%S}.csv", "2026-02-28T23:59:00.csv"),
        ("day-{date:%j}-of-{date:%y}.csv", "day-366-of-26.csv"),
        ("100%.csv", "100%.csv"),
        ("a+b(c).csv", "a+b(c).csv"),
        (".hidden/*", ".hidden/a"),
    ],
)
def test_a_pattern_finds(pattern: str, path: str) -> None:
    assert compile_pattern(pattern).matches(path)


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("*.csv", "a/b.csv"),
        ("*.csv", ".b.csv"),
        ("a.csv", "axcsv"),
        ("a.csv", "a.csv\n"),
        ("?.csv", "/.csv"),
        ("**/x.csv", "a/.b/x.csv"),
        ("a/**", "a"),
        ("{date:%Y/%m/%d}/*", "2026/13/01/a"),
        ("{date:%Y/%m/%d}/*", "2026/1/1/a"),
        ("{date:%Y-%m-%d}.csv", "2026-01-32.csv"),
    ],
)
def test_a_pattern_does_not_find(pattern: str, path: str) -> None:
    assert not compile_pattern(pattern).matches(path)


@pytest.mark.parametrize(
    ("pattern", "folder"),
    [("a/b/*.csv", "a/b"), ("*/a/b.csv", ""), ("a/b.csv", "a"), ("x/{date:%Y/%m}/a/b", "x")],
)
def test_what_comes_before_the_first_wildcard_is_the_folder_to_list(
    pattern: str, folder: str
) -> None:
    assert compile_pattern(pattern).folder == folder


@pytest.mark.parametrize(
    ("pattern", "told"),
    [
        ("", "has a part ''"),
        ("/a", "begins with /"),
        ("a//b", "has a part ''"),
        ("a/../b", "has a part '..'"),
        ("./a", "has a part '.'"),
        ("a/", "has a part ''"),
        ("a**/b", "a part of its own"),
        ("[ab]/c", r"has one of \[ \]"),
        ("a\\b", r"has one of \[ \]"),
        ("a}b", "brace without its pair"),
        ("{date:%Y", "brace without its pair"),
        ("{date}", "names no date"),
        ("{date:}", "names no date"),
        ("{day:%d}", "names no date"),
        ("{date:%Y-%q}", "%q in {date:%Y-%q} is not a known part of a date"),
        ("{date:%Y%}", "is not a known part of a date"),
    ],
)
def test_a_pattern_that_cannot_be_meant_is_refused(pattern: str, told: str) -> None:
    with pytest.raises(PatternError, match=told):
        compile_pattern(pattern)
