"""A small edit of a large site trusts what it knows of the site before: only where nobody has touched that."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from edits import FIRST, run_here

from microsite import placing, records

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NOON = "1795521600"
WORDS = "content/words.md"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a site that has a spare, and whose last two builds each followed a small edit."""
    monkeypatch.setattr(placing, "LEAST_FILES", 4)
    root = tmp_path / "site"
    shutil.copytree(FIRST, root)
    build(root)
    build(root)
    for number in range(2):
        edit(root, f"Word {number}.")
    return root


def build(root: Path) -> dict[str, bytes]:
    """Build the site and return what is published."""
    code, _, said = run_here(["build", "--root", str(root)], NOON)
    assert (code, said) == (0, "")
    public = root / "public"
    return {str(file.relative_to(public)): file.read_bytes() for file in public.rglob("*") if file.is_file()}


def edit(root: Path, text: str) -> dict[str, bytes]:
    with (root / WORDS).open("a", encoding="utf-8") as stream:
        stream.write(f"\n{text}\n")
    return build(root)


def clean(root: Path, tmp_path: Path) -> dict[str, bytes]:
    """Return what a build from nothing gives."""
    shutil.copytree(root, tmp_path / "clean", ignore=shutil.ignore_patterns("public*", ".public*", ".cache"))
    return build(tmp_path / "clean")


def test_the_spare_is_not_looked_through_after_a_small_edit(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def look(folder: Path) -> None:
        raise AssertionError(folder)

    monkeypatch.setattr(records, "tree_of_spare", look)
    assert b"One more." in edit(root, "One more.")["words/index.html"]


def replace(spare: Path) -> None:
    page = spare / "fees" / "index.html"
    page.unlink()
    page.write_bytes(b"<p>Somebody's own</p>")


def add(spare: Path) -> None:
    (spare / "fees" / "more.html").write_bytes(b"<p>More</p>")


def take(spare: Path) -> None:
    shutil.rmtree(spare / "visit")


def add_folder(spare: Path) -> None:
    (spare / "empty").mkdir()


def copy(spare: Path) -> None:
    shutil.copytree(spare, spare.with_name("copy"))
    shutil.rmtree(spare)
    spare.with_name("copy").rename(spare)


def forget(spare: Path) -> None:
    (spare.parent / "note.txt").unlink()


def drop(spare: Path) -> None:
    shutil.rmtree(spare.parent)


@pytest.mark.parametrize("touch", [replace, add, take, add_folder, copy, forget, drop])
def test_nothing_comes_out_of_a_spare_that_somebody_touched(
    root: Path, tmp_path: Path, touch: Callable[[Path], None]
) -> None:
    touch(root / ".public.spare" / "site")
    assert edit(root, "One more.") == clean(root, tmp_path)
