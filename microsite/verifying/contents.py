"""Judge what an address of a file answers: whether it is there, whether it is the file, and how it is sent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.robotparser import RobotFileParser

from microsite.amounts import counted
from microsite.manifest import VERSION_FILE
from microsite.verifying import headers
from microsite.verifying.answers import Answer, Failure
from microsite.verifying.findings import Finding
from microsite.verifying.questions import COMPRESSED, is_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microsite.manifest import MadeFile
    from microsite.verifying.answers import Reply
    from microsite.verifying.questions import Question
    from microsite.verifying.wished import Wished

OK = 200
GONE = frozenset({404, 410})

UNKNOWN = "unknown"
"""The version of a site that does not say which build it is."""

WORTH_COMPRESSING = 1400
"""Bytes. What fits into one packet of the network comes no faster by compression."""

_SCRIPT = re.compile(rb"<script\b([^>]*)>", re.IGNORECASE)
_META = re.compile(rb"<meta\b[^>]*>", re.IGNORECASE)
_CRAWLER = "Googlebot"
"""Stands for all: rules for `*` hold for it as well, where none name it."""


def file(question: Question, replies: tuple[Reply, ...], wished: Wished) -> Iterator[Finding]:
    """Yield what is wrong with the answers at the address of a file."""
    made, first = question.file, replies[0]
    assert made  # noqa: S101  questions of this kind have one
    address = wished.address(question.url)
    if isinstance(first, Answer) and first.status != OK:
        yield _status(first, wished)
        return
    right = isinstance(first, Answer) and _is(first, made)
    if isinstance(first, Answer) and not right:
        yield from _other(made, first, wished)
    for reply in replies:
        if isinstance(reply, Failure):
            yield Finding(reply.code, reply.words, address)
        elif reply.status != OK:
            yield _status(reply, wished)
        else:
            yield from _sent(made, reply, wished)
            if right and not _is(reply, made):
                message = f"Asked for {reply.asked}, the host sends another file than without."
                yield Finding("bad-compression", message, address)
    if wished.host_obeys:
        yield from _uncompressed(made, replies, wished)


def _is(answer: Answer, made: MadeFile) -> bool:
    return answer.whole and answer.sha256 == made.sha256


def _status(answer: Answer, wished: Wished) -> Finding:
    address = wished.address(answer.url)
    if answer.status in GONE:
        return Finding("not-there", "The file is missing.", address, "200", str(answer.status))
    return Finding("wrong-status", "The host does not answer with the file.", address, "200", said(answer, wished))


def said(answer: Answer, wished: Wished) -> str:
    """Return what a host said, in short: the status, and where it leads."""
    return f"{answer.status}, to {wished.address(answer.target)}" if answer.target else str(answer.status)


def _sent(made: MadeFile, answer: Answer, wished: Wished) -> Iterator[Finding]:
    """Yield what is wrong with how the file is sent."""
    yield from headers.protection(answer, wished)
    yield from headers.file_type(made, answer, wished)
    yield from headers.keeping(made, answer, wished)
    yield from headers.weakening(answer, wished)
    yield from headers.compression(answer, wished)
    if made.page:
        yield from headers.search(answer, wished)


def _other(made: MadeFile, answer: Answer, wished: Wished) -> Iterator[Finding]:
    """Yield that a file is not the one that was built, and what is dangerous in what came instead."""
    address = wished.address(answer.url)
    if made.path == VERSION_FILE:
        message = "Another build is live."
        yield Finding("another-build", message, address, wished.manifest.version, version_in(answer))
        return
    wished_size, served_size = counted(made.bytes, "byte"), counted(len(answer.body), "byte")
    if not answer.whole:
        served_size = f"more than {served_size}"
    if served_size == wished_size:
        wished_size = served_size = ""
    yield Finding("other-content", "This is not the file that was built.", address, wished_size, served_size)
    if made.path.endswith(".html"):
        yield from _added(answer, wished)
    if made.path == "robots.txt":
        yield from robots(answer, wished)


def version_in(answer: Answer) -> str:
    """Return which build is live, as its file says; `unknown` where it says nothing of the kind."""
    found = re.fullmatch(rb"([0-9a-f]{16})\n?", answer.body)
    return found[1].decode() if found else UNKNOWN


def _added(answer: Answer, wished: Wished) -> Iterator[Finding]:
    address = wished.address(answer.url)
    if any(b"application/ld+json" not in script[1].lower() for script in _SCRIPT.finditer(answer.body)):
        yield Finding("added-script", "The page has a script, which the build did not put there.", address)
    marks = [found[0].lower() for found in _META.finditer(answer.body)]
    if wished.listed and any(b"robots" in mark and b"noindex" in mark for mark in marks):
        message = "The page tells search engines not to list it."
        yield Finding("hidden-from-search", message, address, "no noindex", "noindex")


def robots(answer: Answer, wished: Wished) -> Iterator[Finding]:
    """Yield a finding where the rules for crawlers keep them out (https://www.rfc-editor.org/rfc/rfc9309)."""
    rules = RobotFileParser()
    rules.parse(answer.body.decode("utf-8", errors="replace").splitlines())
    if wished.listed and not rules.can_fetch(_CRAWLER, wished.web.base_url):
        message = "The rules for crawlers keep search engines out of the site."
        yield Finding("hidden-from-search", message, wished.address(answer.url), "Allow: /", "Disallow")


def _uncompressed(made: MadeFile, replies: tuple[Reply, ...], wished: Wished) -> Iterator[Finding]:
    """Yield a finding where a text comes compressed in none of the ways that were offered."""
    offered = [reply for reply in replies if isinstance(reply, Answer) and reply.asked in COMPRESSED]
    worth_it = is_text(made) and made.bytes >= WORTH_COMPRESSING and len(offered) == len(COMPRESSED)
    if worth_it and not any(reply.value("Content-Encoding") for reply in offered):
        yield Finding("not-compressed", "The file comes uncompressed.", wished.address(offered[0].url))
