"""A query of the installation's own makes events, with the accounting of every other format."""

import json
from pathlib import Path
from typing import Any

import pytest

from orchestration.settings import REPOSITORY, Export, SettingsError, load_settings
from tests.orchestration.decoding.case import Warehouse

EXAMPLES = REPOSITORY / "orchestration" / "examples"
QUERY = """
select
    line_number,
    record ->> '$.at' as event_at,
    record ->> '$.what' as kind,
    record ->> '$.u' as url
from records
where (record ->> '$.what') <> 'noise'
"""
AT = "2026-11-16 10:00:00"


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    return Warehouse(tmp_path)


def own(folder: Path, query: str = QUERY) -> dict[str, Any]:
    """Settings of an export with a query."""
    (folder / "own.sql").write_text(query)
    return {"format": "sql", "sql": str(folder / "own.sql")}


def example(name: str) -> dict[str, Any]:
    """Settings of one of the examples."""
    (export,) = [e for e in load_settings(EXAMPLES / "exports.yaml").exports if e.name == name]
    return {key: getattr(export, key) for key in Export.model_fields if key != "name"}


def test_a_time_that_a_clock_shows_twice_is_noted(tmp_path: Path, warehouse: Warehouse) -> None:
    rows = [{"at": f"2026-10-25T02:30:00{zone}", "what": "click"} for zone in ("", "+01:00")]

    warehouse.decode(
        "\n".join(map(json.dumps, rows)).encode(), timezone="Europe/Zurich", **own(tmp_path)
    )

    found = warehouse.ask("select event_at::varchar, damage from events order by line_number")
    assert found == [("2026-10-25 01:30:00", "ambiguous_time"), ("2026-10-25 01:30:00", None)]


def test_lines_are_events_rejects_or_left_out(tmp_path: Path, warehouse: Warehouse) -> None:
    rows = [
        {"at": AT, "what": "click", "u": "https://A.example/p?q=1"},
        {"at": AT, "what": "noise"},
        {"at": "never", "what": "click"},
        {"at": AT, "what": "dance"},
    ]
    content = b"".join(json.dumps(row).encode() + b"\n" for row in rows)

    decoded = warehouse.decode(b"junk\n\n" + content, timezone="Europe/Zurich", **own(tmp_path))

    columns = "line_number, kind, url_host, url_path, event_at::varchar"
    assert warehouse.ask(f"select {columns} from events order by 1") == [
        (3, "click", "a.example", "/p", "2026-11-16 09:00:00"),
        (6, "custom", None, None, "2026-11-16 09:00:00"),
    ]
    assert decoded.line_count == 5
    assert decoded.reject_reasons == {"not_json": 1, "left_out": 1, "bad_time": 1}


def test_a_line_of_several_events_is_quarantined(tmp_path: Path, warehouse: Warehouse) -> None:
    query = f"{QUERY} union all {QUERY} and (record ->> '$.u') = 'twice'"
    rows = [{"at": AT, "what": "click", "u": name} for name in ("once", "twice")]

    warehouse.decode("\n".join(map(json.dumps, rows)).encode(), **own(tmp_path, query))

    assert warehouse.ask("select line_number from events") == [(1,)]
    assert warehouse.rejected() == [(2, "several_events", None)]


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("select 1 as line_number from records", "gives no event_at; select it"),
        (QUERY.replace("as url", "as pagex"), "gives 'pagex'; did you mean page"),
        ("delete from records", "is not one select"),
        ("select nothing from records", 'cannot be run: Binder Error: Referenced column "nothing"'),
    ],
)
def test_a_query_is_checked_with_the_settings(query: str, told: str, tmp_path: Path) -> None:
    own(tmp_path, query)
    file = tmp_path / "exports.yaml"
    file.write_text("exports:\n- {name: a, format: sql, url: a/,\n   sql: own.sql}\n")

    with pytest.raises(SettingsError) as caught:
        load_settings(file)

    (line,) = caught.value.problems
    assert line.startswith(f"{file}:3: exports[0].sql: 'own.sql' {told}")


def test_requests_of_pages_are_page_views(warehouse: Warehouse) -> None:
    request = {
        "remote_ip": "203.0.113.7",
        "method": "GET",
        "host": "a.example",
        "headers": {"User-Agent": ["Mozilla/5.0 (X11)"], "Referer": ["https://b.example/x?q=1"]},
    }
    asked = (("/p?q=1", 200), ("/app.js", 200), ("/q", 404))
    rows = [
        {"ts": 1794823200.5, "request": {**request, "uri": uri}, "status": status}
        for uri, status in asked
    ]

    decoded = warehouse.decode("\n".join(map(json.dumps, rows)).encode(), **example("caddy"))

    columns = "line_number, url_host, url_path, url_query, referrer_host, user_agent"
    agent = "Mozilla/5.0 (X11)"
    assert warehouse.one(columns) == (1, "a.example", "/p", "q=1", "b.example", agent)
    assert warehouse.one("event_at::varchar") == (f"{AT}.5",)
    assert decoded.reject_reasons == {"left_out": 2}
