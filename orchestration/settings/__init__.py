"""The exports file and the environment variables USAGE_…: see README.md."""

from orchestration.settings.environment import (
    DBT_PROJECT,
    DEFAULT_EXPORTS,
    REPOSITORY,
    Environment,
)
from orchestration.settings.exports_file import Export, Settings, load_settings
from orchestration.settings.problems import SettingsError
from orchestration.settings.storage_keys import Secret, Storage

__all__ = [
    "DBT_PROJECT",
    "DEFAULT_EXPORTS",
    "REPOSITORY",
    "Environment",
    "Export",
    "Secret",
    "Settings",
    "SettingsError",
    "Storage",
    "load_settings",
]
