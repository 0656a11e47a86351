"""What Microsoft Clarity's export API answers, after its documentation and answers that people
published: numbers as texts, names of metrics without spaces, a row for each value of a dimension.

Source: learn.microsoft.com/clarity/setup-and-installation/clarity-data-export-api.
"""

from collections.abc import Iterator
from typing import Any, Final


def _metric(name: str, *rows: dict[str, object]) -> dict[str, Any]:
    return {"metricName": name, "information": list(rows)}


def _traffic(sessions: int, bots: int, users: int, pages: float, **of: str) -> dict[str, object]:
    counts = {"totalSessionCount": f"{sessions}", "totalBotSessionCount": f"{bots}"}
    return {**counts, "distinctUserCount": f"{users}", "pagesPerSessionPercentage": pages, **of}


def _found(sessions: int, percentage: float, count: int, **of: str) -> dict[str, object]:
    shares = {
        "sessionsWithMetricPercentage": percentage,
        "sessionsWithoutMetricPercentage": 100 - percentage,
    }
    counts = {"pagesViews": f"{count}", "subTotal": f"{count}"}
    return {"sessionsCount": f"{sessions}", **shares, **counts, **of}


HOME: Final = "https://app.example/?ref=mail"
PRICING: Final = "https://app.example/pricing"

ANSWERS: Final[dict[str, list[dict[str, Any]]]] = {
    "": [
        _metric("DeadClickCount", _found(40, 50, 95)),
        _metric("RageClickCount", _found(40, 12.5, 9)),
        _metric("Traffic", _traffic(40, 4, 25, 1.5)),
        _metric("ScrollDepth", {"averageScrollDepth": 45.5}),
        _metric("EngagementTime", {"totalTime": "120", "activeTime": "61"}),
        _metric("Device", {"name": "PC", "sessionsCount": "30"}),
        _metric("PopularPages", {"url": PRICING, "visitsCount": "11"}),
    ],
    "Device": [
        _metric("Traffic", _traffic(30, 4, 18, 1.5, Device="PC")),
        _metric("RageClickCount", _found(30, 10, 6, Device="PC")),
    ],
    "URL": [
        _metric("Traffic", _traffic(30, 0, 20, 1, Url=HOME), _traffic(10, 0, 9, 1, Url=PRICING)),
        _metric("ScrollDepth", {"averageScrollDepth": 80, "Url": PRICING}),
    ],
}
"""By dimension, "" for none."""


def sums(dimension: str, by: str, day: str) -> Iterator[dict[str, Any]]:
    """The rows of an answer as they are pulled: one for each sum."""
    for metric in ANSWERS[dimension]:
        for row in metric["information"]:
            told = {name.lower(): value for name, value in row.items()}
            yield {**told, "date": day, "by": by, "metric": metric["metricName"]}
