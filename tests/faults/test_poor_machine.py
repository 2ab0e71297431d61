"""The real program where there is hardly anything: no network, no home, no folder to write, nobody who listens."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from faults.trial import GUARD, LIMIT, NOW, ROOT, State, Trial, state

if TYPE_CHECKING:
    from collections.abc import Iterator

STRANGER = ["unshare", "--user", "--map-user=12345", "--map-group=12345", "--net"]
"""Runs a program as somebody whom the system does not know, who has no network, and whom file modes bind."""

BOUND = ["setpriv", "--bounding-set=-dac_override"]
"""Runs a program of root, whom no file mode binds, as if they did."""

SHUT = """
mount --bind "$1" /mnt
for place in /tmp /var/tmp /dev/shm; do
    mount --bind $place $place
    mount -o remount,bind,ro $place
done
shift
cd /
exec "$@"
"""
"""A script that runs a program where nothing may be written but a folder, which it finds at `/mnt`."""


class Said(NamedTuple):
    """How a run ended, and what it said."""

    code: int
    out: str
    err: str


@cache
def can(*command: str) -> bool:
    """Tell whether this machine lets us run programs in this way; not every system does."""
    if not shutil.which(command[0]):
        return False
    return subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0


def stranger() -> list[str]:
    """Return the words that run a program as a stranger, or as nearly so as the machine allows."""
    if can(*STRANGER):
        return STRANGER
    return BOUND if os.geteuid() == 0 and can(*BOUND) else []


def run(
    *arguments: str | Path, before: list[str] | None = None, env: dict[str, str] | None = None, **streams: Any
) -> Said:
    """Run the program with an environment of which nothing is left but the guard and the day."""
    always = {"PYTHONPATH": str(GUARD), "TRIAL_NOTES": "/nowhere/notes", "SOURCE_DATE_EPOCH": NOW}
    done = subprocess.run(
        [*(before or []), sys.executable, str(ROOT / "build.py"), *map(str, arguments)],
        **{"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | streams,
        env=always | (env or {}),
        timeout=LIMIT,
        check=False,
    )
    out, err = (told.decode() if isinstance(told, bytes) else "" for told in (done.stdout, done.stderr))
    said = Said(done.returncode, out, err)
    assert "Traceback" not in said.out + said.err, said
    return said


def times_apart(found: State) -> State:
    """Return what is in a folder, without the times of the files."""
    return {path: (mode, 0, content) for path, (mode, _, content) in found.items()}


@pytest.fixture
def wanted(trial: Trial) -> Iterator[State]:
    """Return what is to be published: as it was before the trial, which is taken away."""
    published = times_apart(trial.published)
    for name in ("public", "public-host", ".cache"):
        shutil.rmtree(trial.root / name)
    yield published
    for path in (trial.home, *trial.home.rglob("*")):
        if path.is_dir():
            path.chmod(0o755)


@pytest.mark.holds(117, "harmless")
def test_a_stranger_without_network_and_home_builds_a_site_that_nobody_may_change(trial: Trial, wanted: State) -> None:
    # A container often runs as a number of whom the system knows neither name nor home.
    (trial.root / "addresses.txt").unlink()
    for path in (trial.root, *trial.root.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    before = state(trial.root)
    output = trial.home / "elsewhere" / "public"
    output.parent.mkdir()
    for more in ((), ("--no-cache",)):
        said = run("build", "--root", trial.root, "--output", output, *more, before=stranger())
        assert (said.code, said.out.splitlines()[-1][:13]) == (0, "Built 7 pages"), said
        assert "its new addresses are not in addresses.txt yet: Permission denied" in said.err
        assert times_apart(state(output)) == wanted
    assert state(trial.root) == before
    checked = run("check", "--root", trial.root, before=stranger())
    assert (checked.code, checked.err) == (0, ""), checked


@pytest.mark.holds(117, "refused")
def test_a_stranger_is_told_which_folder_may_not_be_written(trial: Trial, wanted: State) -> None:
    assert wanted
    trial.root.chmod(0o555)
    said = run("build", "--root", trial.root, before=stranger())
    assert said.code == 1
    assert said.out.startswith("public: error[disk] The folder may not be written.")
    assert not (trial.root / "public").exists()


@pytest.mark.holds(117, "harmless")
@pytest.mark.parametrize(
    "environment",
    [
        {"HOME": ""},
        {"HOME": "/nowhere", "TMPDIR": "/nowhere", "XDG_CACHE_HOME": "/nowhere", "TERM": "no-such-terminal"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "TERM": ""},
        {"LC_ALL": "xx_YY.no-such", "LANG": "xx", "PYTHONIOENCODING": "ascii", "TZ": "Nowhere/Nothing", "PATH": ""},
        {"PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "7", "COLUMNS": "0"},
    ],
    ids=["no-home", "nowhere", "c", "strange", "unbuffered"],
)
def test_no_environment_changes_what_is_published(trial: Trial, wanted: State, environment: dict[str, str]) -> None:
    said = run("build", "--root", trial.root, env=environment)
    assert (said.code, said.err) == (0, ""), said
    assert times_apart(state(trial.root / "public")) == wanted


@pytest.mark.holds(117, "refused")
def test_a_terminal_that_knows_no_letters_but_those_of_english_is_told_of_any(trial: Trial) -> None:
    trial.body("[größe](größe-日本.md)\n")
    said = run("build", "--root", trial.root, env={"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"})
    assert said.code == 1
    assert r"error[broken-link] There is no page \u201cgr\xf6\xdfe-\u65e5\u672c.md\u201d." in said.out


@pytest.mark.holds(117, "harmless")
def test_no_folder_for_passing_things_is_needed(trial: Trial, wanted: State) -> None:
    """Where the machine gives nobody a file system of their own, only the names of such folders lead nowhere."""
    root, before = trial.root, []
    if can("unshare", "--user", "--map-root-user", "--mount", "mount", "--bind", "/tmp", "/tmp"):  # noqa: S108  asked
        root = Path("/mnt")
        before = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-ec", SHUT, "sh", str(trial.root)]
    said = run("build", "--root", root, before=before, env={"TMPDIR": "/nowhere", "PATH": os.environ["PATH"]})
    assert (said.code, said.err) == (0, ""), said
    assert times_apart(state(trial.root / "public")) == wanted


FULL = "What there was to say could not be written: No space left on device.\n"


@pytest.mark.holds(117, "harmless")
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_full_disk_under_its_words_is_told_and_nothing_else_happens(
    trial: Trial, wanted: State, unbuffered: str
) -> None:
    environment = {"PYTHONUNBUFFERED": unbuffered}
    with open("/dev/full", "wb") as full:  # noqa: PTH123  as a shell opens it
        for _ in range(2):  # what has not changed is told in another way
            said = run("build", "--root", trial.root, stdout=full, env=environment)
            assert (said.code, said.err) == (1, FULL)
            assert times_apart(state(trial.root / "public")) == wanted
        assert run("build", "--root", trial.root, stdout=full, stderr=full, env=environment).code == 1
        assert run("--version", stdout=full, env=environment) == Said(1, "", FULL)
        # Whoever misspells a command gets the same code, though nobody can read why.
        assert run("biuld", stdout=full, stderr=full, env=environment).code == 2


@pytest.mark.holds(117, "refused")
def test_a_program_that_gets_half_of_the_problems_does_not_take_the_site_for_good(trial: Trial) -> None:
    trial.body("[nothing](nothing.md)\n")
    with open("/dev/full", "wb") as full:  # noqa: PTH123  as a shell opens it
        said = run("check", "--root", trial.root, "--format", "json", stdout=full)
    assert said == Said(1, "", FULL)
    assert trial.now() == trial.published


@pytest.mark.holds(117, "harmless")
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("closed", [(0,), (1,), (2,), (0, 1), (1, 2), (0, 1, 2)], ids=str)
def test_closed_streams_take_nothing_from_the_work(
    trial: Trial, wanted: State, closed: tuple[int, ...], unbuffered: str
) -> None:
    # The next file that is opened would get the number of the stream, and the words of the program.
    shut = " ".join(f"{number}>&-" for number in closed)
    words = f'exec "$0" "$@" {shut}'
    for _ in range(2):
        said = run("build", "--root", trial.root, before=["/bin/sh", "-c", words], env={"PYTHONUNBUFFERED": unbuffered})
        assert (said.code, said.err) == (0, "")
        assert times_apart(state(trial.root / "public")) == wanted


@pytest.mark.holds(117, "harmless", times=3)
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_who_reads_no_further_stops_nothing(trial: Trial, wanted: State, unbuffered: str) -> None:
    for arguments in (("build", "--root", trial.root), ("build", "--root", trial.root), ("build", "--help")):
        read, write = os.pipe()
        os.close(read)
        said = run(*arguments, stdout=write, env={"PYTHONUNBUFFERED": unbuffered})
        os.close(write)
        assert (said.code, said.err) == (0, ""), arguments
        assert times_apart(state(trial.root / "public")) == wanted


@pytest.mark.holds(117, "refused")
def test_who_reads_the_first_of_many_problems_gets_it_and_the_right_code(trial: Trial) -> None:
    trial.body("".join(f"[a page that is not there {number}](nothing-{number}.md)\n\n" for number in range(600)))
    child = subprocess.Popen(
        [sys.executable, str(ROOT / "build.py"), "--root", str(trial.root)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert child.stdout is not None
    assert child.stderr is not None
    first = child.stdout.readline()
    child.stdout.close()
    assert child.stderr.read() == b""
    child.stderr.close()
    assert child.wait(LIMIT) == 1
    assert first.startswith(b"content/strange.md:6:30: error[broken-link]")
    assert trial.now() == trial.published
