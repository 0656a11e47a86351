"""Rules of comparisons.csv that name what nobody has: a band, a segment or a feature.

What to put here: what of such a rule can be known, and where from. What a rule means is in
`transforms/heat/pairs.py`.
"""

import csv
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Final

import duckdb

from orchestration.settings.exports_file import Settings
from orchestration.settings.problems import shown, suggestion
from orchestration.settings.rules import rows
from orchestration.warehouse.folder import opened
from transforms.heat.by_element import BAND
from transforms.heat.pairs import ALL, EVERY

Names = Mapping[str, Collection[str]]
"""Names that there are of a `band`, a `segment` or a `feature`."""

SEEN: Final = {"segment": "marts.dim_segments", "feature": "marts.dim_features"}


def bands_of(settings: Settings) -> Names:
    """The bands of the rules, which no night has to find out."""
    return {"band": [rule["band"] for rule in rows(settings.rule_file("viewport_bands"))]}


def names_seen(database: Path) -> Names:
    """The segments and features that a night ever saw; nothing of what is not there yet."""
    found: dict[str, Collection[str]] = {}
    if database.exists():
        with opened(database, read_only=True) as marts:
            for name, table in SEEN.items():
                try:
                    query = f"select {name} from {table} order by all"
                    found[name] = [value for (value,) in marts.execute(query).fetchall()]
                except duckdb.CatalogException:  # a run of a part of the graph may not have it
                    continue
    return found


def unmet_comparisons(settings: Settings, names: Names) -> Iterator[str]:
    """Yield each name of comparisons.csv that is not among those of its kind, with file and line;
    a kind without names is not judged.
    """
    file = settings.rule_file("comparisons")
    with file.open(encoding="utf-8-sig", newline="") as text:
        rules = csv.DictReader(text)
        for rule in rules:
            for column, kind, name in _named(rule):
                if names.get(kind) and name not in names[kind]:
                    yield (
                        f"{file.name}:{rules.line_num}: {column}: nobody has the {kind}"
                        f" {shown(name)}, so nothing is compared;"
                        f" {suggestion(name, list(names[kind]))}"
                    )


def _named(rule: Mapping[str, str | None]) -> Iterator[tuple[str, str, str]]:
    """Columns of a rule that name something, of which kind it is, and its name."""
    for column in ("segment", "feature", "band"):
        name = rule.get(column)
        if name and name not in (EVERY, ALL):
            yield column, column, name
    other = rule["compared_with"] or ""
    if other.startswith(BAND):
        yield "compared_with", "band", other.removeprefix(BAND)
    elif "=" in other:
        yield "compared_with", "segment", other
