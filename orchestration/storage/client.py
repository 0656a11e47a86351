"""Requests to a server that files are asked of: credentials, patience, what its answers mean."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from requests.exceptions import ContentDecodingError, TooManyRedirects
from urllib3.util import Retry

from orchestration.settings import Export
from orchestration.settings.storage_keys import API_KEYS
from orchestration.storage.credentials import missing_secrets, secret_names, without_secrets
from orchestration.storage.sources import Interrupted, StorageError, Unavailable

CHUNK_BYTES: Final = 1 << 20
TIMEOUTS: Final = (10, 600)
"""Seconds to a connection, and to the next bytes: an export of a large day begins late."""

BUSY: Final = (429, 500, 502, 503, 504)
RETRIES: Final = Retry(
    total=4,
    backoff_factor=0.5,
    status_forcelist=BUSY,
    allowed_methods=None,
    raise_on_status=False,
    retry_after_max=60,
)


class Absent(Unavailable):
    """The server has nothing of this day."""


class _Bearer(AuthBase):
    """A token; as a header alone it would give way to what ~/.netrc has for the host."""

    def __init__(self, token: str) -> None:
        self.token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self.token}"
        return request


class Client:
    """Requests to the server of an export, repeated while it is busy as `retries` says; raises
    StorageError without the secrets that the export names.
    """

    def __init__(
        self, export: Export, environ: Mapping[str, str], retries: Retry | None = None
    ) -> None:
        missing = missing_secrets(export, environ)
        if missing:
            raise StorageError("\n".join(missing))
        self.export = export
        self.url = export.url.rstrip("/")
        self.project = export.storage.project if export.storage else None
        self.secrets = {key: environ[name] for key, name in secret_names(export).items()}
        # each redirect is a request more, and what an API counts is few
        self.follows = export.format not in API_KEYS
        self.session = requests.Session()
        for scheme in ("https://", "http://"):
            self.session.mount(scheme, HTTPAdapter(max_retries=retries or RETRIES))
        if "user" in self.secrets:
            self.session.auth = (self.secrets["user"], self.secrets.get("secret", ""))
        elif "secret" in self.secrets:
            self.session.auth = _Bearer(self.secrets["secret"])

    @contextmanager
    def answer(
        self, method: str, path: str, *, absent: int = 0, **request: Any
    ) -> Iterator[requests.Response]:
        """A good answer; `absent` is the status by which the server says that it has nothing."""
        url = f"{self.url}/{path}"
        try:
            with self.session.request(
                method,
                url,
                stream=True,
                timeout=TIMEOUTS,
                allow_redirects=self.follows,
                **request,
            ) as response:
                self._check(response, url, absent)
                yield response
        except (ContentDecodingError, TooManyRedirects, ValueError) as error:
            # asked again it would say the same; a ValueError is of an address or a header
            raise StorageError(
                f"{url} cannot be asked, or not be understood ({type(error).__name__}); correct the"
                f" url and the values of storage:"
            ) from None
        except requests.RequestException as error:
            raise Interrupted(
                f"{self.url}: the connection broke ({type(error).__name__})"
            ) from error

    def _check(self, response: requests.Response, url: str, absent: int) -> None:
        status = response.status_code
        if status == absent:
            raise Absent(f"{url} answers {status}: there is nothing of this day")
        if status == 429:
            raise Unavailable(f"{self.url} allows no more requests now; taken next time")
        if status in BUSY:
            raise Interrupted(f"{self.url} answers {status}")
        if status in (401, 403):
            keys = ", ".join(f"storage.{key}" for key in sorted(self.secrets))
            raise StorageError(
                f"{self.url} refuses the credentials ({status}); correct or renew the"
                f" values of {keys or 'storage'}"
            )
        if response.is_redirect:
            to = self._public(response, response.headers["Location"])
            raise StorageError(f"{url} answers {status}: it sends to {to}; correct the url")
        if status != 200:
            raise StorageError(f"{url} answers {status}: {self._said(response)}")

    def values(self, method: str, path: str, **request: Any) -> Any:
        """The values of an answer in JSON."""
        with self.answer(method, path, **request) as response:
            content = response.content
            try:
                return json.loads(content)
            except (ValueError, RecursionError) as error:
                raise StorageError(
                    f"{self.url}/{path} answers no JSON that can be read"
                    f" ({type(error).__name__}): {self._said(response)}; is url: right?"
                ) from None

    def _said(self, response: requests.Response) -> str:
        """The beginning of an answer, escaped and without secrets."""
        text = next(response.iter_content(CHUNK_BYTES), b"").decode("utf-8", "replace")
        return self._public(response, text)

    def _public(self, response: requests.Response, text: str) -> str:
        """Text of an answer as it may be shown: a server may say what it was asked with."""
        sent = str(response.request.headers.get("Authorization", "")).partition(" ")[2]
        text = without_secrets(text, [*self.secrets.values(), sent])
        return repr(" ".join(text.split())[:200])

    def body(self, path: str, **request: Any) -> Iterator[bytes]:
        """The bytes of an answer, unpacked if they were packed for the way only."""
        with self.answer("GET", path, **request) as response:
            yield from response.iter_content(CHUNK_BYTES)
