"""The pictures that other sites show of a page when it is shared. Another process draws them, where there is one."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from microsite.aside import Aside, can_work_aside
from microsite.contents import FilePart, PublishedFile, Spool
from microsite.model import Output
from microsite.pictures import RefusedPictureError
from microsite.problems import Place, Problem, Report
from microsite.site import SOCIAL_ICON

if TYPE_CHECKING:
    from microsite.aside import Channel
    from microsite.memory import Memory
    from microsite.model import Document
    from microsite.pictures.social import SocialPictures
    from microsite.site import Site
    from microsite.theme_files import SocialStyle

LEAST_ASIDE = 3
"""A process costs as much as a few pictures."""

_Drawn = tuple[list[tuple[str, int, int, str]], tuple[Problem, ...]]
"""Of each picture its path, where it lies in the spool, its size and its hash; and what is wrong with the icon."""


class Pictures:
    """The pictures of a site. They are begun at once, and asked for when all else is drawn."""

    def __init__(self, site: Site, memory: Memory) -> None:
        """Begin to draw the pictures of all pages that can be shared, if the theme has a style for them."""
        self.site, self.memory = site, memory
        published = memory.shelf.published if memory.shelf else {}
        # The address of a picture is a name for all that decides it: pages with one title share it.
        addresses = ((site.social_picture(found), found) for found in site.documents.published)
        wanted = {address.removeprefix("/"): document for address, document in addresses if address}
        self._there = {path: published[path] for path in wanted if path in published}
        self._documents = wanted
        self._missing = [path for path in wanted if path not in published]
        self._spool = Spool()
        apart = memory.shelf is not None and len(self._missing) >= LEAST_ASIDE and can_work_aside()
        self._aside = Aside(self._work) if apart else None

    def drawn(self, report: Report) -> list[Output]:
        """Return every picture; an icon that cannot stand on them goes to the report."""
        found = self._taken_in(report)
        outputs = []
        for path, document in self._documents.items():
            made_from = document.source.path
            if path in self._there:
                outputs.append(Output(path, _published(self._there[path]), made_from))
            elif path in found:
                outputs.append(Output(path, found[path], made_from))
            else:
                outputs.append(Output(path, self._recalled(path, document, report), made_from))
        return outputs

    def _recalled(self, path: str, document: Document, report: Report) -> bytes:
        return self.memory.recall(("picture", path), (), lambda own: self._draw(document, own), report)

    def _draw(self, document: Document, report: Report) -> bytes:
        site = self.site
        if site.theme.social is None:
            raise ValueError(document.file)
        icon_path = site.assets.addresses.get(SOCIAL_ICON, "").removeprefix("/")
        icon = next((output for output in site.assets.outputs if output.path == icon_path), None)
        name, style = site.config.settings.name, site.theme.social
        pictures = self.memory.recall(
            "social pictures", (name, style, icon), lambda own: _start(name, style, icon, own), report
        )
        return pictures.draw(document.title)

    def _work(self, channel: Channel) -> None:
        """Draw what is missing, in another process."""
        report, file, found = Report(), self._spool.file, []
        for path in self._missing:
            data = self._draw(self._documents[path], report)
            found.append((path, file.tell(), len(data), hashlib.sha256(data).hexdigest()))
            file.write(data)
        told = msgspec.msgpack.encode((found, report.problems))
        place = (file.tell(), len(told))
        file.write(told)
        file.flush()
        # A short message waits for nobody, so that this process can end.
        channel.send(msgspec.msgpack.encode(place))

    def _taken_in(self, report: Report) -> dict[str, FilePart]:
        """Return what the other process has drawn: nothing, if there is none, or it has ended before it was done."""
        data = self._aside.channel.receive() if self._aside else None
        if self._aside:
            self._aside.end()
        if data is None:
            return {}
        place = FilePart(self._spool, *msgspec.msgpack.decode(data, type=tuple[int, int]), "")
        found, problems = msgspec.msgpack.decode(place.read(), type=_Drawn)
        report.extend(problems)
        return {path: FilePart(self._spool, offset, size, sha256) for path, offset, size, sha256 in found}


def _published(file: str) -> PublishedFile:
    data = Path(file).read_bytes()
    return PublishedFile(file, len(data), hashlib.sha256(data).hexdigest())


def _start(name: str, style: SocialStyle, icon: Output | None, report: Report) -> SocialPictures:
    """Return what draws the pictures; they have no icon where it is refused, which is told."""
    from microsite.pictures.social import SocialPictures  # noqa: PLC0415  slow to import; pictures are kept

    colours = (style.paper, style.ink, style.accent)

    if icon:
        try:
            return SocialPictures(name, colours, icon.data)
        except RefusedPictureError as refused:
            report.add(Problem(refused.code, refused.message, Place(icon.made_from), refused.hint))
    return SocialPictures(name, colours, None)
