"""What came back: an answer, or why there is none, in words."""

from __future__ import annotations

import hashlib
import http.client
import ssl
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urljoin, urlsplit

from msgspec import Struct
from urllib3 import exceptions

if TYPE_CHECKING:
    from collections.abc import Mapping

REDIRECTS = frozenset({301, 302, 303, 307, 308})
"""The statuses with which a browser goes elsewhere (https://www.rfc-editor.org/rfc/rfc9110#section-15.4)."""

# How OpenSSL numbers what is wrong with a certificate (https://docs.openssl.org/3.0/man3/X509_STORE_CTX_get_error/).
_EXPIRED, _NOT_YET, _SELF_SIGNED, _OTHER_HOST = 10, 9, {18, 19}, {62, 64}


class Answer(Struct, frozen=True):
    """An answer of the host, with its body unpacked."""

    url: str
    status: int
    headers: Mapping[str, tuple[str, ...]]
    """Every value of each header, by its name in small letters."""
    body: bytes
    whole: bool = True
    """Whether the body has no more than was read."""
    asked: str = "identity"
    """The encoding that was offered to the host."""

    def values(self, name: str) -> tuple[str, ...]:
        """Return every value of a header, in the order of the answer."""
        return self.headers.get(name.casefold(), ())

    def value(self, name: str) -> str:
        """Return a header as one line, or nothing."""
        return ", ".join(self.values(name))

    @property
    def sha256(self) -> str:
        """The hash of the body, as the record of a build has it."""
        return hashlib.sha256(self.body).hexdigest()

    @property
    def media_type(self) -> str:
        """What the body is, without parameters, in small letters."""
        return self.value("Content-Type").partition(";")[0].strip().casefold()

    @property
    def target(self) -> str:
        """The whole URL to which a redirect leads, or nothing where it says none that can be read."""
        location = self.value("Location")
        if self.status not in REDIRECTS or not location:
            return ""
        with suppress(UnicodeError):  # headers are read as Latin-1, and browsers read this one as UTF-8
            location = location.encode("latin-1").decode("utf-8")
        try:
            return urljoin(self.url, location)
        except ValueError:
            return ""


class Failure(Struct, frozen=True):
    """Why there is no answer, or no whole one."""

    url: str
    code: str
    """`no-answer`, `cut-off`, `bad-compression`."""
    words: str


Reply = Answer | Failure


class TooSlowError(Exception):
    """The time for an address is over."""


def failure_of(url: str, error: Exception, seconds: float) -> Failure:
    """Return in words what went wrong when an address was asked."""
    host = urlsplit(url).hostname or url
    if isinstance(error, exceptions.NameResolutionError):
        return Failure(url, "no-answer", f"There is no host “{host}”, or this machine has no connection.")
    if isinstance(error, exceptions.LocationValueError):
        return Failure(url, "no-answer", f"“{host}” cannot be the name of a host.")
    if isinstance(error, exceptions.NewConnectionError):
        return Failure(url, "no-answer", f"“{host}” takes no connection: {_cause(error)}.")
    if isinstance(error, exceptions.TimeoutError | TooSlowError):
        return Failure(url, "no-answer", f"The answer took longer than {seconds:g} seconds.")
    if isinstance(error, exceptions.SSLError):
        return Failure(url, "no-answer", f"The connection is not safe: {_certificate(error, host)}.")
    if isinstance(error, exceptions.IncompleteRead) or isinstance(_cause_of(error), http.client.IncompleteRead):
        return Failure(url, "cut-off", "The answer ended before it was whole.")
    return Failure(url, "no-answer", f"What came is no answer of a web server: {_cause(error)}.")


def _certificate(error: exceptions.SSLError, host: str) -> str:
    cause = error.args[0] if error.args else error
    if not isinstance(cause, ssl.SSLCertVerificationError):
        return "the host does not speak the language of https there"
    if cause.verify_code == _EXPIRED:
        return "the certificate has expired; let the host renew it"
    if cause.verify_code == _NOT_YET:
        return "the certificate is not valid yet; see whether this machine's clock is right"
    if cause.verify_code in _OTHER_HOST:
        return f"the certificate is not for “{host}”; let the host make one for this name"
    if cause.verify_code in _SELF_SIGNED:
        return "the host signed its certificate itself, which no browser trusts"
    return f"the certificate cannot be trusted ({cause.verify_message})"


def _cause_of(error: BaseException) -> BaseException:
    """Return the innermost reason that the libraries hand along."""
    inner = error.__cause__ or next((part for part in error.args if isinstance(part, BaseException)), None)
    return _cause_of(inner) if inner else error


def _cause(error: Exception) -> str:
    cause = _cause_of(error)
    words = cause.strerror if isinstance(cause, OSError) and cause.strerror else str(cause)
    return words.strip().rstrip(".") or type(cause).__name__


def same_url(one: str, other: str) -> bool:
    """Tell whether two URLs name the same, however their letters are written."""
    return _plain(one) == _plain(other)


def _plain(url: str) -> tuple[str, str, str, str]:
    parts = urlsplit(url)
    port = {"http": ":80", "https": ":443"}.get(parts.scheme, "")
    return parts.scheme, parts.netloc.casefold().removesuffix(port or " "), quote(unquote(parts.path)), parts.query
