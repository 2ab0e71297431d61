"""Templates are compiled once and kept where Python keeps its own bytecode; what is drawn stays the same."""

from __future__ import annotations

import hashlib
import importlib.util
import marshal
import os
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from build import HERE, build
from microsite import compiled
from microsite.amounts import written_date
from microsite.body import Html
from microsite.compiled import Templates
from microsite.options import Options
from microsite.preview.watching import Watched
from microsite.problems import Report
from microsite.publishing.git import changed_sources
from microsite.source import Signature, signature

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _bytecode_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the machine says of bytecode: here it is written beside its source, as Python does by itself."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with two templates, one of which includes the other."""
    made = tmp_path / "templates"
    made.mkdir()
    (made / "page.html").write_text('<p>{{ words }}</p>\n{% include "foot.html" %}\n', "utf-8")
    (made / "foot.html").write_text("<i>{{ words }}</i>\n", "utf-8")
    return made


class Counting(Templates):
    """Notes which templates it has to compile."""

    named: list[str]

    def compile(self, source: Any, name: str | None = None, *rest: Any, **more: Any) -> Any:
        """Compile, as ever."""
        self.named.append(name or "")
        return super().compile(source, name, *rest, **more)


def draw(folder: Path) -> tuple[str, list[str]]:
    """Return what a new process would draw, and the names of the templates that it would have to compile."""
    templates = Counting(folder)
    templates.named = []
    text = templates.get_template("page.html").render(words="a & b")
    templates.keep()
    return text, templates.named


def kept(folder: Path) -> Path:
    (file,) = (folder / "__pycache__").iterdir()
    return file


DRAWN = "<p>a &amp; b</p>\n<i>a &amp; b</i>\n"
BOTH = ["page.html", "foot.html"]


def test_a_second_process_compiles_nothing(folder: Path) -> None:
    assert draw(folder) == (DRAWN, BOTH)
    file = kept(folder)
    before = file.stat()
    assert draw(folder) == (DRAWN, [])
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns), "nothing new to write"


def test_a_template_that_was_edited_is_compiled_anew_and_no_other(folder: Path) -> None:
    draw(folder)
    (folder / "foot.html").write_text("<b>{{ words }}</b>\n", "utf-8")
    edited = DRAWN.replace("i>", "b>")
    assert draw(folder) == (edited, ["foot.html"])
    assert draw(folder) == (edited, [])


def test_the_file_has_a_name_that_no_module_can_have(folder: Path) -> None:
    draw(folder)
    assert kept(folder).name.startswith("all-templates.")
    assert kept(folder).name.endswith(".pyc")


