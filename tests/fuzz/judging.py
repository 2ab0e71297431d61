"""What must hold of whatever bytes have made: the site is built and harmless, or its mistakes are told."""

from __future__ import annotations

import re
import shutil
import tempfile
import time
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from datetime import UTC, datetime
from functools import cache
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from faults.trial import state
from selectolax.lexbor import LexborHTMLParser

from build import build, main
from microsite.memory import Memory
from microsite.options import Options
from microsite.problems import CODES, ERROR, Report

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from microsite.model import Output
    from microsite.problems import Problem

SECONDS = 10
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
GOOD = Path(__file__).resolve().parent.parent / "sites" / "good" / "site_config.yaml"

ACTIVE = frozenset(
    {
        *("applet", "base", "embed", "form", "frame", "iframe", "input", "math", "noscript", "object", "portal"),
        *("script", "style", "template", "textarea"),
    }
)
"""What a text never becomes."""
ATTRIBUTES = frozenset(
    {
        *(
            "alt",
            "cite",
            "class",
            "colspan",
            "datetime",
            "decoding",
            "dir",
            "fetchpriority",
            "headers",
            "height",
            "hidden",
        ),
        *("href", "id", "lang", "loading", "name", "open", "rel", "role", "scope", "sizes", "src", "srcset", "start"),
        *("tabindex", "title", "type", "value", "width"),
    }
)
"""What an element of the main part may have, beside `aria-…` and `data-…`."""
DRAWN = frozenset(
    {"svg", "path", "g", "circle", "rect", "use", "line", "polyline", "polygon", "ellipse", "symbol", "defs"}
)
"""What drawings are made of: our own, or a picture that was read element by element."""
SCHEMES = frozenset({"http", "https", "mailto", "tel", "sms"})
_SCHEME = re.compile(r"([a-z][a-z0-9+.\-]*):", re.IGNORECASE)
_DROPPED = re.compile("[\t\n\r]|^[\x00-\x20]+")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_WORD = re.compile(r"zq[bdghjkvwxz]+q")
# The text of a definition stands where it is used, if it is; a definition without a use is told, or does no harm.
_DEFINITION = re.compile(r"\*\[|\]:")


class FindingError(AssertionError):
    """Something does not hold."""


@contextmanager
def folder() -> Iterator[Path]:
    """Yield an empty folder, in memory where the system has one there."""
    memory = Path("/dev/shm")  # noqa: S108  the name is made by tempfile
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        yield Path(name)


@cache
def _memory() -> Memory:
    return Memory()


def write(root: Path, files: Mapping[str, bytes]) -> None:
    """Write a site of these files, and of all that every site has."""
    home = b"---\ntitle: Home\ndescription: The home page of a site that was made by chance.\ntype: home\n---\nWords.\n"
    every = {"site_config.yaml": GOOD.read_bytes(), "content/index.md": home, **files}
    for name in ("borrow.md", "help.md", "visit/index.md", "visit/rooms.md"):
        every.setdefault(f"content/{name}", home.replace(b"Home", name.encode()).replace(b"type: home\n", b""))
    for path, data in every.items():
        file = root / path
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        except (IsADirectoryError, FileExistsError, NotADirectoryError):
            pass  # one stands where another would; the first is as good


def judge_text(text: bytes) -> None:
    """Build a site with a page of this text, front matter and all. Raises FindingError, and whatever the build does."""
    with folder() as root:
        write(root, {"content/strange.md": text})
        began, report = time.monotonic(), Report()
        outputs = build(root, Options(now=NOW, preview=True), report, _memory())
        _in_time(began)
        look_at(outputs, report.problems)
        page = next((output for output in outputs if output.path == "strange/index.html"), None)
        if page is not None and page.size and not report.count(ERROR):
            no_word_lost(text, page.data.decode(), report.problems)


@cache
def _published() -> Path:
    """Return a good site that was published, to be copied."""
    home = tempfile.TemporaryDirectory()
    _KEPT.append(home)
    root = Path(home.name) / "site"
    write(root, {})
    code, told = _run(root)
    if code:
        raise FindingError(told)
    return root


_KEPT: list[tempfile.TemporaryDirectory[str]] = []


def judge_site(files: Mapping[str, bytes]) -> None:
    """Publish a good site, then try to publish this one over it. Raises as above."""
    with folder() as home:
        root = Path(shutil.copytree(_published(), home / "site"))
        published = state(root / "public")
        shutil.rmtree(root / "content")
        write(root, files)
        began = time.monotonic()
        code, told = _run(root)
        _in_time(began)
        if "Traceback" in told or "generator-failed" in told or code not in {0, 1}:
            raise FindingError(told)
        if code and state(root / "public") != published:
            raise FindingError(f"The published site has changed though there are errors.\n{told}")
        for path in sorted((root / "public").rglob("*.html")):
            look_at_html(path.name, path.read_text("utf-8"))


def _run(root: Path) -> tuple[int, str]:
    words = StringIO()
    with redirect_stdout(words), redirect_stderr(words):
        code = main(["build", "--root", str(root)])
    return code, words.getvalue()


def _in_time(began: float) -> None:
    if (took := time.monotonic() - began) > SECONDS:
        raise FindingError(f"It took {took:.1f} s.")


def look_at(outputs: Sequence[Output], problems: Sequence[Problem]) -> None:
    """Look at the page for what is active, and at all problems for what is no problem of ours."""
    for problem in problems:
        if problem.code not in CODES or not problem.message or problem.code == "generator-failed":
            raise FindingError(f"{problem}")
    for output in outputs:
        if output.path == "strange/index.html" and output.size:
            look_at_html(output.path, output.data.decode())


def look_at_html(path: str, html: str) -> None:
    """Raise FindingError where the main part of a page has something active in it, or the page is not whole."""
    tree = LexborHTMLParser(html)
    if len(tree.css("main")) != 1 or not tree.css("body > footer"):
        raise FindingError(f"{path}: the page is not whole")
    for node in tree.css("main, main *"):
        if node.tag in ACTIVE:
            raise FindingError(f"{path}: <{node.tag}>")
        for name, value in node.attributes.items():
            is_known = name in ATTRIBUTES or name.startswith(("aria-", "data-"))
            if not is_known and (node.tag not in DRAWN or name.startswith("on")):
                raise FindingError(f"{path}: <{node.tag} {name}={value!r}>")
            if name in {"href", "src", "srcset", "cite"}:
                _look_at_address(path, value or "")


def _look_at_address(path: str, address: str) -> None:
    scheme = _SCHEME.match(_DROPPED.sub("", _DROPPED.sub("", address)))
    if scheme and scheme[1].lower() not in SCHEMES:
        raise FindingError(f"{path}: {address!r}")


def no_word_lost(text: bytes, html: str, problems: Sequence[Problem]) -> None:
    """Raise FindingError where a word of the text is neither on the page nor in a comment, nor its line told of."""
    try:
        written = text.decode().replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        return
    _, _, body = written.removeprefix("\ufeff").partition("\n---")
    told = {problem.excerpt for problem in problems if problem.place.path == "content/strange.md"}
    before = ""
    for line in _COMMENT.sub("", body).split("\n"):
        # What is defined may stand on the line below.
        is_defined, before = bool(_DEFINITION.search(line)) or before.rstrip().endswith("]:"), line
        if is_defined or line in told:
            continue
        for word in _WORD.findall(line):
            if word not in html:
                raise FindingError(f"The word {word} of the line {line!r} is lost.")
