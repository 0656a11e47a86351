"""One picture: its row of the catalogue, and its bytes."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from orchestration.pictures.paths import picture_path
from transforms.pictures.png import thumb_html

Row = dict[str, Any]
"""A row of the catalogue of pictures."""


EVERY: Final = "(all)"
"""The feature and the band of a picture of all of them."""


@dataclass(frozen=True)
class Picture:
    """One picture: where it lies, and what it shows and its bytes unless it is drawn already."""

    rel_path: str
    row: Row
    png: bytes | None


Rendered = tuple[bytes, str, str]
"""A PNG, its thumbnail as a data URI, and its words."""


def picture_of(row: Row, known: Mapping[str, str], render: Callable[[], Rendered]) -> Picture:
    """A picture, rendered unless it is known with the same content."""
    path = row["rel_path"]
    if known.get(path) == row["content_id"]:
        return Picture(path, row, None)
    png, thumbnail, words = render()
    of_bytes = {
        "thumb_uri": thumbnail,
        "thumb_html": thumb_html(thumbnail, words),
        "alt_text": words,
        "sha256": hashlib.sha256(png).hexdigest(),
        "size_bytes": len(png),
    }
    return Picture(path, row | of_bytes, png)


def row_of(
    day: date,
    names: tuple[str, str, str],
    *,
    kind: str,
    period: str = "day",
    screenshot: bytes | None = None,
    **known: Any,
) -> Row:
    """A row of the catalogue, but for the bytes, of a picture of (feature, segment, band)."""
    feature, segment, band = names
    return {
        "feature": feature,
        "segment": segment,
        "band": band,
        "kind": kind,
        "period": period,
        "rel_path": picture_path(day, feature, segment, band, kind=kind, period=period),
        "click_count": None,
        "user_count": None,
        "page_view_count": None,
        "page_sha256": hashlib.sha256(screenshot).hexdigest() if screenshot else None,
        "event_date": day,
        **known,
    }
