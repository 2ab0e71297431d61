"""What is written is what is read: entities, braces and odd characters mean nothing but themselves, in every format."""

from __future__ import annotations

import html
import json
import os
import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from selectolax.lexbor import LexborHTMLParser

from faults.pages import FIRST, apart, main_of, nothing_acts, refused_each
from faults.trial import FRONT_MATTER

if TYPE_CHECKING:
    from faults.trial import Trial

ENTITIES = {
    "&lt;script&gt;alert(1)&lt;/script&gt;": "<script>alert(1)</script>",
    "&#60;script&#62;alert(2)&#60;/script&#62;": "<script>alert(2)</script>",
    "&#x3C;img src=x onerror=alert(3)&#x3e;": "<img src=x onerror=alert(3)>",
    "&amp;lt;script&amp;gt;": "&lt;script&gt;",
    "&amp;amp;lt;": "&amp;lt;",
    "&amp;#60;": "&#60;",
    "AT&T; R&D": "AT&T; R&D",
    "&quot;&apos;&nbsp;&shy;": "\"'\xa0\xad",
    "&bogus; &#; &#x; &": "&bogus; &#; &#x; &",
    "&#150;": "\u2013",
    "`&lt;` and `&amp;lt;`": "&lt; and &amp;lt;",
    "**&lt;b&gt;**": "<b>",
    "\\&lt;": "\\<",
}


@pytest.mark.holds(15, "harmless", times=len(ENTITIES))
def test_entities_in_a_text_are_the_characters_that_they_name(trial: Trial) -> None:
    trial.body(apart([*ENTITIES]))
    ran = trial.run("build")
    assert ran.code == 0, ran.told
    paragraphs = [node.text() for node in main_of(trial).css("p")]
    assert paragraphs[: len(ENTITIES)] == list(ENTITIES.values())
    assert nothing_acts(trial)


@pytest.mark.holds(15, "harmless", times=6)
def test_entities_in_headings_lists_and_components_are_shown_wherever_these_are_shown_again(trial: Trial) -> None:
    parts = "\n\n".join(f"## Part {number} &lt;b&gt; &amp;lt;\n\nText." for number in range(4))
    trial.body(
        f"{parts}\n\n:::glossary\n### &lt;term&gt;\n\nA &lt;word&gt; &amp;lt;.\n:::\n\n"
        ":::questions\n### What is &lt;/script&gt; for?\n\nFor `</script>` &amp;lt;.\n:::\n\n"
        "[The &lt;loans&gt;](borrow.md '&lt;title&gt; &amp;lt;')\n"
    )
    trial.harmless()
    page = trial.page()
    assert [node.text() for node in page.css(".contents a")][:1] == ["Part 0 <b> &lt;"]
    graph = json.loads(page.css("script")[0].text())["@graph"]
    terms = next(node for node in graph if node["@type"] == "DefinedTermSet")["hasDefinedTerm"]
    assert [(term["name"], term["description"]) for term in terms] == [("<term>", "A <word> &lt;.")]
    asked = next(node for node in graph if "mainEntity" in node)["mainEntity"][0]
    assert (asked["name"], asked["acceptedAnswer"]["text"]) == ("What is </script> for?", "For </script> &lt;.")
    assert page.css("main a[title]")[0].attributes["title"] == "<title> &lt;"
    assert nothing_acts(trial)


SAID = "&lt;b&gt; &amp;lt; &#60;i&#62; </script><script>alert(1)</script> <!-- & {{ 7*7 }} {% raw %} {# x #} ]]> 'a'"
SHOWN = SAID.replace("'a'", "\u2018a\u2019").replace("--", "\u2013")  # only quotes and dashes are typographic


@pytest.fixture
def said(trial: Trial) -> Trial:
    """Return a published site in which every text of front matter and settings holds what could break a format."""
    file = trial.root / "site_config.yaml"
    text = file.read_text("utf-8")
    quoted = SAID.replace("'", "''")
    for old, new in (
        ("name: A library\n", f"name: 'S {quoted}'\nshort_name: 'L {quoted}'\npublisher: 'P {quoted}'\n"),
        ("description: A small library and what it lends.\n", f"description: 'D {quoted}'\n"),
        ("disclaimer: Hours may change.\n", f"disclaimer: 'H {quoted}'\n"),
        ("written_by: Written by the library.\n", f"written_by: 'W {quoted}'\n"),
        ("  name: The Branch Library\n", f"  name: 'C {quoted}'\n"),
        ("  street: 5 High Street\n", f"  street: 'T {quoted}'\n"),
    ):
        assert text.count(old) == 1
        text = text.replace(old, new)
    file.write_text(text, "utf-8")
    trial.write(
        "content/strange.md",
        f"---\ntitle: 'A {quoted}'\ndescription: 'B {quoted}'\nmenu_title: 'M {quoted}'\nmessage: 'E {quoted}'\n"
        f"about: ['O {quoted}']\nmentions: ['N {quoted}']\nreviewed_on: 2026-11-01\nredirect_from: [/stranger/]\n"
        f"next:\n  - text: 'X {quoted}'\n    to: borrow.md\n---\n\n:::contact\n:::\n",
    )
    ran = trial.run("build")
    assert ran.code == 0, ran.told
    return trial


