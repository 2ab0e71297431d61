"""Tell what was found out about a live site: to a person, to a pull request, to a program."""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING

from msgspec import Struct

from microsite.amounts import counted
from microsite.problems import ERROR
from microsite.verifying.contents import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microsite.verifying import Verdict
    from microsite.verifying.findings import Finding

_NAMED = 3
"""So many addresses of a finding are named, and the rest counted."""


class Group(Struct, frozen=True):
    """The same finding at one address or several."""

    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        """The finding at the first of the addresses."""
        return self.findings[0]

    @property
    def places(self) -> str:
        """The addresses, the first few by name."""
        names = [finding.address for finding in self.findings]
        more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
        return ", ".join(names[:_NAMED]) + more

    def lines(self) -> Iterator[str]:
        """Yield what stands below the message: what was wished and served, where it is the same, and what to do."""
        for name in ("wished", "served"):
            values = {getattr(finding, name) for finding in self.findings}
            if len(values) == 1 and "" not in values:
                yield f"{name}: {values.pop()}"
        yield f"hint: {self.first.hint}"


def groups(verdict: Verdict) -> list[Group]:
    """Return the findings, those of many addresses that share a cause as one."""
    parts = groupby(verdict.findings, key=lambda finding: (finding.code, finding.message))
    return [Group(tuple(part)) for _cause, part in parts]


def summary(verdict: Verdict) -> str:
    """Return the verdict in one line."""
    wrong = sum(group.first.severity == ERROR for group in groups(verdict))
    if wrong:
        return f"{counted(wrong, 'thing is', 'things are')} wrong at {verdict.url}"
    made, advice = verdict.manifest, len(groups(verdict))
    parts = ((len(made.files), "file"), (len(made.redirects), "redirect"))
    counts = ", ".join(counted(count, noun) for count, noun in parts if count)
    also = f", with {counted(advice, 'piece of advice', 'pieces of advice')}" if advice else ""
    return f"{verdict.url} is right{also}: {counts}, version {made.version}"


def not_compared(verdict: Verdict) -> str:
    """Return what was not compared, because the host cannot be told to do it; nothing where all was."""
    if verdict.manifest.headers:
        return ""
    what = "protecting headers, how long browsers keep files, and compression"
    return f"Not compared, for the host cannot be told: {what}."


def as_data(verdict: Verdict) -> str:
    """Return the verdict as programs read it."""
    findings = [
        {
            "code": finding.code,
            "severity": finding.severity,
            "address": finding.address,
            "message": finding.message,
            "wished": finding.wished,
            "served": finding.served,
            "hint": finding.hint,
        }
        for finding in verdict.findings
    ]
    facts = {
        "url": verdict.url,
        "right": verdict.right,
        "version": verdict.manifest.version,
        "live": None if verdict.live == UNKNOWN else verdict.live,
        "answers": verdict.answers,
        "headers_compared": bool(verdict.manifest.headers),
    }
    return json.dumps({**facts, "findings": findings}, ensure_ascii=False, indent=2)
