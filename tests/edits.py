"""Random edits of a small site, as people, editors, git and disks make them: each is a value that can be applied."""

from __future__ import annotations

import gc
import os
import re
import shutil
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

import pytest
from hypothesis import strategies as st

from build import main
from microsite.console import JSON, TEXT
from microsite.source import PYTHONS_OWN, files_below

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FIRST = Path(__file__).resolve().parent / "sites" / "edited"
"""The site as it is before the first edit."""

INPUTS = ("content", "templates", "site_config.yaml", "aside", "addresses.txt")
"""All that a build reads, below the root. To `aside` an edit moves files, to leave a link behind; a build itself adds
to the last."""

NOON = 1795521600
"""24 November 2026, 12:00 UTC, in seconds since 1970: a page appears two days later, one goes four days later."""

_DAY = 24 * 60 * 60  # seconds


@dataclass
class Site:
    """A site that is being edited, and what its next build is told of the time."""

    root: Path
    now: int = NOON
    kept: Path = field(init=False)
    """Where an edit puts aside what another brings back."""

    def __post_init__(self) -> None:
        shutil.copytree(FIRST, self.root)
        self.kept = self.root.with_name(f"{self.root.name}-kept")

    def files(self, *folders: str) -> list[Path]:
        """Return all files of these folders, sorted, but for what Python keeps there."""
        return sorted(file for folder in folders for file in files_below(self.root / folder))

    def remembered(self) -> list[Path]:
        """Return what builds have kept for later ones, sorted: the cache, and the templates as they were compiled."""
        return [*self.files(".cache"), *sorted(files_below(self.root / "templates" / PYTHONS_OWN))]

    def documents(self) -> list[Path]:
        """Return all files that are documents, sorted."""
        return [file for file in self.files("content") if file.suffix == ".md"]

    def shown(self, file: Path) -> str:
        """Return a file as messages name it."""
        return file.relative_to(self.root).as_posix()


def run_here(arguments: list[str], now: str) -> tuple[int, str, str]:
    """Run the program in this process, at a time in seconds since 1970; return its exit code and what it said."""
    out, said = StringIO(), StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(said):
        patch.setenv("SOURCE_DATE_EPOCH", now)
        try:
            code = main(arguments)
        finally:
            gc.enable()  # a build goes without: its process ends soon
    return code, out.getvalue(), said.getvalue()


class Edit(Protocol):
    """A change of a site."""

    def apply(self, site: Site) -> str:
        """Make the change, and return what it was, in words. Where there is nothing to be changed, nothing is."""


def _nth(files: list[Path], number: int) -> Path | None:
    return files[number % len(files)] if files else None


def _read(file: Path) -> str:
    return file.read_text("utf-8", errors="surrogateescape")


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8", errors="surrogateescape", newline="")


# WHAT STANDS IN DOCUMENTS

LINES = (
    "See [what it costs](@/fees.md).",
    "It is said in [another part](@/hours.md#in-the-day).",
    "## Another part",
    "## A day",
    "![A map](@/visit/map.svg)",
    "![A room](@/visit/room.png)",
    "A claim.[^new]\n\n[^new]: [A book](https://example.com/book), Example.",
    ':::callout title="New"\nAnother remark.\n:::',
    "Ring {{ contact.phone }} for {{ facts.loan }}.",
    "- one\n- two",
    "Some readers utilize it.",
)
"""Paragraphs that may stand in a document. `@` stands for the folder of all documents."""

SENTENCES = (
    "It is open on all days.",
    "Tea costs nothing.",
    "Some readers bring a friend.",
    "*Coats* hang by the door.",
)
"""Paragraphs that nothing but their own page shows."""

MISTAKES = (
    "Go to [nowhere](nowhere.md).",
    "Go to [no part](#no-part).",
    "<b>Raw</b> words.",
    ":::calout\nUnknown.\n:::",
    ':::callout kind="loud"\nLoud.\n:::',
    "[Click here](@/fees.md).",
    "It is guaranteed.",
    "Ring (555) 010-0198.",
    "Of {{ facts.lone }}.",
    "![](@/visit/room.png)",
)
"""Paragraphs that are wrong wherever they stand."""

