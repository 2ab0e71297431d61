"""Old addresses in front matter are added and taken out, and all around them stays."""

from __future__ import annotations

import pytest
from conftest import FRONT_MATTER

from build import HERE
from microsite.documents import make_document
from microsite.problems import Report
from microsite.redirect_lines import CannotWriteError, redirect_edits
from microsite.rewriting import rewrite
from microsite.source import Source
from microsite.theme import read_theme

THEME = read_theme(HERE / "templates", "templates", Report())


def changed(keys: str, removed: set[str], added: str) -> str:
    """Return the keys after the change."""
    before, after = FRONT_MATTER.rsplit("---\n", 1)
    text = f"{before}{keys}---\n{after}Words.\n"
    document = make_document(Source("content/a.md", text), "a.md", THEME, Report())
    done = rewrite(text.encode(), redirect_edits(document, removed, added)).decode()
    assert done.startswith(before)
    assert done.endswith(f"---\n{after}Words.\n")
    return done.removeprefix(before).removesuffix(f"---\n{after}Words.\n")


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("", "redirect_from: [/new/]\n"),
        ("draft: true\n", "draft: true\nredirect_from: [/new/]\n"),
        ("redirect_from:  # none\ndraft: true\n", "redirect_from: [/new/]  # none\ndraft: true\n"),
        ("redirect_from: []\n", "redirect_from: [/new/]\n"),
        ("redirect_from: [ /a/,/b ] # two\n", "redirect_from: [ /a/,/b, /new/ ] # two\n"),
        ("redirect_from:\n  - /a/ # one\n\ndraft: true\n", "redirect_from:\n  - /a/ # one\n  - /new/\n\ndraft: true\n"),
        ("redirect_from:\n- '/a/'\n", "redirect_from:\n- '/a/'\n- /new/\n"),
    ],
)
def test_an_address_is_added_as_the_others_are_written(keys: str, expected: str) -> None:
    assert changed(keys, set(), "/new/") == expected
    assert changed(keys, set(), "") == keys


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("redirect_from: [/a/]\ndraft: true\n", "draft: true\n"),
        ("redirect_from: [/a, '/b/'] # two\n", "redirect_from: ['/b/'] # two\n"),
        ("redirect_from:\n  - /a/\n  - /a\ndraft: true\n", "draft: true\n"),
        ("redirect_from:\n  - /b/\n  - /a/\n  - /c/\n", "redirect_from:\n  - /b/\n  - /c/\n"),
    ],
)
def test_an_address_is_taken_out(keys: str, expected: str) -> None:
    assert changed(keys, {"/a/", "/a"}, "") == expected


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("redirect_from: [/a/]\n", "redirect_from: [/new/]\n"),
        ("redirect_from: [/b/, /a/]\n", "redirect_from: [/b/, /new/]\n"),
        ("redirect_from:\n  - /a/\n", "redirect_from:\n  - /new/\n"),
    ],
)
def test_one_goes_and_another_comes(keys: str, expected: str) -> None:
    assert changed(keys, {"/a/"}, "/new/") == expected


def test_a_list_over_several_lines_of_brackets_is_left_to_a_person() -> None:
    with pytest.raises(CannotWriteError):
        changed("redirect_from: [/a/,\n  /b/]\n", {"/a/"}, "/new/")
