"""Pictures for sharing are the same, whoever draws them."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from build import build
from microsite import sharing
from microsite.commands import HERE
from microsite.memory import Memory
from microsite.options import Options
from microsite.problems import Report
from microsite.shelf import Shelf

if TYPE_CHECKING:
    from pathlib import Path

    from microsite.model import Output


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(HERE / "tests" / "sites" / "good", tmp_path / "site")
    return tmp_path / "site"


def pictures(root: Path, shelf: Shelf | None) -> dict[str, Output]:
    """Return the pictures for sharing of a site; with a shelf another process may draw them."""
    outputs = build(root, Options(), Report(), Memory(shelf=shelf))
    return {output.path: output for output in outputs if output.path.startswith("assets/social/")}


def data_of(outputs: dict[str, Output]) -> dict[str, bytes]:
    return {path: output.data for path, output in outputs.items()}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_another_process_draws_the_same(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = data_of(pictures(root, None))
    assert len(here) >= sharing.LEAST_ASIDE
    monkeypatch.setattr(sharing, "can_work_aside", lambda: True)
    there = pictures(root, Shelf())
    assert data_of(there) == here
    assert not any(isinstance(output.content, bytes) for output in there.values())


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_what_another_process_could_not_draw_is_drawn_here(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = data_of(pictures(root, None))
    monkeypatch.setattr(sharing, "can_work_aside", lambda: True)
    monkeypatch.setattr(sharing.Pictures, "_work", lambda _self, _channel: os._exit(9))
    assert data_of(pictures(root, Shelf())) == here


def test_one_that_is_published_already_is_taken_from_there(root: Path, tmp_path: Path) -> None:
    here = pictures(root, None)
    published = {}
    for number, (path, output) in enumerate(here.items()):
        file = tmp_path / f"{number}.png"
        file.write_bytes(output.data)
        published[path] = str(file)
    there = pictures(root, Shelf({}, published))
    assert data_of(there) == data_of(here)
    assert [output.sha256 for output in there.values()] == [output.sha256 for output in here.values()]
    assert not any(isinstance(output.content, bytes) for output in there.values())
