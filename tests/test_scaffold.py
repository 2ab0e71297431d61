"""A new page: a draft that is right from the start, under a name that fits everywhere."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from conftest import FRONT_MATTER

from build import HERE, build
from microsite.console import as_text
from microsite.documents import read_documents
from microsite.options import Options
from microsite.problems import Report
from microsite.scaffold import CannotStartError, link_to, new_page, write_new_page
from microsite.theme import read_theme

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import WriteSite

    from microsite.scaffold import NewPage

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOME = FRONT_MATTER.replace("A page for", "A home page that leads to all else, made for") + "Text.\n"


@pytest.fixture
def site(write_site: WriteSite) -> Path:
    return write_site({"content/index.md": HOME})


def start(root: Path, title: str, type_name: str = "article", folder: str = "") -> NewPage:
    theme = read_theme(HERE / "templates", "templates", Report())
    documents = read_documents(root, theme, TODAY, Report(), drafts=True)
    return new_page(title, type_name, folder, theme, documents, TODAY)


def refused(root: Path, title: str, type_name: str = "article", folder: str = "") -> str:
    with pytest.raises(CannotStartError) as error:
        start(root, title, type_name, folder)
    return str(error.value)


def problems(root: Path) -> list[str]:
    report = Report()
    build(root, Options(drafts=True, now=NOW), report)
    return [as_text(problem) for problem in report.problems]


@pytest.mark.parametrize("type_name", sorted(file.stem for file in (HERE / "templates" / "pages").glob("*.yaml")))
def test_a_new_page_of_every_type_lacks_nothing_but_a_link_to_it(site: Path, type_name: str) -> None:
    page = start(site, "Paying for an IOP", type_name)
    write_new_page(page, site / "content")
    told = problems(site)
    codes = {line.split("[")[1].split("]")[0] for line in told if "paying" in line.splitlines()[0]}
    assert codes <= {"orphan-page", "far-from-home"}, told
    report = Report()
    build(site, Options(now=NOW), report)
    assert not any("paying" in problem.place.path for problem in report.problems), "a draft is not judged"


@pytest.mark.parametrize(
    "title",
    [
        "Fees: what to ask",
        "Group #1",
        "“Curly” and 'straight' and \"double\"",
        "A back\\slash",
        "{{ facts.x }} and {brace}",
        "- a hyphen",
        "yes",
        "2026-11-24",
        "[a list]",
        "@home & *away* | x > y % z ! ~ `code`",
        "Größe und Maß",
        "治療の費用",
        "Стоимость лечения",
        "تكلفة العلاج",
        "Party 🎉 time",
        "  many   spaces \n and lines ",
        "ends with a colon:",
        "null",
        "'",
        "x" * 300,
    ],
)
def test_a_title_of_any_characters_is_read_back_as_it_was_given(site: Path, title: str) -> None:
    if not any(character.isalnum() for character in title):
        title += " a"
    page = start(site, title)
    write_new_page(page, site / "content")
    report = Report()
    theme = read_theme(HERE / "templates", "templates", report)
    documents = read_documents(site, theme, TODAY, report, drafts=True)
    assert report.problems == ()
    (document,) = (document for document in documents.published if document.file == page.file)
    assert document.front_matter.title == " ".join(title.split())


@pytest.mark.parametrize(
    ("title", "file"),
    [
        ("Paying for an IOP", "paying-for-an-iop.md"),
        ("What's new? (2026)", "whats-new-2026.md"),
        ("A/B: and/or", "a-b-and-or.md"),
        ("Dr. Smith & sons", "dr-smith-sons.md"),
        ("../../etc/passwd", "etc-passwd.md"),
        ("Index", "index-page.md"),
        ("404", "404-page.md"),
        ("Con", "con-page.md"),
        ("aux", "aux-page.md"),
        ("Größe", "größe.md"),
        ("Party 🎉", "party.md"),
        ("word " * 40, "word-word-word-word-word-word-word-word-word-word-word-word.md"),
        ("x" * 200, "x" * 60 + ".md"),
        ("zero\u200bwidth be\x07ll", "zero-width-bell.md"),
    ],
)
def test_the_file_is_named_after_the_title(site: Path, title: str, file: str) -> None:
    assert start(site, title).file == file


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("", "The page needs a title"),
        ("   ", "The page needs a title"),
        ("…!?", "No address can be made of “…!?”."),
        ("🎉🎉", "No address can be made of “🎉🎉”."),
        ("x" * 301, "The title has 301 characters."),
    ],
)
def test_a_title_that_gives_no_name_is_refused(site: Path, title: str, words: str) -> None:
    assert words in refused(site, title)


def test_an_unknown_type_is_told_with_the_nearest_and_all_others(site: Path) -> None:
    told = refused(site, "X", "artcle")
    assert told.startswith("There is no page type “artcle”. Did you mean “article”? The page types are: about, article")


@pytest.mark.parametrize("folder", ["visit", "visit/", "content/visit", "./visit", "content\\visit"])
def test_a_folder_within_content_is_taken_however_it_is_typed(site: Path, folder: str) -> None:
    page = start(site, "Rooms", folder=folder)
    assert (page.file, page.address) == ("visit/rooms.md", "/visit/rooms/")
    write_new_page(page, site / "content")
    assert "](../index.md)" in page.text
    assert not any("error[" in line for line in problems(site))


@pytest.mark.parametrize("folder", ["../outside", "/srv", "a/../../b", "my folder", "con", "a//b"])
def test_a_folder_outside_or_of_an_odd_name_is_refused(site: Path, folder: str) -> None:
    assert "cannot be a folder of content/" in refused(site, "X", folder=folder)


def test_a_folder_that_is_a_link_is_refused(site: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (site / "content" / "away").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(CannotStartError, match="is a link to elsewhere"):
        write_new_page(start(site, "X", folder="away/deeper"), site / "content")
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_an_address_of_another_page_a_draft_or_a_former_one_is_refused(write_site: WriteSite) -> None:
    root = write_site(
        {
            "content/index.md": HOME,
            "content/cost.md": FRONT_MATTER.replace("---\ntitle", "---\nredirect_from: [/Fees]\ndraft: true\ntitle", 1),
            "content/visit/index.md": FRONT_MATTER + "Text.\n",
        }
    )
    assert refused(root, "Cost") == (
        "The address “/cost/” is taken by “content/cost.md”. Open that page, or choose another title."
    )
    assert "taken by “content/visit/index.md”" in refused(root, "Visit")
    assert refused(root, "Fees").startswith("The address “/fees/” leads to “content/cost.md”, which once stood there.")


def test_an_existing_file_is_never_touched(site: Path) -> None:
    page = start(site, "Cost")
    (site / "content" / "cost.md").write_text("mine", "utf-8")
    with pytest.raises(CannotStartError, match=r"There is a file “content/cost\.md” already"):
        write_new_page(page, site / "content")
    assert (site / "content" / "cost.md").read_text("utf-8") == "mine"


def test_the_next_review_is_a_year_away_also_after_a_leap_day(site: Path) -> None:
    theme = read_theme(HERE / "templates", "templates", Report())
    documents = read_documents(site, theme, TODAY, Report(), drafts=True)
    text = new_page("X", "article", "", theme, documents, date(2028, 2, 29)).text
    assert "reviewed_on: 2028-02-29\n" in text
    assert "review_by: 2029-02-28\n" in text


def test_every_key_has_a_remark_that_says_what_belongs_there(site: Path) -> None:
    lines = start(site, "X", "guide").text.split("\n---\n")[0].splitlines()
    keys = [number for number, line in enumerate(lines) if line[:1].isalpha()]
    assert {"title", "drawing", "notice", "draft"} <= {lines[number].split(":")[0] for number in keys}
    assert all(lines[number - 1].startswith("# ") for number in keys)


def test_fields_that_a_type_requires_get_a_value_that_it_takes(write_site: WriteSite) -> None:
    fields = "".join(
        f"  {kind.replace('-', '_')}_one:\n    description: One.\n    type: {kind}\n    required: true\n"
        + ("    choices: [a, b]\n" if kind == "choice" else "")
        for kind in ("text", "number", "date", "yes-no", "choice", "list")
    )
    root = write_site({"content/index.md": HOME})
    folder = root / "templates" / "pages"
    folder.mkdir(parents=True)
    (folder / "event.html").write_text("<h1>x</h1>", "utf-8")
    (folder / "event.yaml").write_text(f"description: An event.\nfields:\n{fields}", "utf-8")
    theme = read_theme(root / "templates", "templates", Report())
    page = new_page("X", "event", "", theme, read_documents(root, theme, TODAY, Report(), drafts=True), TODAY)
    write_new_page(page, root / "content")
    report = Report()
    read_documents(root, theme, TODAY, report, drafts=True)
    assert [as_text(problem) for problem in report.problems if "x.md" in problem.place.path] == []


def test_the_link_that_is_shown_is_markdown_whatever_the_title() -> None:
    assert link_to("A [b] *c*", "visit/a-b-c.md") == r"[A \[b\] \*c\*](a-b-c.md)"


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(HERE / "build.py"), "new", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "SOURCE_DATE_EPOCH": "1795521600"},
        timeout=60,
        check=False,
    )


def test_the_command_says_where_the_page_is_and_what_to_do_next(site: Path) -> None:
    done = run("Paying for an IOP", "--root", site, "--in", "money")
    assert done.returncode == 0, done.stderr
    assert (site / "content" / "money" / "paying-for-an-iop.md").is_file()
    assert done.stdout.splitlines()[0].endswith("content/money/paying-for-an-iop.md")
    for words in (
        "its address is /money/paying-for-an-iop/",
        "python build.py serve --open --root ",
        "python build.py check --drafts --root ",
        "[Paying for an IOP](paying-for-an-iop.md)",
        "delete the line “draft: true”",
    ):
        assert words in done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "the following arguments are required: TITLE"),
        (["X", "--type", "gide"], "There is no page type “gide”. Did you mean “guide”?"),
        (["!!!"], "No address can be made of “!!!”."),
        (["X", "--in", "../x"], "“../x” cannot be a folder of content/."),
    ],
)
def test_what_cannot_be_is_told_in_a_line(site: Path, arguments: list[str], words: str) -> None:
    done = run(*arguments, "--root", site)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_that_cannot_be_made_is_told_in_a_line(site: Path) -> None:
    (site / "content" / "taken").write_text("a file", "utf-8")
    done = run("X", "--root", site, "--in", "taken")
    assert done.returncode == 2
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_site_without_content_is_told_in_a_line(tmp_path: Path) -> None:
    done = run("X", "--root", tmp_path)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert "There is no folder “" in done.stderr
