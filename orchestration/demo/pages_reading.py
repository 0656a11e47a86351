"""What people read on the demo's site: one blog post and one page of documentation."""

from __future__ import annotations

from orchestration.demo.builder import MUTED, SURFACE, WARM, PageBuilder
from orchestration.demo.layout import Band, Box, Layout
from orchestration.demo.site_shell import end_site_page, start_site_page

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


def post(band: Band) -> Layout:
    """One blog post."""
    page = PageBuilder("/blog/:id", "Lumen blog", band, background=SURFACE)
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
    page.panel(
        Box(page.left + wide * 0.3, page.y + wide * 0.12, wide * 0.26, wide * 0.26),
        WARM,
        "",
        wide * 0.13,
    )
    page.y += wide * 0.5 + 40
    for index, text in enumerate(PROSE * 2):
        top = page.y
        page.y = page.paragraph(page.left, page.y, wide, text, 16, "#374151") + 20
        page.target(
            f"paragraph-{index + 1}",
            Box(page.left, top, wide, page.y - top - 20),
            "p",
            interactive=False,
        )
        if index == 2:
            page.button(
                "post-start",
                Box(page.left, page.y, 190, 46),
                "Try it on your data",
                style="primary",
            )
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
        page.label(
            x + 14,
            box.y + 108,
            ("Boards that ship", "Quiet dashboards", "Rules of thumb")[index],
            13,
            bold=True,
        )
        page.target(f"related-{index + 1}", box, "a", text="Read next", href=f"/blog/{12 + index}")
    page.y += 230


def docs(band: Band) -> Layout:
    """One page of the documentation."""
    page = PageBuilder("/docs/:id", "Lumen docs", band, background=SURFACE)
    start_site_page(page)
    top = page.y + 40
    if page.width > 1000:
        page.section("contents", "nav")
        for index, name in enumerate(
            (
                "Getting started",
                "Boards",
                "Reports",
                "Automations",
                "API",
                "Import",
                "Billing",
                "Security",
            )
        ):
            page.link(
                f"contents-{index + 1}",
                page.left,
                top + index * 38,
                name,
                f"/docs/{101 + index}",
                colour=MUTED,
                width=180,
            )
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
        page.target(
            f"text-{index + 1}", Box(box.x, box.y, wide, page.y - box.y), "p", interactive=False
        )
        code = Box(page.left, page.y, wide, 130)
        page.panel(code, "#1e1b4b", "", 10)
        for row, line in enumerate(
            ("$ lumen login", "$ lumen import cards.csv", "42 cards imported")
        ):
            page.label(code.x + 18, code.y + 20 + row * 32, line, 13, colour="#c7d2fe")
        page.button(
            f"copy-code-{index + 1}", Box(code.right - 84, code.y + 14, 70, 32), "Copy", size=12
        )
        page.y = code.bottom + 40
    page.label(page.left, page.y, "Was this page helpful?", 14, colour=MUTED)
    page.button("helpful-yes", Box(page.left, page.y + 30, 80, 40), "Yes")
    page.button("helpful-no", Box(page.left + 92, page.y + 30, 80, 40), "No")
    page.y += 140
    end_site_page(page)
    return page.finish(bottom=0)
