"""Friction and ways through the pages: what people really did, and what the tables say of it.

What to put here: what holds for every vendor whose SDK was there.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from orchestration.installation import Installation
from tests.end_to_end import nights, truth

QUICK_BACK_SECONDS = 10

PRESETS = {"posthog": 3, "datadog": 3, "amplitude": 4}
"""Presets that see each burst of so many clicks once and whole."""

SENDING = tuple(
    f"button#btn-{name}" for name in ("onb-next", "save-pay", "comment", "create-report")
)
"""The buttons of the SDK's demo app that send a form."""

Story = Mapping[str, Counter[tuple[Any, ...]]]
"""By signal: user, day, page, element and clicks; `moves`: day, page and the page after it."""


def found(at: Installation) -> Story:
    """What the tables say."""
    signals = nights.rows(
        at,
        f"""
        select
            signal || ' ' || preset, user_key, event_date, page, element_key, click_count
        from marts.fct_friction_signals
        where
            preset in {tuple(PRESETS)}
            or signal in ('error_click', 'quick_back', 'form_abandonment')
        """,
    )
    moves = nights.rows(
        at,
        """
        select event_date, from_page, to_page, transition_count
        from marts.transitions_daily
        where segment = 'all'
        """,
    )
    story: dict[str, Counter[tuple[Any, ...]]] = defaultdict(Counter)
    for name, *signal in signals:
        story[name][tuple(signal)] += 1
    story["moves"] = Counter({tuple(move): count for *move, count in moves})
    return story


def expected(
    told: Sequence[truth.Action], clicks: Sequence[truth.Action], keys: Mapping[str, str]
) -> Story:
    """What a vendor was told of, with the clicks it captured."""
    story: dict[str, Counter[tuple[Any, ...]]] = {
        f"rage_click {preset}": Counter(
            (*_place(burst[0], keys), truth.element_key(burst[0]), len(burst))
            for burst in bursts(clicks)
            if len(burst) >= least
        )
        for preset, least in PRESETS.items()
    }
    story["quick_back (none)"] = Counter(
        (*_place(row, keys), None, None) for row in quick_backs(told)
    )
    story["form_abandonment (none)"] = Counter(
        (*_place(row, keys), row["selector"], None) for row in forms_given_up(told)
    )
    story["moves"] = Counter(_moves(told))
    errors = [row for row in clicks if row["expect"] == "error"]
    story["error_click (none)"] = Counter(
        (*_place(row, keys), truth.element_key(row), 1) for row in errors
    )
    return story


def bursts(clicks: Iterable[truth.Action]) -> list[list[truth.Action]]:
    """Clicks that people made in anger, burst by burst."""
    groups: dict[str, list[truth.Action]] = defaultdict(list)
    for row in clicks:
        if row.get("rage_group"):
            groups[row["rage_group"]].append(row)
    return list(groups.values())


def agreement(at: Installation, preset: str) -> list[tuple[Any, ...]]:
    """Rage clicks that vendor and preset found, the preset alone, the vendor alone."""
    return nights.rows(
        at,
        f"""
        select sum(both_count)::int, sum(derived_only_count)::int, sum(vendor_only_count)::int
        from marts.friction_agreement_daily
        where signal = 'rage_click' and preset = '{preset}'
        """,
    )


def _place(row: truth.Action, keys: Mapping[str, str]) -> tuple[str, date, str]:
    return keys[row["user"]], truth.at(row).date(), row["template"]


def quick_backs(told: Iterable[truth.Action]) -> list[truth.Action]:
    """Page views that were left so soon for the very page before them."""
    return [
        view
        for views in _views(told)
        for before, view, after in zip(views, views[1:], views[2:], strict=False)
        if before["path"] == after["path"] != view["path"]
        and (truth.at(after) - truth.at(view)).total_seconds() <= QUICK_BACK_SECONDS
    ]


def forms_given_up(told: Iterable[truth.Action]) -> list[truth.Action]:
    """The last field filled in on each page view of which no form was sent afterwards."""
    open_fields: dict[str, truth.Action] = {}
    for row in told:
        if row["action"] == "input":
            open_fields[row["pageview_key"]] = row
        elif row["action"] == "click" and row["target"] in SENDING:
            open_fields.pop(row["pageview_key"], None)
    return list(open_fields.values())


def _moves(told: Iterable[truth.Action]) -> Iterable[tuple[date, str, str]]:
    for views in _views(told):
        pages = [view["template"] for view in views]
        days = [truth.at(view).date() for view in views]
        yield from zip(days, pages, [*pages[1:], "(exit)"], strict=True)
        yield days[0], "(entry)", pages[0]


def _views(told: Iterable[truth.Action]) -> list[list[truth.Action]]:
    """The page views of each session that has any."""
    chains = (
        [row for row in chain if row["action"] == "page_view"] for chain in truth.chains(told)
    )
    return [views for views in chains if views]
