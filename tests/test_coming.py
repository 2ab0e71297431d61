"""Pages that appear and go by a day: when that is, what is told of it, and what nobody may see before."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from build import build, main
from microsite.coming import Change, in_words
from microsite.ledger import FILE
from microsite.options import Options
from microsite.problems import Report

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import WriteSite

MIDNIGHT = datetime(2026, 12, 1)  # noqa: DTZ001  of whichever zone a test is about
MINUTE = timedelta(minutes=1)


def config(zone: str) -> str:
    return f"name: A site\nurl: https://example.org/\ndescription: A site for tests.\ntime_zone: {zone}\n"


def page(title: str, *more: str, body: str = "Words.") -> str:
    description = f"{title}, and what it is, what it costs, and all else that readers ask before they come."
    return "\n".join(["---", f"title: {title}", f"description: {description}", *more, "---", body, ""])


@pytest.fixture
def site(write_site: WriteSite) -> Callable[..., Path]:
    """Return a function that writes a site in a time zone from pages by their files."""

    def write(pages: dict[str, str], zone: str = "America/Los_Angeles") -> Path:
        files = {f"content/{name}": text for name, text in pages.items()}
        return write_site({"site_config.yaml": config(zone), "content/index.md": page("First")} | files)

    return write


def paths(root: Path, now: datetime) -> set[str]:
    return {output.path for output in build(root, Options(now=now), Report())}


@pytest.mark.parametrize("zone", ["Pacific/Honolulu", "UTC", "Pacific/Kiritimati"])  # ten hours behind, fourteen ahead
def test_a_page_appears_and_goes_at_midnight_of_the_site(site: Callable[..., Path], zone: str) -> None:
    days = {
        "comes.md": page("It comes", "publish_on: 2026-12-01"),
        "goes.md": page("It goes", "expires_on: 2026-12-01"),
    }
    root = site(days, zone)
    midnight = MIDNIGHT.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    both = {"comes/index.html", "goes/index.html"}
    assert paths(root, midnight - MINUTE) & both == {"goes/index.html"}
    assert paths(root, midnight) & both == {"comes/index.html"}
    assert paths(root, midnight + MINUTE) & both == {"comes/index.html"}


def test_a_page_with_both_days_is_there_in_between(site: Callable[..., Path]) -> None:
    root = site({"day.md": page("The day", "publish_on: 2026-12-01", "expires_on: 2026-12-02")}, "UTC")
    days = [datetime(2026, 11, 30, 12, tzinfo=UTC) + timedelta(days=number) for number in range(3)]
    assert ["day/index.html" in paths(root, day) for day in days] == [False, True, False]


@pytest.mark.parametrize("line", ["draft: true", "publish_on: 2026-12-01", "expires_on: 2026-11-30"])
def test_nothing_of_a_withheld_page_reaches_anybody(
    site: Callable[..., Path], line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden = page(
        "ZZCANARY title", line, "redirect_from: [/zzcanary-old/]", "about: [ZZCANARY]", body="ZZCANARY words."
    )
    root = site({"zzcanary.md": hidden}, "UTC")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(datetime(2026, 11, 30, 12, tzinfo=UTC).timestamp())))
    assert main(["--root", str(root), "--quiet"]) == 0
    written = {file.relative_to(root).as_posix(): file.read_bytes() for file in root.rglob("*") if file.is_file()}
    made = {path: data for path, data in written.items() if not path.startswith(("content/", ".cache/"))}
    assert {"public/index.html", "public/sitemap.xml", "public-host/manifest.json", FILE} <= made.keys()
    assert [path for path, data in made.items() if b"zzcanary" in path.encode().lower() + data.lower()] == []


# What is told


def told(root: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main([*arguments, "--root", str(root)]) == 0
    return capsys.readouterr().out


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be noon of November 24, 2026, in Greenwich."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(datetime(2026, 11, 24, 12, tzinfo=UTC).timestamp())))


@pytest.mark.usefixtures("noon")
@pytest.mark.parametrize("command", ["build", "check"])
def test_what_comes_next_is_told_and_how_much_more(
    site: Callable[..., Path], capsys: pytest.CaptureFixture[str], command: str
) -> None:
    pages = {
        "open-day.md": page("The open day", "publish_on: 2026-12-01", "expires_on: 2026-12-03"),
        "far.md": page("Far ahead", "publish_on: 2027-06-01"),
        "draft.md": page("A draft", "draft: true", "publish_on: 2026-11-25"),
        "today.md": page("Today", "publish_on: 2026-11-24"),
    }
    line = next(line for line in told(site(pages), capsys, command).splitlines() if line.startswith("Next: "))
    assert line.startswith("Next: content/open-day.md appears on December 1, 2026 (America/Los_Angeles), once you ")
    assert line.endswith(" build and publish again; 1 more change by December 3, 2026.")


@pytest.mark.usefixtures("noon")
def test_where_nothing_comes_nothing_is_told(site: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert "Next:" not in told(site({"far.md": page("Far ahead", "publish_on: 2027-06-01")}), capsys)


@pytest.mark.usefixtures("noon")
def test_programs_get_what_comes_as_data(site: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    root = site({"sale.md": page("A sale", "expires_on: 2026-11-25")})
    found = json.loads(told(root, capsys, "check", "--format", "json"))
    assert found["coming"] == [{"path": "content/sale.md", "day": "2026-11-25", "appears": False}]


def ends(root: Path) -> list[str]:
    report = Report()
    build(root, Options(now=datetime(2026, 11, 24, 12, tzinfo=UTC)), report)
    return [f"{found.place} {found.message}" for found in report.problems if found.code == "link-ends-soon"]


def test_what_leads_to_a_page_that_goes_soon_is_told_before_that_day(site: Callable[..., Path]) -> None:
    root = site(
        {
            "sale.md": page("A sale", "expires_on: 2026-12-24"),
            "fees.md": page("Fees", "related: [sale.md]", body="[The sale](sale.md#top)"),
            "advent.md": page("Advent", "expires_on: 2026-12-24", body="[The sale](sale.md)"),
        }
    )
    settings = (root / "site_config.yaml").read_text("utf-8")
    (root / "site_config.yaml").write_text(settings + "footer: [sale.md]\n", "utf-8")
    assert ends(root) == [
        "content/fees.md:4:11 “sale.md” goes on 2026-12-24, and this leads to it.",
        "content/fees.md:6:12 “sale.md#top” goes on 2026-12-24, and this leads to it.",
        "site_config.yaml:5:10 “sale.md” goes on 2026-12-24, and this leads to it.",
    ]
    (root / "content/sale.md").write_text(page("A sale", "expires_on: 2027-12-24"), "utf-8")
    assert ends(root) == []


def test_a_page_that_goes_is_said_to_go() -> None:
    change = Change(date(2026, 12, 24), appears=False, title="Sale", file="content/sale.md", draft=False)
    words = "Next: content/sale.md goes on December 24, 2026 (UTC), once you build and publish again"
    assert in_words([change], "UTC") == f"{words}."
    assert in_words([change] * 3, "UTC") == f"{words}; 2 more changes by December 24, 2026."
    assert in_words([], "UTC") == ""
