"""`heatmaps check` says of every mistake where it is, what is written there, and what to do."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from orchestration.cli.checks import check_installation
from orchestration.installation import Installation
from orchestration.settings import Environment, SettingsError

EVENTS: Final = "exports:\n- name: web\n  format: mixpanel\n  url: web/\n"
EXPORTS: Final[Mapping[str, str]] = {
    "events": EVENTS,
    "table": "exports:\n- name: web\n  format: table\n  url: web/\n"
    "  columns: {event_at: at, kind: kind, user_id: user, page: page}\n",
    "query": "exports:\n- name: web\n  format: sql\n  url: web/\n  sql: web.sql\n",
    "bucket": EVENTS.replace("web/", "s3://bucket/a/"),
    "web": EVENTS.replace("web/", "https://host.example/"),
}
"""Sound exports files."""

FILES: Final = {"web/day.csv": "at,kind,user,page\n2026-11-16T10:00:00Z,click,anna,/a\n"}
MISTAKES: Final[list[dict[str, Any]]] = yaml.safe_load(
    Path(__file__).with_name("misconfigurations.yaml").read_text(encoding="utf-8")
)


def said_of(mistake: Mapping[str, Any], folder: Path) -> str:
    """All that is said, a line each."""
    exports = folder / "exports.yaml"
    written = EXPORTS[mistake.get("base", "events")] + mistake.get("add", "")
    files = {**mistake.get("files", FILES), exports.name: mistake.get("exports", written)}
    for name, text in files.items():
        if text is not None:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text)
    environment = {
        "USAGE_EXPORTS": str(exports),
        "USAGE_WAREHOUSE": str(folder / "warehouse"),
        "USAGE_SALT": "a long enough text for keys",
        **mistake.get("environment", {}),
    }
    try:
        found = check_installation(Installation.of(Environment.from_env(environment)))
    except SettingsError as error:
        return str(error)
    return "\n".join(f"{one.text}; {one.remedy}" for one in found if one.remedy)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: str(mistake["what"]))
def test_a_mistake_is_said_with_its_place_its_value_and_a_remedy(
    mistake: Mapping[str, Any], tmp_path: Path
) -> None:
    said = said_of(mistake, tmp_path)

    assert [words for words in mistake["told"] if words not in said] == [], said
