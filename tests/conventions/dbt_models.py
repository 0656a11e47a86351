"""Rules of dbt_project/: layers, names, and a page of documentation beside every model."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

# Marts that are named neither fct_, dim_ or heatmap_ nor …_daily, …_weekly or …_monthly.
OTHER_MARTS = {"experiment_results", "insights", "loads", "session_timelines", "settings"}
NAMES = {
    "staging": (re.compile(r"stg_[a-z0-9]+(_[a-z0-9]+)*__[a-z0-9_]+"), "stg_<source>__<entities>"),
    "intermediate": (re.compile(r"int_[a-z0-9_]+"), "int_<entities>_<what was done>"),
    "marts": (
        re.compile(
            rf"(fct|dim|heatmap)_[a-z0-9_]+|[a-z0-9_]+_(daily|weekly|monthly)|{'|'.join(OTHER_MARTS)}"
        ),
        "fct_…, dim_…, heatmap_…, …_daily, …_weekly or …_monthly",
    ),
}
COMMENT = re.compile(r"\{#.*?#\}|--[^\n]*", re.DOTALL)


def every_model_is_named_for_its_layer(root: Path) -> list[str]:
    """The name of a table says what may read it."""
    complaints = []
    for model in _models(root):
        layer = model.relative_to(root / "dbt_project/models").parts[0]
        if layer not in NAMES:
            complaints.append(f"{model.relative_to(root)} is in no layer ({', '.join(NAMES)})")
        elif not NAMES[layer][0].fullmatch(model.stem):
            complaints.append(
                f"{model.relative_to(root)}: a model of {layer} is named {NAMES[layer][1]}"
            )
    return complaints


def every_model_has_its_page_beside_it(root: Path) -> list[str]:
    """x.sql has x.yml, which describes x and nothing else."""
    complaints = []
    for model in _models(root):
        page = model.with_suffix(".yml")
        if not page.exists():
            complaints.append(f"{model.relative_to(root)} has no {page.name} beside it")
        elif [described.get("name") for described in _described(page)] != [model.stem]:
            complaints.append(f"{page.relative_to(root)} must describe {model.stem}, and only it")
        elif not _description(model):
            complaints.append(f"{page.relative_to(root)} has no description of {model.stem}")
    return complaints


def every_page_has_its_model_beside_it(root: Path) -> list[str]:
    """A model that was renamed or removed leaves no page behind."""
    return [
        f"{page.relative_to(root)} describes models, but there is no {page.stem}.sql beside it"
        for page in sorted((root / "dbt_project/models").rglob("*.yml"))
        if _described(page) and not page.with_suffix(".sql").exists()
    ]


def every_mart_says_its_grain_first(root: Path) -> list[str]:
    """The first words of a mart's description say what one row is."""
    return [
        f"{mart.relative_to(root)}: its description must begin with 'One row per'"
        for mart in _models(root, "marts")
        if not _description(mart).startswith("One row per ")
    ]


def sources_are_read_in_staging_only(root: Path) -> list[str]:
    """Everything else reads models, so that raw data has one door."""
    staging = root / "dbt_project/models/staging"
    return [
        f"{path.relative_to(root)} calls source(): only models/staging may, use ref()"
        for path in sql_files(root)
        if not path.is_relative_to(staging) and re.search(r"\bsource\s*\(", code(path))
    ]


def marts_read_no_staging(root: Path) -> list[str]:
    """Marts stand on intermediate models and other marts."""
    return [
        f"{mart.relative_to(root)} reads {name}: go through an intermediate model"
        for mart in _models(root, "marts")
        for name in re.findall(r"\bref\s*\(\s*['\"](stg_\w+)", code(mart))
    ]


def every_mart_has_a_contract(root: Path) -> list[str]:
    """A night fails when a public table is not what its page says."""
    if _enforced(_marts_of_the_project(root)):
        return []
    return [
        f"{mart.relative_to(root)} has no enforced contract: set +contract in dbt_project.yml"
        for mart in _models(root, "marts")
        if not any(_enforced(described.get("config", {})) for described in _page(mart))
    ]


def models_with_a_border_have_a_unit_test(root: Path) -> list[str]:
    """A case and a window decide something, and rows on both sides of it show what."""
    return [
        f"{model.relative_to(root)} has a case or a window: give it unit_tests in its yml"
        for model in _models(root)
        if re.search(r"\b(case|over)\b", code(model)) and not _unit_tests(model)
    ]


def _models(root: Path, layer: str = "") -> list[Path]:
    """The SQL files of all models, or of one layer."""
    return sorted((root / "dbt_project/models" / layer).rglob("*.sql"))


def sql_files(root: Path) -> Iterator[Path]:
    """Every SQL file of models, macros and tests."""
    for folder in ("models", "macros", "tests"):
        yield from sorted((root / "dbt_project" / folder).rglob("*.sql"))


def code(path: Path) -> str:
    """SQL without comments, each line on the line it has in the file."""
    return COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), path.read_text("utf-8"))


def _described(page: Path) -> list[dict[str, Any]]:
    """The models a properties file describes."""
    return (yaml.safe_load(page.read_text(encoding="utf-8")) or {}).get("models") or []


def _page(model: Path) -> list[dict[str, Any]]:
    """What stands beside a model, nothing if there is no such file."""
    page = model.with_suffix(".yml")
    return _described(page) if page.exists() else []


def _unit_tests(model: Path) -> list[str]:
    """The names of the unit tests of a model."""
    page = model.with_suffix(".yml")
    written = yaml.safe_load(page.read_text(encoding="utf-8")) if page.exists() else {}
    tests = (written or {}).get("unit_tests") or []
    return [test["name"] for test in tests if test["model"] == model.stem]


def _description(model: Path) -> str:
    """The description of a model, empty if there is none."""
    return next((str(page.get("description") or "").strip() for page in _page(model)), "")


def _marts_of_the_project(root: Path) -> dict[str, Any]:
    """The configuration of models/marts in dbt_project.yml, empty if there is none."""
    file = root / "dbt_project/dbt_project.yml"
    project = yaml.safe_load(file.read_text(encoding="utf-8")) if file.exists() else {}
    models = project.get("models", {}).get(project.get("name"), {})
    return models.get("marts", {})


def _enforced(config: dict[str, Any]) -> bool:
    """Whether a configuration enforces a contract."""
    contract = config.get("+contract", config.get("contract", {}))
    return contract.get("enforced") is True
