"""Checks of the exports file that look at several of its keys, or beyond it."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from orchestration.settings import values
from orchestration.settings.problems import shown, suggestion
from orchestration.settings.yaml_lines import Document, Problem, spelled


def problems_across(document: Document, dbt_project: Path) -> Iterator[Problem]:
    """Yield exports of one name, overlaps that lead nowhere or in a circle, vars that `dbt_project`
    does not have so, and an account that no export knows.
    """
    if isinstance(document.value, dict):
        exports = document.value.get("exports")
        named = (
            [one for one in exports if isinstance(one, dict)] if isinstance(exports, list) else []
        )
        overrides = document.value.get("vars")
        overrides = overrides if isinstance(overrides, dict) else {}
        yield from _repeated_names(document, exports if isinstance(exports, list) else [])
        yield from _unfit_overlaps(document, exports if isinstance(exports, list) else [])
        yield from _unfit_vars(document, overrides, dbt_project)
        yield from _unknown_account(document, overrides, named)


def _repeated_names(document: Document, exports: list[Any]) -> Iterator[Problem]:
    """Yield exports that have the name of one before them."""
    first: dict[str, int] = {}
    for at, export in enumerate(exports):
        name = export.get("name") if isinstance(export, dict) else None
        if isinstance(name, str) and first.setdefault(name, at) != at:
            line = document.line(("exports", at, "name"))
            text = f"{shown(name)} is the name of exports[{first[name]}] too; choose another"
            yield Problem(line, f"exports[{at}].name", text)


def _unfit_overlaps(document: Document, exports: list[Any]) -> Iterator[Problem]:
    """Yield exports that overlap one that there is not, or in the end themselves: then none of both
    would count.
    """
    overlaps = {
        str(export.get("name")): export.get("overlaps")
        for export in exports
        if isinstance(export, dict)
    }
    for at, export in enumerate(exports):
        named = export.get("overlaps") if isinstance(export, dict) else None
        if not isinstance(named, str):
            continue
        text = ""
        if named not in overlaps:
            text = f"{shown(named)} is the name of no export; {suggestion(named, [*overlaps])}"
        else:
            way = [str(export.get("name"))]
            while isinstance(named, str) and named not in way:
                way.append(named)
                named = overlaps.get(named)
            if named == way[0]:
                text = f"{' overlaps '.join(map(shown, [*way, way[0]]))}; leave out one of them"
        if text:
            place = ("exports", at, "overlaps")
            yield Problem(document.line(place), spelled(place), text)


def _unfit_vars(
    document: Document, overrides: Mapping[Any, Any], dbt_project: Path
) -> Iterator[Problem]:
    """Yield overrides of dbt vars that are unknown or of another kind than the default."""
    known = yaml.safe_load(dbt_project.read_text(encoding="utf-8")).get("vars") or {}
    for name, value in overrides.items():
        text = values.unfit_var(str(name), value, known)
        if text is not None:
            yield Problem(document.line(("vars", name)), spelled(("vars", name)), text)


def _unknown_account(
    document: Document, overrides: Mapping[Any, Any], exports: list[dict[Any, Any]]
) -> Iterator[Problem]:
    """Yield the trait that names accounts if no export has it."""
    trait = overrides.get("account_trait") or ""
    known = sorted({str(one) for export in exports for one in export.get("traits") or ()})
    if isinstance(trait, str) and trait and trait not in known:
        place = ("vars", "account_trait")
        remedy = suggestion(trait, known) if known else "add it to the traits: of one"
        text = f"{shown(trait)} is in traits: of no export; {remedy}"
        yield Problem(document.line(place), spelled(place), text)
