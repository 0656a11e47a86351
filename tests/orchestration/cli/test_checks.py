"""`heatmaps check` names what is wrong or unsafe, and what to do about it."""

from pathlib import Path

from orchestration.cli.checks import SHORT_SALT, check_installation
from tests.end_to_end import events_export as export


def advice(tmp_path: Path, salt: str) -> list[str]:
    """What is said of the salt."""
    at = export.installation(tmp_path, salt=salt)
    return [finding.text for finding in check_installation(at) if "USAGE_SALT" in finding.text]


def test_a_salt_that_can_be_found_by_trying_is_named(tmp_path: Path) -> None:
    (found,) = advice(tmp_path, "x" * (SHORT_SALT - 1))

    assert "fewer than 16 characters" in found


def test_a_salt_of_sixteen_characters_is_long_enough(tmp_path: Path) -> None:
    assert advice(tmp_path, "0123456789abcdef") == []


def test_a_salt_that_is_not_set_is_named(tmp_path: Path) -> None:
    (found,) = advice(tmp_path, "")

    assert "USAGE_SALT is not set" in found


def test_a_short_salt_is_advice_and_no_problem(tmp_path: Path) -> None:
    at = export.installation(tmp_path, salt="short")

    assert [finding for finding in check_installation(at) if finding.is_problem] == []


def test_a_folder_of_screenshots_without_an_index_is_a_problem(tmp_path: Path) -> None:
    at = export.installation(tmp_path, {**export.SETTINGS, "screenshots": "pictures/"})
    (tmp_path / "pictures").mkdir()

    problems = [finding.text for finding in check_installation(at) if finding.is_problem]

    assert len(problems) == 1
    assert "index.json: not found" in problems[0]


def test_words_without_a_kind_are_named_and_a_problem_where_nothing_else_is_found(
    tmp_path: Path,
) -> None:
    at = export.installation(tmp_path)
    rows = [export.event(export.moment(0, f"10:00:{n:02}"), "tap") for n in range(10)]
    export.deliver(at, "day", rows)

    findings = [f for f in check_installation(at) if "words without a kind" in f.text]
    export.deliver(at, "day", [*rows, export.event(export.moment(0), "click")])
    others = [f for f in check_installation(at) if "words without a kind" in f.text]

    assert [(f.text, f.is_problem) for f in findings] == [
        ("web: day.jsonl: words without a kind: tap", True)
    ]
    assert [f.is_problem for f in others] == [False]
