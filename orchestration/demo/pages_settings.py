"""Billing and team settings of the demo app."""

from __future__ import annotations

from orchestration.demo.app_shell import end_app_page, page_title, start_app_page
from orchestration.demo.builder import ACCENT, FAINT, GOOD, LINE, MUTED, TINT, PageBuilder
from orchestration.demo.layout import Band, Box, Layout

PLANS = (
    ("Free", "$0", ("3 boards", "2 reports", "Community help"), "current-plan", "Your plan"),
    ("Pro", "$12", ("Unlimited boards", "64 reports", "Automations"), "upgrade-pro", "Upgrade"),
    ("Enterprise", "$29", ("Single sign-on", "Audit log", "Support 24/7"), "contact-sales",
     "Talk to us"),
)  # fmt: skip
MEMBERS = (
    "Anna Keller",
    "Jonas Brandt",
    "Mira Patel",
    "Leo Martin",
    "Aiko Tanaka",
    "Sara Nilsson",
    "Tom Okafor",
    "Nina Rossi",
    "Paul Weber",
)


def billing(band: Band) -> Layout:
    """Plans, usage, payment method, invoices."""
    page = PageBuilder("/app/settings/billing", "Billing · Lumen", band)
    start_app_page(page, "nav-billing")
    page_title(page, "Billing", "Prices per member and month")
    page.y += 48 if page.is_phone else 76
    page.section("period", "div")
    page.button("period-monthly", Box(page.left, page.y, 96, 36), "Monthly", style="primary")
    page.button("period-yearly", Box(page.left + 104, page.y, 150, 36), "Yearly −20 %")
    page.y += 58
    _plans(page)
    _usage(page)
    _payment(page)
    _invoices(page)
    end_app_page(page)
    return page.finish()


def _plans(page: PageBuilder) -> None:
    page.section("plans", "div")
    count = 1 if page.is_phone else 3
    for index, (name, price, facts, key, text) in enumerate(PLANS):
        x, width = page.columns(count)[index % count]
        height = 262 if page.is_phone else 300
        box = Box(x, page.y, width, height)
        page.panel(box, outline=ACCENT if name == "Pro" else LINE, radius=12)
        page.label(x + 22, box.y + 22, name, 16, bold=True)
        page.label(x + 22, box.y + 50, price, 30, bold=True)
        for row, fact in enumerate(facts):
            y = box.y + 106 + row * 26
            page.panel(Box(x + 22, y + 4, 8, 8), GOOD, "", 4)
            page.label(x + 40, y, fact, 13, colour=MUTED)
        style = "primary" if key == "upgrade-pro" else "plain"
        page.button(key, Box(x + 22, box.bottom - 58, width - 44, 40), text, style=style)
        page.target(
            f"plan-{name.lower()}",
            Box(x + 20, box.y + 18, width - 40, 76),
            "div",
            interactive=False,
        )
        if count == 1 or index == count - 1:
            page.y = box.bottom + 20


def _usage(page: PageBuilder) -> None:
    page.section("usage")
    box = Box(page.left, page.y, page.content_width, 196)
    page.card(box, "Usage this month")
    for index, (name, share) in enumerate((("Boards", 0.92), ("Reports", 0.6), ("Runs", 0.34))):
        y = box.y + 66 + index * 42
        page.label(box.x + 20, y, name, 13, colour=MUTED)
        meter = Box(box.x + 120, y + 3, box.width - 150, 12)
        page.panel(meter, TINT, "", 6)
        page.panel(meter._replace(width=meter.width * share), ACCENT, "", 6)
    page.y = box.bottom + 20


def _payment(page: PageBuilder) -> None:
    page.section("payment")
    box = Box(page.left, page.y, page.content_width, 120)
    page.card(box, "Payment method")
    page.label(box.x + 20, box.y + 64, "Card ending in 4242", 14, colour=MUTED)
    page.button("update-card", Box(box.right - 128, box.y + 54, 108, 38), "Update")
    page.y = box.bottom + 20


def _invoices(page: PageBuilder) -> None:
    page.section("invoices")
    box = Box(page.left, page.y, page.content_width, 66 + 6 * 50)
    page.card(box, "Invoices")
    for index in range(6):
        y = box.y + 60 + index * 50
        page.panel(Box(box.x + 20, y, box.width - 40, 1), LINE, "", 0)
        page.label(box.x + 20, y + 16, f"2026-{10 - index:02}-01", 13)
        page.label(box.middle[0], y + 16, "$96.00", 13, colour=MUTED)
        page.link(
            f"invoice-{index + 1}",
            box.right - 60,
            y + 16,
            "PDF",
            f"/app/settings/billing/invoice-{index + 1}.pdf",
            size=13,
            width=40,
        )
    page.y = box.bottom


def team(band: Band) -> Layout:
    """Members with their roles, pending invitations."""
    page = PageBuilder("/app/settings/team", "Team · Lumen", band)
    start_app_page(page, "nav-team")
    page_title(page, "Team", "9 members, 2 invitations pending")
    page.buttons_right(
        page.y, ("invite-member", "Invite" if page.is_phone else "Invite member", "primary")
    )
    page.y += 58 if page.is_phone else 84
    page.section("members")
    box = Box(page.left, page.y, page.content_width, 62 + len(MEMBERS) * 62)
    page.card(box, "Members")
    for index, name in enumerate(MEMBERS):
        y = box.y + 58 + index * 62
        page.panel(Box(box.x + 20, y, box.width - 40, 1), LINE, "", 0)
        page.panel(
            Box(box.x + 20, y + 12, 38, 38), ("#fde68a", "#c7d2fe", "#bbf7d0")[index % 3], "", 19
        )
        page.link(
            f"member-{index + 1}",
            box.x + 72,
            y + 22,
            name,
            f"/app/settings/team#{index}",
            colour="#111827",
        )
        role = Box(box.right - 140, y + 13, 120, 36)
        page.panel(role, "#ffffff", "#cbd2df", 8)
        text = ("Admin", "Member", "Viewer")[min(index, 2)]
        page.label(role.x + 12, role.middle[1], text, 13, anchor="lm")
        page.label(role.right - 16, role.middle[1], "▾", 13, colour=FAINT, anchor="mm")
        page.target(f"role-{index + 1}", role, "select")
    page.y = box.bottom + 20
    _pending(page)
    end_app_page(page)
    return page.finish()


def _pending(page: PageBuilder) -> None:
    page.section("pending")
    box = Box(page.left, page.y, page.content_width, 190)
    page.card(box, "Pending invitations")
    for index, name in enumerate(("Finance team", "Agency")):
        y = box.y + 62 + index * 60
        page.label(box.x + 20, y + 8, name, 14, colour=MUTED)
        page.button(f"resend-{index + 1}", Box(box.right - 112, y, 92, 36), "Resend")
    page.y = box.bottom
