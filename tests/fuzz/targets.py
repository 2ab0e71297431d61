"""The three targets: each makes of bytes what it tries, and tries it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fuzz import grammar
from fuzz.choices import Choices
from fuzz.judging import judge_site, judge_text

if TYPE_CHECKING:
    from collections.abc import Callable


def front_matter_of(data: bytes) -> bytes:
    """Return a page whose front matter the bytes decide."""
    return (grammar.front_matter(Choices(data)) + "\nWords.\n").encode("utf-8", "surrogateescape")


def markdown_of(data: bytes) -> bytes:
    """Return a page whose text the bytes decide."""
    return f"---\ntitle: A page\ndescription: {grammar.DESCRIPTION}\n---\n{grammar.body(Choices(data))}".encode()


def site_of(data: bytes) -> dict[str, bytes]:
    """Return the files of a site that the bytes decide."""
    choices = Choices(data)
    files = grammar.site(choices)
    return files | {"content/strange.md": grammar.page(choices)}


TARGETS: dict[str, Callable[[bytes], None]] = {
    "front_matter": lambda data: judge_text(front_matter_of(data)),
    "markdown": lambda data: judge_text(markdown_of(data)),
    "site": lambda data: judge_site(site_of(data)),
}


def shown(target: str, data: bytes) -> str:
    """Return what a target makes of bytes, for a person to read."""
    if target == "site":
        return "\n".join(f"== {path}\n{text!r}" for path, text in site_of(data).items())
    return {"front_matter": front_matter_of, "markdown": markdown_of}[target](data).decode("utf-8", "backslashreplace")
