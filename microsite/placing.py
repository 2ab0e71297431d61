"""Make a new folder of ours beside the one that stands there, and let the two change places."""

from __future__ import annotations

import contextlib
from pathlib import Path  # noqa: TC003  msgspec reads annotations, here and below
from typing import TYPE_CHECKING

from msgspec import Struct

from microsite.exchange import exchange, recover
from microsite.ours import aside
from microsite.spare import LEAST_FILES, begin_spare, keep_spare, recover_spare, renew, take_spare
from microsite.staging import (
    Tree,
    folders_of,
    link_files,
    make_folders,
    remove_tree,
    remove_whole,
    write_files,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from microsite.model import Output


class Change(Struct, frozen=True):
    """What becomes of the files of a folder."""

    written: Mapping[str, Output]
    kept: AbstractSet[str]
    gone: AbstractSet[str]


class New(Struct, frozen=True):
    """A folder that is complete, and where it is to stand."""

    path: Path
    folder: Path
    present: Tree
    """What stands there as yet."""
    change: Change
    linked: bool
    """Whether all files that are kept are hard links to those that stand there."""

    def put_in_place(self) -> None:
        """Let it take its place in one step. Raises OSError where it cannot."""
        if self.path == self.folder:
            return
        is_first = not self.folder.exists()
        exchanged = not is_first and exchange(self.path, self.folder, aside(self.folder, "old"))
        if is_first:
            self.path.rename(self.folder)
        # It is in place. What cannot be kept or removed of the old one costs time at the next publication.
        with contextlib.suppress(OSError):
            if exchanged and self.linked and len(self.present.files) >= LEAST_FILES:
                keep_spare(self.folder, self.path, {*self.change.written, *self.change.gone})
            elif exchanged:
                remove_tree(self.path, self.present)
            elif is_first and len(self.change.written) >= LEAST_FILES:
                begin_spare(self.folder, self.change.written)


def clear(folder: Path) -> None:
    """Mend or remove what a run that was killed has left beside a folder."""
    recover(folder, aside(folder, "old"))
    recover_spare(folder)
    remove_whole(aside(folder, "stage"))


@contextlib.contextmanager
def made_new(folder: Path, present: Tree, change: Change, spare_tree: Tree | None) -> Iterator[New]:
    """Make a folder that holds what a change makes of the present one, beside it; what is left of it then goes.

    `spare_tree` is what the spare of the folder holds, if that was just looked at. Where nothing changes, the folder
    itself is the new one. Raises OSError.
    """
    if folder.is_dir() and not (change.written or change.gone):
        yield New(folder, folder, present, change, linked=True)
        return
    stage = aside(folder, "stage")
    try:
        spare = take_spare(folder, present, spare_tree)
        linked = renew(spare, folder, change.kept, change.written) if spare else _stage(stage, folder, change)
        yield New(spare.folder if spare else stage, folder, present, change, linked)
    finally:
        remove_whole(stage)
        recover_spare(folder)


def _stage(stage: Path, folder: Path, change: Change) -> bool:
    """Make a new site of its own; return whether all that it keeps of the present one are hard links."""
    folders = folders_of((*change.kept, *change.written))
    stage.mkdir()
    make_folders(stage, folders)
    write_files(stage, change.written)
    return link_files(stage, change.kept, folder)
