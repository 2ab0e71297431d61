"""A build that remembers gives what a build from nothing gives, byte for byte and word for word."""

from __future__ import annotations

import os
import random
import shutil
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from benchmarks.corpus import edit, make_pages, write_site

from build import HERE, build
from microsite.checks import FAMILIES, judge_page
from microsite.memory import Memory
from microsite.opening import read_bytes
from microsite.options import Options
from microsite.problems import Report
from microsite.prose import Converter
from microsite.render import Renderer
from microsite.tree import read_tree

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import CodeType, FrameType

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
OPTIONS = Options(now=NOW, preview=True)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(HERE / "tests" / "sites" / "good" / "content", tmp_path / "content")
    shutil.copy(HERE / "tests" / "sites" / "good" / "site_config.yaml", tmp_path)
    shutil.copytree(HERE / "templates", tmp_path / "templates")
    return tmp_path


def made(root: Path, memory: Memory | None) -> tuple[object, object]:
    report = Report()
    return build(root, OPTIONS, report, memory), report.problems


def age(root: Path, number: int) -> None:
    """Date what was just written some hours back, later for a higher number: a time long past can be trusted."""
    now = time.time()
    for file in root.rglob("*"):
        if file.is_file() and now - file.stat().st_mtime < 60 * 60:
            os.utime(file, (now, now - 10 * 60 * 60 + number))


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


EDITS: dict[str, Callable[[Path], object]] = {
    "a body": lambda root: replace(root / "content/help.md", "\n\n", "\n\nA new sentence.\n\n"),
    "a title": lambda root: replace(root / "content/help.md", "title: ", "title: Soon "),
    "a page that others link to": lambda root: (root / "content/borrow.md").rename(root / "content/lend.md"),
    "a broken link": lambda root: replace(root / "content/help.md", "\n\n", "\n\n[x](nowhere.md)\n\n"),
    "a key that is unknown": lambda root: replace(root / "content/help.md", "title: ", "titel: x\ntitle: "),
    "a new page": lambda root: (root / "content/new.md").write_text(
        "---\ntitle: New\ndescription: A page that was not there before, with a text of its own.\n---\nWords.\n",
        "utf-8",
    ),
    "a renamed page": lambda root: (root / "content/help.md").rename(root / "content/aid.md"),
    "a deleted page": lambda root: (root / "content/help.md").unlink(),
    "a setting": lambda root: replace(root / "site_config.yaml", "name: ", "name: The "),
    "a broken setting": lambda root: replace(root / "site_config.yaml", "name: ", "nmae: x\nname: "),
    "a style": lambda root: replace(root / "templates/assets/css/tokens.css", "{", "{\n--new: 1px;"),
    "a template": lambda root: replace(root / "templates/base.html", "<main", "<main data-x"),
    "a broken template": lambda root: replace(root / "templates/base.html", "<main", "{% if %}<main"),
    "a broken part of a template": lambda root: replace(root / "templates/partials/footer.html", "<", "{{ x.y }}<"),
    "a component": lambda root: replace(root / "templates/components/callout/component.html", "<", "<!-- x --><"),
    "a parameter of a component": lambda root: replace(
        root / "templates/components/callout/component.yaml", "description: ", "description: Now "
    ),
    "a draft": lambda root: replace(root / "content/help.md", "title: ", "draft: true\ntitle: "),
}


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_and_its_undoing_give_what_a_build_from_nothing_gives(root: Path, tmp_path: Path, edit: str) -> None:
    memory = Memory()
    before = made(root, memory)
    kept = tmp_path / "kept"
    shutil.copytree(root, kept, ignore=shutil.ignore_patterns("kept"))
    EDITS[edit](root)
    assert made(root, memory) == made(root, None)
    for folder in ("content", "templates"):
        shutil.rmtree(root / folder)
        shutil.copytree(kept / folder, root / folder)
    shutil.copy(kept / "site_config.yaml", root)
    assert made(root, memory) == before


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_is_seen_where_no_other_file_is_looked_into(root: Path, edit: str) -> None:
    memory = Memory()
    age(root, 0)
    before = made(root, memory)
    assert made(root, memory) == before
    EDITS[edit](root)
    age(root, 1)
    expected = made(root, None)
    assert expected != before
    assert made(root, memory) == expected
    assert made(root, memory) == expected


def calls_of(act: Callable[[], object]) -> Counter[CodeType]:
    """Return how often each function is called."""
    calls: Counter[CodeType] = Counter()

    def count(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call":
            calls[frame.f_code] += 1

    sys.setprofile(count)
    try:
        act()
    finally:
        sys.setprofile(None)
    return calls


def test_a_new_body_is_all_that_is_made_again_on_a_site_of_many_pages(tmp_path: Path) -> None:
    root, memory = tmp_path / "site", Memory()
    pages = make_pages(60)
    write_site(pages, root)
    age(root, 0)
    before = {output.path: output for output in build(root, OPTIONS, Report(), memory)}
    edit(root / f"content/{pages[-1].name}.md", "body", 1)
    age(root, 1)
    after: dict[str, object] = {}
    calls = calls_of(lambda: after.update((output.path, output) for output in build(root, OPTIONS, Report(), memory)))
    assert [path for path in before if after[path] is not before[path]] == [f"{pages[-1].name}/index.html"]
    one_each = (Converter.convert, Renderer.draw_page, read_tree, judge_page)
    assert [calls[function.__code__] for function in one_each] == [1, 1, 1, 1]
    assert calls[read_bytes.__code__] == len(["the settings", "the page"])
    checks = {check.__code__ for family in FAMILIES for check in family.SITE_CHECKS}
    assert checks
    assert not checks & calls.keys()


def test_any_row_of_edits_gives_what_a_build_from_nothing_gives(root: Path) -> None:
    memory = Memory()
    rows = random.Random(4)  # noqa: S311  edits, not secrets
    texts = ("Some **bold** words.", "[Home](index.md)", "## A heading", ":::callout\nCareful.\n:::", "[x](gone.md)")
    for number in range(25):
        page = rows.choice(sorted((root / "content").rglob("*.md")))
        page.write_text(page.read_text("utf-8") + f"\n{rows.choice(texts)}\n", "utf-8")
        if number % 8 == 5:
            page.rename(page.with_name(f"page-{number}.md"))
        if number % 3 == 0:
            assert made(root, memory) == made(root, None), number


def test_what_has_not_changed_is_not_made_again(root: Path) -> None:
    memory = Memory()
    outputs = {output.path: output for output in build(root, OPTIONS, Report(), memory)}
    EDITS["a body"](root)
    again = {output.path: output for output in build(root, OPTIONS, Report(), memory)}
    pages = [path for path in outputs if path.endswith("index.html") and path != "lending/index.html"]  # a redirect
    assert [path for path in pages if again[path] is not outputs[path]] == ["help/index.html"]


def test_what_is_no_longer_used_is_forgotten() -> None:
    memory = Memory()
    for name in ("a", "b"):
        memory.recall(name, (1,), lambda _report: object(), Report())
        memory.tidy()
    first = memory.recall("b", (1,), lambda _report: "new", Report())
    assert first != "new"
    assert memory.recall("a", (1,), lambda _report: "new", Report()) == "new"