WRONG_KEYS = (
    "descripton: What is misspelt.",
    "menu_title: One: two",
    "reviewed_on: 2026-02-30",
    "about: [open",
    "mentions: *anchor",
    "waive: [{code: vague-link}]",
)
"""Lines of front matter that are wrong wherever they stand."""

KEYS: Mapping[str, tuple[str, ...]] = {
    "title": ("What is new here", "A room to read in", "Where to go"),
    "menu_title": ("Short", "Shorter"),
    "description": ("Another description that is as long as it has to be, so that nobody has to say a word of it.",),
    "message": ("A message of one sentence.", "“Quoted” words."),
    "type": ("article", "guide", "home"),
    "draft": ("false",),
    "publish_on": ("2026-11-24", "2026-11-25", "2026-12-20"),
    "expires_on": ("2026-11-25", "2026-12-01"),
    "reviewed_on": ("2026-11-20", "2026-11-24"),
    "review_by": ("2026-11-25", "2026-12-20", "2027-11-24"),
    "related": ("[words.md]", "[fees.md, help.md]"),
    "redirect_from": ("[/before/]", "[/before.html, /sooner/]"),
    "next": ("[{text: Go on, to: hours.md}]", "[{text: Ring, to: 'tel:999'}]"),
    "waive": ("[{code: vague-link, reason: It is meant.}]", "[{code: orphan-page, reason: It is found by search.}]"),
    "reading_grade": ("2", "12"),
}
"""Values of front matter; an edit may also take a key out."""

WRONG_VALUES = (
    ("title", None),
    ("description", None),
    ("type", "nosuch"),
    ("draft", "true"),
    ("redirect_from", "[/costs/]"),
    ("publish_on", "2026-12-20"),
)
"""Values that are wrong, or withhold a page to which others lead."""


@dataclass(frozen=True)
class AddLine:
    """A paragraph more in a document."""

    document: int
    paragraph: int
    line: str

    def apply(self, site: Site) -> str:
        """Put the paragraph before another one, or at the end."""
        file = _nth(site.documents(), self.document)
        if file is None:
            return "no document"
        head, body = _parts(_read(file))
        paragraphs = body.split("\n\n")
        paragraphs.insert(self.paragraph % (len(paragraphs) + 1), _led(self.line, site, file))
        _write(file, head + "\n\n".join(paragraphs))
        return f"{site.shown(file)}: added “{self.line}”"


@dataclass(frozen=True)
class TakeParagraph:
    """A paragraph less: a heading, a link, a picture, a footnote or a part of a component."""

    document: int
    paragraph: int

    def apply(self, site: Site) -> str:
        """Take the paragraph out."""
        file = _nth(site.documents(), self.document)
        if file is None:
            return "no document"
        head, body = _parts(_read(file))
        paragraphs = body.split("\n\n")
        gone = paragraphs.pop(self.paragraph % len(paragraphs))
        _write(file, head + "\n\n".join(paragraphs))
        return f"{site.shown(file)}: took out “{gone}”"


@dataclass(frozen=True)
class ChangeWord:
    """Another word in a document, in its front matter or its body."""

    document: int
    word: int
    new: str

    def apply(self, site: Site) -> str:
        """Put the word in the place of another."""
        file = _nth(site.documents(), self.document)
        text = _read(file) if file else ""
        words = list(re.finditer(r"(?<=[ \[])[a-z]{3,}(?=[ .,\]])", text))
        if file is None or not words:
            return "no word"
        old = words[self.word % len(words)]
        _write(file, text[: old.start()] + self.new + text[old.end() :])
        return f"{site.shown(file)}: “{self.new}” instead of “{old[0]}” at {old.start()}"


