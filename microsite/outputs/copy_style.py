"""`assets/copy.css`: how a copy says that it is one. The site itself does without, and is lighter for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microsite.assets import OUTPUT_FOLDER, compact
from microsite.model import Output
from microsite.source import read_source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microsite.render import Renderer
    from microsite.site import Site

FILE = "copy.css"


def copy_style(site: Site, renderer: Renderer) -> Iterator[Output]:
    """Yield the style sheet of a copy, if the theme has one."""
    file, path = site.theme.folder / FILE, f"{site.theme.label}/{FILE}"
    if not site.portable or not file.is_file():
        return
    source = read_source(file, path, renderer.report)
    if source:
        yield Output(f"{OUTPUT_FOLDER}/{FILE}", compact(source.text).encode(), path)
