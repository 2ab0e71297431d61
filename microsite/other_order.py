"""Run the program where folders list what they hold in the other order: `python -m microsite.other_order build …`.

No system promises an order, so that what is made may not depend on it.
"""

from __future__ import annotations

import os
import runpy
import sys
from typing import TYPE_CHECKING, Any, Self

from microsite.commands import HERE

if TYPE_CHECKING:
    from collections.abc import Iterator

_scandir, _listdir = os.scandir, os.listdir


class _Entries:
    """The entries of a folder, the last first; otherwise as `os.scandir` has them."""

    def __init__(self, entries: list[os.DirEntry[Any]]) -> None:
        self._entries = iter(entries[::-1])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __iter__(self) -> Iterator[os.DirEntry[Any]]:
        return self._entries

    def __next__(self) -> os.DirEntry[Any]:
        return next(self._entries)

    def close(self) -> None:
        """Do nothing: the folder is closed already."""


def _turned_scandir(path: Any = ".") -> _Entries:
    with _scandir(path) as entries:
        return _Entries(list(entries))


def _turned_listdir(path: Any = ".") -> list[Any]:
    return _listdir(path)[::-1]


if __name__ == "__main__":
    os.scandir, os.listdir = _turned_scandir, _turned_listdir  # type: ignore[assignment]  # they take what is used here
    program = str(HERE / "build.py")
    sys.argv[0] = program
    runpy.run_path(program, run_name="__main__")