@dataclass(frozen=True)
class SetKey:
    """A value of front matter, or none."""

    document: int
    key: str
    value: str | None

    def apply(self, site: Site) -> str:
        """Write the value in the place of the one that is there, or take that out."""
        file = _nth(site.documents(), self.document)
        if file is None:
            return "no document"
        text = re.sub(rf"(?m)\A(---\n(?:.*\n)*?){self.key}:.*\n(?:[ -] .*\n)*", r"\1", _read(file), count=1)
        if self.value is not None:
            text = text.replace("---\n", f"---\n{self.key}: {self.value}\n", 1)
        _write(file, text)
        return f"{site.shown(file)}: {self.key}: {self.value}"


@dataclass(frozen=True)
class AddWrongKey:
    """A line of front matter that is wrong."""

    document: int
    line: str

    def apply(self, site: Site) -> str:
        """Write it as the first line."""
        file = _nth(site.documents(), self.document)
        if file is None:
            return "no document"
        _write(file, _read(file).replace("---\n", f"---\n{self.line}\n", 1))
        return f"{site.shown(file)}: {self.line}"


@dataclass(frozen=True)
class TakeMistakesBack:
    """All that is wrong wherever it stands goes."""

    def apply(self, site: Site) -> str:
        """Take every mistake out of every document that has one, and change no other file."""
        for file in site.documents():
            text = before = _read(file)
            for line in (_led(line, site, file) for line in MISTAKES):
                text = text.replace(f"{line}\n\n", "").replace(f"\n\n{line}", "")
            for line in WRONG_KEYS:
                text = text.replace(f"{line}\n", "")
            if text != before:
                _write(file, text)
        return "took the mistakes back"


def _led(line: str, site: Site, file: Path) -> str:
    """Return a line as it leads to its goals from the folder of a document."""
    return line.replace("@", os.path.relpath(site.root / "content", file.parent))


def _parts(text: str) -> tuple[str, str]:
    """Return front matter and body."""
    _, mark, body = text.partition("\n---\n")
    return (text[: len(text) - len(body)], body) if mark else ("", text)


# FILES

NEW = """---
title: {name} is a page
description: A page with the name {name} that was not there before, with a text of its own, and with a link.
---
Read more of [the hours](@/hours.md) here.
"""

NAMES = ("aa.md", "visit/zoo.md", "new/index.md", "é.md")
TAKEN_NAMES = ("news.md", "visit.md", "Fees.md", "b c.md")
"""Names that another document has already, or that none can have."""


@dataclass(frozen=True)
class AddDocument:
    """A document more; one of that name is replaced."""

    name: str

    def apply(self, site: Site) -> str:
        """Write it."""
        file = site.root / "content" / self.name
        _write(file, _led(NEW.format(name=file.stem), site, file))
        return f"content/{self.name}: a new document"


@dataclass(frozen=True)
class DeleteFile:
    """A document, picture or part of the templates less."""

    folder: str
    number: int

    def apply(self, site: Site) -> str:
        """Delete it."""
        file = _nth(site.files(self.folder), self.number)
        if file is None:
            return "no file"
        file.unlink()
        return f"{site.shown(file)}: deleted"


@dataclass(frozen=True)
class Rename:
    """A document under another name; nothing else follows."""

    document: int
    name: str

    def apply(self, site: Site) -> str:
        """Rename it; its bytes, times and inode stay."""
        file = _nth(site.documents(), self.document)
        if file is None:
            return "no document"
        target = site.root / "content" / self.name
        target.parent.mkdir(parents=True, exist_ok=True)
        file.replace(target)
        return f"{site.shown(file)}: renamed to content/{self.name}"


@dataclass(frozen=True)
class Move:
    """A document under another name, as it ought to be done: links follow, and its old address leads on."""

    document: int
    name: str

    def apply(self, site: Site) -> str:
        """Let the program move it."""
        file = _nth(site.documents(), self.document)
        target = site.root / "content" / self.name
        if file is None or target.exists():
            return "no document to move, or none to make"
        old = file.relative_to(site.root / "content").as_posix()
        code, _, said = run_here(["move", "--root", str(site.root), old, self.name], str(site.now))
        if code:
            return f"content/{old}: not moved to content/{self.name}: {said.strip()}"
        return f"content/{old}: moved to content/{self.name}"


