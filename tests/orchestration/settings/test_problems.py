"""What the error says of an exports.yaml that cannot be used."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.settings import SettingsError, load_settings
from orchestration.settings.values import FORMATS

EXPORT = "exports:\n- name: web\n  format: mixpanel\n  url: web/\n"


def problems(folder: Path, text: str | bytes) -> list[str]:
    """Lines of the error that a text brings, without the name of the file."""
    path = folder / "exports.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(SettingsError) as caught:
        load_settings(path)
    assert all(line.startswith(f"{path}:") for line in caught.value.problems)
    return [line.removeprefix(f"{path}:") for line in str(caught.value).split("\n")]


def test_an_error_names_file_line_key_value_and_remedy(tmp_path: Path) -> None:
    text = "exports:\n  - name: web\n    format: posthogg\n    url: web/\n"

    assert problems(tmp_path, text) == [
        "3: exports[0].format: 'posthogg' is not a known format; did you mean posthog_events? "
        f"(known: {', '.join(FORMATS)})"
    ]


def test_all_problems_are_told_at_once_in_the_order_of_the_lines(tmp_path: Path) -> None:
    text = """\
exports:
  - name: ../../x
    format: mixpanel
    url: a/
    formt: x
  - name: b
    url: b/
    traits: [plan, 5]
    timezone: Europe/Berln
  - name: b
    format: mixpanel
    url: c/
    pattern: "../{date:%Y}"
