"""Which pages one of the site's own rules is about, and rules that can never do anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microsite.content_files import FOLDER
from microsite.patterns import PatternError, read_pattern
from microsite.problems import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from microsite.checks.checked import CheckedSite
    from microsite.config import Config
    from microsite.model import Document
    from microsite.problems import Problem
    from microsite.rules import Rules, Scope


def applies(rule: Scope, document: Document) -> bool:
    """Tell whether a rule is about a page: one of `content/`, as the style guide is nobody's text."""
    if not document.source.path.startswith(f"{FOLDER}/"):
        return False
    is_named = not rule.pages and not rule.types
    is_named = is_named or document.file in rule.pages or document.front_matter.type in rule.types
    return is_named and document.file not in rule.not_on


def bad_patterns(checked: CheckedSite) -> Iterator[Problem]:
    """Yield words of rules that cannot be looked for."""
    config = checked.site.config
    for key, written in _patterns(config.settings.rules):
        try:
            read_pattern(written)
        except PatternError as error:
            yield _problem(config, "bad-pattern", error.message, key, error.hint)


def idle_rules(checked: CheckedSite) -> Iterator[Problem]:
    """Yield rules that can never do anything: for lack of words, or of the page, type or component they name."""
    site = checked.site
    config, rules = site.config, site.config.settings.rules
    files = {document.file for document in site.documents.published}
    types = {document.front_matter.type for document in site.documents.published}
    for key, rule in _scopes(rules):
        for part, names in (("pages", rule.pages), ("not_on", rule.not_on)):
            for number, name in enumerate(names):
                if name not in files:
                    message = f"This rule names “{name}”, and there is no such page on the site."
                    hint = did_you_mean(name, files, "Name a file of content/, as “fees.md”, or take it out.")
                    yield _problem(config, "idle-rule", message, f"{key}.{part}.{number}", hint)
        for number, name in enumerate(rule.types):
            if name not in types:
                message = f"This rule names the page type “{name}”, and no page is of that type."
                hint = did_you_mean(name, types, "Name another type, or take it out.")
                yield _problem(config, "idle-rule", message, f"{key}.types.{number}", hint)
    yield from _nothing_named(checked)


CHECKS = ()
SITE_CHECKS = (bad_patterns, idle_rules)


def _nothing_named(checked: CheckedSite) -> Iterator[Problem]:
    config, theme = checked.site.config, checked.site.theme
    rules = config.settings.rules
    for number, required in enumerate(rules.required):
        key = f"rules.required.{number}"
        if not (required.links or required.text or required.component):
            hint = "Add “links:”, “text:” or “component:”."
            yield _problem(config, "idle-rule", "This rule does not say what pages must show.", key, hint)
        if required.component and required.component not in theme.components:
            message = f"There is no component “{required.component}”."
            hint = did_you_mean(required.component, theme.components, "Name one of docs/components.md.")
            yield _problem(config, "idle-rule", message, f"{key}.component", hint)
    for number, wording in enumerate(rules.wording):
        if not (wording.words or wording.plain):
            hint = "Add “words:” or “plain:”."
            yield _problem(config, "idle-rule", "This rule names no words.", f"rules.wording.{number}", hint)
    for number, near in enumerate(rules.near):
        if not (near.needs or near.footnote):
            hint = "Add “needs:” with words, or “footnote: true”."
            message = "This rule does not say what the words need."
            yield _problem(config, "idle-rule", message, f"rules.near.{number}", hint)


def _scopes(rules: Rules) -> Iterator[tuple[str, Scope]]:
    parts: dict[str, tuple[Scope, ...]] = {
        "required": rules.required,
        "wording": rules.wording,
        "near": rules.near,
    }
    for part, every in parts.items():
        for number, rule in enumerate(every):
            yield f"rules.{part}.{number}", rule


def _patterns(rules: Rules) -> Iterator[tuple[str, str]]:
    """Yield each pattern of the rules, and where it stands."""
    for number, wording in enumerate(rules.wording):
        key = f"rules.wording.{number}"
        yield from ((f"{key}.plain.{written}", written) for written in wording.plain)
        yield from _numbered(f"{key}.words", wording.words)
        yield from _numbered(f"{key}.allow", wording.allow)
        yield from _numbered(f"{key}.only_near", wording.only_near)
    for number, near in enumerate(rules.near):
        key = f"rules.near.{number}"
        yield from _numbered(f"{key}.words", near.words)
        yield from _numbered(f"{key}.needs", near.needs)
        yield from _numbered(f"{key}.allow", near.allow)


def _numbered(key: str, words: Iterable[str]) -> Iterator[tuple[str, str]]:
    return ((f"{key}.{number}", word) for number, word in enumerate(words))


def _problem(config: Config, code: str, message: str, key: str, hint: str) -> Problem:
    place = config.place(key)
    return config.source.problem(code, message, place.line, place.column, hint=hint)
