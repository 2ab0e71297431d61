"""The same sources give the same bytes: wherever, whenever and by whomever the site is made."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from faults.trial import NOW, ROOT, Trial, state

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

OURS: dict[str, str] = {}
OTHER_ORDER = [sys.executable, "-m", "microsite.other_order"]


def made(
    trial: Trial, *before: str, doing: Callable[[], object] | None = None, environment: Mapping[str, str] = OURS
) -> dict[str, bytes]:
    """Return the files of the site as they come out, made from nothing under these circumstances."""
    program = [*(before or (sys.executable, str(ROOT / "build.py"))), "build", "--no-cache", "--quiet"]
    done = subprocess.run(
        [*program, "--root", str(trial.root)],
        cwd=ROOT,
        env={**os.environ, "SOURCE_DATE_EPOCH": NOW} | dict(environment),
        preexec_fn=doing,
        capture_output=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found = {path: content for path, (_, _, content) in state(trial.root / "public").items()}
    beside = {path: content for path, (_, _, content) in state(trial.root / "public-host").items()}
    return {path: content for path, content in (found | beside).items() if isinstance(content, bytes)}


@pytest.fixture
def before(trial: Trial) -> dict[str, bytes]:
    """Return the site as it comes out here; the trial gets every page of ours, so that there is much to compare."""
    shutil.rmtree(trial.root / "content")
    shutil.copytree(ROOT / "content", trial.root / "content")
    shutil.copy(ROOT / "site_config.yaml", trial.root)
    shutil.rmtree(trial.root / "public")
    (trial.root / "addresses.txt").unlink()
    return made(trial)


@pytest.mark.holds(79, "harmless")
@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "0"},
        {"PYTHONHASHSEED": "1"},
        {"PYTHONHASHSEED": "random"},
        {"TZ": "Pacific/Kiritimati"},
        {"TZ": "Etc/GMT+12", "LC_ALL": "C", "LANG": "C"},
        {"LC_ALL": "tr_TR.UTF-8", "LANGUAGE": "tr"},
        {"PYTHONUTF8": "0", "LC_ALL": "POSIX", "PYTHONIOENCODING": "ascii"},
        {"HOME": "/nowhere", "USER": "nobody", "LOGNAME": "nobody"},
        {"TMPDIR": "/var/tmp"},  # noqa: S108  another folder for what goes at once
        {"COLUMNS": "20", "TERM": "dumb", "NO_COLOR": "1"},
        {"PYTHONOPTIMIZE": "2", "PYTHONDONTWRITEBYTECODE": "1"},
    ],
    ids=lambda environment: " ".join(f"{name}={value}" for name, value in environment.items()),
)
def test_surroundings_change_no_byte(trial: Trial, before: dict[str, bytes], environment: dict[str, str]) -> None:
    assert made(trial, environment=environment) == before


@pytest.mark.holds(79, "harmless")
@pytest.mark.parametrize("mask", [0o000, 0o027, 0o077])
def test_a_umask_changes_no_byte(trial: Trial, before: dict[str, bytes], mask: int) -> None:
    assert made(trial, doing=lambda: os.umask(mask)) == before


@pytest.mark.holds(79, "harmless")
def test_folders_that_list_their_files_the_other_way_round_change_no_byte(
    trial: Trial, before: dict[str, bytes]
) -> None:
    assert made(trial, *OTHER_ORDER) == before


@pytest.mark.holds(79, "harmless", times=2)
@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="only Linux lets a process choose its cores")
def test_one_process_or_several_change_no_byte(trial: Trial, before: dict[str, bytes]) -> None:
    cores = sorted(os.sched_getaffinity(0))
    assert made(trial, doing=lambda: os.sched_setaffinity(0, cores[:1])) == before
    assert made(trial, doing=lambda: os.sched_setaffinity(0, cores)) == before


@pytest.mark.holds(79, "harmless", times=2)
def test_twice_in_a_row_and_in_another_place_no_byte_differs(
    trial: Trial, before: dict[str, bytes], tmp_path: Path
) -> None:
    assert made(trial) == before
    elsewhere = Trial(tmp_path / "a much longer place, with spaces & signs" / "ü")
    shutil.copytree(trial.root, elsewhere.root, ignore=shutil.ignore_patterns("public*", ".*"))
    assert made(elsewhere) == before


@pytest.mark.holds(79, "harmless")
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user; CI is root")
def test_another_user_gets_the_same_bytes(trial: Trial, before: dict[str, bytes]) -> None:
    # The interpreter may lie where only root reads, so that the other user keeps that one power.
    powers = ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
    shutil.rmtree(trial.root / "public")
    become = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", *powers]
    assert made(trial, *become, sys.executable, str(ROOT / "build.py")) == before
    assert (trial.root / "public" / "index.html").stat().st_uid == 65534


@pytest.mark.holds(79, "harmless", times=2)
def test_anybody_can_have_it_proved(trial: Trial) -> None:
    ran = trial.proved()
    assert ran.code == 0, ran.told
    assert "Made twice, and no byte differs: the second time under another hash seed" in ran.told
    assert trial.proved("--portable", "--output", trial.root / ".cache" / "copy").code == 0


@pytest.mark.holds(79, "refused")
def test_a_template_that_gives_chance_its_way_is_refused(trial: Trial) -> None:
    page = trial.own_templates() / "partials" / "footer.html"
    page.write_text(page.read_text("utf-8") + "<p>{{ range(1000000) | random }}</p>\n", "utf-8")
    ran = trial.proved()
    assert ran.code == 1, ran.told
    assert ran.codes == ["not-reproducible"]
    assert "came out differently when the site was made a second time" in ran.told
    assert trial.now() == trial.published


@pytest.mark.holds(79, "harmless")
def test_after_a_proof_the_next_build_is_as_after_any(trial: Trial) -> None:
    assert trial.proved().code == 0
    assert sorted(path.name for path in trial.home.iterdir()) == ["site"]
    assert trial.harmless().told.startswith(("Built", "Nothing has changed"))
