"""What `heatmaps check` makes of a few files of an export: they are decoded as a night would.

What to put here: what is said of a sample, as values that `checks.py` words. Texts of people are
shown by their shape only.
"""

import csv
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import duckdb

from orchestration.decoding.file import decode_file
from orchestration.decoding.outlook import PEOPLE, Lack, Outlook, event_files, lacks, look, unlike
from orchestration.installation import Installation
from orchestration.settings import Export
from orchestration.settings.problems import shown
from orchestration.storage import PulledFile, sample
from orchestration.warehouse.books import DecodedFile
from transforms.decoders.presence import shown_names

SECONDS: Final = 20
"""After so long, no further file of a sample is decoded."""

LOCAL_HOSTS: Final = ("localhost*", "127.0.0.1*", "*.local")

HINTS: Final[Mapping[str, str]] = {
    "bad_time": "give the time its unit: or format:",
    "missing_event_at": "map event_at to a column that every line has",
    "future_time": "see timezone: of the export, and the clock of this machine",
    "not_json": "is it of another format, or compressed twice?",
    "bad_row": "see the delimiter and the quotes of the file",
}
"""What helps against a reason of the quarantine."""


@dataclass(frozen=True)
class Sample:
    """A few files of an export, tried: facts in the order they are shown, lacks, and problems of
    files.
    """

    facts: Mapping[str, str]
    lacks: Sequence[Lack]
    problems: Sequence[str]


def try_sample(installation: Installation, export: Export, file_count: int) -> Sample:
    """Decode a few of an export's files in a folder of their own. Raises StorageError."""
    with TemporaryDirectory(prefix="heatmaps-check-") as below:
        folder = Path(below)
        files, postponed = sample(export, folder=folder, base=installation.settings.source.parent)
        if not files:
            why = postponed[0].reason if postponed else "every file is too large to be tried"
            return Sample({"sample": why}, (), ())
        tried = _decoded(installation, export, files, folder)
        events = [file for decoded in tried for file in event_files(folder, decoded)]
        outlook = look(events, export)
        facts = {"sample": _amounts(tried, file_count)}
        formats = {other.format for other in installation.settings.exports}
        missing = list(lacks(outlook, export, formats))
        if events:
            with duckdb.connect() as duck:
                duck.read_parquet(events).create_view("events")
                own = [host for one in installation.settings.exports for host in one.host]
                facts |= _facts(duck, outlook, export, own)
                missing += _of_hosts(
                    duck, outlook, installation.settings.rule_file("internal_traffic")
                )
        facts |= _quarantined(folder, {one.path: one.shown_path for one in tried})
        problems = [f"{one.shown_path}: {one.problem}" for one in tried if one.problem]
        problems += [f"{one.shown_path}: {why}" for one in tried if (why := unlike(one, export))]
        read = [one for one in tried if not one.problem]
        if absent := set.intersection(*(set(one.absent) for one in read)) if read else set():
            named = ", ".join(map(repr, sorted(absent)))
            problems.append(f"no row has {named}; there are: {shown_names(read[0].names)}")
        return Sample(facts, missing, problems)


def _decoded(
    installation: Installation, export: Export, files: Sequence[PulledFile], folder: Path
) -> list[DecodedFile]:
    end = time.monotonic() + SECONDS
    tried: list[DecodedFile] = []
    for file in files:
        if not tried or time.monotonic() < end:
            tried.append(
                decode_file(
                    file,
                    export,
                    warehouse=folder,
                    timezone=installation.environment.timezone,
                    salt=installation.environment.salt,
                    nobody=installation.settings.nobody(),
                    now=datetime.now(UTC),
                )
            )
    return tried


def _amounts(tried: Sequence[DecodedFile], file_count: int) -> str:
    lines = sum(one.line_count for one in tried)
    accepted = sum(one.accepted_count for one in tried)
    size = sum(one.size for one in tried)
    return (
        f"{len(tried):,} of {file_count:,} files, {size / 1000:,.0f} kB,"
        f" {lines:,} lines, {accepted:,} accepted"
    )


def _facts(
    duck: Any, outlook: Outlook, export: Export, own: Sequence[str]
) -> Iterator[tuple[str, str]]:
    kinds = duck.execute("select kind, count(*) from events group by 1 order by 2 desc, 1")
    yield "kinds", ", ".join(f"{count:,} {kind}" for kind, count in kinds.fetchall())
    (row,) = duck.execute(
        f"""
        select
            count(distinct coalesce({", ".join(PEOPLE)})), count(distinct (url_host, url_path)),
            min(event_at), max(event_at), min(viewport_width), max(viewport_width),
            count(*) filter (
                kind = 'click' and coalesce(element_id, element_text, element_path) is not null
            )
        from events
        """
    ).fetchall()
    people, pages, first, last, narrowest, widest, marked = row
    yield "people", f"{people:,}, named by {_share(outlook.of_people, outlook.events)} of events"
    hosts = ", ".join(f"{host or 'no host'} ({count:,})" for host, count in _hosts(duck)[:5])
    yield "pages", f"{pages:,}, on {hosts}{_names_of_pages(duck, own)}"
    if outlook.clicks:
        yield (
            "clicks",
            f"{_share(outlook.placed, outlook.clicks)} with coordinates,"
            f" {_share(outlook.sized, outlook.clicks)} with a viewport size,"
            f" {_share(marked, outlook.clicks)} with an element",
        )
    if widest:
        yield "viewport", f"{narrowest:,} to {widest:,} px wide"
    zone = f"; those without a zone are read as {export.timezone}"
    yield "times", f"{first:%Y-%m-%d %H:%M} to {last:%Y-%m-%d %H:%M} UTC{zone}"
    if columns := _columns(duck, export, outlook.events):
        yield "columns", columns


