"""A copy for a memory stick: every link leads to a file that is there, and nobody takes a draft for the site."""

from __future__ import annotations

import io
import json
import os
import posixpath
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from build import HERE, build
from microsite.model import Output
from microsite.options import Options
from microsite.packing import MARK, packed, zip_name
from microsite.portable import LONGEST
from microsite.problems import Report
from microsite.protection import IN_A_PAGE
from microsite.read_me import READ_ME

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import WriteSite


SITES = HERE / "tests" / "sites"
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
EPOCH = str(int(NOW.timestamp()))

HOME = "---\ntitle: Home\ndescription: The home page.\ntype: home\n---\n"
PAGE = "---\ntitle: {title}\ndescription: About {title}.\n{more}---\n{text}\n"
DRAFT = PAGE.format(title="Zebra crossing", more="draft: true\nredirect_from: [/zebras/]\n", text="Zebras wait here.")


def made(root: Path, **options: object) -> tuple[tuple[Output, ...], Report]:
    report = Report()
    settings = Options(**({"now": NOW, "portable": True} | options))  # type: ignore[arg-type]  # options by name
    return build(root, settings, report), report


def copy_of(root: Path, **options: object) -> dict[str, bytes]:
    """Return the files of a copy by path; the site has no mistake."""
    outputs, report = made(root, **options)
    assert not report.count("error"), report.problems
    return {output.path: output.data for output in outputs}


@cache
def copy_of_ours() -> dict[str, bytes]:
    return copy_of(HERE)


def run(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(HERE / "build.py"), *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH, **environment},
        timeout=60,
        check=False,
    )


@pytest.fixture
def site(tmp_path: Path) -> Path:
    shutil.copytree(SITES / "good" / "content", tmp_path / "site" / "content")
    shutil.copy(SITES / "good" / "site_config.yaml", tmp_path / "site")
    return tmp_path / "site"


@pytest.fixture
def with_draft(site: Path) -> Path:
    (site / "content" / "zebra.md").write_text(DRAFT, "utf-8")
    return site


# Every link leads to a file


def led_from(path: str, data: bytes) -> Iterator[tuple[str, str]]:
    """Yield what names each URL of a file, as `a href` or `url()`, and the URL."""
    text = data.decode(errors="replace")
    if path.endswith(".css"):
        # A drawing within the file, and a part of the page itself, lead nowhere else.
        yield from (("url()", found[1]) for found in re.finditer(r"url\(\s*[\"']?(?!data:|#)([^\"')]+)", text))
        return
    for node in LexborHTMLParser(text).css("*"):
        rel = node.attributes.get("rel") or ""
        for name, value in node.attributes.items():
            if name in {"href", "src", "poster", "xlink:href"}:
                yield f"{node.tag} {rel} {name}", value or ""
            elif name in {"srcset", "imagesrcset"}:
                yield from ((f"{node.tag} {name}", part.split()[0]) for part in (value or "").split(","))


def dead_ends(files: dict[str, bytes], host: str) -> list[str]:
    """Return each URL of a copy that does not lead to a file of it, or to somebody else, and says so."""
    ids = {
        path: {node.attributes.get("id") for node in LexborHTMLParser(data.decode()).css("[id]")}
        for path, data in files.items()
        if path.endswith(".html")
    }
    found = []
    for path, data in files.items():
        if not path.endswith((".html", ".css")):
            continue
        for what, url in led_from(path, data):
            parts = urlsplit(url)
            if parts.scheme or parts.netloc:
                loads = not what.startswith("a ") and "canonical" not in what
                own = parts.netloc == host and not re.search("canonical|external", what)
                if loads or own or not parts.scheme:
                    found.append(f"{path}: {what} {url}")
                continue
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(parts.path)))
            target = target if parts.path else path
            anchor = unquote(parts.fragment)
            if url.startswith("/") or target not in files or (anchor and anchor not in ids[target]):
                found.append(f"{path}: {what} {url}")
    return found


def test_every_link_of_a_copy_leads_to_a_file_of_it() -> None:
    files = copy_of_ours()
    assert dead_ends(files, "example.org") == []
    links = [url for path, data in files.items() if path.endswith(".html") for _, url in led_from(path, data)]
    assert sum(url.startswith("../") for url in links) > 500
    assert any(re.fullmatch(r"\.\./[\w-]+/index\.html#[\w-]+", url) for url in links)


