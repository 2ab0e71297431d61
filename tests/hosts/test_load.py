"""nginx with the generated configuration under load: each answer is right and protected, also during a publication.

`wrk` asks as fast as it can, over kept connections, and a script of ours looks at every answer.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from build import HERE
from hosts.asking import NAME, ask
from hosts.conftest import MEASURED, PublishSite, needed
from hosts.expectations import AGREED, PROTECTIONS
from hosts.servers import free_port, serving
from hosts.test_nginx import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hosts.conftest import PublishedSite

SCRIPT = Path(__file__).with_name("load.lua")
SECONDS, CONNECTIONS, FEW = 4, 100, 4


@dataclass(frozen=True)
class Load:
    """What came of a run of wrk."""

    answered: int
    wrong: int
    rate: float
    """Requests a second."""
    p50: float
    """Milliseconds, for half of the requests."""
    p99: float
    errors: int
    first: str
    """The first thing that was wrong."""


@pytest.fixture(scope="module")
def site(publish_site: PublishSite) -> PublishedSite:
    site = publish_site("nginx", "/", plant=False)
    shutil.rmtree(site.public / Path(AGREED).parent)  # it is not ours, and this site is published again
    return site


@pytest.fixture
def port(site: PublishedSite, tmp_path: Path) -> Iterator[int]:
    """Return where nginx serves the site."""
    with nginx(site, tmp_path) as number:
        yield number


@contextmanager
def nginx(site: PublishedSite, folder: Path) -> Iterator[int]:
    number = free_port()
    command = [needed("nginx", "nginx"), "-c", str(settings(folder, site, number, brotli=False)), "-p", str(folder)]
    with serving(command, number, folder / "said.log", folder, {}):
        yield number


def paths_of(site: PublishedSite) -> dict[str, int]:
    """Return what a visitor asks for, with the status of each: pages, the style sheet, a picture, an icon, a 404."""
    found = {"/": 200, "/about/": 200, "/what-is-iop/": 200, "/contact.vcf": 200, "/nothing-here/": 404}
    for pattern in ("assets/css/*.css", "assets/**/*.avif", "assets/**/*.svg"):
        found |= {f"/{file.relative_to(site.public).as_posix()}": 200 for file in sorted(site.public.glob(pattern))[:1]}
    pages = sorted(site.public.glob("*/index.html"))[:4]
    found |= {f"/{page.parent.name}/": 200 for page in pages}
    return {path: status for path, status in found.items() if status != 200 or (site.public / path[1:]).exists()}


def load(port: int, paths: dict[str, int], seconds: int = SECONDS, connections: int = CONNECTIONS) -> Load:
    """Ask for the paths in turn, over many kept connections, for so long."""
    options = ["-t2", f"-c{connections}", f"-d{seconds}s", "--timeout", "5s", "-H", f"Host: {NAME}"]
    done = subprocess.run(
        [needed("wrk", "wrk"), *options, "-s", str(SCRIPT), f"http://127.0.0.1:{port}/"],
        capture_output=True,
        encoding="utf-8",
        timeout=seconds + 30,
        check=True,
        env={
            **os.environ,
            "PATHS": "\n".join(f"{status} {path}" for path, status in paths.items()),
            "HEADERS": "\n".join(f"{name}: {value}" for name, value in PROTECTIONS.items()),
        },
    )
    said = dict(re.findall(r"^(\w+) (.*)$", done.stdout, re.MULTILINE))
    return Load(
        int(said["answered"]),
        int(said["wrong"]),
        float(said["rate"]),
        float(said["p50"]),
        float(said["p99"]),
        int(said["errors"]),
        said["first"],
    )


def assert_right(result: Load) -> None:
    assert (result.wrong, result.first, result.errors) == (0, "", 0)
    assert result.answered > 200


def note(what: str, result: Load, connections: int = CONNECTIONS) -> None:
    MEASURED.append(
        f"nginx, {what}: {result.answered:,} answers, {result.rate:,.0f} a second over {connections} connections, "
        f"half within {result.p50:.2f} ms, 99 of 100 within {result.p99:.2f} ms, none wrong"
    )


def test_every_answer_is_right_and_protected_under_load(site: PublishedSite, port: int) -> None:
    paths = paths_of(site)
    assert len(paths) > 7
    for path, status in paths.items():
        answer = ask(port, path)
        assert answer.status == status, path
        assert {name: answer.one(name) for name in PROTECTIONS} == PROTECTIONS, path
    result = load(port, paths)
    assert_right(result)
    note("pages, style, pictures and what is not there", result)


def test_one_page_alone_is_served_as_well(port: int) -> None:
    result = load(port, {"/": 200}, 2)
    assert_right(result)
    note("the home page alone", result)


def test_what_is_wrong_would_be_noticed(site: PublishedSite, port: int) -> None:
    """The script sees a status that is not wished, and a page without its end."""
    assert "status 404" in load(port, {"/": 200, "/nothing-here/": 200}, 1).first
    page = site.public / "about/index.html"
    whole = page.read_bytes()
    page.unlink()
    page.write_bytes(whole[:-20])
    try:
        assert load(port, {"/about/": 200}, 1).first == "a page without its end"
    finally:
        page.write_bytes(whole)


@pytest.mark.holds(70, "whole")
def test_a_site_that_is_published_again_and_again_in_the_meantime_is_served_whole(
    site: PublishedSite, port: int
) -> None:
    """Each build says its number at the beginning and at the end of each page; no page has two."""
    root = site.public.parent
    page = root / "content/about.md"
    text = page.read_text("utf-8")
    published: list[int] = []
    mixed: list[str] = []
    going = True

    def publish() -> None:
        number = len(published) + 1
        words = f"Build number {number}.\n"
        page.write_text(text.replace("\n---\n", f"\n---\n\n{words}\n", 1) + f"\n{words}", "utf-8")
        build = [sys.executable, str(HERE / "build.py"), "--root", str(root), "--quiet"]
        subprocess.run(build, check=True, timeout=30, stdout=subprocess.DEVNULL)
        published.append(number)

    def publish_on() -> None:
        while going:
            publish()

    def read() -> None:
        while going:
            answer = ask(port, "/about/")
            numbers = re.findall(rb"Build number (\d+)", answer.body)
            if answer.status != 200 or not answer.body.rstrip().endswith(b"</html>") or len(set(numbers)) != 1:
                mixed.append(f"{answer.status} {numbers}")
            time.sleep(0.002)

    publish()
    threads = [Thread(target=publish_on), Thread(target=read)]
    for thread in threads:
        thread.start()
    result = load(port, paths_of(site), 8, FEW)  # the builds want a processor, too
    going = False
    for thread in threads:
        thread.join()
    assert_right(result)
    assert mixed == []
    assert len(published) >= 3
    assert f"Build number {published[-1]}." in ask(port, "/about/").body.decode()
    note(f"while {len(published) - 1} builds were published", result, FEW)
