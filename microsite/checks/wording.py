"""The words that the site's own rules speak of: those to avoid, and those that need others close to them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from microsite.checks.scope import applies
from microsite.patterns import Searched, readable
from microsite.problems import ERROR

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from microsite.checks.checked import CheckedPage, CheckedSite
    from microsite.checks.spoken import Spoken
    from microsite.patterns import Pattern
    from microsite.problems import Problem
    from microsite.rules import Near, Wording

CODES_BY_LEVEL = {"error": "forbidden-word", "warning": "poor-word"}

_HEADING = re.compile(r"#{1,6} ")
_ARTICLE = re.compile(r"\b(an?)[ \t]+$", re.IGNORECASE)
_VOWEL = re.compile(r"[aeiou]", re.IGNORECASE)


class _Found(NamedTuple):
    """Words to avoid, and where they stand."""

    start: int
    rank: int
    shorter: int
    end: int
    rule: Wording
    pattern: Pattern


def words_to_avoid(checked: CheckedSite) -> Iterator[Problem]:
    """Yield words that the site's rules do without."""
    rules = checked.site.config.settings.rules.wording
    for page in checked.pages if rules else ():
        spoken = page.spoken
        mine = [rule for rule in rules if applies(rule, page.document)]
        for found in _without_overlaps(_search(mine, spoken.searched, spoken)):
            words = spoken.text[found.start : found.end]
            code, message, hint = _words_for(found, words)
            fix = _fix(page, found, words)
            yield page.written.problem(code, message, found.start, hint=hint, fix=fix)


def words_to_avoid_in_settings(checked: CheckedSite) -> Iterator[Problem]:
    """Yield words that the site's rules do without, in what `site_config.yaml` says on every page."""
    config = checked.site.config
    settings = config.settings
    rules = [rule for rule in settings.rules.wording if not (rule.pages or rule.types)]
    texts = {
        "description": settings.description,
        "crisis_line": settings.crisis_line,
        "disclaimer": settings.disclaimer,
        "written_by": settings.written_by,
    } | {f"facts.{name}": text for name, text in settings.facts.items()}
    for key, text in texts.items():
        for found in _without_overlaps(_search(rules, Searched(text), None)):
            words = text[found.start : found.end]
            code, message, hint = _words_for(found, words)
            place = config.place(key)
            start = config.source.offset(place.line) if place.line else 0
            offset = config.source.text.find(words, start) if place.line else -1
            # In a value of several lines the words may stand on two of them: then it is told where the value begins.
            here = config.source.place(offset) if offset >= 0 else place
            yield config.source.problem(code, message, here.line, here.column, hint=hint)


def words_that_need_others(checked: CheckedSite) -> Iterator[Problem]:
    """Yield words that stand without the words or the source that they need."""
    # A rule that does not say what is needed is told once, in the settings.
    rules = [rule for rule in checked.site.config.settings.rules.near if rule.needs or rule.footnote]
    for page in checked.pages:
        for rule in rules:
            if applies(rule, page.document):
                yield from _alone(page, rule)


CHECKS = (words_to_avoid, words_that_need_others)
SITE_CHECKS = (words_to_avoid_in_settings,)


def _search(rules: Iterable[Wording], searched: Searched, spoken: Spoken | None) -> Iterator[_Found]:
    for rule in rules:
        if rule.only_near and not _has(rule.only_near, searched):
            continue
        for pattern in readable((*rule.words, *rule.plain)).likely(searched):
            for match in pattern.matches(searched):
                if _is_allowed(rule.allow, match, searched):
                    continue
                area = spoken.paragraph(match.start()) if spoken else (0, len(searched.text))
                if rule.only_near and not _has(rule.only_near, searched, *area):
                    continue
                rank = 0 if rule.level == ERROR else 1
                yield _Found(match.start(), rank, match.start() - match.end(), match.end(), rule, pattern)


def _without_overlaps(found: Iterable[_Found]) -> Iterator[_Found]:
    """Yield one of those that stand in the same place: an error before a warning, the longer before the shorter."""
    end = 0
    for one in sorted(found, key=lambda one: one[:3]):
        if one.start >= end:
            end = one.end
            yield one


