"""The list of reports and one report of the demo app."""

from __future__ import annotations

from orchestration.demo.app_shell import end_app_page, page_title, start_app_page
from orchestration.demo.builder import FAINT, LINE, MUTED, WARM, PageBuilder
from orchestration.demo.layout import Band, Box, Layout

MONTHS = [0.35, 0.6, 0.45, 0.8, 0.62, 0.5, 0.72, 0.55, 0.9, 0.66, 0.48, 0.76]
REPORTS = (
    "Weekly active teams", "Revenue by plan", "Churn, last 90 days", "Sign-ups by channel",
    "Board activity", "Automation runs", "Support load", "Onboarding funnel",
    "Feature adoption", "Invoices overdue", "NPS by segment", "Storage used",
)  # fmt: skip


def reports(band: Band, *, is_released: bool = True) -> Layout:
    """The list of reports. The release moves `new-report` from the top right to the toolbar."""
    page = PageBuilder("/app/reports", "Reports · Lumen", band)
    start_app_page(page, "nav-reports")
    page_title(page, "Reports", "64 reports in this workspace")
    head = Box(page.left, page.y, page.content_width, 38)
    page.target("page-head", head, "div", interactive=False)
    if not is_released:
        page.buttons_right(page.y, ("new-report", "New report", "primary"))
    page.y += 46 if page.is_phone else 78
    _filters(page)
    tools = (("import-report", "Import"), ("report-folders", "Folders"), ("report-trash", "Trash"))
    _toolbar(page, (("new-report", "New report"), *tools) if is_released else tools)
    _report_rows(page)
    end_app_page(page)
    return page.finish()


def _filters(page: PageBuilder) -> None:
    page.section("filters", "div")
    x = page.left
    for name, width in (("All", 56), ("Mine", 66), ("Shared", 80), ("Archived", 94)):
        style = "primary" if name == "All" else "plain"
        page.button(f"filter-{name.lower()}", Box(x, page.y, width, 36), name, style=style)
        x += width + 10
    page.y += 58


def _toolbar(page: PageBuilder, tools: tuple[tuple[str, str], ...]) -> None:
    """Tools at the left of the list, or in one row above it on phones."""
    page.section("toolbar", "aside")
    if page.is_phone:
        for (key, text), (x, width) in zip(tools, page.columns(len(tools), gap=6), strict=True):
            style = "primary" if key == "new-report" else "plain"
            text = "New" if key == "new-report" else text
            page.button(key, Box(x, page.y, width, 38), text, style=style, size=12)
        page.y += 54
        return
    page.panel(Box(page.left, page.y, 164, 16 + 52 * len(tools)))
    for index, (key, text) in enumerate(tools):
        style = "primary" if key == "new-report" else "plain"
        page.button(key, Box(page.left + 14, page.y + 14 + index * 52, 136, 40), text, style=style)


def _report_rows(page: PageBuilder) -> None:
    page.section("report-list")
    left = page.left if page.is_phone else page.left + 184
    for index, name in enumerate(REPORTS):
        box = Box(left, page.y, page.right - left, 78)
        page.panel(box)
        page.link(
            f"report-row-{index + 1}",
            box.x + 20,
            box.y + 20,
            name,
            f"/app/reports/{1001 + index}",
            bold=True,
        )
        owner = ("Anna", "Jonas", "Mira", "Leo")[index % 4]
        page.label(box.x + 20, box.y + 46, f"{owner} · updated today", 12, colour=MUTED)
        if page.width > 1000:
            spark = Box(box.right - 300, box.y + 24, 180, 32)
            page.bars(spark, MONTHS[index % 5 :], "#a5b4fc")
        star = Box(box.right - 50, box.y + 23, 32, 32)
        page.label(*star.middle, "★", 16, colour=WARM if index % 4 == 0 else FAINT, anchor="mm")
        page.target(f"star-{index + 1}", star, "button", text="★", classes=("star",))
        page.y = box.bottom + 12
    page.button("next-page", Box(page.right - 110, page.y + 8, 110, 38), "Next page")
    page.y += 46


def report(band: Band) -> Layout:
    """One report; its Export CSV button is the broken one (not shown on phones)."""
    page = PageBuilder("/app/reports/:id", "Report · Lumen", band)
    start_app_page(page, "nav-reports")
    page_title(
        page,
        "Revenue" if page.is_phone else "Revenue by plan",
        "Owner Anna · refreshed 5 minutes ago",
    )
    extra = () if page.is_phone else (("export-csv", "Export CSV", "plain"),)
    page.buttons_right(
        page.y, *extra, ("share-report", "Share", "plain"), ("edit-report", "Edit", "primary")
    )
    page.y += 58 if page.is_phone else 84
    page.section("panel")
    box = Box(page.left, page.y, page.content_width, 420)
    page.card(box, "Monthly revenue")
    x = box.right - 300 if not page.is_phone else box.x + 20
    for key, text in (("by-month", "Month"), ("by-week", "Week"), ("by-plan", "By plan")):
        y = box.y + (52 if page.is_phone else 16)
        page.button(key, Box(x, y, 86, 34), text, style="plain", size=13)
        x += 94
    chart = Box(box.x + 24, box.y + 108, box.width - 48, 280)
    page.bars(chart, MONTHS, "#818cf8")
    page.target("report-chart", chart, "svg", interactive=False)
    page.y = box.bottom + 22
    _report_table(page)
    _comments(page)
    end_app_page(page)
    return page.finish()


def _report_table(page: PageBuilder) -> None:
    page.section("panel")
    box = Box(page.left, page.y, page.content_width, 64 + 11 * 42)
    page.card(box, "Figures")
    names = ("Month", "Plan", "Accounts", "Revenue")
    inner = Box(box.x + 20, box.y + 58, box.width - 40, 42)
    for row in range(11):
        y = inner.y + row * 42
        page.panel(Box(inner.x, y + 41, inner.width, 1), LINE, "", 0)
        plan = ("Free", "Pro", "Enterprise")[row % 3]
        figures = (
            f"{row:02} 2026",
            plan,
            f"{120 + row * 37 % 91}",
            f"${4 + row * 13 % 29}.{row % 9}k",
        )
        cells = figures if row else names
        for column, cell in enumerate(cells):
            x = inner.x + column * inner.width / 4
            page.label(
                x,
                y + 21,
                cell,
                13,
                colour=MUTED if row == 0 else "#111827",
                bold=row == 0,
                anchor="lm",
            )
    for column, name in enumerate(names):
        x = inner.x + column * inner.width / 4
        page.target(f"sort-{name.lower()}", Box(x, inner.y, 90, 40), "button", text=name)
    page.target(
        "report-cells", Box(inner.x, inner.y + 44, inner.width, 9 * 42), "table", interactive=False
    )
    page.y = box.bottom + 22


def _comments(page: PageBuilder) -> None:
    page.section("comments")
    box = Box(page.left, page.y, page.content_width, 196)
    page.card(box, "Comments")
    page.label(
        box.x + 20, box.y + 56, "Jonas: the March jump is the annual deals.", 13, colour=MUTED
    )
    field = Box(box.x + 20, box.y + 84, box.width - 40, 44)
    page.panel(field, "#ffffff", "#cbd2df", 8)
    page.label(field.x + 12, field.middle[1], "Write a comment", 14, colour=FAINT, anchor="lm")
    page.target("comment-text", field, "textarea")
    page.button("post-comment", Box(box.x + 20, box.y + 142, 96, 36), "Post", style="primary")
    page.y = box.bottom
