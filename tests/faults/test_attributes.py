"""What `{ }` and the marks of Markdown may set on an element: id, class, lang and title, and nothing that acts."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from PIL import Image

from faults.pages import FIRST, apart, errors, lines, main_of, nothing_acts, refused_each
from microsite.model import RESERVED_IDS
from microsite.protection import IN_A_PAGE

if TYPE_CHECKING:
    from faults.trial import Trial

ATTRIBUTES = {
    'onclick="x"': "onclick",
    "ONCLICK=x": "ONCLICK",
    "style='color: red'": "style",
    'href="javascript:x"': "href",
    'href="https://evil.example/"': "href",
    'src="https://evil.example/p.gif"': "src",
    "srcset=https://evil.example/t.gif": "srcset",
    "action=https://evil.example/": "action",
    "formaction=x": "formaction",
    "ping=https://evil.example/": "ping",
    "target=_blank": "target",
    "rel=opener": "rel",
    "download": "download",
    "contenteditable": "contenteditable",
    "hidden": "hidden",
    "data-x=1": "data-x",
    "aria-hidden=true": "aria-hidden",
    "role=button": "role",
    "tabindex=1": "tabindex",
    "xlink:href=x": "xlink:href",
    "is=x-y": "is",
    "slot=x": "slot",
    "align=right": "align",
    "alt=x": "alt",
    "start=9": "start",
    "scope=row": "scope",
    "background=//evil.example/": "background",
    "name=x": "name",
}

PLACES = {
    "a paragraph": "Words of a paragraph\n{{: {0} }}",
    "a heading": "## A heading {{: {0} }}",
    "a heading without the colon": "## A heading {{ {0} }}",
    "a link": "[The loans](borrow.md){{: {0} }}",
    "a link by reference": "[The loans][loans]{{: {0} }}\n\n[loans]: borrow.md",
    "a picture": "![The way in](door.png){{: {0} }}",
    "strong words": "**Strong words**{{: {0} }}",
    "code": "`code`{{: {0} }}",
    "a list": "- An item\n{{: {0} }}",
    "a numbered list": "1. An item\n{{: {0} }}",
    "a quotation": "> Somebody's words\n> {{: {0} }}",
    "a cell": "Table: Cells\n\n| A {{: {0} }} | B |\n|:--|--:|\n| C | D {{: {0} }} |",
    "a term": "Term {{: {0} }}\n:   What it means",
    "a footnote": "Words[^1]{{: {0} }}\n\n[^1]: A note.",
    "a fence": "```{{.python {0} }}\ncode\n```",
    "a fence of waves": "~~~ {{ {0} }}\ncode\n~~~",
    "a component": ":::callout\nWords of a component\n{{: {0} }}\n:::",
}


@pytest.mark.holds(10, "refused", times=len(PLACES) * 3)
@pytest.mark.parametrize("place", PLACES)
def test_an_attribute_that_acts_is_refused_by_its_name_wherever_it_stands(trial: Trial, place: str) -> None:
    Image.new("RGB", (40, 30), "teal").save(trial.root / "content" / "door.png")
    trial.body(PLACES[place].format('onclick="x" href="javascript:x" style=x'))
    ran = trial.run("build")
    assert (ran.code, errors(ran), trial.now()) == (1, {"forbidden-attribute"}, trial.published), ran.told
    for name in ("onclick", "href", "style"):
        assert f"The attribute “{name}” is not allowed here." in ran.told
    assert "Only id, class, lang and title may be set in { }." in ran.told
    at = set(lines(ran, "forbidden-attribute"))
    text = (trial.root / "content" / "strange.md").read_text("utf-8").split("\n")
    assert at == {number for number, line in enumerate(text, 1) if "onclick" in line}


@pytest.mark.holds(10, "refused", times=2 * len(ATTRIBUTES))
@pytest.mark.parametrize("element", ["[The loans](borrow.md)", "*Words*"])
def test_every_other_attribute_is_refused_by_its_name_at_its_line(trial: Trial, element: str) -> None:
    texts = [f"Text {element}{{: .wide {written} }}" for written in ATTRIBUTES]
    refused_each(trial, texts, "forbidden-attribute")
    told = trial.run("build").told
    for name in ATTRIBUTES.values():
        assert f"The attribute “{name}” is not allowed here." in told


@pytest.mark.holds(10, "harmless", times=6)
def test_id_class_lang_and_title_are_set(trial: Trial) -> None:
    given = '#here .one .two class="three" lang=fr title="Un & \'titre\'"'
    trial.body(
        f"[The loans](borrow.md){{: {given} }}\n\n"
        f"```{{#code .python .wide lang=en title='A \"title\"' }}\ncode\n```\n\n"
        "Words\n{: .javascript:x title=\"x' onclick='y\" }\n"
    )
    trial.harmless()
    main = main_of(trial)
    link = main.css("p > a")[0].attributes
    assert link == {
        "href": "/branch/borrow/",
        "id": "here",
        "class": "one two three",
        "lang": "fr",
        "title": "Un & 'titre'",
    }
    code = main.css("pre#code.wide > code")[0].attributes
    assert code == {"class": "language-python", "lang": "en", "title": 'A "title"'}
    assert nothing_acts(trial)


@pytest.mark.holds(10, "harmless", times=5)
def test_what_markdown_has_set_is_never_replaced(trial: Trial) -> None:
    trial.body(
        'Text [one](borrow.md "First"){: title="Second" } and[^1]{: #other } more.\n\n'
        "Table: Cells\n\n| A {.wide} | B |\n|:--|--:|\n| C | D {.wide} |\n\n[^1]: A note.\n"
    )
    trial.harmless()
    main = main_of(trial)
    assert main.css("p > a")[0].attributes["title"] == "First"
    assert [node.attributes["class"] for node in main.css("[class*=wide]")] == ["wide align-left", "wide align-right"]
    assert main.css("sup")[0].attributes["id"] == "fnref:1"


FENCES = [
    '``` "><script>alert(1)</script>\ncode\n```',
    '```"><script>alert(1)</script>\ncode\n```',
    '~~~ "><img src=x onerror=alert(1)>\ncode\n~~~',
    '```{."><script>alert(1)</script>}\ncode\n```',
    '```{title="\'><script>alert(1)</script>"}\ncode\n```',
    "```{title='\"><script>alert(1)</script>'}\ncode\n```",
    '``` python hl_lines="1 <script>"\ncode\n```',
    "``` &quot;&gt;&lt;script&gt;\ncode\n```",
    '```python" onclick=alert(1) x="\ncode\n```',
    "```{ .python } <script>\ncode\n```",
    "```\n</code></pre><script>alert(1)</script>\n```",
]


@pytest.mark.holds(11, "harmless", times=len(FENCES))
@pytest.mark.parametrize("fence", FENCES)
def test_what_stands_behind_a_fence_never_becomes_html(trial: Trial, fence: str) -> None:
    trial.body(fence + "\n\n## A heading after it\n\nText after it.\n")
    trial.harmless()
    assert nothing_acts(trial)
    main = main_of(trial)
    assert [node.text() for node in main.css("h2")] == ["A heading after it"]
    assert main.css("img") == []
    # No attribute but those that fenced code has: its class and title, and lines that nobody marks.
    names = {name for node in main.css("pre, code") for name in node.attributes}
    assert names <= {"class", "title", "hl_lines"}


@pytest.mark.holds(11, "refused", times=3)
@pytest.mark.parametrize(
    ("fence", "code"),
    [
        ('```{#"><script>alert(1)</script>}\ncode\n```', "bad-id"),
        ("```{onclick=alert(1)}\ncode\n```", "forbidden-attribute"),
        ("```{.python hl_lines=1}\ncode\n```", "forbidden-attribute"),
    ],
)
def test_attributes_of_a_fence_are_refused_at_its_line(trial: Trial, fence: str, code: str) -> None:
    trial.body(fence + "\n")
    trial.refused(code, at="content/strange.md:6:")


IDS = {
    **{f"## A heading {{#{name}}}": "reserved-id" for name in sorted(RESERVED_IDS)},
    "## A capital {#Main}": "bad-id",
    "## A digit {#1st}": "bad-id",
    "## A hyphen {#-x}": "bad-id",
    "## A stop {#a.b}": "bad-id",
    "## A colon {#fn:rules}": "bad-id",
    "## A way back {#fnref:rules}": "bad-id",
    "## A low line {#a_b}": "bad-id",
    "## Another letter {#\u00e4}": "bad-id",
    "## No id {#}": "bad-id",
    '## Quotes {#a"b}': "bad-id",
    "## A bracket {#a<b>}": "bad-id",
    '## As an attribute {: id="Main" }': "bad-id",
    "## Two words {#x y}": "forbidden-attribute",
    "Words in a paragraph **bold**{#main}": "reserved-id",
    "A link [the loans](borrow.md){#next}": "reserved-id",
}


@pytest.mark.holds(12, "refused", times=len(IDS))
def test_an_id_that_cannot_be_one_is_refused_at_its_line(trial: Trial) -> None:
    trial.body("\n\n".join(f"{text}\n\nText." for text in IDS))
    ran = trial.run("build")
    assert (ran.code, trial.now()) == (1, trial.published), ran.told
    for number, code in enumerate(IDS.values()):
        assert FIRST + 4 * number in lines(ran, code), ran.told


@pytest.mark.holds(12, "refused", times=5)
@pytest.mark.parametrize(
    "twice",
    [
        "## One {#twice}\n\nText.\n\n## Two {#twice}\n\nText.\n",
        "**One**{#twice} and\n\n[two](borrow.md){#twice} words.\n",
        "Words\n{: #twice }\n\n- An item\n{: #twice }\n",
        "```{#twice .python}\ncode\n```\n\n```{#twice .python}\ncode\n```\n",
        '## One {#twice}\n\nText.\n\n:::callout\n**Two**{: id="twice" }\n:::\n',
    ],
)
def test_an_id_that_stands_twice_is_refused(trial: Trial, twice: str) -> None:
    trial.body(twice)
    ran = trial.refused("duplicate-id", words="The id “twice” stands on the page more than once.")
    assert ran.problems[0].startswith("content/strange.md:")


@pytest.mark.holds(12, "harmless", times=4)
def test_ids_that_templates_do_not_use_and_names_that_mean_something_to_programs_are_ids_like_others(
    trial: Trial,
) -> None:
    trial.body(apart([f"## {name} {{#{name}}}\n\nText." for name in ("nav", "content", "constructor", "location")]))
    trial.harmless()
    assert [node.attributes["id"] for node in main_of(trial).css("h2")] == ["nav", "content", "constructor", "location"]


@pytest.mark.holds(12, "harmless")
def test_an_id_with_low_lines_around_it_is_bold_text_and_no_id(trial: Trial) -> None:
    # Markdown takes the low lines first, as always; what is left is no list of attributes.
    trial.body("## A heading {#__proto__}\n\nText.\n")
    trial.harmless()
    heading = main_of(trial).css("h2")[0]
    assert (heading.text(), heading.attributes["id"]) == ("A heading {#proto}", "a-heading-proto")


HEADINGS = {
    "Cost": "cost",
    "Cost ": "cost-2",
    "COST!": "cost-3",
    "Cost 2": "cost-2-2",
    "\U0001f600": "section",
    "!!!": "section-2",
    "\u2764\ufe0f": "section-3",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467": "section-4",
    "Section": "section-5",
    "\u0421\u0442\u043e\u0438\u043c\u043e\u0441\u0442\u044c": "\u0441\u0442\u043e\u0438\u043c\u043e\u0441\u0442\u044c",
    "\u0627\u0644\u062a\u0643\u0644\u0641\u0629": "\u0627\u0644\u062a\u0643\u0644\u0641\u0629",
    "\u8cbb\u7528": "\u8cbb\u7528",
    "\ube44\uc6a9": "\ube44\uc6a9",
    "\u0915\u0940\u092e\u0924": "\u0915\u0940\u092e\u0924",
    "\u0915\u093e\u092e\u0924": "\u0915\u093e\u092e\u0924",
    "\u0e23\u0e32\u0e04\u0e32\u0e17\u0e35\u0e48": "\u0e23\u0e32\u0e04\u0e32\u0e17\u0e35\u0e48",
    "Fu\u0308r": "f\u00fcr",
    "F\u00fcr": "f\u00fcr-2",
    "\uff26\uff55\uff4c\uff4c": "full",
    "fn:rules": "fn-rules",
    "fnref:rules": "fnref-rules",
    "Main": "main-2",
    "Contents": "contents-2",
    "Next": "next-2",
    "Related": "related-2",
    "Sources": "sources-2",
    "What's in it?": "whats-in-it",
    "988": "988",
    "Taken": "taken-2",
    "A < B & C": "a-b-c",
}


@pytest.mark.holds(13, "harmless", times=len(HEADINGS))
def test_ids_of_headings_are_readable_in_any_script_and_each_its_own(trial: Trial) -> None:
    headings = "\n\n".join(f"## {text}\n\nText." for text in HEADINGS)
    trial.body(f"{headings}\n\n```{{#taken .python}}\ncode\n```\n\nWords.[^rules]\n\n[^rules]: A note.\n")
    ran = trial.run("build")
    assert ran.code == 0, ran.told
    page = trial.page()
    assert [node.attributes["id"] for node in page.css("main .prose h2")] == list(HEADINGS.values())
    ids = [node.attributes["id"] for node in page.css("[id]")]
    assert len(set(ids)) == len(ids)
    # Every entry of the contents leads to a place that is there.
    leads = [unquote((node.attributes["href"] or "")[1:]) for node in page.css(".contents a")]
    assert leads
    assert set(leads) <= set(ids)


@pytest.mark.holds(13, "harmless", times=2)
def test_ids_stay_the_same_from_build_to_build_and_in_another_place(trial: Trial) -> None:
    trial.body("\n\n".join(f"## {text}\n\nText." for text in HEADINGS))
    assert trial.run("build").code == 0
    first = trial.text("strange/index.html")
    shutil.rmtree(trial.root / ".cache", ignore_errors=True)
    assert trial.run("build", "--no-cache", PYTHONHASHSEED="7", LC_ALL="C").code == 0
    assert trial.text("strange/index.html") == first


@pytest.mark.holds(13, "harmless", times=3)
def test_a_link_finds_a_heading_of_another_script(trial: Trial) -> None:
    trial.body(
        "## \u0915\u0940\u092e\u0924\n\nText.\n\n## \u8cbb\u7528\n\n[One](#\u0915\u0940\u092e\u0924) "
        "[two](#\u8cbb\u7528) [three](#%E8%B2%BB%E7%94%A8)\n"
    )
    trial.harmless()


TABLE = "Table: Loans\n\n| Kind | Weeks | Fee | None |\n|:-----|:-----:|----:|---|\n| Book | 3 | 0 | 1 |\n"


@pytest.mark.holds(14, "harmless", times=4)
def test_cells_are_aligned_by_a_class_so_that_the_policy_holds(trial: Trial) -> None:
    trial.body(TABLE)
    trial.harmless()
    page = trial.page()
    classes = ["align-left", "align-center", "align-right", None]
    assert [cell.attributes.get("class") for cell in page.css("main th")] == classes
    assert [cell.attributes.get("class") for cell in page.css("main td")] == classes
    assert page.css("[style], [align], style") == []
    assert nothing_acts(trial)
    policy = page.css("meta[http-equiv=Content-Security-Policy]")[0].attributes["content"]
    assert policy == IN_A_PAGE
    assert "'unsafe-inline'" not in IN_A_PAGE
    (style,) = [path for path in trial.now() if re.fullmatch(r"assets/css/site\.\w+\.css", path)]
    css = trial.text(style)
    assert all(f".{name}" in css for name in ("align-center", "align-right"))
