"""The marketing site of the demo product: home, pricing, one blog post, one page of docs."""

from __future__ import annotations

from orchestration.demo.builder import (
    ACCENT, FAINT, GOOD, INK, LINE, MUTED, SURFACE, TINT, WARM, PageBuilder,
)  # fmt: skip
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
QUESTIONS = ("Can I change plan later?", "Do you offer discounts?", "What happens after the trial?",
             "Is my data safe?", "Can I export my data?")  # fmt: skip
COMPARED = ("Boards", "Timeline", "Reports", "Automations", "Guests", "SSO", "Audit log", "Support")
PROSE = (
    "Most teams do not lack data, they lack a picture everybody believes. A table of numbers is "
    "read by one person; a map of where people click is understood by the whole room. That is why "
    "we started to draw our own product, every night, from the events we already had.",
    "The first surprise came within a week. A button we were proud of was pressed by nobody, and a "
    "heading that was never meant to be a link was pressed by everybody. Moving one line of text "
    "did more than the quarter's redesign.",
    "If you try this yourself, begin with one page, one question and one group of users. Look at "
    "how far down they read before you look at what they press; what is never seen is never used.",
)


def home(band: Band) -> Layout:
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
    page.target("hero-title", Box(page.left, y - size * 2.5, text_wide, size * 2.5), "h1",
                interactive=False)  # fmt: skip
    y = page.paragraph(page.left, y + 10, text_wide, "Boards, timelines and reports in one place. "
                       "Set up in minutes, no credit card, cancel at any time.", 16)  # fmt: skip
    page.button("hero-start", Box(page.left, y + 22, 150, 50), "Start free", style="primary")
    page.button("hero-demo", Box(page.left + 164, y + 22, 150, 50), "Watch demo")
    art = (Box(page.left, y + 110, page.content_width, 340) if narrow
           else Box(page.right - page.content_width * 0.48, top + 70, page.content_width * 0.48, 380))  # fmt: skip
    page.picture("hero-picture", art, "#ffffff", 14)
    page.panel(Box(art.x, art.y, art.width, 36), "#e0e7ff", "", 14)
    page.line_chart(Box(art.x + 24, art.y + 70, art.width - 48, art.height * 0.4),
                    [0.2, 0.34, 0.3, 0.52, 0.48, 0.7, 0.66, 0.9])  # fmt: skip
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
        page.panel(Box(x + 20, box.y + 20, 36, 36), ("#c7d2fe", "#fde68a", "#bbf7d0")[index % 3], "", 10)
        page.label(x + 20, box.y + 72, name, 16, bold=True)
        page.paragraph(x + 20, box.y + 100, width - 40, text, 13)
        page.link(f"learn-{key}", x + 20, box.bottom - 36, "Learn more", f"/docs/{key}", size=13)
        page.target(f"feature-{key}", Box(x + 20, box.y + 64, width - 40, 76), "p", interactive=False)
    page.y += (len(FEATURES) // per_row) * 216 + 50


def _quote(page: PageBuilder) -> None:
    page.section("quote")
    box = Box(page.left, page.y, page.content_width, 170)
    page.panel(box, "#f3f0ff", "", 14)
    y = page.paragraph(box.x + 32, box.y + 40, box.width - 64, "“We stopped asking where things "
                       "stand. Everybody sees it before the meeting starts.”", 18, INK)  # fmt: skip
    page.label(box.x + 32, y + 14, "Mira Patel, operations lead", 13, colour=MUTED)
    page.target("customer-quote", box.inset(24), "blockquote", interactive=False)
    page.y = box.bottom + 70


def pricing(band: Band) -> Layout:
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
            page.label(x, page.y + 23, cell, 12 if page.is_phone else 14,
                       bold=row == 0 or column == 0, anchor="lm")  # fmt: skip
        page.y += 46
    page.target("compare-table", Box(page.left, top, page.content_width, page.y - top), "table",
                interactive=False)  # fmt: skip
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


def post(band: Band) -> Layout:
    page = PageBuilder("/blog/:slug", "Lumen blog", band, background=SURFACE)
    start_site_page(page)
    wide = min(760, page.content_width)
    page.left, page.right = (page.width - wide) / 2, (page.width + wide) / 2
    page.section("article", "article")
    page.y += 46
    size = 24 if page.is_phone else 34
    page.label(page.left, page.y, "What a map of", size, bold=True)
    page.label(page.left, page.y + size * 1.25, "clicks told us", size, bold=True)
    page.y += size * 2.5 + 14
    page.label(page.left, page.y, "6 minutes · by Leo Martin", 13, colour=MUTED)
    page.y += 44
    page.picture("post-picture", Box(page.left, page.y, wide, wide * 0.5), "#c7d2fe", 14)
    page.panel(Box(page.left + wide * 0.3, page.y + wide * 0.12, wide * 0.26, wide * 0.26), WARM, "",
               wide * 0.13)  # fmt: skip
    page.y += wide * 0.5 + 40
    for index, text in enumerate(PROSE * 2):
        top = page.y
        page.y = page.paragraph(page.left, page.y, wide, text, 16, "#374151") + 20
        page.target(f"paragraph-{index + 1}", Box(page.left, top, wide, page.y - top - 20), "p",
                    interactive=False)  # fmt: skip
        if index == 2:
            page.button("post-start", Box(page.left, page.y, 190, 46), "Try it on your data",
                        style="primary")  # fmt: skip
            page.y += 80
    _related(page)
    end_site_page(page)
    return page.finish(bottom=0)


def _related(page: PageBuilder) -> None:
    page.section("related")
    page.label(page.left, page.y, "Read next", 20, bold=True)
    page.y += 46
    for index, (x, width) in enumerate(page.columns(1 if page.is_phone else 3, gap=20)):
        box = Box(x, page.y, width, 170)
        page.panel(box)
        page.panel(Box(x, page.y, width, 90), ("#fde68a", "#bbf7d0", "#c7d2fe")[index], "", 10)
        page.label(x + 14, box.y + 108, ("Boards that ship", "Quiet dashboards", "Rules of thumb")[index],
                   13, bold=True)  # fmt: skip
        page.target(f"related-{index + 1}", box, "a", text="Read next", href="/blog/boards-that-ship")
    page.y += 230


def docs(band: Band) -> Layout:
    page = PageBuilder("/docs/:slug", "Lumen docs", band, background=SURFACE)
    start_site_page(page)
    top = page.y + 40
    if page.width > 1000:
        page.section("contents", "nav")
        for index, name in enumerate(("Getting started", "Boards", "Reports", "Automations", "API",
                                      "Import", "Billing", "Security")):  # fmt: skip
            page.link(f"contents-{index + 1}", page.left, top + index * 38, name,
                      "/docs/getting-started", colour=MUTED, width=180)  # fmt: skip
        page.left += 240
    page.section("article", "article")
    page.y = top
    wide = min(780, page.content_width)
    page.label(page.left, page.y, "Getting started", 24 if page.is_phone else 32, bold=True)
    page.y += 64
    for index, text in enumerate(PROSE):
        box = Box(page.left, page.y, wide, 40)
        page.label(box.x, box.y, ("Install", "First report", "Next steps")[index], 20, bold=True)
        page.y = page.paragraph(page.left, page.y + 42, wide, text, 15, "#374151") + 14
        page.target(f"text-{index + 1}", Box(box.x, box.y, wide, page.y - box.y), "p", interactive=False)
        code = Box(page.left, page.y, wide, 130)
        page.panel(code, "#1e1b4b", "", 10)
        for row, line in enumerate(("$ lumen login", "$ lumen import cards.csv", "42 cards imported")):
            page.label(code.x + 18, code.y + 20 + row * 32, line, 13, colour="#c7d2fe")
        page.button(f"copy-code-{index + 1}", Box(code.right - 84, code.y + 14, 70, 32), "Copy", size=12)
        page.y = code.bottom + 40
    page.label(page.left, page.y, "Was this page helpful?", 14, colour=MUTED)
    page.button("helpful-yes", Box(page.left, page.y + 30, 80, 40), "Yes")
    page.button("helpful-no", Box(page.left + 92, page.y + 30, 80, 40), "No")
    page.y += 140
    end_site_page(page)
    return page.finish(bottom=0)
