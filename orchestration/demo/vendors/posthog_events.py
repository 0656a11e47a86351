"""PostHog's batch export of the app: one row per event.

Columns and properties are those of posthog-js 1.449 and of the ingestion, compared with a real
export by the tests.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from orchestration.demo.chance import Chance
from orchestration.demo.page_views import Click, PageView
from orchestration.demo.vendors import posthog_properties as properties
from orchestration.demo.vendors.delivery import posthog_arrival
from orchestration.demo.vendors.posthog_elements import elements_chain
from orchestration.demo.vendors.posthog_properties import DEAD_AFTER_MS
from orchestration.demo.visits import Visit


class EventRow(NamedTuple):
    """One row of the batch export; times in ms since 1970."""

    uuid: str
    event: str
    distinct_id: str
    person_id: str
    properties: str
    person_properties: str
    elements_chain: str
    timestamp: int
    created_at: int
    inserted_at: int


@dataclass(frozen=True)
class Session:
    """A PostHog session: it ends when nothing happens for half an hour."""

    starts_at: int
    session_id: str
    members: str  # what it adds to the properties of its events


def sessions(visit: Visit, chance: Chance) -> list[Session]:
    """The vendor's sessions of a visit, latest first."""
    found = []
    for at in (visit.views[0].at, *visit.breaks):
        entry = max((view for view in visit.views if view.at <= at), key=lambda view: view.at)
        session_id, window_id = chance.uuid7(at), chance.uuid7(at)
        ids = f'"$session_id":"{session_id}","$window_id":"{window_id}"'
        found.append(Session(at, session_id, f"{ids},{properties.entry_members(entry)}"))
    return found[::-1]


def session_at(found: list[Session], at: int) -> Session:
    """The session an event at `at` belongs to; `found` is latest first."""
    for session in found:
        if session.starts_at <= at:
            return session
    return found[-1]  # `$identify` comes a moment before the first page view


def event_rows(visit: Visit, found: list[Session], chance: Chance) -> Iterator[EventRow]:
    """All events of a visit in the order they were made."""
    was_identified = visit.views[0].is_identified
    for view in visit.views:
        writer = _Writer(visit, view, found, chance)
        if view.is_identified and not was_identified and visit.person:
            was_identified = True
            own = properties.identify_members(visit.person, visit.device)
            yield writer.row("$identify", view.at - 30, own)
            yield writer.row("$groupidentify", view.at - 12, properties.group_members(visit.person))
        yield from _page_rows(writer, view, is_bot=visit.is_bot)


def is_reported_dead(click: Click, view: PageView) -> bool:
    """The SDK waits three seconds for an effect; a press before a leave is not reported."""
    return click.is_dead and click.at + DEAD_AFTER_MS < view.left_at


def _page_rows(writer: _Writer, view: PageView, *, is_bot: bool) -> Iterator[EventRow]:
    yield writer.row("$pageview", view.at, properties.title_members(view))
    if is_bot:
        return
    for click in view.clicks:
        yield from _click_rows(writer, click, view)
    yield writer.row(
        "$pageleave", view.left_at, properties.scroll_members(view, writer.pageview_id)
    )


def _click_rows(writer: _Writer, click: Click, view: PageView) -> Iterator[EventRow]:
    chain = elements_chain(click.element, click.href)
    own = properties.click_members(click.element.node.text)
    if click.element.is_control:
        yield writer.row("$autocapture", click.at, own, chain)
    if click.is_third_of_burst:
        yield writer.row("$rageclick", click.at + 1, own, chain)
    if is_reported_dead(click, view):
        dead = f"{own},{properties.dead_members(click)}"
        yield writer.row("$dead_click", click.at, dead, chain, sent_after_ms=DEAD_AFTER_MS)
    if click.outcome:
        yield writer.row(click.outcome, click.at + 40, properties.outcome_members(click, view))


class _Writer:
    """Adds the members of device, page, session and person to those of an event."""

    def __init__(self, visit: Visit, view: PageView, found: list[Session], chance: Chance) -> None:
        person = visit.person if view.is_identified else None
        self.visit, self.found, self.chance = visit, found, chance
        self.pageview_id = chance.uuid7(view.at)
        self.distinct_id = person.user_id if person else visit.device.posthog_id
        self.person_id = person_id(visit.person.user_id if visit.person else self.distinct_id)
        self.person_properties = properties.person_properties(person, visit.views[0])
        device = properties.device_members(visit.device, visit.place)
        page, identity = properties.page_members(view), properties.identity_members(person)
        self.shared = f"{device},{page},{identity}"
        self.groups = f",{properties.groups_members(person)}" if person else ""

    def row(
        self, event: str, at: int, own: str, chain: str = "", *, sent_after_ms: int = 0
    ) -> EventRow:
        sent_at = at + sent_after_ms
        created_at, inserted_at = posthog_arrival(sent_at, self.visit, self.chance)
        page = "" if event.endswith("identify") else f',"$pageview_id":"{self.pageview_id}"'
        groups = "" if event == "$identify" else self.groups
        return EventRow(
            uuid=self.chance.uuid7(at),
            event=event,
            distinct_id=self.distinct_id,
            person_id=self.person_id,
            properties=(
                f'{{{self.shared},"$insert_id":"{self.chance.token()}","$time":{sent_at / 1000},'
                f"{own},{session_at(self.found, at).members}{groups}{page}}}"
            ),
            person_properties=self.person_properties,
            elements_chain=chain,
            timestamp=at,
            created_at=created_at,
            inserted_at=inserted_at,
        )


@cache
def person_id(merged_id: str) -> str:
    """The person as the vendor resolved it: anonymous rows of known people included."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"team:1:{merged_id}"))
