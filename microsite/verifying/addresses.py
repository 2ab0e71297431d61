"""Judge addresses where no file of the build stands: old ones, folders without a slash, and what must not answer."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from microsite.publish import MARKER
from microsite.verifying import contents, headers
from microsite.verifying.answers import Answer, Failure
from microsite.verifying.contents import GONE, OK, said
from microsite.verifying.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microsite.verifying.answers import Reply
    from microsite.verifying.questions import Question
    from microsite.verifying.wished import Wished

_FOR_GOOD = {301, 308}
"""Both say that a page has moved for ever. They differ for forms, and there are none."""


def redirect(question: Question, replies: tuple[Reply, ...], wished: Wished) -> Iterator[Finding]:
    """Yield what is wrong where a page once stood."""
    answer, address = replies[0], wished.address(question.url)
    if isinstance(answer, Failure):
        yield Finding(answer.code, answer.words, address)
    elif not answer.target:
        yield _lost(question, answer, wished)
    elif not wished.leads(answer.target, question.to):
        to = wished.address(question.to)
        message = "The old address leads elsewhere."
        yield Finding("redirect-target", message, address, to, wished.address(answer.target))
    elif answer.status != question.code and {answer.status, question.code} != _FOR_GOOD:
        message = "The old address leads on with another code."
        yield Finding("redirect-code", message, address, str(question.code), str(answer.status))


def redirect_without_slash(question: Question, replies: tuple[Reply, ...], wished: Wished) -> Iterator[Finding]:
    """Yield a finding where an old address, typed without its last slash, does not end at the new one."""
    last, address = replies[-1], wished.address(question.url)
    if isinstance(last, Failure):
        yield Finding(last.code, last.words, address)
    elif not last.target and len(replies) == 1:
        yield _lost(question, last, wished)
    elif not wished.leads(last.target, question.to):
        circle = last.target and len(replies) > question.hops
        message = f"The old address leads {'round in a circle' if circle else 'elsewhere'}."
        to, served = wished.address(question.to), wished.address(last.target or last.url)
        yield Finding("redirect-target", message, address, to, served)


def _lost(question: Question, answer: Answer, wished: Wished) -> Finding:
    message, to = "The old address leads nowhere.", wished.address(question.to)
    return Finding(
        "lost-redirect", message, wished.address(question.url), f"{question.code}, to {to}", str(answer.status)
    )


def folder_without_slash(question: Question, replies: tuple[Reply, ...], wished: Wished) -> Iterator[Finding]:
    """Yield a finding where the address of a page, typed without its slash, does not lead to the page."""
    answer, address = replies[0], wished.address(question.url)
    to = wished.address(question.to)
    if isinstance(answer, Failure):
        yield Finding(answer.code, answer.words, address)
    elif answer.status == OK and question.file and answer.sha256 == question.file.sha256:
        message = "The page answers without its slash as well: it has two addresses."
        yield Finding("two-addresses", message, address, f"301, to {to}", "200")
    elif not wished.leads(answer.target, question.to):
        message = "Without its slash, the address does not lead to the page."
        yield Finding("folder-without-slash", message, address, f"301, to {to}", said(answer, wished))


def nothing(question: Question, replies: tuple[Reply, ...], wished: Wished) -> Iterator[Finding]:
    """Yield what is wrong where nothing is: the status, the page, or its headers."""
    answer, address = replies[0], wished.address(question.url)
    if isinstance(answer, Failure):
        yield Finding(answer.code, answer.words, address)
        return
    if answer.status not in GONE:
        message = "Where nothing is, the host does not say so."
        yield Finding("soft-404", message, address, "404", said(answer, wished))
        return
    if question.file and answer.sha256 != question.file.sha256:
        message = "Where nothing is, another page than the site's own is shown."
        yield Finding("plain-404", message, address, wished.manifest.not_found, "another page")
    elif question.file:
        yield from headers.file_type(question.file, answer, wished)
        if answer.values("Cache-Control"):  # a page may come to be there; without a word, browsers ask again
            yield from headers.keeping(question.file, answer, wished)
    yield from headers.protection(answer, wished)
    yield from headers.weakening(answer, wished)


def not_for_visitors(question: Question, replies: tuple[Reply, ...], wished: Wished) -> Iterator[Finding]:
    """Yield a finding where a file answers that is nobody's business."""
    answer = replies[0]
    if not isinstance(answer, Answer) or answer.status != OK or answer.media_type == "text/html":
        return  # a page is what some hosts show for everything; where nothing is, that is told
    if answer.sha256 in {made.sha256 for made in wished.manifest.files}:
        return
    address = wished.address(question.url)
    if address == f"/{MARKER}":
        yield Finding("marker-served", "The file by which the generator knows its folder can be read.", address)
    else:
        yield Finding("not-for-visitors", "Everybody can read a file that is not for visitors.", address, "404", "200")


def plain_http(question: Question, replies: tuple[Reply, ...], wished: Wished) -> Iterator[Finding]:
    """Yield a finding where the site can be had without encryption. No answer at all is as good."""
    answer = replies[0]
    if isinstance(answer, Answer) and urlsplit(answer.target).scheme != "https":
        message = "Without encryption the site answers, and does not lead to https."
        yield Finding("plain-http", message, question.url, f"301, to {question.to}", said(answer, wished))


def host_robots(_question: Question, replies: tuple[Reply, ...], wished: Wished) -> Iterator[Finding]:
    """Yield a finding where the rules for crawlers of the whole host keep them out of the site."""
    if isinstance(replies[0], Answer) and replies[0].status == OK:
        yield from contents.robots(replies[0], wished)
