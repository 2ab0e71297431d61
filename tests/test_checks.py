"""Every check: what it says, where, and that a good page hears nothing."""

from __future__ import annotations

from datetime import date
from html import escape
from itertools import chain
from typing import TYPE_CHECKING

import pytest

from microsite.assets import Assets
from microsite.checks import FAMILIES, judge_page, judge_site
from microsite.checks.checked import CheckedSite, known_paths, read_page
from microsite.config import read_config
from microsite.documents import read_documents
from microsite.marks import fill_blocks
from microsite.model import Output, output_path
from microsite.navigation import make_navigation
from microsite.problems import Report
from microsite.prose import make_converter, make_prose
from microsite.protection import IN_A_PAGE
from microsite.site import Site
from microsite.theme import read_theme
from microsite.web import Web

if TYPE_CHECKING:
    from pathlib import Path

    from microsite.model import Page
    from microsite.problems import Problem

CONFIG = """\
name: Clinic
url: https://example.org/iop/
description: A clinic.
contact:
  name: Clinic
  street: 31642 Camino Capistrano, Suite 2
  city: San Juan
  region: CA
  postal_code: "92675"
  phone: (949) 555-0100
telephones:
  - number: 1-800-662-4357
    name: A helpline
"""

HOME = """\
---
title: Home of the clinic
description: A clinic in the county that helps adults who live with depression.
---
See [what it costs](fees.md).
"""

TEXT = "This is what a visit costs, and who pays for it."


def page_file(body: str = TEXT, *, title: str = "What it costs", more: str = "", description: str = "") -> str:
    """Return the text of a page with good front matter of five lines, and `more` in it; the body is line 5 on."""
    description = description or f"{title}, and all that you need to know before you come to see us."
    return f"---\ntitle: {title}\ndescription: {description}\n{more}---\n{body}\n"


class Judge:
    """A site in a folder, judged."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.template = (
            f'<html lang=en><meta http-equiv="Content-Security-Policy" content="{IN_A_PAGE}">'
            "<title>{title}</title>{menu}<main><h1>{title}</h1>{body}{sources}</main>"
        )
        self.menu = ""
        self.outputs: list[Output] = []
        page_type = root / "templates" / "pages" / "article.yaml"
        page_type.parent.mkdir(parents=True)
        page_type.write_text("description: A page.\n", encoding="utf-8")
        page_type.with_suffix(".html").write_text("", encoding="utf-8")
        self.write("../site_config.yaml", CONFIG)
        self.write("index.md", HOME)

    def write(self, name: str, text: str) -> None:
        """Write a file of `content/`."""
        file = self.root / "content" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def __call__(self, **files: str) -> list[Problem]:
        """Return what the checks find; `fees="…"` is the file `content/fees.md`."""
        for name, text in files.items():
            self.write(f"{name}.md", text)
        site = self.site()
        report = Report()
        others = [*self.outputs, *(Output(file, b"") for file in site.documents.files)]
        checked = CheckedSite(site, known_paths(site, others))
        prose = make_prose(site.documents, site.config, site.theme, site.web, site.assets, make_converter(site.config))
        judged = {}
        for document in site.documents.published:
            page = prose.page(document, Report())
            output = self.draw(page, site.web)
            judged[output.path] = judge_page(checked, read_page(checked, output, page))
        judge_site(checked, judged, others, report)
        return list(report.problems)

    def site(self) -> Site:
        """Return the site as the generator reads it."""
        report = Report()
        config = read_config(self.root, report)
        theme = read_theme(self.root / "templates", "templates", report)
        today = date(2026, 11, 24)
        documents = read_documents(self.root, theme, today, report, drafts=False)
        web = Web(config.settings.url)
        assets = Assets((), {}, documents.files)
        navigation = make_navigation(documents, config, web, report)
        return Site(config, theme, web, documents, assets, navigation, today)

    def draw(self, page: Page, web: Web) -> Output:
        """Return the page in a template of one line."""
        steps = "".join(
            f'<a href="{escape(web.url("/" + step.to.replace(".md", "/")))}">{step.text}</a>'
            for step in page.document.front_matter.next
        )
        html = self.template.format(
            title=escape(page.document.front_matter.title),
            menu=self.menu,
            body=fill_blocks(page.html, page.blocks, lambda _, body: body) + steps,
            sources=page.sources,
        )
        return Output(output_path(page.address), html.encode(), page.document.source.path)


@pytest.fixture
def judged(tmp_path: Path) -> Judge:
    return Judge(tmp_path)


def told(problems: list[Problem]) -> list[str]:
    """Return place, code and message of each problem, sorted."""
    return sorted(f"{problem.place}: {problem.code}: {problem.message}" for problem in problems)


def only(problems: list[Problem], code: str) -> Problem:
    """Return the one problem there is, which has that code."""
    assert [problem.code for problem in problems] == [code], told(problems)
    return problems[0]


def test_a_good_site_hears_nothing(judged: Judge) -> None:
    body = """\
