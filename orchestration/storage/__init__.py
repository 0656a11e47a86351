"""Pulling exports from folders and buckets into the warehouse: see README.md here."""

from orchestration.storage.credentials import missing_secrets
from orchestration.storage.manifest import PulledFile
from orchestration.storage.names import without_people
from orchestration.storage.pulling import PullProgress, PullResult, Survey, pull, sample, survey
from orchestration.storage.sources import PassingError, Postponed, StorageError

__all__ = [
    "PassingError",
    "Postponed",
    "PullProgress",
    "PullResult",
    "PulledFile",
    "StorageError",
    "Survey",
    "missing_secrets",
    "pull",
    "sample",
    "survey",
    "without_people",
]