@pytest.mark.parametrize("base_url", ["https://example.org/", "https://example.org/iop/", "https://ex.org/%C3%BC/"])
def test_a_copy_is_the_same_wherever_the_site_stands(base_url: str) -> None:
    files = copy_of(SITES / "good", base_url=base_url)
    assert dead_ends(files, urlsplit(base_url).netloc) == []
    assert "visit/rooms/index.html" in files


NAMES = st.lists(
    st.lists(st.sampled_from(["a", "b-2", "größe", "日本", "e\N{COMBINING ACUTE ACCENT}t"]), min_size=1, max_size=3),
    min_size=1,
    max_size=4,
    unique_by=tuple,
).map(lambda names: [f"{'/'.join(parts)}/index" for parts in names])


@given(NAMES, st.sampled_from(["https://example.org/", "https://example.org/about/us/"]))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_pages_at_any_depth_and_in_any_script_lead_to_each_other(names: list[str], url: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "site_config.yaml").write_text(f"name: A\nurl: {url}\ndescription: B.\n", "utf-8")
        for name in ("index", *names):
            file = root / "content" / f"{name}.md"
            file.parent.mkdir(parents=True, exist_ok=True)
            up = posixpath.relpath(".", posixpath.dirname(name))
            text = "".join(f"[To {other}]({up}/{other}.md#part) " for other in ("index", *names))
            file.write_text(PAGE.format(title=name, more="", text=f"## Part\n\n{text}"), "utf-8")
        files = copy_of(root)
    assert dead_ends(files, "example.org") == []
    pages = [path for path in files if path.endswith(".html")]
    assert len(pages) == len(names) + 1
    for path in pages:
        assert sum("#part" in url for _, url in led_from(path, files[path])) >= len(pages)


HOSTS = [
    file.stem.replace("_", "-")
    for file in (HERE / "microsite" / "hosts").glob("*.py")
    if "HOST =" in file.read_text("utf-8")
]


@pytest.mark.parametrize("host", HOSTS)
def test_an_old_address_leads_to_the_page_itself_whatever_the_host_does(write_site: WriteSite, host: str) -> None:
    config = f"name: A\nurl: https://example.org/\ndescription: B.\nhost: {host}\n"
    fees = PAGE.format(title="Fees", more="redirect_from: [/costs/]\n", text="Free.")
    home = f"{HOME}[The costs](/costs/)\n"
    files = copy_of(write_site({"site_config.yaml": config, "content/index.md": home, "content/fees.md": fees}))
    assert "fees/index.html" in [url for _, url in led_from("index.html", files["index.html"])]
    assert {path for path in files if path.endswith(".html")} == {"index.html", "fees/index.html"}


def test_a_link_that_names_the_whole_address_of_the_site_leads_to_a_file_as_well(site: Path) -> None:
    with (site / "content" / "help.md").open("a", encoding="utf-8") as page:
        page.write("\n[All about loans](https://example.org/branch/borrow/#how-long)\n")
    files = copy_of(site)
    assert "../borrow/index.html#how-long" in [url for _, url in led_from("help/index.html", files["help/index.html"])]
    assert dead_ends(files, "example.org") == []


