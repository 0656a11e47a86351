"""Promise 1: no line is lost or counted twice, and every check of that can fail."""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from orchestration.installation import Installation
from orchestration.models.dbt import failures, run_dbt
from tests.end_to_end import events_export as export
from tests.end_to_end.events_export import event, moment
from tests.end_to_end.nights import FACTS, rows, run_night

JUNK = st.one_of(
    st.text(max_size=40).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.binary(max_size=40),
    st.sampled_from(
        [
            b"{}",
            b"null",
            b'{"id": 7, "at": "2026-03-02", "kind": "click"',
            b'{"id": "i", "at": "2026-03-02 25:00", "kind": "click"}',
            b'{"id": "j", "at": "2199-01-01", "kind": "click"}',
            b'{"id": "k", "at": "2026-03-02", "kind": "click", "x": 1e300, "y": "NaN"}',
            b'{"id": "l", "at": "2026-03-02", "kind": {"a": []}, "width": -4}',
        ]
    ),
).map(lambda line: line.replace(b"\n", b" ").replace(b"\r", b" "))

CLICKS = st.builds(
    lambda number, x, y, width, page: event(
        moment(0, f"10:{number:02}:00"),
        x=x,
        y=y,
        width=width,
        page=page,
        user=f"u{number % 7}",
    ),
    st.integers(0, 59),
    st.sampled_from([None, -1, 0, 5, 1199, 1200, 5000]),
    st.sampled_from([None, -1, 0, 5, 1999, 2000]),
    st.sampled_from([None, 390, 1200]),
    st.sampled_from(["/", "/pricing"]),
)


def written(line: bytes) -> bool:
    """Whether a line counts: blank ones are none."""
    return bool(line.strip(b" \t\x0b\x0c"))


