"""Markdown into HTML: lists as GitHub takes them, links, notes, typographic marks, and nothing that may do harm."""

from __future__ import annotations

import re
import time
from datetime import date
from typing import TYPE_CHECKING

import pytest
from conftest import FRONT_MATTER
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from microsite.assets import Assets
from microsite.commands import HERE
from microsite.config import read_config
from microsite.documents import read_documents
from microsite.problems import Report
from microsite.prose import Converter, make_converter, make_prose
from microsite.prose.finish import slug
from microsite.prose.lists import normalize_lists
from microsite.telephones import Telephones
from microsite.theme import read_theme
from microsite.typography import smarten
from microsite.web import Web

if TYPE_CHECKING:
    from conftest import Convert, WriteSite


def converter() -> Converter:
    return Converter(Telephones([("(866) 476-2823", "call", "1"), ("988", "both", "1"), ("741741", "text", "1")]))


def html(text: str) -> str:
    body, sources, _ = converter().convert(normalize_lists(text), {}, "index.md", {})
    return re.sub(r"\s*\n\s*", "", body + sources)


LISTS = {
    "after a line of text": ("Text:\n- a\n- b", "<p>Text:</p><ul><li>a</li><li>b</li></ul>"),
    "nested by two spaces": ("- a\n  - b\n- c", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"),
    "nested by four spaces": ("- a\n    - b\n- c", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"),
    "three deep": ("- a\n  - b\n    - c\n- d", "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li><li>d</li></ul>"),
    "and back by one": (
        "- a\n  - b\n    - c\n  - d",
        "<ul><li>a<ul><li>b<ul><li>c</li></ul></li><li>d</li></ul></li></ul>",
    ),
    "numbers with a bracket": ("1) a\n2) b", "<ol><li>a</li><li>b</li></ol>"),
    "numbers below bullets": ("- a\n  1. b\n  2. c", "<ul><li>a<ol><li>b</li><li>c</li></ol></li></ul>"),
    "bullets below numbers": ("1. a\n   - b\n2. c", "<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>"),
    "stars and plusses": ("* a\n* b", "<ul><li>a</li><li>b</li></ul>"),
    "a line that goes on": ("- a\n  more\n- b", "<ul><li>amore</li><li>b</li></ul>"),
    "a second paragraph": ("- a\n\n  b\n\n- c", "<ul><li><p>a</p><p>b</p></li><li><p>c</p></li></ul>"),
    "text after it": ("- a\n- b\n\nText", "<ul><li>a</li><li>b</li></ul><p>Text</p>"),
    "bullets, then numbers": ("- a\n\n1. b", "<ul><li>a</li></ul><ol><li>b</li></ol>"),
    "no list: a year at the start of a line": ("In the year\n1984. It was", "<p>In the year1984. It was</p>"),
    "no list: a dash in a line": ("one\n-two", "<p>one-two</p>"),
    "no list: a rule": ("a\n\n---\n\nb", "<p>a</p><hr><p>b</p>"),
    "no list: code": ("    - a", "<pre><code>- a</code></pre>"),
    "no list: fenced code": ("```\n- a\n  - b\n```", "<pre><code>- a- b</code></pre>"),
}


@pytest.mark.parametrize("case", LISTS)
def test_lists_are_taken_as_github_takes_them(case: str) -> None:
    text, expected = LISTS[case]
    assert html(text) == expected


def test_fenced_code_within_an_item_stays_code() -> None:
    assert "<li>" in html("- a\n\n  ```\n  - no item\n  ```\n- b")
    assert html("- a\n\n  ```\n  - no item\n  ```\n- b").count("<li>") == 2


TYPE = {
    '"a" and "b"': "“a” and “b”",
    "it's 'fine'": "it’s ‘fine’",
    "the '90s, 'tis": "the ’90s, ’tis",
    '("a")': "(“a”)",
    "a -- b --- c...": "a – b — c…",
    '"it\'s"': "“it’s”",
    "dogs' bones": "dogs’ bones",
    "5'6\"": "5’6”",
}


@pytest.mark.parametrize("text", TYPE)
def test_typewriter_marks_become_typographic(text: str) -> None:
    assert smarten(text) == TYPE[text]


def test_quotes_open_and_close_across_emphasis_and_links() -> None:
    assert html('He said "*yes*" and "[no](#x)".') == '<p>He said “<em>yes</em>” and “<a href="#x">no</a>”.</p>'


def test_code_and_escaped_quotes_stay_as_typed() -> None:
    assert html('`"a" -- b` and \\"c\\"') == '<p><code>"a" -- b</code> and "c"</p>'


LINKS = {
    "Call 988 now.": '<a href="tel:988">988</a>',
    "Call (866) 476-2823.": '<a href="tel:+18664762823">(866) 476-2823</a>',
    "Call 866-476-2823.": '<a href="tel:+18664762823">866-476-2823</a>',
    "Call 1-866-476-2823.": '<a href="tel:+18664762823">1-866-476-2823</a>',
    "Text HOME to 741741.": '<a href="sms:741741">Text HOME to 741741</a>',
    "Text your ZIP code to 741741.": '<a href="sms:741741">Text your ZIP code to 741741</a>',
    "Use 741741 for texts.": '<a href="sms:741741">741741</a>',
    "Or text 988.": '<a href="sms:988">text 988</a>',
    "Text *AYUDA* to 988.": '<a href="sms:988">988</a>',
    "Text AYUDA to 988.": '<a href="sms:988">Text AYUDA to 988</a>',
    "Call or text 988 now.": '<a href="tel:988">988</a>',
    "The text says 988.": '<a href="tel:988">988</a>',
    "See https://example.org/a_b_c.": 'href="https://example.org/a_b_c"',
    "See (https://example.org/a_(b)).": 'href="https://example.org/a_(b)"',
    "See www.example.org!": 'href="https://www.example.org"',
    "Write to a.b@example.org.": '<a href="mailto:a.b@example.org">a.b@example.org</a>',
    "<https://example.org>": 'href="https://example.org"',
}


@pytest.mark.parametrize("text", LINKS)
def test_bare_addresses_and_telephone_numbers_become_links(text: str) -> None:
    assert LINKS[text] in html(text)
    assert html(text).count("<a ") == 1


@pytest.mark.parametrize(
    "text", ["$988", "1988", "988lifeline.org", "988-1234", "`988`", "## Call 988", "a988", "9.988"]
)
def test_a_number_that_is_no_telephone_number_stays_text(text: str) -> None:
    assert "<a " not in html(text)


def test_tables_are_aligned_by_class_and_have_captions() -> None:
    made = html("Table: What it *costs*\n\n| a | b | c |\n|:--|:-:|--:|\n| 1 | 2 | 3 |")
    assert made.startswith("<table><caption>What it <em>costs</em></caption>")
    assert '<th class="align-right" scope="col">c</th>' in made
    assert "style=" not in made
    assert "align=" not in made


def test_sources_are_numbered_as_a_reader_meets_them_and_lead_back() -> None:
    made = html("- In a list.[^b]\n\nIn a text.[^a] Again.[^b]\n\n[^a]: First *defined*.\n[^b]: Second.")
    assert re.findall(r'href="#fn:(\w)">(\d)', made) == [("b", "1"), ("a", "2"), ("b", "1")]
    assert re.findall(r'<li id="fn:(\w)"', made) == ["b", "a"]
    assert 'aria-label="Back to the text at source 1, place 2"' in made


def test_a_source_without_words_breaks_nothing() -> None:
    assert "<p>Text</p>" in html("Text\n\n[^unused]: ")
    assert re.findall(r'<li id="fn:(\w)"', html("A[^b] B[^a]\n\n[^a]: \n[^b]: Words.")) == ["b", "a"]


IDS = {
    "What it costs": "what-it-costs",
    "What's “new” & *good*?": "whats-new-good",
    "Größe und Maß": "größe-und-maß",
    "費用について": "費用について",
    "!!!": "section",
    "🙂": "section",
    "Contents": "contents-2",
}


@pytest.mark.parametrize("heading", IDS)
def test_headings_get_readable_ids_in_any_script(heading: str) -> None:
    assert f'<h2 id="{IDS[heading]}">' in html(f"## {heading}")


def test_equal_headings_get_ids_of_their_own_and_a_given_id_is_kept() -> None:
    made = html("## Cost\n\n## Cost\n\n## Other {#cost-3}\n\n## Cost")
    assert re.findall(r'id="([^"]*)"', made) == ["cost", "cost-2", "cost-3", "cost-4"]
    assert slug("x" * 3) == "xxx"


def test_links_name_files_and_become_addresses(convert: Convert) -> None:
    made = convert("[a](fees.md#who-pays) [b](sub/x.md) [c](missing.md) [d](#here)", fees="Text", sub__x="Text")
    assert re.findall(r'href="([^"]*)"', made.html) == [
        "/iop/fees/#who-pays",
        "/iop/sub/x/",
        "missing.md",
        "#here",
    ]
    assert [(link.written, link.nth) for link in made.page.links] == [
        ("fees.md#who-pays", 1),
        ("sub/x.md", 1),
        ("missing.md", 1),
        ("#here", 1),
    ]


def test_a_page_is_the_same_whether_it_is_made_alone_or_with_others(write_site: WriteSite) -> None:
    files = {"index": "## A\n\n[b](b.md) {{ contact.fone }}", "b": "## B\n\n:::nothing\n[a](index.md)\n:::"}
    root = write_site({f"content/{name}.md": FRONT_MATTER + text for name, text in files.items()})
    config, theme = read_config(root, Report()), read_theme(HERE / "templates", "templates", Report())
    documents = read_documents(root, theme, date(2026, 11, 24), Report(), drafts=False)
    parts = (documents, config, theme, Web("https://example.org/iop/"), Assets((), {}, {}), make_converter(config))
    together, alone = Report(), Report()
    pages = {document.file: make_prose(*parts).page(document, alone) for document in reversed(documents.published)}
    prose = make_prose(*parts)
    assert pages == {document.file: prose.page(document, together) for document in documents.published}
    assert {problem.code for problem in alone.problems} == {"unknown-fact", "unknown-component"}
    assert set(alone.problems) == set(together.problems)


def test_facts_are_put_in_but_not_into_code(convert: Convert) -> None:
    made = convert("{{ contact.phone }} {{facts.be_open}} `{{ contact.phone }}`")
    assert '<a href="tel:+18664762823">(866) 476-2823</a> Tell the <em>staff</em>.' in made.html
    assert "<code>{{ contact.phone }}</code>" in made.html
    assert made.problems == ()


def test_an_unknown_fact_is_told_and_nothing_is_evaluated(convert: Convert) -> None:
    made = convert("{{ contact.fone }} {{ 7*7 }} {% include 'x' %}")
    assert made.codes == ["unknown-fact", "unknown-fact"]
    assert made.told[0].endswith("hint: Did you mean “contact.phone”?")
    assert "49" not in made.html
    assert "{% include" in made.html


def test_a_remark_to_oneself_is_never_published(convert: Convert) -> None:
    made = convert("Before <!-- ask Ann\nabout this --> after")
    assert made.problems == ()
    assert "Ann" not in made.html


RAW = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=x>",
    "</main></body></html>",
    "<plaintext>",
]
RAW += ["<!-- never closed", "<style>", "<textarea>", "<iframe src='https://x.org'>", "<base href='x'>", "<div>"]


def test_an_address_in_pointed_brackets_is_no_html(convert: Convert) -> None:
    made = convert("[Fees](<visit/fees.md>) and [more][m].\n\n[m]: <visit/fees.md>", visit__fees="Words.")
    assert made.codes == []
    assert made.html.count('href="/iop/visit/fees/"') == 2


@pytest.mark.parametrize("raw", RAW)
@pytest.mark.parametrize("shape", ["{}\n\n## Heading\n\nWords.", "In a line {} of text.\n\n## Heading\n\nWords."])
def test_html_is_shown_as_text_and_told(convert: Convert, raw: str, shape: str) -> None:
    made = convert(shape.format(raw))
    assert "raw-html" in made.codes
    assert '<h2 id="heading">Heading</h2>' in made.html
    assert "<p>Words.</p>" in made.html
    assert not re.search(r"<(script|img|svg|style|textarea|iframe|base|div|plaintext|!--)", made.html)


SPELLINGS = [
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a]( javascript:alert(1))",
    "[a](<javascript:alert(1)>)",
    "[a](&#106;avascript:alert(1))",
    "[a](&#x6A;avascript:alert(1))",
    "[a](javascript&colon;alert(1))",
    "[a](java&Tab;script:alert(1))",
    "[a](java&NewLine;script:alert(1))",
    "[a][b]\n\n[b]: javascript:alert(1)",
    "![a](javascript:alert(1))",
    "[a](vbscript:x)",
    "[a](data:text/html,x)",
    "![a](data:image/svg+xml,x)",
    "[a](file:///etc/passwd)",
    "[a](blob:x)",
    "[a](intent:x)",
    "[a](ftp://example.org)",
    "[a](/\\evil.example)",
    "[a](https:/evil)",
    "[a](http:\\\\evil)",
    "[a](javascript:x){: .footnote-ref }",
    "[a](javascript:x){: .footnote-backref }",
    "[a](https://good.example@evil.example/)",
    "[a](///evil.example/)",
]


