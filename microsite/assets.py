"""Files that pages use: one fingerprinted style sheet, the theme's own files, and what stands in `content/`."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from microsite.documents import FOLDER
from microsite.model import Output
from microsite.source import read_bytes, read_source
from microsite.theme import ASSETS, COMPONENTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from microsite.problems import Report
    from microsite.theme import Theme

STYLE_SHEET = "css/site.css"
OUTPUT_FOLDER = "assets"
MAX_FILE_BYTES = 20 * 1024 * 1024

# Browsers and phones ask for these at the root by themselves.
AT_ROOT = ("icons/favicon.ico", "icons/favicon.svg")

# The order of the cascade layers must be read before any layer is filled.
_LAYER_ORDER = re.compile(r"\s*(?:/\*.*?\*/\s*)*@layer\s[^{;]*;", re.DOTALL)


@dataclass(frozen=True)
class Assets:
    """The files of a site that are not pages."""

    outputs: tuple[Output, ...]
    addresses: Mapping[str, str]
    """The address of each file of `templates/assets/`, by its path there."""
    root: Path

    def size(self, file: str) -> tuple[int, int] | None:
        """Return width and height in pixels of a picture of `content/`, or None where they cannot be told."""
        return picture_size(self.root / FOLDER / file)


@cache
def picture_size(file: Path) -> tuple[int, int] | None:
    """Return width and height in pixels of a picture as it is shown, from its header alone."""
    from PIL import ExifTags, Image, UnidentifiedImageError  # noqa: PLC0415  slow to import; few pages have pictures

    try:
        with Image.open(file) as picture:
            turned = picture.getexif().get(ExifTags.Base.Orientation, 1) in {5, 6, 7, 8}
            width, height = picture.size
            return (height, width) if turned else (width, height)
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        return None  # the check of pictures says what is wrong with the file


def read_assets(root: Path, theme: Theme, files: Iterable[str], report: Report) -> Assets:
    """Return the style sheet, the theme's files under fingerprinted names, and the files of `content/`."""
    outputs = [_style_sheet(theme, report)]
    addresses = {STYLE_SHEET: "/" + outputs[0].path}
    for file, path in _theme_files(theme):
        data = read_bytes(file, f"{theme.label}/{ASSETS}/{path}", report, MAX_FILE_BYTES)
        if data is None:
            continue
        made_from = f"{theme.label}/{ASSETS}/{path}"
        name = file.name if path in AT_ROOT else f"{OUTPUT_FOLDER}/{fingerprinted(path, data)}"
        outputs.append(Output(name, data, made_from))
        addresses[path] = "/" + name
    for path in files:
        data = read_bytes(root / FOLDER / path, f"{FOLDER}/{path}", report, MAX_FILE_BYTES)
        if data is not None:
            outputs.append(Output(path, data, f"{FOLDER}/{path}"))
    return Assets(tuple(outputs), addresses, root)


def fingerprinted(path: str, data: bytes) -> str:
    """Return the path with a hash of the content in its name, so that it may be kept for ever by browsers."""
    digest = hashlib.sha256(data).hexdigest()[:10]
    stem, dot, suffix = path.rpartition(".")
    return f"{stem}.{digest}{dot}{suffix}" if dot else f"{suffix}.{digest}"


def _style_sheet(theme: Theme, report: Report) -> Output:
    files = [
        *sorted((theme.folder / ASSETS / "css").glob("*.css")),
        *sorted((theme.folder / COMPONENTS).glob("*/component.css")),
    ]
    texts = []
    for file in files:
        source = read_source(file, f"{theme.label}/{file.relative_to(theme.folder).as_posix()}", report)
        if source:
            texts.append(source.text.strip())
    texts.sort(key=lambda text: not _LAYER_ORDER.match(text))
    data = ("\n\n".join(texts) + "\n").encode()
    return Output(f"{OUTPUT_FOLDER}/{fingerprinted(STYLE_SHEET, data)}", data, f"{theme.label}/{ASSETS}/css")


def _theme_files(theme: Theme) -> Iterator[tuple[Path, str]]:
    folder = theme.folder / ASSETS
    for file in sorted(folder.rglob("*")):
        path = file.relative_to(folder).as_posix()
        hidden = any(part.startswith(".") for part in path.split("/"))
        if file.is_file() and not hidden and not (path.startswith("css/") and path.endswith(".css")):
            yield file, path
