"""Every generator gets the same pages, and a like template with every value in its place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from benchmarks.corpus import edit, hubs_of, make_pages
from benchmarks.rivals import LIKE, Builder, ours, rivals

if TYPE_CHECKING:
    from pathlib import Path

PAGES = make_pages(12)


@pytest.mark.parametrize("builder", [ours(), *rivals()], ids=lambda builder: builder.name)
def test_a_generator_gets_every_page_with_all_of_its_text(builder: Builder, tmp_path: Path) -> None:
    builder.write(PAGES, tmp_path / "site")
    for page in PAGES:
        text = builder.source(tmp_path / "site", page).read_text("utf-8")
        assert page.title in text
        assert page.description in text
        assert without_links(text).endswith(without_links(page.body))
        assert text.count("](") == page.body.count("](")


@pytest.mark.parametrize("builder", rivals(), ids=lambda builder: builder.name)
def test_no_word_that_stands_for_a_value_is_left(builder: Builder, tmp_path: Path) -> None:
    builder.write(PAGES, tmp_path / "site")
    files = [file for file in (tmp_path / "site").rglob("*") if file.is_file() and "node_modules" not in file.parts]
    for file in files:
        if file.suffix in {".html", ".njk", ".yml", ".toml", ".js", ".py", ".xml"}:
            assert not re.search(r"SITE_[A-Z]|PAGES_OF", file.read_text("utf-8")), file
    assert any(
        hubs_of(PAGES)[0].short_title in file.read_text("utf-8", "replace") for file in files if file.suffix != ".md"
    )


@pytest.mark.parametrize("builder", [ours(), *rivals()], ids=lambda builder: builder.name)
@pytest.mark.parametrize("kind", ["body", "title"])
def test_pages_can_be_edited_again_and_again_in_every_form(builder: Builder, kind: str, tmp_path: Path) -> None:
    builder.write(PAGES, tmp_path / "site")
    file = builder.source(tmp_path / "site", PAGES[-1])
    before = file.read_text("utf-8").splitlines()
    for number in (7, 8):
        edit(file, "body" if kind == "body" else "title", number)
    after = file.read_text("utf-8").splitlines()
    (changed,) = (new for old, new in zip(before, after, strict=True) if old != new)
    assert changed.endswith("That was visit 8." if kind == "body" else f"{PAGES[-1].title} 8")


def test_the_two_like_templates_have_the_same_parts() -> None:
    def parts(name: str) -> list[str]:
        return re.findall(
            r"<(?:h1|main|nav|header|footer|section|aside|script|link|meta|title)\b", (LIKE / name).read_text("utf-8")
        )

    assert len(parts("page.html")) > 30
    assert parts("hugo.html") == parts("page.html")


def without_links(text: str) -> str:
    """Return Markdown without what its links lead to, which each generator wants in another form."""
    return re.sub(r"\]\([^)]*\)", "]", text)
