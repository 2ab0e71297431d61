"""What several trials ask: of a run, at which lines it told what; of a published page, that it is whole and still."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from selectolax.lexbor import LexborNode

    from faults.trial import Ran, Trial

FIRST = 6
"""The line on which the text of a page begins."""

_ACTING = (
    "style, main script, iframe, embed, object, form, input, base, main meta, main link, math, textarea, main title"
)


def apart(texts: Sequence[str]) -> str:
    """Return texts of a line each as paragraphs of one page: the first on line 6, the next on line 8."""
    return "\n\n".join(texts)


def lines(ran: Ran, code: str) -> list[int]:
    """Return the lines at which a run has told problems of a code, each once."""
    return sorted({int(line.split(":")[1]) for line in ran.problems if f"[{code}]" in line})


def errors(ran: Ran) -> set[str]:
    """Return the codes of what blocks publishing."""
    return {code for code, line in zip(ran.codes, ran.problems, strict=True) if ": error[" in line}


def refused_each(trial: Trial, texts: Sequence[str], code: str, words: str = "") -> None:
    """Build a page of these paragraphs of a line each, and say that each is refused at its line, and nothing else."""
    trial.body(apart(texts))
    ran = trial.run("build")
    assert ran.code == 1, ran.told
    assert errors(ran) == {code}, ran.told
    assert lines(ran, code) == [FIRST + 2 * number for number in range(len(texts))], ran.told
    assert words in ran.told, ran.told
    assert trial.now() == trial.published, "the published site was changed"


def main_of(trial: Trial, path: str = "strange/index.html") -> LexborNode:
    """Return the main part of a published page."""
    found = trial.page(path).css_first("main")
    assert found is not None
    return found


def nothing_acts(trial: Trial, path: str = "strange/index.html") -> bool:
    """Say that a page has no script but its data, nothing else that acts or asks, and is whole to its foot."""
    page = trial.page(path)
    scripts = page.css("script")
    assert [node.attributes.get("type") for node in scripts] == ["application/ld+json"]
    json.loads(scripts[0].text())
    assert [node.html for node in page.css(_ACTING)] == []
    names = {name for node in page.css("*") for name in node.attributes}
    assert [name for name in names if name.startswith("on") or name in {"style", "srcdoc", "ping", "formaction"}] == []
    leading = [node.attributes.get("href") or "" for node in page.css("[href]")]
    assert [url for url in leading if url.split(":")[0].strip().lower() in {"javascript", "data", "vbscript"}] == []
    assert len(page.css("html > body > main")) == len(page.css("html > body > footer")) == 1
    return True
