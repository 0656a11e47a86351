"""What people really did behind the exports of tests/fixtures/sdk, and what each SDK captured.

What was captured follows from the truth and from `reconciliation.json`, never from what this
project makes of the exports.
"""

import csv
import gzip
import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

import duckdb

from tests.real_data import SDK

DAYS = (date(2026, 11, 16), date(2026, 11, 17), date(2026, 11, 18))
BANDS = {"desktop": "desktop", "mobile": "phone", "tablet": "tablet"}
SESSION_GAP = timedelta(minutes=30)
CELL_PX = 8
TELLING = ("page_view", "click", "scroll", "input", "page_leave")
"""Actions that an SDK makes events of."""

Action = Mapping[str, Any]
"""A row of ground_truth.jsonl."""

Cell = tuple[str, str, str, int, int]
"""Page, band, layer, and the column and row of a cell."""


class Usage(NamedTuple):
    """What a row of ground_truth_summary.csv says of a day, page, device and plan."""

    users: int
    page_views: int
    clicks: int


class Session(NamedTuple):
    """A session by the 30 minute rule."""

    user: str
    first_at: datetime
    acted_at: datetime  # last page view or click; SDKs lose some of the leaves that end a session
    last_at: datetime
    page_views: int


@cache
def actions() -> tuple[Action, ...]:
    """Everything anybody did, in order of session."""
    lines = gzip.decompress((SDK / "ground_truth.jsonl.gz").read_bytes()).splitlines()
    return tuple(json.loads(line) for line in lines)


@cache
def reconciliation() -> dict[str, Any]:
    """Truth against raw captures, as those who made the data counted it."""
    counts: dict[str, Any] = json.loads((SDK / "reconciliation.json").read_text())
    return counts


def delivered(vendor: str) -> list[Action]:
    """Actions of people in sessions whose requests to a vendor were not blocked."""
    blocked = {row["session"] for row in actions() if vendor in row.get("blocked", ())}
    return [row for row in actions() if not row["is_bot"] and row["session"] not in blocked]


def page_views(vendor: str) -> list[Action]:
    """Page views a vendor was told of."""
    return [row for row in delivered(vendor) if row["action"] == "page_view"]


def heatmap_clicks() -> list[Action]:
    """Clicks in PostHog's heatmaps: all but two, lost when the page was left at once."""
    return [row for row in _clicks("posthog") if row["gt_id"] not in _lost_on_unload()]


def autocaptured_clicks() -> list[Action]:
    """Clicks among PostHog's events: not those on a `<summary>` or a plain container."""
    return [row for row in heatmap_clicks() if not _is_passive(row["target"])]


def mixpanel_clicks() -> list[Action]:
    """Clicks among Mixpanel's events: all delivered ones but those into a text field."""
    return [
        row for row in _clicks("mixpanel") if not row["target"].startswith(("input#", "textarea#"))
    ]


def hash_changes() -> list[Action]:
    """Clicks on links within the page, each of which is a page view to Mixpanel."""
    return [
        row
        for row in _clicks("mixpanel")
        if row["target"].startswith("a#") and row["expect"] != "navigation"
    ]


def recovered_by_mixpanel() -> Action:
    """The one event of blocked session 18 that was kept and sent a day later: its last leave."""
    return [row for row in actions() if row["session"] == 18 and row["action"] == "page_leave"][-1]


def usage(rows: Iterable[Action]) -> dict[tuple[str, str, str, str], Usage]:
    """Users, page views and clicks per day, page, device and plan, as ground_truth_summary.csv."""
    seen: dict[tuple[str, str, str, str], list[Action]] = defaultdict(list)
    for row in rows:
        if row["action"] in ("page_view", "click"):
            plan = row["plan"] or "(none)"
            seen[row["ts"][:10], row["template"], row["device"], plan].append(row)
    return {key: _usage(group) for key, group in seen.items()}


def summary() -> dict[tuple[str, str, str, str], Usage]:
    """The file ground_truth_summary.csv."""
    with (SDK / "ground_truth_summary.csv").open() as file:
        return {
            (row["day_utc"], row["page"], row["device"], row["plan"]): Usage(
                int(row["users"]), int(row["pageviews"]), int(row["clicks"])
            )
            for row in csv.DictReader(file)
        }


def with_known_plans(rows: Iterable[Action], vendor: str) -> list[Action]:
    """Rows with the plan a vendor can know: of users identified that day or before."""
    told = {(row["user"], _day(row)) for row in delivered(vendor) if row["identified"]}
    return [
        row
        if any(user == row["user"] and day <= _day(row) for user, day in told)
        else {**row, "plan": None}
        for row in rows
    ]


def with_common_names(rows: Iterable[Action], least: int) -> list[Action]:
    """Rows with `(rare)` for pages, and for plans, that fewer people than `least` had that day."""
    rows = list(rows)
    for name in ("template", "plan"):
        people: dict[tuple[date, str | None], set[str]] = defaultdict(set)
        for row in rows:
            people[_day(row), row[name]].add(row["user"])
        rows = [
            row
            if row[name] is None or len(people[_day(row), row[name]]) >= least
            else {**row, name: "(rare)"}
            for row in rows
        ]
    return rows


