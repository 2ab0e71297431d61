"""What can be wrong with a live site, how grave it is, and what to do about it."""

from __future__ import annotations

from typing import NamedTuple

from msgspec import Struct, structs

from microsite.problems import ADVICE, ERROR

_MOST_SHOWN = 800
"""Characters: more than the longest header that a build asks for."""


class Known(NamedTuple):
    """What holds for every finding of a code."""

    severity: str
    hint: str


_AGAIN = "Publish the build again. If it is there, the host still keeps the old file: empty its cache."
_SETTINGS = "See that the host has the settings that the build wrote for it, and has read them again."
_REDIRECTS = "See that the host has the redirects that the build wrote for it, and has read them again."

FINDINGS = {
    "unreachable": Known(ERROR, "See that the address is right and the site is switched on at the host."),
    "other-folder": Known(ERROR, "Verify it where it belongs, or build it for this address with --base-url."),
    "another-build": Known(ERROR, "Publish this build. If you just did, wait a minute, or let --wait 120 wait for it."),
    "no-answer": Known(ERROR, "Verify again. If it stays so, ask the host: visitors wait for this, too."),
    "cut-off": Known(ERROR, "Publish the file again. If it stays so, ask the host."),
    "not-there": Known(ERROR, "Publish again: the file did not reach the host, or the host hides it."),
    "wrong-status": Known(ERROR, "Look in the host's settings for a rule about this address."),
    "other-content": Known(ERROR, _AGAIN),
    "added-script": Known(ERROR, "Switch off what adds it at the host: statistics, a toolbar, hiding of addresses."),
    "bad-compression": Known(ERROR, "Remove compressed copies of an older build from the host, and publish again."),
    "not-for-visitors": Known(ERROR, "Remove it from the host at once. Publish what is in public/, and nothing else."),
    "hidden-from-search": Known(ERROR, "Remove the rule from the host, or publish the build for the live address."),
    "open-to-search": Known(ERROR, "Let the host send “X-Robots-Tag: noindex” here: only the live site is for search."),
    "soft-404": Known(ERROR, "Let the host answer with 404.html and the status 404 where nothing is."),
    "plain-404": Known(ERROR, "Name 404.html to the host as the page for what is not found."),
    "plain-http": Known(ERROR, "Let the host lead every http address to https."),
    "missing-header": Known(ERROR, _SETTINGS),
    "wrong-header": Known(ERROR, _SETTINGS),
    "header-twice": Known(ERROR, "Let one place send it only: the host's settings or what stands before the host."),
    "sets-cookie": Known(ERROR, "Switch off at the host what sets it: statistics, a login, a balancer that remembers."),
    "lost-redirect": Known(ERROR, _REDIRECTS),
    "redirect-code": Known(ERROR, _REDIRECTS),
    "redirect-target": Known(ERROR, _REDIRECTS),
    "folder-without-slash": Known(ERROR, "Let the host lead from the address without a slash to the one with it."),
    "wrong-caching": Known(ERROR, _SETTINGS),
    "wrong-type": Known(ERROR, _SETTINGS),
    "not-compressed": Known(ERROR, "Switch compression on at the host: the site is slow on a phone without it."),
    "missing-vary": Known(ADVICE, "Let the host send “Vary: Accept-Encoding” with what it compresses."),
    "two-addresses": Known(ADVICE, "Let the host lead from the address without a slash to the one with it."),
    "open-to-others": Known(ADVICE, "Remove the header “Access-Control-Allow-Origin” if the host lets you."),
    "reports-elsewhere": Known(ADVICE, "Switch it off if the host lets you: the report tells what was read."),
    "marker-served": Known(ADVICE, "Leave .microsite out when you publish. It lists the site's files, no more."),
    "certificate-ends": Known(ADVICE, "See that the host renews it: browsers refuse the site from that day on."),
}
"""Every code, the gravest first: the order in which they are told. `docs/verify.md` has a heading for each."""


class Finding(Struct, frozen=True, order=True):
    """One thing that is wrong at one address."""

    code: str
    message: str
    """A sentence that does not name the address, so that many addresses can share it."""
    address: str
    """Within the site, as `/fees/`; what stands elsewhere at the host is a whole URL."""
    wished: str = ""
    served: str = ""

    @property
    def severity(self) -> str:
        """`error` or `advice`, decided by the code alone."""
        return FINDINGS[self.code].severity

    @property
    def hint(self) -> str:
        """What to do."""
        return FINDINGS[self.code].hint

    def readable(self) -> Finding:
        """Return the finding with what came from the host cut, and without characters that a terminal would obey."""
        return structs.replace(
            self,
            message=_readable(self.message),
            address=_readable(self.address),
            served=_readable(self.served),
        )


def _readable(text: str) -> str:
    cut = text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"
    return "".join(letter if letter.isprintable() else "�" for letter in cut)
