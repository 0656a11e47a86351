"""PNG files: what every picture says of itself, and the limits of the tools that show it.

What to put here: bytes of pictures. What not to: what is drawn.
"""

import base64
import io
import json
from collections.abc import Mapping
from html import escape
from typing import Final

from PIL import Image, PngImagePlugin

from transforms.heat.periods import Span
from transforms.pictures.lettering import cleaned

MAX_PNG_BYTES: Final = 200_000
"""Tableau takes no larger pictures."""

MAX_URI_LETTERS: Final = 32_000
"""Power BI cuts longer texts off."""

QUICK: Final = 4
TIGHT: Final = 6
"""zlib's levels: the quick one takes two thirds of the time and a seventh more bytes, so a picture
is packed tightly only where these are too many.
"""

HOPELESS: Final = 1.25
"""What is quickly packed into so many times the bytes is not tightly packed into few enough."""

THUMB_SIZE: Final = (240, 300)
"""Width and height of a thumbnail, px."""

SOFTWARE: Final = "Usage Heatmaps"
META: Final = "usage-heatmaps:meta"

_DATA_URI: Final = "data:image/png;base64,"


def described(title: str, meta: Mapping[str, object]) -> PngImagePlugin.PngInfo:
    """What a picture says of itself; nothing that differs between two runs belongs in it."""
    chunks = PngImagePlugin.PngInfo()
    chunks.add_text("Title", cleaned(title))
    chunks.add_text("Software", SOFTWARE)
    chunks.add_text(META, json.dumps(meta, sort_keys=True, separators=(",", ":")))
    return chunks


def days_of(span: Span | None) -> dict[str, object]:
    """What a picture of a week or month says of its days; nothing of a day."""
    if span is None:
        return {}
    return {
        "period": span.period,
        "last_date": span.last_date.isoformat(),
        "day_count": span.day_count,
        "left_out_day_count": span.left_out_day_count,
        "other_layout_day_count": span.other_layout_day_count,
        "layout_date": span.layout_date.isoformat() if span.layout_date else None,
    }


def encoded(
    image: Image.Image,
    chunks: PngImagePlugin.PngInfo | None = None,
    *,
    most_bytes: int = MAX_PNG_BYTES,
) -> bytes:
    """The bytes of a picture; they may be more than `most_bytes`, when no packing makes them so
    few.
    """
    quick = _packed(image, chunks, QUICK)
    is_hopeless = len(quick) > HOPELESS * most_bytes
    return quick if len(quick) <= most_bytes or is_hopeless else _packed(image, chunks, TIGHT)


def _packed(image: Image.Image, chunks: PngImagePlugin.PngInfo | None, level: int) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=level, pnginfo=chunks)
    return buffer.getvalue()


def data_uri(image: Image.Image) -> str:
    """A picture as an address that holds it."""
    most_bytes = (MAX_URI_LETTERS - len(_DATA_URI)) // 4 * 3
    return _DATA_URI + base64.b64encode(encoded(image, most_bytes=most_bytes)).decode()


def thumb_html(data_uri: str, alt: str) -> str:
    """An `<img>` for BI tools that draw HTML; every value is escaped.

    >>> thumb_html("data:image/png;base64,AAAA", 'clicks on "Start" <b>')
    '<img width="160" alt="clicks on &quot;Start&quot; &lt;b&gt;" src="data:image/png;base64,AAAA">'

    Raises:
        ValueError: the address is not that of a picture within the page.
    """
    if not data_uri.startswith(_DATA_URI):
        raise ValueError("a thumbnail is a data URI of a PNG")
    return f'<img width="160" alt="{escape(alt)}" src="{escape(data_uri)}">'
