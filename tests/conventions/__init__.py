"""The rules of CONTRIBUTING.md that no linter knows, as functions of a source tree.

A rule takes the root of a tree and gives one sentence per offence, which says what to do; no
sentence, no offence. What is not there yet breaks no rule.
"""

from collections.abc import Callable
from pathlib import Path

Rule = Callable[[Path], list[str]]