def _share(count: int, of: int) -> str:
    """A share in percent, which is 0 or 100 only if it is exactly.

    >>> _share(0, 9), _share(1, 1000), _share(999, 1000), _share(9, 9)
    ('0 %', '1 %', '99 %', '100 %')
    """
    percent = 100 * count / of if of else 0
    return f"{percent if percent in (0, 100) else min(99, max(1, round(percent))):.0f} %"


def _columns(duck: Any, export: Export, events: int) -> str:
    """The share of events that have each mapped column, and each trait."""
    mapped = {
        ("url_path" if name == "url" else name): ", ".join(source.names)
        for name, source in export.columns.items()
        if source.names
    }
    counts = [f"count({name})" for name in mapped]
    pointers = ["/" + trait.replace("~", "~0").replace("/", "~1") for trait in export.traits]
    counts += [f"count(nullif(traits ->> ${at + 1}, ''))" for at in range(len(pointers))]
    if not counts:
        return ""
    (row,) = duck.execute(f"select {', '.join(counts)} from events", pointers).fetchall()
    names = [*mapped.values(), *export.traits]
    return ", ".join(f"{name} {_share(n, events)}" for name, n in zip(names, row, strict=True))


def _hosts(duck: Any) -> list[tuple[str | None, int]]:
    query = "select url_host, count(*) from events group by 1 order by 2 desc, 1"
    return list(duck.execute(query).fetchall())


def _names_of_pages(duck: Any, own: Sequence[str]) -> str:
    """How pages are called by their path alone, if those of the host most seen are not yet."""
    hosts = [host for host, _ in _hosts(duck) if host and not _matches(host, [*own, *LOCAL_HOSTS])]
    if not hosts:
        return ""
    return f"; called by host and path, or with host: {hosts[0]} by their path alone"


def _of_hosts(duck: Any, outlook: Outlook, staff_rules: Path) -> Iterator[Lack]:
    """Hosts that count as staff, or that staff may have."""
    with staff_rules.open(encoding="utf-8-sig", newline="") as rules:
        staff = [rule["pattern"] for rule in csv.DictReader(rules) if rule["field"] == "url_host"]
    hosts = [(host, count) for host, count in _hosts(duck) if host is not None]
    is_staff = [(host, count) for host, count in hosts if _matches(host, staff)]
    local = [
        (host, count)
        for host, count in hosts
        if _matches(host, LOCAL_HOSTS) and not _matches(host, staff)
    ]
    if is_staff:
        share = _share(sum(count for _, count in is_staff), outlook.events)
        yield Lack(
            f"{share} of events count as those of staff, by their host: {_named(is_staff)}",
            f"if they are of visitors (hybrid apps run at localhost), change {staff_rules.name}",
            brings_nothing=sum(count for _, count in is_staff) == outlook.events,
        )
    if local:
        yield Lack(
            f"{_share(sum(n for _, n in local), outlook.events)} of events are of {_named(local)}",
            "if they are of your developers and not of a hybrid app, add the host to"
            f" {staff_rules.name}",
        )


def _matches(host: str, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(host, pattern) for pattern in patterns)


def _named(hosts: Sequence[tuple[str, int]]) -> str:
    return ", ".join(host for host, _ in hosts[:3])


def _quarantined(folder: Path, names: Mapping[str, str]) -> dict[str, str]:
    """Each reason, with the first line of it: its number, and the shape of what was wrong."""
    rejects = [str(file) for file in (folder / "rejects").glob("*.parquet")]
    if not rejects:
        return {}
    with duckdb.connect() as duck:
        rows = duck.execute(
            """
            select
                reason, count(*), min_by(path, (path, line_number)),
                min_by(line_number, (path, line_number)), min_by(detail, (path, line_number))
            from read_parquet($files) group by reason order by 2 desc, 1
            """,
            {"files": rejects},
        ).fetchall()
    return {
        f"{count:,} {reason}": (
            f"line {number:,} of {shown(names[path])}{_example(detail)}{_hint(reason)}"
        )
        for reason, count, path, number, detail in rows
    }


def _hint(reason: str) -> str:
    return f"; {HINTS[reason]}" if reason in HINTS else ""


def _example(detail: str | None) -> str:
    """A detail of the quarantine without what anybody wrote: letters are a, digits 9.

    >>> _example("event_at: 31/Oct/2026"), _example("3 fields instead of 4"), _example(None)
    (', event_at like 99/aaa/9999', ', 3 fields instead of 4', '')
    """
    if not detail:
        return ""
    name, colon, value = detail.partition(": ")
    if not colon:
        return f", {detail}"
    shape = re.sub(r"[^\W\d_]", "a", re.sub(r"\d", "9", value[:40]))
    return f", {name} like {shape}"
