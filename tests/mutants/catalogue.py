"""Mutants: what is broken, and the test that must notice.

What to put here: how they are read. They stand in the YAML files beside, a file for each promise.
"""

from dataclasses import dataclass
from pathlib import Path

import yaml

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Mutant:
    """One rule broken on purpose.

    Attributes:
        rule: what no longer holds, as a sentence that begins with its place in the design.
        file: path below the root of the repository.
        old: text that occurs once in the file.
        new: what takes its place.
        test: the test that fails of it, as pytest names it.
    """

    rule: str
    file: str
    old: str
    new: str
    test: str

    def applied(self, text: str) -> str:
        """The text of the file with the rule broken. Raises StaleMutantError."""
        found = text.count(self.old)
        if found != 1:
            raise StaleMutantError(
                f"{self.file}: {self.old!r} occurs {found} times: say again where this rule is kept"
            )
        return text.replace(self.old, self.new)


class StaleMutantError(ValueError):
    """The code has moved away from a mutant."""


def mutants() -> list[Mutant]:
    """All of them, file by file."""
    return [
        Mutant(**fields)
        for file in sorted(FOLDER.glob("*.yaml"))
        for fields in yaml.safe_load(file.read_text(encoding="utf-8"))
    ]
