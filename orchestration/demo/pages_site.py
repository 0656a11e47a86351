"""The marketing site of the demo product: front page and pricing."""

from __future__ import annotations

from orchestration.demo.builder import (
    ACCENT,
    FAINT,
    GOOD,
    INK,
    LINE,
    MUTED,
    SURFACE,
    TINT,
    PageBuilder,
)
from orchestration.demo.layout import Band, Box, Layout
from orchestration.demo.site_shell import call_to_action, end_site_page, heading, start_site_page

FEATURES = (
    ("boards", "Boards", "Drag cards between columns and see what moves."),
    ("timeline", "Timeline", "Plan across teams without a spreadsheet."),
    ("reports", "Reports", "Burn-up, cycle time and revenue in one place."),
    ("automations", "Automations", "Rules that move work along for you."),
    ("docs", "Docs", "Write specs next to the work they describe."),
    ("integrations", "Integrations", "Connect chat, code and calendars."),
)
PLANS = (
    ("free", "Free", "$0", ("3 boards", "2 reports", "Community help"), "Start free"),
    ("pro", "Pro", "$12", ("Unlimited boards", "Reports", "Automations"), "Start trial"),
    ("enterprise", "Enterprise", "$29", ("Single sign-on", "Audit log", "Support 24/7"),
     "Contact sales"),
)  # fmt: skip
QUESTIONS = (
    "Can I change plan later?",
    "Do you offer discounts?",
    "What happens after the trial?",
    "Is my data safe?",
    "Can I export my data?",
)
COMPARED = ("Boards", "Timeline", "Reports", "Automations", "Guests", "SSO", "Audit log", "Support")


def home(band: Band) -> Layout:
    """The front page of the site."""
    page = PageBuilder("/", "Lumen: work your whole team can see", band, background=SURFACE)
    start_site_page(page)
    _hero(page)
    _features(page)
    _quote(page)
    call_to_action(page, "Ready when you are", "cta-bottom")
    end_site_page(page)
    return page.finish(bottom=0)


def _hero(page: PageBuilder) -> None:
    page.section("hero")
    top, narrow = page.y, page.width < 1000
    height = 700 if narrow else 520
    page.panel(Box(0, top, page.width, height), TINT, "", 0)
    text_wide = page.content_width if narrow else page.content_width * 0.44
    y = top + (48 if page.is_phone else 86)
    size = 30 if page.is_phone else 40
    for line in ("Plan work your", "whole team can see"):
        page.label(page.left, y, line, size, bold=True)
        y += size * 1.25
    page.target(
        "hero-title", Box(page.left, y - size * 2.5, text_wide, size * 2.5), "h1", interactive=False
    )
    y = page.paragraph(
        page.left,
        y + 10,
        text_wide,
        "Boards, timelines and reports in one place. "
        "Set up in minutes, no credit card, cancel at any time.",
        16,
    )
    page.button("hero-start", Box(page.left, y + 22, 150, 50), "Start free", style="primary")
    page.button("hero-demo", Box(page.left + 164, y + 22, 150, 50), "Watch demo")
    beside = page.content_width * 0.48
    art = Box(page.right - beside, top + 70, beside, 380)
    if narrow:
        art = Box(page.left, y + 110, page.content_width, 340)
    page.picture("hero-picture", art, "#ffffff", 14)
    page.panel(Box(art.x, art.y, art.width, 36), "#e0e7ff", "", 14)
    page.line_chart(
        Box(art.x + 24, art.y + 70, art.width - 48, art.height * 0.4),
        [0.2, 0.34, 0.3, 0.52, 0.48, 0.7, 0.66, 0.9],
    )
    for index in range(3):
        wide = (art.width - 80) / 3
        page.panel(Box(art.x + 24 + index * (wide + 16), art.bottom - 100, wide, 76), TINT, "", 8)
    page.y = top + height + 60


