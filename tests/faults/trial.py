"""A good site that was published, something bad put into it, and the real program run over it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

ROOT = Path(__file__).resolve().parent.parent.parent
GUARD = Path(__file__).resolve().parent / "guard"
NOW = "1795521600"  # noon of 2026-11-24, UTC
LIMIT = 10  # seconds that a run may take
MEMORY = 1_000_000  # KiB that a process of it may hold
WITHOUT_POWERS = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search", "--inh-caps", "-all", "--")
FRONT_MATTER = """---
title: A strange page
description: A page with something strange in it, which nobody should ever be hurt by.
---

"""
# What a build may change.
OURS = (".cache", "portable", ".portable.lock", "public", "public-host", ".public.lock", "addresses.txt")

State = dict[str, tuple[int, int, bytes | str]]


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

    def run(self, *arguments: str | Path, limit: float = LIMIT, as_anybody: bool = False, **environment: str) -> Ran:
        """Run the program over the site; it must keep to its folders, time and memory, and ask no network.

        `as_anybody` takes from root what no other user has: to read and write whatever a file's mode says.
        What it may change is `public/`, its own records, and `addresses.txt`; all else under `home` stays as it is.
        """
        before = state(self.home, without=("notes", "words")), state(self.root, without=OURS)
        notes, words = self.home / "notes", self.home / "words"
        began = time.perf_counter()
        with words.open("wb") as stream:
            child = subprocess.Popen(
                [
                    *(WITHOUT_POWERS if as_anybody and os.geteuid() == 0 else ()),
                    *(sys.executable, str(ROOT / "build.py"), *map(str, arguments), "--root", str(self.root)),
                ],
                stdout=stream,
                stderr=stream,
                stdin=subprocess.DEVNULL,
                cwd=self.home,
                env={**os.environ, "SOURCE_DATE_EPOCH": NOW, "PYTHONPATH": str(GUARD), "TRIAL_NOTES": str(notes)}
                | environment,
            )
            stop = threading.Timer(2 * limit, child.kill)  # one that waits for ever would hold the tests as well
            stop.start()
            _, status, usage = os.wait4(child.pid, 0)
            stop.cancel()
            child.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - began
        told = words.read_text("utf-8", "backslashreplace")
        assert "Traceback" not in told, told
        assert not notes.exists(), notes.read_text("utf-8")
        assert seconds < limit, f"{seconds:.1f} s\n{told}"
        assert usage.ru_maxrss < MEMORY, f"{usage.ru_maxrss} KiB"
        assert state(self.root, without=OURS) == before[1], "a file of the site was changed"
        elsewhere = {path: what for path, what in before[0].items() if path.split("/")[0] != "site"}
        after = state(self.home, without=("notes", "words", "site"))
        assert after == elsewhere, "something outside the site was changed"
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

    def now(self) -> State:
        """Return what is published now."""
        return state(self.root / "public")

    def text(self, path: str) -> str:
        """Return a file of the published site as text."""
        return (self.root / "public" / path).read_text("utf-8")

    def page(self, path: str = "strange/index.html") -> LexborHTMLParser:
        """Return a published page, read by an HTML5 parser."""
        return LexborHTMLParser(self.text(path))