@dataclass(frozen=True)
class RenameFolder:
    """The folder of documents under another name, or back; nothing else follows."""

    def apply(self, site: Site) -> str:
        """Rename it; all in it stays as it is."""
        one, other = site.root / "content/visit", site.root / "content/come"
        old, new = (one, other) if one.exists() else (other, one)
        if not old.exists() or new.exists():
            return "no folder"
        old.rename(new)
        return f"{site.shown(old)}: renamed to {site.shown(new)}"


@dataclass(frozen=True)
class Rewrite:
    """A file of the inputs written again, in one of the ways in which programs do that."""

    number: int
    how: str
    """`touch`: only its time changes. `same`: the same bytes, written anew. `empty`: nothing is left in it.
    `alike`: another file, with other bytes, of the same size and time. `link`: a link to the same file elsewhere."""

    def apply(self, site: Site) -> str:
        """Write it."""
        files = [*site.files("content", "templates"), site.root / "site_config.yaml"]
        file = _nth([file for file in files if file.is_file() and not file.is_symlink()], self.number)
        if file is None:
            return "no file"
        data = file.read_bytes()
        if self.how == "touch":
            os.utime(file)
        elif self.how == "same":
            file.write_bytes(data)
        elif self.how == "empty":
            file.write_bytes(b"")
        elif self.how == "link":
            _leave_link(site, file)
        else:
            replace_alike(file, altered(data))
        return f"{site.shown(file)}: {self.how}"


def altered(data: bytes) -> bytes:
    """Return other bytes, as many as there were: the first word in small letters after the middle is another."""
    start = len(data) // 2
    found = re.search(rb"(?<= )[a-y]{2,}", data[start:])
    if not found:
        return data
    at = start + found.start()
    return data[:at] + bytes([data[at] + 1]) + data[at + 1 :]


def replace_alike(file: Path, data: bytes) -> None:
    """Put another file in the place of one, with the times of the old one, as `cp -p` and `rsync -t` do."""
    status = file.stat()
    other = file.with_name(f"{file.name}.new")
    other.write_bytes(data)
    os.utime(other, ns=(status.st_atime_ns, status.st_mtime_ns))
    other.replace(file)


def _leave_link(site: Site, file: Path) -> None:
    """Leave a link at the place of a file that stays what it was: the same size, times and inode, seen through it."""
    aside = site.root / "aside" / file.name
    aside.parent.mkdir(exist_ok=True)
    file.replace(aside)
    file.symlink_to(os.path.relpath(aside, file.parent))


# WHAT IS NO DOCUMENT

SWAPS = (
    ("templates/base.html", '<main class="page', '<main data-x class="page'),
    ("templates/base.html", "{{ page.body }}", "{{ page.body }}<p>{{ page.body | striptags | length }} letters.</p>"),
    ("templates/base.html", "{{ page.sources }}", "{% if page.sources %}<hr>{{ page.sources }}{% endif %}"),
    ("templates/partials/footer.html", "<footer", '<footer data-y=""'),
    ("templates/partials/redirect.html", "has moved", "is elsewhere"),
    ("templates/drawings/mark.svg", 'r="4"', 'r="3"'),
    ("templates/pages/guide.html", "\n", "\n{% block body %}{{ super() }}<p>A guide.</p>{% endblock %}\n"),
    ("templates/pages/guide.yaml", "schema_org: WebPage", "schema_org: AboutPage"),
    ("templates/components/callout/component.html", "{{ body }}", "<div>{{ body }}</div>"),
    ("templates/components/steps/component.yaml", "data: steps", 'data: ""'),
    ("templates/components/callout/component.css", "1px", "2px"),
    ("templates/assets/css/tokens.css", "#23302f", "#000000"),
    ("templates/assets/icons/favicon.svg", 'r="4"', 'r="2"'),
    ("templates/pictures.yaml", "[40, 80]", "[40]"),
    ("content/visit/map.svg", "#c9d8c3", "#e9dcc6"),
    ("site_config.yaml", "name: The Reading Room\nurl", "name: The Other Room\nurl"),
    ("site_config.yaml", "https://example.org/room/", "https://example.org/"),
    ("site_config.yaml", "(555) 010-0199", "(555) 010-0100"),
    ("site_config.yaml", "loan: three weeks", "loan: a month"),
    ("site_config.yaml", "short_forms: [PDF]\n", ""),
    ("site_config.yaml", "  - page: fees.md\n", ""),
    ("site_config.yaml", "visit/bus.md, visit/rooms.md", "visit/rooms.md, visit/bus.md"),
    ("site_config.yaml", "help: help.md", "help: hours.md"),
    ("site_config.yaml", "footer: [hours.md]", "footer: [hours.md, words.md]"),
    ("site_config.yaml", "Lost? ", "In danger? "),
    ("site_config.yaml", "disclaimer: Hours", "disclaimer: Fees"),
    ("site_config.yaml", "language: en-GB\n", "language: en-GB\nhost: nginx\n"),
    ("site_config.yaml", "Europe/London", "Pacific/Auckland"),
)
"""Files, what stands in them, and what may stand there instead; the second time an edit puts it back."""

