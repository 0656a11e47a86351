"""`rules:` of the exports file: a folder of CSVs that take the place of seeds of the dbt project.

What to put here: which file has the rules of a name, and whether it can be read as one. What a rule
may say, and what it means, is in `dbt_project/seeds/`.
"""

import csv
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

import yaml

from orchestration.settings.environment import DBT_PROJECT
from orchestration.settings.problems import shown, suggestion

SEEDS: Final = DBT_PROJECT.parent / "seeds"


def seed_files() -> Mapping[str, Path]:
    """The seeds of the dbt project by name."""
    return MappingProxyType({file.stem: file for file in sorted(SEEDS.glob("*.csv"))})


def rules_of(folder: Path) -> Mapping[str, Path]:
    """The CSV files of a folder by name. Raises ValueError, which names file, line and column, if
    one of them is no seed, or not as its seed is.
    """
    if not folder.is_dir():
        raise ValueError(f"{shown(str(folder))} is no folder; make it, or remove the key")
    files = {file.stem: file for file in sorted(folder.glob("*.csv"))}
    problems = [text for name, file in files.items() for text in _problems(name, file)]
    if problems:
        raise ValueError("; ".join(problems))
    return MappingProxyType(files)


def _problems(name: str, file: Path) -> Iterator[str]:
    seeds = seed_files()
    if name not in seeds:
        yield f"{file.name}: there are no rules of this name; {suggestion(name, sorted(seeds))}"
        return
    known, types = _columns(seeds[name]), _types(name)
    try:
        with file.open(encoding="utf-8-sig", newline="") as text:
            rows = csv.reader(text, strict=True)
            header = next(rows, [])
            yield from _problems_of_header(file, header, known)
            for row in rows:
                line = f"{file.name}:{rows.line_num}"
                if row and len(row) != len(header):
                    yield f"{line}: {len(row)} values for {len(header)} columns"
                for column, value in zip(header, row, strict=False):
                    if value and types.get(column) in NUMBERS and not _is_number(value):
                        yield f"{line}: {column}: {shown(value)} is no number; write one"
    except (csv.Error, UnicodeDecodeError) as error:
        yield f"{file.name}: no CSV in UTF-8: {error}"


def _problems_of_header(file: Path, header: list[str], known: Collection[str]) -> Iterator[str]:
    for column in header:
        if column not in known:
            yield f"{file.name}:1: no column {shown(column)}; {suggestion(column, known)}"
        elif header.count(column) > 1:
            yield f"{file.name}:1: the column {column} is there twice"
    if not header:
        yield f"{file.name}:1: the file is empty; its first line is {','.join(known)}"


NUMBERS: Final = ("integer", "double")


def _is_number(value: str) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return True


def _columns(seed: Path) -> list[str]:
    with seed.open(encoding="utf-8", newline="") as text:
        return next(csv.reader(text))


def _types(name: str) -> Mapping[str, str]:
    seeds = yaml.safe_load((SEEDS / "__seeds.yml").read_text(encoding="utf-8"))["seeds"]
    (types,) = (seed["config"]["column_types"] for seed in seeds if seed["name"] == name)
    return dict(types)
