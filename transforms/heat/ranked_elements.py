"""The most clicked elements of a map, each with a name of its own.

What to put here: which elements a click map lists, and how they are called.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any, Final

import polars as pl

from transforms.heat.click_map import RankedElement

RANKS_SHOWN: Final = 10


def ranked(elements: pl.DataFrame) -> tuple[RankedElement, ...]:
    """The first elements of a map by rank, from their rows of the marts."""
    rows = sorted(elements.to_dicts(), key=itemgetter("rank"))[:RANKS_SHOWN]
    return tuple(
        RankedElement(
            rank=row["rank"],
            label=name,
            clicks=row["click_count"],
            share=row["click_share"],
            x_px=row["x_px"],
            y_px=row["y_px"],
            is_fixed=row["layer"] == "fixed",
        )
        for row, name in zip(rows, names_of(rows), strict=True)
    )


def names_of(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """A name for each element, no two alike: those that look alike get their place, or their key.

    >>> alike = {"label": "Pricing", "element_key": "a:Pricing", "x_px": 9}
    >>> names_of([{**alike, "y_px": 40}, {**alike, "y_px": 900}])
    ['Pricing (40 px down)', 'Pricing (900 px down)']
    """
    names = [_end_of_path(row["label"] or row["element_key"]) for row in rows]
    for place in (
        lambda row: row["y_px"] is not None and f"{row['y_px']:,} px down",
        lambda row: row["x_px"] is not None and f"{row['x_px']:,} px across",
        lambda row: row["element_key"],
    ):
        alike = {name for name, count in Counter(names).items() if count > 1}
        names = [
            f"{name} ({words})" if name in alike and (words := place(row)) else name
            for name, row in zip(names, rows, strict=True)
        ]
    return names


def _end_of_path(label: str) -> str:
    """The last steps of a path: paths of one page begin alike.

    >>> _end_of_path("body > main > section:nth-of-type(2) > p"), _end_of_path("Buy > Now")
    ('… > section:nth-of-type(2) > p', 'Buy > Now')
    """
    steps = label.split(" > ")
    return label if len(steps) < 4 else " > ".join(["…", *steps[-2:]])