WRONG_SWAPS = (
    ("templates/base.html", "{% block body %}", "{% blok body %}"),
    ("templates/partials/footer.html", "site.publisher", "site.publishr"),
    ("templates/pages/guide.yaml", "notice:", "remark:"),
    ("templates/components/callout/component.yaml", "[note, important]", "[note, loud]"),
    ("site_config.yaml", "words: [guaranteed]", "words: [quiet]"),
    ("site_config.yaml", "language: en-GB\n", "language: en-GB\nhost: netlify\n"),
    ("site_config.yaml", "description: A reading", "descripton: A reading"),
)
"""The same, with a mistake."""


@dataclass(frozen=True)
class Swap:
    """Words of a template, of settings or of a drawing changed, or changed back."""

    path: str
    old: str
    new: str

    def apply(self, site: Site) -> str:
        """Change the words, if they are there."""
        file, old, new = site.root / self.path, self.old, self.new
        text = _read(file) if file.is_file() else ""
        if new and new in text:
            old, new = new, old
        if old not in text:
            return f"{self.path}: nothing to change"
        _write(file, text.replace(old, new, 1))
        return f"{self.path}: “{new}” instead of “{old}”"


SOCIAL = 'paper: "#faf6ef"\nink: "#23302f"\naccent: "#17594f"\n'

EXTRA = (
    ("templates/assets/icons/icon-192.png", "visit/room.png"),
    ("templates/assets/css/wide.css", "@layer layout { main { max-width: 40rem; } }\n"),
    ("templates/components/note/component.html", "<aside>{{ body }}</aside>\n"),
    ("templates/components/note/component.yaml", "description: A note.\n"),
    ("templates/social.yaml", SOCIAL),
    ("content/room.png", "visit/room.png"),
    ("content/plan.pdf", "%PDF-1.4\n"),
)
"""Files that may come to be there, and what is in them: a file of the first site's content, or a text."""

WRONG_EXTRA = (("content/visit/room.png", "visit/map.svg"), ("content/notes.docx", "x"), ("content/help.html", "x"))
"""The same, where they must not be."""


@dataclass(frozen=True)
class ToggleFile:
    """A file more that is no document, or the same one less."""

    path: str
    held: str

    def apply(self, site: Site) -> str:
        """Write it, or delete it where it is just that."""
        file, source = site.root / self.path, FIRST / "content" / self.held
        data = source.read_bytes() if source.is_file() else self.held.encode()
        if file.is_file() and file.read_bytes() == data:
            file.unlink()
            return f"{self.path}: deleted"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        return f"{self.path}: written"


@dataclass(frozen=True)
class EditLedger:
    """An address less or more in the record of addresses, or no record at all."""

    how: str
    number: int

    def apply(self, site: Site) -> str:
        """Change `addresses.txt`."""
        file = site.root / "addresses.txt"
        if not file.is_file():
            return "no addresses.txt"
        lines = _read(file).splitlines(keepends=True)
        if self.how == "delete":
            file.unlink()
        elif self.how == "take":
            lines.pop(self.number % len(lines))
            _write(file, "".join(lines))
        else:
            _write(file, "".join(lines) + "/gone/\n")
        return f"addresses.txt: {self.how} {self.number}"


