"""A bucket of S3, Google Cloud Storage or Azure Blob Storage as a source of exports."""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import obstore
from obstore.exceptions import BaseError, InvalidPathError, PreconditionError
from obstore.store import AzureStore, GCSStore, S3Store

from orchestration.settings import Export
from orchestration.storage.credentials import missing_secrets, secret_names, without_secrets
from orchestration.storage.sources import (
    ATTEMPTS,
    Interrupted,
    Listed,
    PassingError,
    Postponed,
    StorageError,
    Unavailable,
)

if TYPE_CHECKING:
    from obstore import ObjectMeta
    from obstore.store import ClientConfig, RetryConfig

CHUNK_BYTES: Final = 1 << 20
MOST_SKIPPED: Final = 100
UNUSABLE_KEY: Final = re.compile(r'Path "(?P<key>.*)"(?:: Encountered| contained)', re.DOTALL)
CONTROL: Final = re.compile(r"[\0-\x1f\x7f]")
SERVER_ERROR: Final = re.compile(r"<Code>(?P<code>.*?)</Code>.*?<Message>(?P<text>.*?)</Message>")
REFUSAL: Final = re.compile(r"status code: 4(?!08|29)\d\d")
"""A request that the server will refuse tomorrow too; 408 and 429 only say that it is busy."""
KEYLESS: Final = re.compile(r"http://(169\.254\.169\.254|metadata\.google\.internal|metadata)/")
"""Where machines of a cloud learn their role: without any other key, the store asks there."""

STORES: Final[Mapping[str, Any]] = {"s3": S3Store, "gs": GCSStore, "az": AzureStore}
KEYS: Final = {
    "s3": (
        "name access_key_id and secret_access_key in storage:, set AWS_ACCESS_KEY_ID and"
        " AWS_SECRET_ACCESS_KEY"
    ),
    "gs": "name service_account_key in storage:, set GOOGLE_APPLICATION_CREDENTIALS",
    "az": "name account_key or sas_key in storage:, set AZURE_STORAGE_ACCOUNT_KEY",
}
"""How keys are given, by the scheme of the url."""

RETRIES: "RetryConfig" = {
    "max_retries": 4,
    "retry_timeout": timedelta(minutes=2),
    "backoff": {"init_backoff": timedelta(milliseconds=100), "max_backoff": timedelta(seconds=10)},
}


