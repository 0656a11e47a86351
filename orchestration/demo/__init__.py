"""An invented product and its analytics exports, to see the whole way without own data."""

from orchestration.demo.days import Calendar
from orchestration.demo.export import DemoExport, write_demo_export

__all__ = ["Calendar", "DemoExport", "write_demo_export"]
