"""Files that pages use: one fingerprinted style sheet, the theme's own files, and what stands in `content/`."""

from __future__ import annotations

import hashlib
import re
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct, field

from microsite.content_files import FOLDER, PICTURES, SITE_FILES
from microsite.memory import Memory
from microsite.model import Output
from microsite.opening import read_bytes
from microsite.pictures import RefusedPictureError, Variant
from microsite.problems import Place, Problem
from microsite.source import signature
from microsite.theme import ASSETS, COMPONENTS, read_texts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from microsite.cache import Cache
    from microsite.problems import Report
    from microsite.source import Signature
    from microsite.theme import Theme

STYLE_SHEET = "css/site.css"
OUTPUT_FOLDER = SITE_FILES
PICTURE_FOLDER = f"{OUTPUT_FOLDER}/pictures"
MAX_FILE_BYTES = 20 * 1024 * 1024
_SMALLER = "Save it smaller."

# Browsers and phones ask for these at the root by themselves.
AT_ROOT = ("icons/favicon.ico", "icons/favicon.svg")

# The order of the cascade layers must be read before any layer is filled.
_LAYER_ORDER = re.compile(r"\s*(?:/\*.*?\*/\s*)*@layer\s[^{;]*;", re.DOTALL)

# What Markdown a line has: links, of which the words stay, and marks around words.
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_MARKS = re.compile(r"[*_`]+")

_SHEET = re.compile(rf"{ASSETS}/css/[^/]*\.css")
_SHEET_OF_COMPONENT = re.compile(rf"{COMPONENTS}/[^/]+/component\.css")