@settings(
    max_examples=3,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(
    st.lists(st.lists(st.one_of(JUNK, CLICKS), min_size=10, max_size=60), min_size=2, max_size=3),
    st.sampled_from([1, 2]),
)
def test_every_line_and_every_click_is_accounted_for(
    files: Sequence[Sequence[Any]], minimum_cell_users: int
) -> None:
    with TemporaryDirectory() as folder:
        wishes = {
            **export.SETTINGS,
            "vars": {"minimum_users": 1, "minimum_cell_users": minimum_cell_users},
        }
        at = export.installation(Path(folder), wishes)
        lines: dict[str, list[bytes]] = {}
        for number, content in enumerate(files):
            # the first line says that these are lines of JSON
            lines[f"{number}.jsonl"] = [
                item if isinstance(item, bytes) else json.dumps(item).encode()
                for item in (event(moment(0), "ping"), *content)
            ]
        for name, content_lines in lines.items():
            (export.vendor_folder(at) / name).write_bytes(b"\n".join(content_lines) + b"\n")

        run_night(at, export.day(0), pictures=False, tests=False, models=FACTS)

        assert_lines_are_accounted_for(at, lines)
        assert_clicks_are_accounted_for(at)


def assert_lines_are_accounted_for(at: Installation, lines: dict[str, list[bytes]]) -> None:
    loads = rows(
        at,
        "select path, line_count, accepted_count, duplicate_count, rejected_count, problem"
        " from marts.loads",
    )
    rejects = rejected(at)
    assert {path for path, *_ in loads} == set(lines)
    for path, line_count, accepted, duplicate, refused, problem in loads:
        assert problem is None
        assert line_count == sum(map(written, lines[path]))
        assert line_count == accepted + duplicate + refused
        assert refused == len(rejects.get(path, []))
        for number, reason, raw in rejects.get(path, []):
            assert reason
            assert_is_the_line(raw, lines[path][number - 1])
    counted = rows(
        at,
        "select reason, sum(reject_count) from marts.rejects_daily"
        " where reject_count > 0 group by reason",
    )
    assert dict(counted) == Counter(reason for found in rejects.values() for _, reason, _ in found)


def rejected(at: Installation) -> dict[str, list[tuple[int, str, str]]]:
    """Number, reason and raw text of every quarantined line, by file."""
    found: dict[str, list[tuple[int, str, str]]] = {}
    for file in at.warehouse.root.glob("rejects/*.parquet"):
        with duckdb.connect() as duck:
            query = f"select path, line_number, reason, raw from '{file}' order by line_number"
            for path, *rest in duck.execute(query).fetchall():
                found.setdefault(path, []).append(tuple(rest))
    return found


def assert_is_the_line(raw: str, line: bytes) -> None:
    """The quarantine shows a line as it was, but for bytes that no text can show."""
    plain = bytes(byte for byte in line if 32 <= byte < 127 and byte != 92)
    assert Counter(plain) <= Counter(raw.encode("utf-8", "replace"))


def assert_clicks_are_accounted_for(at: Installation) -> None:
    shown = rows(
        at,
        """
        select
            feature, segment, band, kind, click_count, out_of_range_count, unlocated_count,
            suppressed_click_count,
            (
                select coalesce(sum(cells.clicks), 0)
                from marts.heatmap_cells as cells
                where (cells.feature, cells.segment, cells.band, cells.kind, cells.event_date)
                    = (grids.feature, grids.segment, grids.band, grids.kind, grids.event_date)
            ) as cell_clicks
        from marts.heatmap_grids as grids
        where not is_suppressed
        """,
    )
    for *_, clicks, out_of_range, unlocated, suppressed, in_cells in shown:
        assert round(float(in_cells + suppressed), 6) + out_of_range + unlocated == clicks
    # of pages that have a withheld grid nobody can say all clicks
    counted = rows(
        at,
        "select coalesce(page, '(none)') as feature, count(*) from marts.fct_clicks"
        " where is_counted and feature not in"
        " (select feature from marts.heatmap_grids where is_suppressed and segment = 'all'"
        " and kind = 'clicks')"
        " group by 1",
    )
    by_feature: Counter[str] = Counter()
    for feature, segment, _, kind, clicks, *_ in shown:
        by_feature[feature] += clicks if (segment, kind) == ("all", "clicks") else 0
    assert {page: by_feature[page] for page, _ in counted} == dict(counted)


TAMPERED = {
    "assert_clicks_are_accounted_for": (
        "marts",
        "delete from marts.heatmap_grids where segment = 'all';"
        " insert into marts.heatmap_grids by name"
        " (select * replace (click_count + 1 as click_count) from marts.heatmap_grids)",
    ),
    "assert_lines_are_accounted_for": (
        "marts",
        "update marts.loads set accepted_count = accepted_count - 1",
    ),
    "assert_rejects_are_accounted_for": ("marts", "delete from marts.rejects_daily"),
    "assert_every_event_is_in_one_session": (
        "work",
        "update intermediate.int_session_days set event_count = event_count - 1",
    ),
    "assert_published_cells_have_enough_people": (
        "marts",
        "update marts.heatmap_grids set is_suppressed = true",
    ),
    "assert_scroll_depth_is_a_fraction": (
        "marts",
        "update marts.fct_page_views set scroll_depth_fraction = 1.2",
    ),
    "assert_transitions_add_up_to_page_views": (
        "marts",
        "update marts.transitions_daily set transition_count = transition_count + 1",
    ),
    "assert_who_left_a_funnel_is_at_one_page": (
        "marts",
        "update marts.funnel_exits_daily set user_count = user_count + 1",
    ),
}
"""For each test of the dbt project, the lie it exists to find: database, statement."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """A warehouse in which every test of the dbt project has something to look at."""
    folder = tmp_path_factory.mktemp("built")
    (folder / "rules").mkdir()
    (folder / "rules" / "funnels.csv").write_text(
        "funnel,step,step_name,url_template\ntrial,1,Prices,/*\ntrial,2,Never,/never\n"
    )
    settings = {**export.SETTINGS, "rules": "rules", "vars": {"minimum_users": 2}}
    at = export.installation(folder, settings)
    views = [event(moment(0, "10:00:00"), "page_view", user=name, depth=900) for name in "ab"]
    clicks = [event(moment(0, "10:00:10"), user=name, plan="pro") for name in "ab"]
    export.deliver(at, "day", [*views, *clicks, *clicks], export.BAD_LINES)
    run_night(at, export.day(0), pictures=False)
    return at


def assertions(at: Installation, name: str) -> list[str]:
    """What fails of one test of the dbt project."""
    variables = at.settings.vars
    args = ["test", "--select", name, "--no-write-json"]
    return failures(run_dbt(args, at.environment.warehouse, variables))


def test_every_assertion_of_the_project_is_tampered_with() -> None:
    from orchestration.settings import DBT_PROJECT

    assert {file.stem for file in (DBT_PROJECT.parent / "tests").glob("*.sql")} == set(TAMPERED)


@pytest.mark.parametrize("name", TAMPERED)
def test_an_assertion_finds_what_it_is_there_for(
    name: str, built: Installation, restored: Callable[[str], None]
) -> None:
    database, statement = TAMPERED[name]
    assert assertions(built, name) == []

    restored(database)
    tamper(built, database, statement)

    assert name in " ".join(assertions(built, name))


@pytest.fixture
def restored(built: Installation, request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Remember a database as it is, and put it back after the test."""

    def remember(database: str) -> None:
        file = built.warehouse.root / f"{database}.duckdb"
        before = file.read_bytes()
        request.addfinalizer(lambda: file.write_bytes(before))

    return remember


def tamper(at: Installation, database: str, statement: str) -> None:
    """Change a private table by hand."""
    with duckdb.connect() as duck:
        duck.execute(f"attach '{at.warehouse.root / database}.duckdb' as tampered; use tampered")
        duck.execute(statement)
