"""Assets of the vendors' exports: one per export of the exports file, and the tables they fill.

What to put here: how loading appears in Dagster. The loading itself is in `decoding/loading.py`.
Neither has days: a run loads whatever is new.
"""

from collections.abc import Iterator, Sequence

import dagster as dg

from orchestration.decoding.loading import load_export, open_events
from orchestration.installation import Installation
from orchestration.progress import progress
from orchestration.settings import Export
from orchestration.storage import PassingError
from orchestration.warehouse import books as books_of

OWNERS = ["team:data"]
ACCEPTED = "some_lines_are_accepted"
SECONDS_BETWEEN_TRIES = 30
WHOLE = "every_file_is_whole"
AS_BEFORE = "columns_are_as_before"

RAW_TABLES = {
    "events": "Every decoded event of every export, in the columns of the event contract.",
    "exports": "The exports of the exports file, with their session rule and traits.",
    "files": "Every pulled file in its newest version, with its line counts or its problem.",
    "file_days": "Which dates each file has events of.",
    "reject_reasons": "How many lines of each file were quarantined, and why.",
    "screenshots": "Pictures of pages with a date: since when a page looks so at a band.",
    "builds": "Which days were built, from which files, and whether they are green or published.",
}


def export_assets(exports: Sequence[Export]) -> list[dg.AssetsDefinition]:
    """One asset for each export."""
    return [_export_asset(export) for export in exports]


def _export_asset(export: Export) -> dg.AssetsDefinition:
    @dg.asset(
        key=["exports", export.name],
        description=f"Files of {export.format} at {export.url}, pulled and decoded into events.",
        group_name="exports",
        kinds={"duckdb", "parquet"},
        owners=OWNERS,
        check_specs=[
            dg.AssetCheckSpec(
                ACCEPTED,
                asset=["exports", export.name],
                description="Of new files, at least one line is accepted, and of some use.",
            ),
            dg.AssetCheckSpec(
                WHOLE,
                asset=["exports", export.name],
                description="No file is refused, cut off, or without a name that is mapped.",
            ),
            dg.AssetCheckSpec(
                AS_BEFORE,
                asset=["exports", export.name],
                description="New files have the columns of those before them, of the same types.",
            ),
        ],
    )
    def events_of_export(
        installation: dg.ResourceParam[Installation],
    ) -> Iterator[dg.MaterializeResult[None]]:
        try:
            load = load_export(installation, export, progress)
        except PassingError as error:
            # what arrived is kept; the rest is fetched by the next try
            raise dg.RetryRequested(2, SECONDS_BETWEEN_TRIES) from error
        yield dg.MaterializeResult(
            metadata={
                "files": load.file_count,
                "new_files": load.new_file_count,
                "dagster/row_count": load.line_count,
                "rejected_lines": load.rejected_count,
                # text, as paths are the vendor's: in Markdown they could be anything
                "problems": dg.MetadataValue.text("\n".join(load.problems) or "none"),
                "columns": dg.MetadataValue.text("\n".join(load.columns) or "as before"),
                "missing": dg.MetadataValue.text("\n".join(load.lacks) or "nothing"),
            },
            check_results=[
                dg.AssetCheckResult(
                    check_name=name,
                    passed=passed,
                    severity=dg.AssetCheckSeverity.WARN,  # the other exports' night goes on
                )
                for name, passed in (
                    (ACCEPTED, not load.is_fruitless),
                    (WHOLE, not load.faults and not load.not_whole),
                    (AS_BEFORE, not any(one.is_loss for one in load.drifts.values())),
                )
            ],
        )

    return events_of_export


def raw_tables(exports: Sequence[Export]) -> dg.AssetsDefinition:
    """The tables that all exports fill together."""

    @dg.multi_asset(
        specs=[
            dg.AssetSpec(
                ["raw", table],
                description=description,
                group_name="raw",
                kinds={"duckdb"},
                owners=OWNERS,
                deps=[["exports", export.name] for export in exports],
            )
            for table, description in RAW_TABLES.items()
        ],
        name="raw_tables",
        can_subset=True,
    )
    def tables(
        context: dg.AssetExecutionContext, installation: dg.ResourceParam[Installation]
    ) -> Iterator[dg.MaterializeResult[None]]:
        dropped = open_events(installation)
        with installation.warehouse.books() as books:
            rows = books_of.raw_row_counts(books)
        for key in sorted(context.selected_asset_keys):
            yield dg.MaterializeResult(
                asset_key=key,
                metadata={
                    "dagster/row_count": rows[key.path[-1]],
                    "dropped_files": dropped,
                    "mended": "\n".join(installation.mended) or "nothing",
                    "mended_count": len(installation.mended),
                },
            )

    return tables
