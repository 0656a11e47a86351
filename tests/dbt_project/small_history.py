"""A small history for tests of what the models mean: near every boundary, and on both sides of it.

Everybody here has a page, a user or a day of their own, so that one warehouse answers all tests.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.end_to_end.events_export import chain, event, moment

MINIMUM_USERS = 2
LETTERS = "Ab1Cd2Ef3Gh4Ij5Kl6Mn"
"""Twenty letters and digits: what a key looks like."""

Row = Mapping[str, Any]


def visit(user: str, page: str, *times: str, **changes: Any) -> list[Row]:
    """A page view and clicks of somebody on the first day."""
    first, *clicks = (moment(0, time) for time in times)
    return [
        event(first, "page_view", user=user, page=page, **changes),
        *[event(at, user=user, page=page, **changes) for at in clicks],
    ]


PAUSES = [
    *visit("half an hour", "/pauses", "10:00:00", "10:30:00"),
    *visit("a second more", "/pauses", "10:00:00", "10:30:01"),
]

NIGHT_OWLS = [
    event(moment(0, "23:50:00"), "page_view", user="owl", page="/owl"),
    event(moment(1, "00:10:00"), "page_view", user="owl", page="/owl"),
    *chain(moment(0, "12:00:00"), 61, user="machine", page="/machine"),
]

DEVICES = [
    # one person's device, before and after signing in
    event(moment(0, "10:00:00"), "page_view", user=None, device="own", page="/own"),
    event(moment(0, "10:01:00"), "page_view", user="olga", device="own", page="/own"),
    # a device of two people, and somebody on it after both
    event(moment(0, "10:00:00"), "page_view", user="paul", device="family", page="/family"),
    event(moment(0, "12:00:00"), "page_view", user="rosa", device="family", page="/family"),
    event(moment(0, "14:00:00"), "page_view", user=None, device="family", page="/family"),
]

KEYS = [
    *visit("kim", f"/invite/{LETTERS}", "10:00:00"),
    *visit("kim", f"/short/{LETTERS[:-1]}", "10:01:00"),
]

ELEMENTS: Sequence[Row] = [
    row
    for user in ("eva", "finn")
    for row in [
        *visit(user, "/share", "10:00:00", "10:00:01"),
        *[
            event(moment(0, f"10:00:{n:02}"), user=user, page="/share", element=None, text=None)
            for n in (2, 3, 4)
        ],
    ]
]

FEW_PEOPLE = [
    *visit("gus", "/alone", "10:00:00", "10:00:01"),
    *visit("gus", "/together", "10:05:00", "10:05:01", x=500, plan="pro"),
    *visit("hana", "/together", "10:05:00", "10:05:01", x=500),
    event(moment(0, "10:05:02"), user="gus", page="/together", x=40, y=1900, element="only"),
]

PLACES: Sequence[Row] = [
    row
    for user in ("ines", "jan")
    for row in [
        event(moment(0, "10:00:00"), "page_view", user=user, page="/places"),
        event(moment(0, "10:00:01"), user=user, page="/places", x=0, y=0),
        event(moment(0, "10:00:02"), user=user, page="/places", x=1199, y=1999),
        event(moment(0, "10:00:03"), user=user, page="/places", x=1200, y=10),
        event(moment(0, "10:00:04"), user=user, page="/places", x=10, y=2001),
        event(moment(0, "10:00:05"), user=user, page="/places", x=-1, y=10),
        event(moment(0, "10:00:06"), user=user, page="/places", x=None),
    ]
]

RECEIVED_FIRST = event(moment(0, "11:00:00"), user="lea", page="/again", x=100)
RECEIVED_LATER = {**RECEIVED_FIRST, "x": 700, "received": moment(0, "20:00:00").isoformat()}

ENDLESS: Sequence[Row] = [
    event(moment(0, f"10:00:{y % 60}"), user=user, page="/endless", page_height=10**7, y=y)
    for user in ("ken", "liv")
    for y in (199_999, 200_000)
]

CRAWLER = "Googlebot/2.1 (+http://www.google.com/bot.html)"
BOTS = visit("bot", "/crawled", "10:00:00", "10:00:01", agent=CRAWLER)

TRAITS = [
    event(moment(0, "09:00:00"), "page_view", user="tom", page="/plan", plan="pro"),
    *[event(moment(n, "09:00:00"), "page_view", user="tom", page="/plan") for n in (1, 2)],
    event(moment(2, "10:00:00"), "page_view", user="tom", page="/plan/again", plan="pro"),
    event(moment(3, "09:00:00"), "page_view", user="tom", page="/plan", plan="free"),
]

CUSTOM = [
    event(moment(day, f"10:00:{n:02}"), "custom", user=user, page="/custom")
    for user, day, n in (("uma", 0, 0), ("uma", 0, 1), ("vic", 0, 0), ("vic", 1, 0))
]

HISTORY = [
    *PAUSES,
    *NIGHT_OWLS,
    *DEVICES,
    *KEYS,
    *ELEMENTS,
    *FEW_PEOPLE,
    *PLACES,
    *ENDLESS,
    *BOTS,
    *TRAITS,
    *CUSTOM,
    RECEIVED_FIRST,
]
REPEATED = [RECEIVED_LATER, *PLACES[:3]]
"""Rows delivered once more, before those of the history."""
