"""`python -m tests.mutants [WORD]`: every mutant, or those with a word in rule, file or test."""

import os
import sys
import time
from collections import Counter
from pathlib import Path

from tests.mutants.catalogue import mutants
from tests.mutants.run import KILLED, verdicts

ROOT = Path(__file__).parents[2]


def main(words: list[str]) -> int:
    """Print what became of each mutant; 1 when one of them lives."""
    chosen = [m for m in mutants() if all(w in f"{m.rule} {m.file} {m.test}" for w in words)]
    start, outcomes = time.monotonic(), Counter[str]()
    for verdict in verdicts(ROOT, chosen, at_once=min(os.cpu_count() or 1, 4)):
        outcomes[verdict.outcome] += 1
        print(f"{verdict.outcome:10} {verdict.seconds:5.1f} s  {verdict.mutant.rule}", flush=True)
        if verdict.outcome != KILLED:
            print(f"    {verdict.mutant.file}\n    {verdict.mutant.test}\n    {verdict.words}")
    seconds = time.monotonic() - start
    print(f"{outcomes[KILLED]} of {len(chosen)} mutants killed in {seconds:.0f} s")
    return 0 if outcomes[KILLED] == len(chosen) > 0 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
