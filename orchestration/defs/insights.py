"""The assets of what is unusual in the series of metrics, with their check."""

from collections.abc import Iterator
from datetime import date

import dagster as dg
from dagster_dbt import get_asset_key_for_model

from orchestration.defs.days import window_of_run
from orchestration.defs.exports import OWNERS
from orchestration.insights.tables import ANOMALIES, HEATMAP_CHANGES
from orchestration.insights.weekly import write_heatmap_changes
from orchestration.insights.writing import JUDGEMENTS, write_insights
from orchestration.installation import Installation
from orchestration.warehouse.folder import opened

TABLES = (*(one.table for one in JUDGEMENTS), HEATMAP_CHANGES)
KEYS = {table.name: dg.AssetKey(["marts", table.name]) for table in TABLES}
SHOWN = "every_judged_value_is_shown"

NOT_SHOWN = """
select count(*)
from marts.metric_anomalies as judged
left join marts.metrics_daily as shown using (metric, feature, segment, event_date)
where
    judged.event_date >= $first - 1
    and judged.value is distinct from coalesce(shown.value, if(shown.metric is null, 0, null))
"""


def insight_assets(
    models: dg.AssetsDefinition, days: dg.PartitionsDefinition[str]
) -> dg.AssetsDefinition:
    """The tables of what is unusual: in the series of metrics, and in where people click."""
    metrics = get_asset_key_for_model([models], "metrics_daily")
    compared = [
        metrics,
        get_asset_key_for_model([models], "int_heatmap_masses"),
        *(dg.AssetKey(["seeds", name]) for name in ("comparisons", "releases", "experiments")),
    ]

    @dg.multi_asset(
        name="insights",
        specs=[
            dg.AssetSpec(
                KEYS[table.name],
                description=table.description.partition(": ")[0] + ".",
                deps=compared if table is HEATMAP_CHANGES else [metrics],
                group_name="insights",
                kinds={"numpy", "scipy"},
                owners=OWNERS,
            )
            for table in TABLES
        ],
        check_specs=[
            dg.AssetCheckSpec(
                SHOWN,
                asset=KEYS[ANOMALIES.name],
                description="What is judged of a day is shown in metrics_daily, or has no row.",
                blocking=True,
            )
        ],
        can_subset=True,
        partitions_def=days,
        backfill_policy=dg.BackfillPolicy.single_run(),
    )
    def insights(
        context: dg.AssetExecutionContext, installation: dg.ResourceParam[Installation]
    ) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
        window = window_of_run(context, installation)
        installation.check_green(window)
        selected = [
            one for one in JUDGEMENTS if KEYS[one.table.name] in context.selected_asset_keys
        ]
        found = dict(write_insights(installation, window, selected))
        if KEYS[HEATMAP_CHANGES.name] in context.selected_asset_keys:
            found[HEATMAP_CHANGES.name] = write_heatmap_changes(installation, window)
        for name, written in found.items():
            for key in context.partition_keys:
                context.add_asset_metadata(
                    {"dagster/row_count": written.rows.get(date.fromisoformat(key), 0)},
                    asset_key=KEYS[name],
                    partition_key=key,
                )
            yield dg.MaterializeResult(
                asset_key=KEYS[name],
                metadata={"judged": sum(written.rows.values()), "unusual": written.unusual},
            )
        if context.selected_asset_check_keys:
            with opened(installation.warehouse.marts, read_only=True) as marts:
                ((hidden,),) = marts.execute(NOT_SHOWN, {"first": window.first}).fetchall()
            yield dg.AssetCheckResult(
                check_name=SHOWN,
                asset_key=KEYS[ANOMALIES.name],
                passed=hidden == 0,
                metadata={"not_shown": hidden},
            )

    return insights
