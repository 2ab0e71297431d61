"""What can be wrong with a site, where, and what to do about it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from microsite.codes import ADVICE, CODES, ERROR, SEVERITIES, WARNING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "ADVICE",
    "CODES",
    "ERROR",
    "MAX_COMPARED",
    "SEVERITIES",
    "WARNING",
    "Place",
    "Problem",
    "Report",
    "did_you_mean",
    "nearest",
]

MAX_COMPARED = 200
"""Of how many names, those that share most letters with a word, the nearest is sought letter by letter."""

_ALIKE = 0.6
"""How alike a word and a name must be for a guess, as `difflib` measures it, from 0 to 1."""


class Place(NamedTuple):
    """Somewhere in a site's files. `line` 0 means somewhere in the file, `column` 0 somewhere on the line."""

    path: str
    """Relative to the site's root, with forward slashes."""
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


class Problem(NamedTuple):
    """One mistake, told once, in the editor's words."""

    code: str
    message: str
    place: Place
    hint: str = ""
    fix: str | None = None
    """The whole corrected line `place.line`, given only where there is one answer."""
    excerpt: str = ""
    """The offending line as it stands in the file."""

    @property
    def severity(self) -> str:
        """`error`, `warning` or `advice`, decided by the code alone."""
        return CODES[self.code]

    def cut_excerpt(self, width: int) -> tuple[str, int]:
        """Return the excerpt cut to `width` around its column, with “…” where it was cut, and the column's offset."""
        text = self.excerpt.replace("\t", " ")
        column = max(self.place.column - 1, 0)
        start = max(0, min(column - width // 3, len(text) - width))
        before = "…" if start else ""
        after = "…" if start + width < len(text) else ""
        return before + text[start : start + width] + after, len(before) + column - start


class Report:
    """All problems of a run, and whether they block publishing."""

    def __init__(self) -> None:
        self._problems: set[Problem] = set()

    def add(self, *problems: Problem) -> None:
        """Take problems; the same problem twice is told once."""
        self._problems.update(problems)

    def extend(self, problems: Iterable[Problem]) -> None:
        """Take many problems."""
        self.add(*problems)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All problems, by file, line and column."""
        return tuple(sorted(self._problems, key=lambda p: (p.place, SEVERITIES.index(p.severity), p.code, p.message)))

    def count(self, severity: str) -> int:
        """Return how many problems of that severity there are."""
        return sum(problem.severity == severity for problem in self._problems)

    def blocks(self, *, strict: bool) -> bool:
        """Tell whether the site may not be published: errors always block, warnings when `strict`."""
        return bool(self.count(ERROR) or (strict and self.count(WARNING)))


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """Return the hint “Did you mean …?” with the nearest of the `known` words, or `otherwise`."""
    by_folded = _by_folded(tuple(known))
    near = nearest(word.casefold().replace("_", "-").replace(" ", "-"), tuple(by_folded))
    return f"Did you mean “{by_folded[near]}”?" if near is not None else otherwise


@lru_cache(maxsize=8)
def _by_folded(known: tuple[str, ...]) -> dict[str, str]:
    return {name.casefold().replace("_", "-"): name for name in known}


@lru_cache(maxsize=32)
def nearest(word: str, known: tuple[str, ...]) -> str | None:
    """Return the name that is most like a word, or None where none is like it.

    It is the one that `difflib.get_close_matches` finds. To compare letter by letter takes long, so that is asked only
    of names that share enough letters to be the nearest, and of `MAX_COMPARED` at most. The same wrong word often
    stands on many pages.
    """
    from difflib import SequenceMatcher  # noqa: PLC0415  most runs have nothing to guess

    counts = [(letter, word.count(letter)) for letter in sorted(set(word))]
    bounds: list[tuple[float, str]] = []
    for name in known:
        shared = sum([min(count, name.count(letter)) for letter, count in counts])
        at_most = 2.0 * shared / (len(word) + len(name) or 1)
        if at_most >= _ALIKE:
            bounds.append((at_most, name))
    matcher = SequenceMatcher(b=word)
    best, found = (_ALIKE, ""), None
    for at_most, name in sorted(bounds, reverse=True)[:MAX_COMPARED]:
        if at_most < best[0]:
            break
        matcher.set_seq1(name)
        if (alike := (matcher.ratio(), name)) >= best:
            best, found = alike, name
    return found
