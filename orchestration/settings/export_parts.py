"""Parts of an export in the exports file: who a person is, and how its files are written."""

from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, model_validator

from orchestration.settings import values

STRICT: Final = ConfigDict(extra="forbid", frozen=True)


class Person(BaseModel):
    """Who a person is in several exports: a trait, or an id, that all of them have."""

    model_config = STRICT

    trait: str | None = None
    id: Literal["user_id", "anonymous_id"] | None = None

    @model_validator(mode="after")
    def _check_one(self) -> Self:
        if bool(self.trait) == bool(self.id):
            raise ValueError("write one of {trait: NAME}, {id: user_id} and {id: anonymous_id}")
        return self


class TextForm(BaseModel):
    """How the files of an export are written, as far as they do not show it themselves.

    Names for columns without a `header` line, the `delimiter`, `skip_lines` at the beginning, the
    sign of a `comment`, the `encoding`, the sign of a `decimal`, words that mean nothing (`nulls`),
    and the path of the list of `records` in a JSON document.
    """

    model_config = STRICT

    header: tuple[str, ...] = ()
    delimiter: Annotated[str, AfterValidator(values.one_sign)] = ""
    skip_lines: Annotated[int, BeforeValidator(values.count)] = 0
    comment: str = ""
    encoding: Annotated[str, AfterValidator(values.encoding)] = ""
    decimal: Literal[".", ","] = "."
    nulls: tuple[str, ...] = ("NULL", "null", r"\N")
    records: str = ""
