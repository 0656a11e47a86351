"""`storage:` of an export: how to reach a bucket or a vendor's API.

Secrets are names of environment variables. What is not set comes from the usual variables of each
cloud, such as AWS_… and AZURE_….
"""

from typing import Annotated, Final

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Field,
    ValidationInfo,
    field_validator,
)

from orchestration.settings import values
from orchestration.settings.export_parts import STRICT

KEYS: Final = {
    "s3": (
        *("endpoint", "region", "access_key_id", "secret_access_key", "session_token"),
        *("skip_signature", "allow_http"),
    ),
    "gs": ("endpoint", "service_account_key", "skip_signature", "allow_http"),
    "az": (
        *("endpoint", "account_name", "account_key", "sas_key"),
        *("client_id", "client_secret", "tenant_id", "skip_signature", "allow_http"),
    ),
    "https": ("user", "secret", "project", "allow_http"),
    "http": ("user", "secret", "project", "allow_http"),
}
"""The keys that an export of each scheme takes."""

API_KEYS: Final = {
    "amplitude": ("user", "secret"),
    "clarity": ("secret",),
    "mixpanel": ("user", "secret"),
    "posthog_events": ("project", "secret"),
    "posthog_heatmaps": ("project", "secret"),
}
"""The keys without which the export API of a format answers nothing."""


class Secret(BaseModel):
    """The name of the environment variable with a secret."""

    model_config = STRICT

    env: Annotated[str, BeforeValidator(values.variable_name)]


AnySecret = Annotated[Secret | None, BeforeValidator(values.secret)]


class Storage(BaseModel):
    """How to reach a place that is no folder."""

    model_config = STRICT

    endpoint: Annotated[str, AfterValidator(values.web_address)] | None = None
    region: str | None = None
    access_key_id: AnySecret = None
    secret_access_key: AnySecret = None
    session_token: AnySecret = None
    service_account_key: AnySecret = None
    account_name: str | None = None
    account_key: AnySecret = None
    sas_key: AnySecret = None
    client_id: str | None = None
    client_secret: AnySecret = None
    tenant_id: str | None = None
    user: AnySecret = None
    secret: AnySecret = None
    project: str | None = None
    skip_signature: bool = False
    allow_http: bool = Field(default=False, validate_default=True)

    @field_validator("allow_http")
    @classmethod
    def _check_http(cls, allowed: bool, info: ValidationInfo) -> bool:
        if (info.data.get("endpoint") or "").startswith("http:") and not allowed:
            raise ValueError("false, but the endpoint is http://; use https:// or write true")
        return allowed


def unfit_keys(storage: Storage, scheme: str) -> str | None:
    """What is wrong with the keys that are written for a url of this scheme, if anything is."""
    if scheme not in KEYS:
        return "the url is a folder, which needs no storage; remove it"
    unfit = sorted(storage.model_fields_set.difference(KEYS[scheme]))
    if unfit:
        known = ", ".join(KEYS[scheme])
        return f"{', '.join(unfit)} is nothing that {scheme}:// takes; it takes {known}"
    return None


def missing_keys(storage: Storage | None, form: str) -> str | None:
    """Which keys the export API of a format lacks, as an error; None if it lacks nothing."""
    missing = [key for key in API_KEYS.get(form, ()) if getattr(storage, key, None) is None]
    if missing:
        return f"the API of {form} wants storage: with {' and '.join(missing)}"
    return None
