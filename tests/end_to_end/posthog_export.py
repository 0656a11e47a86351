"""The PostHog exports of the SDK's sessions, and how a vendor's folder comes to have them."""

import gzip
import json
from pathlib import Path
from typing import Any

from tests.end_to_end import real_nights as real
from tests.end_to_end import truth
from tests.real_data import SDK

POSTHOG = SDK / "posthog"
HOST = "app.lumen-demo.example"


def settings(minimum_users: int) -> dict[str, Any]:
    events = {"format": "posthog_events", "url": "vendor/events/", "traits": ["plan"], "host": HOST}
    heatmaps = {"format": "posthog_heatmaps", "url": "vendor/heatmaps/"}
    return {
        "exports": [{"name": "events", **events}, {"name": "heatmaps", **heatmaps}],
        "vars": {"minimum_users": minimum_users},
    }


def persons() -> dict[str, str]:
    """The person id of each user, as the export itself says."""
    lines = [
        json.loads(line)
        for file in (POSTHOG / "events" / "jsonl").iterdir()
        for line in gzip.decompress(file.read_bytes()).splitlines()
    ]
    known = {row["distinct_id"]: row["person_id"] for row in lines}
    return {user: known[user] for user in truth.users()}


def deliver(folder: Path, form: str, day: str) -> None:
    for name in ("events", "heatmaps"):
        files = sorted((POSTHOG / name / form).glob(f"{day}*"))
        real.copied(files, folder / "vendor" / name)
