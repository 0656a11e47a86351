"""dbt's models and tests as Dagster's assets and checks, and the result of each in a run.

The wording is that of dagster-dbt, from dbt's own events. What to put here: only what it leaves
open: groups, descriptions of checks, rows of the days that were written.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtProject
from dagster_dbt.asset_utils import (
    get_manifest_and_translator_from_dbt_assets,
    get_subset_selection_for_context,
)
from dagster_dbt.core.dbt_cli_event import DbtCoreCliEventMessage
from dbt_common.events.functions import msg_to_dict

from orchestration.installation import Installation
from orchestration.models.dbt import PROJECT, DbtError, build_window, failures, run_tests
from orchestration.progress import progress
from orchestration.warehouse.folder import quoted
from orchestration.warehouse.window import Window

ROW_COUNT = "dagster/row_count"
RESULTS = ("LogModelResult", "LogSeedResult", "LogTestResult")

# What is true when a generic test passes; its words are the test's own arguments.
CLAIMS = {
    "primary_key": "No two rows have the same {columns}, and none of it is null{not_null}.",
    "accepted_values": "{column_name} is one of {values}.",
}

DbtEvent = dg.Output[Any] | dg.AssetCheckResult | dg.AssetObservation


class Translator(DagsterDbtTranslator):
    """Names groups by the folders of the models, and describes every check."""

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """`staging`, `intermediate`, `marts_<topic>` or `seeds`."""
        return "_".join(dbt_resource_props["fqn"][1:-1]) or "seeds"

    def get_asset_check_spec(
        self,
        asset_spec: dg.AssetSpec,
        manifest: Mapping[str, Any],
        unique_id: str,
        project: DbtProject | None,
    ) -> dg.AssetCheckSpec | None:
        """The check of a dbt test, with a description."""
        spec = super().get_asset_check_spec(asset_spec, manifest, unique_id, project)
        return spec and dg.AssetCheckSpec(
            spec.name,
            asset=spec.asset_key,
            description=claim_of(manifest["nodes"][unique_id]),
            additional_deps=spec.additional_deps,
            blocking=spec.blocking,
            metadata=spec.metadata,
        )


def claim_of(test: Mapping[str, Any]) -> str:
    """What a dbt test claims, in a sentence: its description, or the words of its generic test, or
    the comment that a singular test begins with.

    >>> test = {"name": "primary_key", "kwargs": {"columns": ["name"], "not_null": ["value"]}}
    >>> claim_of({"test_metadata": test})
    'No two rows have the same name, and none of it is null, nor value.'
    """
    if test.get("description"):
        return str(test["description"])
    if generic := test.get("test_metadata"):
        texts = {
            name: ", ".join(map(str, value)) if isinstance(value, list) else value
            for name, value in generic["kwargs"].items()
        }
        texts["not_null"] = f", nor {texts['not_null']}" if texts.get("not_null") else ""
        return CLAIMS.get(generic["name"], str(test.get("name"))).format(**texts)
    return str(test["raw_code"]).partition("\n")[0].removeprefix("-- ")


class DbtResource(dg.ConfigurableResource[None]):
    """A dbt project, run in the process of the run."""

    project_dir: str = str(PROJECT)

    def build(
        self, context: dg.AssetExecutionContext, installation: Installation, window: Window
    ) -> Iterator[DbtEvent]:
        """Build and test what a run selects, for the days of a window. Raises DbtError when
        something failed, after all that was built and tested is reported.
        """
        messages: list[DbtCoreCliEventMessage] = []
        command = build_window if context.selected_asset_keys else run_tests
        results = command(
            installation,
            window,
            select=selection_args(context),
            on_event=listener(messages),
            project=Path(self.project_dir),
        )
        rows = rows_written(installation, window, results)
        for event in asset_events(context, messages):
            if isinstance(event, dg.Output):
                _add_row_counts(context, event, rows)
            yield event
        # a failed test ends the run here: nothing is drawn or published of these tables
        if bad := failures(results):
            raise DbtError("\n".join(bad))


def selection_args(context: dg.AssetExecutionContext) -> list[str]:
    """Options that make dbt build what the run selects; none when it selects everything."""
    manifest, translator, _ = get_manifest_and_translator_from_dbt_assets([context.assets_def])
    args, indirect = get_subset_selection_for_context(
        context=context,
        manifest=manifest,
        select=None,
        exclude=None,
        selector=None,
        dagster_dbt_translator=translator,
        current_dbt_indirect_selection_env=None,
    )
    return [*args, "--indirect-selection", indirect] if indirect else args


def listener(messages: list[DbtCoreCliEventMessage]) -> Callable[[Any], None]:
    """A callback for dbt's events, which keeps results in `messages` and shows progress."""

    def listen(event: Any) -> None:
        if event.info.name == "LogStartLine":
            what = f"models and tests: {event.data.description}"
            progress(what, event.data.index, event.data.total)
        elif event.info.name in RESULTS:
            raw_event = msg_to_dict(event)
            messages.append(DbtCoreCliEventMessage(raw_event=raw_event, event_history_metadata={}))

    return listen


def asset_events(
    context: dg.AssetExecutionContext, messages: Iterable[DbtCoreCliEventMessage]
) -> Iterator[DbtEvent]:
    """The events that dagster-dbt makes of dbt's results."""
    manifest, translator, project = get_manifest_and_translator_from_dbt_assets(
        [context.assets_def]
    )
    for message in messages:
        for event in message.to_default_asset_events(
            manifest, translator, context, project=project
        ):
            if isinstance(event, dg.Output | dg.AssetCheckResult | dg.AssetObservation):
                yield event  # the other kinds are of ops that are no assets


RowCounts = Mapping[str, Mapping[str, int] | int]
"""By unique id of a model: rows in all, or for each day of the window that has rows."""


def rows_written(installation: Installation, window: Window, results: Sequence[Any]) -> RowCounts:
    """How many rows each table that was built has: of the window, if it is rebuilt by days."""
    counts: dict[str, Mapping[str, int] | int] = {}
    with installation.warehouse.books() as work:
        work.execute(
            f"attach {quoted(str(installation.warehouse.marts))} as marts_file (read_only)"
        )
        for result in results:
            node = result.node
            if node.resource_type not in ("model", "seed") or result.status != "success":
                continue
            if day := node.config.get("day"):
                rows = work.execute(
                    f"""
                    select {day}, count(*) from {node.relation_name}
                    where {day} >= $first and {day} < $end group by all
                    """,
                    {"first": window.first, "end": window.end},
                ).fetchall()
                counts[node.unique_id] = {day.isoformat(): count for day, count in rows}
            elif node.config.materialized != "view":
                ((count,),) = work.execute(f"select count(*) from {node.relation_name}").fetchall()
                counts[node.unique_id] = count
    return counts


def _add_row_counts(
    context: dg.AssetExecutionContext, output: dg.Output[None], counts: RowCounts
) -> None:
    rows = counts.get(str(output.metadata["unique_id"].value))
    key = context.asset_key_for_output(output.output_name)
    if isinstance(rows, int):
        context.add_asset_metadata({ROW_COUNT: rows}, asset_key=key)
    elif rows is not None:
        for day in context.partition_keys:
            context.add_asset_metadata(
                {ROW_COUNT: rows.get(day, 0)}, asset_key=key, partition_key=day
            )
