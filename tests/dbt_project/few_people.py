"""Few people of each plan, screen size and day, near the least number on both sides.

What to put here: who was where, and the rows that a vendor would deliver of it.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Any

from tests.end_to_end.events_export import event, moment

MINIMUM_USERS = 5
PLANS = ("free", "pro", "team")
WIDTHS = {"phone": 390, "tablet": 800, "desktop": 1400}
DAYS = tuple("01234")
PAGES = 60
MAPS = 40
RELEASED = [f"/map-{page}" for page in range(0, MAPS, 5)]
"""Pages whose layout changes on day 2."""

OF_LAYOUT = """
case
    when layout_date is not null then '234' when other_layout_day_count > 0 then '01' else '01234'
end
"""
"""Of which days, as in DAYS, the layout is that a map of the week has."""

Group = tuple[str, str, str]
"""Page, plan and band."""


def people() -> Mapping[Group, int]:
    """How many people there are of each page, plan and band: many groups of nobody and of few."""
    random = Random(1)
    most = {page: random.choice([4, 7, 20]) for page in range(PAGES)}
    return {
        (f"/page-{page}", plan, band): random.choice([0, random.randint(1, 5), most[page]])
        for page in range(PAGES)
        for plan in PLANS
        for band in WIDTHS
    }


def people_of_days() -> Mapping[Group, int]:
    """The same of other pages, with the days of a week in place of bands; on each other people."""
    random = Random(3)
    counts = {
        (f"/week-{page}", plan, day): random.choice([0, random.randint(1, 5), random.randint(5, 9)])
        for page in range(PAGES)
        for plan in PLANS
        for day in DAYS
    }
    of_all: dict[tuple[str, str], int] = defaultdict(int)
    for (page, _, day), count in counts.items():
        of_all[page, day] += count
    # a page that fewer people used on a day is not known by its name
    return {g: count for g, count in counts.items() if of_all[g[0], g[2]] >= MINIMUM_USERS}


Place = tuple[str, str, str, str]
"""Page, plan, band and day."""


def people_of_maps() -> Mapping[Place, frozenset[str]]:
    """Who clicked on pages of which few have a map every day; on even ones the same on each day."""
    random = Random(4)
    clicked = {}
    for page in range(MAPS):
        most = {(plan, band): random.choice([0, 2, 4, 6, 12]) for plan in PLANS for band in WIDTHS}
        for (plan, band), count in most.items():
            for day in DAYS:
                some = random.randint(0, count)
                of = "" if page % 2 == 0 else day
                people = {f"map-{page}/{plan}/{band}/{of}/{number}" for number in range(some)}
                clicked[f"/map-{page}", plan, band, day] = frozenset(people)
    return clicked


def row_of(user: str) -> int:
    """Where on a page somebody clicks, px from the top: every fourth person at the same place."""
    return 100 + 300 * (int(user.rsplit("/", 1)[1]) % 4)


def element_of(user: str) -> str:
    """What somebody clicks there."""
    return f"row-{'abcd'[int(user.rsplit('/', 1)[1]) % 4]}"


def write_releases(rules: Path) -> None:
    """Write the releases that change the layouts."""
    rules.mkdir()
    rows = [f"Wednesday,{moment(2):%Y-%m-%d},{page}" for page in RELEASED]
    rows = ["release,release_date,feature", *rows, ""]
    (rules / "releases.csv").write_text("\n".join(rows))


def visits() -> Iterator[dict[str, Any]]:
    """A page view and one or two clicks of each person, all on a few places; page views on days."""
    for (page, plan, day), count in people_of_days().items():
        for number in range(count):
            user = f"{page}/{plan}/{day}/{number}"
            at = moment(int(day), f"10:{number:02}:00")
            yield event(at, "page_view", user=user, page=page, plan=plan)
    random = Random(2)
    for (page, plan, band), count in people().items():
        for number in range(count):
            seen = {"user": f"{page}/{plan}/{band}/{number}", "page": page, "width": WIDTHS[band]}
            at = moment(0, f"10:{number:02}:00")
            yield event(at, "page_view", plan=plan, depth=random.choice([800, 1500]), **seen)
            for second in range(random.randint(1, 2)):
                place = {"x": random.choice([100, 300]), "y": random.choice([300, 700])}
                clicked = {**place, "element": f"button-{place['x']}"}
                yield event(at.replace(second=1 + second), plan=plan, **clicked, **seen)
    for (page, plan, band, day), users in people_of_maps().items():
        for number, user in enumerate(sorted(users)):
            at = moment(int(day), f"12:{number:02}:00")
            seen = {"user": user, "page": page, "plan": plan, "width": WIDTHS[band]}
            yield event(at, "page_view", depth=800, **seen)
            clicked = {"x": 100, "y": row_of(user), "element": element_of(user)}
            yield event(at.replace(second=5), **{**clicked, **seen})
