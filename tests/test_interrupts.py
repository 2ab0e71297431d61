"""Ctrl-C ends the program wherever it is, is never lost, and lets it put things in order."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from previewing import left_of

from microsite.commands import HERE

STOPPED = "Stopped. The published site still works."
OURS, LIBRARY = str(HERE / "microsite" / "some.py"), "/library/some.py"
BEGIN = f"""
import gc, os, signal, sys, time, weakref
sys.path.insert(0, {str(HERE)!r})
from microsite import interrupts

def ctrl_c():
    os.kill(os.getpid(), signal.SIGINT)

class Thing:
    pass

def run(code, file):
    exec(compile(code, file, "exec"), globals())

interrupts.hear()
"""


def run(code: str, file: str = OURS, begin: str = BEGIN) -> subprocess.CompletedProcess[str]:
    """Run a program of its own that does `code` as if that stood in the file."""
    program = f"{begin}\ninterrupts.catch()\nrun({code!r}, {file!r})"
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, encoding="utf-8", timeout=20, check=False
    )


def test_an_interrupt_that_python_ignores_in_a_callback_comes_again() -> None:
    done = run("""
def gone(_):
    os.kill(os.getpid(), signal.SIGINT)
    for number in range(100):
        pass

thing = Thing()
watch = weakref.ref(thing, gone)
try:
    del thing
    time.sleep(5)
    print("lost")
except KeyboardInterrupt:
    print("heard")
""")
    assert (done.stdout, done.stderr) == ("heard\n", "")


def test_all_else_that_is_ignored_in_a_callback_is_told_as_ever() -> None:
    done = run("""
class Broken:
    def __del__(self):
        raise ValueError("broken")

Broken()
print("on")
""")
    assert done.stdout == "on\n"
    assert "ValueError: broken" in done.stderr


def test_a_library_is_left_to_finish_but_not_for_long() -> None:
    done = run(f"""
began = time.monotonic()

def use_library(seconds):
    code = "ctrl_c()\\nend = time.monotonic() + %s\\nwhile time.monotonic() < end: pass\\ndone = True"
    run(code % seconds, {LIBRARY!r})

done = False
try:
    use_library(0.1)
    time.sleep(5)
except KeyboardInterrupt:
    print(done, time.monotonic() - began < 1)
interrupts._State.raised = interrupts._State.first = 0.0
done = False
try:
    use_library(5)
except KeyboardInterrupt:
    print(done, time.monotonic() - began < 2)
""")
    assert (done.stdout, done.stderr) == ("True True\nFalse True\n", "")


def test_a_second_ctrl_c_leaves_it_to_put_things_in_order_but_not_for_ever() -> None:
    done = run("""
try:
    ctrl_c()
    time.sleep(5)
except KeyboardInterrupt:
    ctrl_c()
    print("in order", flush=True)
    time.sleep(2.1)
    ctrl_c()
    print("never ends")
""")
    assert (done.stdout, done.stderr.strip(), done.returncode) == ("in order\n", STOPPED, 130)


def test_before_anybody_catches_it_the_program_ends_at_once() -> None:
    done = run("", begin=f"{BEGIN}ctrl_c()\ntime.sleep(5)")
    assert (done.stderr.strip(), done.returncode) == (STOPPED, 130)


def test_when_all_is_done_it_ends_without_a_word() -> None:
    done = run("interrupts.leave()\nctrl_c()\ntime.sleep(5)")
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 130)


def test_a_program_that_was_started_deaf_to_it_stays_deaf() -> None:
    deaf = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n"
    done = run("ctrl_c()\nprint('on')", begin=deaf + BEGIN)
    assert (done.stdout, done.returncode) == ("on\n", 0)


def test_the_tests_themselves_hear_it() -> None:
    assert signal.getsignal(signal.SIGINT) != signal.SIG_IGN


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a site of many pages that was published, so that a build of it takes a while in several processes."""
    root = tmp_path_factory.mktemp("interrupted") / "site"
    shutil.copytree(HERE / "tests/sites/good/content", root / "content")
    shutil.copy(HERE / "tests/sites/good/site_config.yaml", root)
    for number in range(300):
        (root / f"content/page-{number}.md").write_text(
            f"---\ntitle: Page {number}\ndescription: All that there is to know about number {number}.\n---\n"
            + "Words and *words*, and [help](help.md).\n\n" * 40,
            "utf-8",
        )
    build = [sys.executable, str(HERE / "build.py"), "--root", str(root), "--quiet"]
    subprocess.run(build, check=True, capture_output=True, timeout=60)
    assert (root / "public/index.html").exists()
    return root


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="only Linux tells all processes here")
@pytest.mark.parametrize("group", [True, False], ids=["from the keyboard", "sent to the program alone"])
def test_at_whatever_moment_a_build_is_stopped_nothing_changes_and_nothing_is_left(site: Path, *, group: bool) -> None:
    before = files(site / "public")
    with (site / "content/help.md").open("a", encoding="utf-8") as page:
        page.write("\nAn edit.\n")
    moment, command = random.Random(group), [sys.executable, str(HERE / "build.py"), "--root", str(site), "--no-cache"]  # noqa: S311  moments, no secrets
    before_it, stopped = {path.name for path in site.iterdir()}, 0
    for _ in range(8):
        with subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8", start_new_session=True
        ) as process:
            time.sleep(moment.uniform(0.08, 0.8))
            (os.killpg if group else os.kill)(process.pid, signal.SIGINT)
            _, errors = process.communicate(timeout=10)
        assert left_of(process.pid) == []
        assert files(site / "public") == before
        assert {path.name for path in site.iterdir()} == before_it
        if process.returncode != 130 and "command_line" not in errors:
            continue  # it came before Python had begun with the program
        assert (process.returncode, errors.strip()) == (130, STOPPED), errors
        stopped += 1
    assert stopped > 1
