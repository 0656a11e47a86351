"""The days that assets are partitioned by, and those that a run builds."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import dagster as dg

from orchestration.installation import Installation
from orchestration.warehouse.window import Window

DAYS_WITHOUT_DATA = timedelta(days=30)
"""How far back days are listed while neither the exports file nor an event names a first one."""


def daily(installation: Installation, since: date | None = None) -> dg.DailyPartitionsDefinition:
    """The days from the first one there can be data of, `since` at the latest.

    That is `first_day` of the exports file, or else the first day of decoded events. The schedule
    follows the days: it builds the one that has ended in the warehouse's time zone.
    """
    timezone = installation.environment.timezone
    today = datetime.now(UTC).astimezone(ZoneInfo(timezone)).date()
    first = (
        installation.settings.first_day
        or installation.warehouse.first_event_date()
        or today - DAYS_WITHOUT_DATA
    )
    start = min(first, since or first)
    return dg.DailyPartitionsDefinition(start.isoformat(), timezone=timezone)


def window_of_run(
    context: dg.AssetExecutionContext | dg.AssetCheckExecutionContext, installation: Installation
) -> Window:
    """The days that a run builds. Checks that run alone have no day: they look at the newest one
    that is built.
    """
    if context.has_partition_key or context.has_partition_key_range:
        days = context.partition_key_range
        return installation.window_to_build(
            date.fromisoformat(days.start), date.fromisoformat(days.end)
        )
    newest = installation.newest_built_day()
    if newest is None:
        raise dg.Failure("no day is built yet: run heatmaps night")
    return installation.window_to_build(newest, newest)
