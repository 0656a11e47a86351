"""Promise 7: what people and vendors call things is data, wherever it comes to lie."""

import html
import json
import re
from pathlib import Path
from typing import Final

import pytest

from orchestration.installation import Installation
from tests.end_to_end import events_export as export
from tests.end_to_end.command_line import heatmaps
from tests.end_to_end.events_export import event, moment
from tests.end_to_end.nights import rows

NAMES: Final = {
    "climbing": "../../../../climbed",
    "up": "..",
    "here": ".",
    "empty": "",
    "absolute": "/etc/passwd",
    "script": "<script>alert(1)</script>",
    "attribute": '" onerror="alert(1)',
    "sql": "'; drop table marts.loads; --",
    "sql_identifier": "\"; attach 'x' as y; --",
    "jinja": "{{ 7*7 }}{% raw %}",
    "lookup": "${jndi:ldap://localhost/a}$(touch touched)`touch touched`",
    "format": "%s%n{0}{self.__class__}",
    "markup": "[red]red[/red][link=file:///]x",
    "mathtext": r"$\frac{1}{0}$ $x",
    "colour": "\x1b[31mred\x1b[0m\x1b]8;;file:///\x07",
    "log_line": "fine\n2026-03-02 ERROR made up\r\nDone",
    "null": "a\x00b",
    "marks": "a\x1db\x1ec\x1fd\x7f\x85",
    "turned": "\u202egnp.exe\u2066",
    "emoji": "👩🏽‍🚀🇨🇦 नमस्ते ﷽",
    "lone_surrogate": "\ud800",
    "combining": "Z" + "\u0351\u0321" * 400,
    "windows": "CON:.*?|\\\\server\\share",
    "glob": "*[a-z]?**",
    "long": "ä" * 3_000,
    "very_long": "x" * 10_000_000,
}

ESCAPE = "\x1b"
PLAIN = {"\n", "\t"}


def row_of(number: int, name: str) -> list[dict[str, object]]:
    """A view and a click of somebody to whom everything has this name."""
    short = name[:5_000]
    everything = {
        "page": name,
        "title": short,
        "element": short,
        "text": short,
        "user": short,
        "plan": short,
        "country": short,
        "agent": short,
        "view": short,
    }
    at = moment(0, f"{number // 60 + 9:02}:{number % 60:02}:00")
    return [
        event(at, "page_view", **{**everything, "id": f"{number} view"}),
        event(moment(0, at.strftime("%H:%M:30")), **{**everything, "id": f"{number} click"}),
    ]


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> tuple[Installation, str]:
    """A night over all of them by the command line, and all that it said."""
    at = export.installation(tmp_path_factory.mktemp("a") / "b" / "c")
    vendor = export.vendor_folder(at)
    for number, (label, name) in enumerate(NAMES.items()):
        lines = [json.dumps(row) for row in row_of(number, name)]
        (vendor / f"{label}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    sound = json.dumps(event(moment(0, "08:00:00"), "page_view")).encode()
    for name in (
        "\x1b[31mred\x1b[0m",
        "two\nlines",
        "[red]x",
        "'; drop",
        "a\\..\\..\\x",
        "{{ 7*7 }}",
        "-rf",
        "n" * 240,
    ):
        (vendor / f"{name}.jsonl").write_bytes(sound)
        (vendor / f"{name}.csv.gz").write_bytes(b"\x1f\x8b broken")
    code, said = heatmaps(at, "night", str(export.day(0)))
    assert (code, "published 1" in said) == (1, True), said  # some files are broken
    code, shown = heatmaps(at, "show")
    assert code == 0, shown
    code, checked = heatmaps(at, "check")
    assert code == 1, checked
    return at, said + shown + checked


def test_the_night_publishes_all_of_them(night: tuple[Installation, str]) -> None:
    at, _ = night

    (found,) = rows(at, "select count(*), count(distinct page) from marts.fct_clicks")
    loads = rows(
        at,
        "select sum(line_count), sum(accepted_count), sum(rejected_count) from marts.loads",
    )

    assert found[0] >= len(NAMES) - 3  # what cannot be text is quarantined
    assert found[1] >= len(NAMES) - 7  # empty ones are no page, long ones are cut alike
    assert rows(at, "select count(*) from marts.loads where problem is not null") == [(8,)]
    # of two lines each, one pair is too long; the eight sound files have one event together
    assert loads == [(2 * len(NAMES) + 8, 2 * len(NAMES) - 2 + 1, 2)]


def test_no_name_becomes_a_path(night: tuple[Installation, str]) -> None:
    at, _ = night
    warehouse = at.warehouse
    home = at.settings.source.parent

    assert {path.name for path in home.iterdir()} == {"exports.yaml", "vendor", "warehouse"}
    assert [path.name for path in home.parent.iterdir()] == ["c"]
    assert [path.name for path in home.parent.parent.iterdir()] == ["b"]
    for path in warehouse.root.rglob("*"):
        assert path.resolve().is_relative_to(warehouse.root.resolve())
        assert all(character.isprintable() for character in str(path))
    for picture in warehouse.heatmaps.rglob("*.png"):
        parts = [part.partition("=")[0] for part in picture.relative_to(warehouse.heatmaps).parts]
        assert parts[:-1] == ["date", "feature", "segment", "band"]
        assert re.fullmatch(r"[a-z_]+\.png", parts[-1])


def test_every_picture_is_of_one_name_only(night: tuple[Installation, str]) -> None:
    at, _ = night

    paths = [path for (path,) in rows(at, "select rel_path from marts.heatmap_images")]

    assert len(paths) == len({path.casefold() for path in paths}) > len(NAMES)
    assert all((at.warehouse.root / path).is_file() for path in paths)


def test_no_name_is_markup_in_a_page(night: tuple[Installation, str]) -> None:
    at, _ = night

    thumbs = rows(at, "select thumb_html, alt_text from marts.heatmap_images")

    assert any("script" in alt for _, alt in thumbs)
    for thumb, alt in thumbs:
        assert thumb.count("<") == 1
        assert thumb.startswith("<img ")
        assert html.escape(alt, quote=True) in thumb


def test_no_name_is_sql_or_a_template(night: tuple[Installation, str]) -> None:
    at, _ = night

    pages = {page for (page,) in rows(at, "select distinct page from marts.fct_clicks")}

    assert {NAMES["sql"], NAMES["jinja"], NAMES["lookup"]} <= pages
    assert not list(at.settings.source.parent.rglob("touched"))


def test_no_name_writes_to_the_terminal_as_it_likes(night: tuple[Installation, str]) -> None:
    _, said = night

    assert [c for c in set(said) if not c.isprintable() and c not in PLAIN] == []
    assert not any(line.startswith(("2026-03-02 ERROR", "lines")) for line in said.splitlines())


def test_no_name_writes_to_the_logs_as_it_likes(night: tuple[Installation, str]) -> None:
    at, _ = night

    logs = [path for path in at.warehouse.root.rglob("*.log") if path.is_file()]

    assert logs
    for log in logs:
        text = log.read_text(encoding="utf-8", errors="replace")
        assert ESCAPE not in text, log
        assert "\n2026-03-02 ERROR made up" not in text, log


def test_user_names_stay_in_the_copied_export(
    night: tuple[Installation, str], tmp_path: Path
) -> None:
    at, _ = night

    known = "select user_key from marts.fct_sessions where user_key is not null"
    keys = {key for (key,) in rows(at, known)}

    assert keys
    assert all(len(key) == 16 and set(key) <= set("0123456789abcdef") for key in keys)
