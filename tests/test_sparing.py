"""What is skipped changes nothing: pages are the same, byte for byte, when every part of the library looks at them."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_prose import CORPUS, HOSTILE

from microsite.commands import HERE
from microsite.prose import Converter
from microsite.prose.attributes import AttributeLists, FencedCode
from microsite.prose.lists import normalize_lists
from microsite.prose.slips import NotingMarkdown
from microsite.telephones import Telephones

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Self

NUMBERS = [("(866) 476-2823", "call", "1"), ("988", "both", "1"), ("741741", "text", "1")]


class PlainMarkdown(NotingMarkdown):
    """The library as it is, with attribute lists and fenced code."""

    def build_parser(self) -> Self:
        """Set the parts as the library does."""
        super().build_parser()
        self.treeprocessors.register(AttributeLists(self), "attr_list", 8)
        self.preprocessors.register(FencedCode(self), "fenced_code_block", 25)
        return self


@cache
def both() -> tuple[Converter, Converter]:
    telephones = Telephones(NUMBERS)
    return Converter(telephones), Converter(telephones, PlainMarkdown)


def compare(text: str) -> None:
    sparing, plain = (made.convert(text, {"fees.md": "/fees/"}, "index.md", {}) for made in both())
    # The library leaves out what stands in cells that a table lacks; that is told by our own part.
    notes = sparing[2]
    notes.slips = [slip for slip in notes.slips if slip.code != "long-row"]
    assert sparing == plain


def written() -> list[Path]:
    """Return all Markdown of the project: its pages, the sites of tests, examples of components, documentation."""
    folders = ("content", "docs", "templates", "tests/sites")
    return [file for folder in folders for file in sorted((HERE / folder).rglob("*.md"))]


@pytest.mark.parametrize("file", written(), ids=lambda file: file.relative_to(HERE).as_posix())
def test_a_page_is_the_same_with_nothing_skipped(file: Path) -> None:
    text = file.read_text("utf-8", errors="replace")  # one of every-mistake is of another encoding
    compare(text)
    compare(normalize_lists(text))


def test_pages_of_few_words_are_the_same() -> None:
    for text in [*CORPUS, *FEW_WORDS, *(text[:30] for text in HOSTILE)]:
        compare(text)
        compare(normalize_lists(text))


FEW_WORDS = [
    "*a **b** c* _d_ __e__ a_b_c",
    "a  \nb",
    "\\*x\\* &amp; &lt;",
    "![a][b] [c][] [d]\n\n[b]: x.jpg\n[c]: #c\n[d]: #d",
    "`` a ` b `` **`c`** [`d`](#e) *[f](#g)*",
    "x <a@b.co> <https://example.org/?a=1&b=2>",
    "***a** b* *c __d__*",
    "866-476\t2823 and 866 476\t2823",  # a tab becomes spaces
    "a\n   \n  \n\n b\n \t \nc",
    "a\rb\r\nc\x02klzzwxh:0000\x03\x0242\x03",
    "- a\n\n    ===\n\n    b\n    ===\n",
    "A\n---\nB\n===\n- - -\n* * *\nc\n_  _  _\n",
    "```py\na\n```\n~~~ { .js #x title=y }\nb\n~~~\n```\nopen",
    "a\n: b\n\n    c\n\n: d\n\n*[HTML]: Words\n\nHTML",
    "[^n]: Note\n    more\n\n[^n] and [^n] [^m]\n\n- [^m]\n\n[^m]: M\n[^none]: \n[^last]: L",
    "Text[^a]\n\n///Footnotes Go Here///\n\nMore\n\n[^a]: Note",
    "[a](b(c)d \"e\") [f]( <g> 'h') [i](j k) [l]() [m [n](o)](p) [`q`](r\\_s) ![t](u) [v](w*x*y) [z](a<b>)",
    "Call 866-476-2823, (866) 476-2823, " + ", ".join(f"866-476-{number}" for number in range(2000, 2020)),
]


def test_what_few_pages_need_is_imported_where_one_does() -> None:
    asked = "import sys, microsite.prose; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], cwd=HERE, capture_output=True, text=True, check=True)
    imported = set(done.stdout.split())
    assert "markdown.extensions.footnotes" in imported
    assert not imported & {"pygments", "markdown.extensions.fenced_code", "markdown.extensions.attr_list"}


BREAKS = ["\n", "\n\n", "\n    ", "\n  ", "  \n", "\t", " ", "\\"]
BLOCKS = ["|", "\n|", "|---|", "\n---\n", "\n===\n", "- ", "* ", "+ ", "1. ", "12) ", "> ", "# ", "## ", " ##", ": "]
BLOCKS += ["\n```\n", "\n~~~\n", "\n[^a]: ", "\n[a]: #b\n", "\n*[HTML]: Words\n", "{: #a .b title=c }", "Table: "]
INLINES = ["*", "**", "_", "__", "`", "``", "[", "]", "(", ")", "![", "](fees.md)", "](x.jpg)", "[^a]", "[a]", "[b][a]"]
INLINES += ["<", ">", "<http://a.org>", "www.a.org", "b@a.org", "&amp;", "&", "{", "}", "{.a}", "HTML"]
WORDS = ["988", "text 988", "(866) 476-2823", "word", "Two words", "ß", "費", '"', "'", "--", "...", "!", ".", "-", "1"]


@settings(max_examples=2000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from([*BREAKS, *BLOCKS, *INLINES, *WORDS]), max_size=30).map("".join))
def test_a_mixture_of_marks_is_the_same_with_nothing_skipped(text: str) -> None:
    compare(text)