_STRING = r"""(?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
_STRING_COMMENT_OR_SPACE = re.compile(_STRING + r"|/\*.*?\*/|\s+", re.DOTALL)
_AROUND_MARKS = re.compile(_STRING + r"| ?(?P<mark>[{};,]) ?", re.DOTALL)


class PictureFile(Struct, frozen=True):
    """A file that a picture of `content/` became."""

    address: str
    suffix: str
    width: int
    """In pixels; 0 where nobody can tell."""
    height: int


class Assets(Struct, frozen=True):
    """The files of a site that are not pages."""

    outputs: tuple[Output, ...]
    addresses: Mapping[str, str]
    """The address of each file of `templates/assets/`, by its path there."""
    files: Mapping[str, Path]
    """Pictures and downloads of `content/`, by their names there."""
    pictures: Mapping[str, tuple[PictureFile, ...]] = field(default_factory=dict)
    """What each picture of `content/` became, by its name there, as `make_variants` orders it; without refused ones."""


def read_assets(
    theme: Theme,
    files: Mapping[str, Path],
    crisis_line: str,
    report: Report,
    memory: Memory | None = None,
    *,
    fingerprints: bool = True,
) -> Assets:
    """Return the style sheet, the theme's files under fingerprinted names, and the files of `content/`.

    Without `fingerprints` the names are plain ones, so that the preview can exchange a style sheet in an open page.
    """
    memory = memory or Memory()
    outputs = [_style_sheet(theme, crisis_line, report, memory, fingerprints=fingerprints)]
    addresses = {STYLE_SHEET: "/" + outputs[0].path}
    pictures: dict[str, tuple[PictureFile, ...]] = {}

    def read(file: Path, made_from: str, report: Report) -> bytes | None:
        known = (file, signature(file))
        return memory.recall(
            ("file", made_from), known, lambda own: read_bytes(file, made_from, own, MAX_FILE_BYTES, _SMALLER), report
        )

    for path, output in _theme_files(theme, report, memory, fingerprints=fingerprints).items():
        outputs.append(output)
        addresses[path] = "/" + output.path
    for path, file in files.items():
        made_from = f"{FOLDER}/{path}"
        if file.suffix.lower() in PICTURES:
            files_of_it = _picture(path, file, theme, report, memory, fingerprints=fingerprints)
            pictures |= {path: tuple(file for file, _ in files_of_it)} if files_of_it else {}
            # One that was refused is told as such, and not as one that is missing as well.
            outputs += [output for _, output in files_of_it] or [Output(path, b"", made_from)]
        elif (data := read(file, made_from, report)) is not None:
            outputs.append(Output(path, data, made_from))
    return Assets(tuple(outputs), addresses, files, pictures)


def _picture(
    path: str, file: Path, theme: Theme, report: Report, memory: Memory, *, fingerprints: bool
) -> list[tuple[PictureFile, Output]]:
    """Return the files that a picture of `content/` becomes, as pages name them and as the site has them."""
    widths = theme.pictures.widths
    make = partial(_variants, file, f"{FOLDER}/{path}", widths, memory.cache, plain=not fingerprints)
    variants = memory.recall(("picture", path), (file, signature(file), widths, fingerprints), make, report)
    outputs = [_picture_output(path, variant, fingerprints=fingerprints) for variant in variants]
    return [
        (PictureFile("/" + output.path, variant.suffix, variant.width, variant.height), output)
        for output, variant in zip(outputs, variants, strict=True)
    ]


def _variants(
    file: Path, made_from: str, widths: tuple[int, ...], cache: Cache | None, report: Report, *, plain: bool
) -> tuple[Variant, ...]:
    """Return the files that a picture becomes, or none with the problem for which it is refused."""
    data = read_bytes(file, made_from, report, MAX_FILE_BYTES, _SMALLER)
    if data is None:
        return ()
    from microsite.pictures.variants import make_variants  # noqa: PLC0415  slow to import; few pages have pictures

    try:
        return make_variants(data, widths, cache, plain=plain)
    except RefusedPictureError as refused:
        place = Place(made_from, refused.line, refused.column)
        report.add(Problem(refused.code, refused.message, place, refused.hint))
        return ()


def _picture_output(path: str, variant: Variant, *, fingerprints: bool) -> Output:
    stem, _, suffix = path.rpartition(".")
    width = f"-{variant.width}" if variant.suffix != "svg" else ""
    if not fingerprints:
        # The preview has one file of each, under the name by which its editor knows it.
        same = suffix.lower().replace("jpeg", "jpg") == variant.suffix
        return Output(path if same else f"{path}.{variant.suffix}", variant.data, f"{FOLDER}/{path}")
    name = fingerprinted(f"{PICTURE_FOLDER}/{stem}{width}.{variant.suffix}", variant.data)
    return Output(name, variant.data, f"{FOLDER}/{path}")


def fingerprinted(path: str, data: bytes) -> str:
    """Return the path with a hash of the content in its name, so that it may be kept for ever by browsers."""
    digest = hashlib.sha256(data).hexdigest()[:10]
    stem, dot, suffix = path.rpartition(".")
    return f"{stem}.{digest}{dot}{suffix}" if dot else f"{suffix}.{digest}"


def compact(css: str) -> str:
    """Return a style sheet without comments, and without spaces where no two words could run together.

    A quarter of what is sent is saved. Spaces within selectors and values stay: they may mean something.
    """
    css = _STRING_COMMENT_OR_SPACE.sub(lambda found: found["string"] or " ", css)
    return _AROUND_MARKS.sub(lambda found: found["string"] or found["mark"], css).strip() + "\n"


def crisis_property(crisis_line: str) -> str:
    """Return the rule that hands the words of the crisis line to the style sheet, as `--crisis-line`.

    Only a style sheet can put something at the foot of every sheet of paper
    (https://www.w3.org/TR/css-page-3/#margin-boxes). An empty line gives nothing.
    """
    words = _MARKS.sub("", _LINK.sub(r"\1", crisis_line)).replace("\\", "\\\\").replace('"', '\\"')
    return f'@layer tokens{{:root{{--crisis-line:"{" ".join(words.split())}"}}}}' if words.strip() else ""


def _style_sheet(theme: Theme, crisis_line: str, report: Report, memory: Memory, *, fingerprints: bool) -> Output:
    files = memory.files(theme.folder)
    paths = [*filter(_SHEET.fullmatch, files), *filter(_SHEET_OF_COMPONENT.fullmatch, files)]
    read = read_texts("style sheets", theme.folder, theme.label, paths, report, memory)
    texts = [source.text.strip() for source in read.values()]
    texts.sort(key=lambda text: not _LAYER_ORDER.match(text))
    texts.append(crisis_property(crisis_line))
    text = "\n".join(texts)
    data = memory.recall("style sheet", (text,), lambda _report: compact(text).encode(), report)
    name = fingerprinted(STYLE_SHEET, data) if fingerprints else STYLE_SHEET
    return Output(f"{OUTPUT_FOLDER}/{name}", data, f"{theme.label}/{ASSETS}/css")


def _theme_files(theme: Theme, report: Report, memory: Memory, *, fingerprints: bool) -> dict[str, Output]:
    """Return the files of `templates/assets/`, but for style sheets and hidden ones, by their paths there, sorted."""
    folder = theme.folder / ASSETS
    inside = {
        path.removeprefix(f"{ASSETS}/"): known
        for path, known in memory.files(theme.folder).items()
        if path.startswith(f"{ASSETS}/") and "/." not in path
    }
    wanted = {path: inside[path] for path in sorted(inside) if not (path.startswith("css/") and path.endswith(".css"))}

    def read(path: str, _known: Signature, _memory: Memory, own: Report) -> Output | None:
        made_from = f"{theme.label}/{ASSETS}/{path}"
        file = folder / path
        data = read_bytes(file, made_from, own, MAX_FILE_BYTES, _SMALLER)
        if data is None:
            return None
        hashed = fingerprinted(path, data) if fingerprints else path
        return Output(file.name if path in AT_ROOT else f"{OUTPUT_FOLDER}/{hashed}", data, made_from)

    outputs = memory.recall_each("theme's files", wanted, (folder, theme.label, fingerprints), read, report)
    return {path: output for path, output in zip(wanted, outputs, strict=True) if output}
