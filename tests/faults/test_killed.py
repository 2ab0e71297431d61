"""A build that is killed, stopped or fails at any moment leaves all of the old site, or all of the new."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from faults.trial import NOW, ROOT, Trial, state

if TYPE_CHECKING:
    from pathlib import Path

KILLS, STOPS = 150, 14
FAILING = """
_right = Prose.page


def _failing(self: Prose, document: Document, report: Report) -> Page:
    if document.file.endswith("page-7.md"):
        raise ZeroDivisionError
    return _right(self, document, report)


Prose.page = _failing
"""
LEFT = {".cache", ".public.lock", "addresses.txt", "content", "public", "public-host", "site_config.yaml"}


@pytest.fixture
def larger(trial: Trial) -> Trial:
    """Return a site of more pages than the other, so that several processes make them."""
    for number in range(20):
        trial.body(f"Page {number} of many, in version {{{{ facts.version }}}}.\n", f"content/many/page-{number}.md")
    trial.body(
        "All pages: " + ", ".join(f"[{number}](page-{number}.md)" for number in range(20)), "content/many/index.md"
    )
    for number, page in enumerate(sorted((trial.root / "content" / "many").glob("*.md"))):
        text = page.read_text("utf-8").replace("A strange page", f"Page of the many, number {number}")
        page.write_text(text.replace("something strange", f"words {number}"), "utf-8")
    strange = trial.root / "content" / "strange.md"
    strange.write_text(strange.read_text("utf-8") + "\n[Many](many/index.md), version {{ facts.version }}.\n", "utf-8")
    trial.settings("  version: v0\n")
    ran = trial.run("build")
    assert ran.code == 0, ran.told
    return trial


def contents(folder: Path) -> dict[str, bytes | str]:
    return {path: content for path, (_, _, content) in state(folder).items()}


def set_version(trial: Trial, number: int) -> None:
    """Change the settings in odd versions, which makes all pages, and one text in even ones, which makes that alone."""
    if number % 2:
        file, old, new = "site_config.yaml", r"version: v\d+", f"version: v{number}"
    else:
        file, old, new = "content/strange.md", r"(?m)^Nothing strange.*$", f"Nothing strange in edit {number}."
    path = trial.root / file
    path.write_text(re.sub(old, new, path.read_text("utf-8")), "utf-8")


def begin(trial: Trial, *arguments: str) -> subprocess.Popen[str]:
    """Begin a build in a group of processes of its own."""
    return subprocess.Popen(
        [sys.executable, str(ROOT / "build.py"), "build", *arguments, "--root", str(trial.root)],
        env={**os.environ, "SOURCE_DATE_EPOCH": NOW},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def none_is_left(group: int) -> bool:
    """Tell whether no process of a group is left, soon."""
    for _ in range(200):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.01)
    os.killpg(group, signal.SIGKILL)
    return False


def seconds_of_build(trial: Trial) -> float:
    set_version(trial, 1)
    began = time.perf_counter()
    child = begin(trial)
    child.communicate(timeout=30)
    return time.perf_counter() - began


@pytest.mark.holds(69, "whole", times=KILLS)
def test_a_kill_at_any_moment_leaves_all_of_the_old_site_or_of_the_new(larger: Trial) -> None:
    once = seconds_of_build(larger)
    chance = random.Random(7)  # noqa: S311  moments, not secrets
    seen = {"old": 0, "new": 0}
    public = larger.root / "public"
    for number in range(2, KILLS + 2):
        old = contents(public)
        set_version(larger, number)
        child = begin(larger)
        # Most moments lie within the build; a part of them lies where the folders change places, near its end.
        time.sleep(chance.uniform(0, once) if number % 3 else chance.uniform(0.5 * once, 1.2 * once))
        child.kill()
        child.communicate(timeout=30)
        assert none_is_left(child.pid), "a process was left by itself"
        found = contents(public)
        after = begin(larger)
        said, _ = after.communicate(timeout=30)
        assert after.returncode == 0, said
        new = contents(public)
        assert new != old
        assert found in (old, new), f"neither nor: {sorted(path for path in found if found[path] != old.get(path))}"
        seen["new" if found == new else "old"] += 1
        assert {path.name for path in larger.root.iterdir()} == LEFT
    assert all(seen.values()), seen
    shutil.rmtree(public)
    shutil.rmtree(larger.root / ".cache")
    assert larger.run("build").code == 0
    assert contents(public) == new


@pytest.mark.holds(78, "whole", times=STOPS)
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda sign: sign.name)
def test_a_build_that_is_stopped_at_any_stage_cleans_up_and_says_so(larger: Trial, sign: signal.Signals) -> None:
    once = seconds_of_build(larger)
    chance = random.Random(sign)  # noqa: S311  moments, not secrets
    public, codes = larger.root / "public", set()
    for number in range(2, STOPS + 2):
        old = contents(public)
        set_version(larger, number)
        child = begin(larger)
        time.sleep(chance.uniform(0.03, once))
        os.killpg(child.pid, sign)  # as a terminal does: to all processes of the build
        said, _ = child.communicate(timeout=10)
        codes.add(child.returncode)
        assert none_is_left(child.pid), "a process was left by itself"
        assert "Traceback" not in said, said
        if child.returncode not in (0, -sign):  # a signal that comes before the program has begun ends Python
            assert child.returncode == 130, said
            assert "Stopped. The published site still works." in said
        found = contents(public)
        assert {path.name for path in larger.root.iterdir()} == LEFT
        after = begin(larger)
        said, _ = after.communicate(timeout=30)
        assert after.returncode == 0, said
        assert found in (old, contents(public))
    assert 130 in codes


@pytest.mark.holds(78, "whole")
def test_a_mistake_of_ours_at_a_page_leaves_the_old_site(larger: Trial) -> None:
    """A page fails in the converter, by a change in a copy of the generator: no input is known that does it."""
    copy = larger.home / "generator"
    shutil.copytree(ROOT / "microsite", copy / "microsite")
    shutil.copytree(ROOT / "templates", copy / "templates")
    shutil.copy(ROOT / "build.py", copy)
    with (copy / "microsite" / "prose" / "__init__.py").open("a", encoding="utf-8") as prose:
        prose.write(FAILING)
    old = contents(larger.root / "public")
    set_version(larger, 1)
    larger.body("[Broken](nowhere.md)\n")
    done = subprocess.run(
        [sys.executable, str(copy / "build.py"), "--root", str(larger.root)],
        env={**os.environ, "SOURCE_DATE_EPOCH": NOW},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "broken-link" in done.stdout
    assert "content/many/page-7.md: error[generator-failed] The generator failed on this page." in done.stdout
    assert "ZeroDivisionError in prose/__init__.py, line " in done.stdout
    assert contents(larger.root / "public") == old
    assert {path.name for path in larger.root.iterdir()} == LEFT
