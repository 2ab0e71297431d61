"""The site's own rules: what pages must show, words to avoid, words that need others, and where links lead."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from test_checks import CONFIG, TEXT, Judge, only, page_file, told

from microsite.checks import FAMILIES
from microsite.checks.spoken import Spoken
from microsite.problems import CODES

if TYPE_CHECKING:
    from pathlib import Path


# As many lines as before, and a second number, which templates may dial.
SETTINGS = CONFIG.replace(
    "  - number: 1-800-662-4357\n    name: A helpline\n",
    '  - {number: 1-800-662-4357, name: A helpline}\n  - {number: "988", name: Lifeline}\n',
)


@pytest.fixture
def judged(tmp_path: Path) -> Judge:
    return Judge(tmp_path)


def rules(judged: Judge, text: str) -> None:
    """Give the site rules, which begin in line 15 of its settings."""
    judged.write("../site_config.yaml", SETTINGS + "rules:\n" + text)


WORDING = """\
  wording:
    - name: praise
      words: [holistic, safe space, empower*]
      instead: Name what there is.
      allow: [Holistic House]
    - name: labels
      level: error
      words: [addict*, empowered addicts]
      reason: People are more.
    - name: hard words
      plain: {utilize: use, prior to: before, individual: person, modalit*: kind}
      fix: true
"""


def test_a_site_without_rules_hears_nothing(judged: Judge) -> None:
    assert told(judged(fees=page_file("A holistic cure for addicts."))) == []


def test_words_to_avoid_are_told_where_they_stand(judged: Judge) -> None:
    rules(judged, WORDING)
    problems = judged(fees=page_file("This is a Holistic\nand **safe** space."))
    assert told(problems) == [
        "content/fees.md:5:11: poor-word: “Holistic” is one of the words that this site avoids (praise).",
        "content/fees.md:6:7: poor-word: “safe space” is one of the words that this site avoids (praise).",
    ]
    assert problems[0].hint == "Name what there is."


def test_the_level_of_a_rule_is_that_of_its_code(judged: Judge) -> None:
    rules(judged, WORDING)
    problem = only(judged(fees=page_file("Help for addicts.")), "forbidden-word")
    assert (problem.severity, problem.hint) == ("error", "Say it in other words. People are more.")
    assert CODES["poor-word"] == "warning"


def test_words_in_the_front_matter_are_told_as_well(judged: Judge) -> None:
    rules(judged, WORDING)
    more = "message: A holistic way.\nnext:\n  - text: Get empowered\n    to: other.md\n"
    judged.write("other.md", page_file("See [fees](fees.md).", title="Another page"))
    assert told(judged(fees=page_file(TEXT, title="What addicts pay", more=more))) == [
        "content/fees.md:2:13: forbidden-word: “addicts” is one of the words that this site avoids (labels).",
        "content/fees.md:3:19: forbidden-word: “addicts” is one of the words that this site avoids (labels).",
        "content/fees.md:4:12: poor-word: “holistic” is one of the words that this site avoids (praise).",
        "content/fees.md:6:15: poor-word: “empowered” is one of the words that this site avoids (praise).",
    ]


def test_words_that_readers_do_not_read_are_let_be(judged: Judge) -> None:
    rules(judged, WORDING)
    judged.write("holistic.md", page_file("See [fees](fees.md).", title="A place"))
    body = """\
