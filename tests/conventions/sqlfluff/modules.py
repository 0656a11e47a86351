"""dbt's `modules` as sqlfluff needs it: Python's own, for dates."""

import datetime

__all__ = ["datetime"]
