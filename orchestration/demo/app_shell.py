"""The frame around every app page: sidebar (icon rail on tablets, tabs on phones) and top bar."""

from __future__ import annotations

from orchestration.demo.builder import ACCENT, FAINT, INK, LINE, MUTED, SURFACE, TINT, PageBuilder
from orchestration.demo.fonts import text_width
from orchestration.demo.layout import DESKTOP, TABLET, WIDE, Box

NAV = (
    ("nav-dashboard", "Dashboard", "/app/dashboard"),
    ("nav-reports", "Reports", "/app/reports"),
    ("nav-boards", "Boards", "/app/boards/4101"),
    ("nav-automations", "Automations", "/app/automations"),
    ("nav-billing", "Billing", "/app/settings/billing"),
    ("nav-team", "Team", "/app/settings/team"),
)
SIDEBAR_WIDTH = {DESKTOP: 224, WIDE: 248, TABLET: 76}
TOP_BAR = 60
TABS = 46


def start_app_page(page: PageBuilder, active: str) -> None:
    """Draw the frame, leave the cursor below it and the content column inside it."""
    if page.is_phone:
        _phone_header(page, active)
        page.left, page.right, page.y = 16, page.width - 16, TOP_BAR + TABS + 20
        return
    sidebar = SIDEBAR_WIDTH[page.band]
    page.left, page.right = sidebar + 32, page.width - 32
    with page.fixed("sidebar", "nav"):
        _sidebar(page, active, sidebar)
    with page.fixed("topbar"):
        _top_bar(page, sidebar)
    page.y = TOP_BAR + 28


def end_app_page(page: PageBuilder) -> None:
    """Pull the sidebar's background down to the end of the page."""
    if not page.is_phone:
        wide = SIDEBAR_WIDTH[page.band]
        background = PageBuilder(page.page, page.title, page.band)
        background.panel(Box(0, 0, wide, page.y + 40), SURFACE, "", 0)
        background.panel(Box(wide - 1, 0, 1, page.y + 40), LINE, "", 0)
        page.marks[:0] = background.marks


def page_title(page: PageBuilder, title: str, subtitle: str = "") -> None:
    """Draw the heading at the cursor; it is no control, though some press it."""
    page.section("page-head", "div")
    size = 22 if page.is_phone else 26
    page.label(page.left, page.y, title, size, bold=True)
    box = Box(page.left, page.y, text_width(title, size, True), size + 6)
    page.target("page-title", box, "h1", interactive=False)
    if subtitle and not page.is_phone:
        page.label(page.left, page.y + 38, subtitle, 14, colour=MUTED)


def _sidebar(page: PageBuilder, active: str, width: float) -> None:
    _brand(page, 22 if width > 100 else 26, 18, show_name=width > 100)
    for index, (key, text, href) in enumerate(NAV):
        box = Box(12, 84 + index * 46, width - 24, 38)
        is_active = key == active
        colour = ACCENT if is_active else MUTED
        if is_active:
            page.panel(box, TINT, "", 8)
        icon_x = box.x + 12 if width > 100 else box.middle[0] - 9
        _icon(page, key, icon_x, box.y + 10, colour)
        if width > 100:
            page.label(
                box.x + 42, box.middle[1], text, 14, colour=colour, bold=is_active, anchor="lm"
            )
        page.target(key, box, "a", text=text, href=href, classes=("nav-item",))


def _top_bar(page: PageBuilder, sidebar: float) -> None:
    page.panel(Box(sidebar, 0, page.width - sidebar, TOP_BAR), SURFACE, "", 0)
    page.panel(Box(sidebar, TOP_BAR - 1, page.width - sidebar, 1), LINE, "", 0)
    search = Box(page.left, 11, min(360, page.width * 0.32), 38)
    page.panel(search, "#eceff5", "", 8)
    page.label(search.x + 14, search.middle[1], "Search", 14, colour=FAINT, anchor="lm")
    page.target("search", search, "input")
    page.button("help", Box(page.right - 214, 11, 70, 38), "Help", style="quiet")
    page.button("invite", Box(page.right - 138, 11, 84, 38), "Invite")
    _avatar(page, page.right - 38, 11)


def _phone_header(page: PageBuilder, active: str) -> None:
    with page.fixed("topbar"):
        page.panel(Box(0, 0, page.width, TOP_BAR + TABS), SURFACE, "", 0)
        page.panel(Box(0, TOP_BAR + TABS - 1, page.width, 1), LINE, "", 0)
        _brand(page, 16, 14, show_name=True)
        page.panel(Box(page.right - 98, 13, 36, 36), "#eceff5", "", 18)
        page.target("search", Box(page.right - 98, 13, 36, 36), "button", text="Search")
        page.label(page.right - 80, 31, "?", 16, colour=MUTED, bold=True, anchor="mm")
        _avatar(page, page.right - 50, 12)
        x = 12.0
        for key, text, href in NAV[:4]:
            is_active = key == active
            wide = text_width(text, 13, is_active) + 16
            colour = ACCENT if is_active else MUTED
            page.label(
                x + wide / 2, TOP_BAR + 20, text, 13, colour=colour, bold=is_active, anchor="mm"
            )
            if is_active:
                page.panel(Box(x + 4, TOP_BAR + TABS - 4, wide - 8, 3), ACCENT, "", 1)
            page.target(key, Box(x, TOP_BAR, wide, TABS), "a", text=text, href=href)
            x += wide + 2


def _brand(page: PageBuilder, x: float, y: float, *, show_name: bool) -> None:
    page.panel(Box(x, y + 1, 26, 26), ACCENT, "", 8)
    page.panel(Box(x + 8, y + 9, 10, 10), SURFACE, "", 5)
    if show_name:
        page.label(x + 36, y + 14, "Lumen", 17, colour=INK, bold=True, anchor="lm")
    page.target(
        "brand", Box(x, y, 100 if show_name else 26, 28), "a", text="Lumen", href="/app/dashboard"
    )


# Each icon is a few boxes (x, y, width, height) on an 18 px square.
ICONS = {
    "nav-dashboard": ((0, 0, 8, 10), (10, 0, 8, 5), (0, 12, 8, 6), (10, 7, 8, 11)),
    "nav-reports": ((0, 8, 4, 10), (7, 3, 4, 15), (14, 0, 4, 18)),
    "nav-boards": ((0, 0, 5, 18), (6.5, 0, 5, 12), (13, 0, 5, 8)),
    "nav-automations": ((0, 2, 12, 4), (6, 12, 12, 4), (7, 6, 4, 6)),
    "nav-billing": ((0, 2, 18, 4), (0, 8, 18, 8)),
    "nav-team": ((5, 0, 8, 8), (1, 10, 16, 8)),
}


def _icon(page: PageBuilder, key: str, x: float, y: float, colour: str) -> None:
    for left, top, width, height in ICONS[key]:
        page.panel(Box(x + left, y + top, width, height), colour, "", 2)


def _avatar(page: PageBuilder, x: float, y: float) -> None:
    page.panel(Box(x, y, 38, 38), "#fde68a", "", 19)
    page.label(x + 19, y + 19, "AK", 13, colour="#92400e", bold=True, anchor="mm")
    page.target("account-menu", Box(x, y, 38, 38), "button", text="Account")
