"""`python -m tests.damaged [LINES] [SEED]`: nights over damaged lines of every format, as a table.

Ends with an exception where a night stops, and with status 1 where a line is lost.
"""

import os
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.conftest import SALT
from tests.damaged import nights
from tests.damaged.rows import ROWS


def main(count: int = 200_000, seed: int = 0) -> int:
    """Print what became of `count` lines of each format."""
    os.environ["USAGE_SALT"] = SALT
    lost = 0
    for form in ROWS:
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
    sys.exit(main(*map(int, sys.argv[1:])))
