"""From published rows to matrices: use by feature and segment, hours of a week, ways between pages.

What to put here: which number of which table a cell shows. What a picture looks like is in
`transforms/pictures/matrix_picture.py`.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import polars as pl

from transforms.heat import content, grids
from transforms.heat.matrix import Line, Matrix, State
from transforms.heat.periods import Period, end_of

RENDERER: Final = "matrix 2"
"""Changes when the same values would give another picture, so that all are drawn again."""

MOST_LINES: Final = 32
"""Rows and columns of a picture: of more nobody reads the names."""

FEATURE_SEGMENTS: Final = "feature_segments"
HOURS: Final = "hours"
TRANSITIONS: Final = "transitions"

OTHER: Final = "(other)"
"""Where few people went, all together."""

Cell = tuple[float | None, State]

_WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def feature_segments(rows: pl.DataFrame, *, date: dt.date, period: Period) -> Matrix:
    """Which share of each segment's people used each feature, most used first.

    Args:
        rows: `feature`, `segment`, `user_count`, `segment_user_count` and `is_suppressed`, of one
            day, week or month.
        date: the first day.
        period: of these.
    """
    people = rows.group_by("segment").agg(pl.col("segment_user_count").max()).sort("segment")
    by_segment: dict[str, int | None] = dict(people.iter_rows())
    used = {
        row["feature"]: row["user_count"]
        for row in rows.filter(segment="all").to_dicts()
        if row["user_count"] is not None
    }
    features = sorted(rows["feature"].unique(), key=lambda name: (-used.get(name, 0), name))
    segments = sorted(by_segment, key=lambda name: -(by_segment[name] or 0))[:MOST_LINES]
    segments.sort(key=lambda name: (name != "all", *_attribute_and_people(name, by_segment)))
    cells = {
        (row["feature"], row["segment"]): _share(row["user_count"], row["segment_user_count"])
        for row in rows.to_dicts()
    }
    last = end_of(period, date) - dt.timedelta(days=1)
    everybody = by_segment.get("all")
    return Matrix(
        kind=FEATURE_SEGMENTS,
        title="Who uses what: features by segment",
        date=date,
        period=period,
        last_date=last,
        rows=tuple(Line(name=name) for name in features[:MOST_LINES]),
        columns=tuple(Line(name=name, note=_n(by_segment[name])) for name in segments),
        row_title="feature",
        column_title="segment",
        unit="share of the segment's people who used the feature",
        is_share=True,
        figures=(
            *(((f"{everybody:,}", "people"),) if everybody is not None else ()),
            (f"{len(features):,}", "features"),
            (f"{len(by_segment):,}", "segments"),
        ),
        users=everybody,
        notes=(*_not_drawn(len(features), "features"), *_not_drawn(len(by_segment), "segments")),
        **_filled(features[:MOST_LINES], segments, cells),
    )


def hours(rows: pl.DataFrame, *, monday: dt.date, feature: str, segment: str) -> Matrix:
    """How many people used a feature in each hour of an ISO week.

    Args:
        rows: `event_date`, `weekday` (1 is Monday), `hour`, `user_count` and `is_suppressed`, of
            one feature and segment in the week.
        monday: the first day of the week.
        feature: the feature; `(all)` for the product.
        segment: the segment.
    """
    cells = {
        (row["weekday"], row["hour"]): (row["user_count"], State.SHOWN)
        if row["user_count"] is not None
        else (None, State.WITHHELD)
        for row in rows.to_dicts()
    }
    there = set(rows["weekday"])
    days = range(1, 8)
    cells |= {
        (day, hour): (None, State.NOT_YET) for day in days if day not in there for hour in range(24)
    }
    dates = [monday + dt.timedelta(days=day - 1) for day in days]
    shown = rows.filter(pl.col("user_count").is_not_null()).sort("weekday", "hour")
    busiest = shown.sort("user_count", descending=True, maintain_order=True).head(1).to_dicts()
    return Matrix(
        kind=HOURS,
        title="When people come: hours of the week",
        date=monday,
        period="week",
        last_date=max(rows["event_date"], default=monday),
        feature=feature,
        segment=segment,
        subject=(*((feature,) if feature != "(all)" else ()), f"segment: {segment}"),
        rows=tuple(Line(name=f"{_WEEKDAYS[one.weekday()]} {one.day}") for one in dates),
        columns=tuple(Line(name=f"{hour}") for hour in range(24)),
        row_title="day",
        column_title="hour of the day, in the warehouse time zone",
        unit="distinct people in the hour",
        is_share=False,
        figures=tuple(
            figure
            for row in busiest
            for figure in (
                (f"{_WEEKDAYS[row['weekday'] - 1]} {row['hour']}:00", "busiest hour"),
                (f"{row['user_count']:,}", "people in it"),
            )
        ),
        **_filled(list(days), list(range(24)), cells),
    )


def transitions(rows: pl.DataFrame, *, date: dt.date, segment: str) -> Matrix:
    """Which page people view after each page, as shares of the views of it, most viewed first.

    Args:
        rows: `from_page`, `to_page`, `transition_count` and `is_suppressed`, of one day and
            segment.
        date: the day.
        segment: the segment.
    """
    counts: dict[tuple[str, str], int] = {}
    totals: dict[str, int] = {}
    withheld = {row["from_page"] for row in rows.filter("is_suppressed").to_dicts()}
    for row in rows.filter(~pl.col("is_suppressed")).sort("from_page", "to_page").to_dicts():
        counts[row["from_page"], row["to_page"]] = row["transition_count"]
        totals[row["from_page"]] = totals.get(row["from_page"], 0) + row["transition_count"]
    lines = sorted(
        {*totals, *withheld}, key=lambda page: (page != "(entry)", -totals.get(page, 0), page)
    )
    drawn = lines[:MOST_LINES]
    pages = [page for page in drawn if page != "(entry)"]
    columns = [*pages, "(exit)", OTHER]
    cells: dict[tuple[str, str], Cell]
    cells = dict.fromkeys(((p, to) for p in withheld for to in columns), (None, State.WITHHELD))
    merged: dict[tuple[str, str], int] = {}
    for (page, to), count in counts.items():
        place = page, to if to in columns else OTHER
        merged[place] = merged.get(place, 0) + count
    cells |= {place: _share(count, totals[place[0]]) for place, count in merged.items()}
    views = sum(count for page, count in totals.items() if page != "(entry)")
    entries = totals.get("(entry)")
    return Matrix(
        kind=TRANSITIONS,
        title="Where people go: the page after each page",
        date=date,
        period="day",
        last_date=date,
        segment=segment,
        subject=(f"segment: {segment}",),
        nothing="none, or in (other)",
        rows=tuple(Line(name=page, note=_n(totals.get(page))) for page in drawn),
        columns=tuple(Line(name=page) for page in columns),
        row_title="from",
        column_title="to",
        unit="share of the page's views that went on to it",
        is_share=True,
        figures=(
            (f"{views:,}", "page views"),
            *(((f"{entries:,}", "sessions"),) if entries is not None else ()),
            (f"{len(lines) - ('(entry)' in lines):,}", "pages"),
        ),
        page_views=views,
        notes=(
            "(other): what few people did next, and pages not drawn",
            *_not_drawn(len(lines), "pages"),
        ),
        **_filled(drawn, columns, cells),
    )


def grid_id(matrix: Matrix) -> str:
    """What makes this matrix this matrix, but for its values (`grids.grid_id`)."""
    return grids.grid_id(
        {
            "kind": matrix.kind,
            "date": matrix.date.isoformat(),
            "period": matrix.period,
            "feature": matrix.feature,
            "segment": matrix.segment,
            "renderer": RENDERER,
        }
    )


def content_id(matrix: Matrix) -> str:
    """16 hex digits of all that is drawn: with the same ones it is the same picture."""
    return content.content_id(RENDERER, **vars(matrix))


def _filled(
    rows: Sequence[object], columns: Sequence[object], cells: Mapping[Any, Cell]
) -> dict[str, Any]:
    values = np.full((len(rows), len(columns)), np.nan)
    states = np.full(values.shape, State.NOTHING, dtype=np.uint8)
    for y, row in enumerate(rows):
        for x, column in enumerate(columns):
            value, state = cells.get((row, column), (None, State.NOTHING))
            states[y, x] = state
            if value is not None:
                values[y, x] = value
    return {"values": values, "states": states}


def _share(part: int | None, whole: int | None) -> Cell:
    """Of few people, or of an unknown number of them, nothing is shown."""
    return (part / whole, State.SHOWN) if part is not None and whole else (None, State.WITHHELD)


def _attribute_and_people(segment: str, people: Mapping[str, int | None]) -> tuple[str, int, str]:
    return segment.partition("=")[0], -(people[segment] or 0), segment


def _n(count: int | None) -> str:
    return "" if count is None else f"n={count:,}"


def _not_drawn(count: int, name: str) -> tuple[str, ...]:
    few = count - MOST_LINES
    return (f"{few:,} {name} with fewest people not drawn",) if few > 0 else ()
