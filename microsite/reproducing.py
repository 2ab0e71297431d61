"""Make a site a second time under other circumstances, and tell what comes out otherwise.

What is varied is what https://reproducible-builds.org/docs/ tells to vary, as far as one machine can: the hash seed,
the time zone, the locale, the folder, the order in which folders list their files, who may read new files, and how
many processes there are.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from microsite.amounts import listed
from microsite.ours import host_folder
from microsite.problems import Place, Problem
from microsite.staging import holds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microsite.model import Output

PROVED = (
    "Made twice, and no byte differs: the second time under another hash seed, time zone, locale and umask, in another "
    "folder, with files in another order, and by one process."
)

_OTHER = {"PYTHONHASHSEED": "4711", "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "HOME": os.sep, "COLUMNS": "40"}
_NAMED = 3
"""So many files are named; the others are counted."""


def set_clock() -> None:
    """Let both times be the same moment, for this process and those that it begins."""
    os.environ.setdefault("SOURCE_DATE_EPOCH", str(int(time.time())))


def make_again(
    sources: Sequence[Path], options: Sequence[str], outputs: Sequence[Output], program: Path
) -> Problem | None:
    """Return what differs if a site is made again from its sources, or None where nothing does.

    `sources` are its files and folders, `options` are given to the build as they are typed, `outputs` is what came out
    the first time, `program` the folder of the generator. Raises OSError.
    """
    with tempfile.TemporaryDirectory(prefix="microsite-") as folder:
        root, made = Path(folder, "a site"), Path(folder, "made", "public")
        _copy(sources, root)
        done = subprocess.run(  # noqa: S603  our own program, no shell
            [sys.executable, "-m", "microsite.other_order", "build", *options, "--root", root, "--output", made],
            cwd=program,
            env=os.environ | _OTHER,
            preexec_fn=_be_elsewhere if os.name == "posix" else None,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        if done.returncode:
            said = done.stdout.decode("utf-8", "replace").strip().replace(folder, "…")
            return _problem("The second time the site could not be made.", "", said.splitlines()[-1] if said else "")
        differing = [output for output in outputs if not _is_same(output, made)]
        if not differing:
            return None
        return _differing_problem(differing, made)


def _copy(sources: Sequence[Path], root: Path) -> None:
    """Copy what a site is made from; times are not kept, so that they cannot matter."""
    root.mkdir()
    for source in sources:
        if source.is_dir():
            shutil.copytree(source, root / source.name, copy_function=shutil.copyfile)
        elif source.exists():
            shutil.copyfile(source, root / source.name)


def _be_elsewhere() -> None:
    """Let a new process hide its files from others, and have one core where systems can be told so."""
    os.umask(0o077)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def _file_of(output: Output, made: Path) -> Path:
    return (host_folder(made) if output.beside else made) / output.path


def _is_same(output: Output, made: Path) -> bool:
    file = _file_of(output, made)
    return file.is_file() and holds(os.fspath(file), output.data)


def _differing_problem(differing: Sequence[Output], made: Path) -> Problem:
    names = [f"“{output.path}”" for output in differing[:_NAMED]]
    if len(differing) > _NAMED:
        names.append(f"{len(differing) - _NAMED} more")
    first = differing[0]
    file = _file_of(first, made)
    number, line = _first_difference(first.data, file.read_bytes() if file.is_file() else b"")
    message = f"{listed(names)} came out differently when the site was made a second time."
    return _problem(message, first.path, line, number)


def _first_difference(one: bytes, other: bytes) -> tuple[int, str]:
    """Return the number of the first line that differs, and how it reads the first time; 0 where it is no text."""
    if b"\0" in one:
        return 0, ""
    lines, others = (data.decode("utf-8", "replace").splitlines() for data in (one, other))
    same = next((at for at, pair in enumerate(zip(lines, others, strict=False)) if pair[0] != pair[1]), len(others))
    return (same + 1, lines[same]) if same < len(lines) else (0, "")


def _problem(message: str, path: str, line: str, number: int = 0) -> Problem:
    hint = "See whether a template uses “random” or the time; if none does, it is our mistake: please report it."
    return Problem("not-reproducible", message, Place(path or "public", number), hint, None, line)
