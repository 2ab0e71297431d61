"""After any edit, a build that remembers earlier ones gives what a build from nothing gives: every byte and word."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any

from edits import INPUTS, OUTPUTS, Nothing, Site, Step, foreign, run_here, steps
from hypothesis import HealthCheck, given, seed, settings

from build import HERE
from microsite import again, placing
from microsite.console import JSON
from microsite.source import PYTHONS_OWN, files_below

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import pytest

EDITS = 300
"""How many edits are made at least."""

SITES = 15
"""How many sites are edited, each from the first one on."""

TICK = 0.011  # seconds in which no file system's clock stands still: Linux counts at least a hundred ticks a second

UNCHANGED = "Nothing has changed"

Tree = dict[str, bytes | str]
"""Files by path: their bytes, or where a link leads."""


@dataclass(frozen=True)
class Built:
    """What a build told, and what it left behind."""

    exit: int
    told: object
    """What is told of the site: as JSON, or as lines in which nothing stands that differs from build to build."""
    said: str
    """On standard error."""
    ledger: bytes | None
    """What `addresses.txt` holds after it."""
    site: Tree
    """What it has put in place, with what stands beside it; nothing where it was not to, or could not."""
    found_nothing_to_do: bool


@dataclass
class Clean:
    """Builds from nothing. One that was made before from the same inputs is not made again."""

    folder: Path
    made: dict[str, Built] = field(default_factory=dict)

    def build(self, site: Site, inputs: Tree, step: Step) -> Built:
        """Return what comes of the inputs of a site where no build ever was.

        Where an output folder holds what is not ours, so does the clean one: a build must refuse to touch it.
        """
        spoiled = [name for name in _put_in_place(step.options) if foreign(site.root / name)]
        theirs = {name: tree(site.root, (name,)) for name in spoiled}
        key = hashlib.sha256(
            repr((sorted(inputs.items()), theirs, step.options, step.format, site.now)).encode()
        ).hexdigest()
        if key not in self.made:
            root = self.folder / key[:16]
            root.mkdir()
            for name in (*(name for name in INPUTS if (site.root / name).exists()), *spoiled):
                if (site.root / name).is_dir():
                    bare = shutil.ignore_patterns(PYTHONS_OWN)
                    shutil.copytree(site.root / name, root / name, symlinks=True, ignore=bare)
                else:
                    shutil.copyfile(site.root / name, root / name)
            self.made[key] = build(root, site.now, step)
            shutil.rmtree(root)
        return self.made[key]


def build(root: Path, now: int, step: Step, *, fresh: bool = False) -> Built:
    """Build the site as a person does, or as one who has a program read along."""
    words = [str(root / word) if word in OUTPUTS else word for word in step.options]
    command = words[:1] if words[:1] == ["check"] else ["build"]
    arguments = [*command, "--root", str(root), *(word for word in words if word not in command)]
    if step.format == JSON:
        arguments += ["--format", JSON]
    code, out, said = (_run_apart if fresh else run_here)(arguments, str(now))
    placed = _put_in_place(step.options) if code == 0 else ()
    told = json.loads(out) if step.format == JSON else _lines(out, root)
    return Built(code, told, said, _ledger(root), tree(root, placed), UNCHANGED in out)


def _lines(out: str, root: Path) -> list[str]:
    """Return what a person is told, but for where the site is, how long it took, and whether there was anything to do.

    So a build that has nothing to do is held to tell all else that a build from nothing tells.
    """
    out = re.sub(rf"^{UNCHANGED}: (.* pages?) stands? in ", r"Built \1 in 0.00 s into ", out, flags=re.MULTILINE)
    return re.sub(r" in [0-9.]+ s\b", " in 0.00 s", out).replace(str(root), "").splitlines()


def _run_apart(arguments: list[str], now: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, str(HERE / "build.py"), *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "SOURCE_DATE_EPOCH": now},
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def _put_in_place(options: tuple[str, ...]) -> tuple[str, ...]:
    """Return the folders that a build with these options puts in place."""
    if options[:1] == ("check",):
        return ()
    name = "portable" if "--portable" in options else options[-1] if "--output" in options else "public"
    return (name, f"{name}-host")


def _ledger(root: Path) -> bytes | None:
    file = root / "addresses.txt"
    return file.read_bytes() if file.is_file() else None


def tree(root: Path, names: Iterable[str]) -> Tree:
    """Return all files below these files and folders of a root, but for what Python keeps there."""
    found: Tree = {}
    for name in names:
        top = root / name
        for file in [top, *files_below(top)]:
            if file.is_symlink():
                found[file.relative_to(root).as_posix()] = f"leads to {file.readlink()}"
            elif file.is_file():
                found[file.relative_to(root).as_posix()] = file.read_bytes()
    return found


@dataclass
class Edited:
    """A site that is edited and built again and again, and what has become of it."""

    site: Site
    clean: Clean
    done: list[str] = field(default_factory=list)
    """Every edit, with what was typed after it."""

    def take(self, step: Step) -> str:
        """Make an edit, build the site as it is now, compare that with a build from nothing; return how it ended."""
        time.sleep(TICK)  # whoever edits is slower than a clock
        typed = " ".join(("build.py", *step.options)) + (" (a new process)" if step.fresh else "")
        typed += f", told as {step.format}"
        self.done.append(f"{step.edit.apply(self.site)}; then {typed}")
        root = self.site.root
        inputs, outputs = tree(root, INPUTS), tree(root, OUTPUTS)
        expected = self.clean.build(self.site, inputs, step)
        built = build(root, self.site.now, step, fresh=step.fresh)
        for what in ("exit", "told", "said", "ledger", "site"):
            same(what, getattr(expected, what), getattr(built, what))
        others = tuple(name for name in OUTPUTS if not (expected.site and name in _put_in_place(step.options)))
        same("a folder that is not built", _only(outputs, others), tree(root, others))
        same("an input", _only(inputs, INPUTS[:-1]), tree(root, INPUTS[:-1]))
        if expected.exit:
            return "blocked"
        if built.found_nothing_to_do:
            return "nothing to do"
        return "changed" if outputs != tree(root, OUTPUTS) else "the same"


def _only(files: Tree, names: tuple[str, ...]) -> Tree:
    return {path: data for path, data in files.items() if path.split("/")[0] in names}


def same(what: str, expected: object, actual: object) -> None:
    """Hold that two values are the same; else say where they first differ."""
    found = difference(expected, actual)
    assert not found, f"{what}{found}"


def difference(expected: object, actual: object) -> str:
    """Return where what a build from nothing gives and what this one gives first differ; nothing where they do not."""
    if expected == actual:
        return ""
    if isinstance(expected, dict) and isinstance(actual, dict):
        for key in sorted({*expected, *actual}):
            if key not in actual or key not in expected:
                return f": “{key}” {'is missing' if key in expected else 'should not be there'}"
            if found := difference(expected[key], actual[key]):
                return f": {key}{found}"
    if (
        isinstance(expected, list)
        and isinstance(actual, list)
        and sorted(map(str, expected)) != sorted(map(str, actual))
    ):
        missing, more = ([one for one in a if one not in b] for a, b in ((expected, actual), (actual, expected)))
        return f": only a build from nothing tells {missing}, only this one {more}"
    if isinstance(expected, (str, bytes)) and isinstance(actual, (str, bytes)):
        pairs = enumerate(zip(expected, actual, strict=False))
        at = next((at for at, (one, other) in pairs if one != other), min(len(expected), len(actual)))
        shown = slice(max(at - 60, 0), at + 60)
        expected, actual = expected[shown], actual[shown]
    return f": a build from nothing gives {expected!r}, this one {actual!r}"


def edit_and_build(edited: Edited, taken: tuple[Step, ...]) -> Counter[str]:
    """Take all steps and return how often each end was met; what fails says which edits were made."""
    ends: Counter[str] = Counter()
    try:
        for step in taken:
            ends[edited.take(step)] += 1
    except Exception as error:
        error.add_note("The edits, in their order:\n" + "".join(f"  {line}\n" for line in edited.done))
        raise
    return ends


def test_a_build_after_any_edit_gives_what_a_build_from_nothing_gives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clean, ends, numbers, alone = Clean(tmp_path), Counter[str](), count(), Counter[bool]()
    really_put_again = again.put_again

    def put_again(*arguments: Any) -> bool:
        done = really_put_again(*arguments)
        alone[done] += 1
        return done

    monkeypatch.setattr(again, "put_again", put_again)
    monkeypatch.setattr(placing, "LEAST_FILES", 4)  # so that a site as small as these has a spare

    def hold(taken: tuple[Step, ...]) -> None:
        folder = tmp_path / f"site-{next(numbers)}"
        folder.mkdir()
        ends.update(edit_and_build(Edited(Site(folder / "site"), clean), (Step(Nothing()), *taken)))
        shutil.rmtree(folder)

    # Of many examples hypothesis makes most by altering earlier ones. Each first one of its own has edits of its own;
    # before it comes the simplest there is.
    once = settings(deadline=None, max_examples=2, suppress_health_check=[HealthCheck.too_slow])
    for number in range(SITES):
        seed(number)(once(given(steps())(hold)))()
    # A test in which every build is blocked, or none is, would prove little.
    assert ends.total() - next(numbers) >= EDITS, "the first build of each site follows no edit"
    assert ends["changed"] >= EDITS / 3, ends
    assert ends["the same"] >= EDITS / 10, ends
    assert ends["nothing to do"] >= EDITS / 30, ends
    assert ends["blocked"] >= EDITS / 10, ends
    assert alone[True] >= EDITS / 15, "few edited pages were made again alone"
