"""Every mutant breaks code that is there, by a test that is there; and the verdicts are true."""

import ast
from collections import Counter
from pathlib import Path

import pytest

from tests.mutants.catalogue import Mutant, StaleMutantError, mutants
from tests.mutants.run import BROKEN, KILLED, STALE, SURVIVED, verdicts

ROOT = Path(__file__).parents[2]


def test_every_mutant_changes_one_place_of_the_code() -> None:
    stale = []
    for mutant in mutants():
        try:
            mutant.applied((ROOT / mutant.file).read_text(encoding="utf-8"))
        except (StaleMutantError, OSError) as error:
            stale.append(f"{mutant.rule}: {error}")

    assert stale == []


def test_every_mutant_names_a_test() -> None:
    missing = [mutant.test for mutant in mutants() if not is_test(mutant.test)]

    assert missing == []


def is_test(name: str) -> bool:
    file, _, function = name.partition("::")
    if not (ROOT / file).is_file() or not file.endswith(".py"):
        return False
    names = {
        node.name
        for node in ast.walk(ast.parse((ROOT / file).read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    }
    return function.partition("[")[0] in names


def test_no_rule_is_broken_twice_alike() -> None:
    twice = [rule for rule, count in Counter(m.rule for m in mutants()).items() if count > 1]

    assert twice == []


PROMISES = [f"§4.{number}" for number in range(1, 8)]


@pytest.mark.parametrize("place", [*PROMISES, "§5"])
def test_every_promise_of_the_design_has_mutants(place: str) -> None:
    assert [mutant for mutant in mutants() if mutant.rule.startswith(f"{place} ")]


RULE = "def is_old(age):\n    return age >= 18\n"
TESTS = """
import pytest
from transforms.ages import is_old

@pytest.fixture
def broken():
    assert is_old(18)

def test_the_boundary():
    assert is_old(18)

def test_far_from_it():
    assert is_old(50)

def test_that_cannot_begin(broken):
    pass
"""


@pytest.mark.parametrize(
    ("old", "test", "outcome"),
    [
        ("age >= 18", "test_the_boundary", KILLED),
        ("age >= 18", "test_far_from_it", SURVIVED),
        ("age >= 18", "test_that_cannot_begin", BROKEN),
        ("age >= 18", "test_of_no_name", BROKEN),
        ("age >= 21", "test_the_boundary", STALE),
    ],
)
def test_a_mutant_is_killed_by_a_test_that_fails_and_by_nothing_else(
    old: str, test: str, outcome: str, tmp_path: Path
) -> None:
    (tmp_path / "transforms").mkdir()
    (tmp_path / "tests").mkdir()
    (tmp_path / "transforms" / "__init__.py").touch()
    (tmp_path / "transforms" / "ages.py").write_text(RULE)
    (tmp_path / "tests" / "test_ages.py").write_text(TESTS)
    mutant = Mutant(
        "the rule", "transforms/ages.py", old, "age > 18", f"tests/test_ages.py::{test}"
    )

    (verdict,) = verdicts(tmp_path, [mutant], at_once=1)

    assert verdict.outcome == outcome, verdict.words
    assert (tmp_path / "transforms" / "ages.py").read_text() == RULE
