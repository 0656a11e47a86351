"""Sizes that SQL and Python share: the models read them as dbt's vars of these names.

What to put here: a number on both sides of the marts. Imports nothing heavy: every run of dbt
reads it.
"""

from typing import Final

CELL_PX: Final = 8
"""Edge of the finest cell, css px. Rare cells are merged into cells of 2, 4 and 8 times that."""

TALLEST_PAGE_PX: Final = 200_000
"""The tallest grid, css px: what lies below is out of range, and a taller document is no page."""

SHARED_SIZES: Final = {"cell_px": CELL_PX, "tallest_page_px": TALLEST_PAGE_PX}