def test_a_style_sheet_and_pictures_of_several_sizes_lead_to_files(write_site: WriteSite) -> None:
    root = write_site({"content/index.md": f"{HOME}Text.\n"})
    shutil.copytree(HERE / "templates", root / "templates")
    shutil.copy(HERE / "templates/assets/icons/icon-192.png", root / "templates/assets/one.png")
    shutil.copy(HERE / "templates/assets/icons/icon-512.png", root / "templates/assets/two.png")
    outputs, _ = made(root, portable=False)
    one, two = (next(o.path for o in outputs if re.search(name, o.path)) for name in (r"/one\.", r"/two\."))
    old = root / "templates/assets/old/old.css"
    old.parent.mkdir()
    old.write_bytes(b"/* caf\xe9 */ .y { background: url(/iop/favicon.ico) }")
    head = root / "templates/partials/head.html"
    head.write_text(head.read_text("utf-8") + '<link rel="stylesheet" href="{{ asset(\'old/old.css\') }}">', "utf-8")
    style = root / "templates/assets/css/utilities.css"
    style.write_text(
        style.read_text("utf-8") + f'.x{{background:url("/iop/{one}"),url(data:image/gif;base64,AA),url(#y)}}\n',
        "utf-8",
    )
    footer = root / "templates/partials/footer.html"
    footer.write_text(
        """<img alt="A &lt;a href='/iop/'&gt;" src="{{ asset('one.png') }}" width="1" height="1"
        srcset="{{ asset('one.png') }} 1x, {{ asset('two.png') }} 2x"><svg viewBox="0 0 1 1"><image
        xlink:href="{{ asset('two.png') }}"/></svg>""",
        "utf-8",
    )
    files = copy_of(root)
    assert dead_ends(files, "example.org") == []
    css = next(data.decode() for path, data in files.items() if path.startswith("assets/css/site."))
    assert b"/* caf\xe9 */ .y { background: url(../../favicon.ico) }" in files.values()
    assert f'url("../{one.removeprefix("assets/")}"),url(data:image/gif;base64,AA),url(#y)' in css
    home = files["index.html"].decode()
    assert f'srcset="{one} 1x, {two} 2x"' in home
    assert f'xlink:href="{two}"' in home
    alt = [node.attributes["alt"] for node in LexborHTMLParser(home).css("img")]
    assert alt == ["A <a href='/iop/'>"], "words that look like a link are words"
    assert {one, two} <= set(files)


# What a copy holds, and what it says


def test_a_copy_holds_pages_and_what_they_lead_to_and_nothing_else() -> None:
    files = copy_of_ours()
    site = {output.path for output in build(HERE, Options(now=NOW), Report())}
    pages = {path for path in site if path.endswith("index.html")}
    rest = {re.sub(r"\.[0-9a-f]{10}\.", ".", path) for path in set(files) - pages}
    assert pages <= set(files)
    assert rest == {
        READ_ME,
        "assets/copy.css",
        "assets/css/site.css",
        "assets/icons/apple-touch-icon.png",
        "contact.vcf",
        "favicon.ico",
        "favicon.svg",
    }


def test_a_copy_says_the_same_as_the_site_and_when_it_was_made() -> None:
    site = {output.path: output.data for output in build(HERE, Options(now=NOW), Report())}
    for path, data in copy_of_ours().items():
        if not path.endswith(".html"):
            continue
        here, there = LexborHTMLParser(data.decode()), LexborHTMLParser(site[path].decode())
        line = here.css_first("footer .copy-line")
        assert line is not None
        assert " ".join(line.text().split()) == (
            "Copy of November 25, 2026. Numbers and facts may have changed since. "
            "The website itself is at https://example.org/."
        )
        assert [node.attributes["href"] for node in line.css("a")] == ["https://example.org/"]
        for node in here.css(".copy-line, .copy-bare"):
            node.decompose()
        assert here.body is not None
        assert there.body is not None
        assert here.body.text().split() == there.body.text().split()
        assert [node.text() for node in here.css("script, title")] == [
            node.text() for node in there.css("script, title")
        ]
        assert f'rel="canonical" href="https://example.org/{path.removesuffix("index.html")}"' in data.decode()


def test_browsers_that_know_no_self_on_a_disk_still_get_the_style() -> None:
    policies = {
        re.findall(r'Content-Security-Policy" content="([^"]*)"', data.decode())[0]
        for path, data in copy_of_ours().items()
        if path.endswith(".html")
    }
    assert policies == {IN_A_PAGE.replace("'self'", "'self' file:")}
    assert "style-src 'self' file:" in policies.pop()


def test_the_site_itself_is_the_same_byte_for_byte(with_draft: Path) -> None:
    # A copy that is made in between leaves nothing behind, and what only copies say is in no page of the site.
    before = build(with_draft, Options(now=NOW), Report())
    made(with_draft, drafts=True)
    assert build(with_draft, Options(now=NOW), Report()) == before
    words = b"|".join((b"copy-", b"draft-mark", b"READ ME", b"file:", b"Copy of"))
    assert [output.path for output in before if re.search(words, output.data)] == []
    assert not [output.path for output in before if "copy" in output.path]


def test_two_copies_of_one_site_are_the_same() -> None:
    assert copy_of(SITES / "good") == copy_of(SITES / "good")


