"""One warehouse and files decoded into it, for tests of decoding."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from orchestration.decoding.file import decode_file
from orchestration.settings import REPOSITORY, Export, load_settings
from orchestration.storage import PulledFile
from orchestration.warehouse.books import DecodedFile

NOW = datetime(2026, 11, 22, tzinfo=UTC)
NOBODY = load_settings(REPOSITORY / "orchestration" / "exports.yaml").nobody()

POSTHOG = {
    "uuid": "e1",
    "event": "$pageview",
    "distinct_id": "u1",
    "timestamp": "2026-11-16T10:00:00.000Z",
    "_inserted_at": "2026-11-16T10:00:05.000Z",
    "properties": {"$current_url": "https://app.example/pricing", "$viewport_width": 1440},
}
"""A sound row of a PostHog export; tests change it."""

MIXPANEL = {
    "event": "$mp_click",
    "properties": {
        "time": 1794823200,
        "$insert_id": "i1",
        "distinct_id": "u1",
        "$pageX": 10,
        "$pageY": 20,
        "mp_processing_time_ms": 1794823205000,
    },
}
"""A sound row of a Mixpanel export; tests change it."""


def line(row: Mapping[str, Any] = POSTHOG, /, **changes: Any) -> bytes:
    """A row as a line of JSON; a change of None leaves the field out."""
    changed = {key: value for key, value in {**row, **changes}.items() if value is not None}
    return json.dumps(changed, ensure_ascii=False).encode() + b"\n"


def with_properties(row: Mapping[str, Any] = POSTHOG, /, **properties: Any) -> bytes:
    """A row with other properties, as a line of JSON."""
    return line(row, properties={**row["properties"], **properties})


class Warehouse:
    """A folder that files are decoded into, and questions to it."""

    def __init__(self, root: Path) -> None:
        self.root = root / "warehouse"
        self.sources = root / "sources"
        self.sources.mkdir(parents=True, exist_ok=True)

    def decode(
        self,
        content: bytes | Path,
        *,
        path: str = "file.jsonl",
        dates_in: str = "UTC",
        salt: str = "pepper",
        now: datetime = NOW,
        **export: Any,
    ) -> DecodedFile:
        """Decode a file of this content, or a file that there is."""
        local = content if isinstance(content, Path) else self.sources / "content"
        if isinstance(content, bytes):
            local.write_bytes(content)
        held = local.read_bytes()
        settings = Export(**{"name": "web", "format": "posthog_events", "url": "vendor/", **export})
        digest = hashlib.sha256(held).hexdigest()
        file = PulledFile(settings.name, path, local, len(held), digest, now)
        return decode_file(
            file,
            settings,
            warehouse=self.root,
            timezone=dates_in,
            salt=salt,
            nobody=NOBODY,
            now=now,
        )

    def decode_all(self, paths: Sequence[Path], **export: Any) -> list[DecodedFile]:
        """Decode files that there are."""
        return [self.decode(path, path=path.name, **export) for path in paths]

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """Rows of a query on `events` and `rejects`; a relation without a file is not there."""
        with duckdb.connect() as duck:
            for name, files in (("events", "events/*/*.parquet"), ("rejects", "rejects/*.parquet")):
                if any(self.root.glob(files)):
                    duck.execute(
                        f"create view {name} as from read_parquet('{self.root / files}',"
                        f" hive_partitioning = {name == 'events'})"
                    )
            return duck.execute(query).fetchall()

    def one(self, columns: str) -> tuple[Any, ...]:
        """Columns of the only event."""
        (row,) = self.ask(f"select {columns} from events")
        return row

    def rejected(self) -> list[tuple[int, str, str | None]]:
        """Line number, reason and detail of every reject."""
        return self.ask("select line_number, reason, detail from rejects order by line_number")

    def files(self) -> dict[str, bytes]:
        """Every file of the warehouse by its place, but not the copies of exports."""
        return {
            path.relative_to(self.root).as_posix(): path.read_bytes()
            for path in sorted(self.root.rglob("*"))
            if path.is_file()
        }


def decoded_whole(root: Path, name: str, paths: list[Path], **export: Any) -> Warehouse:
    """A warehouse of its own with these files; every line of them is accepted."""
    warehouse = Warehouse(root / name)
    for result in warehouse.decode_all(paths, **export):
        assert result.problem is None
        assert result.rejected_count == 0
    return warehouse
