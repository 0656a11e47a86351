"""rrweb's recordings as lines: each event with what was true when it happened.

A recording says what changes: an event of the pointer has a point in the viewport and the number of
a node. Here it gets the page, the size of the viewport, how far the document was scrolled, and the
elements from the node outwards. Events that say nothing of a person become blank lines.
"""

import json
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

DOCUMENT, ELEMENT, TEXT = 0, 2, 3
"""Types of nodes."""

LOADED, FULL_SNAPSHOT, INCREMENT, META, CUSTOM = 0, 2, 3, 4, 5
"""Types of events."""

SILENT: Final = (1, 6)
"""The window has loaded; what a plug-in says."""

MUTATION, POINTER, SCROLL, RESIZE, INPUT = 0, 2, 3, 4, 5
MOVES: Final = (1, 6, 12)
"""Sources of increments: the last three are the mouse, a finger, and what is dragged."""

SCROLLED: Final = ("rr_scrollLeft", "rr_scrollTop")
"""Attributes that a snapshot gives to parts that scroll by themselves, css px."""

CLICK: Final = 2
MOUSE: Final = 1
TOUCH: Final = 2
MOST_PLACES: Final = 200
"""Changes of the node under the mouse before a click."""
MOST_ELEMENTS: Final = 40
MOST_NODES: Final = 200

Json = dict[str, Any]