@pytest.mark.holds(15, "harmless", times=10)
@pytest.mark.holds(16, "harmless", times=10)
def test_front_matter_is_shown_letter_by_letter_in_every_part_of_a_page(said: Trial) -> None:
    page = said.page()
    assert [node.text() for node in page.css("title")] == [f"A {SHOWN} \u2013 S {SAID}"]
    metas = {node.attributes.get("name") or node.attributes.get("property"): node for node in page.css("meta")}
    content = {name: node.attributes.get("content") for name, node in metas.items()}
    assert content["description"] == content["og:description"] == f"B {SHOWN}"
    assert content["og:title"] == content["og:image:alt"] == f"A {SHOWN}"
    assert content["og:site_name"] == f"S {SAID}"
    assert [node.text() for node in page.css("h1")] == [f"A {SHOWN}"]
    assert [node.text() for node in page.css(".message")] == [f"E {SHOWN}"]
    assert [node.text() for node in page.css("[aria-current=page]")] == [f"M {SHOWN}"]
    assert [node.text().strip() for node in page.css(".next__link")] == [f"X {SHOWN}"]
    assert [node.text() for node in page.css(".header__name--short, .header__name--long")] == [f"L {SAID}", f"S {SAID}"]
    text = page.css("body")[0].text()
    for words in (f"H {SHOWN}", f"W {SHOWN}", f"P {SAID}", f"C {SAID}", f"T {SAID}"):
        assert words in text
    assert nothing_acts(said)


@pytest.mark.holds(15, "harmless", times=4)
@pytest.mark.holds(16, "harmless", times=4)
def test_structured_data_say_it_letter_by_letter(said: Trial) -> None:
    script = said.page().css("script")[0].text()
    assert not re.search("[<>&]", script)
    graph = json.loads(script)["@graph"]
    page = graph[0]
    assert (page["name"], page["description"]) == (f"A {SHOWN}", f"B {SHOWN}")
    assert f"O {SAID}" in json.dumps(page["about"], ensure_ascii=False)
    names = [node["name"] for node in graph if node["@type"] == "Organization"]
    assert names == [f"P {SAID}"]
    crumbs = next(node for node in graph if node["@type"] == "BreadcrumbList")["itemListElement"]
    assert crumbs[-1]["name"] == f"M {SHOWN}"
    home = json.loads(said.page("index.html").css("script")[0].text())["@graph"]
    assert f"S {SAID}" in [node.get("name") for node in home]


@pytest.mark.holds(15, "harmless", times=5)
@pytest.mark.holds(16, "harmless", times=5)
def test_every_other_file_of_the_site_stays_valid(said: Trial) -> None:
    names = [node.text for node in ET.fromstring(said.text("sitemap.xml")).findall(".//{*}loc")]  # noqa: S314  ours
    assert "https://example.org/branch/strange/" in names
    manifest = json.loads(said.text("site.webmanifest"))
    assert (manifest["name"], manifest["short_name"], manifest["description"]) == (
        f"S {SAID}",
        f"L {SAID}",
        f"D {SAID}",
    )
    card = (said.root / "public" / "contact.vcf").read_bytes().decode().replace("\r\n ", "").split("\r\n")
    escaped = SAID.replace(",", "\\,").replace(";", "\\;")
    assert f"FN:C {escaped}" in card
    assert any(line.startswith("ADR;") and f"T {escaped};" in line for line in card)
    for path in [path for path in said.now() if path.endswith(".html")]:
        page = said.page(path)
        assert f"S {SAID}" in page.css("title")[0].text(), path
        assert "alert(1)" not in "".join(node.text() for node in page.css("script:not([type])")), path
        assert page.css("main script, footer script, body > script") == [], path
    css = next(said.text(path) for path in said.now() if path.endswith(".css"))
    assert "alert(1)" not in css


