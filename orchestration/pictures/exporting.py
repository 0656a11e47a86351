"""Numbers of published maps as files: of one map, or of many dates and features.

What to put here: which maps, and kinds of files. Which rows a map has is in `published.py`.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

import duckdb
import numpy as np
import polars as pl
from numpy.typing import NDArray

from orchestration.pictures.published import Asked, NotShownError, grid_of, rows_of, why
from orchestration.spreadsheets import all_inert
from transforms.heat.click_map import CLICK_RATE, VALUE_BEFORE
from transforms.heat.confetti import KIND as CONFETTI
from transforms.heat.grids import Layer
from transforms.heat.periods import end_of

FORMATS: Final = (".csv", ".json", ".parquet", ".npz")

_AMOUNTS: Final = ("clicks", "click_count")
"""What rows of places and of elements call their clicks."""

_FEATURES: Final = """
select distinct feature
from (
    select feature, event_date from marts.heatmap_grids
    union all
    select page, event_date from marts.element_clicks_daily
)
where event_date between $first and $last and (feature = $name or feature glob $name)
order by feature
"""


def write_rows(
    published: duckdb.DuckDBPyConnection,
    asked: Asked,
    file: Path,
    *,
    until: date | None = None,
    limit: int | None = None,
) -> int:
    """Write the rows of a map as CSV, JSON or Parquet, as the name of the file ends; as NPZ the
    arrays of both layers of a grid, or a column each. How many rows there are.

    With `until`, of all its days, weeks or months up to that date, a row for each: people of
    several dates cannot be added up. A feature with `*` is each one that it matches, if none has
    that name. `limit` keeps the rows of each map with most clicks. Raises NotShownError.
    """
    if until and until < asked.date:
        raise NotShownError(f"{until} is before {asked.date}")
    if file.suffix not in FORMATS:
        raise NotShownError(f"no such format: {file.suffix}; there are {', '.join(FORMATS)}")
    maps = [one for one in _maps(published, asked, until) if not one[1].is_empty()]
    if not maps:
        raise NotShownError(why(asked, is_there=False))
    shown = [(one, rows if limit is None else _most_clicked(rows, limit)) for one, rows in maps]
    rows = pl.concat((_dated(one, rows) for one, rows in shown), how="vertical_relaxed")
    match file.suffix:
        case ".csv":
            all_inert(rows).write_csv(file)
        case ".parquet":
            rows.write_parquet(file)
        case ".json":
            file.write_text(json.dumps(rows.to_dicts(), default=str), encoding="utf-8")
        case ".npz":
            np.savez_compressed(file, **_arrays(published, [one for one, _ in shown], rows))
    return rows.height


def _maps(
    published: duckdb.DuckDBPyConnection, asked: Asked, until: date | None
) -> Iterator[tuple[Asked, pl.DataFrame]]:
    """Each map that is asked for, with its rows."""
    dates = list(_dates(asked, until or asked.date))
    names = [asked.feature]
    if "*" in asked.feature:
        between = {"first": dates[0], "last": end_of(asked.period, dates[-1])}
        found = published.execute(_FEATURES, {**between, "name": asked.feature}).fetchall()
        matching = [name for (name,) in found]
        names = names if asked.feature in matching else matching
    for name in names:
        for first in dates:
            one = replace(asked, date=first, feature=name)
            yield one, rows_of(published, one)


def _dates(asked: Asked, until: date) -> Iterator[date]:
    """The first date of each period."""
    first = asked.first
    while first <= until:
        yield first
        first = end_of(asked.period, first)


def _most_clicked(rows: pl.DataFrame, limit: int) -> pl.DataFrame:
    amount = next((name for name in _AMOUNTS if name in rows.columns), None)
    if amount is None:
        raise NotShownError("only maps of clicks have rows that are clicked most: leave limit out")
    return rows.sort(amount, descending=True, maintain_order=True).head(limit)


def _dated(asked: Asked, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows that say of which date they are."""
    if "event_date" in rows.columns:
        return rows
    return rows.with_columns(event_date=pl.lit(asked.first))


def _arrays(
    published: duckdb.DuckDBPyConnection, maps: Sequence[Asked], rows: pl.DataFrame
) -> Mapping[str, Any]:
    """The layers of a grid; of several grids one upon the other, with their names in order."""
    kind = maps[0].kind
    is_no_grid = kind in (CLICK_RATE, CONFETTI) or kind.startswith(VALUE_BEFORE)
    if "cell_px" not in rows.columns or is_no_grid:
        return {
            name: rows[name].to_numpy() if rows[name].dtype.is_numeric() else rows[name].cast(str)
            for name in rows.columns
        }
    layers: tuple[Layer, ...] = ("page", "fixed")
    grids = {layer: [grid_of(published, one, layer) for one in maps] for layer in layers}
    if len(maps) == 1:
        return {layer: one for layer, (one,) in grids.items()}
    return {
        **{layer: _stacked(of_layer) for layer, of_layer in grids.items()},
        "event_date": np.array([str(one.first) for one in maps]),
        "feature": np.array([one.feature for one in maps]),
    }


def _stacked(grids: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Grids of one width as (maps, rows, columns); below a page that ends sooner are zeros."""
    stacked = np.zeros((len(grids), max(grid.shape[0] for grid in grids), grids[0].shape[1]))
    for one, grid in zip(stacked, grids, strict=True):
        one[: grid.shape[0]] = grid
    return stacked
