"""The event contract: the columns that the decoder of every vendor fills.

One row is one event, from one line of one export file; duplicates are still there. A column
that a vendor does not fill is NULL, never 0. Files under `events/event_date=…/` have these columns;
`event_date` is in the name of the folder only.

What to put here: names, types, units and meanings. How a vendor's fields become them is in
`decoders/`.
"""

from dataclasses import dataclass
from typing import Final

KINDS: Final = (
    "page_view",
    "page_leave",
    "click",
    "rage_click",
    "dead_click",
    "scroll",
    "move",
    "ping",
    "input",
    "submit",
    "error",
    "exposure",
    "identify",
    "profile",
    "summary",
    "custom",
)
"""What an event is, in the words of this project. A vendor's own name stays in `event_name`.

A profile is what is known of a person, told apart from any visit: it is of no session. A summary is
what a vendor counts of all visits of a day: it is of nobody.
"""

SCROLL_BASES: Final = ("bottom_of_viewport", "top")
"""The line of the screen that `scroll_depth_px` and `scroll_depth_fraction` measure."""


@dataclass(frozen=True)
class Column:
    """One column: `type` is DuckDB's name, `unit` is empty where there is none."""

    name: str
    type: str
    required: bool
    unit: str
    description: str


CONTRACT: Final[tuple[Column, ...]] = (
    # where the row comes from
    Column("export", "VARCHAR", True, "", "Name of the export in exports.yaml."),
    Column(
        "file_id", "VARCHAR", True, "", "The file: 16 hex digits of its export, path and bytes."
    ),
    Column(
        "line_number",
        "BIGINT",
        True,
        "",
        "Physical line of the file, or row of a Parquet file, from 1.",
    ),
    # which event it is
    Column(
        "event_id",
        "BIGINT",
        True,
        "",
        "Hash of export, event_date and vendor_event_id; duplicates of one date share it.",
    ),
    Column(
        "undated_id",
        "BIGINT",
        False,
        "",
        "The same without the date, where ids are a file's own and may come again on another date.",
    ),
    Column(
        "vendor_event_id",
        "VARCHAR",
        True,
        "",
        "Identity the vendor gives, or a hash of the content.",
    ),
    Column(
        "event_at", "TIMESTAMP", True, "UTC", "When it happened, by the clock the vendor trusts."
    ),
    Column("received_at", "TIMESTAMP", False, "UTC", "When the vendor had it; nights go by it."),
    Column(
        "event_date",
        "DATE",
        True,
        "",
        "Date of event_at in the warehouse time zone; the partition.",
    ),
    Column("kind", "VARCHAR", True, "", "What happened: one of KINDS."),
    Column("event_name", "VARCHAR", False, "", "The vendor's own name of the event."),
    # who
    Column("user_id", "BIGINT", False, "", "Salted key of the signed-in user."),
    Column("anonymous_id", "BIGINT", False, "", "Salted key of the device or browser."),
    Column("person_id", "BIGINT", False, "", "Salted key of the person as the vendor resolved it."),
    Column(
        "merged_id",
        "BIGINT",
        False,
        "",
        "Salted key of another id, as in anonymous_id, that belongs to the person of this event.",
    ),
    Column("vendor_session_id", "VARCHAR", False, "", "Session as the vendor cuts it."),
    Column("vendor_page_view_id", "VARCHAR", False, "", "Page view in which the event happened."),
    Column(
        "scroll_page_view_id",
        "VARCHAR",
        False,
        "",
        "Page view that the scroll_* and duration columns describe; null: the event's own.",
    ),
    Column(
        "scroll_url_path",
        "VARCHAR",
        False,
        "",
        "Path of that page view where no id names it; null: the event's own.",
    ),
    # where on the web
    Column(
        "url_host",
        "VARCHAR",
        False,
        "",
        "Host of the page, lower case, with a port if it is not the usual one.",
    ),
    Column(
        "url_path", "VARCHAR", False, "", "Path of the page as sent, or the page a mapping names."
    ),
    Column("url_query", "VARCHAR", False, "", "Query without the question mark; never published."),
    Column(
        "url_fragment",
        "VARCHAR",
        False,
        "",
        "Fragment without the hash: hash routers keep pages in it.",
    ),
    Column("page_title", "VARCHAR", False, "", "Title of the page."),
    Column(
        "referrer_host", "VARCHAR", False, "", "Host of the page before; null when there was none."
    ),
    # which element: the closest interactive one at or above the point hit, else the innermost
    Column("element_tag", "VARCHAR", False, "", "Tag, lower case."),
    Column("element_id", "VARCHAR", False, "", "The id attribute."),
    Column(
        "element_classes", "VARCHAR", False, "", "Classes, in the page's order, joined by a space."
    ),
    Column(
        "element_text",
        "VARCHAR",
        False,
        "",
        "Its visible text, trimmed, 200 characters; never typed text.",
    ),
    Column("element_href", "VARCHAR", False, "", "Target of a link, without query and fragment."),
    Column(
        "element_path",
        "VARCHAR",
        False,
        "",
        "Selector from the outermost known ancestor to the point hit.",
    ),
    Column(
        "element_attributes",
        "VARCHAR",
        False,
        "",
        "JSON object of its data-* attributes, aria-label, title and role.",
    ),
    # where on the page; for fixed targets page_* is the position in the viewport
    Column(
        "page_x",
        "DOUBLE",
        False,
        "css px",
        "From the left edge of the document; negative is possible.",
    ),
    Column("page_y", "DOUBLE", False, "css px", "From the top edge of the document."),
    Column("client_x", "DOUBLE", False, "css px", "From the left edge of the viewport."),
    Column("client_y", "DOUBLE", False, "css px", "From the top edge of the viewport."),
    Column(
        "element_x", "DOUBLE", False, "css px", "Left edge of the element's box in the document."
    ),
    Column(
        "element_y", "DOUBLE", False, "css px", "Top edge of the element's box in the document."
    ),
    Column("element_width", "DOUBLE", False, "css px", "Width of the element's box."),
    Column("element_height", "DOUBLE", False, "css px", "Height of the element's box."),
    Column(
        "coord_precision_px",
        "SMALLINT",
        False,
        "css px",
        "Grain of the coordinates: 1 exact, 16 rounded.",
    ),
    Column(
        "is_fixed_target", "BOOLEAN", False, "", "The target or an ancestor is fixed or sticky."
    ),
    Column(
        "is_in_scroller",
        "BOOLEAN",
        False,
        "",
        "The target is in a part of the page that scrolls by itself and was scrolled then.",
    ),
    Column("viewport_width", "INTEGER", False, "css px", "Width of the viewport."),
    Column("viewport_height", "INTEGER", False, "css px", "Height of the viewport."),
    Column("document_width", "INTEGER", False, "css px", "Width of the document."),
    Column("document_height", "INTEGER", False, "css px", "Height of the document."),
    # how far and how long
    Column(
        "scroll_top",
        "DOUBLE",
        False,
        "css px",
        "Top of the viewport in the document at this moment.",
    ),
    Column(
        "scroll_max",
        "DOUBLE",
        False,
        "css px",
        "Largest top of the viewport in the page view so far.",
    ),
    Column(
        "scroll_depth_px",
        "DOUBLE",
        False,
        "css px",
        "Largest depth so far, at the line of scroll_basis.",
    ),
    Column("scroll_depth_fraction", "DOUBLE", False, "0..1", "scroll_depth_px by document height."),
    Column(
        "scroll_basis", "VARCHAR", False, "", "Line that the depth measures: one of SCROLL_BASES."
    ),
    Column("duration_seconds", "DOUBLE", False, "s", "Time on the page the event closes."),
    Column(
        "hesitation_seconds",
        "DOUBLE",
        False,
        "s",
        "Of a click: time since the pointer came over its element.",
    ),
    # the rest
    Column(
        "traits",
        "VARCHAR",
        False,
        "",
        "JSON object of the traits the export names; no null, no empty text.",
    ),
    Column("properties", "VARCHAR", False, "", "JSON object of what else the vendor's row says."),
    Column("user_agent", "VARCHAR", False, "", "User agent of the browser."),
    Column("country", "VARCHAR", False, "", "Country, as the vendor's lookup writes it."),
    Column("is_bot", "BOOLEAN", False, "", "The vendor's own flag."),
    Column("is_internal", "BOOLEAN", False, "", "The vendor's own flag of staff and tests."),
    Column(
        "damage",
        "VARCHAR",
        False,
        "",
        "Reasons for which fields of the row were left out, or may be wrong, joined by a space.",
    ),
)
"""The columns of the contract, in file order."""
