"""Text for CSV files, which people open in spreadsheets.

What to put here: what a text of somebody else must not do there.
"""

import re
from typing import Final

import polars as pl

FORMULA: Final = r"^([=+\-@\t\r])"
"""What a cell begins with that a spreadsheet would run, as OWASP lists it."""
CONTROL: Final = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]"
"""Characters that a terminal would obey; tabs and line ends are in quotes."""


def inert(text: str) -> str:
    """A text as a cell that is only shown: a quote before what would be a formula, and a space
    for each control character.

    >>> inert("=1+1"), inert("1+1"), inert(f"a{chr(27)}[31m")
    ("'=1+1", '1+1', 'a [31m')
    """
    return re.sub(FORMULA, r"'\1", re.sub(CONTROL, " ", text))


def all_inert(rows: pl.DataFrame) -> pl.DataFrame:
    """The same of every text of a table; numbers and dates stay as they are."""
    texts = pl.col(pl.String)
    return rows.with_columns(texts.str.replace_all(CONTROL, " ").str.replace(FORMULA, "'$1"))
