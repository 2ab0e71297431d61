"""What a person types after `verify`, and what they read."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from right_host import right_host
from test_verify import live, publish, served

from build import HERE
from microsite.explanations import read_explanations
from microsite.manifest import write_manifest
from microsite.problems import CODES
from microsite.verifying import telling, verify
from microsite.verifying.findings import FINDINGS

if TYPE_CHECKING:
    from pathlib import Path

    from right_host import RightHost, Said

__all__ = ["live", "served"]  # fixtures

DOCS = HERE / "docs" / "verify.md"


def run(*arguments: str | Path, **how: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(HERE / "build.py"), "verify", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60, check=False, **how)


@pytest.fixture
def record(live: RightHost, tmp_path: Path) -> Path:
    """Return the record of the live build as a file."""
    file = tmp_path / "manifest.json"
    file.write_bytes(write_manifest(live.manifest))
    return file


def without_frames(address: str, _encoding: str, said: Said) -> Said:
    spoilt = said.without("X-Frame-Options") if said.status == 200 else said
    return replace(spoilt, status=302) if address == "/costs/" else spoilt


def test_a_right_site_is_one_line_and_exit_code_0(live: RightHost, record: Path) -> None:
    done = run("--manifest", record)
    assert done.returncode == 0
    files = len(live.manifest.files)
    assert done.stdout == f"{live.url} is right: {files} files, 3 redirects, version {live.manifest.version}\n"
    assert done.stderr == ""


def test_what_is_wrong_is_told_by_cause_with_what_to_do_and_exit_code_1(live: RightHost, record: Path) -> None:
    live.spoil = without_frames
    done = run(live.url, "--manifest", record)
    assert done.returncode == 1
    more = len(live.manifest.files) - 1 - 3
    blocks = done.stdout.split("\n\n")
    assert blocks[0] == f"2 things are wrong at {live.url}"
    assert re.fullmatch(
        rf"/, /assets/\S+, /assets/\S+ and {more} more: error\[missing-header\] X-Frame-Options is missing\.\n"
        r"    wished: DENY\n"
        r"    hint: .+",
        blocks[1],
    )
    assert blocks[2] == (
        "/costs/: error[redirect-code] The old address leads on with another code.\n"
        "    wished: 301\n"
        "    served: 302\n"
        f"    hint: {FINDINGS['redirect-code'].hint}\n"
    )


def test_quiet_leaves_the_findings(live: RightHost, record: Path) -> None:
    assert run("--manifest", record, "--quiet").stdout == ""
    live.spoil = without_frames
    assert "things are wrong" not in (told := run("--manifest", record, "--quiet").stdout)
    assert "redirect-code" in told


def test_programs_get_every_address(live: RightHost, record: Path) -> None:
    live.spoil = without_frames
    data = json.loads(run("--manifest", record, "--format", "json").stdout)
    assert {name: data[name] for name in ("url", "right", "version", "live", "headers_compared")} == {
        "url": live.url,
        "right": False,
        "version": live.manifest.version,
        "live": live.manifest.version,
        "headers_compared": True,
    }
    assert data["answers"] > 40
    assert len(data["findings"]) == len(live.manifest.files)  # all but one, and the redirect
    assert data["findings"][-1] == {
        "code": "redirect-code",
        "severity": "error",
        "address": "/costs/",
        "message": "The old address leads on with another code.",
        "wished": "301",
        "served": "302",
        "hint": FINDINGS["redirect-code"].hint,
    }


def test_a_run_on_github_gets_a_message_for_each_cause(live: RightHost, record: Path) -> None:
    live.spoil = without_frames
    lines = run("--manifest", record, "--format", "github").stdout.splitlines()
    assert [line for line in lines if line.startswith("::error title=redirect-code::/costs/: The old address")]
    assert sum(line.startswith("::") for line in lines) == 2


def test_advice_alone_is_no_failure(live: RightHost, record: Path) -> None:
    live.spoil = lambda _address, _encoding, said: said.also("Access-Control-Allow-Origin", "*")
    done = run("--manifest", record)
    assert done.returncode == 0
    assert done.stdout.splitlines()[0].startswith(f"{live.url} is right, with 1 piece of advice: ")
    assert "advice[open-to-others]" in done.stdout


def test_what_the_host_cannot_be_told_is_said_once(tmp_path: Path) -> None:
    with right_host() as host:
        publish(host, tmp_path, obeys=False)
        text = "".join(telling.not_compared(verify(host.manifest)))
    assert text.startswith("Not compared, for the host cannot be told: protecting headers, ")


def test_an_unreachable_site_is_told_and_exit_code_1(record: Path) -> None:
    done = run("http://127.0.0.1:9/", "--manifest", record)
    assert done.returncode == 1
    assert done.stdout.startswith("1 thing is wrong at http://127.0.0.1:9/\n\n/: error[unreachable] ")
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["example.org"], "“example.org” is not a whole address. Write it as https://example.org/"),
        (["https://example.org:99999/"], "is not a whole address"),
        (["https://[::1/"], "is not a whole address"),
        (["https://example.org/?a=b"], "is not a whole address"),
        (["https://me:secret@example.org/"], "An address has no name and password in it."),
        (["--wait", "soon"], "“soon” is not a number of seconds."),
        (["--timeout", "-1"], "“-1” is not a number of seconds."),
        (["--manifest", "nowhere.json"], "There is no “nowhere.json”. Name the record of a build after --manifest."),
        (["--manifest", str(HERE / "build.py")], "is no record of this generator's builds."),
        (["--manifest", str(HERE)], "cannot be read"),
    ],
)
def test_wrong_use_is_told_in_a_line(arguments: list[str], words: str, tmp_path: Path) -> None:
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert words in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""


def test_without_a_build_the_first_thing_is_to_build(tmp_path: Path) -> None:
    done = run("--root", tmp_path)
    assert done.returncode == 2
    assert done.stderr.endswith("public-host/manifest.json”. Build first: python build.py\n")


def test_a_build_that_comes_to_be_live_is_waited_for(live: RightHost, record: Path) -> None:
    def old(address: str, _encoding: str, said: Said) -> Said:
        return replace(said, body=b"0123456789abcdef\n") if address == "/version.txt" else said

    def release() -> None:
        live.spoil = None

    live.spoil = old
    threading.Timer(1.5, release).start()
    done = run("--manifest", record, "--wait", "30")
    assert done.returncode == 0, done.stdout
    first = [path for path, _, _ in live.asked][:40]
    assert first.count("/version.txt") > 4  # while it waits, it asks for little else
    assert set(first) <= {"/", "/version.txt", *first[16:]}


def test_a_build_that_does_not_come_to_be_live_is_told_when_the_time_is_over(live: RightHost, record: Path) -> None:
    live.files["version.txt"] = b"0123456789abcdef\n"
    started = time.monotonic()
    done = run("--manifest", record, "--wait", "1")
    assert done.returncode == 1
    assert "another-build" in done.stdout
    assert 1 < time.monotonic() - started < 15


def test_what_time_cannot_mend_is_not_waited_for(live: RightHost, record: Path) -> None:
    live.spoil = without_frames
    started = time.monotonic()
    assert run("--manifest", record, "--wait", "60").returncode == 1
    assert time.monotonic() - started < 20


def test_ctrl_c_ends_at_once(live: RightHost, record: Path) -> None:
    def silent(_address: str, _encoding: str, said: Said) -> Said:
        time.sleep(5)
        return said

    live.spoil = silent
    command = [sys.executable, str(HERE / "build.py"), "verify", "--manifest", str(record)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, encoding="utf-8") as process:
        deadline = time.monotonic() + 20
        while not live.asked and time.monotonic() < deadline:
            time.sleep(0.05)
        started = time.monotonic()
        os.kill(process.pid, signal.SIGINT)
        _, errors = process.communicate(timeout=20)
        assert time.monotonic() - started < 3
    assert process.returncode == 130
    assert errors.strip() == "Stopped. The published site still works."


# The docs


def test_every_finding_has_a_section_with_its_severity_and_no_problem_has_its_name() -> None:
    sections = {code: found.severity for code, found in read_explanations(DOCS).items()}
    assert sections == {code: known.severity for code, known in FINDINGS.items()}
    assert not set(FINDINGS) & set(CODES)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code) for code in FINDINGS)


def test_the_sections_stand_in_the_order_in_which_findings_are_told() -> None:
    assert list(read_explanations(DOCS)) == list(FINDINGS)


def test_explain_knows_what_verify_tells() -> None:
    command = [sys.executable, str(HERE / "build.py"), "explain", "error[soft-404]"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60, check=True)
    assert done.stdout.startswith("soft-404 (error)\n")
