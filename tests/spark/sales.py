"""Mixpanel's events of some who press one place and then sign up for a price."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from tests.spark.steps import DAYS


def sales(number: int, moved: Callable[[datetime], datetime]) -> Iterator[dict[str, Any]]:
    """Those of a day: each of four people buys once, so that a place has a value to tell."""
    opened = datetime.combine(DAYS[number], datetime.min.time()) + timedelta(minutes=700)
    for who in range(4):
        for step, event in enumerate(("$mp_web_page_view", "$mp_click", "signed up")):
            at = int(moved(opened + timedelta(minutes=who, seconds=10 * step)).timestamp())
            yield {
                "event": event,
                "properties": {
                    "time": at,
                    "$insert_id": f"till-{number}-{who}-{step}",
                    "distinct_id": f"buyer {who}",
                    "$device_id": f"till {who}",
                    "$current_url": "https://app.example/till",
                    "$pageX": 105,
                    "$pageY": 205,
                    "$viewportWidth": 1200,
                    "$viewportHeight": 700,
                    "mp_processing_time_ms": 1000 * at + 5000,
                    "price": 10.5 + who,
                },
            }
