"""What people do on each page: how long they stay, how far they scroll, what they press.

Plain tables; `targets.py` reads them. A key ending in `*` means the family of elements whose keys
begin so, in reading order, each less popular than the one before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Weights = Mapping[str, float]
Exits = Mapping[str, tuple[float, str]]


@dataclass(frozen=True)
class Habit:
    """What people do on one page, on average; `actions` and `exits` have weights.

    `stays`: share who never scroll; `shallow`: exponent, larger is less deep; `exits`: the page
    template behind a link; `stray`: share of the presses on what is no control.
    """

    seconds: float
    clicks: float
    stays: float
    shallow: float
    actions: Weights
    exits: Exits = field(default_factory=dict)
    stray: float = 0.07


APP_EXITS: Exits = {
    "nav-dashboard": (12, "/app/dashboard"),
    "nav-reports": (17, "/app/reports"),
    "nav-boards": (13, "/app/boards/:id"),
    "nav-automations": (12, "/app/automations"),
    "nav-billing": (6, "/app/settings/billing"),
    "nav-team": (5, "/app/settings/team"),
    "brand": (2, "/app/dashboard"),
}
SITE_EXITS: Exits = {
    "nav-pricing": (11, "/pricing"),
    "nav-product": (4, "/"),
    "nav-blog": (4, "/blog/:id"),
    "nav-docs": (5, "/docs/:id"),
    "brand": (3, "/"),
}
TOP_BAR: Weights = {"search": 5, "help": 1, "invite": 1.2, "account-menu": 1.6}

HABITS: Mapping[str, Habit] = {
    "/app/dashboard": Habit(
        38, 1.8, 0.42, 1.4,
        {**TOP_BAR, "range-7d": 9, "range-30d": 5, "range-90d": 4, "kpi-*": 13, "star-*": 3,
         "load-more": 3},
        {**APP_EXITS, "recent-report-*": (30, "/app/reports/:id"),
         "all-reports": (7, "/app/reports")},
    ),
    "/app/reports": Habit(
        26, 1.6, 0.4, 1.7,
        {**TOP_BAR, "new-report": 13, "import-report": 2, "report-folders": 3, "report-trash": 0.7,
         "filter-*": 14, "star-*": 5, "next-page": 3},
        {**APP_EXITS, "report-row-*": (46, "/app/reports/:id")},
    ),
    "/app/reports/:id": Habit(
        72, 1.8, 0.3, 1.3,
        {**TOP_BAR, "share-report": 7, "edit-report": 9, "by-month": 4, "by-week": 8, "by-plan": 9,
         "sort-*": 7, "comment-text": 3, "post-comment": 2.5},
        APP_EXITS, stray=0.1,
    ),
    "/app/boards/:id": Habit(
        95, 2.6, 0.5, 1.2,
        {**TOP_BAR, "board-filter": 5, "add-card": 12, "card-1-*": 16, "card-2-*": 14,
         "card-3-*": 7, "card-4-*": 3},
        APP_EXITS, stray=0.05,
    ),
    "/app/automations": Habit(
        44, 1.3, 0.44, 2.6,
        {**TOP_BAR, "new-automation": 10, "toggle-*": 12, "automation-*": 7, "use-template-*": 160},
        APP_EXITS, stray=0.08,
    ),
    "/app/settings/billing": Habit(
        40, 1.1, 0.35, 1.4,
        {**TOP_BAR, "period-monthly": 2, "period-yearly": 6, "contact-sales": 2, "update-card": 3,
         "invoice-*": 9},
        APP_EXITS, stray=0.12,
    ),
    "/app/settings/team": Habit(
        34, 1.4, 0.5, 1.4,
        {**TOP_BAR, "invite-member": 12, "role-*": 9, "member-*": 6, "resend-*": 4}, APP_EXITS,
    ),
    "/app/onboarding/1": Habit(
        48, 3.4, 0.8, 1.2,
        {"workspace-name": 10, "your-name": 9, "work-mail": 10, "choice-*": 12, "help": 0.5},
    ),
    "/app/onboarding/2": Habit(
        85, 4.2, 0.15, 0.5,
        {"source-*": 16, "source-host": 9, "source-port": 3, "source-user": 7, "source-key": 9,
         "test-connection": 12, "help": 3},
    ),
    "/app/onboarding/3": Habit(
        40, 2.2, 0.4, 0.8,
        {"invite-mail-1": 9, "invite-mail-2": 5, "invite-mail-3": 2, "copy-invite-link": 6},
    ),
    "/": Habit(
        31, 0.9, 0.3, 1.5,
        {"hero-demo": 10},
        {**SITE_EXITS, "learn-*": (9, "/docs/:id")}, stray=0.2,
    ),
    "/pricing": Habit(
        46, 1.6, 0.24, 1.3,
        {"toggle-monthly": 5, "toggle-yearly": 13, "plan-enterprise": 3, "faq-*": 11,
         "contact-us": 3},
        SITE_EXITS, stray=0.16,
    ),
    "/blog/:id": Habit(
        85, 0.35, 0.16, 0.9, {"footer-about": 1},
        {**SITE_EXITS, "related-*": (10, "/blog/:id")}, stray=0.3,
    ),
    "/docs/:id": Habit(
        64, 0.8, 0.22, 1.0, {"copy-code-*": 14, "helpful-yes": 3, "helpful-no": 1},
        {**SITE_EXITS, "contents-*": (22, "/docs/:id")}, stray=0.12,
    ),
}  # fmt: skip

# Presses that the product answers with an event of its own: (event, how often it does).
OUTCOMES: Mapping[str, tuple[str, float]] = {
    "new-report": ("report_created", 0.7),
    "add-card": ("card_created", 0.85),
    "new-automation": ("automation_created", 0.4),
    "use-template": ("automation_created", 0.5),
    "invite-member": ("invitation_sent", 0.6),
    "share-report": ("report_shared", 0.7),
    "post-comment": ("comment_posted", 0.9),
}
