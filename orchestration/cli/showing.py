"""What `heatmaps show` and `heatmaps sql` print of the published warehouse."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO
from urllib.parse import quote

import duckdb
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from orchestration.cli.terminal import as_text, print_rows
from orchestration.settings import SettingsError
from orchestration.spreadsheets import inert
from orchestration.warehouse.folder import Warehouse

if TYPE_CHECKING:  # SciPy takes a second to load, which only a comparison needs
    from orchestration.insights.comparing import Side
    from orchestration.installation import Installation
    from transforms.heat.compare import Comparison

NOTHING_YET = "nothing is published yet: run heatmaps night, or heatmaps demo"

QUESTIONS = {
    "Which features are used most, and for how long?": """
select feature, sum(user_count) as user_days, sum(page_view_count) as page_views,
    sum(click_count) as clicks,
    round(sum(engaged_seconds) / nullif(sum(user_count), 0)) as engaged_seconds_per_user_day
from marts.feature_usage_daily
where segment = 'all' and not is_suppressed
group by feature
order by user_days desc
limit 8
""",
    "Which elements get the clicks of the people who see their page?": """
select page, coalesce(element_label, element_key) as element, sum(click_count) as clicks,
    round(sum(clicked_page_view_count) / sum(page_view_count), 3) as click_through_rate
from marts.element_clicks_daily
where segment = 'all' and not is_suppressed
group by page, element_key, element
order by clicks desc
limit 8
""",
    "How far down do people get?": """
select feature, band, depth_px,
    round(sum(reaching_count) / sum(page_view_count), 2) as share_reaching
from marts.scroll_reach_daily
where segment = 'all' and depth_px in (900, 1500, 2000)
group by feature, band, depth_px
order by share_reaching, feature, band
limit 8
""",
}


def overview(warehouse: Warehouse, console: Console) -> None:
    """Print what is published, where it lies, and three questions with their answers."""
    if not warehouse.published.exists():
        console.print(NOTHING_YET)
        return
    with published_tables(warehouse) as published:
        first_day, last_day, sessions, users = published.execute(
            """
            select min(event_date), max(event_date), count(*), count(distinct user_key)
            from marts.fct_sessions
            """
        ).fetchall()[0]
        console.print(f"{sessions:,} sessions of {users:,} users, {first_day} to {last_day}")
        console.print()
        for question, sql in QUESTIONS.items():
            console.print(f"[bold]{escape(question)}[/bold]")
            console.print(f"[dim]{escape(sql.strip())}[/dim]", soft_wrap=True)
            print_rows(console, published.sql(sql), 8)
        pictures = published.execute(
            """
            select rel_path from marts.heatmap_images
            where segment = 'all' and period = 'day'
            order by event_date desc, click_count desc limit 6
            """
        ).fetchall()
    console.print("[bold]Pictures[/bold], in a browser")
    if not pictures:
        console.print("none: no place on a page was clicked by enough people to be shown")
    for place in (warehouse.picture_index, *(warehouse.root / path for (path,) in pictures)):
        if place.exists():
            address = f"file://{quote(str(place), safe='/=~')}"
            console.print(escape(address), soft_wrap=True)
    console.print()
    console.print('[bold]Tables[/bold], for BI tools (open read-only) and heatmaps sql "select …"')
    console.print(escape(str(warehouse.published)), soft_wrap=True)


def answer(warehouse: Warehouse, sql: str, console: Console, *, rows_shown: int) -> None:
    """Print the first rows of a query on the published tables."""
    with published_tables(warehouse) as published:
        print_rows(console, published.sql(sql), rows_shown)


def comparison(found: "Comparison", console: Console) -> None:
    """Print how far two maps are apart, and where people click otherwise."""
    verdict = "more than" if found.is_different else "not more than"
    maps = found.evidence
    console.print(
        f"{maps.user_count:,} people against {maps.other_user_count:,}: {maps.distance:.0%} of"
        f" clicks lie elsewhere, {verdict} chance makes them ({maps.noise_floor:.0%})"
    )
    table = Table(box=None, pad_edge=False)
    for name in (
        "at x, y",
        "size px",
        "layer or element",
        "people",
        "others",
        "difference",
        "95 %",
        "q",
    ):
        table.add_column(name, justify="left" if name.startswith("layer") else "right")
    for one in sorted(found.regions, key=lambda one: -abs(one.difference)):
        table.add_row(
            f"{one.x_px}, {one.y_px}" if one.has_place else "",
            f"{one.width_px} x {one.height_px}" if one.has_place else "",
            as_text(one.element_key or one.layer),
            f"{one.user_count:,}",
            f"{one.other_user_count:,}",
            f"{100 * one.difference:+.1f} points",
            f"{100 * one.low:+.1f} to {100 * one.high:+.1f}",
            f"{one.q_value:.3f}",
        )
    console.print(table if found.regions else "no place is clicked by more or fewer of them")


def write_change_map(
    published: duckdb.DuckDBPyConnection,
    installation: "Installation",
    found: "Comparison",
    feature: str,
    sides: "tuple[Side, Side | None]",
    file: Path,
) -> None:
    """Write the picture of a comparison of a page, as it is at the first side's band, to a file."""
    from orchestration.pictures.changes import page_of
    from orchestration.pictures.screenshots import Screenshots
    from transforms.heat.change_map import BY_ELEMENT, IN_SQUARES
    from transforms.pictures.change_picture import change_map_png

    first, other = sides
    shown = page_of(
        published,
        found,
        Screenshots.load(installation.settings.screenshots),
        feature=feature,
        band=first.band,
        days=[
            day
            for side in sides
            if side and side.band == first.band
            for day in (side.first, side.last)
        ],
        words=(
            _words(first, first),
            _words(other, first) if other else "the rest of these days",
        ),
        counted=BY_ELEMENT if other and other.band != first.band else IN_SQUARES,
    )
    file.write_bytes(change_map_png(shown))


def _words(side: "Side", first: "Side") -> str:
    from transforms.pictures.period_wording import day

    days = day(side.first) if side.first == side.last else f"{day(side.first)} to {day(side.last)}"
    band = "" if side.band == first.band else f", {side.band}"
    return f"{side.segment}{band}, {days}"


def write_csv(warehouse: Warehouse, sql: str, target: TextIO) -> None:
    """Write all rows of a query on the published tables, with a line of names, as CSV; no text
    of it is a formula for a spreadsheet.
    """
    with published_tables(warehouse) as published:
        relation = published.sql(sql)
        writer = csv.writer(target, lineterminator="\n")
        if relation is not None:
            writer.writerow(map(inert, relation.columns))
            while rows := relation.fetchmany(10_000):
                writer.writerows(
                    [inert(cell) if isinstance(cell, str) else cell for cell in row] for row in rows
                )


@contextmanager
def published_tables(warehouse: Warehouse) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection whose SQL reads what is published, and nothing else: it writes nothing, and
    opens no other file. Raises SettingsError when nothing is published.
    """
    if not warehouse.published.exists():
        raise SettingsError(NOTHING_YET)
    closed: dict[str, str | bool | int | float | list[str]] = {
        "enable_external_access": "false",
        "lock_configuration": "true",
    }
    with duckdb.connect(str(warehouse.published), read_only=True, config=closed) as published:
        yield published
