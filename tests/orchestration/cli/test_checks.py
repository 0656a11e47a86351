"""`heatmaps check` names what is wrong or unsafe, and what to do about it."""

from pathlib import Path

from orchestration.cli.checks import SHORT_SALT, check_installation
from orchestration.installation import Installation
from tests.end_to_end import events_export as export


def advice(tmp_path: Path, salt: str) -> list[str]:
    """What is said of the salt."""
    at = export.installation(tmp_path, salt=salt)
    return [finding.text for finding in check_installation(at) if "USAGE_SALT" in finding.text]


def problems(at: Installation) -> list[str]:
    """What is wrong, and not only worth a word."""
    return [finding.text for finding in check_installation(at) if finding.is_problem]


def test_a_salt_that_can_be_found_by_trying_is_named(tmp_path: Path) -> None:
    (found,) = advice(tmp_path, "x" * (SHORT_SALT - 1))

    assert "fewer than 16 characters" in found


def test_a_salt_of_sixteen_characters_is_long_enough(tmp_path: Path) -> None:
    assert advice(tmp_path, "0123456789abcdef") == []


def test_a_salt_that_is_not_set_is_a_problem(tmp_path: Path) -> None:
    found = problems(export.installation(tmp_path, salt=""))

    assert [text for text in found if "USAGE_SALT is not set" in text]


def test_a_short_salt_is_advice_and_no_problem(tmp_path: Path) -> None:
    at = export.installation(tmp_path, salt="short")

    assert [text for text in problems(at) if "USAGE_SALT" in text] == []


def test_a_folder_of_screenshots_without_an_index_is_a_problem(tmp_path: Path) -> None:
    at = export.installation(tmp_path, {**export.SETTINGS, "screenshots": "pictures/"})
    (tmp_path / "pictures").mkdir()

    assert [text for text in problems(at) if "index.json: not found" in text]


def test_an_export_without_a_file_is_a_problem(tmp_path: Path) -> None:
    at = export.installation(tmp_path)

    assert [text for text in problems(at) if "0 files of table" in text]


def test_exports_that_overlap_are_not_said_to_count_twice(tmp_path: Path) -> None:
    web = {"name": "web", "format": "mixpanel", "url": "web/", "host": "a.example"}
    app = {**web, "name": "app", "url": "app/"}

    apart = check_installation(export.installation(tmp_path, {"exports": [web, app]}))
    paired = check_installation(
        export.installation(tmp_path, {"exports": [web, {**app, "overlaps": "web"}]})
    )

    assert [one for one in apart if "counts twice" in one.text]
    assert [one for one in paired if "counts twice" in one.text] == []