`holistic` [A place](holistic.md) [another](https://example.com/holistic) {{ contact.name }}[^holistic]

<!-- holistic -->

## Costs {#holistic}

See [it][holistic].

```
holistic
```

[holistic]: https://example.com/holistic-care
[^holistic]: [Holistic care](https://example.com/), a book.
"""
    assert told(judged(fees=page_file(body, more="waive:\n  - code: vague-link\n    reason: holistic\n"))) == [
        "content/fees.md:5:5: unused-waiver: The waiver of “vague-link” takes nothing away."
    ]


def test_an_allowed_phrase_is_no_mistake(judged: Judge) -> None:
    rules(judged, WORDING)
    problem = only(judged(fees=page_file("The Holistic House is holistic.")), "poor-word")
    assert problem.place.column == 23


def test_where_several_words_meet_one_is_told(judged: Judge) -> None:
    rules(judged, WORDING)
    problem = only(judged(fees=page_file("We see empowered addicts.")), "forbidden-word")
    assert problem.message == "“empowered addicts” is one of the words that this site avoids (labels)."


@pytest.mark.parametrize(
    ("line", "fix"),
    [
        ("We utilize it.", "We use it."),
        ("Utilize it.", "Use it."),
        ("Ask **prior to** it.", "Ask **before** it."),
        ("Ask prior  to it.", None),
        ("This is an individual.", None),
        ("The individual pays.", "The person pays."),
        ("UTILIZE it.", None),
        ("Many modalities.", None),
    ],
)
def test_a_plain_word_is_put_in_only_where_it_fits(judged: Judge, line: str, fix: str | None) -> None:
    rules(judged, WORDING)
    assert only(judged(fees=page_file(line)), "poor-word").fix == fix


def test_the_hint_names_the_plain_word(judged: Judge) -> None:
    rules(judged, WORDING)
    assert only(judged(fees=page_file("Many modalities.")), "poor-word").hint == "Write “kind”."


def test_some_words_count_only_near_others(judged: Judge) -> None:
    rules(judged, "  wording:\n    - name: ways to die\n      words: [bridge*]\n      only_near: [suicid*]\n")
    body = "A bridge to care.\n\nSuicide is sad.\n\n- one bridge\n- and suicide\n\n## A bridge\nSuicide."
    problem = only(judged(fees=page_file(body)), "poor-word")
    assert str(problem.place) == "content/fees.md:9:7"


def test_words_of_the_settings_are_told_there(judged: Judge) -> None:
    rules(judged, WORDING + "disclaimer: >-\n  This is no\n  holistic cure.\nfacts:\n  us: We help addicts.\n")
    assert told(judged(fees=page_file())) == [
        "site_config.yaml:29:3: poor-word: “holistic” is one of the words that this site avoids (praise).",
        "site_config.yaml:31:15: forbidden-word: “addicts” is one of the words that this site avoids (labels).",
    ]


def test_words_of_the_settings_on_two_lines_are_told_where_the_value_begins(judged: Judge) -> None:
    rules(judged, WORDING + "disclaimer: >-\n  This is a safe\n  space.\n")
    problem = only(judged(fees=page_file()), "poor-word")
    assert (str(problem.place), problem.message[:12]) == ("site_config.yaml:27:13", "“safe space”")


def test_a_rule_may_be_about_some_pages_only(judged: Judge) -> None:
    rules(judged, "  wording:\n    - name: praise\n      words: [holistic]\n      not_on: [fees.md]\n")
    assert told(judged(fees=page_file("Holistic."))) == []
    rules(judged, "  wording:\n    - name: praise\n      words: [holistic]\n      pages: [fees.md]\n")
    assert [problem.code for problem in judged(fees=page_file("Holistic."))] == ["poor-word"]
    rules(judged, "  wording:\n    - name: praise\n      words: [holistic]\n      types: [article]\n")
    assert [problem.code for problem in judged(fees=page_file("Holistic."))] == ["poor-word"]


def test_a_waiver_for_some_words_leaves_the_others_checked(judged: Judge) -> None:
    rules(judged, WORDING)
    more = "waive:\n  - code: poor-word\n    words: [holistic, utilize]\n    reason: It is explained.\n"
    assert told(judged(fees=page_file("Holistic.\nA safe space.", more=more))) == [
        "content/fees.md:10:3: poor-word: “safe space” is one of the words that this site avoids (praise).",
        "content/fees.md:5:5: unused-waiver: The waiver of “poor-word” takes nothing away for “utilize”.",
    ]


# Words that need others


LAW = "  near:\n    - words: [Medicare, Medicaid]\n      footnote: true\n"
YEAR = "  near:\n    - words: ['/\\$ ?\\d/']\n      needs: ['/20\\d\\d/']\n      within: sentence\n"


def test_a_law_needs_a_footnote_in_its_paragraph(judged: Judge) -> None:
    rules(judged, LAW)
    body = (
        "Medicare pays.\n\nMedicare pays.[^a] The Medicaid plan.\n\n## Medicare\n\nA plan. Medicare.\n\n[^a]: A source."
    )
    problems = judged(fees=page_file(body))
    assert told(problems) == [
        "content/fees.md:11:9: missing-nearby: “Medicare” needs a footnote in the same paragraph.",
        "content/fees.md:5:1: missing-nearby: “Medicare” needs a footnote in the same paragraph.",
    ]
    assert problems[0].hint == "Name the source in a footnote."


def test_an_amount_needs_its_year_in_its_sentence(judged: Judge) -> None:
    rules(judged, YEAR)
    problem = only(judged(fees=page_file("It was $25 in 2026. Then it was\n$ 30.")), "missing-nearby")
    assert str(problem.place) == "content/fees.md:6:1"


def test_a_page_that_names_a_thing_shows_another_somewhere(judged: Judge) -> None:
    rules(
        judged, "  near:\n    - words: [suicid*]\n      needs: ['988']\n      within: page\n      reason: It helps.\n"
    )
    problem = only(judged(fees=page_file("Suicide.\n\nSuicide.")), "missing-nearby")
    assert (problem.message, problem.hint) == ("“Suicide” needs “988” in the same page.", "It helps.")
    assert told(judged(fees=page_file("Suicide.\n\nCall 988."))) == []
    judged.template = judged.template.replace("{body}", "{body}<p>Call 988</p>")
    assert told(judged(fees=page_file("Suicide."))) == []


# What pages must show


def test_a_link_that_must_be_there_is_not(judged: Judge) -> None:
    rules(judged, "  required:\n    - links: ['tel:988', index.md]\n      pages: [fees.md]\n      reason: It helps.\n")
    problems = judged(fees=page_file())
    assert told(problems) == [
        "content/fees.md:0:0: missing-required: This page has no link to “index.md”.",
        "content/fees.md:0:0: missing-required: This page has no link to “tel:988”.",
    ]
    assert problems[1].hint == "Write [words](tel:988). It helps."
    judged.menu = '<a href="tel:988">988</a><a href="/iop/">Home</a>'
    assert told(judged(fees=page_file())) == []


@pytest.mark.parametrize("around", ["<details>{}</details>", "<div hidden>{}</div>", "<details><p>{}</p></details>"])
def test_what_must_be_opened_does_not_count(judged: Judge, around: str) -> None:
    rules(judged, "  required:\n    - links: ['tel:988']\n      text: Call 988\n")
    judged.menu = around.format('<a href="tel:988">Call 988</a>')
    codes = [problem.message for problem in judged(fees=page_file()) if problem.place.path == "content/fees.md"]
    assert codes == ["This page does not show “Call 988”.", "This page has no link to “tel:988”."]


def test_what_belongs_at_the_top_stands_before_the_second_section(judged: Judge) -> None:
    rules(judged, "  required:\n    - links: ['tel:988']\n      near_the_top: true\n      pages: [fees.md]\n")
    assert told(judged(fees=page_file("## One\n\n[Call](tel:988)\n\n## Two\n\nText."))) == []
    problems = judged(fees=page_file("## One\n\nText.\n\n## Two\n\n[Call](tel:988)"))
    assert (
        "content/fees.md:0:0: missing-required: This page has no link to “tel:988” before its second section."
        in told(problems)
    )


def test_a_component_that_must_be_there_with_its_parameters(judged: Judge) -> None:
    folder = judged.root / "templates/components/card"
    folder.mkdir(parents=True)
    (folder / "component.html").write_text("", encoding="utf-8")
    (folder / "component.yaml").write_text(
        "description: A card.\nparameters:\n  kind:\n    description: Which.\n", encoding="utf-8"
    )
    rules(
        judged,
        "  required:\n    - component: card\n      parameters: {kind: urgent}\n      pages: [fees.md]\n",
    )
    judged.template = judged.template.replace("{body}", '<div class="card">{body}</div>')
    problem = only(judged(fees=page_file(':::card kind="calm"\nText.\n:::')), "missing-required")
    assert problem.message == 'This page has no “:::card kind="urgent"”.'
    assert told(judged(fees=page_file(':::card kind="urgent"\nText.\n:::'))) == []
    judged.template = judged.template.replace('class="card"', 'class="card" hidden')
    assert [problem.code for problem in judged(fees=page_file(':::card kind="urgent"\nText.\n:::'))][:1] == [
        "missing-required"
    ]


# Where links lead


def test_a_site_that_is_never_linked_to(judged: Judge) -> None:
    rules(judged, "  sources:\n    never: [example.com]\n    reason: It is a copy.\n")
    body = "[One](https://www.example.com/a), [two](https://notexample.com/), [three](https://example.org/)."
    problem = only(judged(fees=page_file(body)), "unwanted-source")
    assert problem.message == "“www.example.com” is not a site that this one links to."
    assert problem.hint.endswith("It is a copy.")
    assert problem.place.column == 7


def test_only_some_sites_are_linked_to(judged: Judge) -> None:
    rules(judged, "  sources:\n    only: [nih.gov]\n")
    body = "[One](https://www.nih.gov/a), [two](https://example.com/), [mail](mailto:a@example.org), [home](index.md)."
    assert only(judged(fees=page_file(body)), "unwanted-source").place.column == 37


# Rules that are wrong themselves


def test_rules_that_can_never_do_anything_are_told(judged: Judge) -> None:
    rules(
        judged,
        """\
  required:
    - links: ['tel:988']
      pages: [fes.md]
    - component: crad
    - reason: None.
  wording:
    - name: none
      types: [event]
      not_on: [fees.md]
  near:
    - words: [a]
""",
    )
    judged.menu = '<a href="tel:988">988</a>'
    assert told(judged(fees=page_file())) == [
        "site_config.yaml:17:15: idle-rule: This rule names “fes.md”, and there is no such page on the site.",
        "site_config.yaml:18:18: idle-rule: There is no component “crad”.",
        "site_config.yaml:19:7: idle-rule: This rule does not say what pages must show.",
        "site_config.yaml:21:7: idle-rule: This rule names no words.",
        "site_config.yaml:22:15: idle-rule: This rule names the page type “event”, and no page is of that type.",
        "site_config.yaml:25:7: idle-rule: This rule does not say what the words need.",
    ]


def test_words_that_cannot_be_looked_for_are_told_at_their_line(judged: Judge) -> None:
    rules(judged, "  wording:\n    - name: bad\n      words: [good, '/(a+)+/']\n      plain: {'/[/': x}\n")
    problems = judged(fees=page_file("A good word."))
    assert [(str(problem.place), problem.code) for problem in problems if problem.place.path != "content/fees.md"] == [
        ("site_config.yaml:17:21", "bad-pattern"),
        ("site_config.yaml:18:22", "bad-pattern"),
    ]
    assert [problem.code for problem in problems if problem.place.path == "content/fees.md"] == ["poor-word"]


def test_what_is_spoken_keeps_every_character_in_its_place(judged: Judge) -> None:
    judged.write("fees.md", page_file("See [a](b.md) {#x} `c` [^1]\n\n:::card\n:::\n\n[^1]: Note.\n"))
    for document in judged.site().documents.published:
        spoken = Spoken(document)
        assert len(spoken.text) == len(document.source.text)
        assert all(new in {old, " "} for new, old in zip(spoken.text, document.source.text, strict=True))


def test_every_family_asks_pages_one_by_one_or_the_site_once() -> None:
    for family in FAMILIES:
        assert not set(family.CHECKS) & set(family.SITE_CHECKS)
