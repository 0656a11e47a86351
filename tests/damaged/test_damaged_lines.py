"""Damage costs its field or its line, and never a night."""

from pathlib import Path

from tests.damaged import nights
from tests.damaged.lines import CSV, FORMS

LINES = 500


def test_no_line_is_lost_and_no_night_stops(tmp_path: Path) -> None:
    accounts = nights.run(nights.installation(tmp_path, *FORMS, count=LINES))

    assert accounts.keys() == set(FORMS)
    for form, account in accounts.items():
        # a quote that is left open takes the lines after it into its field
        assert account.lines == LINES or (form.endswith(CSV) and account.lines > LINES * 0.9)
        assert account.lines == account.accepted + account.duplicate + account.rejected
        assert account.accepted > LINES / 2
        assert account.rejected > 0