class Bucket:
    """Objects below a prefix of a bucket; `environ` has the secrets that the export names."""

    workers = 8
    attempts = ATTEMPTS

    def __init__(self, export: Export, environ: Mapping[str, str]) -> None:
        missing = missing_secrets(export, environ)
        if missing:
            raise StorageError("\n".join(missing))
        self.url = export.url
        self.secrets = {key: environ[name] for key, name in secret_names(export).items()}
        self.scheme, _, rest = export.url.partition("://")
        bucket, _, path = rest.partition("/")
        path = path.strip("/")
        self.prefix = f"{path}/" if path else ""
        try:
            self.store = STORES[self.scheme](bucket, **_options(export, self.secrets, self.prefix))
        except (BaseError, ValueError) as error:
            raise StorageError(f"{export.url} cannot be reached: {self._reason(error)}") from None

    def listing(self, folder: str) -> Iterator[Listed | Postponed]:
        """List every object below `folder`; raises StorageError."""
        found: dict[str, Listed] = {}
        for entry in self._entries(folder):
            if isinstance(entry, Postponed):
                yield entry
            elif entry.path in found:
                # `a` and `a/` are listed with one path; only the first can be read, so ask for it.
                found[entry.path] = _listed(self.store.head(entry.path))
            else:
                found[entry.path] = entry
        yield from found.values()

    def chunks(self, file: Listed) -> Iterator[bytes]:
        """Yield the bytes of an object; after a broken connection, reading goes on where it was."""
        # The tag goes with every request: a file is never put together from two versions.
        tag = file.mark if file.mark.startswith('"') else None
        try:
            result = obstore.get(self.store, file.path, options={"if_match": tag})
            if _listed(result.meta) != file:
                raise Unavailable("changed since it was listed; taken next time")
            for chunk in result.stream(min_chunk_size=CHUNK_BYTES):
                yield bytes(chunk)
        except PreconditionError as error:
            raise Unavailable("changed since it was listed; taken next time") from error
        except FileNotFoundError as error:
            raise Unavailable("vanished since it was listed") from error
        except BaseError as error:
            if _is_passing(error):
                raise Interrupted(self._reason(error)) from error
            text = f"{self.url} has {file.path}, which cannot be read: {self._reason(error)}"
            raise StorageError(text) from None

    def _entries(self, folder: str) -> Iterator[Listed | Postponed]:
        """List a folder; keys that cannot be written as a path are postponed."""
        after: str | None = None
        for _ in range(MOST_SKIPPED):
            try:
                for metas in self.store.list(folder or None, offset=after, chunk_size=1000):
                    yield from (_listed(meta) for meta in metas)
                return
            except InvalidPathError as error:
                path = self._unusable(error)
                yield Postponed(path, "the name cannot be used, nor some that come before it")
                after = _behind(path)
            except (BaseError, ValueError, FileNotFoundError) as error:
                kind = PassingError if _is_passing(error) else StorageError
                raise kind(f"{self.url} cannot be listed: {self._reason(error)}") from None
        text = f"more than {MOST_SKIPPED} names cannot be used; rename them or narrow the pattern"
        raise StorageError(f"{self.url} cannot be listed: {text}")

    def _unusable(self, error: InvalidPathError) -> str:
        """Find out which path a listing failed at."""
        found = UNUSABLE_KEY.search(str(error).partition("\n\nDebug source")[0])
        key = found["key"] if found else ""
        if found is None or not key.startswith(self.prefix):
            raise StorageError(f"{self.url} cannot be listed: {self._reason(error)}") from None
        return key.removeprefix(self.prefix)

    def _reason(self, error: Exception) -> str:
        """The error of the server or the connection, in one line."""
        if KEYLESS.search(str(error)):
            keys = KEYS[self.scheme]
            return f"no access key was found; {keys}, or write skip_signature: true"
        said = SERVER_ERROR.search(str(error))
        text = f"{said['code']}: {said['text']}" if said else str(error).partition("\n")[0]
        return " ".join(without_secrets(text, self.secrets.values()).split())[:300]


def _behind(path: str) -> str:
    """Return a path after all that share the unusable beginning of this one.

    >>> _behind("a/../../x"), _behind("a//b")
    ('a/..0', 'a/0')
    """
    parts = path.split("/")
    for at, part in enumerate(parts):
        before = "/".join((*parts[:at], ""))
        if part in ("", ".", ".."):
            return f"{before}{part}0"  # 0 is the character after the slash
        control = CONTROL.search(part)
        if control is not None:
            return before + part[: control.start()] + (" " if control[0] < " " else "\x80")
    return path


def _options(export: Export, secrets: Mapping[str, str], prefix: str) -> dict[str, Any]:
    """What the store of a bucket is made with."""
    options = export.storage.model_dump(exclude_none=True) if export.storage else {}
    client: ClientConfig = {
        "allow_http": options.pop("allow_http", False),
        "connect_timeout": timedelta(seconds=10),
        # A stalled connection ends here; a large file may take as long as it takes.
        "read_timeout": timedelta(seconds=60),
        "timeout": timedelta(hours=6),
    }
    if export.url.startswith("gs:") and "endpoint" in options:
        options["base_url"] = options.pop("endpoint")
    return {
        "prefix": prefix or None,
        "client_options": client,
        "retry_config": RETRIES,
        **options,
        **secrets,
    }


def _listed(meta: "ObjectMeta") -> Listed:
    return Listed(meta["path"], meta["size"], meta["e_tag"] or meta["last_modified"].isoformat())


def _is_passing(error: Exception) -> bool:
    """Whether the same request may succeed later."""
    text = str(error)
    is_refused = KEYLESS.search(text) or REFUSAL.search(text)
    return isinstance(error, BaseError) and not is_refused
