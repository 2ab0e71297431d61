"""The link that leads from a page to its file."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from conftest import CONFIG, FRONT_MATTER

from build import build
from microsite.console import as_text
from microsite.options import Options
from microsite.problems import Report
from microsite.repository import edit_address

if TYPE_CHECKING:
    from conftest import WriteSite

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("repository", "branch", "address"),
    [
        ("https://github.com/owner/name", "main", "https://github.com/owner/name/edit/main/content/a%20b.md"),
        ("https://github.com/owner/name/", "main", "https://github.com/owner/name/edit/main/content/a%20b.md"),
        ("https://github.com/owner/name.git", "v1/x", "https://github.com/owner/name/edit/v1/x/content/a%20b.md"),
        ("https://gitlab.com/a/b/name", "main", "https://gitlab.com/a/b/name/-/edit/main/content/a%20b.md"),
        ("https://gitlab.example.org/a/b", "main", "https://gitlab.example.org/a/b/-/edit/main/content/a%20b.md"),
        ("https://codeberg.org/owner/name", "main", "https://codeberg.org/owner/name/_edit/main/content/a%20b.md"),
        ("https://git.example.org/e?f={file}", "main", "https://git.example.org/e?f=content/a%20b.md"),
        ("", "main", ""),
    ],
)
def test_each_service_has_its_own_address_for_editing(repository: str, branch: str, address: str) -> None:
    assert edit_address(repository, branch, "content/a b.md") == address


def built(write_site: WriteSite, settings: str) -> tuple[dict[str, str], list[str]]:
    root = write_site(
        {
            "site_config.yaml": CONFIG + settings,
            "content/index.md": FRONT_MATTER + "[x](a/b.md)\n",
            "content/a/b.md": FRONT_MATTER + "Text.\n",
            "content/404.md": FRONT_MATTER.replace("---\n", "---\ntype: not-found\n", 1) + "Text.\n",
        }
    )
    report = Report()
    pages = {output.path: output.data.decode(errors="replace") for output in build(root, Options(now=NOW), report)}
    return pages, [as_text(problem) for problem in report.problems if problem.place.path == "site_config.yaml"]


def test_every_page_but_the_one_for_wrong_addresses_links_to_its_file(write_site: WriteSite) -> None:
    pages, told = built(write_site, "repository: https://github.com/owner/name\nrepository_branch: live\n")
    assert told == []
    link = '<a href="https://github.com/owner/name/edit/live/content/{}" rel="noreferrer noopener">Edit this page</a>'
    assert pages["index.html"].count(link.format("index.md")) == 1
    assert pages["a/b/index.html"].count(link.format("a/b.md")) == 1
    assert "Edit this page" not in pages["404.html"]


def test_a_site_that_names_no_repository_has_no_such_link(write_site: WriteSite) -> None:
    pages, told = built(write_site, "")
    assert told == []
    assert not any("Edit this page" in html for html in pages.values())


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("repository: owner/name", "“owner/name” is not an address that begins with “https://”."),
        (
            "repository: http://github.com/owner/name",
            "“http://github.com/owner/name” is not an address that begins with “https://”.",
        ),
        (
            "repository: git@github.com:owner/name.git",
            "“git@github.com:owner/name.git” is not an address that begins with “https://”.",
        ),
        ("repository: https://github.com/owner", "“https://github.com/owner” is not the address of a repository."),
        (
            "repository: https://github.com/owner/name/tree/main",
            "“https://github.com/owner/name/tree/main” is not the address of a repository.",
        ),
        (
            "repository: https://git.example.org/owner/name",
            "It is not known how files are edited at “git.example.org”.",
        ),
        (
            'repository: "https://[x/owner/name"',
            "“https://[x/owner/name” is not a web address.",
        ),
        (
            "repository: https://github.com/owner/name\nrepository_branch: my branch",
            "“my branch” is not the name of a branch.",
        ),
    ],
)
def test_a_wrong_repository_is_told_once_at_its_place(write_site: WriteSite, settings: str, message: str) -> None:
    pages, told = built(write_site, settings + "\n")
    (problem,) = told
    assert message in problem
    assert problem.startswith("site_config.yaml:2")
    assert "hint: " in problem
    assert "Edit this page" not in pages["index.html"]
