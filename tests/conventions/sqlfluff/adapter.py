"""dbt's `adapter` as sqlfluff needs it: a macro of several dialects is DuckDB's."""

from collections.abc import Callable

from jinja2 import pass_context
from jinja2.runtime import Context


@pass_context
def dispatch(context: Context, macro: str) -> Callable[..., str]:
    """The default of a macro, as dbt-duckdb would choose it."""
    return context.resolve(f"default__{macro}")
