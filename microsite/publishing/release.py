"""What is published, and where it goes as it stands there now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microsite import manifest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from microsite.config import Config
    from microsite.manifest import Manifest
    from microsite.model import Output
    from microsite.problems import Problem

ADD, CHANGE, REMOVE = "add", "change", "remove"


class Release(Struct, frozen=True):
    """A build that is to be published."""

    root: Path
    config: Config
    manifest: Manifest
    outputs: tuple[Output, ...]
    """Every file, also those beside the site."""

    @property
    def files(self) -> dict[str, bytes]:
        """What visitors may get, by path."""
        return {output.path: output.data for output in self.outputs if not output.beside}

    def problem(self, code: str, key: str, message: str, hint: str) -> Problem:
        """Return a problem at the line of a setting; where that is left out, at the settings as a whole."""
        place = self.config.place(key)
        return self.config.source.problem(code, message, place.line, place.column, hint=hint)


class Step(Struct, frozen=True):
    """One thing to be done to publish a release."""

    do: str
    """`add`, `change`, `remove`, or another verb."""
    what: str
    """A path, or what else the verb asks for."""


class Target(Struct, frozen=True):
    """Where a release goes."""

    where: str
    """In words: `the bucket “my-site”`."""
    present: frozenset[str]
    """The paths of the files that visitors get there now."""
    steps: tuple[Step, ...]
    """What is to be done, in this order; nothing where the release is there already."""
    send: Callable[[Callable[[str], None]], None]
    """Does it, and tells a line now and then. Raises CannotPublishError."""
    ours: bool = True
    """Whether what is there was made by Microsite; an empty place is ours."""
    key: str = "host"
    """The setting that names the place."""
    command: str = ""
    """What the person has to type, where it is not ours to send."""
    notes: tuple[str, ...] = ()
    """What else the person is to know or to do, a sentence each."""


class CannotPublishError(Exception):
    """The place does not take the release: in words, and what to do."""

    def __init__(self, message: str, hint: str, key: str = "host") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.key = key
        """The setting that it is about."""


def read_release(root: Path, config: Config, outputs: tuple[Output, ...]) -> Release:
    """Return a build as a release; its record is among the outputs."""
    record = next(output.data for output in outputs if output.path == manifest.FILE and output.beside)
    return Release(root, config, manifest.read_manifest(record), outputs)


def differences(present: Mapping[str, str], wanted: Mapping[str, str]) -> Iterator[Step]:
    """Yield what makes the files that are present those that are wanted; both as a mark of the content by path."""
    for path in sorted(wanted.keys() - present.keys()):
        yield Step(ADD, path)
    for path in sorted(wanted.keys() & present.keys()):
        if wanted[path] != present[path]:
            yield Step(CHANGE, path)
    for path in sorted(present.keys() - wanted.keys()):
        yield Step(REMOVE, path)
