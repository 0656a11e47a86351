"""Assets of the vendors' exports: one per export of the exports file, and the books they fill.

What to put here: how loading appears in Dagster. The loading itself is in
`orchestration/loading.py`.
"""

from collections.abc import Iterator

import dagster as dg

from orchestration.decoding.loading import load_export, open_events
from orchestration.defs.partitions import daily
from orchestration.installation import Installation
from orchestration.progress import progress
from orchestration.settings import Export
from orchestration.storage import StorageError

OWNERS = ["team:data"]
ACCEPTED = "some_lines_are_accepted"


def export_asset(export: Export) -> dg.AssetsDefinition:
    """The asset of one export."""

    @dg.asset(
        key=["exports", export.name],
        description=f"Files of {export.format} at {export.url}, pulled and decoded into events.",
        group_name="exports",
        kinds={"duckdb", "parquet"},
        owners=OWNERS,
        partitions_def=daily,
        backfill_policy=dg.BackfillPolicy.single_run(),
        pool="warehouse",
        check_specs=[
            dg.AssetCheckSpec(
                ACCEPTED,
                asset=["exports", export.name],
                description="Of new files, at least one line is accepted.",
            )
        ],
    )
    def events_of_export() -> Iterator[dg.MaterializeResult[None]]:
        try:
            load = load_export(Installation.current(), export, progress)
        except StorageError as error:
            # what arrived is kept; the rest is fetched by the next try
            raise dg.RetryRequested(max_retries=2, seconds_to_wait=30) from error
        yield dg.MaterializeResult(
            metadata={
                "files": load.file_count,
                "new_files": load.new_file_count,
                "dagster/row_count": load.line_count,
                "rejected_lines": load.rejected_count,
                "problems": dg.MetadataValue.md(
                    "\n".join(f"- {p}" for p in load.problems) or "none"
                ),
            },
            check_results=[
                dg.AssetCheckResult(
                    check_name=ACCEPTED,
                    passed=not load.is_fruitless,
                    severity=dg.AssetCheckSeverity.WARN,  # the other exports' night goes on
                )
            ],
        )

    return events_of_export


@dg.definitions
def export_assets() -> dg.Definitions:
    """One asset for each export the settings name."""
    exports = Installation.current().settings.exports

    @dg.multi_asset(
        specs=[
            dg.AssetSpec(
                ["raw", table],
                description=description,
                group_name="raw",
                kinds={"duckdb"},
                owners=OWNERS,
                partitions_def=daily,
                deps=[["exports", export.name] for export in exports],
            )
            for table, description in (
                (
                    "events",
                    "Every decoded event of every export, in the columns of the event contract.",
                ),
                ("exports", "The exports of the exports file, with their session rule and traits."),
                (
                    "files",
                    "Every pulled file in its newest version, with its line counts or its problem.",
                ),
                ("file_days", "Which dates each file has events of."),
                ("reject_reasons", "How many lines of each file were quarantined, and why."),
            )
        ],
        name="raw_books",
        partitions_def=daily,
        backfill_policy=dg.BackfillPolicy.single_run(),
        pool="warehouse",
    )
    def raw_books() -> Iterator[dg.MaterializeResult[None]]:
        dropped = open_events(Installation.current())
        for table in ("events", "exports", "files", "file_days", "reject_reasons"):
            yield dg.MaterializeResult(
                asset_key=["raw", table], metadata={"dropped_files": dropped}
            )

    return dg.Definitions(assets=[*map(export_asset, exports), raw_books])