@pytest.mark.parametrize("markdown", SPELLINGS)
def test_an_address_that_may_do_harm_is_refused(convert: Convert, markdown: str) -> None:
    made = convert(markdown)
    assert "forbidden-scheme" in made.codes
    assert not re.search(r'(?:href|src)="(?!#")', made.html)


@pytest.mark.parametrize(
    "markdown",
    [
        'Text\n{: onclick="x" }',
        '## Heading {: style="x" }',
        '[a](#x){: onmouseover="x" }',
        '![a](x.jpg){: srcset="https://evil.example/t.gif" }',
        '- item\n{: action="x" }',
        '| a {: onclick="x" } |\n|---|\n| b |',
        'Text\n{: ping="x" }',
        '[a](#x){: href="https://evil.example/action" }',
        "```{.python onclick=x}\ncode\n```",
    ],
)
def test_an_attribute_that_may_not_be_set_is_named_and_dropped(convert: Convert, markdown: str) -> None:
    made = convert(markdown)
    assert "forbidden-attribute" in made.codes
    assert not re.search(r"onclick|style|onmouseover|srcset|action|ping", made.html)


def test_ids_are_checked(convert: Convert) -> None:
    made = convert("## A {#Main}\n\n## B {#main}\n\n## C {#fine-1}\n\nText[^a b]\n\n[^a b]: Note.")
    assert made.codes == ["bad-id", "reserved-id", "bad-id"]
    assert 'id="fine-1"' in made.html