@dataclass(frozen=True)
class Restore:
    """All inputs as they were at first, as git does it with another branch: new files, with new times."""

    folder: str
    """One of them, or an empty text for all."""

    def apply(self, site: Site) -> str:
        """Copy them anew, on the first day; with all of them go the record of addresses and what spoils the outputs."""
        for name in (self.folder,) if self.folder else INPUTS:
            _remove(site.root / name)
            if (FIRST / name).is_dir():
                shutil.copytree(FIRST / name, site.root / name, copy_function=shutil.copyfile)
            elif (FIRST / name).exists():
                shutil.copyfile(FIRST / name, site.root / name)
        if not self.folder:
            site.now = NOON
            for folder in OUTPUTS:
                for path in foreign(site.root / folder):
                    _remove(site.root / folder / path)
        return f"restored {self.folder or 'everything'}"


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


# WHAT BUILDS LEAVE BEHIND

OUTPUTS = ("public", "public-host", "portable", "elsewhere", "elsewhere-host")
"""The folders that builds write, below the root."""

MARKER = ".microsite"


def foreign(folder: Path) -> list[str]:
    """Return the files of an output folder that builds do not call their own: with one of them they refuse to go on."""
    marker = folder / MARKER
    known = {MARKER, *marker.read_text("utf-8").splitlines()[1:]} if marker.is_file() else set()
    return sorted(set(_below(folder)) - known)


def _below(folder: Path) -> Iterator[str]:
    for at, _, names in os.walk(folder):
        for name in names:
            yield Path(at, name).relative_to(folder).as_posix()


@dataclass(frozen=True)
class EditOutput:
    """A file of a finished site, changed by hand."""

    folder: str
    number: int
    how: str

    def apply(self, site: Site) -> str:
        """Change it; `alike` keeps its size and time, `all` takes the whole folder away."""
        # The record of what is whose is the builds' own; without it they refuse to go on, as with a foreign file.
        files = [file for file in site.files(self.folder) if file.name != MARKER]
        file = _nth([file for file in files if not file.is_symlink()], self.number)
        if file is None:
            return f"{self.folder}: no file"
        if self.how == "add":
            file.with_name("added.txt").write_text("By hand.", "utf-8")
        elif self.how == "unmark":
            (site.root / self.folder / MARKER).unlink(missing_ok=True)
        elif self.how == "all":
            shutil.rmtree(site.root / self.folder)
        elif self.how == "delete":
            file.unlink()
        elif self.how == "link":
            _leave_link(site, file)
        elif self.how == "alike":
            replace_alike(file, altered(file.read_bytes()))
        elif self.how == "touch":
            os.utime(file)
        else:
            file.write_bytes(file.read_bytes()[::-1])
        return f"{site.shown(file)}: {self.how}"


@dataclass(frozen=True)
class EditCache:
    """A cache that has suffered, or is gone."""

    number: int
    how: str

    def apply(self, site: Site) -> str:
        """Spoil one of its files or the compiled templates; `all` deletes the whole of both."""
        if self.how == "all":
            _remove(site.root / ".cache")
            _remove(site.root / "templates" / PYTHONS_OWN)
            return ".cache: all deleted"
        file = _nth(site.remembered(), self.number)
        if file is None:
            return "no cache"
        data = file.read_bytes()
        if self.how == "delete":
            file.unlink()
        elif self.how == "cut":
            file.write_bytes(data[: self.number % (len(data) + 1)])
        elif data:
            at = self.number % len(data)
            file.write_bytes(data[:at] + bytes([data[at] ^ 1 << self.number % 8]) + data[at + 1 :])
        return f"{site.shown(file)}: {self.how} {self.number}"


