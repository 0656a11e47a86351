"""The keys of exports.yaml.

What to put here: the name of a setting, its type and its default. Columns of the format `table` are
in `table_mapping.py`, checks of single values in `values.py`. Thresholds are dbt vars and rules are
seeds: neither belongs here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from orchestration.settings import values
from orchestration.settings.across import problems_across
from orchestration.settings.environment import DBT_PROJECT
from orchestration.settings.export_parts import STRICT, Person, TextForm
from orchestration.settings.own_sql import OwnSql, own_sql
from orchestration.settings.path_patterns import is_of_days
from orchestration.settings.problems import SettingsError, lines, problems_of, shown
from orchestration.settings.rules import rows, rules_of, seed_files
from orchestration.settings.storage_keys import API_KEYS, Storage, missing_keys, unfit_keys
from orchestration.settings.table_mapping import (
    Columns,
    Defaults,
    Scalar,
    Where,
    check_columns,
    check_constant,
    check_names,
    check_sizes,
)
from orchestration.settings.yaml_lines import Document, YamlProblems, read_yaml
from transforms.decoders.mapping import Mapped


class Export(BaseModel):
    """One vendor export: where its files are, their format, and how to read them."""

    model_config = STRICT

    name: Annotated[str, AfterValidator(values.export_name)]
    format: Annotated[str, AfterValidator(values.known_format)]
    url: Annotated[str, AfterValidator(values.place)]
    pattern: Annotated[str, AfterValidator(values.path_pattern)] | None = None
    may_be_empty: bool = False
    sessions: Literal["inactivity", "vendor"] = "inactivity"
    timezone: Annotated[str, AfterValidator(values.timezone)] = "UTC"
    traits: tuple[str, ...] = ()
    host: Annotated[tuple[str, ...], BeforeValidator(values.hosts)] = ()
    replay_url: Annotated[str, AfterValidator(values.replay_url)] | None = None
    person: Person | None = None
    overlaps: str | None = None
    storage: Storage | None = None
    since: Annotated[date, BeforeValidator(values.day)] | None = None
    may_shrink: bool = False
    given_up: tuple[str, ...] = ()
    file: TextForm = TextForm()
    columns: Columns = Field(default_factory=dict, validate_default=True)
    defaults: Defaults = Field(default_factory=dict)
    where: Where = Field(default_factory=dict)
    sql: Annotated[OwnSql | None, BeforeValidator(own_sql)] = None

    @property
    def mapped(self) -> Mapped:
        """The mapping of a table, for its decoder."""
        return Mapped(
            columns=self.columns,
            defaults=self.defaults,
            traits=self.traits_read,
            where=self.where,
            nulls=self.file.nulls,
            decimal=self.file.decimal,
        )

    @property
    def traits_read(self) -> tuple[str, ...]:
        """The traits, and the one that says who a person is."""
        trait = self.person.trait if self.person else None
        return self.traits if trait is None or trait in self.traits else (*self.traits, trait)

    @field_validator("traits")
    @classmethod
    def _check_traits(cls, traits: tuple[str, ...]) -> tuple[str, ...]:
        for at, trait in enumerate(traits):
            text = ""
            if not trait or trait.lower() in map(str.lower, traits[:at]):
                text = f"{shown(trait)} is empty or named before; remove it"
            elif "=" in trait:
                text = f"{shown(trait)} has = in it, which parts names from values; rename it"
            if text:
                raise PydanticCustomError("settings", "{text}", {"at": (at,), "text": text})
        return traits

    @field_validator("storage")
    @classmethod
    def _check_storage(cls, storage: Storage | None, info: ValidationInfo) -> Storage | None:
        scheme = str(info.data.get("url", "")).partition("://")[0]
        wrong = storage and unfit_keys(storage, scheme)
        if wrong:
            raise ValueError(wrong)
        return storage

    @field_validator("columns", "defaults", mode="before")
    @classmethod
    def _check_names(cls, mapping: object) -> object:
        check_names(mapping)
        return mapping

    @field_validator("columns", "defaults")
    @classmethod
    def _check_mapping(cls, mapping: Mapping[str, Any], info: ValidationInfo) -> Mapping[str, Any]:
        form = info.data.get("format")
        if form is None:
            return mapping
        if form != "table" and mapping:
            raise ValueError(
                f"only the format table takes {info.field_name}, not {form}; remove it"
            )
        if form == "table" and info.field_name == "columns":
            check_columns(mapping, has_sessions=info.data.get("sessions") == "vendor")
        if info.field_name == "defaults":
            for name, value in mapping.items():
                check_constant(name, value, name)
        return mapping

    @field_validator("where")
    @classmethod
    def _check_where(cls, where: Where, info: ValidationInfo) -> Where:
        form = info.data.get("format")
        if form is not None and form != "table" and where:
            raise ValueError(f"only the format table takes where, not {form}; remove it")
        return where

    @model_validator(mode="after")
    def _check_days(self) -> Self:
        is_web = self.url.startswith(("http://", "https://"))
        if is_web != (self.since is not None):
            raise ValueError(
                "a url https:// and the key since go together: the first day that is asked for"
            )
        if self.url.startswith("http://") and not (self.storage and self.storage.allow_http):
            raise ValueError(
                "the url is http://; use https:// or write storage: {allow_http: true}"
            )
        missing = missing_keys(self.storage, self.format) if is_web else None
        if missing:
            raise ValueError(missing)
        if is_web and self.format not in API_KEYS and not is_of_days(self.pattern):
            raise ValueError(
                "a url https:// needs a pattern with the whole date and without * and ?, such as"
                " events-{date:%Y-%m-%d}.csv.gz"
            )
        return self

    @model_validator(mode="after")
    def _check_query(self) -> Self:
        if (self.format == "sql") != (self.sql is not None):
            raise ValueError(
                "the format sql and the key sql go together; write both: the key names a file"
            )
        if self.sql and self.sessions == "vendor" and "vendor_session_id" not in self.sql.columns:
            raise ValueError("its sql gives no vendor_session_id; select it, or leave sessions out")
        return self

    @model_validator(mode="after")
    def _check_sizes(self) -> Self:
        check_sizes(self.columns, {*self.columns, *self.defaults})
        return self


class ExportsFile(BaseModel):
    """exports.yaml, as written."""

    model_config = STRICT

    exports: tuple[Export, ...]
    first_day: Annotated[date, BeforeValidator(values.day)] | None = None
    screenshots: str | None = None
    rules: Mapping[str, Path] = Field(default_factory=dict)
    vars: Mapping[str, Any] = Field(default_factory=dict)

    @field_validator("rules", mode="before")
    @classmethod
    def _check_rules(cls, written: object, info: ValidationInfo) -> Mapping[str, Path]:
        if not isinstance(written, str):
            raise ValueError("the value is no text; write a folder such as rules/")
        return rules_of(Path((info.context or {}).get("folder", ".")) / written)

    @field_validator("exports")
    @classmethod
    def _check_exports(cls, exports: tuple[Export, ...]) -> tuple[Export, ...]:
        if not exports:
            raise ValueError("the list is empty; add an export with name, format and url")
        return exports


@dataclass(frozen=True)
class Settings:
    """The settings of one exports.yaml; `source` is that file, `screenshots` a folder, `first_day`
    the first day that Dagster's pages list, `rules` the files that take the place of seeds.
    """

    exports: tuple[Export, ...]
    first_day: date | None
    screenshots: Path | None
    vars: Mapping[str, Scalar]
    source: Path
    rules: Mapping[str, Path] = field(default_factory=dict)

    def rule_file(self, name: str) -> Path:
        """The CSV with the rules of a name: the installation's, else the dbt project's seed."""
        return self.rules.get(name) or seed_files()[name]

    def nobody(self) -> list[str]:
        """The ids that stand for nobody, in lower case and in order."""
        return sorted(
            {row["id"].strip().lower() for row in rows(self.rule_file("placeholder_ids"))}
        )

    def asks_all_days_before(self) -> bool:
        """Whether a segment may follow from any day before: a trait, or a habit."""
        rules = [*rows(self.rule_file("segments")), *rows(self.rule_file("experiments"))]
        asked = {(rule.get("source"), rule["attribute"]) for rule in rules}
        return any(one.traits for one in self.exports) or not asked.isdisjoint(
            ("session", attribute) for attribute in ("returning", "lifecycle", "friction_hit")
        )


def load_settings(path: Path, *, dbt_project: Path = DBT_PROJECT) -> Settings:
    """Read and check exports.yaml; raises SettingsError with all that is wrong in it.

    `dbt_project` is the dbt_project.yml whose vars the file may override.
    """
    document = _read(path)
    problems = [*problems_across(document, dbt_project)]
    try:
        folder = path.absolute().parent
        file = ExportsFile.model_validate(document.value, context={"folder": folder})
    except ValidationError as error:
        problems.extend(problems_of(error, document, ExportsFile))
    if problems:
        raise SettingsError(*lines(problems, path))
    screenshots = None if file.screenshots is None else folder / file.screenshots
    return Settings(
        file.exports, file.first_day, screenshots, file.vars, path.absolute(), file.rules
    )


def _read(path: Path) -> Document:
    remedy = "write it, or name another file in USAGE_EXPORTS"
    try:
        document = read_yaml(path)
    except YamlProblems as error:
        raise SettingsError(*lines(error.problems, path)) from error
    except FileNotFoundError as error:
        raise SettingsError(f"{path}:1: there is no such file; {remedy}") from error
    except OSError as error:
        raise SettingsError(f"{path}:1: cannot be read: {error.strerror}; {remedy}") from error
    if document.value is None:
        raise SettingsError(f"{path}:1: the file is empty; write exports: and a list below it")
    return document
