"""Assets after the models: the pictures with their checks, and the warehouse readers open."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from html import escape
from typing import Any

import dagster as dg
from dagster_dbt import get_asset_key_for_model

from orchestration.defs.days import window_of_run
from orchestration.defs.exports import OWNERS
from orchestration.insights.tables import HEATMAP_CHANGES
from orchestration.insights.unmet import bands_of, names_seen, unmet_comparisons
from orchestration.installation import Installation
from orchestration.pictures import accounting, catalogue, matrices
from orchestration.pictures.drawing import draw_window
from orchestration.pictures.index import write_index
from orchestration.pictures.picture import Row
from orchestration.progress import progress
from orchestration.warehouse import books as books_of
from orchestration.warehouse.completeness import check_complete
from orchestration.warehouse.folder import opened
from orchestration.warehouse.overlaps import unmatched_overlaps
from orchestration.warehouse.publishing import publish

DRAWN_FROM = (
    *catalogue.GRIDS.values(),
    *catalogue.CELLS.values(),
    *catalogue.REACHES.values(),
    *catalogue.ELEMENTS.values(),
    *("element_clicks_daily", "dim_annotations", "dim_page_versions", "dim_segments"),
    *matrices.DRAWN_FROM,
)


def heatmap_definitions(
    models: dg.AssetsDefinition, insights: dg.AssetsDefinition, days: dg.PartitionsDefinition[str]
) -> dg.Definitions:
    """The pictures that come of the models, their checks, and what is published of them all."""
    daily: Any = {"partitions_def": days, "backfill_policy": dg.BackfillPolicy.single_run()}

    @dg.asset(
        key=["marts", "heatmap_images"],
        deps=[
            *(get_asset_key_for_model([models], model) for model in DRAWN_FROM),
            dg.AssetKey(["marts", HEATMAP_CHANGES.name]),
        ],
        group_name="heatmaps",
        kinds={"numpy", "png"},
        owners=OWNERS,
        **daily,
    )
    def heatmap_images(
        context: dg.AssetExecutionContext, installation: dg.ResourceParam[Installation]
    ) -> dg.MaterializeResult[None]:
        """A picture of every feature, segment and viewport band of the day, of its week and month,
        matrices of the day and its week, the week's comparisons that differ, and their catalogue.
        """
        window = window_of_run(context, installation)
        installation.check_green(window)
        drawn = draw_window(installation, window, progress)
        with opened(installation.warehouse.marts, read_only=True) as marts:
            for key in context.partition_keys:
                day = date.fromisoformat(key)
                pictures = captioned(catalogue.most_clicked(marts, day))
                context.add_asset_metadata(
                    {
                        "dagster/row_count": accounting.picture_count(marts, "day", [day]),
                        "most_clicked": dg.MetadataValue.md(pictures),
                    },
                    partition_key=key,
                )
        return dg.MaterializeResult(
            metadata={
                "drawn": drawn.drawn,
                "unchanged": drawn.unchanged,
                "withheld": sum(drawn.withheld.values()),
                "reasons": dg.MetadataValue.text(
                    ", ".join(f"{reason} ({count:,})" for reason, count in drawn.withheld.items())
                ),
                "shows_nothing": drawn.shows_nothing,
                "screenshots": dg.MetadataValue.text("\n".join(drawn.problems)),
            }
        )

    @dg.asset_check(asset=heatmap_images, blocking=True)
    def every_picture_is_on_disk(
        context: dg.AssetCheckExecutionContext, installation: dg.ResourceParam[Installation]
    ) -> dg.AssetCheckResult:
        """Every picture that the catalogue lists is there, with the bytes that were drawn."""
        window = window_of_run(context, installation)
        with opened(installation.warehouse.marts, read_only=True) as marts:
            rows = catalogue.pictures_of(marts, window)
        broken = catalogue.broken(installation.warehouse, rows)
        return dg.AssetCheckResult(
            passed=not broken, metadata={"pictures": len(rows), "broken": broken}
        )

    @dg.asset_check(asset=heatmap_images, blocking=True)
    def every_grid_is_accounted_for(
        context: dg.AssetCheckExecutionContext, installation: dg.ResourceParam[Installation]
    ) -> dg.AssetCheckResult:
        """Grids with clicks = pictures + grids that are withheld or have no cell to show; and where
        a reach, an attention, elements or a comparison that differs are published there is
        their picture, and of each feature with a map its contact sheet.
        """
        window = window_of_run(context, installation)
        with opened(installation.warehouse.marts, read_only=True) as marts:
            dates = catalogue.dates_to_draw(marts, window)

            def count(condition: str) -> int:
                counted = (accounting.grid_count(marts, *of, condition) for of in dates.items())
                return sum(counted)

            grids, withheld = count("true"), count(accounting.SHOWS_NOTHING)
            pictures = sum(accounting.picture_count(marts, *of) for of in dates.items())
            others = accounting.other_counts(marts, dates)
            mondays = catalogue.weeks_compared(window)
            for period, of in dates.items():
                counts = accounting.sheet_counts(marts, period, of)
                others[f"contact sheets of a {period}"] = counts
            others["changes"] = accounting.change_counts(marts, mondays)
        are_drawn = all(due == drawn for due, drawn in others.values())
        return dg.AssetCheckResult(
            passed=grids == pictures + withheld and are_drawn,
            metadata={
                "grids": grids,
                "pictures": pictures,
                "withheld": withheld,
                **{kind: f"{drawn:,} of {due:,}" for kind, (due, drawn) in others.items()},
            },
        )

    @dg.asset(
        key=["usage_warehouse"],
        deps=[
            heatmap_images,
            *(key for key in sorted(models.keys | insights.keys) if key.path[0] == "marts"),
        ],
        group_name="published",
        kinds={"duckdb"},
        owners=OWNERS,
        freshness_policy=dg.FreshnessPolicy.cron(
            # the last materialisation of any day counts: a backfill turns it green too
            deadline_cron="0 6 * * *",
            lower_bound_delta=timedelta(hours=6),
        ),
        **daily,
    )
    def usage_warehouse(
        context: dg.AssetExecutionContext, installation: dg.ResourceParam[Installation]
    ) -> dg.MaterializeResult[None]:
        """usage.duckdb, what analysts and BI tools open: the whole night, in one atomic step."""
        warehouse, window = installation.warehouse, window_of_run(context, installation)
        settings = installation.settings
        names = {**bands_of(settings), **names_seen(warehouse.marts)}
        installation.check_green(window)
        check_complete(warehouse, window)
        publication = publish(warehouse)
        with warehouse.books() as books:
            books_of.mark_published(books)
            loaded = {day.isoformat() for day in books_of.loaded_days(books)}
        catalogue.drop_uncatalogued(warehouse, window)
        write_index(warehouse, books_of.days_between(window.first, window.last))
        context.log.info(
            "published %s; days waiting for a backfill: %s", publication.path.name, window.waiting
        )
        return dg.MaterializeResult(
            metadata={
                "version": publication.path.name,
                "days_with_events": len(loaded.intersection(context.partition_keys)),
                "first_day": window.first.isoformat(),
                "last_day": window.last.isoformat(),
                "overlaps_without_a_match": list(unmatched_overlaps(warehouse, window)),
                "comparisons_of_nobody": list(unmet_comparisons(settings, names)),
                "days_waiting_for_a_backfill": [day.isoformat() for day in window.waiting],
                "dagster/row_count": sum(publication.rows.values()),
                "rows": dg.MetadataValue.json(publication.rows),
            }
        )

    return dg.Definitions(
        assets=[heatmap_images, usage_warehouse],
        asset_checks=[every_picture_is_on_disk, every_grid_is_accounted_for],
    )


def captioned(pictures: Sequence[Row]) -> str:
    """Pictures as Markdown, each below its words."""
    return "\n\n".join(
        f"**{in_markdown(row['feature'])}**, everybody, {in_markdown(row['band'])}: "
        f"{row['click_count']:,} clicks of {people(row['user_count'])}\n\n"
        f"![{in_markdown(row['feature'])}]({row['thumb_uri']})"
        for row in pictures
    )


def people(count: int | None) -> str:
    """How many people, in words."""
    if count is None:
        return "too few people to say"
    return "1 person" if count == 1 else f"{count:,} people"


def in_markdown(text: str) -> str:
    r"""Text that means nothing in Markdown or HTML, on one line: names are data.

    >>> in_markdown("[a](b) <c>\n# d")
    '\[a\]\(b\) &lt;c&gt; \# d'
    """
    line = escape(" ".join(text.split()), quote=False)
    return re.sub(r"([\\`*_{}\[\]()#+!|~-])", r"\\\1", line)
