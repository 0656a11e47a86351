"""Where pictures lie: names are data, and never leave their own folder."""

import hashlib
from datetime import date
from urllib.parse import quote

from transforms.heat.click_map import CLICKS


def picture_path(
    day: date, feature: str, segment: str, band: str, *, kind: str = CLICKS, period: str = "day"
) -> str:
    """Where a picture lies below the warehouse; names are data and never leave their own folder.

    >>> picture_path(date(2026, 11, 21), "../x", "plan=pro", "desktop")
    'heatmaps/date=2026-11-21/feature=..~2Fx/segment=plan~3Dpro/band=desktop/clicks.png'
    """
    names = {"date": day.isoformat(), "feature": feature, "segment": segment, "band": band}
    folders = (f"{key}={slug(name)}" for key, name in names.items())
    of_period = "" if period == "day" else f"_{period}"
    return "/".join(("heatmaps", *folders, f"{slug(kind)}{of_period}.png"))


def slug(text: str) -> str:
    """Text as one part of a path, encoded with ~ as addresses are with %; a long one ends in its
    hash. A browser decodes % before it looks for a file, and ~ never.

    >>> slug("/a~b")
    '~2Fa~7Eb'
    """
    name = quote(text, safe="", errors="replace").replace("~", "%7E").replace("%", "~")
    if len(name) <= 150:
        return name
    return f"{name[:120]}~{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:16]}"