def _features(page: PageBuilder) -> None:
    heading(page, "Everything in one workspace")
    page.section("features")
    per_row = 1 if page.is_phone else 2 if page.width < 1000 else 3
    for index, (key, name, text) in enumerate(FEATURES):
        x, width = page.columns(per_row, gap=24)[index % per_row]
        box = Box(x, page.y + (index // per_row) * 216, width, 196)
        page.panel(box)
        page.panel(
            Box(x + 20, box.y + 20, 36, 36), ("#c7d2fe", "#fde68a", "#bbf7d0")[index % 3], "", 10
        )
        page.label(x + 20, box.y + 72, name, 16, bold=True)
        page.paragraph(x + 20, box.y + 100, width - 40, text, 13)
        page.link(
            f"learn-{key}", x + 20, box.bottom - 36, "Learn more", f"/docs/{102 + index}", size=13
        )
        page.target(
            f"feature-{key}", Box(x + 20, box.y + 64, width - 40, 76), "p", interactive=False
        )
    page.y += (len(FEATURES) // per_row) * 216 + 50


def _quote(page: PageBuilder) -> None:
    page.section("quote")
    box = Box(page.left, page.y, page.content_width, 170)
    page.panel(box, "#f3f0ff", "", 14)
    y = page.paragraph(
        box.x + 32,
        box.y + 40,
        box.width - 64,
        "“We stopped asking where things stand. Everybody sees it before the meeting starts.”",
        18,
        INK,
    )
    page.label(box.x + 32, y + 14, "Mira Patel, operations lead", 13, colour=MUTED)
    page.target("customer-quote", box.inset(24), "blockquote", interactive=False)
    page.y = box.bottom + 70


def pricing(band: Band) -> Layout:
    """Plans, comparison, questions."""
    page = PageBuilder("/pricing", "Pricing · Lumen", band, background=SURFACE)
    start_site_page(page)
    page.y += 50
    heading(page, "Simple pricing")
    page.section("period", "div")
    middle = page.width / 2
    page.button("toggle-monthly", Box(middle - 128, page.y, 120, 40), "Monthly", style="primary")
    page.button("toggle-yearly", Box(middle + 8, page.y, 120, 40), "Yearly")
    page.y += 74
    _plan_cards(page)
    _comparison(page)
    _questions(page)
    call_to_action(page, "Still not sure? Talk to us", "contact-us")
    end_site_page(page)
    return page.finish(bottom=0)


def _plan_cards(page: PageBuilder) -> None:
    page.section("plans")
    per_row = 1 if page.is_phone else 3
    for index, (key, name, price, facts, text) in enumerate(PLANS):
        x, width = page.columns(per_row, gap=24)[index % per_row]
        box = Box(x, page.y, width, 350)
        page.panel(box, outline=ACCENT if key == "pro" else LINE, radius=14)
        page.label(x + 24, box.y + 24, name, 17, bold=True)
        page.label(x + 24, box.y + 56, price, 36, bold=True)
        page.label(x + 24, box.y + 108, "per member and month", 12, colour=MUTED)
        for row, fact in enumerate(facts):
            page.panel(Box(x + 24, box.y + 150 + row * 30, 10, 10), GOOD, "", 5)
            page.label(x + 44, box.y + 146 + row * 30, fact, 14, colour=MUTED)
        style = "primary" if key == "pro" else "plain"
        page.button(f"plan-{key}", Box(x + 24, box.bottom - 70, width - 48, 46), text, style=style)
        page.target(f"price-{key}", Box(x + 24, box.y + 50, 150, 70), "span", interactive=False)
        if per_row == 1 or index == per_row - 1:
            page.y = box.bottom + (20 if per_row == 1 and index < 2 else 70)


def _comparison(page: PageBuilder) -> None:
    heading(page, "Compare plans")
    page.section("compare")
    names = ("Feature", "Free", "Pro", "Enterprise")
    top = page.y
    for row, feature in enumerate(("", *COMPARED)):
        page.panel(Box(page.left, page.y + 45, page.content_width, 1), LINE, "", 0)
        cells = names if row == 0 else (feature, "10" if row < 3 else "–", "✓", "✓")
        for column, cell in enumerate(cells):
            x = page.left + (0.02, 0.36, 0.54, 0.72)[column] * page.content_width
            page.label(
                x,
                page.y + 23,
                cell,
                12 if page.is_phone else 14,
                bold=row == 0 or column == 0,
                anchor="lm",
            )
        page.y += 46
    page.target(
        "compare-table",
        Box(page.left, top, page.content_width, page.y - top),
        "table",
        interactive=False,
    )
    page.y += 60


def _questions(page: PageBuilder) -> None:
    heading(page, "Questions")
    page.section("faq")
    for index, question in enumerate(QUESTIONS):
        box = Box(page.left, page.y, page.content_width, 56)
        page.panel(box)
        page.label(box.x + 20, box.middle[1], question, 14, anchor="lm")
        page.label(box.right - 26, box.middle[1], "+", 18, colour=FAINT, anchor="mm")
        page.target(f"faq-{index + 1}", box, "button", text=question, classes=("faq-item",))
        page.y = box.bottom + 10
    page.y += 50