@pytest.mark.holds(15, "harmless")
@pytest.mark.holds(16, "harmless")
def test_the_report_for_editors_shows_it_letter_by_letter(said: Trial) -> None:
    file = said.root / ".cache" / "report.html"
    ran = said.run("report", "--output", file)
    assert ran.code == 0, ran.told
    text = file.read_text("utf-8")
    page = LexborHTMLParser(text)
    assert page.css("main :is(script, b, i), [onerror]") == []
    shown = page.css("body")[0].text()
    assert f"M {SHOWN}" in shown or f"A {SHOWN}" in shown


UNKNOWN = ["{{ 7*7 }}", "{{7*7}}", "{{ site }}", "{{ ''.__class__.__mro__ }}", "{{ config }}", "{{ facts.loan|upper }}"]
UNKNOWN += [
    "{{ facts['loan'] }}",
    "{{ contact.phone() }}",
    "{{ facts.loan.__class__ }}",
    "{{ page.title }}",
    "{{{ 7 }}}",
]


@pytest.mark.holds(16, "refused", times=len(UNKNOWN))
def test_an_expression_in_a_text_is_a_fact_that_nobody_knows(trial: Trial) -> None:
    refused_each(trial, [f"Text {text} text" for text in UNKNOWN], "unknown-fact", "There is no fact “7*7”.")


LITERAL = {
    '{% include "/etc/passwd" %}': "{% include “/etc/passwd” %}",
    "{% raw %} {% endraw %}": "{% raw %} {% endraw %}",
    "{% for x in range(9) %} x {% endfor %}": "{% for x in range(9) %} x {% endfor %}",
    "{% include '../site_config.yaml' %}": "{% include ‘../site_config.yaml’ %}",
    "{%- set x = 1 -%}": "{%- set x = 1 -%}",
    "{# a remark #} text": "{# a remark #} text",
    "${7+7} #{7+7} <%= 7+7 %> [[7+7]] @(7+7)": "${7+7} #{7+7} <%= 7+7 %> [[7+7]] @(7+7)",
    "{{ and {{ } and }}": "{{ and {{ } and }}",
    "`{{ 7*7 }}` and `{{ facts.loan }}`": "{{ 7*7 }} and {{ facts.loan }}",
    "%7B%7B7+7%7D%7D &#123;&#123; 7+7 &#125;&#125;": "%7B%7B7+7%7D%7D {{ 7+7 }}",
    "# line statement": "# line statement",
    "## set x = 1": "## set x = 1",
}


@pytest.mark.holds(16, "harmless", times=len(LITERAL))
def test_the_marks_of_templates_are_text(trial: Trial) -> None:
    trial.body(apart([f"Said: {text} so." for text in LITERAL]))
    trial.harmless()
    paragraphs = [node.text() for node in main_of(trial).css("p")]
    assert paragraphs[: len(LITERAL)] == [f"Said: {shown} so." for shown in LITERAL.values()]


@pytest.mark.holds(16, "harmless", times=3)
def test_braces_in_a_component_and_in_facts_are_text(trial: Trial) -> None:
    file = trial.root / "site_config.yaml"
    text = file.read_text("utf-8")
    file.write_text(text.replace("loan: three weeks", 'loan: "three {{ 7*7 }} {% x %} {{ facts.loan }}"'), "utf-8")
    trial.body(':::callout title="A {{ 7*7 }} {% raw %}"\nFor {{ facts.loan }}.\n:::\n')
    ran = trial.run("build")
    assert ran.code == 1, ran.told
    assert "There is no fact “7*7”." in ran.told
    trial.body(':::callout title="A {% raw %} {# x #}"\nFor {{ facts.loan }}.\n:::\n')
    ran = trial.run("build")
    assert ran.code == 0, ran.told
    words = main_of(trial).text()
    assert "A {% raw %} {# x #}" in words
    assert "For three {{ 7*7 }} {% x %} {{ facts.loan }}." in words


NAMES = ["{{ 7*7 }}.md", "{% raw %}.md", "{# x #}.md", "${7*7}.md", "<script>.md", "&lt;b&gt;.md", "'x'.md", '"x".png']
NAMES += ["javascript:alert(1).md", "a b.md", "..md", "a\\b.md", "a?b.md", "a#b.md", "%7B.md", "-x.md", "x%00.md"]


@pytest.mark.holds(16, "refused", times=len(NAMES))
@pytest.mark.holds(15, "refused", times=len(NAMES))
def test_a_name_of_a_file_that_could_mean_more_than_a_name_is_refused(trial: Trial) -> None:
    for name in NAMES:
        trial.write(f"content/{name}", FRONT_MATTER + "Text.\n")
    ran = trial.refused(*["bad-file-name"] * len(NAMES))
    for name in NAMES:
        assert f"content/{name}: error[bad-file-name] The name “{name}” cannot become an address." in ran.told


