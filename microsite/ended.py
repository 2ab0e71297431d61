"""Why a run ended without having done its work, though nothing is wrong with the site."""

from __future__ import annotations


class AnotherBuild(Exception):  # noqa: N818  it is no error: somebody else is at work
    """Another build of the same site is running."""

    def __init__(self, pid: int | None) -> None:
        super().__init__(f"Another build is running{f' (process {pid})' if pid else ''}. Try again soon.")
        self.pid = pid


class PageEndedError(Exception):
    """The process that made a page was ended from outside."""

    def __init__(self, page: str, by: str) -> None:
        super().__init__(
            f"The process that made {page} was ended by another program ({by}); perhaps memory has run out. "
            "Nothing was published. Close other programs, and run it again."
        )
