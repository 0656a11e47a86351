"""Promise 6: secrets in every field of every format reach nothing that readers open, and no log.

Two kinds of them: what is hidden whoever has it, such as an address, is planted for enough people
to be shown; and one person's own text, which is hidden because nobody else has it.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import duckdb
import pytest

from orchestration.decoding.engine import decoder_sql
from orchestration.installation import Installation
from orchestration.settings.table_mapping import CONTRACT_TYPES
from tests.damaged.lines import lines_before, written
from tests.end_to_end import nights
from tests.end_to_end.command_line import heatmaps
from tests.end_to_end.secret_rows import NESTED, rows_with
from tests.orchestration.decoding.case import MIXPANEL, POSTHOG
from transforms.decoders.layouts import nested_fields
from transforms.decoders.registry import LAYOUTS

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

OWN: Final = "slartibartfast"
"""What one person only has, in every field."""

PEOPLE: Final = ("u1", "u2", "u3", "u4", "u5")
"""As many as are needed to show a name."""

NEEDED: Final = frozenset(
    {"event", "timestamp", "created_at", "_inserted_at", "uuid", "type", "x", "y", "time"}
)
"""Fields without whose own value a row is no event."""

FORMATS: Final = (*(name for name, layout in LAYOUTS.items() if not layout.sql), "table")

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


def is_url(field: str) -> bool:
    """Whether a field of this name has a URL."""
    return any(word in field.lower() for word in ("url", "href", "location"))


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
    if field in NESTED:
        return NESTED[field](ADDRESS, URL)
    if field == "$el_text":
        return TYPED
    if is_url(field):
        return URL
    return f"{ADDRESS} {PHONE}"


def own(field: str) -> Any:
    """What somebody's own text looks like in a field of this name."""
    if field == "elements_chain":
        attributes = f'attr__aria-label="{OWN}"attr__data-attr="{OWN}"attr_id="{OWN}"'
        return f'button.{OWN}:{attributes}text="{OWN}";div:attr_id="{OWN}"'
    if field == "$elements":
        named = {f"$attr-{name}": OWN for name in ("aria-label", "data-testid", "title")}
        return [{"$tag_name": "button", "$id": OWN, "$classes": [OWN], **named}]
    if field in NESTED:
        return NESTED[field](OWN, f"https://{OWN}.example/{OWN}")
    if is_url(field):
        return f"https://{OWN}.example/u/{OWN}/settings"
    return OWN


def with_own_ids(person: str, planted: Callable[[str], Any]) -> Callable[[str], Any]:
    """The same, with ids that only this person has: one that many have would make them one."""
    return lambda field: (
        f"{person} {planted(field)}" if field.endswith("id") or field == "alias" else planted(field)
    )


def rows_of(name: str, person: str, planted: Callable[[str], Any]) -> Iterator[Mapping[str, Any]]:
    """For every field that the decoder reads, a sound row of each kind with a secret in it."""
    value = with_own_ids(person, planted)
    if name == "table":
        press = {"at": "2026-11-16T10:00:00Z", "kind": "click", "user_id": person}
        yield from ({**press, column: value(column)} for column in MAPPED)
        return
    layout = LAYOUTS[name]
    if name not in KINDS and name != "posthog_heatmaps":
        yield from rows_with(name, person, (*PEOPLE, "own").index(person), value)
        return
    if name == "posthog_heatmaps":
        row = {**HEATMAP, "distinct_id": person, "session_id": person}
        yield from ({**row, field: value(field)} for field in layout.columns.keys() - NEEDED)
        return
    sound = sound_row(name, person)
    for kind in KINDS[name]:
        for column in layout.columns.keys() - NEEDED:
            yield {**sound, "event": kind, column: value(column)}
        for nested, fields in nested_fields(layout, decoder_sql(name), ["plan"]).items():
            for field in {*fields, "anything else"} - NEEDED:
                inside = {**sound.get(nested, {}), field: value(field)}
                yield {**sound, "event": kind, nested: inside}


def sound_row(name: str, person: str) -> dict[str, Any]:
    """An event of a person, with what a picture needs."""
    row: dict[str, Any] = POSTHOG if name == "posthog_events" else MIXPANEL
    inside = {
        "distinct_id": person,
        "$event_type": "click",
        "$current_url": HEATMAP["current_url"],
        "$viewportWidth": 1440,
        "$viewportHeight": 900,
        "$pageHeight": 2000,
    }
    return {**row, "distinct_id": person, "properties": {**row["properties"], **inside}}


def with_id(row: Mapping[str, Any], number: int) -> Mapping[str, Any]:
    """A row that is no duplicate of another."""
    if "properties" in row and isinstance(row["properties"], dict):
        row = {**row, "properties": {**row["properties"], "$insert_id": f"i{number}"}}
    return {**row, "uuid": f"e{number}", "id": f"e{number}"}


def secrets_of(name: str) -> list[Mapping[str, Any]]:
    """All rows of a format: those of everybody, and of the one with texts of his own."""
    rows = [row for person in PEOPLE for row in rows_of(name, person, planted)]
    return [*rows, *rows_of(name, "own", own)]


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> tuple[Installation, str]:
    """A night over all of them by the command line, and all that it said."""
    exports: list[dict[str, Any]] = [
        {"name": name, "format": name, "url": f"{name}/", "traits": ["plan"]} for name in FORMATS
    ]
    columns = {"event_id": "id", "event_at": "at", "kind": "kind", "user_id": "user_id"}
    exports[-1]["columns"] = {**columns, **{name: name for name in MAPPED}}
    at = nights.installation(
        tmp_path_factory.mktemp("secrets"),
        {"exports": exports, "vars": {"minimum_users": len(PEOPLE)}},
        salt="pepper and salt, long enough",
    )
    for name in FORMATS:
        folder = at.settings.source.parent / name / ADDRESS
        folder.mkdir(parents=True)
        lines = [written(name, with_id(row, n)).decode() for n, row in enumerate(secrets_of(name))]
        text = lines_before(name).decode() + "\n".join(lines) + "\n"
        (folder / "of +49-170-5550123.jsonl").write_text(text)
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


def test_what_one_person_only_has_reaches_analysts_and_nobody_else(
    night: tuple[Installation, str],
) -> None:
    at, said = night
    of_analysts = f"{at.warehouse.published.name} "

    places = {
        "what the commands say": said,
        "the bytes of shared.duckdb": at.warehouse.shared.read_bytes().decode("latin-1"),
        **dict(opened_by_readers(at)),
    }

    found = {place for place, text in places.items() if OWN in text.casefold()}
    assert f"{of_analysts}fct_clicks" in found and f"{of_analysts}fct_page_views" in found
    facts = {
        "fct_clicks",
        "fct_events",
        "fct_friction_signals",
        "fct_page_views",
        "fct_session_segments",
        "fct_sessions",
        "session_timelines",
    }
    assert found <= {of_analysts + fact for fact in facts}
    shared = "".join(text for place, text in places.items() if place.startswith("shared"))
    assert "/pricing" in shared and "(rare)" in shared


def test_the_rows_with_secrets_are_counted(night: tuple[Installation, str]) -> None:
    at, _ = night

    counts = nights.rows(
        at,
        "select export, sum(accepted_count + duplicate_count)::int, sum(rejected_count)::int"
        " from marts.loads group by export",
    )

    assert {name: kept for name, *kept in counts} == {
        name: [len(secrets_of(name)), 0] for name in FORMATS
    }