CONTROLS = [*range(0x09), *range(0x0B, 0x0D), *range(0x0E, 0x20), 0x7F, *range(0x80, 0xA0)]
OTHERS = [0x2028, 0x2029, 0x202D, 0x202E, 0xE000, 0xE001, 0xFEFF, 0xFDD0, 0xFDEF, 0xFFFE, 0xFFFF, 0x1FFFE, 0x10FFFF]


@pytest.mark.holds(17, "refused", times=len(CONTROLS) + len(OTHERS))
@pytest.mark.holds(18, "refused", times=2)
def test_every_character_that_no_text_needs_is_refused_with_its_line_and_number(trial: Trial) -> None:
    # MAX_CONTROLS of them are told, all of these.
    every = [*CONTROLS, *OTHERS]
    trial.body(apart([f"Text a{chr(code)}b." for code in every]))
    ran = trial.run("build")
    assert (ran.code, set(ran.codes), trial.now()) == (1, {"control-character"}, trial.published), ran.told
    for number, code in enumerate(every):
        wanted = f"content/strange.md:{FIRST + 2 * number}:7: error[control-character]"
        assert f"{wanted} There is an invisible control character here (U+{code:04X})." in ran.told
    # They are told by their numbers; the terminal sees none of them.
    assert not [code for code in every if chr(code) in ran.told]


@pytest.mark.holds(17, "harmless", times=6)
def test_letters_joiners_and_marks_of_direction_that_a_text_needs_are_taken(trial: Trial) -> None:
    said = "می\u200cخواهم 👨\u200d👩\u200d👧 \u200fשלום\u200e \u2068x\u2069 a\xadb \ue123 \U0001f3f4\U000e007f e\u0301"
    trial.write("content/strange.md", b"\xef\xbb\xbf" + f"{FRONT_MATTER}{said}\tend\r\n".encode())
    trial.harmless()
    assert f"{said}   end".split() == main_of(trial).css("p")[0].text().split()


NUMBERS = ["&#0;", "&#1;", "&#x1F;", "&#x7f;", "&#xD800;", "&#57343;", "&#x202E;", "&#x2028;", "&#xFFFE;", "&#x110000;"]
NUMBERS += ["&#99999999999999999999;", "&#xE000;", "&#0000001;", "&#X1;", "&#65279;"]


@pytest.mark.holds(17, "refused", times=len(NUMBERS))
def test_such_a_character_is_refused_as_a_number_too(trial: Trial) -> None:
    refused_each(trial, [f"Text {number} text" for number in NUMBERS], "control-character", "“&#1;” is no character")


SPOILT = {
    "content/strange.md": (b"title: A strange", b"title: A strange%s"),
    "content/borrow.md": (b"message: Nearly", b"message: >-\n  Nearly%s\n "),
    "content/help.md": (b"type: urgent", b"%stype: urgent"),
    "content/visit/rooms.md": (b"---\n", b"---\n# A remark%s\n"),
    "site_config.yaml": (b"name: A library", b"name: A library%s"),
    "templates/base.html": (b"{# The frame", b"{# The frame%s"),
    "templates/partials/footer.html": (b"<footer", b"<!-- %s --><footer"),
    "templates/components/callout/component.html": (b"<div", b"<div title='%s'"),
    "templates/components/callout/component.yaml": (b"description: ", b"description: %s"),
    "templates/pages/article.yaml": (b"description: ", b"description: %s"),
    "templates/assets/css/base.css": (b"@layer", b"/* %s */\n@layer"),
    "templates/components/callout/component.css": (b"@layer", b"/* %s */\n@layer"),
    "templates/drawings/mark.svg": (b"<svg", b"<!-- %s --><svg"),
}
"""A place in every kind of file that people write, and what is put there."""


@pytest.mark.holds(17, "refused", times=3 * len(SPOILT))
@pytest.mark.parametrize("bad", ["\x00", "\x1b[31m", "\u202e"], ids=["NUL", "ESC", "U+202E"])
def test_a_character_that_no_text_needs_is_refused_in_every_kind_of_file(trial: Trial, bad: str) -> None:
    trial.own_templates()
    for path, (old, new) in SPOILT.items():
        before = (trial.root / path).read_bytes()
        assert old in before, path
        trial.write(path, before.replace(old, new.replace(b"%s", bad.encode()), 1))
    ran = trial.run("build")
    assert (ran.code, trial.now()) == (1, trial.published), ran.told
    told = [line for line in ran.problems if "[control-character]" in line]
    assert sorted(line.split(":")[0] for line in told) == sorted(SPOILT), ran.told
    assert all(f"(U+{ord(bad[0]):04X})" in line for line in told)
    assert bad[0] not in ran.told


