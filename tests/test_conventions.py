"""The tree keeps its own rules, and every rule can be broken."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.conventions import Rule, dbt_models, portable_sql, private_names, purity, tree
from tests.conventions.examples import BROKEN, SOUND

ROOT = Path(__file__).parent.parent

RULES = list(dict.fromkeys(rule for rule, _, _ in BROKEN))


def name_of(rule: object) -> str:
    return getattr(rule, "__name__", "")


@pytest.mark.parametrize("rule", RULES, ids=name_of)
def test_the_tree_keeps(rule: Rule) -> None:
    complaints = rule(ROOT)

    assert not complaints, "\n".join([f"{name_of(rule)}: {rule.__doc__}", *complaints])


@pytest.mark.parametrize(("rule", "files", "words"), BROKEN, ids=name_of)
def test_a_broken_rule_is_named_with_its_place(
    rule: Rule, files: Mapping[str, str], words: str, tmp_path: Path
) -> None:
    write(tmp_path, files)

    complaints = rule(tmp_path)

    assert len(complaints) >= 1
    assert words in complaints[0]


@pytest.mark.parametrize("rule", RULES, ids=name_of)
def test_a_sound_tree_breaks_no_rule(rule: Rule, tmp_path: Path) -> None:
    write(tmp_path, SOUND)

    assert rule(tmp_path) == []


def test_every_rule_has_an_example_that_breaks_it() -> None:
    public = {
        rule
        for module in (tree, purity, dbt_models, portable_sql, private_names)
        for name, rule in vars(module).items()
        if getattr(rule, "__module__", "") == module.__name__
        and not name.startswith("_")
        and getattr(rule, "__annotations__", {}) == {"root": Path, "return": list[str]}
    }

    assert public == set(RULES)


def write(root: Path, files: Mapping[str, str]) -> None:
    """Make a tree of these files."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
