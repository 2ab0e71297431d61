"""The reviews by date: as a list, as data, and as a calendar that calendar programs can open."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microsite.content_lines import escaped, written

if TYPE_CHECKING:
    from conftest import WriteSite

ROOT = Path(__file__).resolve().parent.parent
NOON = str(int(datetime(2026, 11, 24, 12, tzinfo=UTC).timestamp()))


def run(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, str(ROOT / "build.py"), "due", *map(str, arguments)],
        capture_output=True,
        env={**os.environ, "SOURCE_DATE_EPOCH": NOON, **environment},
        timeout=60,
        check=False,
    )


def page(title: str = "A page", **keys: object) -> str:
    lines = [f"title: {title}", "description: A page for tests.", *(f"{key}: {value}" for key, value in keys.items())]
    return "\n".join(["---", *lines, "---", "Text.", ""])


def pages() -> dict[str, str]:
    return {
        "content/index.md": page("Home", reviewed_on="2026-11-24", review_by="2026-11-24"),
        "content/a.md": page("Next", review_by="2026-12-25"),
        "content/b.md": page("Late", review_by="2026-11-23"),
        "content/c.md": page("Very late", review_by="2025-11-24", draft="true"),
        "content/d.md": page("Tomorrow", review_by="2026-11-25", publish_on="2026-12-01"),
        "content/e.md": page("Never"),
        "content/f.md": page("Gone", review_by="2026-11-01", expires_on="2026-11-02"),
    }


def test_the_longest_overdue_comes_first_and_what_has_no_date_last(write_site: WriteSite) -> None:
    done = run("--root", write_site(pages()))
    assert done.returncode == 0
    assert done.stderr == b""
    assert done.stdout.decode().splitlines() == [
        "Overdue",
        "  2025-11-24  365 days over  content/c.md      Very late (draft)",
        "  2026-11-23  1 day over     content/b.md      Late",
        "",
        "To come",
        "  2026-11-24  today          content/index.md  Home",
        "  2026-11-25  in 1 day       content/d.md      Tomorrow (not yet published)",
        "  2026-12-25  in 31 days     content/a.md      Next",
        "",
        "No review date",
        "  content/e.md      Never",
    ]


def test_a_day_begins_where_the_site_is(write_site: WriteSite) -> None:
    config = "name: A\nurl: https://example.org/\ndescription: B\ntime_zone: Pacific/Kiritimati\n"
    done = run("--root", write_site({"site_config.yaml": config, "content/index.md": page(review_by="2026-11-24")}))
    assert b"1 day over" in done.stdout  # it is two in the morning of the 25th there


def test_the_same_as_data(write_site: WriteSite) -> None:
    data = json.loads(run("--root", write_site(pages()), "--format", "json").stdout)
    assert [review["path"] for review in data["reviews"]] == [
        f"content/{name}.md" for name in ["c", "b", "index", "d", "a", "e"]
    ]
    assert data["reviews"][0] == {
        "path": "content/c.md",
        "title": "Very late",
        "address": "/c/",
        "reviewed_on": None,
        "review_by": "2025-11-24",
        "days_left": -365,
        "standing": "draft",
    }
    assert data["reviews"][-1]["days_left"] is None


def test_a_date_that_cannot_be_read_is_not_passed_over_in_silence(write_site: WriteSite) -> None:
    done = run("--root", write_site({"content/index.md": page(review_by="2026-02-30")}))
    assert done.returncode == 1
    assert "To see them, run: python build.py check" in done.stderr.decode()
    assert b"No review date" in done.stdout


def test_a_title_cannot_break_the_list_or_paint_the_terminal(write_site: WriteSite) -> None:
    title = '"Two\\nlines\\e[31m"'
    done = run("--root", write_site({"content/index.md": page(title, review_by="2026-12-01")}))
    assert "content/index.md  Two lines [31m" in done.stdout.decode()


def test_a_site_without_pages_is_said_to_be_empty(write_site: WriteSite) -> None:
    done = run("--root", write_site({}))
    assert (done.returncode, done.stdout) == (1, b"There are no pages.\n")


class Line(NamedTuple):
    """A content line of a calendar, taken apart."""

    name: str
    parameters: dict[str, str]
    value: str


def parsed(data: bytes) -> list[Line]:
    """Return the content lines of a calendar; what the standard does not allow fails (RFC 5545, section 3.1)."""
    assert data.endswith(b"\r\n")
    physical = data.removesuffix(b"\r\n").split(b"\r\n")
    assert all(len(line) <= 75 for line in physical)
    assert not any(re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", line) for line in physical)
    assert all(line.decode("utf-8") for line in physical), "a line ends within a character, or is empty"
    unfolded = b"\r\n".join(physical).replace(b"\r\n ", b"").decode("utf-8")
    found = []
    for line in unfolded.split("\r\n"):
        match = re.fullmatch(r"([A-Z-]+)((?:;[A-Z-]+=[^;:\",]+)*):(.*)", line)
        assert match, line
        parameters = dict(part.split("=") for part in match[2].split(";") if part)
        found.append(Line(match[1], parameters, match[3]))
    return found


def plain(value: str) -> str:
    """Return what a TEXT value says; a character that needs a backslash and has none fails (section 3.3.11)."""
    assert not re.search(r"(?<!\\)(?:\\\\)*[,;]", value), value
    assert re.fullmatch(r"(?:[^\\]|\\[\\;,nN])*", value), value
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


def events(lines: list[Line]) -> list[dict[str, Line]]:
    """Return the events of a calendar, each with its lines by name; parts that do not nest as they should fail."""
    open_parts: list[str] = []
    found: list[dict[str, Line]] = []
    for line in lines:
        if line.name == "BEGIN":
            assert {"VCALENDAR": [], "VEVENT": ["VCALENDAR"], "VALARM": ["VCALENDAR", "VEVENT"]}[
                line.value
            ] == open_parts
            open_parts.append(line.value)
            found += [{}] if line.value == "VEVENT" else []
        elif line.name == "END":
            assert open_parts.pop() == line.value
        elif open_parts[1:] == ["VEVENT"]:
            assert line.name not in found[-1], f"{line.name} stands there twice"
            found[-1][line.name] = line
        elif open_parts[1:] == ["VEVENT", "VALARM"]:
            found[-1][f"VALARM {line.name}"] = line
    assert open_parts == []
    assert (lines[0].value, lines[-1].value) == ("VCALENDAR", "VCALENDAR")
    assert {line.name for line in lines} >= {"VERSION", "PRODID"}
    return found


HOSTILE = "Fees, costs; and \\n \\\\ more: 👩‍👩‍👧 “𝔘𝔫𝔦𝔠𝔬𝔡𝔢” " + "𝔘" * 80


def test_a_calendar_can_be_read_back(write_site: WriteSite) -> None:
    files = pages() | {"content/g.md": page(f"'{HOSTILE}'", review_by="2027-01-31")}
    done = run("--root", write_site(files), "--ics", "-")
    assert done.returncode == 0
    found = events(parsed(done.stdout))
    assert [event["DTSTART"].value for event in found] == [
        "20251124",
        "20261123",
        "20261124",
        "20261125",
        "20261225",
        "20270131",
    ]
    for event in found:
        assert set(event) >= {"UID", "DTSTAMP", "SUMMARY", "DESCRIPTION"}
        assert event["DTSTART"].parameters == {"VALUE": "DATE"}
        assert event["DTSTAMP"].value == "20261124T120000Z"
        assert event["VALARM TRIGGER"].value == "-P7D"
        assert event["VALARM ACTION"].value == "DISPLAY"
    assert len({event["UID"].value for event in found}) == len(found)
    assert plain(found[-1]["SUMMARY"].value) == f"Review “{HOSTILE}”"
    assert plain(found[2]["DESCRIPTION"].value) == "content/index.md\nLast reviewed: 2026-11-24."
    assert plain(found[0]["SUMMARY"].value) == "Review “Very late” (draft)"
    assert "URL" not in found[0], "a draft has no address that anybody can open"
    assert found[1]["URL"].value == "https://example.org/iop/b/"


def test_the_same_page_and_day_have_the_same_uid_and_another_day_another(write_site: WriteSite) -> None:
    def uids(**environment: str) -> dict[str, str]:
        found = events(parsed(run("--root", root, "--ics", "-", **environment).stdout))
        return {plain(event["SUMMARY"].value): event["UID"].value for event in found}

    root = write_site(pages())
    before = uids()
    assert uids(SOURCE_DATE_EPOCH=str(int(NOON) + 3600), PYTHONHASHSEED="7") == before
    write_site(pages() | {"content/b.md": page("Late", review_by="2027-11-23")})
    after = uids()
    assert {name for name in before if before[name] != after[name]} == {"Review “Late”"}


def test_a_calendar_is_written_where_it_is_asked_for(write_site: WriteSite, tmp_path: Path) -> None:
    root, file = write_site(pages()), tmp_path / "made" / "reviews.ics"
    done = run("--root", root, "--ics", file)
    assert done.stdout.decode() == f"Wrote 5 reviews to {file}. Open it with your calendar.\n"
    assert file.read_bytes() == run("--root", root, "--ics", "-").stdout
    assert run("--root", root, "--ics", file).returncode == 0, "a calendar of ours is replaced"
    assert [path.name for path in file.parent.iterdir()] == ["reviews.ics"]


@pytest.mark.parametrize(
    ("name", "code"),
    [("content/index.md", "refused-output"), ("public/x.ics", "refused-output"), ("content", "refused-output")],
)
def test_a_calendar_never_becomes_part_of_the_site(write_site: WriteSite, name: str, code: str) -> None:
    root = write_site(pages())
    done = run("--root", root, "--ics", root / name)
    assert done.returncode == 1
    assert code in done.stdout.decode()
    assert (root / "content" / "index.md").read_text("utf-8") == pages()["content/index.md"]


def test_nothing_of_yours_is_replaced(write_site: WriteSite, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear", "utf-8")
    done = run("--root", write_site(pages()), "--ics", tmp_path / "letter.txt")
    assert done.returncode == 1
    assert "not-our-output" in done.stdout.decode()
    assert (tmp_path / "letter.txt").read_text("utf-8") == "dear"
    assert run("--root", tmp_path / "site", "--ics", tmp_path).returncode == 1


def test_a_list_is_either_shown_or_written(write_site: WriteSite) -> None:
    done = run("--root", write_site(pages()), "--format", "json", "--ics", "-")
    assert done.returncode == 2
    assert b"not allowed with" in done.stderr


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]))))
def test_any_text_comes_back_as_it_was(texts: list[str]) -> None:
    lines = parsed(written(["X:", *(f"X:{escaped(text)}" for text in texts)]))
    allowed = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
    expected = [allowed.sub("", text.replace("\r\n", "\n").replace("\r", "\n")) for text in texts]
    assert [plain(line.value) for line in lines[1:]] == expected
