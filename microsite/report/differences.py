"""How the site differs from the one that is published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microsite.amounts import counted
from microsite.coming import title_of
from microsite.model import Output
from microsite.publish import Difference, compare
from microsite.tree import read_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from microsite.checks.checked import CheckedSite


class Kind(Struct, frozen=True):
    """What was done with some files: pages by title, the others by name."""

    name: str
    """`New`, `Changed` or `Gone`."""
    pages: tuple[str, ...]
    files: tuple[str, ...]


class Differences(Struct, frozen=True):
    """What publishing would change, in words, and what exactly."""

    words: str
    kinds: tuple[Kind, ...] = ()


def differences(checked: CheckedSite, outputs: Sequence[Output], published: Path | None) -> Differences:
    """Return how the outputs differ from the published site in the folder, if there is one to compare with."""
    if published is None:
        return Differences("This site was not compared with the published one.")
    try:
        found = compare(outputs, published)
    except OSError as error:
        return Differences(f"The published site cannot be read: {error.strerror}.")
    if found is None:
        return Differences("Nothing has been published yet.")
    if not (found.new or found.changed or found.gone):
        return Differences("Nothing has changed since the site was published.")
    titles = {path: title_of(document) for path, document in checked.documents.items()}
    kinds = (
        _kind("New", found.new, titles.get),
        _kind("Changed", found.changed, titles.get),
        _kind("Gone", found.gone, lambda path: _title_once(published, path)),
    )
    return Differences(_words(found), tuple(kind for kind in kinds if kind.pages or kind.files))


def _words(found: Difference) -> str:
    parts = ((found.new, "new"), (found.changed, "changed"), (found.gone, "gone"), (found.same, "as before"))
    told = [
        f"{counted(len(paths), 'file')} {'is' if len(paths) == 1 else 'are'} {word}" for paths, word in parts if paths
    ]
    return f"Compared with the published site, {', '.join(told)}."


def _kind(name: str, paths: Iterable[str], title: Callable[[str], str | None]) -> Kind:
    pages, files = [], []
    for path in paths:
        words = title(path)
        pages.extend([words] if words else [])
        files.extend([] if words else [path])
    return Kind(name, tuple(pages), tuple(files))


def _title_once(published: Path, path: str) -> str | None:
    """Return the heading of a published page that is to go, or None for a file that is no page."""
    if not path.endswith(".html") or (published / path).is_symlink():
        return None
    try:
        headings = read_tree(Output(path, (published / path).read_bytes()), None).headings
    except OSError:
        return None  # its name is shown instead
    return next((heading.text for heading in headings if heading.level == 1), None)
