"""Compact JSON from one encoder: `json.dumps` with options builds a new one on every call."""

from __future__ import annotations

import json
from collections.abc import Mapping

json_text = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def members(values: Mapping[str, object]) -> str:
    """The inside of a JSON object, to be put together with others.

    >>> members({"a": 1, "b": None})
    '"a":1,"b":null'
    """
    return json_text(values)[1:-1]
