"""What people called things neither colours a terminal nor moves in it."""

import pytest
from rich.text import Text

from orchestration.cli.terminal import as_text


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("[red]x[/red]", "[red]x[/red]"),
        ("two\nlines\r", "two\\nlines\\r"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("grüße 🎉", "grüße 🎉"),
    ],
)
def test_a_name_is_shown_as_it_is_written(name: str, shown: str) -> None:
    assert Text.from_markup(as_text(name)).plain == shown
