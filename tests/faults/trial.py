"""A good site that was published, something bad put into it, and the real program run over it."""

from __future__ import annotations

import ctypes
import os
import re
import select
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent.parent.parent
GUARD = Path(__file__).resolve().parent / "guard"
NOW = "1795521600"  # noon of 2026-11-24, UTC
LIMIT = 10  # seconds that a run may take
MEMORY = 1_000_000  # KiB that a process of it may hold
FRONT_MATTER = """---
title: A strange page
description: A page with something strange in it, which nobody should ever be hurt by.
---

"""
# What a build may change.
OURS = (".cache", "portable", ".portable.lock", "public", "public-host", ".public.lock", "addresses.txt")

State = dict[str, tuple[int, int, bytes | str]]


def powerless() -> None:
    """Let the program that this process becomes be bound by what files and folders allow, also where it is root's.

    https://man7.org/linux/man-pages/man7/capabilities.7.html; what is dropped here no program gets that is begun here.
    """
    drop, overriding = 24, (1, 2, 3, 9)  # PR_CAPBSET_DROP; writing, reading, owning, files that cannot be changed
    if os.geteuid() == 0:
        library = ctypes.CDLL(None, use_errno=True)
        for power in overriding:
            if library.prctl(drop, power, 0, 0, 0):
                raise OSError(ctypes.get_errno(), "prctl")


def _heard(child: subprocess.Popen[bytes], until: float) -> str:
    """Return all that a program says until it and all that it began have ended; one that takes too long is ended."""
    assert child.stdout
    said = b""
    while select.select([child.stdout], [], [], max(0, until - time.perf_counter()))[0]:
        more = os.read(child.stdout.fileno(), 1 << 16)
        if not more:
            break
        said += more
    else:
        child.kill()
    child.stdout.close()
    return said.decode("utf-8", "backslashreplace")


def state(folder: Path, *, without: tuple[str, ...] = ()) -> State:
    """Return mode, time and content of all that is in the folder, by path; links are not followed."""
    found: State = {}
    for path in sorted(folder.rglob("*")):
        name = os.fsencode(path.relative_to(folder)).decode("utf-8", "backslashreplace")
        if name.split("/")[0] in without:
            continue
        told = path.lstat()
        content: bytes | str = ""
        if path.is_symlink():
            content = os.readlink(path)  # noqa: PTH115  also where it leads nowhere
        elif path.is_file() and os.access(path, os.R_OK):
            content = path.read_bytes()
        found[name] = (told.st_mode, 0 if path.is_dir() else told.st_mtime_ns, content)
    return found


@dataclass(frozen=True)
class Ran:
    """What a run of the program did: its exit code, its words, seconds, and KiB of its largest process."""

    code: int
    told: str
    seconds: float
    memory: int

    @property
    def problems(self) -> list[str]:
        """The first line of every problem, as `content/x.md:3:1: error[broken-link] …`."""
        return [line for line in self.told.splitlines() if re.search(r": (?:error|warning|advice)\[[a-z0-9-]+\]", line)]

    @property
    def codes(self) -> list[str]:
        """The codes of the problems, in order."""
        return [re.findall(r"(?:error|warning|advice)\[([a-z0-9-]+)\]", line)[0] for line in self.problems]


@dataclass
class Trial:
    """A published site to be spoilt, `root`, and what is run over it."""

    home: Path
    published: State = field(default_factory=dict)

    @property
    def root(self) -> Path:
        """The folder of the site."""
        return self.home / "site"

    def write(self, path: str, data: str | bytes) -> Path:
        """Write a file of the site, with its folders; return its path."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data)
        return file

    def body(self, text: str | bytes, page: str = "content/strange.md") -> Path:
        """Write a page with good front matter of four lines, an empty fifth, and the text from line 6 on."""
        return self.write(page, FRONT_MATTER.encode() + (text if isinstance(text, bytes) else text.encode()))

    def settings(self, more: str) -> None:
        """Add lines to `site_config.yaml`."""
        file = self.root / "site_config.yaml"
        file.write_text(file.read_text("utf-8").rstrip() + "\n" + more, "utf-8")

    def own_templates(self) -> Path:
        """Give the site its own copy of our templates, and return the folder."""
        return Path(shutil.copytree(ROOT / "templates", self.root / "templates"))

    def run(
        self,
        *arguments: str | Path,
        limit: float = LIMIT,
        before: Callable[[], None] | None = None,
        **environment: str,
    ) -> Ran:
        """Run the program over the site; it must keep to its folders, time and memory, and ask no network.

        What it may change is `public/`, its own records, and `addresses.txt`; all else under `home` stays as it is.
        `before` is done in the process that becomes the program, as to take something from it.
        """
        around = state(self.home, without=("notes", "site"))
        sources = state(self.root, without=OURS)
        notes = self.home / "notes"
        began = time.perf_counter()
        child = subprocess.Popen(
            [sys.executable, str(ROOT / "build.py"), *map(str, arguments), "--root", str(self.root)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            cwd=self.home,
            preexec_fn=before,  # noqa: PLW1509  no thread is running here
            env={**os.environ, "SOURCE_DATE_EPOCH": NOW, "PYTHONPATH": str(GUARD), "TRIAL_NOTES": str(notes)}
            | environment,
        )
        told = _heard(child, until=began + 2 * limit)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - began
        assert "Traceback" not in told, told
        assert not notes.exists(), notes.read_text("utf-8")
        assert seconds < limit, f"{seconds:.1f} s\n{told}"
        assert usage.ru_maxrss < MEMORY, f"{usage.ru_maxrss} KiB"
        assert state(self.root, without=OURS) == sources, "a file of the site was changed"
        after = state(self.home, without=("notes", "site"))
        assert after == around, "something outside the site was changed"
        return Ran(child.returncode, told, seconds, usage.ru_maxrss)

    def refused(self, *codes: str, at: str = "", words: str = "", arguments: tuple[str, ...] = ()) -> Ran:
        """Build; say that exactly these codes block it, in a line that begins with `at`, and that nothing changed.

        `words` is what the message or its hint must say. `codes` may hold one code several times.
        """
        ran = self.run("build", *arguments)
        assert ran.code == 1, ran.told
        assert sorted(ran.codes) == sorted(codes), ran.told
        assert any(line.startswith(at) for line in ran.problems), ran.told
        assert words in ran.told, ran.told
        assert self.now() == self.published, "the published site was changed"
        return ran

    def harmless(self, *codes: str, at: str = "", words: str = "", arguments: tuple[str, ...] = ()) -> Ran:
        """Build; say that it was published, with no problem but warnings or advice of these codes."""
        ran = self.run("build", *arguments)
        assert ran.code == 0, ran.told
        assert sorted(ran.codes) == sorted(codes), ran.told
        assert any(line.startswith(at) for line in ran.problems or [""]), ran.told
        assert words in ran.told, ran.told
        return ran

    def proved(self, *arguments: str | Path) -> Ran:
        """Build with the proof that the site can be made again, which takes a second process."""
        return self.run("build", "--check-reproducible", *arguments, PYTHONPATH="")

    def now(self) -> State:
        """Return what is published now."""
        return state(self.root / "public")

    def text(self, path: str) -> str:
        """Return a file of the published site as text."""
        return (self.root / "public" / path).read_text("utf-8")

    def page(self, path: str = "strange/index.html") -> LexborHTMLParser:
        """Return a published page, read by an HTML5 parser."""
        return LexborHTMLParser(self.text(path))
