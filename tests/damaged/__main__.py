"""`python -m tests.damaged [LINES] [SEED] [FORM …]`: nights over damaged lines of every
format, or of some, as a table.

Ends with an exception where a night stops, and with status 1 where a line is lost.
"""

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.conftest import SALT
from tests.damaged import nights
from tests.damaged.lines import FORMS


def main(forms: Sequence[str], count: int = 200_000, seed: int = 0) -> int:
    """Print what became of `count` lines of each format."""
    os.environ["USAGE_SALT"] = SALT
    lost = 0
    for form in forms or FORMS:
        with TemporaryDirectory() as folder:
            start = time.monotonic()
            at = nights.installation(Path(folder), form, count=count, seed=seed)
            account = nights.run(at)[form]
            lost += account.lines - account.accepted - account.duplicate - account.rejected
            print(f"{form}: {account} in {time.monotonic() - start:.0f} s")
            for reason, rejected, damaged in nights.reasons(at):
                print(f"    {reason:24} {rejected:8,} rejected {damaged:8,} damaged")
    return int(lost != 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[3:], *map(int, sys.argv[1:3])))