def test_the_read_me_says_how_to_open_it_and_where_the_site_is() -> None:
    text = copy_of_ours()[READ_ME].decode("utf-8-sig")
    assert "\n" not in text.replace("\r\n", "")
    assert "Intensive Outpatient Programs, explained" in text
    assert "as it was on November 25, 2026" in text
    assert 'double-click "index.html"' in text
    assert "https://example.org/" in text
    assert "DRAFT" not in text


# Drafts


def test_nothing_of_a_draft_is_in_a_copy_without_drafts(with_draft: Path) -> None:
    files = copy_of(with_draft)
    assert not [path for path, data in files.items() if b"zebra" in (path.encode() + data).lower()]
    assert not [path for path, data in files.items() if b"DRAFT" in data and not path.endswith(".css")]


def test_every_page_of_a_copy_with_drafts_says_so(with_draft: Path) -> None:
    files = copy_of(with_draft, drafts=True)
    pages = {path: LexborHTMLParser(data.decode()) for path, data in files.items() if path.endswith(".html")}
    assert "zebra/index.html" in pages
    assert len(pages) == 6
    for path, page in pages.items():
        title, mark = page.css_first("title"), page.css_first("body > aside.draft-mark")
        assert title is not None
        assert title.text().startswith("DRAFT – ")
        assert mark is not None
        assert mark.attributes["aria-label"] == "Draft"
        words = " ".join(mark.text().split())
        assert words.startswith("DRAFT of November 25, 2026, for review only.")
        assert ("This page is a draft." in words) == (path == "zebra/index.html")
        assert page.css_first('meta[name="robots"][content="noindex"]') is not None
        assert not page.css("link[rel=canonical], meta[property], script")
    home = pages["index.html"].css_first("body > .draft-mark")
    assert home is not None
    assert [(link.text(), link.attributes["href"]) for link in home.css("a")] == [
        ("Zebra crossing", "zebra/index.html")
    ]
    assert dead_ends(files, "example.org") == []


def test_the_read_me_of_a_copy_with_drafts_lists_them(with_draft: Path) -> None:
    text = copy_of(with_draft, drafts=True)[READ_ME].decode("utf-8-sig")
    assert "DRAFT, FOR REVIEW ONLY" in text
    assert "- Zebra crossing: zebra/index.html" in text


def test_a_copy_that_could_have_drafts_but_has_none_is_no_draft(site: Path) -> None:
    assert copy_of(site, drafts=True) == copy_of(site)


def test_templates_that_do_not_say_draft_make_no_copy_with_drafts(with_draft: Path) -> None:
    shutil.copytree(HERE / "templates", with_draft / "templates")
    base = with_draft / "templates/base.html"
    base.write_text(base.read_text("utf-8").replace('{% include "partials/copy.html" %}', ""), "utf-8")
    assert copy_of(with_draft)
    _, report = made(with_draft, drafts=True)
    assert [(problem.code, str(problem.place.path)) for problem in report.problems if problem.severity == "error"] == [
        ("template-error", "templates/base.html")
    ]


def test_a_template_that_cannot_be_drawn_is_told_once(with_draft: Path) -> None:
    shutil.copytree(HERE / "templates", with_draft / "templates")
    (with_draft / "templates/partials/next.html").write_text("{{ nothing.here }}", "utf-8")
    _, report = made(with_draft, drafts=True)
    told = [(problem.code, problem.place.path) for problem in report.problems if problem.severity == "error"]
    assert told == [("template-error", "templates/partials/next.html")]


# Names on memory sticks


def test_a_name_that_a_memory_stick_cannot_hold_is_told(write_site: WriteSite) -> None:
    root = write_site({"content/index.md": f"{HOME}Text.\n"})
    shutil.copytree(HERE / "templates", root / "templates")
    (root / "templates/assets/a:b.svg").write_text("<svg/>", "utf-8")
    head = root / "templates/partials/head.html"
    head.write_text(head.read_text("utf-8") + '<link rel="icon" href="{{ asset(\'a:b.svg\') }}">\n', "utf-8")
    _, report = made(root)
    assert [(problem.code, problem.place.path) for problem in report.problems if problem.severity == "error"] == [
        ("unportable-name", "templates/assets/a:b.svg")
    ]


