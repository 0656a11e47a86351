"""Promise 2: any order of arrival, any batching, any re-run and backfill give one and the same."""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from orchestration.installation import Installation
from orchestration.warehouse import books as books_of
from tests.end_to_end import events_export as export
from tests.end_to_end.events_export import Row, chain, event, moment
from tests.end_to_end.nights import FACTS, published_tables, run_night

OF_FILES = ("loads", "rejects_daily")
"""Tables that tell of files: how often something was delivered is for them to say."""

DAYS = 5

SEGMENTS = """attribute,value,source
plan,*,
entry_page,*,session
lifecycle,*,session
friction_hit,*,session
"""
"""Of a trait, of the session, and of what somebody did until the day before."""


@pytest.fixture(autouse=True)
def _all_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also the order in which DuckDB's threads come to rows is nothing."""
    monkeypatch.delenv("USAGE_THREADS")


@dataclass(frozen=True)
class Night:
    """Files that arrive, a later one with the name of an earlier one instead of it; days asked."""

    files: Mapping[str, Sequence[Row]]
    first: int
    last: int


def run_planned(folder: Path, plan: Sequence[Night], models: Sequence[str] = ()) -> Installation:
    """Run nights as planned, in one that is there or in a new warehouse, where the first night
    builds the days of the month before, too: nothing happened on them.
    """
    (folder / "rules").mkdir(parents=True, exist_ok=True)
    (folder / "rules" / "segments.csv").write_text(SEGMENTS)
    at = export.installation(folder, {**export.SETTINGS, "rules": "rules/"})
    with at.warehouse.books() as books:
        is_new = not books_of.built_days(books)
    for number, night in enumerate(plan):
        for name, rows in night.files.items():
            export.deliver(at, name, rows, export.BAD_LINES[: len(rows) % 3])
        first = export.FIRST_OF_MONTH if is_new and number == 0 else export.day(night.first)
        run_night(at, first, export.day(night.last), tests=False, models=models)
    return at


def run_nights(folder: Path, plan: Sequence[Night], models: Sequence[str] = ()) -> Installation:
    """Run nights as planned, then what is still waiting, as `heatmaps night` asks for."""
    at = run_planned(folder, plan, models)
    while waiting := changed_days(at):
        last = max(day for day in waiting if day - waiting[0] == timedelta(waiting.index(day)))
        run_night(at, waiting[0], last, tests=False, models=models)
    return at


def changed_days(at: Installation) -> list[date]:
    with at.warehouse.books() as books:
        return books_of.changed_days(books)


def run_once(folder: Path, plan: Sequence[Night], models: Sequence[str] = ()) -> Installation:
    """All files as they are in the end, in a new warehouse, in one run."""
    files = {name: rows for night in plan for name, rows in night.files.items()}
    return run_nights(folder, [Night(files, 0, DAYS - 1)], models)


def assert_alike(some: Installation, other: Installation) -> None:
    found, wanted = (published_tables(at, without=OF_FILES) for at in (some, other))
    assert found.keys() == wanted.keys()
    for table in wanted:
        lost = [row for row in wanted[table] if row not in found[table]]
        added = [row for row in found[table] if row not in wanted[table]]
        assert found[table] == wanted[table], f"{table}: lost {lost[:3]}, added {added[:3]}"


@st.composite
def plans(draw: st.DrawFn) -> list[Night]:
    """Events dealt to files, files to nights: every day has its night, in order or not."""
    rows = draw(st.permutations(draw(export.histories(DAYS))))
    count = draw(st.integers(2, 4))
    files: dict[str, list[Row]] = {f"part-{number}": [] for number in range(count)}
    for row in rows:
        files[draw(st.sampled_from(sorted(files)))].append(row)
    order = draw(st.permutations([(0, 1), (2, 2), (3, 4)]))
    if draw(st.booleans()):
        order = sorted(order)
    nights: list[dict[str, Sequence[Row]]] = [{} for _ in order]
    for name in sorted(files):
        nights[draw(st.integers(0, len(nights) - 1))][name] = files[name]
    if draw(st.booleans()):  # the vendor delivers half of a file first, and then all of it
        nights[-1]["part-0"] = files["part-0"]
        nights[0]["part-0"] = files["part-0"][: len(files["part-0"]) // 2]
    return [Night(new, *days) for new, days in zip(nights, order, strict=True)]


@settings(
    max_examples=2,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],  # a night takes seconds: a smaller example is not worth an hour
    suppress_health_check=list(HealthCheck),
)
@given(plans())
def test_any_split_into_files_and_nights_is_one_full_refresh(plan: list[Night]) -> None:
    """Of the tables that the others are made of; all tables are compared in the nights below."""
    note(
        "\n".join(f"{n.first}..{n.last}: { {k: len(v) for k, v in n.files.items()} }" for n in plan)
    )
    with TemporaryDirectory() as folder:
        some = run_nights(Path(folder) / "nights", plan, FACTS)

        assert_alike(some, run_once(Path(folder) / "once", plan, FACTS))


def late(*rows: Row) -> list[Row]:
    """Rows that the vendor received three days later."""
    return [{**row, "received": moment(3, "09:00:00").isoformat()} for row in rows]


ANNA, BERT, CARL, DORA, EMIL, FAYE, GINA, HUGO, IDA, JANE = (
    {"user": name}
    for name in ("anna", "bert", "carl", "dora", "emil", "faye", "gina", "hugo", "ida", "jane")
)