@dataclass(frozen=True)
class PutAside:
    """A copy of the cache or of the site that is published, kept as it is now."""

    folder: str

    def apply(self, site: Site) -> str:
        """Copy it with its times."""
        _remove(site.kept / self.folder)
        if (site.root / self.folder).is_dir():
            shutil.copytree(site.root / self.folder, site.kept / self.folder, symlinks=True)
        return f"{self.folder}: put a copy aside"


@dataclass(frozen=True)
class BringBack:
    """An older cache than the site, as CI brings it back, or an older site than the cache."""

    folder: str

    def apply(self, site: Site) -> str:
        """Put what was kept aside in the place of what there is."""
        if not (site.kept / self.folder).is_dir():
            return f"{self.folder}: nothing was put aside"
        _remove(site.root / self.folder)
        shutil.copytree(site.kept / self.folder, site.root / self.folder, symlinks=True)
        return f"{self.folder}: brought the old one back"


@dataclass(frozen=True)
class MoveSite:
    """The whole site, with its cache and all that was built, under another name."""

    def apply(self, site: Site) -> str:
        """Rename its folder."""
        site.root = site.root.rename(site.root.with_name(f"{site.root.name}-moved"))
        return "the site's folder: renamed"


@dataclass(frozen=True)
class SetClock:
    """Another day, or another time of the day."""

    days: int
    hour: int

    def apply(self, site: Site) -> str:
        """Set what SOURCE_DATE_EPOCH says."""
        site.now = NOON + self.days * _DAY + (self.hour - 12) * 60 * 60
        return f"the time: {self.days} days later, {self.hour} o'clock"


@dataclass(frozen=True)
class Nothing:
    """No edit: the build is only run again."""

    def apply(self, _site: Site) -> str:
        """Leave the site as it is."""
        return "nothing"


# ROWS OF EDITS

OPTIONS: tuple[tuple[str, ...], ...] = (
    ("--strict",),
    ("--drafts",),
    ("--drafts", "--strict"),
    ("--base-url", "https://example.net/copy/"),
    ("--output", "elsewhere"),
    ("--portable",),
    ("check",),
    ("check", "--drafts"),
)
"""What may be typed besides nothing at all. Folders are below the site's root."""


@dataclass(frozen=True)
class Step:
    """An edit and the build after it."""

    edit: Edit
    options: tuple[str, ...] = ()
    fresh: bool = False
    """Whether a new process builds: what one process keeps in its memory might hide a mistake."""
    format: str = TEXT
    """How it is told. What a person is told, a later build may repeat."""


_NUMBERS = st.integers(0, 60)
_DOCUMENT = st.integers(0, 14)
_FEW = st.integers(0, 9)


def _each(*values: str) -> st.SearchStrategy[str]:
    return st.sampled_from(values)


def _set_key(key_and_value: tuple[str, str | None]) -> st.SearchStrategy[Edit]:
    return st.builds(SetKey, _DOCUMENT, *map(st.just, key_and_value))


def _swap(swap: tuple[str, str, str]) -> Edit:
    return Swap(*swap)


def _toggle(path_and_held: tuple[str, str]) -> Edit:
    return ToggleFile(*path_and_held)


_WRONG: st.SearchStrategy[Edit] = st.one_of(
    st.builds(AddLine, _DOCUMENT, _FEW, st.sampled_from(MISTAKES)),
    st.builds(AddWrongKey, _DOCUMENT, st.sampled_from(WRONG_KEYS)),
)

_BREAKING: st.SearchStrategy[Edit] = st.one_of(
    st.builds(DeleteFile, _each("content", "content", "templates"), _NUMBERS),
    st.builds(Rename, _DOCUMENT, _each(*NAMES, *TAKEN_NAMES)),
    st.builds(AddDocument, _each(*TAKEN_NAMES)),
    st.sampled_from(WRONG_VALUES).flatmap(_set_key),
    st.sampled_from(WRONG_SWAPS).map(_swap),
    st.sampled_from(WRONG_EXTRA).map(_toggle),
    st.builds(SetClock, st.just(40), st.just(12)),
    st.builds(RenameFolder),
    st.builds(TakeParagraph, _DOCUMENT, _FEW),
    st.builds(Rewrite, _NUMBERS, _each("empty", "link", "alike")),
    st.builds(EditLedger, _each("delete", "take", "add"), _NUMBERS),
    st.builds(EditOutput, _each("public", "public-host"), _NUMBERS, _each("add", "unmark")),
)
"""Edits after which a site often cannot be built."""

