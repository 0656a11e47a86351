"""The frame around every page of the marketing site: header, call to action, footer.

The header scrolls away: Mixpanel cannot tell sticky targets, and their presses would be spread over
the whole height of the page.
"""

from __future__ import annotations

from orchestration.demo.builder import ACCENT, INK, LINE, MUTED, SURFACE, PageBuilder
from orchestration.demo.fonts import text_width
from orchestration.demo.layout import Box

HEADER = 68
NAV = (
    ("nav-product", "Product", "/"),
    ("nav-pricing", "Pricing", "/pricing"),
    ("nav-blog", "Blog", "/blog/11"),
    ("nav-docs", "Docs", "/docs/101"),
)


def start_site_page(page: PageBuilder) -> None:
    """Draw the header; leaves the cursor below it."""
    margin = 16 if page.is_phone else 40 if page.width < 1000 else 140
    page.left, page.right, page.y = margin, page.width - margin, HEADER
    with page.above_main("site-header"):
        page.panel(Box(0, 0, page.width, HEADER), SURFACE, "", 0)
        page.panel(Box(0, HEADER - 1, page.width, 1), LINE, "", 0)
        page.panel(Box(page.left, 21, 26, 26), ACCENT, "", 8)
        page.panel(Box(page.left + 8, 29, 10, 10), SURFACE, "", 5)
        page.label(page.left + 36, 34, "Lumen", 18, bold=True, anchor="lm")
        page.target("brand", Box(page.left, 18, 110, 32), "a", text="Lumen", href="/")
        _navigation(page)
        start = Box(page.right - 112, 14, 112, 40)
        page.button("header-start", start, "Start free", style="primary")


def _navigation(page: PageBuilder) -> None:
    if page.is_phone:
        page.link("nav-pricing", page.left + 126, 27, "Pricing", "/pricing", colour=INK)
        return
    x = page.left + 150
    for key, text, href in NAV:
        wide = text_width(text, 15) + 28
        page.label(x + wide / 2, 34, text, 15, anchor="mm")
        page.target(key, Box(x, 16, wide, 36), "a", text=text, href=href)
        x += wide
    page.link("log-in", page.right - 178, 27, "Log in", "/log-in", colour=INK)


def heading(page: PageBuilder, text: str) -> None:
    """A heading in the middle of the page."""
    size = 22 if page.is_phone else 28
    page.label(page.width / 2, page.y, text, size, bold=True, anchor="ma")
    page.y += 66


def call_to_action(page: PageBuilder, text: str, key: str) -> None:
    """A band with one button."""
    page.section("call-to-action")
    page.panel(Box(0, page.y, page.width, 240), "#eef2ff", "", 0)
    page.label(
        page.width / 2, page.y + 62, text, 18 if page.is_phone else 26, bold=True, anchor="ma"
    )
    button = "Start free" if key == "cta-bottom" else "Contact us"
    page.button(key, Box(page.width / 2 - 85, page.y + 128, 170, 50), button, style="primary")
    page.y += 240


def end_site_page(page: PageBuilder) -> None:
    """Draw the footer; the page ends with it."""
    page.section("footer", "footer")
    margin = 16 if page.is_phone else 40 if page.width < 1000 else 140
    page.left, page.right = margin, page.width - margin
    page.panel(Box(0, page.y, page.width, 250), "#111827", "", 0)
    page.label(page.left, page.y + 46, "Lumen", 16, colour=SURFACE, bold=True)
    for index, (x, _) in enumerate(page.columns(4)[1:]):
        links = (
            ("Boards", "Reports", "Timeline"),
            ("About", "Jobs", "Contact"),
            ("Docs", "Status", "Privacy"),
        )[index]
        for row, text in enumerate(links):
            page.link(
                f"footer-{text.lower()}",
                x,
                page.y + 48 + row * 36,
                text,
                "/#",
                size=13,
                colour="#cbd5e1",
            )
    page.label(page.left, page.y + 206, "© 2026 Lumen (an invented company)", 12, colour=MUTED)
    page.y += 250