IN_TIME: Sequence[Row] = [
    # anna: two sessions, until an event between them arrives
    event(moment(0, "23:30:00"), "page_view", **ANNA),
    event(moment(0, "23:40:00"), **ANNA),
    event(moment(1, "00:25:00"), **ANNA),
    # bert: a chain that begins after midnight and is cut at the second midnight after it
    *chain(moment(1, "00:20:00"), 40, **BERT),
    # carl: the page is left after midnight
    event(moment(0, "23:55:00"), "page_view", view="c", **CARL),
    # dora: the same click again, received later and elsewhere
    event(moment(0, "10:00:00"), "page_view", **DORA),
    {**event(moment(0, "10:01:00"), x=700, **DORA), "received": moment(0, "12:00:00").isoformat()},
    # emil: nobody knows his plan yet
    event(moment(1, "10:00:00"), "page_view", **EMIL),
    event(moment(2, "10:00:00"), "page_view", **EMIL),
    # faye: a session over a midnight, days after what arrives late
    event(moment(2, "23:50:00"), "page_view", **FAYE),
    event(moment(3, "00:10:00"), **FAYE),
    event(moment(3, "00:20:00"), "page_leave", depth=1900, **FAYE),
    # gina: a page of the first day clicked on the second, from where a chain goes on to the third
    event(moment(0, "12:00:00"), "page_view", **GINA),
    *[event(moment(1, "22:00:00") + timedelta(minutes=25 * n), **GINA) for n in range(5)],
    event(moment(2, "00:05:00"), "page_view", page="/docs", **GINA),
    # hugo: two pages at one instant, and an end of the window between page and leave
    event(moment(3, "23:59:00"), "page_view", view="h1", **HUGO),
    event(moment(3, "23:59:00"), "page_view", id="h2", page="/docs", view="h2", **HUGO),
    event(moment(4, "00:01:00"), "page_leave", view="h1", depth=1500, **HUGO),
    # ida: signed out, until the identity of her device arrives
    event(moment(1, "15:00:00"), "page_view", user=None, device="d"),
    event(moment(1, "15:01:00"), user=None, device="d"),
    # jane: her plan of the first day holds on the last one, further than any session reaches
    event(moment(0, "16:00:00"), "identify", plan="team", **JANE),
    event(moment(4, "16:00:00"), "page_view", **JANE),
]  # fmt: skip

LATE: Sequence[Row] = late(
    event(moment(0, "23:59:30"), **ANNA),
    event(moment(0, "23:55:00"), "page_view", **BERT),
    event(moment(1, "00:07:00"), "page_leave", view="c", depth=1200, **CARL),
    event(moment(0, "11:00:00"), "identify", plan="pro", **EMIL),
    event(moment(1, "14:59:00"), "identify", user="ida", device="d"),
)
EARLIER: Sequence[Row] = [event(moment(0, "10:01:00"), x=100, **DORA)]


def by_day(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """A file for each day of events."""
    files: dict[str, list[Row]] = {}
    for row in rows:
        files.setdefault(str(row["at"])[:10], []).append(row)
    return files


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """What one run over everything makes of it."""
    files = {**by_day(IN_TIME), "late": LATE, "earlier": EARLIER}
    return run_once(tmp_path_factory.mktemp("once"), [Night(files, 0, 4)])


def test_a_week_and_a_month_end_in_these_days(once: Installation) -> None:
    tables = published_tables(once)

    assert tables["feature_usage_weekly"] and tables["feature_usage_monthly"]
    assert tables["retention_weekly"] and tables["feature_adoption_weekly"]


def test_the_order_of_rows_in_a_file_is_nothing(tmp_path: Path, once: Installation) -> None:
    files = {**by_day(IN_TIME), "late": LATE, "earlier": EARLIER}
    turned = {name: list(reversed(rows)) for name, rows in files.items()}

    assert_alike(run_once(tmp_path, [Night(turned, 0, 4)]), once)


def nights_in_time() -> list[Night]:
    """A night for each day, with the file of the day."""
    return [
        Night({name: rows}, n, n) for n, (name, rows) in enumerate(sorted(by_day(IN_TIME).items()))
    ]


@pytest.fixture(scope="module")
def three_nights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a warehouse after the first three nights in time."""
    folder = tmp_path_factory.mktemp("three")
    run_planned(folder, nights_in_time()[:3])
    return folder


def continued(begun: Path, folder: Path, plan: Sequence[Night]) -> Installation:
    """Run more nights in a copy of a warehouse."""
    shutil.copytree(begun, folder, dirs_exist_ok=True, symlinks=True)
    return run_nights(folder, plan)


def test_late_events_in_the_next_night_change_every_day_they_reach(
    tmp_path: Path, three_nights: Path, once: Installation
) -> None:
    fourth, fifth = nights_in_time()[3:]
    fourth = Night({**fourth.files, "late": LATE, "earlier": EARLIER}, 3, 3)

    assert_alike(continued(three_nights, tmp_path, [fourth, fifth]), once)


def test_events_too_late_for_a_night_are_the_same_after_a_backfill(
    tmp_path: Path, three_nights: Path, once: Installation
) -> None:
    rest = [*nights_in_time()[3:], Night({"late": LATE, "earlier": EARLIER}, 4, 4)]

    assert_alike(continued(three_nights, tmp_path, rest), once)


def test_days_built_in_any_order_are_the_same(tmp_path: Path, once: Installation) -> None:
    nights = nights_in_time()
    arrived_first = Night({"late": LATE, "earlier": EARLIER}, 4, 4)

    assert_alike(run_nights(tmp_path, [arrived_first, *reversed(nights)]), once)


def test_a_night_that_runs_again_changes_nothing(tmp_path: Path, once: Installation) -> None:
    again = [Night({}, number, number) for number in (1, 3)]

    assert_alike(continued(once.settings.source.parent, tmp_path, again), once)
