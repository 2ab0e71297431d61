"""The first site, built for a host and published, and the table of how the real servers answered."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from build import HERE, build
from hosts.expectations import AGREED, PLANTED, SECRET, tell, wishes
from hosts.table import COLUMNS, Column, Deviations, as_markdown
from microsite.cache import Cache
from microsite.console import as_text
from microsite.manifest import FILE, read_manifest
from microsite.memory import Memory
from microsite.options import Options
from microsite.ours import host_folder
from microsite.problems import ERROR, Report
from microsite.publish import publish
from microsite.verifying import verify

BASES = ("/", "/iop/")
"""Where the site stands at its host: at the root, and in a folder."""

MEASURED: list[str] = []
"""What was measured, for the end of the run and for the docs."""

LACKED: list[str] = []
"""What was not tried, and why."""


@dataclass(frozen=True)
class PublishedSite:
    """A site on disk, as it was built for a host."""

    public: Path
    beside: Path
    """What its host needs, besides what is in the site."""
    base: str
    """The path of its home page."""


PublishSite = Callable[..., PublishedSite]


def needed(program: str, package: str) -> str:
    """Return where a program is. Where it is missing, its tests are skipped, loudly; in CI they fail."""
    found = shutil.which(program, path=f"{os.environ.get('PATH', '')}{os.pathsep}/usr/sbin")
    return found or lacking(f"the program {program} is missing; make test installs {package} where it can")


def lacking(reason: str) -> str:
    """Skip a test because of something that this machine lacks; in CI it fails."""
    LACKED.append(reason)
    (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark these tests, so that they can be left out: `-m "not hosts"`."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("hosts")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show how each host answered, and in lines that cannot be missed which were not asked.

    `HOSTS_TABLE` names a file to which the table is written as well.
    """
    if COLUMNS:
        terminalreporter.write_line(as_markdown())
        if os.environ.get("HOSTS_TABLE"):
            Path(os.environ["HOSTS_TABLE"]).write_text(as_markdown(), encoding="utf-8")
    for line in MEASURED:
        terminalreporter.write_line(line)
    for reason in dict.fromkeys(LACKED):
        terminalreporter.write_line(f"*** A HOST WAS NOT TRIED: {reason} ***", red=True, bold=True)


def assert_as_wished(
    site: PublishedSite, host: str, port: int, encodings: tuple[str, ...], deviations: Deviations | None = None
) -> None:
    """Ask a server everything that there is to ask, note the answers for the table, and fail where one is wrong.

    `verify` must find nothing wrong with it either.
    """
    column = COLUMNS.setdefault(f"{host}, {site.base}", Column(deviations or {}))
    for wish in wishes(site.public, site.base, encodings):
        _, otherwise = column.deviations.get(wish.kind, ("", None))
        column.note(wish, tell(otherwise(wish) if otherwise else wish, site.base, port))
    assert column.told == [], "\n".join(column.told)
    record = read_manifest((site.beside / FILE).read_bytes())
    verdict = verify(record, f"http://127.0.0.1:{port}{site.base}")
    assert verdict.live == record.version
    assert [found for found in verdict.findings if found.severity == ERROR] == []


@pytest.fixture(scope="session")
def publish_site(tmp_path_factory: pytest.TempPathFactory) -> PublishSite:
    """Return a function that publishes the first site for a host, at a path of it.

    It has what hosts trip over besides: old addresses, a folder page, letters beyond ASCII, pictures; and in its
    folder things that nobody may get.
    """
    cache = Cache(tmp_path_factory.mktemp("cache"))

    def made(host: str, base: str, *, plant: bool = True) -> PublishedSite:
        root = tmp_path_factory.mktemp(f"{host}-site")
        _write_site(root, host, base)
        report = Report()
        outputs = build(root, Options(compress=True), report, Memory(cache))
        assert [as_text(problem) for problem in report.problems if problem.severity == ERROR] == []
        public = root / "public"
        assert publish(outputs, public, root, (root / "content",), report), report.problems
        if plant:
            _plant(public)
        (public / AGREED).parent.mkdir()
        (public / AGREED).write_text("Contact: /contact/\n", "utf-8")
        (root / "secret.txt").write_bytes(SECRET)
        return PublishedSite(public, host_folder(public), base)

    return made


def _write_site(root: Path, host: str, base: str) -> None:
    shutil.copytree(HERE / "content", root / "content")
    settings = (HERE / "site_config.yaml").read_text("utf-8")
    assert "url: https://example.org/\n" in settings
    more = f"host: {host}\npublishing:\n  folder: {root / 'public'}\n"
    settings = settings.replace("url: https://example.org/\n", f"url: https://example.org{base}\n{more}")
    (root / "site_config.yaml").write_text(settings, "utf-8")
    about = (root / "content/about.md").read_text("utf-8")
    moved = about.replace("---\n", "---\nredirect_from: [/old-name/, /old.html]\n", 1)
    (root / "content/about.md").write_text(moved, "utf-8")
    extra = root / "content/extra"
    extra.mkdir()
    for name, title, more in (("index", "Extra", ""), ("größe", "Größe", "redirect_from: [/alte-größe/]\n")):
        page = about.replace("title: Who makes this site, and how", f"title: {title}").replace("type: about\n", more)
        page = re.sub(r"\]\((?=[\w-]+\.md)", "](../", page)
        (extra / f"{name}.md").write_text(page, "utf-8")
    picture = BytesIO()
    Image.new("RGB", (64, 48), "teal").save(picture, "AVIF")
    (extra / "sky.avif").write_bytes(picture.getvalue())


def _plant(public: Path) -> None:
    for path in PLANTED:
        if not (public / path).exists():
            (public / path).parent.mkdir(parents=True, exist_ok=True)
            (public / path).write_bytes(SECRET)
