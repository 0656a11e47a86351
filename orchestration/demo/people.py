"""Who uses the demo product: companies, people, their devices. All names are invented."""

from __future__ import annotations

from bisect import bisect
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from orchestration.demo.chance import Chance, Weighted
from orchestration.demo.devices import (
    APP_DEVICES,
    SECOND_DEVICES,
    SIGN_UP_DEVICES,
    Device,
    new_device,
)

FIRST_NAMES = (
    "Anna", "Jonas", "Mira", "Leo", "Aiko", "Sara", "Tom", "Nina", "Paul", "Lena", "Omar", "Ines",
    "Felix", "Yuki", "Clara", "Hugo", "Maya", "Ivan", "Ruth", "Noah", "Elif", "Karl", "Zoe", "Sam",
)  # fmt: skip
LAST_NAMES = (
    "Keller", "Brandt", "Patel", "Martin", "Tanaka", "Nilsson", "Okafor", "Rossi", "Weber", "Novak",
    "Haddad", "Silva", "Moreau", "Lind", "Kowalski", "Fischer", "Mensah", "Bianchi", "Larsen",
    "Roy",
)  # fmt: skip
COMPANY_STEMS = (
    "Alder", "Birch", "Cobalt", "Delta", "Ember", "Fjord", "Granit", "Harbor", "Indigo", "Juniper",
    "Kestrel", "Lumina", "Maple", "Nimbus", "Opal", "Prairie", "Quartz", "Rowan", "Saffron",
    "Tundra", "Umber", "Vertex", "Willow", "Yarrow", "Zephyr",
)  # fmt: skip
COMPANY_KINDS = ("Labs", "Works", "Health", "Foods", "Logistics", "Studio")
# plan, share of the companies, smallest and largest number of people
PLANS = (("free", 0.52, 1, 4), ("pro", 0.34, 3, 8), ("enterprise", 0.14, 8, 20))
ESTABLISHED, NEWCOMERS, STAFF = 456, 380, 12  # in the full demo of 200,000 events
GOLDEN = 0.618034  # multiples of it, modulo 1, spread evenly
ROLES = Weighted({"admin": 0.14, "member": 0.58, "viewer": 0.28})


class Place(NamedTuple):
    """Where a company is: ISO code of the country, time zone, minutes east of UTC."""

    country: str
    timezone: str
    minutes_east: int


ZURICH = Place("CH", "Europe/Zurich", 60)
PLACES = Weighted({
    ZURICH: 30, Place("DE", "Europe/Berlin", 60): 28, Place("GB", "Europe/London", 0): 16,
    Place("US", "America/New_York", -300): 18, Place("SG", "Asia/Singapore", 480): 8,
})  # fmt: skip


@dataclass(frozen=True)
class Company:
    """A customer; all its people are on its plan."""

    index: int
    name: str
    plan: str
    place: Place


LUMEN = Company(0, "Lumen", "enterprise", ZURICH)  # the maker of the product


@dataclass(frozen=True, eq=False)  # compared and cached as the object it is
class Person:
    """Someone with an account. `habit` is the chance to show up on a usual working day."""

    user_id: str
    name: str
    email: str
    role: str
    company: Company
    habit: float
    devices: tuple[Device, ...]

    @property
    def plan(self) -> str:
        """The plan of the company."""
        return self.company.plan

    @property
    def is_staff(self) -> bool:
        """Whether the person works for the maker of the product."""
        return self.company is LUMEN


@dataclass(frozen=True)
class Population:
    """Everybody with an account: from before the first day, or opened during the demo."""

    established: list[Person]
    newcomers: list[Person]


def population(seed: int, *, scale: float, newcomers: float) -> Population:
    """Everybody; with `scale` and `newcomers` 1, as many as in the full demo; with `newcomers` 0
    nobody signs up.
    """
    chance = Chance(seed, 1)
    companies = _companies(chance, max(20, round(ESTABLISHED * scale)))
    people = [
        _person(company, "admin" if index == 0 else chance.weighted(ROLES), APP_DEVICES, chance)
        for company, size in companies
        for index in range(size)
    ]
    people += [
        _person(LUMEN, "admin", APP_DEVICES, chance) for _ in range(max(2, round(STAFF * scale)))
    ]
    count = max(12, round(NEWCOMERS * newcomers)) if newcomers else 0
    return Population(people, [_newcomer(index, companies, chance) for index in range(count)])


def _companies(chance: Chance, people: int) -> list[tuple[Company, int]]:
    """Companies with their sizes until there are `people`, the plans evenly mixed."""
    limits = tuple(accumulate(share for _, share, _, _ in PLANS))
    companies: list[tuple[Company, int]] = []
    while people > 0:
        index = len(companies)
        plan, _, low, high = PLANS[bisect(limits[:-1], index * GOLDEN % 1)]
        size = min(people, chance.whole(low, high))
        name = f"{COMPANY_STEMS[index % 25]} {COMPANY_KINDS[index // 25 % 6]}"
        companies.append((Company(index + 1, name, plan, chance.weighted(PLACES)), size))
        people -= size
    return companies


def _newcomer(index: int, companies: list[tuple[Company, int]], chance: Chance) -> Person:
    """Half open a workspace of their own on the free plan, half were invited."""
    company, _ = chance.choice(companies)
    if chance.happens(0.5):
        name = f"{chance.choice(LAST_NAMES)} {chance.choice(COMPANY_KINDS)}"
        company = Company(1000 + index, name, "free", chance.weighted(PLACES))
    return _person(company, chance.weighted(ROLES), SIGN_UP_DEVICES, chance)


def _person(company: Company, role: str, devices: Weighted[str], chance: Chance) -> Person:
    first, last = chance.choice(FIRST_NAMES), chance.choice(LAST_NAMES)
    own = [new_device(chance, devices)]
    if own[0].band != "phone" and chance.happens(0.3):
        own.append(new_device(chance, SECOND_DEVICES))
    number = chance.whole(100, 999)
    domain = "lumen-demo.example" if company is LUMEN else "example.com"
    return Person(
        user_id=f"usr_{chance.token()[:12]}",
        name=f"{first} {last}",
        email=f"{first}.{last}{number}@{domain}".lower(),
        role=role,
        company=company,
        habit=min(0.95, chance.around(0.34 if role == "viewer" else 0.46, 0.5)),
        devices=tuple(own),
    )
