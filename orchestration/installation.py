"""One installation: what the environment says, opened up.

What to put here: how the pieces of the shell find each other. What they do is in their own files.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Self

import yaml

from orchestration.settings import (
    DBT_PROJECT,
    Environment,
    Settings,
    SettingsError,
    load_settings,
)
from orchestration.warehouse import books as books_of
from orchestration.warehouse.folder import Warehouse
from orchestration.warehouse.window import SESSION_REACH, Window, window_to_build


@dataclass(frozen=True)
class Installation:
    """Environment, settings and warehouse of one run."""

    environment: Environment
    settings: Settings
    mended: tuple[str, ...] = ()
    """What was found missing or damaged when the run began, a sentence each."""

    @classmethod
    def current(cls) -> Self:
        """The installation the environment variables USAGE_… name. Raises SettingsError."""
        return cls.of(Environment.from_env())

    @classmethod
    def of(cls, environment: Environment) -> Self:
        """The installation of an environment, its exports file read. Raises SettingsError."""
        return cls(environment, load_settings(environment.exports))

    @property
    def warehouse(self) -> Warehouse:
        return Warehouse(self.environment.warehouse)

    @cached_property
    def thresholds(self) -> Mapping[str, Any]:
        """The dbt project's vars, with what the exports file sets instead."""
        return {**yaml.safe_load(DBT_PROJECT.read_text())["vars"], **self.settings.vars}

    def check_ready(self) -> None:
        """Raise SettingsError, in one sentence, unless a run can write what it makes."""
        if not self.environment.salt:
            raise SettingsError(
                "USAGE_SALT is not set, and user keys could be guessed from user ids: set it once"
                " to a long random text and keep it; a new salt makes every user a new user"
            )
        self.warehouse.check_writable()

    def window_to_build(self, first: date, last: date) -> Window:
        """The days that a run asked for `first` to `last` rebuilds, the same until it publishes."""
        with self.warehouse.books() as books:
            return window_to_build(
                first,
                last,
                changed=books_of.changed_days(books),
                built=books_of.built_days(books),
                unpublished=books_of.unpublished_days(books),
                late_days=int(self.thresholds["late_days"]),
                reach=None if self.settings.asks_all_days_before() else SESSION_REACH,
            )

    def newest_built_day(self) -> date | None:
        """The last day that was ever built."""
        with self.warehouse.books() as books:
            return max(books_of.built_days(books), default=None)

    def check_green(self, window: Window) -> None:
        """Raise NotGreenError unless all days of a window are built and tested from their files of
        now.
        """
        with self.warehouse.books() as books:
            books_of.check_green(books, books_of.days_between(window.first, window.last))
