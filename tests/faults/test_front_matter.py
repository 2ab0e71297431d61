"""Front matter is data: what it says is published whole and as text, or it is refused with what to do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

    from faults.trial import Ran, Trial

DESCRIPTION = "What the page “{}” is about, in a sentence that is long enough to be one of its own."


def write_pages(trial: Trial, matters: list[str], text: str = "Words.\n") -> list[str]:
    """Write a page for each piece of front matter, from its second line on, and a page that leads to all of them.

    A key that it must have and has not stands below. Returns the files.
    """
    files = [f"odd-{number}.md" for number in range(len(matters))]
    for file, matter in zip(files, matters, strict=True):
        more = "" if matter.startswith("title:") else f"title: The page {file}\n"
        more += "" if "description:" in matter else f"description: {DESCRIPTION.format(file)}\n"
        trial.write(f"content/{file}", f"---\n{matter}\n{more}---\n\n{text}")
    trial.body("".join(f"See [the page {file}]({file}).\n\n" for file in files))
    return files


def told_of(ran: Ran, file: str) -> tuple[list[str], str]:
    """Return the first line of each problem of a page, without its path, and all that is told of the page."""
    path = f"content/{file}:"
    lines, own, is_own = [], [], False
    for line in ran.told.splitlines():
        is_own = line.startswith(path) or (is_own and line.startswith(" "))
        if line.startswith(path):
            lines.append(line.removeprefix(path))
        if is_own:
            own.append(line)
    return lines, "\n".join(own)


def refuse_all(trial: Trial, cases: list[tuple[str, str, str]]) -> None:
    """Say that each piece of front matter is refused: with what its line must begin, and what it must say."""
    files = write_pages(trial, [matter for matter, _, _ in cases])
    ran = trial.run("build")
    assert ran.code == 1
    assert trial.now() == trial.published
    for file, (matter, begins, says) in zip(files, cases, strict=True):
        lines, all_of_it = told_of(ran, file)
        assert any(line.startswith(begins) for line in lines), f"{matter}: {lines or ran.told}"
        assert says in all_of_it, f"{matter}: {all_of_it}"
        assert "hint: " in all_of_it, all_of_it


def publish_all(trial: Trial, matters: list[str]) -> list[LexborHTMLParser]:
    """Say that each piece of front matter is published with no problem, and return the pages."""
    files = write_pages(trial, matters)
    ran = trial.run("build", "--format", "json")
    assert ran.code == 0, ran.told
    assert '"problems":[]' in ran.told.replace(" ", "").replace("\n", ""), ran.told
    return [trial.page(f"{file.removesuffix('.md')}/index.html") for file in files]


@pytest.mark.holds(25, "refused")
@pytest.mark.parametrize("second", ["title: b", '"title": b', "'title': b", "title : b"])
def test_a_key_that_stands_twice_is_refused_with_both_lines(trial: Trial, second: str) -> None:
    write_pages(trial, [f"title: a\n{second}"])
    trial.refused("duplicate-key", at="content/odd-0.md:3:", words="the first is in line 2")


@pytest.mark.holds(25, "refused", times=4)
def test_a_key_that_stands_twice_is_refused_at_any_depth(trial: Trial) -> None:
    twice = ":1: error[duplicate-key]"
    refuse_all(
        trial,
        [
            ("draft: false\nmessage: x\ndraft: true", f"4{twice}", "the first is in line 2"),
            ("next:\n  - text: a\n    to: help.md\n    to: borrow.md", "5:5: error[duplicate-key]", "in line 4"),
            ("next: [{text: a, to: help.md, text: b}]", "2:31: error[duplicate-key]", "in line 2"),
            ("waive:\n  - code: a\n    reason: b\n    code: c", "5:5: error[duplicate-key]", "in line 3"),
        ],
    )


DAYS = [
    *("2026-02-30", "2026-13-01", "0000-01-01", "2026-11-24 25:00", "2026-11-24T10:00:00", '"2026-02-30"'),
    *("2026-00-10", "2025-02-29", "26-11-24", "+2026-11-24", "2026-11-24#", "31 February 2026", "31.02.2026"),
    *("20261124", "99999-01-01", "1e9", "today", "２０２６-11-24", "2026-11-24Z", "true", "-1"),
]


@pytest.mark.holds(26, "refused", times=len(DAYS) * 2)
def test_what_is_no_day_is_refused(trial: Trial) -> None:
    keys = ("reviewed_on", "publish_on")
    refuse_all(
        trial,
        [(f"{key}: {day}", f"2:{len(key) + 3}: error[wrong-value]", "as 2026-11-24") for key in keys for day in DAYS],
    )


WORDS = ["9:30", "02139", "010", "no", "1.10", "5550100", "~", "null", "0x1F", "1e3", ".inf", "2026-11-24", "yes", "="]


@pytest.mark.holds(27, "harmless", times=len(WORDS))
def test_a_text_stays_as_it_is_written_whatever_else_it_looks_like(trial: Trial) -> None:
    # A menu title, because a title needs a few letters more; the trail of the page shows it.
    pages = publish_all(trial, [f"menu_title: {word}" for word in WORDS])
    for page, word in zip(pages, WORDS, strict=True):
        crumb = page.css_first(".breadcrumbs [aria-current]")
        assert crumb is not None
        assert crumb.text() == word


@pytest.mark.holds(27, "harmless", times=6)
def test_facts_stay_as_they_are_written(trial: Trial) -> None:
    facts = {"open": "9:30", "zip": "02139", "n": "010", "answer": "no", "v": "1.10", "phone": "5550100"}
    file = trial.root / "site_config.yaml"
    text = file.read_text("utf-8").replace("facts:\n", "facts:\n" + "".join(f"  {k}: {v}\n" for k, v in facts.items()))
    file.write_text(text, "utf-8")
    trial.body(" ".join(f"({{{{ facts.{name} }}}})" for name in facts) + "\n")
    trial.harmless()
    main = trial.page().css_first("main")
    assert main is not None
    assert " ".join(f"({value})" for value in facts.values()) in main.text()


@pytest.mark.holds(27, "refused", times=8)
def test_a_number_is_never_guessed(trial: Trial) -> None:
    numbers = ("010", "9:30", "1e1", "0x8", "1_0", "nine", "８", '"9"x')
    at = "2:16: error["
    refuse_all(trial, [(f"reading_grade: {number}", at, "Write") for number in numbers[:-1]])
    refuse_all(trial, [(f"reading_grade: {numbers[-1]}", at, "Put all of it in quotes")])


TITLES_TO_QUOTE = {
    "Group #1": "unquoted-hash",
    "Group # 1": "unquoted-hash",
    "# only": "unquoted-hash",
    "it's #1": "unquoted-hash",
    "IOP: what": "unquoted-colon",
    "a: b: c": "unquoted-colon",
    "Is it #1: yes": "unquoted-hash",
    "Yes: we are #1": "unquoted-colon",
    "'it's'": "yaml-syntax",
    '"it"s"': "yaml-syntax",
    "'a' and more": "yaml-syntax",
    '"a" and more': "yaml-syntax",
    "'open": "yaml-syntax",
    "@home": "yaml-syntax",
    "*Free*": "yaml-syntax",
    "**Free** for all": "yaml-syntax",
    "`code`": "yaml-syntax",
    "%100": "yaml-syntax",
    "& more": "yaml-syntax",
    "&more": "yaml-feature",
    "!bang": "yaml-feature",
    "! bang": "yaml-syntax",
    "| more": "yaml-syntax",
    "> more": "yaml-syntax",
    "- more": "yaml-syntax",
    "? more": "yaml-syntax",
    ", more": "yaml-syntax",
    "] more": "yaml-syntax",
    "{{x}}": "yaml-syntax",
    "{{ facts.loan }} and more": "yaml-syntax",
    "{x}": "wrong-value",
    "{a: b}": "wrong-value",
    "[x]": "wrong-value",
    "[x] and more": "yaml-syntax",
    "“Curly”": "smart-quotes",
    "‘Single’": "smart-quotes",
    "Tab\there": "tab",
}


@pytest.mark.holds(28, "refused", times=len(TITLES_TO_QUOTE))
def test_a_title_that_yaml_would_cut_or_misread_is_refused_with_what_to_write(trial: Trial) -> None:
    cases = [(f"title: {title}", "2:", f"error[{code}]") for title, code in TITLES_TO_QUOTE.items()]
    refuse_all(trial, cases)
    ran = trial.run("check")
    for number, code in enumerate(TITLES_TO_QUOTE.values()):
        hint = re.findall(r"hint: (.*)", told_of(ran, f"odd-{number}.md")[1])
        wanted = {"smart-quotes": "quotes", "tab": "space bar"}.get(code, "quotes|next line|Put the second quote")
        assert re.search(wanted, hint[0]), hint


TITLES = {
    "Group#1": "Group#1",
    '"Group #1"': "Group #1",
    "'Group #2'": "Group #2",
    "'it''s'": "it’s",
    "it's so": "it’s so",
    '"IOP: what"': "IOP: what",
    "IOP:what": "IOP:what",
    "a, b] and {c}": "a, b] and {c}",
    "me@home": "me@home",
    "5 * 3 & more": "5 * 3 & more",
    '"{{x}}"': "{{x}}",
    "what {{x}} is": "what {{x}} is",
    "\"{% include '/etc/passwd' %}\"": "{% include ‘/etc/passwd’ %}",
    "<script>alert(1)</script>": "<script>alert(1)</script>",
    '"</title><script>alert(1)</script>"': "</title><script>alert(1)</script>",
    "a &amp; b &lt;": "a &amp; b &lt;",
    "'\"><img src=x onerror=alert(1)>'": "“><img src=x onerror=alert(1)>",
    "no": "no",
    "1.10": "1.10",
    "<<": "<<",
    "|\n  Two\n  lines": "Two lines",
    ">-\n  Two folded\n  lines": "Two folded lines",
    "Two plain\n  lines": "Two plain lines",
    '"a\\nb"': "a b",
    "日本語 🎉 naïve": "日本語 🎉 naïve",
    "x" * 300: "x" * 300,
}


@pytest.mark.holds(28, "harmless", times=len(TITLES))
@pytest.mark.holds(15, "harmless")
@pytest.mark.holds(16, "harmless")
def test_any_other_title_is_published_whole(trial: Trial) -> None:
    files = write_pages(trial, [f"title: {title}" for title in TITLES])
    ran = trial.run("build")
    assert ran.code == 0, ran.told
    assert set(ran.codes) <= {"title-length"}, ran.told
    for file, wanted in zip(files, TITLES.values(), strict=True):
        page = trial.page(f"{file.removesuffix('.md')}/index.html")
        for place, end in (("title", " – A library"), ("h1", "")):
            element = page.css_first(place)
            assert element is not None
            assert " ".join(element.text().split()) == wanted + end
        shared = page.css_first('meta[property="og:title"]')
        assert shared is not None
        assert " ".join((shared.attributes["content"] or "").split()) == wanted
        assert len(page.css("script")) == len(page.css('script[type="application/ld+json"]'))


@pytest.mark.holds(29, "refused", times=14)
def test_a_key_that_there_is_not_and_a_draft_that_is_neither_are_refused(trial: Trial) -> None:
    unknown, neither = ":1: error[unknown-key]", "2:8: error[wrong-value]"
    whether = "Write true or false"
    refuse_all(
        trial,
        [
            ("Draft: true", f"2{unknown}", "Did you mean “draft”?"),
            ("DRAFT: true", f"2{unknown}", "Did you mean “draft”?"),
            ("drft: true", f"2{unknown}", "Did you mean “draft”?"),
            ("titel: x", f"2{unknown}", "The keys are: title,"),
            ('draft: "yes"', neither, whether),
            ('draft: "true"', neither, whether),
            ("draft: maybe", neither, whether),
            ("draft: yes", neither, whether),
            ("draft: True", neither, whether),
            ("draft: 1", neither, whether),
            ("draft: [true]", neither, "Write one value"),
            ("draft: {a: b}", neither, "Write one value"),
            ("draft:", "2:1: error[empty-value]", "`true` keeps the page out of the site"),
            ("draft: # true", "2:1: error[empty-value]", "`true` keeps the page out of the site"),
        ],
    )


@pytest.mark.holds(29, "refused")
def test_a_misspelt_key_that_is_needed_is_told_once(trial: Trial) -> None:
    trial.write("content/odd.md", "---\ntitel: An odd page\ndescription: What it is about, in a sentence.\n---\n\nA.\n")
    ran = trial.run("build")
    assert ran.codes.count("unknown-key") == 1
    assert "missing-key" not in ran.codes
    assert "Did you mean “title”?" in ran.told
    assert trial.now() == trial.published


UNKNOWN = [
    *(
        "image: javascript:x",
        "picture: ../../secret.png",
        "canonical: //evil.example",
        "redirect: https://evil.example",
    ),
    *("template: ../../etc/passwd", "layout: ../../etc/passwd", "slug: ../../x", "slug: a/b", 'slug: ""', "url: //x"),
    *("permalink: //x", "aliases: [/x/]", "base: //evil.example", "head: <script>", "css: x", "extends: x"),
    *("onclick: alert(1)", "style: x", "class: x", "id: main", "__proto__: x", "__class__: x", "{{ x }}: y"),
    *('"><script>alert(1)</script>: x', "title.__class__: x"),
]


@pytest.mark.holds(30, "refused", times=16)
@pytest.mark.holds(31, "refused", times=9)
def test_a_key_of_other_generators_or_of_html_is_unknown(trial: Trial) -> None:
    known = [key for key in UNKNOWN if not key.startswith(("{{", '"'))]
    refuse_all(trial, [(key, "2:1: error[unknown-key]", "There is no key “") for key in known])
    refuse_all(trial, [(key, "2:", "error[") for key in UNKNOWN if key not in known])


LEADS_AWAY = [
    *("javascript:alert(1)", "JavaScript:alert(1)", '" javascript:alert(1)"', '"java\\tscript:alert(1)"', "vbscript:x"),
    *("data:text/html,x", "file:///etc/passwd", "blob:x", "ftp://a.example/", "//evil.example/", "/\\evil.example"),
    *("\\\\evil.example", "https:/evil", "https:evil", "https:\\\\evil", "https://", "'https:'", "http://a.example/"),
    *("https:///evil.example/", "https://a b.example/", '"https://exa\\tmple.org/"', "'tel:'", '"tel:988\\u202e"'),
    *("../../x.md", "/etc/passwd", "help.md?x", "'#main'", "help.md#nothing", 'help.md#" onclick="x', "%2e%2e/x.md"),
]


@pytest.mark.holds(30, "refused", times=len(LEADS_AWAY) + 9)
def test_what_front_matter_leads_to_is_a_page_or_a_plain_address(trial: Trial) -> None:
    steps = [(f"next:\n  - text: Go\n    to: {to}", "4:9: error[", "“") for to in LEADS_AWAY]
    related = ("../../etc/passwd", "/etc/passwd", "javascript:alert(1)", "//evil.example/", "https://evil.example/")
    also = ("tel:988", "content/help.md", 'help.md#"onclick="y', "strange.md/../help.md")
    refuse_all(trial, [*steps, *((f"related:\n  - {to}", "3:5: error[", "“") for to in (*related, *also))])


@pytest.mark.holds(30, "harmless", times=6)
def test_an_address_with_strange_signs_stays_one_address(trial: Trial) -> None:
    wanted = [
        "https://example.org/?a=b&amp;c#d",
        "https://example.org/\"onclick='alert(1)'",
        "https://example.org/<script>",
        "tel:+1-555-010-0199",
        'mailto:a@example.org?subject=<b>&body="x',
        "sms:60006",
    ]
    matters = ["next:\n  - text: Go\n    to: '{}'".format(to.replace("'", "''")) for to in wanted]
    for page, to in zip(publish_all(trial, matters), wanted, strict=True):
        link = page.css_first("a.next__link")
        assert link is not None
        assert link.attributes["href"] == to
        assert set(link.attributes) <= {"class", "href", "rel"}


@pytest.mark.holds(30, "refused", times=15)
def test_an_old_address_is_one_of_this_site(trial: Trial) -> None:
    wrong = (
        *("//evil.example/", "/../../x/", "/a\\b/", "/a b/", "/a?b/", "/a#b/", "https://evil.example/", "x", ""),
        *("javascript:alert(1)", '/"><script>alert(1)</script>/', "/", "/%2e%2e/x/", "/.well-known/x/", "/a/\tb/"),
    )
    cases = [(f"redirect_from:\n  - '{old}'", "3:", "error[wrong-value]") for old in wrong[:-1]]
    refuse_all(trial, [*cases, ('redirect_from:\n  - "/a/\\tb/"', "3:", "error[wrong-value]")])


@pytest.mark.holds(30, "refused", times=14)
def test_a_page_type_and_a_drawing_are_chosen_and_never_a_path(trial: Trial) -> None:
    unknown = ("../../etc/passwd", "/etc/passwd", "article/../home", "home.html", '""', '"home "', "base", "../base")
    drawings = ("../../../etc/passwd", "mark", "icons/menu", "/etc/passwd", "way.svg", "way/../way")
    refuse_all(
        trial,
        [
            *((f"type: {name}", "2:", "error[unknown-page-type]") for name in unknown),
            *((f"drawing: {name}", "2:10: error[wrong-value]", "none of the choices") for name in drawings),
        ],
    )


@pytest.mark.holds(31, "refused", times=6)
def test_no_key_of_data_becomes_an_attribute(trial: Trial) -> None:
    refuse_all(
        trial,
        [
            ("next:\n  - {text: a, to: help.md, onclick: x}", "3:", "There is no key “onclick” here"),
            ("waive:\n  - {code: a, reason: b, style: x}", "3:", "There is no key “style” here"),
            ("title: {onclick: x}", "2:", "error[wrong-value]"),
            ("message:\n  onclick: x", "3:", "error[unquoted-colon]"),
            ("related:\n  - {onclick: x}", "3:", "error[wrong-value]"),
        ],
    )
    trial.body(':::callout title="a" onclick="alert(1)"\nWords.\n:::\n')
    for number in range(5):
        (trial.root / f"content/odd-{number}.md").unlink()
    trial.refused("unknown-parameter", at="content/strange.md:6:", words="no parameter “onclick”")


@pytest.mark.holds(31, "refused", times=4)
def test_no_key_of_the_settings_becomes_an_attribute(trial: Trial) -> None:
    trial.settings("theme_colour: x\nonclick: alert(1)\nattributes: {onclick: x}\nbody_class: x\n")
    trial.refused(*["unknown-key"] * 4, at="site_config.yaml:", words="There is no key “onclick” here")


@pytest.mark.holds(31, "harmless")
def test_the_name_of_a_fact_is_shown_nowhere(trial: Trial) -> None:
    file = trial.root / "site_config.yaml"
    file.write_text(file.read_text("utf-8").replace("facts:\n", "facts:\n  onclick: alert(1)\n"), "utf-8")
    trial.body("It is {{ facts.onclick }}.\n")
    trial.harmless()
    assert "It is alert(1)." in trial.text("strange/index.html")
    assert all("onclick" not in node.attributes for node in trial.page().css("*"))


WITHOUT_TEXT = {
    "only-front-matter": "---\ntitle: Nothing\ndescription: A page that says nothing.\n---\n",
    "no-line-end": "---\ntitle: No line\ndescription: A page that says nothing, and whose last line does not end.\n---",
    "spaces-below": "---\ntitle: Spaces\ndescription: A page with spaces and lines below.\n---\n \n\t\n\n",
    "empty": "",
    "spaces": "  \n \n",
    "mark": "\ufeff",
    "lines": "\n\n\n",
    "odd-spaces": "\u00a0\u2003\n",
}


@pytest.mark.holds(32, "refused", times=len(WITHOUT_TEXT))
def test_a_page_without_text_is_refused(trial: Trial) -> None:
    for name, text in WITHOUT_TEXT.items():
        trial.write(f"content/{name}.md", text)
    ran = trial.run("build")
    assert ran.code == 1
    assert trial.now() == trial.published
    for name in WITHOUT_TEXT:
        assert any(line.startswith(f"content/{name}.md") and "[empty-page]" in line for line in ran.problems), name
        assert "hint: Write" in told_of(ran, f"{name}.md")[1]


@pytest.mark.holds(32, "refused", times=7)
def test_front_matter_that_does_not_begin_or_end_is_refused(trial: Trial) -> None:
    good = "title: A page\ndescription: One sentence about it.\n"
    odd = {
        "no-lines": (good, "no-front-matter"),
        "no-first": (f"{good}---\n\nWords.\n", "no-front-matter"),
        "no-second": (f"---\n{good}\nWords.\n", "unclosed-front-matter"),
        "one-line": ("---", "unclosed-front-matter"),
        "four-dashes": (f"----\n{good}----\n\nWords.\n", "no-front-matter"),
        "only-words": ("Words.\n", "no-front-matter"),
        "nothing-between": ("---\n---\n\nWords.\n", "missing-key"),
    }
    for name, (text, _) in odd.items():
        trial.write(f"content/{name}.md", text)
    ran = trial.run("build")
    assert ran.code == 1
    assert trial.now() == trial.published
    for name, (_, code) in odd.items():
        found = [line for line in ran.problems if line.startswith(f"content/{name}.md")]
        assert code in "".join(found), found
