"""Automations of the demo app; the templates gallery lies far below the fold on purpose."""

from __future__ import annotations

from orchestration.demo.app_shell import end_app_page, page_title, start_app_page
from orchestration.demo.builder import ACCENT, FAINT, GOOD, LINE, MUTED, TINT, PageBuilder
from orchestration.demo.layout import Band, Box, Layout

RUNS = [0.4, 0.55, 0.5, 0.7, 0.62, 0.3, 0.28, 0.66, 0.74, 0.7, 0.82, 0.78, 0.35, 0.33]
OWN = (
    "Weekly digest",
    "Notify on overdue card",
    "Archive done cards",
    "Assign reviewer",
    "Post to chat",
    "Escalate churn risk",
)
TEMPLATES = (
    "Stand-up reminder",
    "Lead routing",
    "Invoice follow-up",
    "Release notes",
    "New hire checklist",
    "Bug triage",
    "Meeting notes",
    "Renewal alert",
)
STEPS = (
    "Pick a trigger: a card moves, a date passes, a report changes.",
    "Add conditions, so that it runs only when it should.",
    "Choose what happens: assign, notify, move or export.",
)


def automations(band: Band) -> Layout:
    """One's own automations first, the templates last."""
    page = PageBuilder("/app/automations", "Automations · Lumen", band)
    start_app_page(page, "nav-automations")
    page_title(page, "Automations", "6 active, 2 paused")
    page.buttons_right(
        page.y, ("new-automation", "New" if page.is_phone else "New automation", "primary")
    )
    page.y += 58 if page.is_phone else 84
    _own(page)
    _runs(page)
    _how_it_works(page)
    _templates(page)
    end_app_page(page)
    return page.finish()


def _own(page: PageBuilder) -> None:
    page.section("automation-list")
    for index, name in enumerate(OWN):
        box = Box(page.left, page.y, page.content_width, 74)
        page.panel(box)
        page.link(
            f"automation-{index + 1}",
            box.x + 20,
            box.y + 18,
            name,
            f"/app/automations#edit-{index + 1}",
            bold=True,
        )
        page.label(
            box.x + 20, box.y + 44, f"ran {17 + index * 23 % 41} times this week", 12, colour=MUTED
        )
        switch = Box(box.right - 70, box.y + 25, 46, 24)
        page.panel(switch, GOOD if index != 3 else "#cbd2df", "", 12)
        knob = switch.right - 22 if index != 3 else switch.x + 2
        page.panel(Box(knob, switch.y + 2, 20, 20), "#ffffff", "", 10)
        page.target(f"toggle-{index + 1}", switch, "button", text="On or off", classes=("switch",))
        page.y = box.bottom + 10
    page.y += 14


def _runs(page: PageBuilder) -> None:
    page.section("panel")
    box = Box(page.left, page.y, page.content_width, 350)
    page.card(box, "Runs per day")
    chart = Box(box.x + 20, box.y + 70, box.width - 40, 240)
    page.bars(chart, RUNS, "#34d399")
    page.target("runs-chart", chart, "svg", interactive=False)
    page.y = box.bottom + 24


def _how_it_works(page: PageBuilder) -> None:
    page.section("panel")
    height = 520 if page.is_phone else 470
    box = Box(page.left, page.y, page.content_width, height)
    page.card(box, "How automations work")
    art = Box(box.x + 20, box.y + 58, box.width - 40, 200)
    page.panel(art, TINT, "", 10)
    step = art.width / 3
    for index in range(3):
        centre = art.x + (index + 0.5) * step
        page.panel(Box(centre - 34, art.middle[1] - 34, 68, 68), "#c7d2fe", "", 34)
        page.label(centre, art.middle[1], str(index + 1), 22, bold=True, colour=ACCENT, anchor="mm")
    page.target("how-it-works", art, "img", interactive=False)
    y = art.bottom + 22
    for line in STEPS:
        y = page.paragraph(box.x + 20, y, box.width - 40, line) + 8
    page.link(
        "automation-docs",
        box.x + 20,
        box.bottom - 38,
        "Read the guide",
        "https://www.lumen-demo.example/docs/104",
    )
    page.y = box.bottom + 30


def _templates(page: PageBuilder) -> None:
    page.section("templates")
    page.label(page.left, page.y, "Start from a template", 20, bold=True)
    page.y += 44
    per_row = 2 if page.width < 1000 else 4
    for index, name in enumerate(TEMPLATES):
        x, width = page.columns(per_row, gap=16)[index % per_row]
        box = Box(x, page.y + (index // per_row) * 206, width, 190)
        page.panel(box)
        page.panel(
            Box(x + 16, box.y + 16, 40, 40), ("#fde68a", "#bbf7d0", "#c7d2fe")[index % 3], "", 10
        )
        page.label(x + 16, box.y + 72, name, 13 if page.is_phone else 15, bold=True)
        page.label(x + 16, box.y + 98, "by Lumen", 12, colour=FAINT)
        page.panel(Box(x + 16, box.y + 124, width - 32, 1), LINE, "", 0)
        page.button(
            f"use-template-{index + 1}",
            Box(x + 16, box.bottom - 52, 122, 36),
            "Use template",
            size=13,
        )
    page.y += (len(TEMPLATES) // per_row) * 206
    page.label(page.left, page.y + 10, "More templates every month.", 13, colour=MUTED)
    page.y += 40
