"""Old addresses: each leads to one page, at once, and no page or file of the site stands in its way."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from build import HERE, build
from microsite.documents import RESERVED
from microsite.options import Options
from microsite.problems import Report

if TYPE_CHECKING:
    from conftest import WriteSite

    from microsite.problems import Problem

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
FAMILY = {"same-address", "redirect-chain", "reserved-address", "wrong-value", "same-output"}


def page(title: str, *more: str) -> str:
    description = f"{title}, and what it is, what it costs, and all else that readers ask before they come."
    return "\n".join(["---", f"title: {title}", f"description: {description}", *more, "---", "Words.", ""])


@pytest.fixture
def judged(write_site: WriteSite) -> JudgeRedirects:
    return JudgeRedirects(write_site)


class JudgeRedirects:
    """A site, and what is said about its old addresses."""

    def __init__(self, write_site: WriteSite) -> None:
        self.write_site = write_site

    def problems(self, files: dict[str, str], options: Options) -> list[Problem]:
        """Return the problems of redirects."""
        root = self.write_site({"content/index.md": page("First")} | {f"content/{n}": t for n, t in files.items()})
        report = Report()
        build(root, options, report)
        return [problem for problem in report.problems if problem.code in FAMILY]

    def __call__(self, *, drafts: bool = False, **files: str) -> list[str]:
        """Return place, code and message of each; `fees="…"` is the file `content/fees.md`."""
        named = {f"{name.replace('__', '/')}.md": text for name, text in files.items()}
        found = self.problems(named, Options(now=NOW, drafts=drafts))
        return [f"{problem.place} {problem.code}: {problem.message}" for problem in found]


def test_old_addresses_that_lead_to_a_page_at_once_hear_nothing(judged: JudgeRedirects) -> None:
    assert judged(fees=page("Fees", "redirect_from: [/prices, /old/costs.html, /money/fees/]")) == []


def test_what_is_no_address_is_told_at_its_entry(judged: JudgeRedirects) -> None:
    assert judged(fees=page("Fees", "redirect_from:", "  - //evil", "  - old", "  - /a b/", "  - /../x", "  - /")) == [
        "content/fees.md:5:5 wrong-value: “//evil” is not an address of this site.",
        "content/fees.md:6:5 wrong-value: “old” is not an address of this site.",
        "content/fees.md:7:5 wrong-value: “/a b/” is not an address of this site.",
        "content/fees.md:8:5 wrong-value: “/../x” is not an address of this site.",
        "content/fees.md:9:5 wrong-value: “/” is not an address of this site.",
    ]


@pytest.mark.parametrize(
    "written", ["/assets/old/", "/assets", "/404.html", "/Robots.txt", "/sitemap.xml", "/list.pdf"]
)
def test_an_old_address_of_a_file_of_the_site_is_refused_once(judged: JudgeRedirects, written: str) -> None:
    found = judged.problems(
        {"fees.md": page("Fees", f"redirect_from: [{written}]"), "list.pdf": "%PDF"}, Options(now=NOW)
    )
    assert [(str(problem.place), problem.code) for problem in found] == [("content/fees.md:4:17", "reserved-address")]


def test_every_file_at_the_root_of_a_site_is_reserved() -> None:
    outputs = build(HERE / "tests" / "sites" / "good", Options(now=NOW), Report())
    roots = {
        output.path.split("/")[0] for output in outputs if not output.beside and not output.made_from.endswith(".md")
    }
    assert roots | {"404.html"} == RESERVED


@pytest.mark.parametrize("written", ["/visit", "/visit/", "/Visit/"])
def test_an_old_address_at_which_a_page_stands(judged: JudgeRedirects, written: str) -> None:
    assert judged(fees=page("Fees", f"redirect_from: [{written}]"), visit=page("Visit")) == [
        f"content/fees.md:4:17 same-address: At “{written}” a page stands: “content/visit.md”."
    ]


def test_an_old_address_of_two_pages_is_told_at_the_second(judged: JudgeRedirects) -> None:
    assert judged(a=page("One", "redirect_from: [/old]"), b=page("Two", "redirect_from: [/x/, /old/]")) == [
        "content/b.md:4:22 same-address: “/old/” leads to “content/a.md” already."
    ]


def test_an_old_address_that_stands_twice_on_a_page(judged: JudgeRedirects) -> None:
    assert judged(a=page("One", "redirect_from: [/old, /old/]")) == [
        "content/a.md:4:23 same-address: “/old/” leads to “content/a.md” already."
    ]


def test_a_page_that_leads_to_itself(judged: JudgeRedirects) -> None:
    assert judged(fees=page("Fees", "redirect_from: [/fees]")) == [
        "content/fees.md:4:17 redirect-chain: “/fees” is this page's own address, so it would lead to itself."
    ]


def test_two_pages_that_lead_to_each_other_are_told_both(judged: JudgeRedirects) -> None:
    assert judged(a=page("One", "redirect_from: [/b/]"), b=page("Two", "redirect_from: [/a/]")) == [
        "content/a.md:4:17 same-address: At “/b/” a page stands: “content/b.md”.",
        "content/b.md:4:17 same-address: At “/a/” a page stands: “content/a.md”.",
    ]


def test_a_page_that_is_over_may_hand_its_address_on_but_not_in_two_steps(judged: JudgeRedirects) -> None:
    over = page("Old fees", "expires_on: 2026-11-01", "redirect_from: [/prices/]")
    (told,) = judged(old=over, fees=page("Fees", "redirect_from: [/old/]"))
    assert told.startswith("content/old.md:5:17 redirect-chain: “/prices/” led to this page, which is over ")
    assert told.endswith("and leads on to “content/fees.md”.")
    assert judged(old=over, fees=page("Fees", "redirect_from: [/old/, /prices/]")) == []


def test_a_page_that_will_stand_there_one_day_is_told_before(judged: JudgeRedirects) -> None:
    fees, later = page("Fees", "redirect_from: [/new/]"), page("New", "publish_on: 2026-12-01")
    assert judged(fees=fees, new=later) == [
        "content/fees.md:4:17 same-address: At “/new/” a page stands from 2026-12-01 on: “content/new.md”."
    ]
    assert judged(fees=fees.replace("redirect", "expires_on: 2026-12-01\nredirect"), new=later) == []


def test_two_pages_that_change_places_on_a_day_are_fine(judged: JudgeRedirects) -> None:
    old, new = page("Old", "expires_on: 2026-12-01"), page("New", "publish_on: 2026-12-01", "redirect_from: [/old/]")
    assert judged(old=old, new=new) == []
    assert judged(old=old.replace("12-01", "12-02"), new=new) == [
        "content/new.md:5:17 same-address: At “/old/” a page stands from 2026-12-01 on: “content/old.md”."
    ]


def test_a_draft_is_in_nobodys_way_until_it_is_shown(judged: JudgeRedirects) -> None:
    fees, new = page("Fees", "redirect_from: [/new/]"), page("New", "draft: true")
    assert judged(fees=fees, new=new) == []
    assert judged(drafts=True, fees=fees, new=new) == [
        "content/fees.md:4:17 same-address: At “/new/” a page stands: “content/new.md”."
    ]
