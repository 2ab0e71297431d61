"""Which documents there are, which are published, and at which addresses."""

from __future__ import annotations

import os
from datetime import date
from typing import TYPE_CHECKING

import pytest
from conftest import FRONT_MATTER

from microsite.commands import HERE
from microsite.documents import is_address, read_documents
from microsite.model import Document
from microsite.problems import Report
from microsite.theme import read_theme

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import WriteSite

    from microsite.model import Documents

TODAY = date(2026, 11, 24)


def read(root: Path, *, drafts: bool = False) -> tuple[Documents, list[str]]:
    report = Report()
    theme = read_theme(HERE / "templates", "templates", report)
    documents = read_documents(root, theme, TODAY, report, drafts=drafts)
    return documents, [f"{problem.place.path} {problem.code}: {problem.message}" for problem in report.problems]


def page(**keys: str) -> str:
    lines = "".join(f"{key}: {value}\n" for key, value in keys.items())
    return FRONT_MATTER.removesuffix("---\n") + lines + "---\nText.\n"


ADDRESSES = {
    "index.md": "/",
    "fees.md": "/fees/",
    "a/index.md": "/a/",
    "a/b.md": "/a/b/",
    "404.md": "/404.html",
    "größe.md": "/größe/",
}


def test_a_file_name_is_the_address(write_site: WriteSite) -> None:
    documents, problems = read(write_site({f"content/{name}": page() for name in ADDRESSES}))
    assert problems == []
    assert {document.file: document.address for document in documents.published} == ADDRESSES


def test_drafts_and_dates_are_decided_here(write_site: WriteSite) -> None:
    files = {
        "index.md": page(),
        "draft.md": page(draft="true"),
        "tomorrow.md": page(publish_on="2026-11-25"),
        "today.md": page(publish_on="2026-11-24"),
        "over.md": page(expires_on="2026-11-24"),
        "last-day.md": page(expires_on="2026-11-25"),
    }
    root = write_site({f"content/{name}": text for name, text in files.items()})
    documents, _ = read(root)
    assert [document.file for document in documents.published] == ["index.md", "last-day.md", "today.md"]
    assert [document.file for document in documents.withheld] == ["draft.md", "over.md", "tomorrow.md"]
    with_drafts, _ = read(root, drafts=True)
    assert "draft.md" in with_drafts.by_file()
    assert "tomorrow.md" not in with_drafts.by_file()


def test_no_document_is_compared_with_all_others(write_site: WriteSite, monkeypatch: pytest.MonkeyPatch) -> None:
    compared = 0

    def equal(one: Document, other: object) -> bool:
        nonlocal compared
        compared += 1
        return one is other

    root = write_site({f"content/{number}.md": page(draft="true" if number % 2 else "false") for number in range(60)})
    monkeypatch.setattr(Document, "__eq__", equal)
    documents, _ = read(root)
    assert len(documents.published) == len(documents.withheld) == 30
    assert compared == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [("a.md", "a/index.md"), ("About.md", "about.md"), ("straße.md", "strasse.md"), ("\u00e9.md", "e\u0301.md")],
)
def test_two_documents_at_one_address_are_both_named(write_site: WriteSite, one: str, other: str) -> None:
    root = write_site({"content/index.md": page(), f"content/{one}": page(), f"content/{other}": page()})
    _, problems = read(root)
    assert len(problems) == 1
    assert "same-address" in problems[0]
    named = problems[0].split(" ")[0] + problems[0].rpartition("“")[2]
    assert one in named
    assert other in named


def test_a_page_that_would_go_before_it_appears_is_told(write_site: WriteSite) -> None:
    days = {"publish_on": "2026-12-01", "expires_on": "2026-12-01"}
    root = write_site({"content/index.md": page(), "content/sale.md": page(**days)})
    _, problems = read(root)
    assert problems == [
        "content/sale.md wrong-value: The page appears on 2026-12-01 and goes on 2026-12-01, so nobody would see it."
    ]


def test_a_file_that_cannot_be_read_is_noted(write_site: WriteSite) -> None:
    root = write_site({"content/index.md": page()})
    (root / "content/fees.md").write_bytes(b"caf\xe9")
    assert read(root)[0].unread == ("fees.md",)


@pytest.mark.parametrize("name", ["my page.md", "a#b.md", "a%b.md", "CON.md", "-.md", ".hidden.md", "a?.md", "x.md."])
def test_a_name_that_is_no_address_is_refused(write_site: WriteSite, name: str) -> None:
    _, problems = read(write_site({"content/index.md": page(), f"content/{name}": page()}))
    assert len(problems) == 1
    assert "bad-file-name" in problems[0]


def test_a_name_that_is_no_utf_8_is_refused_and_can_be_shown(write_site: WriteSite) -> None:
    root = write_site({"content/index.md": page()})
    with open(os.fsencode(root) + b"/content/caf\xe9.md", "wb") as stream:  # noqa: PTH123  a path of bytes
        stream.write(b"x")
    _, problems = read(root)
    assert problems == ["content/caf\\xe9.md bad-file-name: The name “caf\\xe9.md” cannot become an address."]


def test_links_out_of_the_folder_are_refused(write_site: WriteSite) -> None:
    root = write_site({"content/index.md": page()})
    (root / "content" / "x.md").symlink_to("/etc/passwd")
    (root / "content" / "folder").symlink_to("/etc")
    (root / "content" / "loop").symlink_to(root / "content")
    documents, problems = read(root)
    assert [problem.partition(": ")[0] for problem in problems] == [
        "content/folder not-a-file",
        "content/loop not-a-file",
        "content/x.md not-a-file",
    ]
    assert len(documents.published) == 1


def test_pictures_and_downloads_are_taken_and_nothing_else(write_site: WriteSite) -> None:
    root = write_site({"content/index.md": page(), "content/a.jpg": "x", "content/b.pdf": "x", "content/c.docx": "x"})
    (root / "content" / ".DS_Store").write_text("x", "utf-8")
    documents, problems = read(root)
    assert list(documents.files) == ["a.jpg", "b.pdf"]
    assert problems == ["content/c.docx bad-file-name: “c.docx” is neither a page nor a picture."]


def test_a_page_type_is_known_or_told(write_site: WriteSite) -> None:
    _, problems = read(write_site({"content/index.md": page(type="artikel")}))
    assert problems == ["content/index.md unknown-page-type: There is no page type “artikel”."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("/a/", True), ("/a", True), ("/a/b.html", True), ("/", False), ("a/", False), ("//a/", False), ("/a b/", False)],
)
def test_what_an_address_looks_like(text: str, *, expected: bool) -> None:
    assert is_address(text) is expected


@pytest.mark.parametrize("path", ["assets/a.png", "assets/index.md", "Assets/deep/er/a.png", "assets.md", "ASSETS.md"])
def test_the_folder_of_the_sites_own_files_takes_nothing_of_editors(write_site: WriteSite, path: str) -> None:
    _, problems = read(write_site({"content/index.md": page(), f"content/{path}": page()}))
    top = path.split("/", maxsplit=1)[0]
    assert problems == [
        f"content/{top} reserved-name: “{top}” has the name of the folder in which the site keeps its own files."
    ]


@pytest.mark.parametrize("path", ["text/assets/a.png", "my-assets.md", "assets-of-a-house/index.md"])
def test_a_name_that_is_only_like_it_is_fine(write_site: WriteSite, path: str) -> None:
    _, problems = read(write_site({"content/index.md": page(), f"content/{path}": page()}))
    assert problems == []
