"""Damage costs its field or its line, and never a night."""

from pathlib import Path

from tests.damaged import nights
from tests.damaged.rows import ROWS

LINES = 500


def test_no_line_is_lost_and_no_night_stops(tmp_path: Path) -> None:
    accounts = nights.run(nights.installation(tmp_path, *ROWS, count=LINES))

    assert accounts.keys() == ROWS.keys()
    for account in accounts.values():
        assert account.lines == LINES
        assert account.lines == account.accepted + account.duplicate + account.rejected
        assert account.accepted > LINES / 2
        assert account.rejected > 0