def test_a_path_that_is_too_long_for_windows_is_told(write_site: WriteSite) -> None:
    name = "/".join(["a" * 40] * 4)
    fits, beyond = f"{name[: LONGEST - len('/index.html')]}", f"{name[: LONGEST - len('/index.html') + 1]}"
    page = PAGE.format(title="Long", more="", text="Text.")
    _, report = made(write_site({"content/index.md": f"{HOME}Text.\n", f"content/{fits}.md": page}))
    assert "long-path" not in {problem.code for problem in report.problems}
    _, report = made(write_site({f"content/{beyond}.md": page}))
    assert [problem.place.path for problem in report.problems if problem.code == "long-path"] == [
        f"content/{beyond}.md"
    ]


# `build --portable`


def test_a_copy_goes_beside_the_site_and_touches_nothing_else(with_draft: Path) -> None:
    assert run("--root", with_draft).returncode == 0
    before = snapshot(with_draft)
    done = run("build", "--portable", "--drafts", "--root", with_draft)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "portable/index.html" in done.stdout.splitlines()[-1]
    assert (with_draft / "portable" / "zebra" / "index.html").is_file()
    changed = {path for path in snapshot(with_draft).items() ^ before.items() if not path[0].startswith(".cache/")}
    assert {path.split("/")[0] for path, _ in changed} == {"portable", ".portable.lock"}
    assert run("build", "--portable", "--root", with_draft).returncode == 0
    assert not (with_draft / "portable" / "zebra").exists()


@pytest.mark.parametrize("output", ["public", "elsewhere"])
def test_a_copy_never_takes_the_place_of_the_site(site: Path, output: str) -> None:
    assert run("--root", site, "--output", site / output).returncode == 0
    before = snapshot(site / output)
    done = run("build", "--portable", "--root", site, "--output", site / output)
    assert done.returncode == 1
    assert f"{output}: error[refused-output] “{output}” is for the site itself" in done.stdout
    assert snapshot(site / output) == before


def test_a_copy_does_not_go_to_public_even_before_there_is_a_site(site: Path) -> None:
    assert run("build", "--portable", "--root", site, "--output", site / "public").returncode == 1
    assert not (site / "public").exists()


def test_programs_are_told_that_a_copy_is_not_published(site: Path) -> None:
    done = run("build", "--portable", "--format", "json", "--root", site)
    assert (done.returncode, json.loads(done.stdout)["published"]) == (0, False)
    assert (site / "portable" / "index.html").is_file()


def test_a_mistake_in_the_site_makes_no_copy(site: Path) -> None:
    (site / "content" / "zebra.md").write_text(DRAFT.replace("Zebras", "[Zebras](no.md)"), "utf-8")
    for command in (["build", "--portable"], ["pack"]):
        done = run(*command, "--drafts", "--root", site)
        assert done.returncode == 1
        assert "broken-link" in done.stdout
        assert f"Mend them, then run: python build.py {' '.join(command)} --drafts" in done.stdout
    assert [path.name for path in site.iterdir() if path.name in {"portable", "public"} or path.suffix == ".zip"] == []


