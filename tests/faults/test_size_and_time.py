"""Pages that are too large, too wide or too slow are refused by name, and the others are checked all the same."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from faults.trial import FRONT_MATTER
from microsite.deadline import SECONDS_A_PAGE
from microsite.opening import MAX_BYTES
from microsite.prose.limits import MAX_CELLS, MAX_FOOTNOTE_MARKS, MAX_OPEN_FENCES, MAX_OPEN_LINKS, MAX_SHORT_FORMS
from microsite.source import MAX_LINE

if TYPE_CHECKING:
    from faults.trial import Trial

SENTENCE = "A few words that somebody may read with ease. They are short. "
PARAGRAPH = SENTENCE * 3 + "\n\n"


@pytest.mark.holds(34, "refused")
@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param(
            "|".join("a" * 600) + "\n" + "|".join("-" * 600) + "\n" + "a\n" * 900, "table-too-wide", id="wide"
        ),
        pytest.param("a|b\n-|-\n" + "a\n" * MAX_CELLS, "too-many", id="long, of short rows"),
        pytest.param("|a" * 50 + "\n" + "|-" * 50 + "\n" + "a|\n" * 4_000, "too-many", id="both"),
        pytest.param(("|a" * 50 + "\n" + "|-" * 50 + "\n" + "a|\n" * 99 + "\n") * 5, "too-many", id="several"),
        pytest.param("> " + "> ".join(["a|b\n", "-|-\n", *["a\n"] * MAX_CELLS]), "too-many", id="in a quotation"),
    ],
)
def test_a_table_of_too_many_cells_is_refused_before_it_is_made(trial: Trial, text: str, code: str) -> None:
    trial.body(text)
    ran = trial.refused(code, at="content/strange.md:")
    assert ran.seconds < 5
    assert ran.memory < 500_000


def test_a_table_that_is_large_and_not_too_large_is_published(trial: Trial) -> None:
    row = "| a | b | c | d |\n"
    trial.body(f"Table: All of it\n\n{row}|---|---|---|---|\n" + row * 2_000)
    trial.harmless()
    assert len(trial.page().css("main td")) == 8_000


@pytest.mark.holds(35, "refused", times=3)
def test_what_used_to_be_slow_is_refused_at_once_and_the_next_pages_are_checked(trial: Trial) -> None:
    trial.body("Some words.\n\n" + "[" * 20_000, "content/a.md")
    trial.body("<![CDATA[" * 2_000 + "\n\n" + "<![CDATA[" * 2_000, "content/b.md")
    trial.body("Some words.\n\n" + "[^" * 10_000 + "\n\n" + "[^" * 6_000, "content/c.md")
    trial.body("See [that](nothing.md).\n", "content/zz.md")
    ran = trial.run("build")
    assert ran.code == 1
    assert trial.now() == trial.published
    assert [line for line in ran.problems if line.startswith("content/a.md:8:1: error[nested-too-deeply]")], ran.told
    assert any(line.startswith("content/b.md:6:1: error[raw-html]") for line in ran.problems)
    assert any(line.startswith("content/c.md: error[too-many]") for line in ran.problems)
    assert any(line.startswith("content/zz.md:6:12: error[broken-link]") for line in ran.problems)
    assert "“nothing.md”" in ran.told


@pytest.mark.holds(35, "refused")
@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no timer that stops a page")
@pytest.mark.parametrize("pages", [0, 40], ids=["in one process", "in several processes"])
def test_a_page_that_takes_too_long_is_stopped_in_every_process_and_the_next_are_checked(
    trial: Trial, pages: int
) -> None:
    folder = trial.own_templates() / "components" / "endless"
    folder.mkdir()
    (folder / "component.yaml").write_text("description: Takes for ever.\nbody: text\n", "utf-8")
    loops = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
    (folder / "component.html").write_text(loops + "{{ body }}", "utf-8")
    (folder / "component.css").write_text("", "utf-8")
    (folder / "examples.md").write_text("## One\n\n:::endless\nWords.\n:::\n", "utf-8")
    for number in range(pages):
        trial.body("See [this](index.md).\n", f"content/p{number}.md")
    slow = ["content/a.md", "content/strange.md"] if pages else ["content/strange.md"]
    for page in slow:
        trial.body(":::endless\nWords.\n:::\n", page)
    trial.body("See [that](nothing.md).\n", "content/zz.md")
    ran = trial.run("build", limit=6 * SECONDS_A_PAGE)
    assert ran.code == 1
    assert trial.now() == trial.published
    told = [line.split(" ")[0] for line in ran.problems if "error[too-slow]" in line]
    assert told == [f"{page}:" for page in slow], ran.told
    assert any(line.startswith("content/zz.md:6:12: error[broken-link]") for line in ran.problems), ran.told


@pytest.mark.holds(36, "refused")
def test_a_file_of_more_than_512_kb_is_refused_before_it_is_read(trial: Trial) -> None:
    page = trial.body(PARAGRAPH)
    page.write_bytes(page.read_bytes().ljust(MAX_BYTES + 1_000, b"a"))
    ran = trial.run("build")
    assert ran.code == 1
    assert "content/strange.md: error[too-large]" in ran.told
    assert trial.now() == trial.published
    assert ran.seconds < 5


@pytest.mark.holds(36, "refused")
@pytest.mark.parametrize("length", [MAX_LINE + 1, 200_000])
def test_a_line_that_is_too_long_is_refused_at_its_line(trial: Trial, length: int) -> None:
    trial.body("Words.\n\n" + "word " * (length // 5) + "end\n")
    trial.refused("line-too-long", at="content/strange.md:8:", words="Break it into paragraphs")


@pytest.mark.holds(36, "refused")
def test_a_line_of_a_megabyte_is_refused_as_a_file_that_is_too_large(trial: Trial) -> None:
    trial.body("a" * 1_000_000, "content/more.md")
    trial.refused("too-large", at="content/more.md: ", words="Split it into several files.")


@pytest.mark.holds(36, "refused")
def test_a_paragraph_is_one_line_however_often_it_is_broken(trial: Trial) -> None:
    trial.body("Words.\n\n" + (SENTENCE + "\n") * 400)
    trial.refused("line-too-long", at="content/strange.md:8:1: ", words="with an empty line between each two")


@pytest.mark.holds(36, "harmless")
def test_a_file_that_is_as_large_as_it_may_be_is_published(trial: Trial) -> None:
    text = "".join(f"## Part {number}\n\n{PARAGRAPH}" for number in range(2_300))
    trial.body(text[: MAX_BYTES - len(FRONT_MATTER.encode())].rpartition("## Part")[0])
    ran = trial.run("build")
    assert ran.code == 0, ran.told
    assert len(trial.page().css("main h2")) > 2_000


@pytest.mark.holds(38, "refused", times=5)
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a[^b] " * (MAX_FOOTNOTE_MARKS // 50 + 1) * 50 + "\n\n[^b]: Note.", "names footnotes in"),
        ("\n\n".join(f"*[A{number}]: Words" for number in range(MAX_SHORT_FORMS + 1)), "short forms"),
        ("\n\n".join(["[a](b"] * (MAX_OPEN_LINKS + 1)), "links of the page do not end"),
        ("\n\n".join(["```a"] * (MAX_OPEN_FENCES + 1)), "blocks of code do not end"),
        ("\n\n".join(["[a](b" * 10] * 4), "links of the page do not end"),
    ],
)
def test_what_takes_the_square_of_the_time_is_refused_by_number(trial: Trial, text: str, words: str) -> None:
    trial.body("Words.\n\n" + text)
    trial.refused("too-many", at="content/strange.md:", words=words)


@pytest.mark.holds(38, "harmless", times=4)
def test_as_many_as_there_may_be_are_published(trial: Trial) -> None:
    forms = "\n".join(f"*[AB{number}]: Words" for number in range(MAX_SHORT_FORMS))
    notes = "\n\n".join(f"Words[^{number}]." for number in range(500))
    sources = "\n".join(f"[^{number}]: Note." for number in range(500))
    trial.body(f"The AB1 is there.\n\n{forms}\n\n{notes}\n\n{sources}\n\n" + "[" * 29 + "a" + "]" * 29 + "\n")
    ran = trial.run("build")
    assert ran.code == 0, ran.told
    page = trial.page()
    assert len(page.css("main sup")) == 500
    assert [node.text() for node in page.css("abbr")] == ["AB1"]


@pytest.mark.holds(38, "harmless")
def test_a_thousand_old_addresses_of_one_page_lead_to_it(trial: Trial) -> None:
    old = "".join(f"  - /old-{number}/\n" for number in range(1_000))
    page = trial.body("Words.\n")
    page.write_text(page.read_text("utf-8").replace("\n---\n\n", f"\nredirect_from:\n{old}---\n\n"), "utf-8")
    trial.harmless()
    assert "/branch/strange/" in trial.text("old-999/index.html")


@pytest.mark.holds(38, "refused")
def test_more_old_addresses_than_front_matter_may_hold_are_refused(trial: Trial) -> None:
    old = "".join(f"  - /old-{number}/\n" for number in range(5_000))
    page = trial.body("Words.\n")
    page.write_text(page.read_text("utf-8").replace("\n---\n\n", f"\nredirect_from:\n{old}---\n\n"), "utf-8")
    ran = trial.run("build")
    assert ran.code == 1
    assert "content/strange.md" in ran.told
    assert "64 KB" in ran.told
    assert trial.now() == trial.published


@pytest.mark.holds(38, "harmless")
def test_a_thousand_facts_are_looked_up_in_no_time(trial: Trial) -> None:
    trial.settings("".join(f"  fact_{number}: word{number}\n" for number in range(1_000)))
    trial.body("\n\n".join(f"- {{{{ facts.fact_{number} }}}}" for number in range(1_000)))
    ran = trial.run("build")
    assert ran.code == 0, ran.told
    assert "word999" in trial.text("strange/index.html")
    assert ran.seconds < 5


def test_the_record_of_addresses_may_be_as_large_as_a_build_has_made_it(trial: Trial) -> None:
    name = "a-name-of-an-address-that-is-rather-long-and-says-all-that-there-is-to-be-said-of-its-page"
    redirects = "".join(f"  - /{name}-{number}/\n" for number in range(450))
    file = trial.root / "addresses.txt"
    lines = [f"/{name}-{number}/\n" for number in range(450)]
    file.write_text(file.read_text("utf-8") + "".join(f"{line.strip()} # {'why ' * 400}\n" for line in lines), "utf-8")
    assert file.stat().st_size > MAX_BYTES
    page = trial.body("Words.\n")
    page.write_text(page.read_text("utf-8").replace("\n---\n\n", f"\nredirect_from:\n{redirects}---\n\n"), "utf-8")
    trial.harmless()


@pytest.mark.holds(38, "refused", times=3)
@pytest.mark.parametrize(
    "settings",
    [
        "menu:\n" + "  - page: strange.md\n" * 2_000,
        "menu:\n  - title: All\n    pages:\n" + "      - strange.md\n" * 2_000,
        "footer:\n" + "  - strange.md\n" * 2_000,
    ],
    ids=["menu", "one part of the menu", "footer"],
)
def test_a_menu_of_two_thousand_entries_is_refused_for_it_stands_on_every_page(trial: Trial, settings: str) -> None:
    file = trial.root / "site_config.yaml"
    head, _, _ = file.read_text("utf-8").partition("menu:\n")
    file.write_text(f"{head}{settings}facts:\n  loan: three weeks\n", "utf-8")
    trial.refused("wrong-value", at="site_config.yaml:", words="2000")


@pytest.mark.holds(35, "refused", times=3)
@pytest.mark.parametrize(
    ("text", "code"),
    [("[" * 5_000, "nested-too-deeply"), ("[a](b" * 3_000, "too-many"), ("word " * 5_000, "line-too-long")],
    ids=["brackets", "open links", "words"],
)
def test_a_setting_that_is_hostile_is_refused_where_it_stands(trial: Trial, text: str, code: str) -> None:
    file = trial.root / "site_config.yaml"
    lines = [line for line in file.read_text("utf-8").splitlines() if not line.startswith("crisis_line")]
    file.write_text("\n".join([*lines, f'crisis_line: "{text}"', ""]), "utf-8")
    ran = trial.run("build")
    assert ran.code == 1
    assert any(line.startswith("site_config.yaml:") and f"[{code}]" in line for line in ran.problems), ran.told
    assert trial.now() == trial.published
