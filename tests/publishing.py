"""What the tests of publishing share: a small site at an address of its own, in git, and the command as it is typed."""

from __future__ import annotations

import gc
import json
import os
import shutil
import subprocess
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from build import main

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

ROOT = Path(__file__).resolve().parent.parent
URL = "https://library.clinic/branch/"

# Nothing of the machine's own git or Amazon settings takes part.
APART = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "A",
    "GIT_AUTHOR_EMAIL": "a@example.org",
    "GIT_COMMITTER_NAME": "A",
    "GIT_COMMITTER_EMAIL": "a@example.org",
    "SOURCE_DATE_EPOCH": "1795521600",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
}


def git(folder: Path, *words: str | Path) -> str:
    """Return what git answers."""
    done = subprocess.run(
        ["git", "-C", str(folder), *map(str, words)],  # noqa: S607  git is where the machine has it
        capture_output=True,
        check=True,
        env={**os.environ, **APART},
    )
    return done.stdout.decode().strip()


def commit(site: Path) -> None:
    """Commit all changes of a site."""
    git(site, "add", "--all")
    git(site, "commit", "--quiet", "--message", "Change the site")


def make_site(folder: Path, settings: str = "") -> Path:
    """Return a copy of the good site, at an address of its own and in git; settings are added."""
    good = ROOT / "tests" / "sites" / "good"
    shutil.copytree(good / "content", folder / "content")
    config = (good / "site_config.yaml").read_text("utf-8").replace("https://example.org/branch/", URL)
    (folder / "site_config.yaml").write_text(config + settings, "utf-8")
    (folder / ".gitignore").write_text("/public/\n/public-host/\n/.cache/\n/.published.json\n.*.lock\n", "utf-8")
    git(folder, "init", "--quiet", "--initial-branch", "main")
    commit(folder)
    return folder


@dataclass(frozen=True)
class Done:
    """What a command has said, and its exit code."""

    returncode: int
    stdout: str
    stderr: str


def publish(site: Path, *options: str, **environment: str) -> Done:
    """Publish a site as a person does, and return what was said and the exit code."""
    return run_command("publish", site, *options, **environment)


def run_command(command: str, site: Path, *options: str, **environment: str) -> Done:
    """Run a command for a site, in this process, because a new one takes longer than what it does."""
    out, errors = StringIO(), StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(errors):
        for name, value in (APART | environment).items():
            patch.setenv(name, value)
        try:
            code = main([command, "--root", str(site), *options])
        except SystemExit as ended:  # what argparse does with a word that it does not know
            code = int(ended.code or 0)
        finally:
            gc.enable()  # a command ends with its process and does without
    return Done(code, out.getvalue(), errors.getvalue())


def published(site: Path, *options: str, **environment: str) -> dict[str, Any]:
    """Publish a site and return what a program is told."""
    done = publish(site, "--format", "json", *options, **environment)
    assert not done.stderr, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told | {"exit": done.returncode}


def codes(told: dict[str, Any]) -> list[str]:
    """Return the codes of the errors that a program was told."""
    return [problem["code"] for problem in told["problems"] if problem["severity"] == "error"]


def words(told: dict[str, Any]) -> str:
    """Return all that stands in the errors that a program was told."""
    errors = (problem for problem in told["problems"] if problem["severity"] == "error")
    return " ".join(f"{problem['message']} {problem['hint']}" for problem in errors)


def add_page(site: Path, name: str, text: str = "Words enough for a page.") -> None:
    """Add a page to which the home page leads."""
    page = f"---\ntitle: A page about {name}\ndescription: What there is to know about {name}, in one sentence.\n---\n"
    (site / "content" / f"{name}.md").write_text(page + text + "\n", "utf-8")
    home = site / "content" / "index.md"
    home.write_text(home.read_text("utf-8") + f"\nRead [a page about {name}]({name}.md).\n", "utf-8")


def lose_a_fifth(site: Path, held: Callable[[], Iterable[str]], place: str) -> None:
    """Take away more than a fifth of the pages of a place, and hold that this has to be confirmed.

    `held` returns the files that the place has, `place` is how the message names it.
    """
    names = ("lamps", "maps", "tools", "toys")
    for name in names:
        add_page(site, name)
    commit(site)
    assert published(site)["exit"] == 0
    before = set(held())
    assert any(path.endswith("lamps/index.html") for path in before)
    for name in names:
        remove_page(site, name)
    commit(site)
    told = published(site)
    assert codes(told) == ["refused-publish"]
    assert place in words(told)
    assert set(held()) == before
    assert published(site, "--yes")["exit"] == 0
    assert not any(path.endswith("lamps/index.html") for path in held())


def remove_page(site: Path, name: str) -> None:
    """Take away a page that `add_page` has added, as one that nobody ever saw: its address goes as well."""
    (site / "content" / f"{name}.md").unlink()
    home = site / "content" / "index.md"
    home.write_text(home.read_text("utf-8").replace(f"\nRead [a page about {name}]({name}.md).\n", ""), "utf-8")
    ledger = site / "addresses.txt"
    if ledger.exists():
        ledger.write_text(ledger.read_text("utf-8").replace(f"/{name}/\n", ""), "utf-8")
