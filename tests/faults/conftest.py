"""A published site for every trial: built once, then copied."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from faults.trial import ROOT, Trial, state

if TYPE_CHECKING:
    from pathlib import Path

GOOD = ROOT / "tests" / "sites" / "good"


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a good site that was published, and is only copied from."""
    trial = Trial(tmp_path_factory.mktemp("built"))
    shutil.copytree(GOOD / "content", trial.root / "content")
    shutil.copy(GOOD / "site_config.yaml", trial.root)
    home = trial.root / "content" / "index.md"
    home.write_text(home.read_text("utf-8") + "\nThere is a [strange page](strange.md), too.\n", "utf-8")
    trial.body("Nothing strange as yet.\n")
    ran = trial.run("build")
    assert ran.code == 0, ran.told
    return trial.root


@pytest.fixture
def trial(built: Path, tmp_path: Path) -> Trial:
    """Return a published site of its own, to be spoilt."""
    shutil.copytree(built, tmp_path / "home" / "site")
    return Trial(tmp_path / "home", state(tmp_path / "home" / "site" / "public"))
