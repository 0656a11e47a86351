"""Widgets: each call draws marks and, where something can be clicked, records the same box."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from orchestration.demo.fonts import text_width, wrapped
from orchestration.demo.layout import PHONE, Band, Box, Curve, Element, Label, Layout, Mark, Node
from orchestration.demo.layout import Panel as PanelMark

INK, MUTED, FAINT = "#111827", "#5b6474", "#9aa3b2"
LINE, SURFACE, BACKGROUND, TINT = "#e2e6ee", "#ffffff", "#f6f7fb", "#eef2ff"
ACCENT, ACCENT_DARK, GOOD, WARM, BAD = "#4f46e5", "#312e81", "#10b981", "#f59e0b", "#ef4444"
BODY = Node("body", nth_child=2)


class PageBuilder:
    """Collects one page at one band. `y` is the flow cursor, `left`..`right` the content column."""

    def __init__(self, page: str, title: str, band: Band, *, background: str = BACKGROUND) -> None:
        self.page, self.title, self.band, self.background = page, title, band, background
        self.width = float(band.width)
        self.is_phone = band is PHONE
        self.left, self.right, self.y = 0.0, self.width, 0.0
        self.marks: list[Mark] = []
        self.elements: dict[str, Element] = {}
        self._is_fixed = False
        self._main = Node("main", nth_child=2)
        self._region: tuple[Node, ...] = (self._main, BODY)
        self._sections: Counter[str] = Counter()
        self._children: Counter[str] = Counter()

    @property
    def content_width(self) -> float:
        """Width of the content column in px."""
        return self.right - self.left

    def finish(self, *, bottom: float = 40) -> Layout:
        """The page as it stands; the document ends `bottom` px below the cursor."""
        return Layout(
            page=self.page,
            title=self.title,
            band=self.band,
            height=round(self.y + bottom),
            background=self.background,
            marks=tuple(self.marks),
            elements=dict(self.elements),
        )

    def section(self, name: str, tag: str = "section") -> None:
        """Start a new child of `main`; what follows is inside it."""
        self._sections[tag] += 1
        node = Node(
            tag,
            classes=(name,),
            nth_child=self._sections.total(),
            nth_of_type=self._sections[tag],
        )
        self._region = (node, self._main, BODY)
        self._children.clear()

    @contextmanager
    def above_main(self, name: str, tag: str = "header") -> Iterator[None]:
        """What is drawn inside is a child of `body`, before `main`, and scrolls with the page."""
        before, children = self._region, Counter(self._children)
        self._region = (Node(tag, classes=(name,)), BODY)
        self._children.clear()
        yield
        self._region, self._children = before, children

    @contextmanager
    def fixed(self, name: str, tag: str = "header") -> Iterator[None]:
        """The same, but it stays on the screen while the page scrolls."""
        self._is_fixed = True
        with self.above_main(name, tag):
            yield
        self._is_fixed = False

    def columns(self, count: int, *, gap: float = 20) -> list[tuple[float, float]]:
        """Split the content column: `count` pairs of (x, width)."""
        width = (self.content_width - gap * (count - 1)) / count
        return [(self.left + index * (width + gap), width) for index in range(count)]

    # -- drawing only ------------------------------------------------------------------------

    def panel(self, box: Box, fill: str = SURFACE, outline: str = LINE, radius: float = 10) -> None:
        """A filled rectangle with round corners."""
        self.marks.append(PanelMark(box, fill, outline, radius))

    def label(
        self,
        x: float,
        y: float,
        text: str,
        size: int = 14,
        *,
        colour: str = INK,
        bold: bool = False,
        anchor: str = "la",
    ) -> None:
        """One line of text; `anchor` is Pillow's."""
        self.marks.append(Label(x, y, text, size, colour, bold, anchor))

    def paragraph(
        self, x: float, y: float, width: float, text: str, size: int = 14, colour: str = MUTED
    ) -> float:
        """Draw wrapped text and return the y below it."""
        for line in wrapped(text, width, size):
            self.label(x, y, line, size, colour=colour)
            y += round(size * 1.6)
        return y

    def bars(self, box: Box, heights: list[float], colour: str = ACCENT) -> None:
        """Bar chart; `heights` are shares of the box."""
        self.grid_lines(box)
        step = box.width / len(heights)
        for index, height in enumerate(heights):
            tall = box.height * height
            bar = Box(box.x + (index + 0.2) * step, box.bottom - tall, step * 0.6, tall)
            self.panel(bar, colour, "", 3)

    def line_chart(self, box: Box, heights: list[float], colour: str = ACCENT) -> None:
        """Line chart with its area; `heights` are shares of the box."""
        self.grid_lines(box)
        step = box.width / (len(heights) - 1)
        points = tuple(
            (box.x + index * step, box.bottom - box.height * height)
            for index, height in enumerate(heights)
        )
        self.marks.append(Curve(points, colour, 2.5, TINT, box.bottom))

    def grid_lines(self, box: Box, count: int = 4) -> None:
        """Horizontal lines that cut the box into `count` bands."""
        for index in range(count + 1):
            self.panel(Box(box.x, box.y + index * box.height / count, box.width, 1), LINE, "", 0)

    # -- clickable ---------------------------------------------------------------------------

    def target(
        self,
        key: str,
        box: Box,
        tag: str,
        *,
        text: str = "",
        href: str = "",
        classes: tuple[str, ...] = (),
        interactive: bool = True,
    ) -> None:
        """Record what can be hit; draws nothing."""
        self._children[tag] += 1
        attributes = (("data-attr", key), ("href", href)) if href else (("data-attr", key),)
        node = Node(
            tag,
            classes=classes,
            element_id=key if interactive else "",
            attributes=attributes if interactive else (),
            text=text,
            nth_child=self._children.total(),
            nth_of_type=self._children[tag],
        )
        self.elements[key] = Element(key, box, node, self._region, self._is_fixed, interactive)

    def button(
        self, key: str, box: Box, text: str, *, style: str = "plain", size: int = 14
    ) -> None:
        """A button: `primary`, `plain`, or `quiet` (text only)."""
        fill, outline, colour = {
            "primary": (ACCENT, "", "#ffffff"),
            "plain": (SURFACE, "#cbd2df", INK),
            "quiet": ("", "", ACCENT),
        }[style]
        if fill:
            self.panel(box, fill, outline, 8)
        self.label(*box.middle, text, size, colour=colour, bold=style == "primary", anchor="mm")
        self.target(key, box, "button", text=text, classes=("btn", style))

    def buttons_right(self, y: float, *specs: tuple[str, str, str], height: float = 38) -> None:
        """Buttons (key, text, style) laid out from the right edge; the first is leftmost."""
        x = self.right
        for key, text, style in reversed(specs):
            width = round(text_width(text, 14, style == "primary")) + 32
            x -= width
            self.button(key, Box(x, y, width, height), text, style=style)
            x -= 10

    def link(
        self,
        key: str,
        x: float,
        y: float,
        text: str,
        href: str,
        *,
        size: int = 14,
        colour: str = ACCENT,
        bold: bool = False,
        width: float = 0,
    ) -> None:
        """A text link with its top left at (x, y); `width` widens the clickable box."""
        wide = width or text_width(text, size, bold)
        self.label(x, y, text, size, colour=colour, bold=bold)
        self.target(key, Box(x, y - 5, wide, size + 12), "a", text=text, href=href)

    def field(
        self, key: str, x: float, width: float, caption: str, value: str, *, height: float = 42
    ) -> None:
        """A captioned input at the cursor; moves the cursor below it."""
        self.label(x, self.y, caption, 13, colour=MUTED)
        box = Box(x, self.y + 22, width, height)
        self.panel(box, SURFACE, "#cbd2df", 8)
        self.label(x + 12, box.middle[1], value, 14, colour=FAINT, anchor="lm")
        self.target(key, box, "input")
        self.y = box.bottom + 20

    def card(self, box: Box, title: str, *, size: int = 16) -> None:
        """A panel with a heading."""
        self.panel(box)
        self.label(box.x + 20, box.y + 20, title, size, bold=True)

    def picture(self, key: str, box: Box, fill: str = "#dbe3f5", radius: float = 10) -> None:
        """An image nobody needs to click, though some do."""
        self.panel(box, fill, "", radius)
        self.target(key, box, "img", interactive=False)