LIMITS = {
    "table-too-wide": "|" + " a |" * 60 + "\n|" + "---|" * 60,
    "line-too-long": "x" * 21_000,
    "nested-too-deeply": "> " * 40 + "x",
}


@pytest.mark.parametrize("code", LIMITS)
def test_what_is_too_much_is_refused_by_name(convert: Convert, code: str) -> None:
    assert convert(LIMITS[code]).codes == [code]


HOSTILE = [
    "[" * 1000,
    "*a " * 1000,
    "[^" * 1000,
    "<![CDATA[" * 300,
    "`" * 3000 + "a",
    "![" * 1000,
    "&#" * 3000,
    "a_" * 3000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:9])
def test_hostile_markdown_ends_or_is_refused_in_time(convert: Convert, text: str) -> None:
    began = time.perf_counter()
    convert(text)
    assert time.perf_counter() - began < 15


CORPUS = [text for text, _ in LISTS.values()] + list(LINKS) + SPELLINGS + RAW


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.sampled_from(
            [*CORPUS, "word", "\n\n", "- ", "  ", "> ", "# ", "|", "```\n", ":::", '"', "'", "{: x=y }", "\n"]
        ),
        max_size=12,
    ).map("".join)
)
def test_whatever_is_written_nothing_active_comes_out(text: str) -> None:
    for node in LexborHTMLParser(f"<body>{html(text)}</body>").css("body *"):
        assert node.tag not in {"script", "iframe", "object", "embed", "style", "form", "base", "meta", "link", "svg"}
        for name, value in node.attributes.items():
            assert name in {"id", "class", "lang", "title", "href", "src", "alt", "start", "scope", "rel", "aria-label"}
            if name in {"href", "src"}:
                assert not re.match(r"\s*(?:javascript|data|vbscript|file|blob):", value or "", re.IGNORECASE)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.from_regex(r"[a-z]{2,8}", fullmatch=True), min_size=1, max_size=30), st.data())
def test_no_word_is_lost(words: list[str], data: st.DataObject) -> None:
    between = st.sampled_from([" ", "\n", "\n\n", "\n- ", "\n  - ", "\n1. ", "\n> ", "\n## ", " *", "* ", " `", "` "])
    text = "".join(word + data.draw(between) for word in words)
    seen = re.sub(r"<[^>]+>", " ", html(text))
    assert [word for word in words if word not in seen] == []
