"""Real exports with known truth: those of `tests/fixtures`, and those that lie beside a checkout.

What to put here: where they are, and how a test says that it needs one that may be absent.
"""

from pathlib import Path
from typing import Final

import pytest

FIXTURES: Final = Path(__file__).parent / "fixtures"

SDK: Final = FIXTURES / "sdk"
"""Exports of 40 scripted browser sessions, and what really happened in them."""

BESIDE: Final = Path(__file__).resolve().parents[2] / "shared" / "data"
"""Data of other people's licences: read from beside the checkout, never copied into it."""


def needs(folder: Path) -> pytest.MarkDecorator:
    """Skip tests where a folder of `BESIDE` is absent."""
    return pytest.mark.skipif(
        not folder.is_dir(), reason=f"needs ../shared/data/{folder.name}, which is not committed"
    )
