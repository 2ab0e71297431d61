"""What several tests need: a site on disk, and a page made from Markdown."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hosting import LACKS
from hypothesis import settings

from microsite.assets import Assets
from microsite.commands import HERE
from microsite.config import read_config
from microsite.console import as_text
from microsite.documents import read_documents
from microsite.problems import Problem, Report
from microsite.prose import make_converter, make_prose
from microsite.theme import read_theme
from microsite.web import Web

if TYPE_CHECKING:
    from microsite.model import Page

# A change lands or not by what it does, not by chance; at a desk, new examples are sought each time.
settings.register_profile("ci", derandomize=True, deadline=None)
if os.environ.get("CI"):
    settings.load_profile("ci")

CONFIG = """
name: A site
url: https://example.org/iop/
description: A site for tests.
contact:
  name: The Clinic
  street: "27184 Ortega Hwy. #210"
  city: San Juan Capistrano
  region: CA
  postal_code: "92675"
  phone: (866) 476-2823
telephones:
  - number: "988"
    name: Lifeline
  - number: "911"
    name: Emergency services
  - number: "741741"
    name: Text line
    use: text
facts:
  be_open: Tell the *staff*.
"""

FRONT_MATTER = "---\ntitle: A page\ndescription: A page for tests.\n---\n"


def pytest_configure() -> None:
    """Let the programs that tests start hear Ctrl-C.

    A script starts what runs in its background deaf to it, and all that is started from there inherits that.
    """
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) == signal.SIG_IGN:
        signal.signal(signal.SIGHUP, lambda *_: None)  # as before here; what is started from here hears it


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in a line that cannot be missed what the tests of hosts lacked."""
    reasons = {str(report.longrepr) for report in terminalreporter.stats.get("skipped", ())}
    for lacked in sorted({found[0] for reason in reasons if (found := re.search(rf"{LACKS}[^'\"]*", reason))}):
        terminalreporter.write_line(f"*** TESTS OF HOSTS SKIPPED: {lacked} ***", red=True, bold=True)


WriteSite = Callable[[dict[str, str]], Path]
Convert = Callable[..., "Made"]


@dataclass(frozen=True)
class Made:
    """A page made from Markdown, and what was said about it."""

    page: Page
    problems: tuple[Problem, ...]

    @property
    def html(self) -> str:
        """The body, with marks where components go."""
        return self.page.html

    @property
    def told(self) -> list[str]:
        """Every problem as an editor reads it."""
        return [as_text(problem) for problem in self.problems]

    @property
    def codes(self) -> list[str]:
        """The codes of the problems, in order."""
        return [problem.code for problem in self.problems]


@pytest.fixture
def write_site(tmp_path: Path) -> WriteSite:
    """Return a function that writes a site from texts by path; settings are added where they are left out."""

    def write(files: dict[str, str]) -> Path:
        for path, text in ({"site_config.yaml": CONFIG} | files).items():
            file = tmp_path / "site" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="")
        return tmp_path / "site"

    return write


@pytest.fixture
def convert(write_site: WriteSite) -> Convert:
    """Return a function that makes a page of the site from Markdown, with other files beside it if wanted."""

    def make(markdown: str, **others: str) -> Made:
        from datetime import date  # noqa: PLC0415  used by this one fixture

        files = {f"content/{name.replace('__', '/')}.md": FRONT_MATTER + text for name, text in others.items()}
        root = write_site({"content/index.md": FRONT_MATTER + markdown} | files)
        report = Report()
        config = read_config(root, report)
        theme = read_theme(HERE / "templates", "templates", report)
        documents = read_documents(root, theme, date(2026, 11, 24), report, drafts=False)
        web = Web(config.settings.url)
        assets = Assets((), {}, documents.files)
        prose = make_prose(documents, config, theme, web, assets, make_converter(config))
        pages = [prose.page(document, report) for document in documents.published]
        page = next(page for page in pages if page.document.file == "index.md")
        return Made(page, report.problems)

    return make


@pytest.fixture
def forked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Yield the processes that were begun here, none of which may be left afterwards."""
    begun: list[int] = []
    fork = os.fork

    def noting() -> int:
        pid = fork()
        begun.append(pid)
        return pid

    monkeypatch.setattr(os, "fork", noting)
    yield begun
    for pid in begun:
        with pytest.raises(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
