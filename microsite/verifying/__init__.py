"""Prove a live site right or wrong: ask it for all that the record of a build tells, and compare.

`questions` says what is asked, `asking` asks, `contents`, `headers` and `addresses` judge, `telling` tells.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from msgspec import Struct, structs

from microsite.amounts import counted
from microsite.manifest import VERSION_FILE
from microsite.problems import ERROR
from microsite.verifying import addresses, contents
from microsite.verifying.answers import Answer, Failure
from microsite.verifying.asking import Asker
from microsite.verifying.certificate import expiry
from microsite.verifying.contents import UNKNOWN
from microsite.verifying.findings import FINDINGS, Finding
from microsite.verifying.questions import Kind, opening_questions, questions_of
from microsite.verifying.wished import wished_at
from microsite.web import Web

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from microsite.manifest import Manifest
    from microsite.verifying.answers import Reply
    from microsite.verifying.questions import Question
    from microsite.verifying.wished import Wished

__all__ = ["SECONDS", "Finding", "Verdict", "verify"]

SECONDS = 30.0
"""So long an address may take, if nobody says otherwise."""

_PAUSE = 3.0
"""Seconds between two looks at a site that is waited for."""

_SPREADS = frozenset(
    ("not-there", "other-content", "bad-compression", "plain-404", "lost-redirect", "folder-without-slash")
)
"""What differs while a host spreads a new build, file by file."""

_PASSING = _SPREADS | {"unreachable", "another-build", "no-answer", "cut-off", "wrong-status"}
"""What may be right a little later."""

_OF_A_BUILD = _SPREADS | {"redirect-code", "redirect-target"}
"""What differs by itself where another build is live."""

_JUDGES: dict[Kind, Callable[[Question, tuple[Reply, ...], Wished], Iterator[Finding]]] = {
    Kind.FILE: contents.file,
    Kind.REDIRECT: addresses.redirect,
    Kind.REDIRECT_WITHOUT_SLASH: addresses.redirect_without_slash,
    Kind.FOLDER_WITHOUT_SLASH: addresses.folder_without_slash,
    Kind.NOTHING: addresses.nothing,
    Kind.NOT_FOR_VISITORS: addresses.not_for_visitors,
    Kind.PLAIN_HTTP: addresses.plain_http,
    Kind.ROBOTS: addresses.host_robots,
}


class Verdict(Struct, frozen=True):
    """What was found out about a live site."""

    url: str
    manifest: Manifest
    findings: tuple[Finding, ...]
    """The gravest first, then by address."""
    live: str = UNKNOWN
    """The version that is live."""
    answers: int = 0
    """How many times the host answered."""

    @property
    def right(self) -> bool:
        """Whether nothing is wrong; advice may be left."""
        return not any(finding.severity == ERROR for finding in self.findings)


def verify(manifest: Manifest, url: str = "", *, seconds: float = SECONDS, wait: float = 0.0) -> Verdict:
    """Return how the site at `url` differs from the build; left out, the site's own address is meant.

    An address may take so many `seconds`. While the build is not live, or is so in part, it is looked at again until
    it is right or `wait` seconds are over. Nothing is asked but the host of `url`, and nothing raises: what goes wrong
    on the way is a finding.
    """
    web = Web(_in_letters_of_dns(url or manifest.base_url).rstrip("/") + "/")
    wished = wished_at(manifest, web)
    if web.path != Web(manifest.base_url).path:
        return Verdict(web.base_url, manifest, (_other_folder(wished),))
    asker, end = Asker(seconds), time.monotonic() + wait
    while True:
        patient = time.monotonic() < end
        verdict = _look(asker, wished, patient=patient)
        if not patient or not any(finding.code in _PASSING for finding in verdict.findings):
            return verdict
        time.sleep(max(0.0, min(_PAUSE, end - time.monotonic())))


def _in_letters_of_dns(url: str) -> str:
    """Return the URL with a host name in other letters as the network has it: `köln.de` → `xn--kln-sna.de`."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if host.isascii():
        return url
    try:
        return url.replace(host, host.encode("idna").decode("ascii"), 1)
    except UnicodeError:
        return url  # it is no name, which is found when it is asked


def _look(asker: Asker, wished: Wished, *, patient: bool) -> Verdict:
    """Look at the site once; whoever is `patient` sees no more than that another build is live."""
    manifest, web = wished.manifest, wished.web
    found: list[Finding] = []
    answers, live = 0, UNKNOWN
    for question, replies in asker.ask_all(opening_questions(manifest, web)):
        first = replies[0]
        if isinstance(first, Failure) and first.code == "no-answer" and question.url == web.base_url:
            return Verdict(web.base_url, manifest, (Finding("unreachable", first.words, "/"),))
        if isinstance(first, Answer) and question.file and question.file.path == VERSION_FILE:
            live = contents.version_in(first)
        found += _JUDGES[question.kind](question, replies, wished)
        answers += _count(replies)
    if not patient or all(finding.code not in _PASSING for finding in found):
        found += expiry(web.base_url, asker.seconds)
        for question, replies in asker.ask_all(questions_of(manifest, web)):
            found += _JUDGES[question.kind](question, replies, wished)
            answers += _count(replies)
    return Verdict(web.base_url, manifest, _in_order(found), live, answers)


def _count(replies: tuple[Reply, ...]) -> int:
    return sum(isinstance(reply, Answer) for reply in replies)


def _other_folder(wished: Wished) -> Finding:
    built, here = Web(wished.manifest.base_url).path, wished.web.path
    message = f"The site was built for the folder “{built}”. In “{here}” its links lead nowhere."
    return Finding("other-folder", message, "/", wished.manifest.base_url, wished.web.base_url)


def _in_order(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return each finding once, the gravest first. What another build explains is counted in one."""
    kept = {finding.readable() for finding in found}
    another = next((finding for finding in kept if finding.code == "another-build"), None)
    if another:
        explained = {finding for finding in kept if finding.code in _OF_A_BUILD}
        differ = counted(len({finding.address for finding in explained}), "address", "addresses")
        words = f"Another build is live: {differ} answer otherwise than in this one."
        if not explained:
            words = f"“{VERSION_FILE}” is of another build, though all else is as in this one."
        kept = kept - explained - {another} | {structs.replace(another, message=words)}
    order = list(FINDINGS)
    return tuple(sorted(kept, key=lambda finding: (order.index(finding.code), finding.message, finding.address)))