class Recording:
    """The state of the page, brought forward event by event."""

    def __init__(self) -> None:
        self.page: Json = {}
        self.left: Any = 0
        self.top: Any = 0
        self.nodes: dict[Any, Json] = {}
        self.above: dict[Any, Any] = {}
        self.is_loaded = False
        self.places: deque[tuple[Any, Any]] = deque(maxlen=MOST_PLACES)
        """When the mouse came over which node, since the page was opened."""
        self.opened_at: Any = 0
        self.scrolled: set[Any] = set()
        """Parts of the page that scroll by themselves and are not at their beginning."""

    def told(self, event: Json) -> Json | None:
        """The event with its surroundings; None if it says nothing of a person."""
        data = event["data"]
        kind, source = event["type"], data.get("source")
        if kind == META:
            # of a page that goes on, snapshots are made anew from time to time
            is_new = self.is_loaded or data.get("href") != self.page.get("href")
            self.is_loaded = False
            self.page = {name: data.get(name) for name in ("href", "width", "height")}
            self.left = self.top = 0
            self.nodes, self.above = {}, {}
            self.places.clear()
            self.scrolled.clear()
            self.opened_at = event["timestamp"] if _is_time(event.get("timestamp")) else 0
            return self._row(event, "page_view") if is_new else None
        if kind == FULL_SNAPSHOT:
            offset = data.get("initialOffset") or {}
            self.left, self.top = offset.get("left", 0), offset.get("top", 0)
            self._add(data["node"], None)
        elif kind == LOADED:
            self.is_loaded = True
        elif kind == CUSTOM:
            return {**self._row(event, "custom"), "own": data.get("payload")}
        elif kind == INCREMENT:
            return self._increment(event, data, source)
        elif kind not in SILENT:
            raise ValueError(f"no type of rrweb's events: {kind}")
        return None

    def _increment(self, event: Json, data: Json, source: Any) -> Json | None:
        if source == MUTATION:
            self._change(data)
        elif source == RESIZE:
            self.page |= {name: data.get(name) for name in ("width", "height")}
        elif source == SCROLL and self._is_document(data.get("id")):
            self.left, self.top = data.get("x"), data.get("y")
            return self._row(event, "scroll")
        elif source == SCROLL:
            self._note_scroll(data.get("id"), data.get("x"), data.get("y"))
        elif source == POINTER and data.get("type") == CLICK:
            return self._at(event, "click", data)
        elif source in MOVES:
            self._note_places(event, data)
            return self._moved(event, data)
        elif source == INPUT:
            return {**self._row(event, "input"), "elements": self._elements(data.get("id"))}
        return None

    def _note_scroll(self, node: Any, left: Any, top: Any) -> None:
        if left or top:
            self.scrolled.add(node)
        else:
            self.scrolled.discard(node)

    def _moved(self, event: Json, data: Json) -> Json:
        """Where the mouse came to last and when; of a finger and of what is dragged no place."""
        last = data["positions"][-1]
        times = (event.get("timestamp"), last.get("timeOffset"))
        at = {**event, "timestamp": sum(times)} if all(map(_is_time, times)) else event
        if data["source"] != MOUSE:
            return self._row(at, "move")
        return self._at(at, "move", last)

    def _note_places(self, event: Json, data: Json) -> None:
        """Note when the mouse came over another node; what is no time or no node is passed over."""
        if data["source"] != MOUSE:
            return
        for place in data["positions"]:
            times = (event.get("timestamp"), place.get("timeOffset"))
            node = place.get("id")
            if isinstance(node, int) and all(map(_is_time, times)):
                at = sum(times)
                is_new = not self.places or self.places[-1][1] != node
                if is_new and at >= self.opened_at:
                    self.places.append((at, node))

    def _hovers(self, click: Json, numbers: Sequence[Any]) -> Iterator[Any]:
        """How long the mouse has been over each of some nodes, from the innermost outwards; None
        where it was not seen, and for a finger, before whose touch browsers say that a mouse moved.
        """
        at_depth: dict[int, Any] = {}
        clicked_at, depth = click.get("timestamp"), 0
        if click["data"].get("pointerType") != TOUCH and _is_time(clicked_at):
            depths: dict[int, int] = {}
            for at, node in reversed(self.places):
                if node not in depths:
                    around = set(self._outwards(node))
                    depths[node] = next(
                        (i for i, number in enumerate(numbers) if number in around), len(numbers)
                    )
                depth = max(depth, depths[node])
                if depth == len(numbers):
                    break
                at_depth[depth] = at
        since = None
        for i in range(len(numbers)):
            since = at_depth.get(i, since)
            yield None if since is None else clicked_at - since

    def _change(self, data: Json) -> None:
        for added in data.get("adds", ()):
            self._add(added["node"], added.get("parentId"))
        for changed in data.get("attributes", ()):
            node = self.nodes.get(changed.get("id"), {})
            node.setdefault("attributes", {}).update(changed["attributes"])

    def _row(self, event: Json, kind: str) -> Json:
        scrolled = {"left": self.left, "top": self.top}
        return {"kind": kind, "timestamp": event.get("timestamp"), **self.page, **scrolled}

    def _at(self, event: Json, kind: str, place: Json) -> Json:
        row = {**self._row(event, kind), "x": place.get("x"), "y": place.get("y")}
        if kind != "click":
            return row
        around = [*self._outwards(place.get("id"))]
        inside = not self.scrolled.isdisjoint(around) if around else None
        return {**row, "inside": inside, "elements": self._elements(place.get("id"), event)}

    def _add(self, node: Json, parent: Any) -> None:
        pending = [(node, parent)]
        while pending:
            node, parent = pending.pop()
            own = {name: value for name, value in node.items() if name != "childNodes"}
            self.nodes[node["id"]], self.above[node["id"]] = own, parent
            offsets = [(own.get("attributes") or {}).get(name) for name in SCROLLED]
            if any(offsets):
                self._note_scroll(node["id"], *offsets)
            children = node.get("childNodes") or ()
            own["text"] = " ".join(
                text.strip()
                for child in children
                if child.get("type") == TEXT and (text := str(child.get("textContent") or ""))
            )
            count: dict[Any, int] = {}
            for child in children:
                tag = child.get("tagName")
                count[tag] = child["nth"] = count.get(tag, 0) + 1
                pending.append((child, node["id"]))

    def _is_document(self, number: Any) -> bool:
        return self.nodes.get(number, {}).get("type") == DOCUMENT

    def _outwards(self, number: Any) -> Iterator[Any]:
        """A node and those it is in; of a circle of nodes some."""
        for _ in range(MOST_NODES):
            if number not in self.nodes:
                return
            yield number
            number = self.above.get(number)

    def _elements(self, number: Any, click: Json | None = None) -> list[Json]:
        """Elements from a node outwards; of a click with the time that the mouse was over each."""
        numbers = [one for one in self._outwards(number) if self._is_shown(one)][:MOST_ELEMENTS]
        hovers = [None] * len(numbers) if click is None else self._hovers(click, numbers)
        return [
            {
                "tag": self.nodes[one].get("tagName"),
                "nth": self.nodes[one].get("nth"),
                "text": self.nodes[one]["text"],
                "hovered": hovered,
                "attributes": {
                    name: value
                    for name, value in (self.nodes[one].get("attributes") or {}).items()
                    if isinstance(value, str) and not name.startswith(("rr_", "_css"))
                },
            }
            for one, hovered in zip(numbers, hovers, strict=True)
        ]

    def _is_shown(self, number: Any) -> bool:
        node = self.nodes[number]
        return node.get("type") == ELEMENT and node.get("tagName") != "html"


def _is_time(value: Any) -> bool:
    """Whether it is a number that milliseconds can be."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15


def told_lines(blocks: Iterable[bytes]) -> Iterator[bytes]:
    r"""Lines of a recording with what was true; one that is no event of rrweb stays as it is.

    >>> meta = b'{"type": 4, "data": {"href": "/a", "width": 9, "height": 9}, "timestamp": 1}\n'
    >>> list(told_lines([meta + b'{"type": 1, "data": {}}\n?\n']))[0].splitlines()[1:]
    [b'', b'?']
    """
    recording = Recording()
    for block in blocks:
        yield b"".join(_told(recording, line) for line in block.splitlines(keepends=True))


def _told(recording: Recording, line: bytes) -> bytes:
    try:
        row = recording.told(json.loads(line))
    except (ArithmeticError, ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return line
    return b"\n" if row is None else json.dumps(row).encode() + b"\n"
