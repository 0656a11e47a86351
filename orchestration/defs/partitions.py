"""The days that assets are partitioned by."""

import dagster as dg

from orchestration.settings import Environment

daily = dg.DailyPartitionsDefinition("1990-01-01", timezone=Environment.from_env().timezone)
"""The schedule follows it: a night builds the day that has ended in the warehouse's time zone."""
