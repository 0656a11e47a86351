"""The command line: the same assets as under Dagster, run in this process with progress.

What to put here: words for people, and nothing else. Imports of Dagster and dbt wait until a
command needs them.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console

from orchestration.cli import capturing, options
from orchestration.cli.checks import Finding, check_installation
from orchestration.cli.terminal import ProgressDisplay, as_text, facts_table
from orchestration.installation import Installation
from orchestration.settings import SettingsError
from orchestration.warehouse.folder import WarehouseBusyError

if TYPE_CHECKING:
    import duckdb

app = typer.Typer(
    help="Usage heatmaps and session metrics from your own event exports.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,  # locals could show secrets and people's data
)
# in a pipe nobody sees how wide it is: tables keep their columns
console = Console(highlight=False, width=None if sys.stdout.isatty() else 200)

ROWS_SHOWN = 100

EVERY = "(all)"

Day = Annotated[datetime | None, typer.Argument(formats=["%Y-%m-%d"], help="Default: yesterday.")]


@app.command()
def check() -> None:
    """Say whether settings, access and warehouse are in order, before a night finds out."""
    findings = check_installation(Installation.current())
    for finding in findings:
        console.print(_line(finding), soft_wrap=True)
        if finding.facts:
            console.print(facts_table(finding.facts))
    if any(finding.is_problem for finding in findings):
        raise typer.Exit(1)


@app.command()
def night(day: Day = None) -> None:
    """Load what is new, rebuild the day and the late days before it, draw, publish; only load if
    nothing is new.
    """
    installation = Installation.current()
    chosen = day.date() if day else _yesterday(installation)
    _refuse_unended(chosen, installation)
    _run(chosen, chosen, only_news=True)


@app.command()
def backfill(
    first: Annotated[datetime, typer.Argument(metavar="FROM", formats=["%Y-%m-%d"])],
    last: Annotated[datetime, typer.Argument(metavar="TO", formats=["%Y-%m-%d"])],
) -> None:
    """Rebuild a range of days, both ends included, in one run."""
    if last < first:
        raise typer.BadParameter(f"{last.date()} is before {first.date()}: give FROM, then TO")
    _refuse_unended(last.date(), Installation.current())
    _run(first.date(), last.date())


@app.command()
def show() -> None:
    """What is published: days, tables, pictures, and questions to ask."""
    from orchestration.cli.showing import overview

    overview(Installation.current().warehouse, console)


@app.command()
def sql(
    query: Annotated[str, typer.Argument(help="A select on the tables of schema marts.")],
    csv: Annotated[bool, typer.Option("--csv", help="All rows, formulas as text.")] = False,
) -> None:
    """Ask the published tables: nothing is written, and no other file is opened."""
    import duckdb

    from orchestration.cli.showing import answer, write_csv

    warehouse = Installation.current().warehouse
    try:
        if csv:
            write_csv(warehouse, query, sys.stdout)
        else:
            answer(warehouse, query, console, rows_shown=ROWS_SHOWN)
    except duckdb.Error as error:
        _print_lines(str(error))
        raise typer.Exit(1) from None


@app.command()
def render(
    day: options.OfDay,
    to: options.Picture,
    feature: options.Feature = EVERY,
    segment: options.Segment = "all",
    band: options.Band = "desktop",
    kind: options.Kind = "clicks",
    period: options.Period = "day",
    scale_maximum: options.ScaleMaximum = None,
    same_scale_as: options.SameScaleAs = None,
) -> None:
    """Draw any published map again, as a night draws it: clicks of a kind (also
    value_before:GOAL), click_rate, scroll_reach, attention, elements (also
    conversion_per_click:GOAL, value_per_click:GOAL), contact_sheet (also contact_sheet:KIND of
    clicks), confetti (segment is an attribute), or a matrix (feature_segments, hours, transitions).
    """
    from orchestration.pictures.published import Asked
    from orchestration.pictures.rendering import rendered, rendered_on
    from orchestration.pictures.screenshots import Screenshots

    asked = Asked(
        date=day.date(), feature=feature, segment=segment, band=band, kind=kind, period=period
    )
    installation = Installation.current()
    screenshots = Screenshots.load(installation.settings.screenshots)
    scale = options.asked_scale(scale_maximum, same_scale_as)
    with _published(installation) as published:
        if scale is None:
            to.write_bytes(rendered(published, asked, screenshots))
        else:
            to.write_bytes(rendered_on(published, asked, screenshots, scale))
    _print_lines(str(to))


@app.command()
def export(
    day: options.OfDay,
    to: options.Numbers,
    feature: options.Feature = EVERY,
    segment: options.Segment = "all",
    band: options.Band = "desktop",
    kind: options.Kind = "clicks",
    period: options.Period = "day",
    until: options.Until = None,
    limit: options.Limit = None,
) -> None:
    """Write the numbers of published maps to a file: of a date, or of all up to another one; of a
    feature, or of those like '/app/*'. Kind elements is by element, others by place; rows have
    clicks and people. .npz has the arrays of the layers; texts in .csv are no formulas: '=1+1.
    """
    from orchestration.pictures.exporting import write_rows
    from orchestration.pictures.published import Asked

    asked = Asked(
        date=day.date(), feature=feature, segment=segment, band=band, kind=kind, period=period
    )
    last = until.date() if until else None
    with _published(Installation.current()) as published:
        _print_lines(f"{write_rows(published, asked, to, until=last, limit=limit):,} rows: {to}")


app.command()(capturing.capture)


@app.command()
def compare(
    first: Annotated[datetime, typer.Argument(metavar="FROM", formats=["%Y-%m-%d"])],
    last: Annotated[datetime, typer.Argument(metavar="TO", formats=["%Y-%m-%d"])],
    feature: Annotated[str, typer.Option(help="The feature: a page, or a name of a rule.")],
    segment: options.Segment = "all",
    band: options.Band = "desktop",
    with_segment: Annotated[
        str, typer.Option(help="Another segment; default: the rest, or the same of other days.")
    ] = "",
    with_band: Annotated[str, typer.Option(help="Another band, compared by element.")] = "",
    with_days: Annotated[
        tuple[datetime, datetime] | None,
        typer.Option(metavar="FROM TO", formats=["%Y-%m-%d"], help="Other days."),
    ] = None,
    to: options.Comparison = None,
) -> None:
    """Say where people of a segment click otherwise than others do, tested by people."""
    from orchestration.cli.showing import NOTHING_YET, comparison, write_change_map
    from orchestration.insights.comparing import NotComparableError, Side, compare_sides

    side = Side(segment, band, first.date(), last.date())
    other = None
    if with_segment or with_band or with_days:
        days = (day.date() for day in with_days or (first, last))
        other = Side(with_segment or segment, with_band or band, *days)
    elif segment == "all":
        raise typer.BadParameter("all have no rest: give --segment, --with-band or --with-days")
    installation = Installation.current()
    if not installation.warehouse.published.exists():
        raise SettingsError(NOTHING_YET)
    try:
        found = compare_sides(installation, feature, side, other)
    except NotComparableError as error:
        _print_lines(str(error))
        raise typer.Exit(1) from None
    comparison(found, console)
    if to:
        with _published(installation) as published:
            write_change_map(published, installation, found, feature, (side, other), to)
        _print_lines(str(to))


@app.command()
def demo() -> None:
    """Write the demo export, run its nights, and say what to open."""
    from orchestration.cli.demo import run_demo

    run_demo(console, run=_run)


def main() -> None:
    """Run a command; errors of settings and of a busy warehouse are words, not traces."""
    try:
        app()
    except (SettingsError, WarehouseBusyError, OSError) as error:
        for line in str(error).split("\n"):
            errors = Console(stderr=True, highlight=False, soft_wrap=True)
            errors.print(f"[red]{as_text(line)}[/red]")
        sys.exit(2)


def _run(first: date, last: date, *, only_news: bool = False) -> None:
    from orchestration.cli.runs import RunFailedError, run_days

    installation = Installation.current()
    installation.check_ready()
    days = f"{first}" if first == last else f"{first} to {last}"
    with ProgressDisplay(console, f"night {days}") as display:
        try:
            outcome = run_days(installation, first, last, only_news=only_news)
        except RunFailedError as error:
            display.stop()
            console.print(f"[red]night {days} failed; what is published stays as it was[/red]")
            _print_lines(str(error))
            installation.check_ready()
            raise typer.Exit(1) from None
        except Exception:
            installation.check_ready()  # a disk that is full by now is the reason of any error
            raise
    _print_lines("\n".join(outcome.lines))
    for complaint in outcome.complaints:
        console.print(f"[red]{as_text(complaint)}[/red]", soft_wrap=True)
    if outcome.complaints:
        raise typer.Exit(1)


@contextmanager
def _published(installation: Installation) -> Iterator["duckdb.DuckDBPyConnection"]:
    """The published tables; what is not shown is said in words."""
    from orchestration.cli.showing import published_tables
    from orchestration.pictures.published import NotShownError

    try:
        with published_tables(installation.warehouse) as published:
            yield published
    except NotShownError as error:
        _print_lines(str(error))
        raise typer.Exit(1) from None


def _print_lines(text: str) -> None:
    for line in text.split("\n"):
        console.print(as_text(line), soft_wrap=True)


def _refuse_unended(day: date, installation: Installation) -> None:
    """Raise SettingsError for a day that has not ended: half of its events are not there yet."""
    if day > (newest := _yesterday(installation)):
        zone = installation.environment.timezone
        raise SettingsError(f"{day} has not ended in {zone}; the last day that has is {newest}")


def _yesterday(installation: Installation) -> date:
    now = datetime.now(UTC).astimezone(ZoneInfo(installation.environment.timezone))
    return now.date() - timedelta(days=1)


def _line(finding: Finding) -> str:
    mark = (
        "[red]✗[/red]"
        if finding.is_problem
        else "[yellow]![/yellow]"
        if finding.remedy
        else "[green]✓[/green]"
    )
    text = as_text(finding.text) + (f"\n  {as_text(finding.remedy)}" if finding.remedy else "")
    return f"{mark} {text}"
