"""Settings that would stop a night, or show single people, are refused when they are read."""

from pathlib import Path

import pytest

from orchestration.settings import SettingsError, load_settings

EXPORT = "exports:\n  - name: web\n    format: {format}\n    url: vendor/\n{more}"


def refused(folder: Path, more: str, *, form: str = "mixpanel") -> str:
    file = folder / "exports.yaml"
    file.write_text(EXPORT.format(format=form, more=more))
    with pytest.raises(SettingsError) as error:
        load_settings(file)
    return str(error.value)


@pytest.mark.parametrize(
    ("override", "told"),
    [
        ("minimum_users: 0", "0 is not between 1 and"),
        ("minimum_users: 99999999999999999999", "is not between 1 and"),
        ("late_days: 9999999", "9999999 is not between 0 and"),
        ("heartbeat_seconds: 0", "0 is not between 1 and 3600"),
        ("session_gap_minutes: -5", "-5 is not between 1 and"),
    ],
)
def test_thresholds_have_ranges(tmp_path: Path, override: str, told: str) -> None:
    assert told in refused(tmp_path, f"vars: {{{override}}}\n")


@pytest.mark.parametrize(
    ("traits", "told"), [("[plan, Plan]", "'Plan' is empty or named before"), ("['a=b']", "has =")]
)
def test_traits_that_could_be_taken_for_others_are_refused(
    tmp_path: Path, traits: str, told: str
) -> None:
    assert told in refused(tmp_path, f"    traits: {traits}\n")


@pytest.mark.parametrize("form", ["%Q", "%", "%d %"])
def test_a_form_of_a_time_is_tried(tmp_path: Path, form: str) -> None:
    more = f'    columns:\n      kind: k\n      event_at: {{column: t, format: "{form}"}}\n'

    assert "is no form of a time" in refused(tmp_path, more, form="table")


@pytest.mark.parametrize("part", ["page", "url_path", "url_query"])
def test_a_url_and_a_part_of_it_do_not_go_together(tmp_path: Path, part: str) -> None:
    more = f"    columns: {{kind: k, event_at: t, url: u, {part}: p}}\n"

    assert f"{part} is a part of url" in refused(tmp_path, more, form="table")


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://vendor.example/replay/", "with one {session_id} in it"),
        ("https://vendor.example/{session_id}/{session_id}", "with one {session_id} in it"),
        ("https://vendor.example/'{session_id}", "with one {session_id} in it"),
        ("javascript:{session_id}", "is not a web address"),
        ("https://{session_id}/", "is not a web address"),
        ("https://me:secret@vendor.example/{session_id}", "holds a user or password"),
    ],
)
def test_the_address_of_recordings_is_one_with_a_place_for_the_id(
    tmp_path: Path, url: str, told: str
) -> None:
    assert told in refused(tmp_path, f'    replay_url: "{url}"\n')


def test_the_address_of_recordings_is_kept_as_it_is_written(tmp_path: Path) -> None:
    file = tmp_path / "exports.yaml"
    url = "https://vendor.example:8443/project/1/replay/{session_id}?t=0"
    file.write_text(EXPORT.format(format="mixpanel", more=f'    replay_url: "{url}"\n'))

    assert load_settings(file).exports[0].replay_url == url
