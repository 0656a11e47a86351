"""Pure computation: rows to decoded events, arrays to pictures.

What to put here: functions from values to values, and the SQL of the decoders. What not to:
Dagster, DuckDB connections, paths, clocks, environment variables, network. `orchestration/` calls
this package, never the reverse.
"""
