"""Assets after the models: the pictures, and the warehouse readers open."""

from datetime import timedelta

import dagster as dg
from dagster_dbt import get_asset_key_for_model

from orchestration.defs.exports import OWNERS
from orchestration.defs.partitions import daily
from orchestration.defs.usage import usage_models
from orchestration.installation import Installation
from orchestration.pictures.catalogue import drop_uncatalogued
from orchestration.pictures.drawing import draw_window
from orchestration.progress import progress
from orchestration.warehouse import books as books_of
from orchestration.warehouse.publishing import publish
from orchestration.warehouse.window import Window

DRAWN_FROM = ("heatmap_grids", "heatmap_cells", "heatmap_elements", "scroll_reach_daily")


def _window(context: dg.AssetExecutionContext, installation: Installation) -> Window:
    hours = context.partition_time_window
    return installation.window_to_build(hours.start.date(), (hours.end - timedelta(days=1)).date())


@dg.asset(
    key=["marts", "heatmap_images"],
    deps=[get_asset_key_for_model([usage_models], model) for model in DRAWN_FROM],
    group_name="heatmaps",
    kinds={"numpy", "png"},
    owners=OWNERS,
    partitions_def=daily,
    backfill_policy=dg.BackfillPolicy.single_run(),
    pool="warehouse",
)
def heatmap_images(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
    """A picture for every feature, segment and viewport band of the day, and their catalogue."""
    installation = Installation.current()
    drawn = draw_window(installation, _window(context, installation), progress)
    shown = "\n\n".join(f"{path}\n\n![{path}]({uri})" for path, uri in drawn.thumbnails)
    return dg.MaterializeResult(
        metadata={
            "drawn": drawn.drawn,
            "unchanged": drawn.unchanged,
            "withheld": drawn.withheld,
            "thumbnails": dg.MetadataValue.md(shown or "nothing new"),
        }
    )


@dg.asset(
    key=["usage_warehouse"],
    deps=[
        heatmap_images,
        *(key for key in sorted(usage_models.keys) if key.path[0] == "marts"),
    ],
    group_name="published",
    kinds={"duckdb"},
    owners=OWNERS,
    partitions_def=daily,
    backfill_policy=dg.BackfillPolicy.single_run(),
    pool="warehouse",
    freshness_policy=dg.FreshnessPolicy.cron(
        # the last materialisation of any partition counts: a backfill turns it green too
        deadline_cron="0 6 * * *",
        lower_bound_delta=timedelta(hours=6),
    ),
)
def usage_warehouse(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
    """usage.duckdb, what analysts and BI tools open: the whole night, in one atomic step."""
    installation = Installation.current()
    warehouse = installation.warehouse
    window = _window(context, installation)
    publication = publish(warehouse)
    with warehouse.books() as books:
        books_of.mark_built(books, books_of.days_between(window.first, window.last))
    drop_uncatalogued(warehouse, window)
    context.log.info(
        "published %s; days waiting for a backfill: %s", publication.path.name, window.waiting
    )
    return dg.MaterializeResult(
        metadata={
            "version": publication.path.name,
            "first_day": window.first.isoformat(),
            "last_day": window.last.isoformat(),
            "days_waiting_for_a_backfill": [day.isoformat() for day in window.waiting],
            "rows": dg.MetadataValue.json(publication.rows),
        }
    )
