"""Dashboard and one board of the demo app."""

from __future__ import annotations

from orchestration.demo.app_shell import end_app_page, page_title, start_app_page
from orchestration.demo.builder import (
    ACCENT,
    BAD,
    FAINT,
    GOOD,
    LINE,
    MUTED,
    TINT,
    WARM,
    PageBuilder,
)
from orchestration.demo.layout import Band, Box, Layout
from orchestration.demo.pages_reports import REPORTS

WEEKS = [0.32, 0.38, 0.35, 0.46, 0.44, 0.52, 0.5, 0.61, 0.58, 0.66, 0.72, 0.7, 0.81, 0.86]


def dashboard(band: Band) -> Layout:
    """Key figures, a chart, recent reports, what the team did."""
    page = PageBuilder("/app/dashboard", "Dashboard · Lumen", band)
    start_app_page(page, "nav-dashboard")
    page_title(page, "Good morning, Anna", "Here is what your team did this week.")
    page.buttons_right(
        page.y - 2 + (42 if page.is_phone else 0),
        ("range-7d", "7d", "plain"),
        ("range-30d", "30d", "primary"),
        ("range-90d", "90d", "plain"),
    )
    page.y += 96 if page.is_phone else 84
    _kpi_cards(page)
    _usage_chart(page)
    _recent_reports(page)
    _activity(page)
    end_app_page(page)
    return page.finish()


def _kpi_cards(page: PageBuilder) -> None:
    page.section("cards", "div")
    facts = (
        ("kpi-users", "Active users", "1,284", "+4.1 %", GOOD),
        ("kpi-revenue", "Revenue", "$48.2k", "+2.7 %", GOOD),
        ("kpi-churn", "Churn", "2.1 %", "+0.3 pts", BAD),
        ("kpi-nps", "NPS", "47", "+5", GOOD),
    )
    per_row = 2 if page.width < 1000 else 4
    for index, (key, name, value, change, colour) in enumerate(facts):
        x, width = page.columns(per_row, gap=16)[index % per_row]
        box = Box(x, page.y + (index // per_row) * 126, width, 110)
        page.panel(box)
        page.label(x + 18, box.y + 18, name, 13, colour=MUTED)
        page.label(x + 18, box.y + 42, value, 24, bold=True)
        page.label(x + 18, box.y + 80, change, 12, colour=colour, bold=True)
        page.target(key, box, "button", text=name, classes=("card",))
    page.y += 126 * (len(facts) // per_row) + 6


def _usage_chart(page: PageBuilder) -> None:
    page.section("panel")
    box = Box(page.left, page.y, page.content_width, 330)
    page.card(box, "Active users")
    page.label(box.x + 20, box.y + 44, "daily, all boards", 12, colour=MUTED)
    chart = Box(box.x + 20, box.y + 78, box.width - 40, 214)
    page.line_chart(chart, WEEKS)
    page.target("usage-chart", chart, "svg", interactive=False)
    for index, day in enumerate(("8 Nov", "11", "14", "17", "20")):
        page.label(chart.x + index * chart.width / 4.4, chart.bottom + 10, day, 11, colour=FAINT)
    page.y = box.bottom + 22


def _recent_reports(page: PageBuilder) -> None:
    page.section("panel")
    box = Box(page.left, page.y, page.content_width, 66 + 5 * 56)
    page.card(box, "Recent reports")
    page.link("all-reports", box.right - 84, box.y + 22, "View all", "/app/reports", size=13)
    for index, name in enumerate(REPORTS[:5]):
        y = box.y + 60 + index * 56
        page.panel(Box(box.x + 20, y, box.width - 40, 1), LINE, "", 0)
        page.link(
            f"recent-report-{index + 1}",
            box.x + 20,
            y + 20,
            name,
            f"/app/reports/{1001 + index}",
            bold=True,
        )
        if not page.is_phone:
            page.label(box.right - 220, y + 20, "updated today", 13, colour=MUTED)
        star = Box(box.right - 52, y + 12, 32, 32)
        page.label(*star.middle, "★", 16, colour=WARM if index < 2 else FAINT, anchor="mm")
        page.target(f"star-{index + 1}", star, "button", text="★", classes=("star",))
    page.y = box.bottom + 22


def _activity(page: PageBuilder) -> None:
    page.section("panel")
    box = Box(page.left, page.y, page.content_width, 300)
    page.card(box, "Team activity")
    for index, line in enumerate(
        (
            "Mira moved “Launch plan” to Doing",
            "Jonas shared “Revenue by plan”",
            "Aiko commented on “Churn”",
            "Leo switched on “Weekly digest”",
        )
    ):
        y = box.y + 66 + index * 44
        page.panel(Box(box.x + 20, y, 28, 28), TINT, "", 14)
        page.label(box.x + 60, y + 14, line, 13 if page.is_phone else 14, anchor="lm")
    page.button("load-more", Box(box.x + 20, box.bottom - 54, 116, 36), "Load more")
    page.y = box.bottom


def board(band: Band) -> Layout:
    """Cards in stacks; narrow screens show fewer stacks."""
    page = PageBuilder("/app/boards/:id", "Board · Lumen", band)
    start_app_page(page, "nav-boards")
    page_title(page, "Launch plan", "Board · 14 cards")
    page.buttons_right(
        page.y, ("board-filter", "Filter", "plain"), ("add-card", "Add card", "primary")
    )
    page.y += 58 if page.is_phone else 84
    stacks = (("To do", 5), ("Doing", 4), ("Review", 3), ("Done", 2))
    shown = stacks[:2] if page.is_phone else stacks[:3] if page.width < 1000 else stacks
    titles = ("Pricing copy", "Beta invitations", "Import from CSV", "Press list", "Demo video")
    top, lowest = page.y, page.y
    for column, ((name, count), (x, width)) in enumerate(
        zip(shown, page.columns(len(shown), gap=18), strict=True)
    ):
        page.section("stack")
        page.panel(Box(x, top, width, 60 + count * 136), "#eceff5", "", 10)
        page.label(x + 16, top + 18, f"{name} · {count}", 14, bold=True)
        for row in range(count):
            card = Box(x + 10, top + 50 + row * 136, width - 20, 122)
            page.panel(card)
            page.panel(Box(card.x + 14, card.y + 14, 46, 8), (ACCENT, GOOD, WARM)[row % 3], "", 4)
            page.label(card.x + 14, card.y + 34, titles[(row + column) % 5], 14, bold=True)
            page.label(card.x + 14, card.y + 60, "2 comments", 12, colour=MUTED)
            page.panel(Box(card.x + 14, card.bottom - 34, 24, 24), "#fde68a", "", 12)
            page.target(
                f"card-{column + 1}-{row + 1}", card, "div", text=titles[row], classes=("task",)
            )
        lowest = max(lowest, top + 60 + count * 136)
    page.y = lowest
    end_app_page(page)
    return page.finish()