def snapshot(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {
        file.relative_to(folder).as_posix(): (file.read_bytes(), file.stat().st_mtime_ns)
        for file in folder.rglob("*")
        if file.is_file()
    }


# `pack`


def test_a_packed_site_is_one_folder_that_every_program_unpacks(site: Path, tmp_path: Path) -> None:
    done = run("pack", "--root", site)
    assert done.returncode == 0, done.stdout + done.stderr
    file = site / "a-library-2026-11-25.zip"
    packed, what_next = done.stdout.splitlines()
    assert re.fullmatch(r"Packed 5 pages into .*a-library-2026-11-25\.zip \(\d+\.\d kB\)\.", packed)
    assert "unpacks it and opens index.html" in what_next
    if unzip := shutil.which("unzip"):  # a reader that is none of Python's, where there is one
        subprocess.run([unzip, "-tqq", file], check=True)
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        archive.extractall(tmp_path / "out")
    assert names[0] == f"a-library/{READ_ME}"
    assert names[1:] == sorted(names[1:])
    assert {name.split("/")[0] for name in names} == {"a-library"}
    assert not [name for name in names if name.startswith("/") or "\\" in name or ".." in name.split("/")]
    unpacked = {
        path.relative_to(tmp_path / "out/a-library").as_posix(): path.read_bytes()
        for path in (tmp_path / "out").rglob("*")
        if path.is_file()
    }
    assert unpacked == copy_of(site)


def test_the_same_site_packs_into_the_same_bytes(site: Path) -> None:
    first, second = site.parent / "one.zip", site.parent / "two.zip"
    assert run("pack", "--root", site, "--output", first, PYTHONHASHSEED="1", TZ="UTC").returncode == 0
    done = run("pack", "--root", site, "--output", second, PYTHONHASHSEED="2", TZ="Asia/Tokyo", LC_ALL="C")
    assert done.returncode == 0
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as archive:
        assert {info.date_time for info in archive.infolist()} == {(2026, 11, 25, 0, 0, 0)}
        assert {info.external_attr >> 16 for info in archive.infolist()} == {0o100644}


@pytest.mark.parametrize(("day", "expected"), [(date(1970, 1, 1), 1980), (date(2150, 1, 1), 2107)])
def test_a_day_that_a_zip_file_cannot_hold_is_the_nearest_that_it_can(day: date, expected: int) -> None:
    outputs, _ = made(SITES / "minimal")
    with zipfile.ZipFile(io.BytesIO(packed(outputs, "x", day))) as archive:
        assert {info.date_time[0] for info in archive.infolist()} == {expected}


def test_a_name_in_any_script_is_unpacked_as_it_is() -> None:
    with zipfile.ZipFile(io.BytesIO(packed([Output("größe/日本.svg", b"")], "ü", date(2026, 11, 25)))) as archive:
        assert archive.namelist() == ["ü/größe/日本.svg"]
        assert archive.infolist()[0].flag_bits & 0x800, "without it, Windows reads the name in an old encoding"


def test_a_packed_site_with_drafts_says_so_in_its_name(with_draft: Path) -> None:
    done = run("pack", "--drafts", "--root", with_draft)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "It has 1 draft" in done.stdout
    with zipfile.ZipFile(with_draft / "a-library-draft-2026-11-25.zip") as archive:
        assert "a-library-draft/zebra/index.html" in archive.namelist()
    assert run("pack", "--drafts", "--root", with_draft).returncode == 0, "ours may be replaced"


def test_drafts_that_are_asked_for_and_not_there_are_told(site: Path) -> None:
    done = run("pack", "--drafts", "--root", site)
    assert done.returncode == 0
    assert "no drafts" in done.stdout
    assert (site / "a-library-2026-11-25.zip").is_file()


@pytest.mark.parametrize(
    ("name", "short", "expected"),
    [
        ("IOP explained", "", "iop-explained-2026-11-25.zip"),
        ("A very long name", "Größe & Co.", "größe-co-2026-11-25.zip"),
        ("CON", "", "con-site-2026-11-25.zip"),
        ("x" * 300, "", f"{'x' * 40}-2026-11-25.zip"),
        ("!!!", "", "site-2026-11-25.zip"),
    ],
)
def test_the_file_is_named_after_the_site(name: str, short: str, expected: str) -> None:
    assert zip_name(short or name, date(2026, 11, 25), drafts=False) == expected


def test_nothing_that_is_not_ours_is_replaced(site: Path) -> None:
    other = site / "mine.zip"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("letter.txt", "Dear Sir, " * 300)
    before = other.read_bytes()
    done = run("pack", "--root", site, "--output", other)
    assert done.returncode == 1
    assert "not-our-output" in done.stdout
    assert other.read_bytes() == before


@pytest.mark.parametrize("folder", ["content", "public", "portable"])
def test_no_file_is_packed_into_a_folder_of_the_site(site: Path, folder: str) -> None:
    done = run("pack", "--root", site, "--output", site / folder / "copy.zip")
    assert done.returncode == 1
    assert "refused-output" in done.stdout
    assert not (site / folder / "copy.zip").exists()


def test_another_kind_of_file_than_a_zip_is_wrong_use(site: Path) -> None:
    done = run("pack", "--root", site, "--output", site / "copy.tar")
    assert (done.returncode, done.stdout) == (2, "")
    assert ".zip" in done.stderr


def test_programs_are_told_what_was_packed(site: Path) -> None:
    done = run("pack", "--root", site, "--format", "json")
    told = json.loads(done.stdout)
    assert told["packed"].endswith("a-library-2026-11-25.zip")
    assert told["problems"] == []


def test_a_packed_file_is_known_by_its_beginning(site: Path) -> None:
    outputs, _ = made(site)
    assert MARK in packed(outputs, "x" * 40, date(2026, 11, 25))[:1024]
