"""The files of the finished site that are not made from one page each: one function a file."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from microsite.documents import folded
from microsite.outputs.assets import assets
from microsite.outputs.copy_style import copy_style
from microsite.outputs.redirects import redirects
from microsite.outputs.robots import robots
from microsite.outputs.sitemap import sitemap
from microsite.outputs.vcard import vcard
from microsite.outputs.web_manifest import web_manifest
from microsite.problems import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from microsite.model import Output
    from microsite.problems import Report
    from microsite.render import Renderer
    from microsite.site import Site

OUTPUTS: tuple[Callable[[Site, Renderer], Iterable[Output]], ...] = (
    redirects,
    assets,
    sitemap,
    robots,
    web_manifest,
    vcard,
    copy_style,
)
"""Every kind of output that is not made from one document, in the order in which they are made. To add one, write its
function and name it here. What is made from one document each is not here: pages (`making`) and their pictures for
sharing (`sharing`)."""


def draw_others(site: Site, renderer: Renderer) -> tuple[Output, ...]:
    """Return all files of the site that are not made from one document each."""
    renderer.memory.timings.stage("Draw", "files that are no pages")
    parts = (site.config, site.theme, site.web, site.today, site.portable, site.navigation, site.assets)
    return renderer.memory.recall(
        "others",
        (*parts, site.documents.without_texts, renderer.texts),
        lambda own: tuple(chain.from_iterable(make(site, renderer.telling(own)) for make in OUTPUTS)),
        renderer.report,
        holds=lambda _made: not site.portable,  # a copy has a style sheet that is read from its file
    )


def without_clashes(outputs: Iterable[Output], report: Report) -> tuple[Output, ...]:
    """Return the files of the site; two that would stand at one path are reported, and the first is kept."""
    taken: dict[str, Output] = {}
    for output in outputs:
        other = taken.setdefault(folded(output.path), output)
        # Two documents with one address are told where they are read, at the line that says so; two with one title
        # share a picture.
        if other is not output and not (output.made_from.endswith(".md") and other.made_from.endswith(".md")):
            message = f"“{output.path}” would replace the file of the same name made from “{other.made_from}”."
            hint = "Give this one another name."
            report.add(Problem("same-output", message, Place(output.made_from), hint))
    _check_folders(taken, report)
    return tuple(taken.values())


def _check_folders(taken: dict[str, Output], report: Report) -> None:
    """Report a file that stands where another needs a folder."""
    folders: set[str] = set()
    for path in taken:
        folder = path.rpartition("/")[0]
        while folder and folder not in folders:
            folders.add(folder)
            folder = folder.rpartition("/")[0]
    for folder in sorted(folders & taken.keys()):
        other = taken[folder]
        for path, output in taken.items():
            if path.startswith(f"{folder}/"):
                message = f"“{output.path}” needs a folder where “{other.path}” stands, made from “{other.made_from}”."
                report.add(Problem("same-output", message, Place(output.made_from), "Give this one another name."))
