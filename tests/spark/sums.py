"""Microsoft Clarity's sums of the same days: of everything, by device and by page."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, time
from typing import Any

from tests.spark.oddities import PATHS
from tests.spark.steps import DAYS


def sums(number: int, moved: Callable[[datetime], datetime]) -> Iterator[Mapping[str, Any]]:
    """Numbers as texts, some of them none; a page has addresses with different queries."""
    day = moved(datetime.combine(DAYS[number], time(12))).date()
    traffic = {"metric": "Traffic", "totalsessioncount": "40", "distinctusercount": "25"}
    clicks = {"metric": "RageClickCount", "sessionscount": "40", "subtotal": "9"}
    yield {**traffic, "date": f"{day}", "by": "all", "pagespersessionpercentage": 1 / 3}
    yield {**clicks, "date": f"{day}", "by": "all", "sessionswithmetricpercentage": 12.5}
    for device in ("PC", "Mobile", None):
        yield {**traffic, "date": f"{day}", "by": "device", "device": device}
    for count, path in enumerate(PATHS):
        url = f"https://app.example{path}?n={count % 3}"
        told = {"date": f"{day}", "by": "page", "url": url}
        yield {**told, **traffic, "totalsessioncount": "many" if count == 4 else f"{count}"}
        yield {**told, "metric": "ScrollDepth", "averagescrolldepth": 100 / (count + 1)}
