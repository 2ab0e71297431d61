"""What the tests of hosts need: a small site built for a host, and the host's own programs where they are installed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any, NoReturn

import pytest

from build import build
from microsite import hosts
from microsite.manifest import FILE, Manifest, read_manifest
from microsite.options import Options
from microsite.problems import Problem, Report

TOOLS = Path(__file__).resolve().parent / "hosts" / "clouds"
"""Where `npm install` puts the hosts' own programs."""

HOSTS = tuple(
    host.name
    for module in iter_modules(hosts.__path__)
    if (host := getattr(import_module(f"microsite.hosts.{module.name}"), "HOST", None))
)
"""Every host that there is."""

_CONFIG = """
name: A clinic
url: {url}
host: {host}
description: A site for tests of hosts.
{more}
"""
_FEES = """---
title: Fees
description: What it costs, and how to pay for it.
redirect_from: [/prices, /old/costs.html, /größe/, /about.php]
---
Text.
"""
_PAGES = {
    "index.md": "---\ntitle: Home\ndescription: A home page.\n---\n[Fees](fees.md)\n",
    "fees.md": _FEES,
    "404.md": "---\ntitle: This page does not exist\ndescription: Nothing is here.\n---\nNothing.\n",
}


@dataclass(frozen=True)
class Hosted:
    """A site that was built for a host."""

    site: dict[str, bytes]
    beside: dict[str, bytes]
    problems: tuple[Problem, ...]
    """Those about hosts."""

    @property
    def manifest(self) -> Manifest:
        """What the build says about itself."""
        return read_manifest(self.beside[FILE])

    def json(self, path: str) -> Any:
        """Return what a JSON file holds, of the site or beside it."""
        return json.loads((self.site | self.beside)[path])

    def write(self, folder: Path) -> Path:
        """Write the site into a folder and return it."""
        for path, data in self.site.items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        return folder


@cache
def hosted(
    host: str, url: str = "https://example.org/", *, base_url: str | None = None, more: str = "", files: str = "{}"
) -> Hosted:
    """Return a small site built for a host; `more` are further settings, `files` further files as a JSON object."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "site_config.yaml").write_text(_CONFIG.format(url=url, host=host, more=more), encoding="utf-8")
        for name, text in (_PAGES | json.loads(files)).items():
            file = root / "content" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        report = Report()
        outputs = build(root, Options(base_url=base_url), report)
    about_hosts = {"host-limit", "host-lacks", "url-with-folder"}
    return Hosted(
        {output.path: output.data for output in outputs if not output.beside},
        {output.path: output.data for output in outputs if output.beside},
        tuple(problem for problem in report.problems if problem.code in about_hosts),
    )


LACKS = "the tests of hosts lack "


def lack(what: str) -> NoReturn:
    """Skip a test for which something is not installed; in CI it fails."""
    (pytest.fail if os.environ.get("CI") else pytest.skip)(LACKS + what)


def need(package: str) -> Path:
    """Return the folder of a package of a host. Where it is missing the test is skipped; in CI it fails."""
    folder = TOOLS / "node_modules" / package
    if not shutil.which("node") or not folder.is_dir():
        lack(f"node and {package}; run: make clouds")
    return folder


def node(script: str, given: object = None) -> Any:
    """Return what a JavaScript module prints as JSON; it reads what is given from `given`."""
    if not shutil.which("node"):
        lack("node")
    text = f"const given = {json.dumps(given)};\nconst told = value => console.log(JSON.stringify(value));\n{script}"
    done = subprocess.run(
        ["node", "--input-type=module", "--eval", text],  # noqa: S607  the machine's own
        cwd=TOOLS,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