def damaged(data: bytes) -> dict[str, bytes]:
    """Return what may have become of the file: cut off, changed in a byte, of somebody else, or of another version."""
    other = compiled._Kept(b"another version", {"page.html": ("", b"junk")}, set(), {})  # noqa: SLF001  what the file holds
    foreign = [b"{}", b"\x81\xa1a\x01", msgspec.msgpack.encode(other)]
    return {
        **{f"cut off at {end}": data[:end] for end in (0, 1, 31, 32, 33, len(data) // 2, len(data) - 1)},
        **{
            f"changed at {at}": data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
            for at in (*range(0, len(data), max(1, len(data) // 40)), len(data) - 1)
        },
        "longer": data + b"\0",
        **{f"foreign {number}": text for number, text in enumerate(foreign)},
        **{f"foreign {number}, whole": hashlib.sha256(text).digest() + text for number, text in enumerate(foreign)},
    }


def test_a_damaged_foreign_or_older_file_is_never_run_and_is_written_anew(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw(folder)
    good = kept(folder).read_bytes()
    read: list[bytes] = []
    loads = marshal.loads

    def noted(data: bytes) -> object:
        read.append(data)
        return loads(data)

    monkeypatch.setattr(marshal, "loads", noted)
    for what, data in damaged(good).items():
        kept(folder).write_bytes(data)
        assert draw(folder) == (DRAWN, BOTH), what
        assert read == [], what
        assert draw(folder) == (DRAWN, []), what
        assert len(read) == 2, what
        read.clear()


def test_another_version_of_jinja_of_python_or_of_our_settings_compiles_anew(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    draw(folder)
    ours, rules = tmp_path / "ours", tmp_path / "rules"
    for folder_of, changed in ((ours, "compiled.py"), (rules, "template_rules.py")):
        shutil.copytree(Path(compiled.__file__).parent, folder_of)
        (folder_of / changed).write_bytes((folder_of / changed).read_bytes() + b"# and a setting\n")
    files = [("__file__", str(folder_of / "compiled.py")) for folder_of in (ours, rules)]
    for name, value in (("jinja_version", "9.9.9"), ("MAGIC_NUMBER", b"\0\0\r\n"), *files):
        monkeypatch.setattr(compiled, name, value)
        assert draw(folder) == (DRAWN, BOTH), name
        assert draw(folder) == (DRAWN, []), name


def test_a_folder_that_was_moved_is_compiled_anew_so_that_mistakes_name_the_right_file(
    folder: Path, tmp_path: Path
) -> None:
    draw(folder)
    moved = folder.rename(tmp_path / "moved")
    assert draw(moved) == (DRAWN, BOTH)
    template = Templates(moved).get_template("foot.html")
    assert template.root_render_func.__code__.co_filename == str(moved / "foot.html")


def test_what_cannot_be_written_costs_time_and_nothing_else(folder: Path) -> None:
    (folder / "__pycache__").write_text("a file where the folder would be", "utf-8")
    for _ in range(2):
        assert draw(folder) == (DRAWN, BOTH)
    assert (folder / "__pycache__").is_file()


def test_a_full_disk_leaves_no_half_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_self: Path, _other: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    assert draw(folder) == (DRAWN, BOTH)
    assert list((folder / "__pycache__").iterdir()) == []


def test_nothing_is_written_where_python_is_told_to_write_no_bytecode(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert draw(folder) == (DRAWN, BOTH)
    assert not (folder / "__pycache__").exists()


def test_nothing_is_kept_where_python_keeps_no_bytecode(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.implementation, "cache_tag", None)
    assert draw(folder) == (DRAWN, BOTH)
    assert sorted(file.name for file in folder.iterdir()) == ["foot.html", "page.html"]


def test_the_place_that_python_is_told_of_is_used(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "elsewhere"))
    assert draw(folder) == (DRAWN, BOTH)
    assert draw(folder) == (DRAWN, [])
    assert not (folder / "__pycache__").exists()
    assert Path(importlib.util.cache_from_source(str(folder / "all-templates.html"))).is_file()


def test_processes_that_write_at_once_leave_one_whole_file(folder: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from microsite.compiled import Templates\n"
        "for _ in range(40):\n"
        "    templates = Templates(Path(sys.argv[1])); templates.compiled.templates.clear()\n"
        "    templates.get_template('page.html'); templates.keep()\n"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    command = [sys.executable, "-c", program, str(folder)]
    running = [subprocess.Popen(command, cwd=HERE, env=environment) for _ in range(3)]
    assert [process.wait(timeout=60) for process in running] == [0, 0, 0]
    assert draw(folder)[1] == ["foot.html"]
    assert draw(folder) == (DRAWN, [])


def test_a_template_is_looked_at_again_when_a_build_begins_and_not_before(folder: Path) -> None:
    templates = Templates(folder)
    page = templates.get_template("page.html")
    status = (folder / "foot.html").stat()
    assert page.render(words="x") == "<p>x</p>\n<i>x</i>\n"
    # Of the same size, and with the time of the file whose place it takes.
    (folder / "new").write_text("<u>{{ words }}</u>\n", "utf-8")
    os.utime(folder / "new", ns=(status.st_atime_ns, status.st_mtime_ns))
    (folder / "new").replace(folder / "foot.html")
    assert page.render(words="x") == "<p>x</p>\n<i>x</i>\n"
    templates.look_again()
    assert templates.get_template("page.html").render(words="x") == "<p>x</p>\n<u>x</u>\n"


def test_each_template_is_looked_at_once_in_a_build_however_many_pages_use_it(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[Path] = []

    def noted(file: Path) -> Signature:
        looked.append(file)
        return signature(file)

    monkeypatch.setattr(compiled, "signature", noted)
    build(HERE, Options(now=NOW), Report())
    assert len(looked) > 10
    assert len(looked) == len(set(looked))


class Plain(Environment):
    """Jinja as it comes, with the same settings and nothing of ours."""

    def __init__(self, folder: Path) -> None:
        self.used: set[str] = set()
        super().__init__(
            loader=FileSystemLoader(folder),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self.filters["date"] = written_date

    def look_again(self, names: object) -> None:
        """Do nothing: Jinja itself looks each time."""

    def is_safe(self, name: str, text: str) -> bool:
        """Tell that nothing is unsafe: whether it is, was asked already."""
        del name, text
        return True

    def keep(self) -> None:
        """Keep nothing."""

    def is_looking(self) -> bool:
        """Tell that any template may do anything with the text of a page."""
        return True


def made(root: Path, **options: Any) -> tuple[object, object]:
    report = Report()
    return build(root, Options(now=NOW, **options), report), report.problems


SITES = (HERE, *sorted(site for site in (HERE / "tests" / "sites").iterdir() if site.is_dir()))


@pytest.mark.parametrize("options", [{"preview": True, "editors_report": True}, {"portable": True, "drafts": True}])
@pytest.mark.parametrize("root", SITES, ids=lambda site: site.name)
def test_every_site_is_drawn_as_by_jinja_as_it_comes(
    root: Path, options: dict[str, bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = made(root, **options)
    assert made(root, **options) == ours, "from what was kept"
    monkeypatch.setattr(compiled, "Templates", Plain)
    assert made(root, **options) == ours


@given(st.one_of(st.text(), st.integers(), st.floats(), st.dates(), st.none(), st.booleans(), st.binary()))
@example(Markup("<b>&amp;</b>"))
@example(Html("<b>&amp;</b>"))
@example("&<>\"'")
def test_a_value_is_shown_as_jinja_shows_it(value: object) -> None:
    assert str(Templates.shown(value)) == str(escape(value))


def test_a_subclass_of_text_is_escaped_too() -> None:
    class Text(str):
        __slots__ = ()

    assert Templates.shown(Text("<b>")) == "&lt;b&gt;"


@pytest.mark.parametrize("name", ["pages/article.html", "partials/footer.html"])
def test_a_template_that_is_not_utf_8_is_told_with_its_line(site: Path, name: str) -> None:
    file = site / "templates" / name
    file.write_bytes(b"first\nsecond \xe9\n" + file.read_bytes())
    (site / "content" / "other.md").write_text("---\ntitle: Other\ndescription: Another.\n---\nWords.\n", "utf-8")
    report = Report()
    build(site, Options(now=NOW), report)
    told = {(p.message, p.place.path, p.place.line) for p in report.problems if p.code == "template-error"}
    assert told == {("The template cannot be read: it is not saved as UTF-8.", f"templates/{name}", 2)}


# What lies in `__pycache__` is no part of a site


@pytest.fixture
def site(tmp_path: Path) -> Path:
    shutil.copytree(HERE / "tests" / "sites" / "minimal" / "content", tmp_path / "content")
    shutil.copy(HERE / "tests" / "sites" / "minimal" / "site_config.yaml", tmp_path)
    shutil.copytree(HERE / "templates", tmp_path / "templates", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_no_folder_of_bytecode_is_taken_for_a_template_or_an_asset(site: Path) -> None:
    before = made(site)
    for place in ("", "assets", "assets/css", "components", "components/callout", "pages"):
        folder = site / "templates" / place / "__pycache__"
        folder.mkdir(exist_ok=True)
        for name in ("x.html", "x.css", "x.svg", "x.png", "x.yaml", "all-templates.cpython-311.pyc"):
            (folder / name).write_bytes(b"{% no template %}")
    if before != made(site):
        pytest.fail("what lies in __pycache__ has become a part of the site")


def test_the_preview_is_told_nothing_of_bytecode(site: Path) -> None:
    watched = Watched(site, site / "templates")
    assert watched.name(str(site / "templates" / "__pycache__")) == ""
    assert watched.name(str(site / "templates" / "__pycache__" / "all-templates.cpython-311.pyc")) == ""
    assert watched.name(str(site / "templates" / "base.html")) == "templates/base.html"


def test_bytecode_is_no_change_that_has_to_be_committed(site: Path) -> None:
    def git(*arguments: str) -> None:
        who = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main")
        subprocess.run(["git", "-C", str(site), *who, *arguments], check=True, capture_output=True)  # noqa: S607  git is where the person has it

    git("init", "--quiet")
    git("add", "--all")
    git("commit", "--quiet", "--message", "Begin")
    (site / "templates" / "__pycache__").mkdir()
    (site / "templates" / "__pycache__" / "x.pyc").write_bytes(b"x")
    assert changed_sources(site) == ()
    (site / "templates" / "base.html").write_text("changed", "utf-8")
    assert changed_sources(site) == ("templates/base.html",)


def test_a_day_is_written_by_the_filter(folder: Path) -> None:
    (folder / "page.html").write_text("{{ day | date }}", "utf-8")
    assert Templates(folder).get_template("page.html").render(day=date(2026, 11, 24)) == "November 24, 2026"
