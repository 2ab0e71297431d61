"""A site of very many pages: twice as many take twice as long, and hardly more memory.

The site has no pictures for sharing: to draw one takes longer than to make its page, and they are drawn by themselves.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING, NamedTuple

import pytest

from faults.trial import NOW, ROOT, Trial

if TYPE_CHECKING:
    from pathlib import Path

PAGES = int(os.environ.get("MANY_PAGES", "2500"))
"""Half of them are built first, then all. 10,000 take a minute on two cores."""
MEMORY = 200_000
"""KiB by which a build of all may hold more than one of half of them."""
SENTENCE = "The page has words that are here to be read by nobody at all. They are short ones. "
MEASURE = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:]).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime, used.ru_maxrss, file=sys.stderr)
sys.exit(code)
"""


class Took(NamedTuple):
    """What a build took: seconds of all its processes, and KiB of the largest."""

    seconds: float
    memory: int


def write_site(root: Path, pages: int) -> None:
    """Write a site of so many pages of 2 kB, to each of which the home page leads."""
    trial = Trial(root.parent)
    trial.write("site_config.yaml", "name: A site\nurl: https://example.org/\ndescription: Very many pages.\n")
    (trial.own_templates() / "social.yaml").unlink()
    text = "\n\n".join([SENTENCE * 3] * 7)
    for number in range(pages):
        trial.write(
            f"content/p{number}.md",
            f"---\ntitle: What stands on page {number}\ndescription: Page {number} of a site that has very many, "
            f"which are all about the same, and which nobody reads.\n---\n## Part {number}\n\n{text}\n\n"
            f"Go [on](p{(number + 1) % pages}.md), or [back](index.md).\n",
        )
    links = "\n".join(f"- [What stands on page {number}](p{number}.md)" for number in range(pages))
    home = "---\ntitle: Home\ndescription: The way to very many pages, every single one of which it leads to.\n"
    trial.write("content/index.md", f"{home}type: home\n---\n{links}\n")


def built(folder: Path, pages: int) -> Took:
    """Build a site of so many pages, and return what it took."""
    root = folder / str(pages) / "site"
    root.mkdir(parents=True)
    write_site(root, pages)
    # Through a small process: a child begins as a copy of what starts it, and this one may be large.
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, sys.executable, str(ROOT / "build.py"), "build", "--root", str(root)],
        capture_output=True,
        text=True,
        env={**os.environ, "SOURCE_DATE_EPOCH": NOW},
        check=False,
    )
    told, (seconds, memory) = done.stdout, done.stderr.split()[-2:]
    assert done.returncode == 0, told
    assert f"Built {pages + 1} pages" in told
    assert len(list((root / "public").glob("p*/index.html"))) == pages
    return Took(float(seconds), int(memory))


@pytest.mark.holds(37, "harmless")
@pytest.mark.holds(38, "harmless")
def test_twice_as_many_pages_take_twice_as_long_and_hardly_more_memory(tmp_path: Path) -> None:
    began = time.monotonic()
    half, every = built(tmp_path, PAGES // 2), built(tmp_path, PAGES)
    print(half, every, f"{time.monotonic() - began:.0f} s")  # noqa: T201  shown where the test is run by hand, with -s
    assert every.memory - half.memory < MEMORY
    # The start, and reading the theme, are in both; a square would be four times as much.
    assert every.seconds < 3 * half.seconds