Call (949) 555-0100 or [write to us](mailto:a@example.org).[^law]

## Who pays

Table: What a visit costs

| Visit | Price |
|-------|-------|
| First | $20   |

See [the first page](index.md), [prices](#who-pays) and [the plan][plan].

![The front door, up three steps](door.png)

31642 Camino Capistrano, Suite 2, San Juan, CA 92675

[^law]: A law.
[plan]: https://example.com/plan
"""
    judged.write("door.png", "not read, as its size cannot be told")
    assert told(judged(fees=page_file(body))) == []


def test_every_check_is_described() -> None:
    for check in chain.from_iterable((*family.CHECKS, *family.SITE_CHECKS) for family in FAMILIES):
        assert (check.__doc__ or "").startswith("Yield "), check


# Links that lead to nothing


@pytest.mark.parametrize(
    ("link", "message", "hint"),
    [
        ("fes.md", "There is no page “fes.md”.", "Did you mean “fees.md”?"),
        ("Fees.md", "There is no page “Fees.md”.", "Did you mean “fees.md”?"),
        ("zzz.md#a", "There is no page “zzz.md”.", "Name a file of content/, as “fees.md”."),
        ("../../x.md", "“../../x.md” leads out of the folder “content”.", "Name a file of content/, as “fees.md”."),
        ("/fees/", "“/fees/” leads to nothing on this site.", "Write “fees.md”."),
        ("/iop/old/", "“/iop/old/” leads to nothing on this site.", "Name a file of content/, as “fees.md”."),
        (
            "https://example.org/iop/old/",
            "“https://example.org/iop/old/” leads to nothing on this site.",
            "Name a file of content/, as “fees.md”.",
        ),
        ("%6Aavascript:x", "“%6Aavascript:x” leads to nothing on this site.", "Name a file of content/, as “fees.md”."),
    ],
)
def test_a_broken_link_is_placed_where_it_was_typed(judged: Judge, link: str, message: str, hint: str) -> None:
    problem = only(judged(fees=page_file(f"{TEXT}\nSee [the other page]({link}).")), "broken-link")
    assert (str(problem.place), problem.message) == ("content/fees.md:6:22", message)
    assert problem.hint == hint


def test_a_broken_link_to_a_page_that_was_renamed_names_the_new_file(judged: Judge) -> None:
    judged.write("prices.md", page_file("See [home](index.md).", title="Prices", more="redirect_from: [/costs/]\n"))
    judged.write("index.md", HOME.replace("fees.md", "costs.md").replace("See ", "See [prices](prices.md) and "))
    problem = only(judged(), "broken-link")
    assert problem.message == "There is no page “costs.md” any more: it is now “prices.md”."
    assert problem.hint == "Write “prices.md”."


def test_a_link_to_an_old_address_is_told_with_the_page_that_is_there_now(judged: Judge) -> None:
    judged.outputs.append(
        Output("costs/index.html", b"<html lang=en><main><h1>Moved</h1><a href='/iop/fees/'>Go on</a></main>")
    )
    body = f"{TEXT} See [the prices](/iop/costs/#top)."
    problem = only(judged(fees=page_file(body, more="redirect_from: [/costs/]\n")), "link-to-old-address")
    assert (str(problem.place), problem.hint) == ("content/fees.md:6:67", "Write “fees.md#top”.")


def test_the_second_of_two_equal_broken_links_is_placed_as_the_second(judged: Judge) -> None:
    problems = judged(fees=page_file("`[a](b.md)` [one](b.md)\nand [one](b.md)"))
    assert [str(problem.place) for problem in problems] == ["content/fees.md:5:19", "content/fees.md:6:11"]


def test_a_broken_reference_link_is_placed_at_its_definition(judged: Judge) -> None:
    problem = only(judged(fees=page_file("See [the plan][p].\n\n[p]: plan.md")), "broken-link")
    assert str(problem.place) == "content/fees.md:7:6"


def test_names_in_folders_are_suggested_as_they_must_be_written(judged: Judge) -> None:
    files = {"plans/basic": page_file("See [fees](fees.md).", title="The basic plan"), "fees": page_file()}
    judged.write("index.md", HOME + "\n[The plan](plans/basic.md)\n")
    assert only(judged(**files), "broken-link").hint == "Did you mean “../fees.md”?"


def test_a_link_to_a_draft(judged: Judge) -> None:
    files = {"fees": page_file("See [the plan](plan.md)."), "plan": page_file(title="Plan", more="draft: true\n")}
    problem = only(judged(**files), "link-to-draft")
    assert problem.message == "“plan.md” is not published, so nothing can lead to it."
    assert (str(problem.place), problem.hint) == ("content/fees.md:5:16", "Publish it, or take the link out.")


def test_a_broken_anchor_on_another_page(judged: Judge) -> None:
    judged.write("index.md", HOME.replace("fees.md", "fees.md#prizes"))
    problem = only(judged(fees=page_file("## Prices\n\nText.")), "broken-anchor")
    assert problem.message == "“fees.md” has no heading or id “prizes”."
    assert (str(problem.place), problem.hint) == ("content/index.md:5:21", "Did you mean “prices”?")


def test_a_broken_anchor_on_the_same_page(judged: Judge) -> None:
    problem = only(judged(fees=page_file("## Prices\n\nSee [below](#zzz), or [the top](#top).")), "broken-anchor")
    assert problem.message == "This page has no heading or id “zzz”."
    assert problem.hint == "It has: “prices”."


def test_an_anchor_in_another_script_may_be_escaped(judged: Judge) -> None:
    assert told(judged(fees=page_file("## Költség\n\nSee [one](#k%C3%B6lts%C3%A9g), [two](#költség)."))) == []


def test_a_broken_anchor_of_a_next_step_is_placed_there(judged: Judge) -> None:
    more = "next:\n  - text: Go home\n    to: index.md#zzz\n"
    judged.template = judged.template.replace("{body}", '{body}<a href="/iop/#zzz">Go home</a>')
    judged.write("fees.md", page_file(more=more))
    problems = [problem for problem in judged() if problem.code == "broken-anchor"]
    assert [problem.message for problem in problems] == ["“/iop/#zzz” leads to a place on the page that is not there."]
    assert problems[0].place.path == "content/fees.md"


def test_a_broken_link_of_a_template_is_told_once(judged: Judge) -> None:
    judged.menu = '<link rel="stylesheet" href="/iop/a.css"><a href="/iop/gone/">Gone</a><img src="/iop/l.png" alt="">'
    assert told(judged(fees=page_file())) == [
        "content/fees.md:0:0: broken-link: “/iop/a.css” leads to nothing.",
        "content/fees.md:0:0: broken-link: “/iop/gone/” leads to nothing.",
        "content/fees.md:0:0: missing-picture: “/iop/l.png” leads to nothing.",
    ]


def test_a_redirect_that_leads_to_nothing(judged: Judge) -> None:
    judged.outputs.append(Output("old/index.html", b'<html lang=en><a href="/iop/gone/">Gone</a>', "content/fees.md"))
    assert told(judged(fees=page_file())) == ["content/fees.md:0:0: broken-link: “/iop/gone/” leads to nothing."]


def test_a_missing_picture(judged: Judge) -> None:
    judged.write("door.png", "")
    problem = only(judged(fees=page_file("![The front door](dor.png)")), "missing-picture")
    assert problem.message == "There is no picture “dor.png”."
    assert (str(problem.place), problem.hint) == ("content/fees.md:5:19", "Did you mean “door.png”?")


def test_links_that_no_browser_can_read_do_not_stop_the_checks(judged: Judge) -> None:
    judged(fees=page_file("[the plan](http://[) and [it](https://[x/?utm_source=a)"))


# Links that say nothing or track


def test_a_link_without_encryption(judged: Judge) -> None:
    problem = only(judged(fees=page_file("See [the law](http://example.com/).")), "http-link")
    assert problem.message == "“http://example.com/” is not a secure address."
    assert problem.hint == "Write “https://example.com/”, and try whether it opens."
    assert str(problem.place) == "content/fees.md:5:15"


@pytest.mark.parametrize("text", ["Click here", "here.", "Read more …", "this page", "https://example.com/"])
def test_a_link_text_that_says_nothing(judged: Judge, text: str) -> None:
    problem = only(judged(fees=page_file(f"[{text}](https://example.com/)")), "vague-link")
    assert problem.message == f"“{text}” does not say where the link leads."
    assert problem.hint == "Use words that say what the reader finds there, as “What it costs”."


def test_a_bare_web_address_is_placed_where_it_stands(judged: Judge) -> None:
    problem = only(judged(fees=page_file("See www.example.com for more.")), "vague-link")
    assert (str(problem.place), problem.message) == (
        "content/fees.md:5:5",
        "“www.example.com” does not say where the link leads.",
    )


def test_numbers_and_mail_addresses_may_be_their_own_text(judged: Judge) -> None:
    assert told(judged(fees=page_file("Call (949) 555-0100 or write to a@example.org."))) == []


def test_a_link_without_text(judged: Judge) -> None:
    problem = only(judged(fees=page_file("See [](index.md).")), "empty-link")
    assert problem.message == "The link to “index.md” has no text."
    assert problem.hint == "Say between the brackets where it leads, as [What it costs](index.md)."
    assert str(problem.place) == "content/fees.md:5:8"


def test_a_link_without_text_in_a_template_is_told_once(judged: Judge) -> None:
    judged.menu = '<a href="/iop/"><svg></svg></a>'
    assert told(judged(fees=page_file())) == ["content/fees.md:0:0: empty-link: The link to “/iop/” has no text."]


def test_one_text_for_two_targets(judged: Judge) -> None:
    body = "[Our plan](index.md), [our plan](https://example.com/), [Our plan](index.md)"
    problem = only(judged(fees=page_file(body)), "ambiguous-link")
    assert problem.message == "“our plan” leads to “https://example.com/” here, but to “index.md” further up."
    assert problem.hint == "Give the two links different texts, or let both lead to the same page."
    assert str(problem.place) == "content/fees.md:5:34"


def test_a_link_that_tracks_is_given_without_it(judged: Judge) -> None:
    body = "See [a](index.md), [the law](https://example.com/?utm_source=x&id=4&gclid=y#z)."
    problem = only(judged(fees=page_file(body)), "tracking-link")
    assert problem.message == "The link tracks the reader with “utm_source” and “gclid”."
    assert problem.hint == "Write “https://example.com/?id=4#z”."
    assert problem.fix == "See [a](index.md), [the law](https://example.com/?id=4#z)."


# Ways to a page


def test_a_page_that_no_text_leads_to(judged: Judge) -> None:
    judged.menu = '<a href="/iop/team/">Team</a>'
    problem = only(judged(fees=page_file(), team=page_file("See [us](team.md).", title="Our team")), "orphan-page")
    assert (str(problem.place), problem.message) == (
        "content/team.md:0:0",
        "No other page's text leads to this page.",
    )
    assert problem.hint == "Link to “team.md” on a page where readers need it."


def test_next_steps_and_related_pages_lead_to_a_page_as_well(judged: Judge) -> None:
    more = "next:\n  - text: Meet us\n    to: team.md\nrelated:\n  - plan.md\n"
    files = {"team": page_file(title="Our team"), "plan": page_file(title="The plan")}
    assert "orphan-page" not in {problem.code for problem in judged(fees=page_file(more=more), **files)}


def test_the_page_for_missing_pages_is_no_orphan(judged: Judge) -> None:
    assert told(judged(**{"fees": page_file(), "404": page_file(title="Not found")})) == []


def test_a_page_far_from_home(judged: Judge) -> None:
    files = {
        "fees": page_file("[Plans](plans.md)"),
        "plans": page_file("[Basic](basic.md)", title="All plans"),
        "basic": page_file(title="Basic plan"),
    }
    problem = only(judged(**files), "far-from-home")
    assert problem.message == "This page is 3 clicks away from the home page; at most 2 are right."
    assert problem.hint == "Put it into the menu, or link to it on a page nearer to home."
    assert str(problem.place) == "content/basic.md:0:0"


def test_pages_that_lead_only_to_each_other(judged: Judge) -> None:
    files = {
        "fees": page_file(),
        "a1": page_file("[B](b1.md)", title="Aaa"),
        "b1": page_file("[A](a1.md)", title="Bbb"),
    }
    assert told(judged(**files)) == [
        "content/a1.md:0:0: far-from-home: No way leads from the home page to this page.",
        "content/b1.md:0:0: far-from-home: No way leads from the home page to this page.",
    ]


# Headings


def test_a_second_main_heading_is_made_smaller(judged: Judge) -> None:
    problem = only(judged(fees=page_file("Text.\n\n# Prices\n\nText.")), "not-one-h1")
    assert (problem.message, problem.fix) == ("“Prices” is a second main heading.", "## Prices")
    assert problem.hint == "The title is the main heading. Begin headings in the text with “## ”."
    assert str(problem.place) == "content/fees.md:7:1"


def test_a_template_without_a_main_heading(judged: Judge) -> None:
    judged.template = "<main>{body}</main>"
    assert "content/fees.md:0:0: not-one-h1: The page has no main heading (h1)." in told(judged(fees=page_file()))


def test_a_level_left_out(judged: Judge) -> None:
    problem = only(judged(fees=page_file("## One\n\nText.\n\n#### Two *and* more\n\nText.")), "skipped-level")
    assert problem.message == "“Two and more” is a heading of level 4 right under one of level 2."
    assert (str(problem.place), problem.hint) == ("content/fees.md:9:1", "Begin it with “### ”.")


def test_headings_are_found_however_they_are_written(judged: Judge) -> None:
    body = "One\n---\n\nText\n\n```\n# no heading\n```\n\n#### Three ####\n\nText"
    assert str(only(judged(fees=page_file(body)), "skipped-level").place) == "content/fees.md:14:1"


def test_a_heading_without_words(judged: Judge) -> None:
    problem = only(judged(fees=page_file("Text.\n\n## **\u200b** {#a}\n\n##\n\nText.")), "empty-heading")
    assert (problem.message, problem.hint) == ("This heading has no words.", "Write its words, or delete the line.")


def test_one_id_twice_by_hand(judged: Judge) -> None:
    problem = only(judged(fees=page_file("## One {#cost}\n\nText.\n\n## Two {: #cost }\n\nText.")), "duplicate-id")
    assert problem.message == "The id “cost” stands on the page more than once."
    assert (str(problem.place), problem.hint) == ("content/fees.md:9:11", "Give one of the two another id.")


def test_one_id_twice_in_a_template(judged: Judge) -> None:
    judged.menu = '<p id="x"></p><p id="x"></p>'
    problem = judged(fees=page_file())[0]
    assert (str(problem.place), problem.hint) == ("content/fees.md:0:0", "It comes from a template, not from the text.")


def test_a_bold_line_used_as_a_heading(judged: Judge) -> None:
    problem = only(judged(fees=page_file("Text.\n\n**Our fees**\n\nText, **bold**.")), "bold-as-heading")
    assert (str(problem.place), problem.message) == ("content/fees.md:7:1", "“Our fees” is bold, but not a heading.")
    assert problem.hint == "Write “## Our fees” if it is a heading; if not, make only the weighty words bold."


def test_two_sections_with_one_name(judged: Judge) -> None:
    body = "## Cost\n\nA.\n\n### Cost\n\nB.\n\n## cost\n\nC."
    problem = only(judged(fees=page_file(body)), "duplicate-heading")
    assert (str(problem.place), problem.message) == (
        "content/fees.md:13:1",
        "Two sections of this page are called “cost”.",
    )
    assert problem.hint == "Say in each heading what is special about its section."


# Pictures and tables


def test_a_picture_without_words(judged: Judge) -> None:
    judged.write("door.png", "")
    problem = only(judged(fees=page_file("![](door.png)")), "missing-alt")
    assert problem.message == "The picture “door.png” has no words for those who cannot see it."
    assert problem.hint == "Write between the brackets what it shows: ![The front door](door.png)."
    assert str(problem.place) == "content/fees.md:5:5"


def test_a_picture_of_a_template_needs_the_attribute(judged: Judge) -> None:
    judged.menu = '<img src="data:,a"><img src="data:,b" alt="">'
    assert told(judged(fees=page_file())) == [
        "content/fees.md:0:0: missing-alt: The picture “data:,a” has no attribute “alt”."
    ]


@pytest.mark.parametrize("alt", ["door.png", "DOOR.PNG", "logo", "Picture", "an image.", "Photo 3", "2", "…"])
def test_words_that_are_none(judged: Judge, alt: str) -> None:
    judged.write("door.png", "")
    problem = only(judged(fees=page_file(f"![{alt}](door.png)")), "missing-alt")
    assert problem.message == f"“{alt}” says nothing to those who cannot see the picture."


@pytest.mark.parametrize("alt", ["Door", "Image of a door", "A photo of us"])
def test_words_that_do_not_say_what_a_picture_shows(judged: Judge, alt: str) -> None:
    judged.write("door.png", "")
    problem = only(judged(fees=page_file(f"![{alt}](door.png)")), "poor-alt")
    assert problem.message == f"“{alt}” does not say what the picture shows."
    assert problem.hint == "Say what it shows, without “image of”: “The front door, up three steps”."


def test_a_table_without_names_of_columns(judged: Judge) -> None:
    problem = only(judged(fees=page_file("Table: Prices\n\n|   |   |\n|---|---|\n| a | b |")), "table-without-header")
    assert (str(problem.place), problem.message) == ("content/fees.md:7:1", "The columns of this table have no names.")
    assert problem.hint == "Write the name of each column into the first row."


def test_a_table_without_a_caption(judged: Judge) -> None:
    problem = only(judged(fees=page_file("Prices\n\n| a | b |\n|:-:|---|\n| a | b |")), "table-without-caption")
    assert (str(problem.place), problem.message) == ("content/fees.md:7:1", "This table has no caption.")
    assert problem.hint == "Write a line “Table: What a visit costs” above it, and an empty line between the two."


def test_a_table_too_wide_for_a_telephone(judged: Judge) -> None:
    body = f"Table: Prices\n\n|{'a|' * 7}\n|{'-|' * 7}\n|{'b|' * 7}"
    problem = only(judged(fees=page_file(body)), "wide-table")
    assert problem.message == "This table has 7 columns; more than 6 are hard to read on a telephone."
    assert problem.hint == "Split it into two tables, or make its rows into sections."


# Titles and descriptions


def test_one_title_for_two_pages(judged: Judge) -> None:
    judged.write("index.md", HOME + "\n[Team](team.md)\n")
    files = {"fees": page_file(), "team": page_file(title="what it  costs", description="An other one. " * 5)}
    problem = only(judged(**files), "duplicate-title")
    assert problem.message == "“content/team.md” and “content/fees.md” have the same title."
    assert problem.hint == "Say in each title what only this page tells."
    assert (problem.place.path, problem.place.line) == ("content/team.md", 2)


def test_one_description_for_two_pages(judged: Judge) -> None:
    judged.write("index.md", HOME + "\n[Team](team.md)\n")
    text = "All that you need to know before you come to see us."
    files = {"fees": page_file(description=text), "team": page_file(title="Our team", description=text)}
    problem = only(judged(**files), "duplicate-description")
    assert problem.message == "“content/team.md” and “content/fees.md” have the same description."
    assert problem.hint == "Say in each description what only this page tells."
    assert (problem.place.path, problem.place.line) == ("content/team.md", 3)


def test_a_title_that_is_too_long(judged: Judge) -> None:
    text = page_file(title="a" * 66, description="What we ask for a visit, and who pays for it in the end.")
    problem = only(judged(fees=text), "title-length")
    assert problem.message == "The title has 66 characters; at most 65 are shown in search results."
    assert problem.hint == "Say the same in fewer words."


@pytest.mark.parametrize(
    ("count", "message", "hint"),
    [
        (
            49,
            "The description has 49 characters; at least 50 are needed.",
            "Say in one whole sentence what the reader learns here.",
        ),
        (
            161,
            "The description has 161 characters; at most 160 are shown in search results.",
            "Say the same in fewer words.",
        ),
    ],
)
def test_a_description_of_the_wrong_length(judged: Judge, count: int, message: str, hint: str) -> None:
    problem = only(judged(fees=page_file(description="a" * count)), "description-length")
    assert (problem.message, problem.hint) == (message, hint)


# Slips


def test_a_reference_that_is_defined_nowhere(judged: Judge) -> None:
    body = "See [the plan][plann] and `[a][b]` and \\[c][d].\n\n[the plan]: index.md\n[plan]: index.md"
    problem = only(judged(fees=page_file(body)), "missing-reference")
    assert problem.message == "The link “[the plan][plann]” has no address: “plann” is defined nowhere."
    assert (str(problem.place), problem.hint) == ("content/fees.md:5:5", "Did you mean “plan”?")


def test_a_footnote_that_is_not_there(judged: Judge) -> None:
    problem = only(judged(fees=page_file("It is the law.[^law]")), "missing-reference")
    assert (str(problem.place), problem.message) == ("content/fees.md:5:15", "There is no footnote “law”.")
    assert problem.hint == "Add a line “[^law]: …” with its text at the end of the page."


def test_a_footnote_that_nothing_leads_to(judged: Judge) -> None:
    problem = only(judged(fees=page_file("It is the law[^a]: so.\n\n[^a]: One.\n[^law]: Two.")), "unused-footnote")
    assert problem.message == "Nothing leads to the footnote “law”."
    assert problem.hint == "Write “[^law]” after the words it belongs to, or delete it."
    assert problem.place.line == 8


def test_a_heading_without_a_space(judged: Judge) -> None:
    problem = only(judged(fees=page_file("Text.\n\n##Prices\n\nText.")), "heading-without-space")
    assert (problem.message, problem.fix) == ("There is no space after “##”.", "## Prices")
    assert problem.hint == "Write “## ” before the words of a heading, or “\\##” if it is none."
    assert str(problem.place) == "content/fees.md:7:1"


# Contact


def test_a_telephone_number_that_the_site_does_not_know(judged: Judge) -> None:
    body = "Call (949) 555-0101, 949.555.0100, +1 800 662 4357 or https://example.com/949-555-0199/x."
    problem = next(problem for problem in judged(fees=page_file(body)) if problem.code == "unknown-telephone")
    assert problem.message == "The telephone number “(949) 555-0101” is not one of the site's."
    assert problem.hint == (
        "If you mean the site's own, “(949) 555-0100”, write {{ contact.phone }}. If yours is right, "
        "add it under “telephones” in site_config.yaml."
    )
    assert str(problem.place) == "content/fees.md:5:6"


def test_a_link_that_calls_an_unknown_number(judged: Judge) -> None:
    body = "[Call us](tel:+19495550100), [write us](sms:9495550101?body=Hi), [949-555-0102](tel:9495550102)"
    assert told(judged(fees=page_file(body))) == [
        "content/fees.md:5:41: unknown-telephone: The telephone number “9495550101” is not one of the site's.",
        "content/fees.md:5:67: unknown-telephone: The telephone number “949-555-0102” is not one of the site's.",
    ]


@pytest.mark.parametrize("typed", ["CA 92657", "31624 Camino  Capistrano"])
def test_an_address_that_is_nearly_the_right_one(judged: Judge, typed: str) -> None:
    problem = only(judged(fees=page_file(f"Come to {typed}.")), "different-address")
    assert problem.message == f"“{typed}” differs from the address in site_config.yaml."
    assert problem.hint == (
        "The address is “31642 Camino Capistrano, Suite 2, San Juan, CA 92675”. Write {{ contact.address }}."
    )
    assert str(problem.place) == "content/fees.md:5:9"


def test_the_right_address_and_places_elsewhere_are_let_be(judged: Judge) -> None:
    body = "Come to {{ contact.address }}, 31642 CAMINO CAPISTRANO, CA 92675-1234, or write to Reno, NV 89501."
    assert told(judged(fees=page_file(body))) == []


# Waivers


def waiver(code: str, reason: str) -> str:
    return f"waive:\n  - code: {code}\n" + (f"    reason: {reason}\n" if reason else "")


def test_a_waiver_takes_away_the_problems_of_its_page_only(judged: Judge) -> None:
    judged.write("index.md", HOME + "\n[Here](fees.md)\n")
    problems = judged(fees=page_file("[Here](index.md)", more=waiver("vague-link", "It is a poem.")))
    assert only(problems, "vague-link").place.path == "content/index.md"


def test_a_waiver_needs_a_reason(judged: Judge) -> None:
    problem = only(judged(fees=page_file("[Here](index.md)", more=waiver("vague-link", ""))), "waiver-without-reason")
    assert problem.message == "The waiver of “vague-link” has no reason."
    assert problem.hint == "Write under it why the rule does not hold here, as “reason: …”."
    assert (problem.place.path, problem.place.line) == ("content/fees.md", 5)


def test_a_waiver_that_takes_nothing_away(judged: Judge) -> None:
    problem = only(judged(fees=page_file(more=waiver("vague-links", "Why not."))), "unused-waiver")
    assert problem.message == "The waiver of “vague-links” takes nothing away."
    assert problem.hint == "Did you mean “vague-link”?"