vars: {minimum_user: 1}
extra: 1
"""

    told = [line.partition("; ")[0] for line in problems(tmp_path, text)]

    assert told == [
        "2: exports[0].name: '../../x' cannot name an export",
        "5: exports[0].formt: unknown key 'formt'",
        "6: exports[1].format: missing",
        "8: exports[1].traits[1]: 5 is not text",
        "9: exports[1].timezone: 'Europe/Berln' is not a known time zone",
        "10: exports[2].name: 'b' is the name of exports[1] too",
        "13: exports[2].pattern: '../{date:%Y}' has a part '..'",
        "14: vars.minimum_user: no var of dbt_project.yml is called so",
        "15: extra: unknown key 'extra'",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "1: the file is empty"),
        ("# nothing\n", "1: the file is empty"),
        ("- a\n", "1: a list is not a mapping"),
        ("exports: web\n", "1: exports: 'web' is not a list"),
        ("exports: []\n", "1: exports: the list is empty"),
        ("vars: {}\n", "1: exports: missing"),
        ("exports:\n- web\n", "2: exports[0]: 'web' is not a mapping"),
        ("exports:\n- {name: Web, format: mixpanel, url: a}\n", "2: exports[0].name: 'Web' cannot"),
        ("exports:\n- {name: on, format: mixpanel, url: a}\n", "2: exports[0].name: True is not"),
        (
            "\nexports:\n- name: a\n  format: x\n  format: y\n",
            "5: exports[0].format: written twice",
        ),
        ("exports:\n  - a\n b: c\n", "3: not valid YAML"),
        ("exports: 'x\n", "2: not valid YAML"),
        (b"exports:\n- name: w\xe9b\n", "2: byte 0xe9 is not UTF-8"),
        ("exports: 1\n---\nexports: 2\n", "2: not valid YAML: expected a single document"),
        ("a: 1\nb: \x07\n", "2: the character '\\x07' is not allowed"),
        ("exports: !!python/object/apply:os.system [ls]\n", "1: not valid YAML: could not"),
        ("[" * 500, "1: not valid YAML"),
        ("exports: &all [*all]\n", "1: exports[0]: a list is not a mapping"),
        (f"{EXPORT}  url: b/\n", "5: exports[0].url: written twice, first in line 4"),
        (f"{EXPORT}  sessions: vendr\n", "5: exports[0].sessions: 'vendr' is not a known way"),
        (f"{EXPORT}  traits: plan\n", "5: exports[0].traits: 'plan' is not a list"),
        (f"{EXPORT}  traits: [a, '']\n", "5: exports[0].traits[1]: '' is empty"),
        (f"{EXPORT}  traits: [a, a]\n", "5: exports[0].traits[1]: 'a' is empty or named before"),
        (f"{EXPORT}  person: mail\n", "5: exports[0].person: 'mail' is not a mapping"),
        (f"{EXPORT}  person: {{}}\n", "5: exports[0].person: write one of {trait: NAME}"),
        (f"{EXPORT}  person: {{trait: ''}}\n", "5: exports[0].person: write one of {trait: NAME}"),
        (f"{EXPORT}  person: {{id: uuid}}\n", "5: exports[0].person.id: 'uuid' is not a known id"),
        (
            f"{EXPORT}  person: {{id: user_id, trait: a}}\n",
            "5: exports[0].person: write one of {trait: NAME}",
        ),
        (f"{EXPORT}  timezone: ../UTC\n", "5: exports[0].timezone: '../UTC' is not a known"),
        (f"{EXPORT}  pattern: /a/*\n", "5: exports[0].pattern: '/a/*' begins with /"),
        (f"{EXPORT}  pattern: '{{date:%Q}}'\n", "5: exports[0].pattern: %Q in {date:%Q} is not"),
        (f"{EXPORT}  columns: {{event_at: t}}\n", "5: exports[0].columns: only the format table"),
        (f"{EXPORT}  defaults: {{country: x}}\n", "5: exports[0].defaults: only the format table"),
        (f"{EXPORT}  storage: {{region: x}}\n", "5: exports[0].storage: the url is a folder"),
        (f"{EXPORT}screenshots: [a]\n", "5: screenshots: a list is not text"),
        (f"{EXPORT}first_day: 8.11.2026\n", "5: first_day: '8.11.2026' is not a date"),
        (f"{EXPORT}vars: [a]\n", "5: vars: a list is not a mapping"),
        (
            f"{EXPORT}vars: {{minimum_users: '8'}}\n",
            "5: vars.minimum_users: '8' is not of the kind",
        ),
        (
            f"{EXPORT}vars: {{minimum_users: true}}\n",
            "5: vars.minimum_users: True is not of the kind",
        ),
        (
            f"{EXPORT}vars:\n  minimum_userss: 8\n",
            "6: vars.minimum_userss: no var of dbt_project.yml",
        ),
    ],
)
def test_a_wrong_file_is_refused_with_line_and_key(
    tmp_path: Path, text: str | bytes, told: str
) -> None:
    assert problems(tmp_path, text)[0].startswith(told)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("''", "'' is not a place"),
        ("s3://", "'s3://' names no bucket"),
        ("s3:/bucket/x", "'s3:/bucket/x' lacks a slash"),
        ("gcs://bucket/x", "'gcs://bucket/x' cannot be read"),
        ("az://", "'az://' names no bucket"),
        ("file://folder/x", "'file://folder/x' is not absolute"),
        ("ftp://example.org/x.csv", "'ftp://example.org/x.csv' cannot be read"),
        ("https://", "'https://' is not a web address"),
    ],
)
def test_a_url_must_be_a_folder_or_a_bucket(tmp_path: Path, url: str, told: str) -> None:
    text = f"exports:\n- name: web\n  format: mixpanel\n  url: {url}\n"

    assert problems(tmp_path, text)[0].startswith(f"4: exports[0].url: {told}")


@pytest.mark.parametrize("host", ["https://app.example", "app.example/shop", "''", "[a, 1]"])
def test_a_host_has_no_scheme_and_no_path(tmp_path: Path, host: str) -> None:
    text = f"exports:\n- name: web\n  format: mixpanel\n  url: web/\n  host: {host}\n"

    (problem,) = problems(tmp_path, text)

    assert problem.startswith("5: exports[0].host: ")
    assert "is not a host" in problem


@pytest.mark.parametrize(
    ("storage", "told"),
    [
        ("access_key_id: hunter2hunter2", "access_key_id: a secret may not stand in this file"),
        ("secret_access_key: [hunter2]", "secret_access_key: a secret may not stand in this file"),
        ("session_token: {env: hunter2/hunter2+}", "session_token.env: is not the name"),
        ("secret_access_key: {value: hunter2}", "secret_access_key.env: missing"),
        ("endpoint: 'https://me:hunter2@host'", "endpoint: holds a user or password"),
        ("endpoint: 'host:9000'", "endpoint: 'host:9000' is not a web address"),
        ("endpoint: 'http://host:9000'", "allow_http: false, but the endpoint is http://"),
        ("allow_http: maybe", "allow_http: 'maybe' is not true or false"),
        ("regin: eu", "regin: unknown key 'regin'; did you mean region?"),
    ],
)
def test_a_wrong_storage_is_refused_and_a_secret_never_shown(
    tmp_path: Path, storage: str, told: str
) -> None:
    text = f"exports:\n- name: web\n  format: mixpanel\n  url: s3://b/\n  storage:\n    {storage}\n"

    lines = problems(tmp_path, text)

    assert any(
        line.startswith((f"6: exports[0].storage.{told}", f"5: exports[0].storage.{told}"))
        for line in lines
    )
    assert "hunter2" not in "\n".join(lines)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (
            "url: gs://b/\n  storage: {region: eu}",
            "5: exports[0].storage: region is nothing that gs:",
        ),
        (
            "url: az://b/\n  storage: {user: {env: U}}",
            "5: exports[0].storage: user is nothing that az:",
        ),
        ("url: folder/\n  storage: {region: eu}", "5: exports[0].storage: the url is a folder"),
        ("url: https://api.example.org", "2: exports[0]: a url https:// and the key since go"),
        ("url: folder/\n  since: 2026-11-01", "2: exports[0]: a url https:// and the key since go"),
        (
            "url: https://api.example.org\n  since: soon",
            "5: exports[0].since: 'soon' is not a date",
        ),
        (
            "url: https://api.example.org\n  since: 2026-11-01\n  storage: {user: {env: U}}",
            "2: exports[0]: the API of mixpanel wants storage: with secret",
        ),
        (
            "url: http://api.example.org\n  since: 2026-11-01\n"
            "  storage: {user: {env: U}, secret: {env: S}}",
            "2: exports[0]: the url is http://; use https://",
        ),
    ],
)
def test_a_place_takes_its_own_keys(tmp_path: Path, written: str, told: str) -> None:
    text = f"exports:\n- name: web\n  format: mixpanel\n  {written}\n"

    assert problems(tmp_path, text)[0].startswith(told)


@pytest.mark.parametrize(
    "pattern", ["", "  pattern: '*.csv'\n", "  pattern: 'a-{date:%Y-%m}.csv'\n"]
)
def test_files_of_a_web_server_have_one_name_for_each_day(tmp_path: Path, pattern: str) -> None:
    columns = "{event_id: id, event_at: at, kind: {value: click}}"
    text = (
        "exports:\n- name: web\n  format: table\n  url: https://files.example.org/\n"
        f"  since: 2026-11-01\n  columns: {columns}\n{pattern}"
    )

    assert "needs a pattern with the whole date" in problems(tmp_path, text)[0]


def test_a_password_in_a_url_is_refused_and_not_shown(tmp_path: Path) -> None:
    text = "exports:\n- name: web\n  format: mixpanel\n  url: s3://me:hunter2@bucket/x\n"

    lines = problems(tmp_path, text)

    assert lines[0].startswith("4: exports[0].url: holds a user or password")
    assert "hunter2" not in "\n".join(lines)


def test_a_long_hostile_value_is_cut_and_stays_on_one_line(tmp_path: Path) -> None:
    name = "x\\n\\u202e" + "y" * 10_000

    (line,) = problems(tmp_path, f'exports:\n- {{name: "{name}", format: mixpanel, url: a}}\n')

    assert len(line) < 250
    assert line.isprintable()


def test_a_missing_file_is_named_with_the_variable_that_names_another(tmp_path: Path) -> None:
    with pytest.raises(
        SettingsError, match=r"gone\.yaml:1: there is no such file; .*USAGE_EXPORTS"
    ):
        load_settings(tmp_path / "gone.yaml")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read: Is a directory"):
        load_settings(tmp_path)


def test_keys_merged_from_an_anchor_are_known_and_keep_their_lines(tmp_path: Path) -> None:
    text = "exports:\n- &web {name: web, format: x, url: a/}\n- {<<: *web, name: shop}\n"

    lines = problems(tmp_path, text)

    assert [line.partition(": '")[0] for line in lines] == [
        "2: exports[0].format",
        "2: exports[1].format",
    ]


@given(st.binary() | st.text().map(str.encode))
def test_any_bytes_load_or_are_refused_with_a_line(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    file = tmp_path_factory.getbasetemp() / "any.yaml"
    file.write_bytes(b"exports:\n- " + content)
    try:
        load_settings(file)
    except SettingsError as error:
        assert all(re.match(r".*any\.yaml:\d+: ", problem) for problem in error.problems)
