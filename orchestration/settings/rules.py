"""`rules:` of the exports file: a folder of CSVs that take the place of seeds of the dbt project.

What to put here: which file has the rules of a name, and whether it can be read as one. What a rule
may say, and what it means, is in `dbt_project/seeds/`.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import duckdb
import yaml

from orchestration.settings.environment import DBT_PROJECT
from orchestration.settings.problems import shown, suggestion
from orchestration.settings.rule_sets import CHECKS, Rule

SEEDS: Final = DBT_PROJECT.parent / "seeds"

Accepted = tuple[str, tuple[str, ...], str]
"""A column, the words that it takes, and of which rows, as a condition in SQL."""


def seed_files() -> Mapping[str, Path]:
    """The seeds of the dbt project by name."""
    return MappingProxyType({file.stem: file for file in sorted(SEEDS.glob("*.csv"))})


def rows(file: Path) -> list[dict[str, str]]:
    """The rules of a file, by their columns."""
    with file.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text))


def rules_of(folder: Path) -> Mapping[str, Path]:
    """The CSV files of a folder by name. Raises ValueError, which names file, line and column, if
    one of them is no seed, or not as its seed is.
    """
    if not folder.is_dir():
        raise ValueError(f"{str(folder)!r} is no folder; make it, or remove the key")
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
    known = _columns(seeds[name])
    try:
        with file.open(encoding="utf-8-sig", newline="") as text:
            lines = csv.reader(text, strict=True)
            header = next(lines, [])
            written = [(lines.line_num, row) for row in lines if row]
    except (csv.Error, UnicodeDecodeError) as error:
        yield f"{file.name}: no CSV in UTF-8: {error}"
        return
    problems = [
        *_problems_of_header(file, header, known),
        *(f"{file.name}:{text}" for text in _problems_of_rows(name, header, known, written)),
    ]
    yield from problems
    if not problems and name in CHECKS:
        rules = [
            Rule(line, {**dict.fromkeys(known, ""), **dict(zip(header, row, strict=True))})
            for line, row in written
        ]
        yield from (f"{file.name}:{line}: {text}" for line, text in CHECKS[name](rules))


def _problems_of_rows(
    name: str, header: Sequence[str], known: Sequence[str], written: Sequence[tuple[int, list[str]]]
) -> Iterator[str]:
    """What is wrong with single values, each with its line and column."""
    types, words = _types(name), tuple(_accepted(name))
    with duckdb.connect() as duck:
        for line, row in written:
            if len(row) != len(header):
                yield f"{line}: {len(row)} values for {len(header)} columns"
            for column, value in zip(header, row, strict=False):
                kind = types.get(column, "string")
                if problem := _unfit(duck, column, value, kind, known[0]):
                    yield f"{line}: {column}: {shown(value)} {problem}"
            rule = {**dict.fromkeys(known), **dict(zip(header, row, strict=False))}
            for column, problem in _strange_words(duck, rule, words):
                yield f"{line}: {column}: {shown(rule[column])} {problem}"


def _problems_of_header(file: Path, header: list[str], known: Sequence[str]) -> Iterator[str]:
    if not header:
        yield f"{file.name}:1: the file is empty; its first line is {','.join(known)}"
    elif known[0] not in header:
        yield f"{file.name}:1: the column {known[0]} is missing; every rule needs it"
    for column in header:
        if column not in known:
            yield f"{file.name}:1: no column {shown(column)}; {suggestion(column, known)}"
        elif header.count(column) > 1:
            yield f"{file.name}:1: the column {column} is there twice"


def _unfit(
    duck: duckdb.DuckDBPyConnection, column: str, value: str, kind: str, needed: str
) -> str | None:
    """What is wrong with a value, as the second half of a sentence."""
    if not value:
        return "is nothing; every rule needs it" if column == needed else None
    if kind != "string":
        ((is_one,),) = duck.execute(f"select try_cast(? as {kind}) is not null", [value]).fetchall()
        return None if is_one else f"is no {kind}; write one"
    if column == "element_key" and value.startswith("[data-"):
        return f"matches nothing, for [ ] is one letter of several; write [[]{value[1:]}"
    return None


def _strange_words(
    duck: duckdb.DuckDBPyConnection, rule: Mapping[str, str | None], words: Sequence[Accepted]
) -> Iterator[tuple[str, str]]:
    """Columns of a rule with a word that their seed does not take, and what is wrong with it."""
    for column, accepted, where in words:
        if rule[column] and rule[column] not in accepted:
            values = ", ".join(f"nullif(?, '') as \"{name}\"" for name in rule)
            query = f"select coalesce({where}, false) from (select {values})"
            if duck.execute(query, list(rule.values())).fetchall() == [(True,)]:
                yield column, f"is no word for it; {suggestion(str(rule[column]), accepted)}"


def _columns(seed: Path) -> list[str]:
    with seed.open(encoding="utf-8", newline="") as text:
        return next(csv.reader(text))


def _types(name: str) -> Mapping[str, str]:
    return dict(_described(name)["config"]["column_types"])


def _accepted(name: str) -> Iterator[Accepted]:
    """What dbt's tests of a seed accept in its columns."""
    for column in _described(name).get("columns", ()):
        for test in column["data_tests"]:
            if isinstance(test, dict) and (rule := test.get("accepted_values")):
                words = tuple(str(word) for word in rule["arguments"]["values"])
                yield column["name"], words, rule.get("config", {}).get("where", "true")


def _described(name: str) -> Mapping[str, Any]:
    seeds = yaml.safe_load((SEEDS / "__seeds.yml").read_text(encoding="utf-8"))["seeds"]
    (described,) = (seed for seed in seeds if seed["name"] == name)
    return dict(described)
