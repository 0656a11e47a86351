"""The three onboarding steps of the demo app."""

from __future__ import annotations

from orchestration.demo.builder import ACCENT, LINE, MUTED, SURFACE, TINT, PageBuilder
from orchestration.demo.layout import Band, Box, Layout

SOURCES = ("PostgreSQL", "MySQL", "BigQuery", "Snowflake", "Sheets", "CSV file")


def _start(band: Band, step: int, title: str, subtitle: str) -> PageBuilder:
    page = PageBuilder(f"/app/onboarding/{step}", f"Setup {step}/3 · Lumen", band)
    with page.fixed("topbar"):
        page.panel(Box(0, 0, page.width, 60), SURFACE, "", 0)
        page.panel(Box(0, 59, page.width, 1), LINE, "", 0)
        page.panel(Box(20, 17, 26, 26), ACCENT, "", 8)
        page.panel(Box(28, 25, 10, 10), SURFACE, "", 5)
        page.label(56, 30, "Lumen", 17, bold=True, anchor="lm")
        page.target("brand", Box(20, 14, 110, 32), "a", text="Lumen", href="/app/onboarding/1")
        page.link("help", page.width - 60, 22, "Help", "https://www.lumen-demo.example/docs/101")
    wide = min(640, page.width - 32)
    page.left, page.right = (page.width - wide) / 2, (page.width + wide) / 2
    page.y = 96
    for index, (x, width) in enumerate(page.columns(3, gap=8)):
        page.panel(Box(x, page.y, width, 8), ACCENT if index < step else "#d9deea", "", 4)
    page.y += 40
    page.section("page-head", "div")
    page.label(page.left, page.y, title, 20 if page.is_phone else 26, bold=True)
    page.target("page-title", Box(page.left, page.y, wide * 0.7, 34), "h1", interactive=False)
    page.y = page.paragraph(page.left, page.y + 42, wide, subtitle) + 18
    page.section("setup", "form")
    return page


def _finish(page: PageBuilder, step: int, text: str, skip: str) -> Layout:
    page.button(f"onboarding-next-{step}", Box(page.left, page.y, 170, 44), text, style="primary")
    page.link(
        f"onboarding-skip-{step}",
        page.left + 196,
        page.y + 14,
        skip,
        f"/app/onboarding/{step + 1}" if step < 3 else "/app/dashboard",
        size=13,
        colour=MUTED,
    )
    page.y += 64
    return page.finish(bottom=60)


def workspace(band: Band) -> Layout:
    """Step 1: name and mail."""
    page = _start(band, 1, "Create your workspace", "It takes two minutes; no credit card needed.")
    page.field("workspace-name", page.left, page.content_width, "Workspace name", "Acme Projects")
    page.field("your-name", page.left, page.content_width, "Your name", "Anna Keller")
    page.field("work-mail", page.left, page.content_width, "Work e-mail", "you@example.com")
    page.label(page.left, page.y, "What will you track first?", 13, colour=MUTED)
    page.y += 28
    for index, (name, (x, width)) in enumerate(
        zip(("Projects", "Revenue", "Support"), page.columns(3, gap=12), strict=True)
    ):
        page.button(f"choice-{index + 1}", Box(x, page.y, width, 72), name)
    return _continue(page, 1)


def _continue(page: PageBuilder, step: int) -> Layout:
    page.y += 104
    return _finish(page, step, "Continue", "I was invited")


def data_source(band: Band) -> Layout:
    """Step 2, where people get lost: on phones the form runs far below the fold."""
    page = _start(
        band,
        2,
        "Connect data source",
        "Reports read your data where it lies. Have host, user and key at hand.",
    )
    per_row = 2 if page.is_phone else 3
    for index, name in enumerate(SOURCES):
        x, width = page.columns(per_row, gap=12)[index % per_row]
        box = Box(x, page.y + (index // per_row) * 88, width, 76)
        page.panel(box, TINT if index == 0 else SURFACE, ACCENT if index == 0 else LINE)
        page.panel(Box(x + 14, box.y + 24, 28, 28), "#c7d2fe", "", 8)
        page.label(x + 54, box.middle[1], name, 13, anchor="lm")
        page.target(f"source-{index + 1}", box, "button", text=name, classes=("tile",))
    page.y += (len(SOURCES) // per_row) * 88 + 12
    for key, caption, value in (
        ("source-host", "Host", "db.example.com"),
        ("source-port", "Port", "5432"),
        ("source-user", "User", "readonly"),
        ("source-key", "API key or password", "••••••••"),
    ):
        page.field(key, page.left, page.content_width, caption, value)
    page.button("test-connection", Box(page.left, page.y, 160, 40), "Test connection")
    page.y += 64
    return _finish(page, 2, "Connect", "Skip for now")


def invite(band: Band) -> Layout:
    """Step 3: team mates."""
    page = _start(band, 3, "Invite your team", "Boards are more fun together. You can do it later.")
    for index in range(3):
        page.field(
            f"invite-mail-{index + 1}",
            page.left,
            page.content_width,
            f"Team mate {index + 1}",
            "name@example.com",
        )
    page.button("copy-invite-link", Box(page.left, page.y, 150, 40), "Copy link")
    page.picture("team-picture", Box(page.left, page.y + 64, page.content_width, 180), TINT)
    page.y += 276
    return _finish(page, 3, "Finish set-up", "Skip for now")