def sessions(rows: Iterable[Action]) -> list[Session]:
    """Sessions of each user by the 30 minute rule, from what an SDK could tell of."""
    return [_session(chain) for chain in chains(rows)]


def chains(rows: Iterable[Action]) -> list[list[Action]]:
    """The rows of each session that an SDK could tell of."""
    users: dict[str, list[list[Action]]] = defaultdict(list)
    events = [row for row in rows if row["action"] in TELLING]
    for row in sorted(events, key=lambda row: row["t_ms"]):
        own = users[row["user"]]
        if own and at(row) - at(own[-1][-1]) <= SESSION_GAP:
            own[-1].append(row)
        else:
            own.append([row])
    return [chain for own in users.values() for chain in own]


def seconds_on_page(view: Action) -> float:
    """From a page view to its leave."""
    return (at(leaves()[view["pageview_key"]]) - at(view)).total_seconds()


def left_in_a_later_session(vendor: str) -> list[Action]:
    """Leaves of page views that began in the session before."""
    views = {row["pageview_key"]: row for row in page_views(vendor)}
    told = delivered(vendor)
    starts = [(session.user, session.first_at) for session in sessions(told)]
    return [
        row
        for row in told
        if row["action"] == "page_leave"
        and any(
            user == row["user"] and at(views[row["pageview_key"]]) < start <= at(row)
            for user, start in starts
        )
    ]


def leaves() -> dict[str, Action]:
    """How each page view ended, by its key."""
    return {row["pageview_key"]: row for row in actions() if row["action"] == "page_leave"}


def at(row: Action) -> datetime:
    """The time of an action, UTC without a zone."""
    return datetime.fromisoformat(row["ts"].removesuffix("Z"))


def is_fixed(row: Action) -> bool:
    """Whether the target is fixed or sticky, stuck or not."""
    return row["position"] in ("fixed", "sticky")


def rounded(px: float) -> int:
    """The multiple of 16 that PostHog keeps: Math.round rounds halves up."""
    return 16 * math.floor(px / 16 + 0.5)


def rounded_point(row: Action) -> tuple[int, int]:
    """Where PostHog has a click: in the document, or for fixed targets in the viewport."""
    edge = "client" if is_fixed(row) else "page"
    return rounded(row[f"{edge}_x"]), rounded(row[f"{edge}_y"])


def layer(row: Action) -> str:
    """The layer of a click's target."""
    return "fixed" if is_fixed(row) else "page"


def element_key(row: Action) -> str:
    """The data attribute of a click's target, or its id: text fields have no attribute."""
    named = row["data_attr"]
    return f"[data-attr={named}]" if named else "#" + row["target"].rpartition("#")[2]


def deposit(row: Action) -> dict[Cell, float]:
    """Share of a click in each cell: its 16 px box by area, drawn at the width of its band."""
    (x, y), width = rounded_point(row), rounded(row["viewport_w"])
    scale = row["viewport_w"] / width
    columns = _shares(max(x - 8, 0) * scale, min(x + 8, width) * scale)
    rows = _shares(max(y - 8, 0), y + 8)
    place = (row["template"], BANDS[row["device"]], layer(row))
    return {
        (*place, column, line): share * part
        for column, share in columns.items()
        for line, part in rows.items()
    }


def user_keys(ids: Mapping[str, str], *, salt: str) -> dict[str, str]:
    """Public keys of the users whom a vendor knows by these ids."""
    with duckdb.connect() as duck:
        query = "select lpad(lower(to_hex(md5_number_lower(?))), 16, '0')"
        return {user: duck.execute(query, [salt + i]).fetchall()[0][0] for user, i in ids.items()}


def users() -> list[str]:
    """Users who are people."""
    return sorted({row["user"] for row in actions() if not row["is_bot"]})


def _clicks(vendor: str) -> list[Action]:
    return [row for row in delivered(vendor) if row["action"] == "click"]


def _lost_on_unload() -> set[str]:
    missing = reconciliation()["posthog_autocapture"]["missing_examples"]
    kept = {row["gt_id"] for row in _clicks("posthog") if row["expect"] == "navigation"}
    return {
        gt_id for gt_id, _selector, target in missing if gt_id in kept and not _is_passive(target)
    }


def is_container(row: Action) -> bool:
    """Whether a click hit a plain container, which no attribute names."""
    return str(row["target"]).endswith("section.panel")


def _is_passive(target: str) -> bool:
    return target.startswith("summary#") or target.endswith("section.panel")


def _usage(group: list[Action]) -> Usage:
    kinds = Counter(row["action"] for row in group)
    return Usage(len({row["user"] for row in group}), kinds["page_view"], kinds["click"])


def _day(row: Action) -> date:
    return at(row).date()


def _session(chain: list[Action]) -> Session:
    acted = [row for row in chain if row["action"] in ("page_view", "click")] or chain
    views = sum(row["action"] == "page_view" for row in chain)
    return Session(chain[0]["user"], at(chain[0]), at(acted[-1]), at(chain[-1]), views)


def _shares(low: float, high: float) -> dict[int, float]:
    cells = range(math.floor(low / CELL_PX), math.ceil(high / CELL_PX))
    return {
        cell: (min(high, (cell + 1) * CELL_PX) - max(low, cell * CELL_PX)) / (high - low)
        for cell in cells
    }
