"""What the commands that show maps can be asked for.

What to put here: options that more than one command has, or that need many words.
"""

import math
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from transforms.heat import periods


def in_a_folder(file: Path | None) -> Path | None:
    """A file whose folder there is; raises BadParameter."""
    if file and not file.parent.is_dir():
        raise typer.BadParameter(f"there is no folder {file.parent}")
    return file


Picture = Annotated[Path, typer.Option(help="The PNG to write.", callback=in_a_folder)]
Numbers = Annotated[
    Path,
    typer.Option(help="The file to write: .csv, .json, .parquet or .npz.", callback=in_a_folder),
]
Comparison = Annotated[
    Path | None,
    typer.Option(help="A PNG to write: the page and where.", callback=in_a_folder),
]
OfDay = Annotated[datetime, typer.Argument(metavar="DATE", formats=["%Y-%m-%d"])]
Feature = Annotated[str, typer.Option(help="The feature: a page, or a name of a rule.")]
Segment = Annotated[str, typer.Option(help="The segment: all, or attribute=value.")]
Band = Annotated[str, typer.Option(help="The viewport band.")]
Kind = Annotated[str, typer.Option(help="Which map; see marts.heatmap_images.")]
Until = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Also what follows.")]
Limit = Annotated[int | None, typer.Option(min=1, help="Of each map the rows with most clicks.")]
Period = Annotated[periods.Period, typer.Option(help="The day, or its week or month.")]
ScaleMaximum = Annotated[
    float | None,
    typer.Option(help="The hottest colour, in clicks per 1,000 page views on 20 x 20 px."),
]
SameScaleAs = Annotated[
    datetime | None,
    typer.Option(metavar="DATE", formats=["%Y-%m-%d"], help="The scale of this map on a date."),
]


def asked_scale(maximum: float | None, same_as: datetime | None) -> float | date | None:
    """The scale of a map, or the date whose scale it is to have; raises BadParameter.

    >>> asked_scale(2.5, None), asked_scale(None, datetime(2026, 11, 5)), asked_scale(None, None)
    (2.5, datetime.date(2026, 11, 5), None)
    """
    if maximum is not None and same_as is not None:
        raise typer.BadParameter("give --scale-maximum or --same-scale-as, not both")
    if maximum is not None and not (math.isfinite(maximum) and maximum > 0):
        raise typer.BadParameter("--scale-maximum is a number of clicks above 0, such as 25")
    return same_as.date() if same_as else maximum
