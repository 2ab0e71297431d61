"""Slips in YAML that people often make: a tab, a space or a colon left out, and those in values.

They are looked for line by line before the YAML is read. What has one answer is reported with the corrected line and
read as if it stood there. Longer texts, those in quotes or after `|` and `>`, may hold anything.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from microsite.source import SPECIAL_SPACE
from microsite.yaml_lines import indentation, shown
from microsite.yaml_values import CLOSING, COLON, COLON_AFTER_QUOTE, NAME, Entry, Healer, heal_value, untab

if TYPE_CHECKING:
    from collections.abc import Collection

    from microsite.yaml_lines import Lines

_DASHES = re.compile(r" *(?:-(?: +|$))*")
_BEFORE_VALUE = re.compile(r"\s*(?:-\s+)*(?:[A-Za-z_][\w-]*:\s+)?")
_MARKER = re.compile(r"(?:---|\.\.\.)(?:\s|$)|%")


def heal(lines: Lines, keys: Collection[str]) -> None:
    """Take the usual slips and heal them in `lines.text`. `keys` are all keys that are known, at any depth."""
    healer = Healer(lines, keys)
    index = 0
    while index < len(lines.text):
        index = _line(healer, index)


def _line(healer: Healer, index: int) -> int:
    """Heal a line and those that belong to its value; return the index of the next one."""
    line = healer.lines.text[index]
    if not line.strip():
        healer.replace(index, "")
    if not line.strip() or line.lstrip().startswith("#") or _MARKER.match(line):
        return index + 1
    if not line.isascii():
        _plain_spaces(healer, index)
    if "\t" in line:
        untab(healer, index)
    if not healer.begun and healer.lines.text[index] != line:
        healer.replace(index, healer.lines.text[index].lstrip(" "))
    healer.begun = True
    if healer.lines.text[index].lstrip(" ")[:1] in {"?", ":", ""}:
        return index + 1
    entry = _entry(healer, index)
    return heal_value(healer, entry) if entry else _stray(healer, index)


def _plain_spaces(healer: Healer, index: int) -> None:
    """Read a space that only looks like one as one, where YAML wants it: before a key, after a colon or a hyphen."""
    line = healer.lines.text[index]
    found = _BEFORE_VALUE.match(line)
    strange = SPECIAL_SPACE.search(found[0]) if found else None
    if found and strange:
        message = "The space here is a special one, as word processors and web pages have them."
        healer.add(index, strange.start(), "special-space", message, "Delete it, and press the space bar.")
        healer.replace(index, SPECIAL_SPACE.sub(" ", found[0]) + line[found.end() :])


def _entry(healer: Healer, index: int) -> Entry | None:
    """Return what kind of entry a line is, healed where a space or a colon is left out; None for none at all."""
    _space_after_hyphen(healer, index)
    line = healer.lines.text[index]
    dashes = _DASHES.match(line)
    start = dashes.end() if dashes else 0
    dash = line.rfind("-", 0, start)
    is_child = 0 <= healer.opened < start
    # Before the rest: in `title:IOP: what` the key ends at the first colon.
    is_free = dash < 0 and not is_child
    colon = _complete_known_key(healer, index, start) or _key_end(line, start)
    colon = colon or (_complete_key(healer, index, start) if is_free else 0)
    if colon:
        line = healer.lines.text[index]
        value = colon + indentation(line[colon:])
        return Entry(index, start, line[start : colon - 1].strip(" \"'"), value)
    if dash >= 0:
        return Entry(index, dash, None, start)
    if is_child:
        return Entry(index, healer.opened, None, start)
    # A whole mapping in braces is fine, if unusual; what else begins so is for YAML itself to judge.
    return Entry(index, start - 1, None, start) if line[start] in "[{\"'&*!|>" else None


def _space_after_hyphen(healer: Healer, index: int) -> None:
    line = healer.lines.text[index]
    dashes = _DASHES.match(line)
    start = dashes.end() if dashes else 0
    if line[start : start + 1] != "-" or line[start + 1 : start + 2] in {"-", ""}:
        return
    if 0 <= healer.opened < start and line[start + 1].isdigit():
        return  # a number below zero on a line of its own
    message = "There is no space after the hyphen of a list."
    healer.add(index, start + 1, "missing-space", message, "Put one there.")
    healer.replace(index, f"{line[: start + 1]} {line[start + 1 :].lstrip()}")


def _key_end(line: str, start: int) -> int:
    """Return where the value after a key begins, or 0 where no key begins at `start`."""
    if line[start : start + 1] in {"[", "{", ""}:
        return 0
    if line[start] in CLOSING:
        closing = CLOSING[line[start]].match(line, start + 1)
        colon = closing and COLON_AFTER_QUOTE.match(line, closing.end())
        return colon.end() if colon else 0
    colon = COLON.search(line, start)
    comment = line.find(" #", start)
    return colon.end() if colon and not start <= comment < colon.start() else 0


def _complete_known_key(healer: Healer, index: int, start: int) -> int:
    """Heal `title:Text`; return where the value begins, or 0 where this is not it."""
    line = healer.lines.text[index]
    name = NAME.match(line, start)
    if not name or name[0] not in healer.keys or not line.startswith(":", name.end()) or COLON.match(line, name.end()):
        return 0
    return _space_after_colon(healer, index, name[0], name.end())


def _space_after_colon(healer: Healer, index: int, name: str, end: int) -> int:
    line = healer.lines.text[index]
    message = f"There is no space after “{name}:”."
    healer.add(index, end + 1, "missing-space", message, "Put one there.")
    healer.replace(index, f"{line[: end + 1]} {line[end + 1 :].lstrip()}")
    return end + 1


def _complete_key(healer: Healer, index: int, start: int) -> int:
    """Heal `word:text`, `title Text` and `title = Text` where only a key can stand; return as above."""
    line = healer.lines.text[index]
    name = NAME.match(line, start)
    if not name:
        return 0
    end = name.end()
    if line.startswith(":", end) and not line.startswith("//", end + 1):
        return _space_after_colon(healer, index, name[0], end)
    if name[0] not in healer.keys or line[end : end + 1] not in {" ", "="}:
        return 0
    message = f"There is no colon after “{name[0]}”."
    healer.add(index, end, "yaml-syntax", message, "Write it as “key: value”.")
    healer.replace(index, f"{line[:end]}: {line[end:].lstrip(' =')}")
    return end + 1


def _stray(healer: Healer, index: int) -> int:
    """Leave out lines that are neither a key nor an item of a list; return the index of the next one."""
    text = healer.lines.text
    message = f"{shown(text[index])} stands here without a key."
    healer.add(index, indentation(text[index]), "yaml-syntax", message, "Write it as “key: value”.")
    depth, end = indentation(text[index]), index + 1
    # Words on several lines are one mistake.
    while end < len(text) and (words := text[end].split()) and ":" not in text[end]:
        if words[0][0] in "-#" or words[0] in healer.keys or _MARKER.match(text[end]):
            break
        end += 1
    while end < len(text) and (not text[end].strip() or indentation(text[end]) > depth):
        end += 1
    healer.lines.unfixable.update(range(index, end))
    text[index:end] = [""] * (end - index)
    return end
