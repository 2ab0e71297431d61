"""The report for editors tells all that is known of a site, also of one that cannot be published."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from conftest import FRONT_MATTER
from selectolax.lexbor import LexborHTMLParser

from build import HERE, build
from microsite.amounts import counted, listed, sized
from microsite.model import Document
from microsite.options import Options
from microsite.page_keys import FrontMatter
from microsite.problems import CODES, Place, Problem, Report
from microsite.publish import publish
from microsite.report import MARK, PATH
from microsite.report.charts import review_chart
from microsite.report.mistakes import by_file, verdict
from microsite.reviews import Review
from microsite.source import Source

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import WriteSite

SITES = HERE / "tests" / "sites"
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
TODAY = date(2026, 11, 24)


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(HERE / "build.py"), "report", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "SOURCE_DATE_EPOCH": str(int(NOW.timestamp()))},
        timeout=60,
        check=False,
    )


def drawn(root: Path, **options: object) -> str:
    """Return the report of a site as HTML."""
    settings = Options(now=NOW, editors_report=True, **options)  # type: ignore[arg-type]  # options by name
    return next(output.data.decode() for output in build(root, settings, Report()) if output.path == PATH)


def tree(html: str) -> LexborHTMLParser:
    return LexborHTMLParser(html)


def section(html: str, name: str) -> str:
    """Return the words of a part of the report, on one line."""
    node = tree(html).css_first(f"section[aria-labelledby={name}]")
    assert node
    return " ".join(node.text(separator=" ").split())


def facts(html: str, title: str) -> dict[str, str]:
    """Return what the report says of a page, by name."""
    for page in tree(html).css("section.page"):
        heading = page.css_first("h3")
        if heading and heading.text().strip().startswith(title):
            names = [node.text() for node in page.css("dt")]
            values = [" ".join(node.text(separator=" ").split()) for node in page.css("dd")]
            return dict(zip(names, values, strict=True))
    raise AssertionError(title)


def page(title: str, text: str = "Some text.\n", **keys: object) -> str:
    lines = [f"title: {title}", "description: A page for tests.", *(f"{key}: {value}" for key, value in keys.items())]
    return "\n".join(["---", *lines, "---", text])


@pytest.fixture(scope="module")
def first_site() -> str:
    return drawn(HERE)


@pytest.fixture(scope="module")
def every_mistake() -> str:
    return drawn(SITES / "every-mistake")


def test_the_command_writes_one_file_and_says_where(write_site: WriteSite) -> None:
    root = write_site({"content/index.md": page("Home")})
    before = {file for file in root.rglob("*") if file.is_file()}
    done = run("--root", root)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"Wrote {root}/report.html. Open it in your browser. It tells of 1 warning.\n"
    assert {file for file in root.rglob("*") if file.is_file()} - before == {root / "report.html"}
    assert run("--root", root).returncode == 0, "a report takes the place of an earlier one"


def test_two_reports_of_one_site_are_the_same(write_site: WriteSite, tmp_path: Path) -> None:
    root = write_site({"content/index.md": page("Home")})
    run("--root", root, "--output", tmp_path / "1.html")
    run("--root", root, "--output", tmp_path / "2.html")
    assert (tmp_path / "1.html").read_bytes() == (tmp_path / "2.html").read_bytes()


@pytest.mark.parametrize("name", ["content/index.md", "content/report.html", "public/report.html", "letter.html"])
def test_a_report_neither_enters_the_site_nor_replaces_what_is_yours(write_site: WriteSite, name: str) -> None:
    root = write_site({"content/index.md": page("Home"), "letter.html": "dear", "public/.microsite": "x"})
    before = {file: file.read_bytes() for file in root.rglob("*") if file.is_file()}
    done = run("--root", root, "--output", root / name)
    assert done.returncode == 1
    assert re.search(r"error\[(refused|not-our)-output\]", done.stdout)
    assert {file: file.read_bytes() for file in root.rglob("*") if file.is_file()} == before


def test_a_folder_that_may_not_be_written_is_told_in_words(write_site: WriteSite) -> None:
    root = write_site({"content/index.md": page("Home")})
    done = run("--root", root, "--output", "/proc/nowhere/report.html")
    assert done.returncode == 1
    assert "error[disk]" in done.stdout
    assert "Traceback" not in done.stderr


def test_the_report_is_no_part_of_the_site(first_site: str) -> None:
    assert MARK in first_site.encode()
    assert not any(output.path == PATH for output in build(HERE, Options(now=NOW), Report()))
    sitemap = next(
        output.data
        for output in build(HERE, Options(now=NOW, editors_report=True), Report())
        if output.path == "sitemap.xml"
    )
    assert b"__report" not in sitemap


def test_it_asks_nobody_for_anything(first_site: str, every_mistake: str) -> None:
    for html in (first_site, every_mistake):
        assert not re.search(
            r"<script|<link(?! rel=\"icon\" href=\"data:)|@import|url\(|<iframe|\son\w+=|\sstyle=",
            html.split("<body>")[0],
        )
        found = tree(html)
        assert found.css("script, iframe, object, embed, [style], [srcset]") == []
        assert all((node.attributes["src"] or "").startswith("data:image/") for node in found.css("[src]"))
        links = [node.attributes["href"] or "" for node in found.css("a[href]")]
        assert all(link.startswith(("#", "http://", "https://")) for link in links)
        ids = {node.attributes["id"] for node in found.css("[id]")}
        assert {link[1:] for link in links if link.startswith("#")} <= ids
        assert len(ids) == len(found.css("[id]")), "an id stands there twice"


def test_a_good_site_may_be_published(first_site: str) -> None:
    assert section(first_site, "verdict").startswith("This site may be published.")
    assert section(first_site, "problems") == "What to mend Nothing. No mistakes were found."


def test_every_problem_is_there_with_its_line_its_place_its_hint_and_its_fix(every_mistake: str) -> None:
    report = Report()
    build(SITES / "every-mistake", Options(now=NOW), report)
    shown = tree(every_mistake).css("li.problem")
    assert len(shown) == len(report.problems) > 80
    assert f"{report.count('error')} mistakes must be mended" in section(every_mistake, "verdict")
    problems = [mistake.problem for file in by_file(report) for mistake in file.mistakes]
    assert set(problems) == set(report.problems)
    for problem, node in zip(problems, shown, strict=True):
        text = node.text()
        assert problem.message in text
        assert problem.hint in text
        assert (problem.fix or "").strip() in text
        assert f"python build.py explain {problem.code}" in text
        assert problem.severity.capitalize() in text
        if problem.place.line and problem.place.column and problem.excerpt.strip():
            assert f"line {problem.place.line}, column {problem.place.column}" in text
            assert node.css("pre mark")


def test_the_words_that_a_message_quotes_are_marked() -> None:
    def marked(code: str, message: str, line: str, column: int) -> tuple[str, str, str]:
        report = Report()
        report.add(Problem(code, message, Place("a.md", 1, column), excerpt=line))
        (mistake,) = by_file(report)[0].mistakes
        return mistake.before, mistake.marked, mistake.after

    assert marked("unquoted-hash", "Lost: “#1 here”.", "title: A #1 here", 10) == ("title: A ", "#1 here", "")
    assert marked("bad-id", "Nothing quoted.", "ab cde f", 4) == ("ab ", "cde", " f")
    assert marked("vague-link", "“here” says nothing.", "[here](a/b-c.md).", 8) == ("[here](", "a/b-c.md", ").")
    assert marked("tab", "There is a tab.", "\ttitle: A", 1) == ("", " ", "title: A")
    assert marked("bad-id", "Behind the end.", "ab", 3) == ("ab", "", "")
    assert marked("control-character", "Here.", "a\x07b", 2) == ("a", "␇", "b")
    before, word, after = marked("raw-html", "Far out.", "x" * 900 + " HERE " + "y" * 900, 902)
    assert (before[0], word, after[-1]) == ("…", "HERE", "…")
    assert len(before + word + after) < 250


def test_files_with_errors_come_first() -> None:
    report = Report()
    for code, path in (("wide-table", "a.md"), ("vague-link", "b.md"), ("broken-link", "c.md"), ("wide-table", "c.md")):
        report.add(Problem(code, "Here.", Place(path)))
    assert [file.path for file in by_file(report)] == ["c.md", "b.md", "a.md"]
    assert [file.count for file in by_file(report)] == ["2 problems", "1 problem", "1 problem"]


@pytest.mark.parametrize(
    ("codes", "state", "headline"),
    [
        ([], "good", "This site may be published."),
        (["wide-table"], "advice", "This site may be published."),
        (["vague-link", "poor-alt"], "warning", "This site may be published, but 2 things should be mended."),
        (["broken-link", "poor-alt"], "error", "This site cannot be published yet: 1 mistake must be mended."),
    ],
)
def test_the_verdict_is_that_of_the_build(codes: list[str], state: str, headline: str) -> None:
    report = Report()
    report.extend(Problem(code, "Here.", Place("a.md")) for code in codes)
    assert (verdict(report).state, verdict(report).headline) == (state, headline)
    assert report.blocks(strict=False) == (state == "error")
    assert {CODES[code] for code in codes} <= {"error", "warning", "advice"}


def test_a_page_is_told_with_all_that_is_known_of_it(write_site: WriteSite) -> None:
    long = " ".join(["word"] * 30)
    root = write_site(
        {
            "content/index.md": page("Home", "See [the fees](fees.md).\n", type="home", related="[fees.md]"),
            "content/fees.md": page(
                "What it costs",
                f"It is *free*.[^a] W{long[1:]}.\n\n[^a]: [A study](https://study.example/).\n",
                reviewed_on="2026-01-31",
                review_by="2026-11-20",
                waive="[{code: description-length, reason: Short on purpose.}]",
            ),
            "content/more.md": page("More", next="[{text: Go on, to: fees.md}]"),
            "site_config.yaml": "name: A\nurl: https://example.org/\ndescription: B\n"
            "menu:\n  - page: more.md\nhelp: fees.md\n",
        }
    )
    told = facts(drawn(root), "What it costs")
    assert told["File"] == "content/fees.md"
    assert told["Address"] == "/fees/"
    assert told["Reading"] == "33 words, no grade: it is too short, or not in English"
    assert told["Longest sentences"].startswith("30 words: Word word")
    assert told["Sources"] == "1"
    assert told["Review"] == "Last on January 31, 2026. Next by November 20, 2026: 4 days over."
    assert told["What leads here"] == (
        "On every page: the menu, set apart. Home , by its text and its related pages More , by its next steps"
    )
    assert told["Rules waived"] == "description-length : Short on purpose."
    assert re.fullmatch(r"[\d.]+ kB; with the style sheet [\d.]+ kB are sent, compressed", told["Size"])
    assert facts(drawn(root), "Home")["What leads here"] == "Nothing."


def test_sizes_are_those_of_the_files(first_site: str) -> None:
    outputs = {output.path: output.data for output in build(HERE, Options(now=NOW), Report())}
    assert facts(first_site, "Get help now")["Size"].startswith(sized(len(outputs["get-help-now/index.html"])) + ";")


def test_a_page_that_cannot_be_drawn_is_told_all_the_same(write_site: WriteSite) -> None:
    root = write_site({"content/index.md": page("Home"), "content/other.md": page("Other", type="home")})
    shutil.copytree(HERE / "templates", root / "templates")
    (root / "templates" / "pages" / "article.html").write_text("{% if %}", "utf-8")
    html = drawn(root)
    assert "This page could not be drawn" in facts(html, "Home")["Reading"]
    assert "words" in facts(html, "Other")["Reading"]
    assert "The template cannot be read" in section(html, "problems")


UNREADABLE: dict[str, Callable[[Path], object]] = {
    "no content": lambda site: shutil.rmtree(site / "content"),
    "no settings": lambda site: (site / "site_config.yaml").unlink(),
    "settings that are no mapping": lambda site: (site / "site_config.yaml").write_bytes(b"- a\n"),
    "a page that is not UTF-8": lambda site: (site / "content" / "index.md").write_bytes(b"---\ntitle: \x92\n"),
    "a page with hostile bytes": lambda site: (site / "content" / "index.md").write_bytes(
        FRONT_MATTER.encode() + "<script>\x00\x1b[31m\u202e[x](<nowhere>)\n".encode()
    ),
    "a base template that is broken": lambda site: _own_templates(site, "base.html", "{{"),
    "a style sheet that is not there": lambda site: shutil.rmtree(_own_templates(site, "x", "") / "assets"),
    "no templates at all": lambda site: (site / "templates").mkdir(),
}


def _own_templates(site: Path, name: str, text: str) -> Path:
    shutil.copytree(HERE / "templates", site / "templates")
    (site / "templates" / name).write_text(text, "utf-8")
    return site / "templates"


@pytest.mark.parametrize("case", UNREADABLE)
def test_whatever_is_broken_there_is_a_report_that_says_so(write_site: WriteSite, case: str) -> None:
    root = write_site({"content/index.md": page("Home")})
    UNREADABLE[case](root)
    done = run("--root", root)
    assert (done.returncode, done.stderr) == (0, "")
    html = (root / "report.html").read_text("utf-8")
    assert "cannot be published yet" in section(html, "verdict")
    assert tree(html).css("li.problem--error")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f]", html)
    assert tree(html).css("script") == []


def test_a_theme_may_have_its_own_report_and_gets_ours_where_that_is_broken(write_site: WriteSite) -> None:
    root = write_site({"content/index.md": page("Home")})
    own = _own_templates(root, "report/report.html", "<p>{{ report.verdict.headline }}</p>") / "report" / "report.html"
    assert drawn(root) == "<p>This site may be published, but 1 thing should be mended.</p>"
    own.write_text("\n{{ report.verdikt }}", "utf-8")
    html = drawn(root)
    assert "There is no “verdikt” here." in section(html, "problems")
    assert "templates/report/report.html" in section(html, "problems")
    shutil.rmtree(own.parent)
    assert "1 thing should be mended" in section(drawn(root), "verdict")


def test_what_is_scheduled_and_what_is_hidden_are_told_with_their_days(write_site: WriteSite) -> None:
    root = write_site(
        {
            "content/index.md": page("Home", expires_on="2027-02-01"),
            "content/later.md": page("Later", publish_on="2026-12-01", expires_on="2026-12-24"),
            "content/draft.md": page("Draft", draft="true", publish_on="2026-12-02"),
            "content/idea.md": page("Idea", draft="true", publish_on="2026-11-24"),
            "content/over.md": page("Over", expires_on="2026-11-01"),
            "content/today.md": page("Since today", publish_on="2026-11-24"),
        }
    )
    told = section(drawn(root), "schedule")
    assert "in the time zone UTC" in told
    order = [
        "December 1, 2026 appears Later",
        "December 2, 2026 appears, but it is a draft and stays hidden Draft",
        "December 24, 2026 goes Later",
        "February 1, 2027 goes Home",
        "Not on the site",
        "Draft content/draft.md : a draft, to appear on December 2, 2026 at the earliest.",
        "Idea content/idea.md : a draft.",
        "Later content/later.md : appears on December 1, 2026.",
        "Over content/over.md : over since November 1, 2026.",
    ]
    assert [told.find(words) for words in order] == sorted(told.find(words) for words in order)
    assert all(words in told for words in order)
    assert "Since today" not in told
    assert "Idea (draft)" in section(drawn(root, drafts=True), "pages")


def test_the_preview_shows_every_page_and_says_which_of_them_visitors_do_not_get(write_site: WriteSite) -> None:
    root = write_site(
        {
            "content/index.md": page("Home", "[Later](later.md)\n"),
            "content/later.md": page("Later", publish_on="2026-12-01", review_by="2027-01-01"),
            "content/draft.md": page("Draft", draft="true", review_by="2027-01-02"),
            "content/over.md": page("Over", expires_on="2026-11-01", review_by="2027-01-03"),
        }
    )
    html = drawn(root, preview=True)
    assert [heading.text() for heading in tree(html).css("section.page h3")] == [
        "Draft (draft)",
        "Home",
        "Later (not yet published)",
        "Over (over)",
    ], "the style guide is no page of the site"
    assert "Over content/over.md : over since November 1, 2026." in section(html, "schedule")
    assert "in 39 days Draft (draft)" in section(html, "reviews")
    assert "Over" not in section(html, "reviews")
    assert section(html, "changes").endswith("This site was not compared with the published one.")


def test_links_to_others_stand_once_with_their_words_and_pages(write_site: WriteSite) -> None:
    root = write_site(
        {
            "content/index.md": page("Home", "[One](https://b.example/x) [Two](https://b.example/x) [In](a.md)\n"),
            "content/a.md": page(
                "A", "[One](https://b.example/x) [C](https://www.a.example/) [H](https://example.org/iop/)\n"
            ),
            "content/n.md": page("N", next="[{text: Read it, to: 'https://c.example/'}]"),
        }
    )
    html = drawn(root)
    assert [node.attributes["href"] for node in tree(html).css(".links > li > a")] == [
        "https://www.a.example/",
        "https://b.example/x",
        "https://c.example/",
    ]
    told = section(html, "links")
    assert "https://b.example/x “One” on A , Home “Two” on Home" in told
    assert "“Read it” on N" in told


def test_pictures_are_shown_with_their_alternative_texts(write_site: WriteSite) -> None:
    root = write_site(
        {"content/index.md": page("Home", "![A small circle](c.png)\n\n![Large](l.svg)\n\n![Not there](n.png)\n")}
    )
    shutil.copy(HERE / "templates" / "components" / "figure" / "circle.png", root / "content" / "c.png")
    (root / "content" / "l.svg").write_text(
        f"<svg xmlns='http://www.w3.org/2000/svg'><title>{'x' * 60_000}</title></svg>", "utf-8"
    )
    html = drawn(root)
    told = section(html, "pictures")
    assert "c.png “A small circle” on Home" in told
    assert "l.svg Not shown here: it is large, or it is not there. “Large” on Home" in told
    assert [(node.attributes["src"] or "")[:22] for node in tree(html).css("img")] == ["data:image/png;base64,"]


def test_the_report_tells_what_publishing_would_change(write_site: WriteSite) -> None:
    files = {"content/index.md": page("Home"), "content/a.md": page("First"), "content/b.md": page("Second")}
    root = write_site(files)
    public = root / "public"
    assert section(drawn(root), "changes").endswith("This site was not compared with the published one.")
    assert section(drawn(root, published=public), "changes").endswith("Nothing has been published yet.")
    public.mkdir()
    (public / "index.html").write_text("somebody else's", "utf-8")
    assert section(drawn(root, published=public), "changes").endswith("Nothing has been published yet.")
    shutil.rmtree(public)
    publish(build(root, Options(now=NOW), Report()), public, root, (), Report())
    assert section(drawn(root, published=public), "changes").endswith(
        "Nothing has changed since the site was published."
    )
    write_site({"content/a.md": page("First", "Other text.\n"), "content/c.md": page("Third")})
    (root / "content" / "b.md").unlink()
    html = drawn(root, published=public)
    told = section(html, "changes")
    assert re.search(r"1 file|2 files are new", told)
    kinds = {
        (heading.text()): [" ".join(item.text().split()) for item in lists.css("li")]
        for heading, lists in zip(
            tree(html).css("section[aria-labelledby=changes] h3"),
            tree(html).css("section[aria-labelledby=changes] ul"),
            strict=True,
        )
    }
    assert "Third" in kinds["New"]
    assert kinds["Changed"][0] == "First"
    assert "sitemap.xml" in kinds["Changed"]
    assert "Second" in kinds["Gone"]
    assert ".microsite" not in str(kinds)


def test_the_chart_of_grades_has_a_bar_for_each_page_that_was_measured(first_site: str) -> None:
    found = tree(first_site)
    chart = found.css_first("svg[aria-labelledby='reading-title reading-desc']")
    assert chart
    bars = [float((node.attributes["width"] or "").rstrip("%")) for node in chart.css("rect")]
    assert len(bars) == len(list((HERE / "content").glob("*.md")))
    assert bars == sorted(bars, reverse=True)
    assert all(0 < bar <= 100 for bar in bars)
    rows = found.css("section[aria-labelledby=pages] tbody tr")
    grades = [row.css("td")[0].text() for row in rows]
    assert sorted(grades) == sorted(node.text() for node in chart.css("text.chart__figure"))


def test_a_page_that_is_too_hard_is_marked_and_one_in_another_language_has_no_grade(write_site: WriteSite) -> None:
    text = "Extraordinarily complicated considerations necessitate comprehensive multidisciplinary deliberation. " * 15
    config = "name: A\nurl: https://example.org/\ndescription: B\nreading_grade: 8\nlanguage: {}\n"
    root = write_site(
        {
            "content/index.md": page("Home", "See [that](a.md) and [this](b.md). " + "The cat sat on the mat. " * 30),
            "content/a.md": page("Hard", text),
            "content/b.md": page("Allowed", text, reading_grade="20"),
            "site_config.yaml": config.format("en"),
        }
    )
    html = drawn(root)
    assert re.fullmatch(r"Grade \d\d\.\d of at most 8 \( too hard \), .*", facts(html, "Hard")["Reading"])
    assert "of at most 20" in facts(html, "Allowed")["Reading"]
    chart = tree(html).css_first("svg[aria-labelledby='reading-title reading-desc']")
    assert chart
    limits = [float((node.attributes["x1"] or "").rstrip("%")) for node in chart.css("line.chart__limit")]
    assert len(limits) == 3
    assert len(set(limits)) == 2
    assert all(0 < limit <= 100 for limit in limits)
    write_site({"site_config.yaml": config.format("de")})
    assert "no grade" in facts(drawn(root), "Hard")["Reading"]
    assert section(drawn(root), "reading").endswith("No page has a grade: it takes enough words, and English ones.")


def review(day: date | None) -> Review:
    front_matter = FrontMatter(title="A", description="B", review_by=day)
    return Review(Document(Source("content/a.md", ""), "a.md", "/a/", front_matter, {}, 0), TODAY)


@pytest.mark.parametrize(
    ("days", "counts", "beyond", "overdue"),
    [
        ([date(2026, 11, 1), date(2026, 11, 30), date(2027, 11, 2)], {"2026-11": 2, "2027-11": 1}, "", ["2026-11"]),
        ([date(2026, 8, 31)], {"2026-08": 1}, "", ["2026-08"]),
        (
            [date(1, 1, 1), date(2026, 12, 1), date(9999, 12, 31)],
            {"2026-12": 1},
            "Not shown: 1 review still earlier and 1 review still later.",
            [],
        ),
        ([date(2029, 10, 1), date(2029, 11, 1)], {"2029-10": 1}, "Not shown: 1 review still later.", []),
    ],
)
def test_each_review_stands_in_its_month(
    days: list[date], counts: dict[str, int], beyond: str, overdue: list[str]
) -> None:
    chart = review_chart([review(day) for day in [*days, None]], TODAY)
    assert chart
    # The first column is that of the earliest review, but at most a year ago, and never after today's.
    year, month = max(min((day.year, day.month) for day in [*days, TODAY]), (2025, 11))
    names = [
        f"{year + (month - 1 + number) // 12}-{(month - 1 + number) % 12 + 1:02}"
        for number in range(len(chart.columns))
    ]
    columns = dict(zip(names, chart.columns, strict=True))
    assert {name: column.count for name, column in columns.items() if column.count} == counts
    assert [name for name, column in columns.items() if column.overdue] == overdue
    assert chart.beyond == beyond
    assert all(column.overdue <= column.height <= chart.floor for column in chart.columns)
    assert all(column.x >= 0 and column.x + column.width <= 100 for column in chart.columns)
    here = columns["2026-11"]
    assert here.x - here.width < chart.today < here.x + 2 * here.width
    assert len(chart.columns) <= 48


def test_without_review_dates_there_is_no_chart_of_them() -> None:
    assert review_chart([review(None)], TODAY) is None


def test_a_drawing_says_in_words_what_it_shows(first_site: str) -> None:
    for chart in tree(first_site).css("svg[role=img]"):
        names = (chart.attributes["aria-labelledby"] or "").split()
        assert [node.attributes["id"] for node in chart.css("title, desc")] == names
        assert all(len(node.text()) > 10 for node in chart.css("title, desc"))


def test_amounts_read_well() -> None:
    assert [counted(1, "page"), counted(0, "page"), counted(1200, "page")] == ["1 page", "0 pages", "1,200 pages"]
    assert counted(2, "piece of advice", "pieces of advice") == "2 pieces of advice"
    assert [sized(1), sized(999), sized(12_345), sized(4_000_000)] == ["1 byte", "999 bytes", "12.3 kB", "4.0 MB"]
    assert [listed([]), listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
