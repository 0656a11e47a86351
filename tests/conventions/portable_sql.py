"""Rules of SQL that DuckDB and Spark read alike; dbt_project/README.md says why.

Not a parser: words and shapes that only one engine knows, or that each reads in its own way.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from tests.conventions.dbt_models import code, sql_files

SPELLINGS: Final = {
    r"\barg_(min|max)\b": "min_by() or max_by() with its filter",
    r"\bany_value\b": "max(), or a column of the group by",
    r"\basof\b": "{{ with_last_start() }}",
    r"\bignore\s+nulls\b": "{{ last_known() }}",
    r"\bhash\s*\(": "{{ key_of() }}",
    r"\bmd5_number\w*": "{{ text_key() }}",
    r"\bto_hex\b": "{{ public_key() }}",
    r"\bepoch(_\w+)?\s*\(": "{{ microseconds() }}",
    r"\b(unnest|explode)\b": "{{ each() }}",
    r"\b(range|generate_series|sequence)\s*\(": "{{ numbers() }}",
    r"\b(string_agg|listagg|group_concat)\b": "{{ sorted_text() }}",
    r"\b(quantile|percentile)_\w+|\bpercentile\s*\(": "{{ quantile() }}",
    r"\bregexp_\w+": "{{ has_match() }}, {{ is_match() }} or {{ replaced() }}",
    r"\bglob\b": "{{ fits() }}",
    r"->>|\bjson_\w+": "{{ member() }} or {{ members() }}",
    r"\blist_\w+|\blambda\b": "{{ each_segment() }}",
    r"\bby\s+name\b": "the same columns in the same order",
    r"\*\s*(exclude|replace)\b": "the columns, one by one",
    r"(\A|[(;]|\bunion(\s+all)?)\s*from\b": "select … from",
    r"//": "floor(x / y)::bigint",
    r"/\s*\d+\.\d+": "/ 1e6, for a number with a point is a decimal",
    r"(?<!floor\()\bmedian\b[^,;]*?::": "floor(median(x) + 0.5)::integer",
    r"\b[lr]trim\s*\([^()]*,": "trim(trailing '/' from x)",
    r"\b(u(big|small|tiny)?int(eger)?|hugeint)\b": "bigint",
    r"\bvarchar\b|::\s*text\b": "string",
    r"(?<!not )\bnull\s+as\b": "null::bigint as, or another type",
    r"\btarget\.(type|name)\b|\badapter\.dispatch\b": "a macro of macros/dialect",
}
"""What one engine alone understands, or each in its own way, and what to write."""

TYPES: Final = ("string", "bigint", "integer", "smallint", "double", "boolean", "date", "timestamp")

IN_PARENTHESES: Final = r"\((?:[^()]|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))*\)"
BY_ANOTHER: Final = rf"\b(?:min|max)_by{IN_PARENTHESES}"
ORDER: Final = re.compile(rf"\border\s+by\b(?:[^()]|{IN_PARENTHESES})*|{BY_ANOTHER}")
UNFILTERED: Final = re.compile(rf"{BY_ANOTHER}(?!\s*filter\b)")
DIVISOR: Final = re.compile(r"/\s*(?!\s|\d|nullif\b|\{\{ var\()[^\s,)]+")
KEY: Final = re.compile(r"\bkey_of\([^{}]*\}\}\s*as\s+(\w+)")

TEXT: Final = re.compile(r"'[^'\n]*'")
NO_QUERY: Final = re.compile(
    r"\{%-? materialization .*?endmaterialization -?%\}|\{\{ config\(.*?\) \}\}", re.DOTALL
)


def sql_is_spelled_for_every_engine(root: Path) -> list[str]:
    """What the engines spell differently is a macro of macros/dialect."""
    return [
        f"{_place(path, sql, found)}: write {spelling}, not {' '.join(found[0].split())!r}"
        for path, sql in _queries(root)
        for words, spelling in SPELLINGS.items()
        for found in re.finditer(words, sql)
    ]


def min_by_and_max_by_have_a_filter(root: Path) -> list[str]:
    """DuckDB passes over rows in which the value is null, Spark takes them."""
    return [
        f"{_place(path, sql, found)}: add `filter (where … is not null)` to {found[0]!r}"
        for path, sql in _queries(root)
        for found in UNFILTERED.finditer(sql)
    ]


def no_divisor_is_zero(root: Path) -> list[str]:
    """Spark stops at a division by zero, DuckDB gives null."""
    return [
        f"{_place(path, sql, found)}: write nullif(…, 0) for the divisor {found[0]!r}"
        for path, sql in _queries(root)
        for found in DIVISOR.finditer(TEXT.sub(lambda text: "_" * len(text[0]), sql))
    ]


def nothing_is_ordered_by_a_private_key(root: Path) -> list[str]:
    """A key made by key_of() differs from engine to engine, and so would what comes first."""
    queries = list(_queries(root))
    keys = {key for _, sql in queries for key in KEY.findall(sql)}
    return [
        f"{_place(path, sql, found)}: {key} is another number on each engine: order by a column"
        for path, sql in queries
        for found in ORDER.finditer(sql)
        for key in sorted(keys & set(re.findall(r"\w+", found[0])))
    ]


def columns_have_types_of_every_engine(root: Path) -> list[str]:
    """A contract and a seed name types that all engines know by this name."""
    return [
        f"{page.relative_to(root)}: {name} is {kind!r}: use one of {', '.join(TYPES)}"
        for folder in ("models", "seeds")
        for page in sorted((root / "dbt_project" / folder).rglob("*.yml"))
        for name, kind in _types(yaml.safe_load(page.read_text("utf-8")) or {})
        if kind not in TYPES
    ]


def _queries(root: Path) -> Iterator[tuple[Path, str]]:
    """Each SQL file that says what numbers mean, and its SQL, with every line in its place."""
    dialect = root / "dbt_project/macros/dialect"
    for path in sql_files(root):
        if not path.is_relative_to(dialect):
            yield path.relative_to(root), NO_QUERY.sub(_lines, code(path))


def _types(page: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The columns that a properties file gives a type."""
    for model in page.get("models", []):
        for column in model.get("columns", []):
            if "data_type" in column:
                yield f"{model['name']}.{column['name']}", column["data_type"]
    for seed in page.get("seeds", []):
        for column, kind in seed.get("config", {}).get("column_types", {}).items():
            yield f"{seed['name']}.{column}", kind


def _lines(found: re.Match[str]) -> str:
    return "\n" * found[0].count("\n")


def _place(path: Path, sql: str, found: re.Match[str]) -> str:
    return f"{path}:{sql.count(chr(10), 0, found.start()) + 1}"
