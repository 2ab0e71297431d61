"""Judge the headers of an answer: what protects, what tells the type, how long it is kept, what weakens."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from microsite.verifying.findings import Finding
from microsite.verifying.wished import ROBOTS_HEADER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microsite.manifest import MadeFile
    from microsite.verifying.answers import Answer
    from microsite.verifying.wished import Wished

_UNKNOWN_TYPE = "application/octet-stream"

_SAME_TYPE = {
    "image/vnd.microsoft.icon": "image/x-icon",
    "text/x-vcard": "text/vcard",
    "text/xml": "application/xml",
}
"""Other names of the same type, by which hosts go as well."""

_REPORTS = ("NEL", "Reporting-Endpoints", "Report-To", "Content-Security-Policy-Report-Only")
"""With these a browser tells somebody what it read (https://www.w3.org/TR/network-error-logging/)."""

_UNLISTED = re.compile(r"\b(noindex|none)\b")


def protection(answer: Answer, wished: Wished) -> Iterator[Finding]:
    """Yield what is wrong with the protecting headers of an answer."""
    address = wished.address(answer.url)
    for name, value in wished.headers.items():
        served = answer.values(name)
        if not served:
            yield Finding("missing-header", f"{name} is missing.", address, value)
        elif len(served) > 1 or (name == "Content-Security-Policy" and "," in served[0]):
            # Two policies both hold, and of two other headers browsers take the one or the other.
            yield Finding("header-twice", f"{name} is sent twice.", address, value, ", ".join(served))
        elif directives(served[0]) != directives(value):
            yield Finding("wrong-header", f"{name} has another value.", address, value, served[0])


def directives(value: str) -> frozenset[frozenset[str]]:
    """Return what a header says, whatever the order of its parts and the space between them."""
    return frozenset(frozenset(part.split()) for part in re.split(r"[;,]", value.casefold()) if part.strip())


def file_type(file: MadeFile, answer: Answer, wished: Wished) -> Iterator[Finding]:
    """Yield a finding where an answer is not of the file's type, or of another character set."""
    served, right = answer.value("Content-Type"), file.type.partition(";")[0]
    if right == _UNKNOWN_TYPE:
        return
    charset = re.search(r"""charset\s*=\s*["']?([^"';,\s]+)""", served, re.IGNORECASE)
    if "charset" in file.type:
        # A page names its character set itself, too, so that a host that cannot is not asked to.
        right_charset = charset[1].casefold() == "utf-8" if charset else not wished.host_obeys
    else:
        right_charset = True
    if _SAME_TYPE.get(answer.media_type, answer.media_type) != right or not right_charset:
        message = "The host calls the file something else than it is."
        yield Finding("wrong-type", message, wished.address(answer.url), file.type, served or "nothing")


def keeping(file: MadeFile, answer: Answer, wished: Wished) -> Iterator[Finding]:
    """Yield a finding where browsers are told to keep a file for a shorter or a longer time than is right."""
    if not wished.host_obeys:
        return
    served = answer.value("Cache-Control")
    for_long = "max-age" in file.keep
    if for_long and not _lasts(served, _age(file.keep)):
        message = "Browsers are not told to keep the file, though it never changes under this name."
    elif not for_long and not _asks_first(served):
        message = "Browsers may show an old copy without asking whether it is still right."
    else:
        return
    yield Finding("wrong-caching", message, wished.address(answer.url), file.keep, served or "nothing")


def _words(value: str) -> set[str]:
    return {part.strip() for part in value.casefold().split(",")}


def _age(value: str) -> int:
    """Return for how many seconds a file may be kept; -1 where nothing is said."""
    found = re.search(r"(?<![\w-])max-age\s*=\s*\"?(\d+)", value.casefold())
    return int(found[1]) if found else -1


def _lasts(value: str, seconds: int) -> bool:
    return _age(value) >= seconds and not _words(value) & {"no-store", "no-cache"}


def _asks_first(value: str) -> bool:
    """Tell whether no copy is used unasked (https://www.rfc-editor.org/rfc/rfc9111#section-5.2.2)."""
    return bool(_words(value) & {"no-cache", "no-store"}) or _age(value) == 0


def weakening(answer: Answer, wished: Wished) -> Iterator[Finding]:
    """Yield what a host adds by itself, to the harm of visitors."""
    address = wished.address(answer.url)
    if answer.values("Set-Cookie"):
        names = ", ".join(cookie.partition("=")[0].strip() for cookie in answer.values("Set-Cookie"))
        yield Finding("sets-cookie", "The host sets a cookie, and this site needs none.", address, served=names)
    others = answer.value("Access-Control-Allow-Origin")
    if others:
        message = "Pages of others may read the site from within a visitor's browser."
        yield Finding("open-to-others", message, address, "no Access-Control-Allow-Origin", others)
    for name in _REPORTS:
        if answer.values(name):
            yield Finding("reports-elsewhere", f"{name} makes browsers report visits.", address, f"no {name}")


def search(answer: Answer, wished: Wished) -> Iterator[Finding]:
    """Yield a finding where a header hides a live page from search engines, or shows them a preview."""
    served = answer.value(ROBOTS_HEADER)
    hidden = bool(_UNLISTED.search(served.casefold()))
    address = wished.address(answer.url)
    if wished.listed and hidden:
        message = f"{ROBOTS_HEADER} tells search engines not to list the page."
        yield Finding("hidden-from-search", message, address, f"no {ROBOTS_HEADER}", served)
    if wished.hidden_by_header and not hidden:
        message = "Search engines may list this preview."
        yield Finding("open-to-search", message, address, f"{ROBOTS_HEADER}: noindex", served or "nothing")


def compression(answer: Answer, wished: Wished) -> Iterator[Finding]:
    """Yield a finding where a cache between could hand a compressed file to a program that cannot unpack it."""
    vary = _words(answer.value("Vary"))
    if answer.value("Content-Encoding") and not vary & {"accept-encoding", "*"}:
        message = "A compressed file is sent without saying that there are others."
        yield Finding(
            "missing-vary", message, wished.address(answer.url), "Vary: Accept-Encoding", answer.value("Vary")
        )
