"""An A/B test of the app, as PostHog's flags tell of it.

Who has which variant, and who follows it, are hashes of ids: nothing else in the demo depends on
them.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Sequence
from hashlib import sha256

from orchestration.demo.stories import BANNER_PAGE
from orchestration.demo.vendors.posthog_events import EventRow

FLAG = "invite-banner"
OF_A_PRESS = ("$event_type", "$ce_version", "$el_text")


def experiment_rows(rows: Sequence[EventRow], *, invites: float) -> Iterator[EventRow]:
    """More rows, each at the moment of a press on the banner's page: the variant of everybody who
    presses there, told once, and the invitations of those who see the banner, at so many of their
    presses.
    """
    page = f'"$pathname":"{BANNER_PAGE}"'
    presses = [
        row
        for row in rows
        if row.event == "$autocapture"
        and page in row.properties
        and '"$is_identified":true' in row.properties
    ]
    # the latest first, so that the first one of a person stays
    latest_first = sorted(presses, key=lambda row: (row.timestamp, row.inserted_at), reverse=True)
    for press in {row.distinct_id: row for row in latest_first}.values():
        variant = "test" if _sees_it(press) else "control"
        flag = {"$feature_flag": FLAG, "$feature_flag_response": variant}
        yield _at_a_press(press, "$feature_flag_called", flag)
    for press in presses:
        if _sees_it(press) and _share(press.uuid) < invites:
            yield _at_a_press(press, "invitation_sent", {})


def _at_a_press(press: EventRow, event: str, own: dict[str, str]) -> EventRow:
    """An event of the same person, page and moment."""
    own_id = uuid.uuid5(uuid.UUID(press.uuid), event)
    properties = {"$insert_id": own_id.hex[:16], **own}
    told = {k: v for k, v in json.loads(press.properties).items() if k not in OF_A_PRESS}
    return press._replace(
        uuid=str(own_id),
        event=event,
        properties=json.dumps(told | properties, ensure_ascii=False, separators=(",", ":")),
        elements_chain="",
    )


def _sees_it(row: EventRow) -> bool:
    return _share(row.distinct_id) < 0.5


def _share(text: str) -> float:
    """A number in [0, 1) that is as good as drawn, and always the same."""
    return int.from_bytes(sha256(text.encode()).digest()[:4], "big") / 2**32
