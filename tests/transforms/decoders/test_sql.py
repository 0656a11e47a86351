"""The decoders' SQL: what it may give, and the macros it is written with."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

import transforms.decoders
from transforms.decoders.contents import Lines
from transforms.decoders.frame import CONTROL
from transforms.decoders.plan import Plan
from transforms.decoders.quoting import identifier, literal
from transforms.decoders.registry import LAYOUTS
from transforms.events import CONTRACT

FOLDER = Path(transforms.decoders.__file__).parent


@pytest.fixture
def duck() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute((FOLDER / "functions.sql").read_text())
    connection.execute(plan("mixpanel").macros())
    return connection


def plan(name: str) -> Plan:
    return Plan(
        export="web",
        file_id="f",
        path="file.jsonl",
        layout=LAYOUTS[name],
        decoder=(FOLDER / f"{LAYOUTS[name].sql or name}.sql").read_text(),
        hosts=(),
        traits=["plan"],
        person=None,
        content=Lines(),
        nobody=[],
        timezone="UTC",
        local_zone="UTC",
        salt="s",
        now=datetime(2026, 1, 1, tzinfo=UTC),
    )


def value(duck: duckdb.DuckDBPyConnection, expression: str, *arguments: Any) -> Any:
    (row,) = duck.execute(f"select {expression}", list(arguments)).fetchall()
    return row[0]


def columns_of(duck: duckdb.DuckDBPyConnection, query: str) -> dict[str, str]:
    return {row[0]: row[1] for row in duck.execute(f"describe {query}").fetchall()}


def test_every_vendor_format_has_its_sql() -> None:
    files = {path.stem for path in FOLDER.glob("*.sql")}

    assert files == {*(layout.sql or name for name, layout in LAYOUTS.items()), "functions"}


def test_the_readme_says_of_every_format_what_it_was_tested_on() -> None:
    readme = (FOLDER.parents[1] / "README.md").read_text()

    assert [name for name in LAYOUTS if f"\n| `{name}` |" not in readme] == []


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_decoder_gives_columns_of_the_contract_and_nothing_else(
    name: str, duck: duckdb.DuckDBPyConnection
) -> None:
    duck.execute("create table lines (line_number bigint, line varchar, marked varchar[])")
    duck.execute(f"create view records as {plan(name).records('lines')}")

    given = columns_of(duck, f"({plan(name).decoder})")
    framed_columns = columns_of(duck, f"({plan(name).framed(given)})")

    contract = {column.name: column.type for column in CONTRACT}
    assert set(given) <= {*contract, *CONTROL}
    assert {"line_number", "event_at", "event_date", "vendor_event_id", "kind"} <= set(given)
    assert framed_columns == {
        **{key: kind for key, kind in contract.items() if key in framed_columns},
        "reason": "VARCHAR",
        "detail": "VARCHAR",
    }
    of_the_file = {"export", "file_id", "event_id", "undated_id"}
    assert set(contract) - set(framed_columns) == of_the_file


@pytest.mark.parametrize(
    ("url", "host", "path", "query", "fragment"),
    [
        ("https://app.example/a/b?x=1&y=#top", "app.example", "/a/b", "x=1&y=", "top"),
        ("https://App.Example:8080", "app.example:8080", "/", "", ""),
        ("https://app.example:443/a", "app.example", "/a", "", ""),
        ("http://app.example:80?x", "app.example", "/", "x", ""),
        ("https://app.example:8443#y", "app.example:8443", "/", "", "y"),
        ("https://ada:secret@app.example?x", "app.example", "/", "x", ""),
        ("https://app.example/#/billing?tab=2", "app.example", "/#/billing", "", ""),
        ("https://app.example#!/inbox/7#top", "app.example", "/#!/inbox/7", "", ""),
        ("https://app.example/a?x=1#b/c", "app.example", "/a", "x=1", "b/c"),
        ("/pricing?a#b", "", "/pricing", "a", "b"),
        ("//cdn.example/x", "cdn.example", "/x", "", ""),
        ("https://app.example/ü ö/\n", "app.example", "/ü ö/\n", "", ""),
        ("https://app.example/a//b", "app.example", "/a//b", "", ""),
        (
            "https://app.example/go?to=http://other.example/x",
            "app.example",
            "/go",
            "to=http://other.example/x",
            "",
        ),
        ("", "", "", "", ""),
    ],
)
def test_a_url_falls_into_its_parts(
    url: str, host: str, path: str, query: str, fragment: str, duck: duckdb.DuckDBPyConnection
) -> None:
    parts = [value(duck, f"url_{part}(?)", url) for part in ("host", "path", "query", "fragment")]

    assert parts == [host, path, query, fragment]


@pytest.mark.parametrize(
    ("href", "kept"),
    [
        ("/reset?token=1#form", "/reset#form"),
        ("mailto:ada@example.org?subject=x", "mailto:"),
        ("TEL:+41", "TEL:"),
        ("javascript:alert(1)", "javascript:"),
        ("https://a.example/", "https://a.example/"),
        (None, None),
    ],
)
def test_the_target_of_a_link_names_nobody(
    href: str | None, kept: str | None, duck: duckdb.DuckDBPyConnection
) -> None:
    assert value(duck, "href_of(?)", href) == kept


def test_numbers_since_1970_keep_their_microseconds(duck: duckdb.DuckDBPyConnection) -> None:
    duck.execute("set timezone = 'Asia/Kolkata'")

    def shown(expression: str) -> str:
        return str(value(duck, f"cast({expression} at time zone 'UTC' as varchar)"))

    assert shown("epoch_instant('1794823200.123456', 1000000)") == "2026-11-16 10:00:00.123456"
    assert shown("epoch_instant(1794823200123456789, 0.001)") == "2026-11-16 10:00:00.123457"
    assert shown("epoch_of_either_unit(1794823200)") == "2026-11-16 10:00:00"
    assert shown("epoch_of_either_unit(1794823200999)") == "2026-11-16 10:00:00.999"
    assert shown("epoch_instant('1e30', 1)") == shown("epoch_instant('soon', 1)") == "None"


def test_a_trait_comes_from_the_first_that_has_it(duck: duckdb.DuckDBPyConnection) -> None:
    def traits(*plans: str) -> Any:
        structs = ", ".join(f"{{'plan': {plan}}}" for plan in plans)
        return value(duck, f"traits_of({structs})")

    assert traits("null", "''", "'pro'") == '{"plan":"pro"}'
    assert traits("'free'", "'pro'", "null") == '{"plan":"free"}'
    assert traits("null", "null", "''") is None


POSTHOG_CHAINS = [
    (
        'b:nth-child="1"nth-of-type="1"text="2.1 %";'
        'button.card:attr__class="card on"attr__data-attr="kpi"attr__id="k"attr_id="k"'
        'nth-child="3"nth-of-type="3"text="Churn";div:nth-child="2"nth-of-type="2";body:nth-of-type="1"',
        (
            "button",
            "k",
            "card on",
            "Churn",
            "body:nth-of-type(1) > div:nth-of-type(2) > button#k > b:nth-of-type(1)",
            '{"data-attr":"kpi"}',
        ),
    ),
    (
        'span:nth-of-type="1"text="a \\"quoted\\"; b";'
        'p.hover:bg-x:attr__data-v-1=""nth-of-type="2"',
        ("span", None, None, 'a "quoted"; b', "p:nth-of-type(2) > span:nth-of-type(1)", None),
    ),
    (
        'i:nth-of-type="1";div:attr__role="button"nth-of-type="4"text="Open"',
        (
            "div",
            None,
            None,
            "Open",
            "div:nth-of-type(4) > i:nth-of-type(1)",
            '{"role":"button"}',
        ),
    ),
    (
        'svg:nth-of-type="1";section:attr__data-testid="plans"nth-of-type="1"',
        (
            "section",
            None,
            None,
            "Whole",
            "section:nth-of-type(1) > svg:nth-of-type(1)",
            '{"data-testid":"plans"}',
        ),
    ),
    (
        'a:attr__href="/x?token=1"href="/x?token=1"text=" Go "',
        ("a", None, None, "Go", "a", None),
    ),
    ("", (None, None, None, None, None, None)),
]


@pytest.mark.parametrize(("chain", "element"), POSTHOG_CHAINS)
def test_the_element_meant_is_the_closest_interactive_one(
    chain: str, element: tuple[str | None, ...], duck: duckdb.DuckDBPyConnection
) -> None:
    posthog = plan("posthog_events")
    line = {"elements_chain": chain, "properties": {"$el_text": "Whole"}}
    duck.execute(
        "create table lines as select 1::bigint as line_number, to_json(?) as line,"
        " null::varchar[] as marked",
        [line],
    )
    duck.execute(f"create view records as {posthog.records('lines')}")

    rows = duck.execute(
        "select element_tag, element_id, element_classes, element_text, element_path,"
        f" element_attributes from ({posthog.decoder})"
    ).fetchall()

    assert rows == [element]


def test_quoting_gives_back_any_text(duck: duckdb.DuckDBPyConnection) -> None:
    for text in ("it's", 'a "b"', "\\", "-- x", "%s ? $1 {x}", "ä\n\t", ";"):
        assert value(duck, literal(text)) == text
        assert duck.execute(f"select 1 as {identifier(text)}").description[0][0] == text
