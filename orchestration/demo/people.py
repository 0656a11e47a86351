"""Who uses the demo product: companies, people, their devices. All names are invented."""

from __future__ import annotations

from bisect import bisect
from dataclasses import dataclass
from itertools import accumulate

from orchestration.demo.chance import Chance
from orchestration.demo.devices import APP_DEVICES, SIGN_UP_DEVICES, Device, new_device
from orchestration.demo.layout import PHONE

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
# (country, time zone, minutes east of UTC), with weights
PLACES = (("CH", "Europe/Zurich", 60), ("DE", "Europe/Berlin", 60), ("GB", "Europe/London", 0),
          ("US", "America/New_York", -300), ("SG", "Asia/Singapore", 480))  # fmt: skip
PLACE_WEIGHTS = tuple(accumulate((30, 28, 16, 18, 8)))
# plan, share of the companies, smallest and largest number of people
PLANS = (("free", 0.52, 1, 4), ("pro", 0.34, 3, 8), ("enterprise", 0.14, 8, 20))
ESTABLISHED, SIGN_UPS, STAFF = 456, 380, 12  # in the full demo of 200,000 events
GOLDEN = 0.618034  # multiples of it, modulo 1, spread evenly
STAFF_DOMAIN = "lumen-demo.example"


@dataclass(frozen=True)
class Place:
    """Where a company is; `country` is its ISO code."""

    country: str
    timezone: str
    minutes_east: int


@dataclass(frozen=True)
class Company:
    """A customer; all its people are on its plan."""

    index: int
    name: str
    plan: str
    place: Place


@dataclass(frozen=True)
class Person:
    """Someone with an account. `habit` is the chance to show up on a usual working day."""

    user_id: str
    name: str
    email: str
    role: str
    company: Company
    habit: float
    devices: tuple[Device, ...]
    is_staff: bool = False

    @property
    def plan(self) -> str:
        """The plan of the company."""
        return self.company.plan


@dataclass(frozen=True)
class Population:
    """Everybody with an account, sooner or later."""

    established: tuple[Person, ...]
    sign_ups: tuple[Person, ...]


def population(seed: int, *, scale: float, newcomers: float = 1.0) -> Population:
    """Everybody; with `scale` and `newcomers` 1, as many as in the full demo."""
    chance = Chance(seed, 1)
    companies = _companies(chance, max(20, round(ESTABLISHED * scale)))
    people = [
        _person(chance, company, role="admin" if index == 0 else _role(chance), devices=APP_DEVICES)
        for company, size in companies
        for index in range(size)
    ]
    house = Company(0, "Lumen", "enterprise", Place("CH", "Europe/Zurich", 60))
    staff = [
        _person(chance, house, role="admin", devices=APP_DEVICES, is_staff=True)
        for _ in range(max(2, round(STAFF * scale)))
    ]
    sign_ups = [
        _newcomer(chance, companies, index) for index in range(max(12, round(SIGN_UPS * newcomers)))
    ]
    return Population((*people, *staff), tuple(sign_ups))


def place(chance: Chance) -> Place:
    """Draw a place."""
    return Place(*chance.weighted(PLACES, PLACE_WEIGHTS))


def _companies(chance: Chance, people: int) -> list[tuple[Company, int]]:
    """Companies with their sizes until there are `people`, the plans evenly mixed."""
    limits = tuple(accumulate(share for _, share, _, _ in PLANS))
    companies: list[tuple[Company, int]] = []
    while people > 0:
        index = len(companies)
        plan, _, low, high = PLANS[bisect(limits[:-1], index * GOLDEN % 1)]
        size = min(people, chance.whole(low, high))
        stem, kind = COMPANY_STEMS[index % 25], COMPANY_KINDS[index // 25 % 6]
        companies.append((Company(index + 1, f"{stem} {kind}", plan, place(chance)), size))
        people -= size
    return companies


def _newcomer(chance: Chance, companies: list[tuple[Company, int]], index: int) -> Person:
    """Half open a workspace of their own on the free plan, half were invited."""
    company, _ = chance.choice(companies)
    if chance.happens(0.5):
        name = f"{chance.choice(LAST_NAMES)} {chance.choice(COMPANY_KINDS)}"
        company = Company(1000 + index, name, "free", place(chance))
    return _person(chance, company, role=_role(chance), devices=SIGN_UP_DEVICES)


def _role(chance: Chance) -> str:
    return chance.weighted(("admin", "member", "viewer"), (0.14, 0.72, 1.0))


def _person(
    chance: Chance,
    company: Company,
    *,
    role: str,
    devices: tuple[float, ...],
    is_staff: bool = False,
) -> Person:
    first, last = chance.choice(FIRST_NAMES), chance.choice(LAST_NAMES)
    own = [new_device(chance, devices)]
    if own[0].band is not PHONE and chance.happens(0.3):
        own.append(new_device(chance, (1, 1, 1, 1)))
    number = chance.whole(100, 999)
    domain = STAFF_DOMAIN if is_staff else "example.com"
    return Person(
        user_id=f"usr_{chance.token()[:12]}",
        name=f"{first} {last}",
        email=f"{first}.{last}{number}@{domain}".lower(),
        role=role,
        company=company,
        habit=min(0.95, chance.around(0.34 if role == "viewer" else 0.46, 0.5)),
        devices=tuple(own),
        is_staff=is_staff,
    )