def _is_allowed(allowed: tuple[str, ...], found: re.Match[str], searched: Searched) -> bool:
    return any(
        phrase.start() <= found.start() and found.end() <= phrase.end()
        for pattern in readable(allowed).likely(searched)
        for phrase in pattern.matches(searched)
    )


def _has(needed: tuple[str, ...], searched: Searched, start: int = 0, end: int | None = None) -> bool:
    return any(next(pattern.matches(searched, start, end), None) for pattern in readable(needed).likely(searched))


def _words_for(found: _Found, words: str) -> tuple[str, str, str]:
    """Return the code, the message and the hint for words to avoid."""
    rule, shown = found.rule, _shown(words)
    plain = rule.plain.get(found.pattern.written)
    instead = f"Write “{plain}”." if plain else rule.instead or "Say it in other words."
    message = f"“{shown}” is one of the words that this site avoids ({rule.name})."
    return CODES_BY_LEVEL[rule.level], message, f"{instead} {rule.reason}".strip()


def _shown(words: str) -> str:
    return " ".join(re.sub(r"[*_>]+", " ", words).split())


def _fix(page: CheckedPage, found: _Found, words: str) -> str | None:
    """Return the line with the plain word in it, where it fits without touching the words around it."""
    plain = found.rule.plain.get(found.pattern.written) if found.rule.fix else None
    if not plain or words.casefold() != found.pattern.written.casefold() or (words.isupper() and len(words) > 1):
        return None
    source = page.document.source
    place = source.place(found.start)
    line, start = source.excerpt(place.line), place.column - 1
    # “a” before a vowel, and “an” before anything else, would be another mistake.
    if _ARTICLE.search(line[:start]) and bool(_VOWEL.match(plain)) != bool(_VOWEL.match(words)):
        return None
    plain = plain[:1].upper() + plain[1:] if words[:1].isupper() else plain
    return line[:start] + plain + line[start + len(words) :]


def _alone(page: CheckedPage, rule: Near) -> Iterator[Problem]:
    spoken = page.spoken
    known: set[tuple[int, int]] = set()
    for pattern in readable(rule.words).likely(spoken.searched):
        for match in pattern.matches(spoken.searched, page.document.body_start):
            area = _area(page, rule, match.start())
            if area in known or _is_heading(spoken.text, match.start()):
                continue
            if _is_satisfied(page, rule, area):
                known.add(area)
            if area in known or _is_allowed(rule.allow, match, spoken.searched):
                continue
            known.add(area)
            words = _shown(spoken.text[match.start() : match.end()])
            message = f"“{words}” needs {_needed(rule)} in the same {rule.within}."
            yield page.written.problem("missing-nearby", message, match.start(), hint=rule.reason or _advice(rule))


def _area(page: CheckedPage, rule: Near, offset: int) -> tuple[int, int]:
    if rule.within == "page":
        return page.document.body_start, len(page.spoken.text)
    return page.spoken.sentence(offset) if rule.within == "sentence" else page.spoken.paragraph(offset)


def _is_heading(text: str, offset: int) -> bool:
    return bool(_HEADING.match(text, text.rfind("\n", 0, offset) + 1))


def _is_satisfied(page: CheckedPage, rule: Near, area: tuple[int, int]) -> bool:
    start, end = area
    if rule.footnote and page.document.source.prose.find("[^", start, end) >= 0:
        return True
    if _has(rule.needs, page.spoken.searched, start, end):
        return True
    if rule.within != "page" or not rule.needs:
        return False
    # Components say it in words of their own.
    shown = " ".join(paragraph.text for paragraph in page.finished.paragraphs)
    return _has(rule.needs, Searched(shown))


def _needed(rule: Near) -> str:
    wanted = [f"“{word}”" for word in rule.needs[:3]]
    return rule.what or " or ".join([*wanted, "a footnote"] if rule.footnote else wanted)


def _advice(rule: Near) -> str:
    return "Name the source in a footnote." if rule.footnote else "Add what is missing, or say it otherwise."
