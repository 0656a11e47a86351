"""Microsoft Clarity's export API: the sums of one day, asked while it can be told of.

Clarity tells of the 24 hours before it is asked, without a date, and allows ten requests a project
and day. So the day that has ended is asked once, in the first half of the next one; a request that
fails is tried again by the night alone, twice: nine requests at most.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from urllib3.util import Retry

from orchestration.settings import Export
from orchestration.storage.client import Client
from orchestration.storage.sources import Listed, Postponed, StorageError, Unavailable

PATH: Final = "export-data/api/v1/project-live-insights"
DIMENSIONS: Final = {"all": None, "device": "Device", "page": "URL"}
"""What the sums are asked by, and Clarity's name of it."""

AT_ONCE: Final = Retry(total=0)
LATEST_HOUR: Final = 12
"""Asked later, most of what Clarity tells would be of the day that goes on."""


class Clarity:
    """Three files of the day before `now` in the time zone of the export; `environ` has its
    token.
    """

    workers = 1
    attempts = 1

    def __init__(self, export: Export, environ: Mapping[str, str], now: datetime) -> None:
        self.client = Client(export, environ, AT_ONCE)
        self.now = now.astimezone(ZoneInfo(export.timezone))
        self.day = self.now.date() - timedelta(days=1)
        self.files = {f"{self.day}-{name}.jsonl": name for name in DIMENSIONS}

    def listing(self, folder: str) -> Iterator[Listed | Postponed]:
        """List the files; none of them ever changes."""
        for path in self.files:
            yield Listed(path, None, "whole")

    def chunks(self, file: Listed) -> Iterator[bytes]:
        """Yield a line for each sum; raises Unavailable, Interrupted, StorageError."""
        if self.now.hour >= LATEST_HOUR:
            raise Unavailable(
                f"it is {self.now:%H:%M} and Clarity tells of the last 24 hours: run the night"
                f" before {LATEST_HOUR}:00, or correct timezone: of the export"
            )
        name = self.files[file.path]
        asked = {"numOfDays": "1"}
        if dimension := DIMENSIONS[name]:
            asked["dimension1"] = dimension
        answer = self.client.values("GET", PATH, params=asked)
        lines = [json.dumps(row) for row in self._sums(answer, name)]
        if not lines:
            # nobody says whether Clarity answers so of a day without visits
            raise Unavailable(
                f"{self.client.url} tells nothing of {self.day}; if there were visits, run the"
                f" night again before {LATEST_HOUR}:00, for Clarity tells of no other day"
            )
        yield "".join(f"{line}\n" for line in lines).encode()

    def _sums(self, answer: Any, name: str) -> Iterator[dict[str, Any]]:
        for metric in answer if isinstance(answer, list) else [answer]:
            match metric:
                case {"metricName": str(called), "information": [*sums]} if all(
                    isinstance(told, dict) for told in sums
                ):
                    of = {"date": f"{self.day}", "by": name, "metric": called}
                    # the documentation writes some names otherwise than the answers do
                    yield from (
                        {**{key.lower(): value for key, value in told.items()}, **of}
                        for told in sums
                    )
                case _:
                    raise StorageError(
                        f"{self.client.url}/{PATH} answers without metricName and information:"
                        f" is url: right?"
                    )
