"""The Markdown of `site_config.yaml`: the line for a crisis, which stands on every page, and facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microsite.problems import Report
from microsite.prose.text import check_html
from microsite.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microsite.config import Config
    from microsite.problems import Problem
    from microsite.prose.converter import Converter

CRISIS_LINE = "crisis_line"

_MARKS = frozenset("<[{:")
"""Without one of these a text holds neither HTML, nor a link, nor an attribute."""


def read_crisis_line(config: Config, converter: Converter, report: Report) -> str:
    """Return the crisis line as HTML; what is wrong with it, and with facts, goes to the report."""
    settings = config.settings
    for name, fact in settings.facts.items():
        if not _MARKS.isdisjoint(fact):
            report.add(*_problems(f"facts.{name}", fact, config, converter))
    report.add(*_problems(CRISIS_LINE, settings.crisis_line, config, converter))
    return converter.inline(settings.crisis_line)


def _problems(key: str, text: str, config: Config, converter: Converter) -> Iterator[Problem]:
    """Yield what is wrong with the Markdown of a setting, where the setting stands."""
    own, place = Report(), config.place(key)
    check_html(Source(config.source.path, text), 0, own)
    wrong = [(problem.code, problem.message, problem.hint) for problem in own.problems]
    wrong += [(slip.code, slip.message, slip.hint) for slip in converter.convert(text, {}, "", {})[2].slips]
    for code, message, hint in wrong:
        yield config.source.problem(code, message, place.line, place.column, hint=hint)
