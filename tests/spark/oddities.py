"""People, pages, elements and visits that one engine could read otherwise than another."""

from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True)
class Person:
    """Somebody who uses the product; `plan` may be of any type of JSON."""

    name: str
    plan: Any
    agent: str = "Mozilla/5.0"
    width: int = 1440
    country: str | None = "DE"
    host: str = "app.example"


PEOPLE: Final = (
    Person("anna", "pro"),
    Person('o\'brien \\ "co"', "pro"),
    Person("Zoë 🙂", 'o\'brien "quoted" \\ back\\nslash', country=None),
    Person("дима", "free\nplan", width=400, country="FR"),
    Person("erik@example.org", 1e3, width=400),
    Person("frieda", True, width=400),
    Person("gus", {"nested": [1, "x", None]}, width=2000, host="4711.shop.example:8080"),
    Person("hal", 12345678901234567890, country="Côte d’Ivoire"),
    Person("crawler", "pro", agent="Mozilla (compatible; TestBot/1.7; +x)"),
    Person("prober", "pro", agent="Monitor (Probe+ 2)"),
    Person("boss", "Staff plan"),
    Person("tester", "pro", agent="Mozilla [STAFF] 1"),
    Person("builder", "pro", host="Build.Local"),
)

PATHS: Final = (
    "/",
    "/shop/cart",
    "/shop/cart//",
    "/shop/%40offer",
    "/shop/x",
    "/docs/123",
    "/docs/0123456789abcdef",
    "/docs/6f9619ff-8b86-d011-b42d-00c04fc964ff/",
    "/docs/A-long-title-with-more-than-20-letters-and-1-digit",
    "/docs/Xy_9Xy_9Xy_9Xy_9Xy_9Xy_9",
    "/users/anna@example.org/mail",
    "/users/é",
    "/users/u",
    "/x",
    "/*[x]/&&",
    "/.[x]/&&",
    "/onboarding/step/1",
    "/a.b/$7.00/^x$/{1,2}",
    "/axb/$7",
    "/c++/(x|y)/[z]",
    "/o'brien/\\d",
    "/~a~1b//c///",
    "/" + "lang🙂" * 60,
    "/" + "/".join(["seg"] * 499) + "/1234567",
)

TEXTS: Final = (
    "Buy now",
    "Say \"hi\" \\ or 'bye'",
    "mail anna@example.org, call +49 (170) 123-45 67",
    "cut off: bert@",
    "ends in a line: carl@\n",
    "tab\there\vand\u00a0there\u2028dora@x\u2028.y",
    "$1 \\1 ${x} %s {{ y }} 100%",
    "card 4111-1111.1111 1111 end",
    "👩‍👩‍👧 " * 60,
    "İstanbul ΣΑΣ straße",
    "a%40b.example 0123456789",
    "   ",
)

ATTRIBUTES: Final = (
    '{"data-attr": "a\\u0062c \\"q\\" \\\\ \\ud83d\\ude42"}',
    '{ "x/y": 1, "data-testid" : 7 , "data-id": "later" }',
    '{"data-test": 1.10, "data-attr": null}',
    '{"data-track": {"b": [1, 2.0, "x"], "a": null}}',
    '{"data-track": [true, false]}',
    '{"data-id": true}',
    '{"data-attr": "", "data-id": "anna@example.org"}',
    '{"data-attr": 1e3}',
    '{"data-attr": "first", "data-attr": "second"}',
    "{}",
)

IDS: Final = ("pay-1", ":r1:", "radix-9", "id12345", "it's", "a\\d", "deadbeef01", "", "#x.y:z")

STUCK: Final = (
    (0, "$pageview", "/shop/cart"),
    (2, "$pageview", "/docs/123"),
    (5, "$pageview", "/shop/cart"),
    (6, "$autocapture", "/shop/cart"),
    (6.2, "$autocapture", "/shop/cart"),
    (6.4, "$autocapture", "/shop/cart"),
    (6.4, "$rageclick", "/shop/cart"),
    (6.6, "$autocapture", "/shop/cart"),
    (6.6, "$dead_click", "/shop/cart"),
    (7, "$exception", "/shop/cart"),
    (9, "$pageview", "/shop/cart"),
)
"""Seconds, event and page of a visit with every signal of friction."""

TOPS: Final = (900, 100, 900, 100, 900, 300)
FORM: Final = (("page_view", 0), ("input", 0), *(("scroll", top) for top in TOPS), ("submit", 0))
"""A page with a form: the first person scrolls to and fro, every second one sends it."""

KIOSK: Final = {
    "event_id": "id",
    "event_at": "at",
    "received_at": "received",
    "kind": "kind",
    "event_name": "name",
    "user_id": "user",
    "page": "page",
    "page_title": "title",
    "element_tag": "tag",
    "element_id": "element",
    "element_text": "text",
    "element_attributes": "attributes",
    "page_x": "x",
    "page_y": "y",
    "element_x": "left",
    "element_y": "upper",
    "element_width": "wide",
    "element_height": "high",
    "viewport_width": "width",
    "viewport_height": "height",
    "document_height": "page_height",
    "scroll_depth_px": "depth",
    "scroll_top": "top",
    "client_y": "client_y",
    "hesitation_seconds": "hover",
    "is_in_scroller": "inside",
    "country": "country",
    "referrer_host": "from",
}
"""What the columns of a table of one's own are."""


def placed(step: int) -> dict[str, float]:
    """Where a click of a step is, and the box of its element, which is not always the same."""
    x, y = (step * 97.25) % 1500 - 20, (step * 131.5) % 2600 - 30
    size = {"wide": 90.5 + step % 4, "high": 30.0 + step % 3}
    return {"x": x, "y": y, "left": x - 10.5 - step % 3, "upper": y - 7.25, **size}
