"""Texts in the settings of servers: each means itself and nothing else, whoever wrote it."""

from __future__ import annotations


def whole(text: str, never: str) -> str:
    """Return the text if it can stand on a line of a server's settings and mean only itself.

    Addresses and folders are checked where they are read, so what is refused here has got past that: the settings of
    a server must not come to say more than they should. Raises ValueError for characters that end a line, and for
    those of `never`, for which the server has no way to write them as themselves.
    """
    wrong = sorted({character for character in text if not character.isprintable() or character in never})
    if wrong:
        raise ValueError(f"{text!r} cannot stand in the settings of a server because of {wrong}")
    return text


def quoted(text: str, never: str) -> str:
    """Return the text in double quotes, as nginx, Apache and Caddy read it. Raises ValueError as `whole` does."""
    return '"' + whole(text, never).replace("\\", "\\\\").replace('"', '\\"') + '"'


def indented(block: str, levels: int = 1) -> str:
    """Return lines further to the right, so that people see what belongs to what."""
    return "".join(f"{'    ' * levels}{line}\n" if line.strip() else "\n" for line in block.splitlines())
