"""`python -m tests.questions [FILE]`: write the answers of a published file into QUESTIONS.md.

Without a file, those of the demo that `make demo` made.
"""

import sys
from pathlib import Path

from orchestration.settings import REPOSITORY
from tests.questions.page import PAGE, answered, questions

if __name__ == "__main__":
    published = Path(sys.argv[1]) if sys.argv[1:] else REPOSITORY / "warehouse" / "usage.duckdb"
    PAGE.write_text(answered(published), encoding="utf-8")
    print(f"{len(questions())} questions answered in {PAGE.relative_to(REPOSITORY)}")