_HARMLESS_TO_OUTPUTS = ("edit", "delete", "link", "alike", "touch", "all")

_HARMLESS: tuple[tuple[int, st.SearchStrategy[Edit]], ...] = (
    (1, st.builds(Nothing)),  # first, as hypothesis takes what stands first for what is simplest
    (3, st.builds(AddLine, _DOCUMENT, _FEW, st.sampled_from(LINES))),
    (1, st.builds(ChangeWord, _DOCUMENT, _NUMBERS, _each("warm", "quiet", "IOP", "utilize"))),
    (4, st.sampled_from([(key, value) for key in KEYS for value in (*KEYS[key], None)]).flatmap(_set_key)),
    (1, st.builds(AddDocument, _each(*NAMES))),
    (1, st.builds(Move, _DOCUMENT, _each(*NAMES))),
    (2, st.builds(Rewrite, _NUMBERS, _each("touch", "same", "alike"))),
    (4, st.sampled_from(SWAPS).map(_swap)),
    (1, st.sampled_from(EXTRA).map(_toggle)),
    (2, st.builds(EditOutput, st.sampled_from(OUTPUTS), _NUMBERS, _each(*_HARMLESS_TO_OUTPUTS))),
    (2, st.builds(EditCache, st.integers(0, 10_000), _each("all", "delete", "cut", "flip"))),
    (1, st.builds(PutAside, _each(".cache", "public"))),
    (1, st.builds(BringBack, _each(".cache", "public"))),
    (2, st.builds(SetClock, st.sampled_from([0, 1, 2, 3, -1]), st.sampled_from([12, 23, 1]))),
    (1, st.builds(MoveSite)),
)

_T = TypeVar("_T")


def _often(*weighted: tuple[int, st.SearchStrategy[_T]]) -> st.SearchStrategy[_T]:
    """Return a choice among strategies, each as often as its number says. `st.one_of` takes each just once."""
    return st.sampled_from([one for times, one in weighted for _ in range(times)]).flatmap(lambda one: one)


_OPTIONS = _often((2, st.just(())), (1, st.sampled_from(OPTIONS)))
_FRESH = _often((9, st.just(False)), (1, st.just(True)))  # noqa: FBT003  the values that are chosen
_FORMAT = _often((3, st.just(TEXT)), (1, st.just(JSON)))


def _step(edit: st.SearchStrategy[Edit]) -> st.SearchStrategy[Step]:
    return st.builds(Step, edit, _OPTIONS, _FRESH, _FORMAT)


def steps() -> st.SearchStrategy[tuple[Step, ...]]:
    """Return about twenty edits, some of which break something and are followed by what mends it.

    Without that most builds would be blocked. Others change the words of a page, which is made again alone, or
    nothing at all.
    """
    mended: st.SearchStrategy[Edit] = st.builds(Restore, st.just(""))
    sentence: st.SearchStrategy[Edit] = st.builds(AddLine, _DOCUMENT, _FEW, st.sampled_from(SENTENCES))
    words, nothing = (st.builds(Step, edit, st.just(()), _FRESH) for edit in (sentence, st.builds(Nothing)))
    restored: st.SearchStrategy[Edit] = st.builds(Restore, _each("content", "templates", "site_config.yaml"))
    row = _often(
        (8, st.tuples(_step(_often(*_HARMLESS)))),
        (1, st.tuples(_step(_WRONG), _step(st.builds(TakeMistakesBack)))),
        (2, st.tuples(_step(_BREAKING), _step(mended))),
        (1, st.tuples(_step(restored))),
        (2, st.tuples(words, words, nothing)),
    )
    # Lists have about five items, whatever they may have at most.
    rows = st.tuples(*[st.lists(row)] * 4).map(chain.from_iterable)
    return rows.map(lambda rows: tuple(chain.from_iterable(rows)))
