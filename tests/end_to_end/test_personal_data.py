"""Promise 6: secrets in every field of every format reach nothing that readers open, and no log."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

import duckdb
import pytest

from orchestration.decoding.engine import decoder_sql
from orchestration.installation import Installation
from orchestration.settings.table_mapping import CONTRACT_TYPES
from tests.end_to_end import nights
from tests.end_to_end.command_line import heatmaps
from tests.orchestration.decoding.case import MIXPANEL, POSTHOG
from transforms.decoders.layouts import LAYOUTS, nested_fields

ADDRESS: Final = "zaphod.beeblebrox@heartofgold.example"
PHONE: Final = "+49 170 5550123"
TOKEN: Final = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ6YXBob2QifQ.c2lnbmF0dXJlMTIz"
SESSION: Final = "A1B2C3SECRET"
TYPED: Final = "my heart is on the left"
URL: Final = (
    f"https://app.example/in/{TOKEN}/call/%2B49-170-5550123/{ADDRESS};jsessionid={SESSION}"
    f"?email={ADDRESS}#{ADDRESS}"
)
SECRETS: Final = (
    "beeblebrox",
    "5550123",
    "c2lnbmF0dXJlMTIz",
    SESSION,
    TYPED,
)
"""What of them is searched for; nothing else has these texts in it."""

NEEDED: Final = frozenset(
    {"event", "timestamp", "created_at", "_inserted_at", "uuid", "type", "x", "y", "time"}
)
"""Fields without whose own value a row is no event."""

FORMATS: Final = (*LAYOUTS, "table")

KINDS: Final = {
    "posthog_events": ["$pageview", "$pageleave", "$autocapture", "$identify", "$set", "sign up"],
    "mixpanel": ["$mp_web_page_view", "$mp_click", "$mp_scroll", "$identify", "sign up"],
}
NOT_MAPPED: Final = frozenset(
    {"kind", "traits", "vendor_event_id", "url_path", "url_host", "url_query", "url_fragment"}
)

MAPPED: Final = [
    column
    for column, kind in sorted(CONTRACT_TYPES.items())
    if kind == "VARCHAR" and column not in NOT_MAPPED
]
"""Columns of a table that may be anything."""

HEATMAP: Final = {
    "session_id": "s1",
    "distinct_id": "u1",
    "timestamp": "2026-11-16T10:00:00Z",
    "x": 10,
    "y": 20,
    "scale_factor": 16,
    "viewport_width": 90,
    "viewport_height": 50,
    "pointer_target_fixed": False,
    "current_url": "https://app.example/pricing",
    "type": "click",
}


def planted(field: str) -> Any:
    """What a secret looks like in a field of this name."""
    if field == "elements_chain":
        return (
            f'p:text="{TYPED}"attr__data-id="{ADDRESS}"attr_id="{ADDRESS}";'
            f'div:attr__contenteditable="true"attr__href="mailto:{ADDRESS}"'
        )
    if field == "$elements":
        return [
            {"$tag_name": "p", "$attr-data-id": ADDRESS, "$id": ADDRESS},
            {"$tag_name": "div", "$attr-role": "textbox", "$attr-href": f"tel:{PHONE}"},
        ]
    if field == "$el_text":
        return TYPED
    if "url" in field or "href" in field:
        return URL
    return f"{ADDRESS} {PHONE}"


def rows_of(name: str) -> Iterator[Mapping[str, Any]]:
    """For every field that the decoder reads, a sound row of each kind with secrets in it."""
    if name == "table":
        row = {"at": "2026-11-16T10:00:00Z", "kind": "click"}
        yield from ({**row, column: planted(column)} for column in MAPPED)
        return
    layout = LAYOUTS[name]
    if name == "posthog_heatmaps":
        yield from ({**HEATMAP, field: planted(field)} for field in layout.columns.keys() - NEEDED)
        return
    sound: dict[str, Any] = POSTHOG if name == "posthog_events" else MIXPANEL
    for kind in KINDS[name]:
        for column in layout.columns.keys() - NEEDED:
            yield {**sound, "event": kind, column: planted(column)}
        for nested, fields in nested_fields(layout, decoder_sql(name), ["plan"]).items():
            for field in {*fields, "anything else"} - NEEDED:
                inside = {**sound.get(nested, {}), field: planted(field)}
                yield {**sound, "event": kind, nested: inside}


def with_id(row: Mapping[str, Any], number: int) -> Mapping[str, Any]:
    """A row that is no duplicate of another."""
    if "properties" in row and isinstance(row["properties"], dict):
        row = {**row, "properties": {**row["properties"], "$insert_id": f"i{number}"}}
    return {**row, "uuid": f"e{number}", "id": f"e{number}"}


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> tuple[Installation, str]:
    """A night over all of them by the command line, and all that it said."""
    exports: list[dict[str, Any]] = [
        {"name": name, "format": name, "url": f"{name}/", "traits": ["plan"]} for name in FORMATS
    ]
    columns = {"event_id": "id", "event_at": "at", "kind": "kind"}
    exports[-1]["columns"] = {**columns, **{name: name for name in MAPPED}}
    at = nights.installation(
        tmp_path_factory.mktemp("secrets"),
        {"exports": exports, "vars": {"minimum_users": 1}},
        salt="pepper and salt, long enough",
    )
    for name in FORMATS:
        folder = at.settings.source.parent / name / ADDRESS
        folder.mkdir(parents=True)
        lines = [json.dumps(with_id(row, n)) for n, row in enumerate(rows_of(name))]
        (folder / "of +49-170-5550123.jsonl").write_text("\n".join(lines) + "\n")
        (folder / "broken.jsonl.gz").write_bytes(b"\x1f\x8b broken")
    said = []
    for words in (["night", "2026-11-16"], ["show"]):
        code, text = heatmaps(at, *words)
        assert code == (words[0] == "night"), text  # some files are broken
        assert "failed" not in text, text
        said.append(text)
    return at, "\n".join(said)


def opened_by_readers(at: Installation) -> Iterator[tuple[str, str]]:
    """Every value of both published files, every other file but the private ones, as text."""
    root = at.warehouse.root
    for database in (at.warehouse.published, at.warehouse.shared):
        with duckdb.connect(str(database), read_only=True) as connection:
            for (table,) in connection.execute(
                "select table_name from duckdb_tables() where schema_name = 'marts'"
            ).fetchall():
                text = str(connection.execute(f"select * from marts.{table}").fetchall())
                yield f"{database.name} {table}", text
    for place in ("heatmaps", "dagster", "dbt/logs"):
        for path in sorted((root / place).rglob("*")):
            if path.is_file():
                name = str(path.relative_to(root))
                yield name, name + path.read_bytes().decode("latin-1")


def test_no_secret_reaches_what_readers_open(night: tuple[Installation, str]) -> None:
    at, said = night

    places = {"what the commands say": said, **dict(opened_by_readers(at))}

    assert len(places) > 20
    found = {
        (place, secret)
        for place, text in places.items()
        for secret in SECRETS
        if secret.casefold() in text.casefold()
    }
    assert found == set()


def test_the_rows_with_secrets_are_counted(night: tuple[Installation, str]) -> None:
    at, _ = night

    accepted = "select export, sum(accepted_count)::int from marts.loads group by all order by 1"

    assert nights.rows(at, accepted) == [
        ("mixpanel", 160),
        ("posthog_events", 222),
        ("posthog_heatmaps", 7),
        ("table", 18),
    ]