@pytest.mark.holds(17, "refused", times=8)
@pytest.mark.parametrize("escape", ["\\0", "\\x01", "\\e", "\\u202e", "\\L", "\\P", "\\N", "\\ufffe"])
def test_a_backslash_in_yaml_does_not_bring_one_in(trial: Trial, escape: str) -> None:
    trial.write("content/strange.md", FRONT_MATTER.replace("A strange page", f'"A {escape} page"') + "Text.\n")
    trial.refused("control-character", at="content/strange.md:2:8:")


@pytest.mark.holds(17, "refused", times=4)
@pytest.mark.parametrize(
    "data", [b"\xed\xa0\x80", b"\xed\xb0\x80", b"\xff\xfe", b"\xc0\x80"], ids=["high", "low", "no letter", "overlong"]
)
def test_a_lone_surrogate_and_what_is_no_utf_8_is_refused_with_its_line(trial: Trial, data: bytes) -> None:
    trial.body(b"Text.\n\nText " + data + b" text.\n")
    ran = trial.run("build")
    assert (ran.code, trial.now()) == (1, trial.published), ran.told
    assert any(line.startswith("content/strange.md:8:6: error[not-utf-8]") for line in ran.problems), ran.told


FILE_NAMES = [b"a\x01b.md", b"a\x1b[31mb.md", b"a\x7fb.md", b"a\nb.md", "a\u202eb.md".encode(), "a\ufeffb.md".encode()]
FILE_NAMES += [b"\x02klzzwxh:0000\x03.md", b"a\xed\xa0\x80b.md", b"a\xff.png", "a\x85b.png".encode()]


@pytest.mark.holds(17, "refused", times=len(FILE_NAMES))
@pytest.mark.holds(18, "refused")
def test_a_name_of_a_file_with_such_a_character_is_refused_and_does_nothing_to_a_terminal(trial: Trial) -> None:
    """A system that keeps no such names, as macOS does with those that are no UTF-8, cannot have the file either."""
    made = []
    for name in FILE_NAMES:
        try:
            with open(os.fsencode(trial.root / "content") + b"/" + name, "xb") as file:  # noqa: PTH123  bytes
                file.write(FRONT_MATTER.encode() + b"Text.\n")
        except OSError:
            continue
        made.append(name)
    ran = trial.refused(*["bad-file-name"] * len(made))
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\ufeff]", ran.told)
    assert r"content/a\x1b[31mb.md: error[bad-file-name]" in ran.told
    assert r"content/a\nb.md: error[bad-file-name]" in ran.told


@pytest.mark.holds(18, "refused", times=4)
def test_the_marks_between_which_the_converter_keeps_things_are_refused(trial: Trial) -> None:
    marks = ["\x02klzzwxh:0000\x03", "\x02wzxhzdk:0\x03", "\x0260\x03script\x0262\x03", "\ue000open:0\ue001"]
    refused_each(trial, [f"Text `code` {mark} text" for mark in marks], "control-character")


@pytest.mark.holds(18, "harmless", times=6)
def test_without_their_marks_such_words_are_words_and_no_page_sees_what_another_keeps(trial: Trial) -> None:
    trial.body("The secret is `ZZCANARY` and\n\n```\nZZCANARY\n```\n\n&lt;ZZCANARY&gt;\n", "content/another.md")
    another = trial.root / "content" / "another.md"
    text = another.read_text("utf-8").replace("A strange page", "Another page").replace("hurt by", "harmed by")
    another.write_text(text, "utf-8")
    words = ["klzzwxh:0000", "wzxhzdk:0", "STXklzzwxh:0ETX", "amp&#59;", "open:0", "&amp;#2;klzzwxh:0000&amp;#3;"]
    trial.body(apart([f"Text {word} text" for word in words]) + "\n\nSee [another](another.md).\n")
    ran = trial.run("build")
    assert ran.code == 0, ran.told
    paragraphs = [node.text() for node in main_of(trial).css("p")][: len(words)]
    assert paragraphs == [f"Text {html.unescape(word)} text" for word in words]
    assert "ZZCANARY" not in trial.text("strange/index.html")
    assert trial.text("another/index.html").count("ZZCANARY") == 3
