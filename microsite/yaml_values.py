"""Slips in the value of a line of YAML: curly quotes, quotes within quotes, open brackets, a colon, a `#`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from microsite.yaml_lines import indentation, quoted, shown

if TYPE_CHECKING:
    from collections.abc import Collection

    from microsite.yaml_lines import Lines

MAX_BRACKETS = 8
"""More brackets than that within each other are refused later; nobody forgot to close them."""

COLON = re.compile(r":(?= |$)")
COLON_AFTER_QUOTE = re.compile(r" *:(?= |$)")
NAME = re.compile(r"[A-Za-z_][\w-]*")
CLOSING = {
    '"': re.compile(r'[^"\\]*(?:\\(?:.|$)[^"\\]*)*"'),
    "'": re.compile(r"[^']*(?:''[^']*)*'(?!')"),
}
"""The rest of a quotation up to its end, by the quote that opens it."""

_COMMENT = re.compile(r" +#")
_BLOCK_TEXT = re.compile(r"[|>](?:[+-]?[1-9]?|[1-9][+-])(?: +#.*)?$")
_ALIAS = re.compile(r"\*[\w-]+(?: +#.*)?")
_TAG_OR_ANCHOR = re.compile(r"(?:[&!]\S+(?: +|$))+")
_BRACKETS = re.compile(
    r"""(?<=[\[{,:\s])(?:"[^"\\]*(?:\\.[^"\\]*)*"|'[^']*(?:''[^']*)*')|[\[\]{}]|(?<=\s)\#"""  # `#` begins a remark
)
_HASH_ITEM = re.compile(r"""(?<=[\[,])( *)([^\[\]{},"'#]*\s#[^\[\]{},"']*)(?=[\],])""")
_CLOSES = {"[": "]", "{": "}"}

# An opening curly quote, its text without another of the kind, and a closing one; either may be straight.
_CURLY = re.compile(r"""(?:[“”„]([^“”„"]*)[“”"]|"([^“”„"]*)[“”]|[‘’‚]([^‘‚]*)[‘’])""")
_ODD = re.compile(r"[@`%,\]}|>]|[&!](?: |$)|\*|\?(?: |$)")


class Entry(Struct, frozen=True):
    """A line with a value: where the value begins, and which column the lines that belong to it are right of."""

    index: int
    parent: int
    key: str | None
    """None for an item of a list, and for a value on a line of its own."""
    start: int


class Healer(Struct):
    """The lines that are healed, and what is known from the lines above."""

    lines: Lines
    keys: Collection[str]
    opened: int = -1
    """The column of the last key or hyphen that has nothing after it on its line."""
    begun: bool = False

    def add(self, index: int, column: int, code: str, message: str, hint: str) -> None:
        """Take a slip before it is healed."""
        self.lines.slip(code, message, index, column, hint=hint)

    def replace(self, index: int, line: str) -> None:
        """Read another line from here on."""
        self.lines.text[index] = line


def untab(healer: Healer, index: int) -> None:
    """Within the indentation a tab stands for two spaces, elsewhere for one."""
    line = healer.lines.text[index]
    before = line[: len(line) - len(line.lstrip())]
    hint = "Delete it, and press the space bar" + (" twice." if "\t" in before else ".")
    healer.add(index, line.index("\t"), "tab", "A tab stands where spaces belong.", hint)
    before = before.replace("\t", "  ")
    healer.replace(index, before + re.sub(r" *\t[ \t]*", " ", line.strip()))


def heal_value(healer: Healer, entry: Entry) -> int:
    """Heal the value of an entry and the lines that belong to it; return the index of the next line."""
    line = healer.lines.text[entry.index]
    before = _TAG_OR_ANCHOR.match(line, entry.start)
    start = before.end() if before else entry.start
    value = line[start:].rstrip()
    healer.opened = -1
    if not value or value.startswith("#"):
        healer.opened = entry.parent
    elif (curly := _CURLY.match(value)) and _ends_at(value, curly.end()):
        inner = next(group for group in curly.groups() if group is not None)
        healer.add(entry.index, start, "smart-quotes", "The value stands in curly quotes.", "Use straight quotes.")
        healer.replace(entry.index, line[:start] + quoted(inner) + value[curly.end() :])
    elif _BLOCK_TEXT.fullmatch(value):
        return _last(healer, entry) + 1
    elif value[0] in CLOSING:
        return _in_quotes(healer, entry, start)
    elif value.startswith("{{"):
        _cannot_begin(healer, entry.index, start, "{{")
    elif value[0] in _CLOSES:
        return _in_brackets(healer, entry, start)
    elif _ODD.match(value) and not _ALIAS.fullmatch(value):
        _cannot_begin(healer, entry.index, start, value[0])
    elif value[0] != "*":
        return _plain(healer, entry, start)
    return entry.index + 1


def _requote(healer: Healer, index: int, start: int, text: str, told: tuple[str, str, str]) -> None:
    """Put the rest of a line in quotes, as `text`, and tell why."""
    healer.add(index, start, *told)
    healer.replace(index, healer.lines.text[index][:start] + quoted(text))


def _ends_at(value: str, end: int) -> bool:
    """Tell whether nothing follows curly quotes but a remark; that of straight ones may be within them."""
    return end == len(value) or (value[0] != '"' and _COMMENT.match(value, end) is not None)


def _cannot_begin(healer: Healer, index: int, start: int, character: str) -> None:
    message = f"A value cannot begin with “{character}” as it stands."
    text = healer.lines.text[index][start:].rstrip()
    _requote(healer, index, start, text, ("yaml-syntax", message, "Put the value in quotes."))


def _last(healer: Healer, entry: Entry, closers: str = "") -> int:
    """Return the index of the last line that belongs to the value of an entry."""
    text, last = healer.lines.text, entry.index
    for index in range(entry.index + 1, len(text)):
        line = text[index]
        if not line.strip():
            if "\t" in line and indentation(line) <= entry.parent:
                healer.replace(index, "")
            continue
        if line.lstrip(" ").startswith("\t") and indentation(line) <= entry.parent:
            untab(healer, index)
        if indentation(text[index]) <= entry.parent and text[index].lstrip(" ")[0] not in closers:
            break
        last = index
    return last


def _in_quotes(healer: Healer, entry: Entry, start: int) -> int:
    text, index = healer.lines.text, entry.index
    quote, value = text[index][start], text[index][start:].rstrip()
    closing = CLOSING[quote].match(value, 1)
    if closing:
        rest = value[closing.end() :]
        if rest.strip() and not _COMMENT.match(rest):
            _quotes_within(healer, entry, start, value)
        return index + 1
    last = _last(healer, entry)
    for below in range(index + 1, last + 1):
        if CLOSING[quote].match(text[below]):
            return below + 1
    healer.add(index, start, "yaml-syntax", "A quotation is not closed.", "Put the second quote at its end.")
    # An apostrophe may belong to the text, and a quotation over several lines may end on any of them.
    if quote == "'" or last > index:
        healer.lines.unfixable |= {index, last}
    healer.replace(last, text[last].rstrip() + quote)
    return last + 1


def _quotes_within(healer: Healer, entry: Entry, start: int, value: str) -> None:
    quote = value[0]
    if value[-1] != quote:
        told = ("yaml-syntax", "The text goes on after its quotes.", "Put all of it in quotes.")
        _requote(healer, entry.index, start, value, told)
        return
    inner = value[1:-1].replace("''", "'") if quote == "'" else value[1:-1].replace('\\"', '"')
    if quote == "'":
        told = ("yaml-syntax", "The apostrophe ends the quotation.", "Put the value in double quotes.")
    else:
        told = ("yaml-syntax", "A quote in the text ends the quotation.", "Put the value in single quotes.")
    _requote(healer, entry.index, start, inner, told)


def _in_brackets(healer: Healer, entry: Entry, start: int) -> int:
    line = healer.lines.text[entry.index]
    depth, hash_at = 0, -1
    for found in _BRACKETS.finditer(line, start):
        if found[0] == "#":
            hash_at = found.start() if hash_at < 0 else hash_at
        elif found[0] in "[]{}":
            depth += 1 if found[0] in _CLOSES else -1
        if depth == 0 and found[0] in "]}":
            return _after_brackets(healer, entry, (start, found.end()), hash_at)
    return _open_brackets(healer, entry, start)


def _after_brackets(healer: Healer, entry: Entry, span: tuple[int, int], hash_at: int) -> int:
    """Heal a list or group that ends on its line: a `#` within it, a text after it."""
    index, (start, end) = entry.index, span
    line = healer.lines.text[index]
    rest = line[end:]
    if rest.strip() and not _COMMENT.match(rest) and (entry.key is not None or not COLON_AFTER_QUOTE.match(rest)):
        message = f"A text cannot begin with {shown(line[start:end])} as it stands."
        _requote(healer, index, start, line[start:].rstrip(), ("yaml-syntax", message, "Put the value in quotes."))
    elif hash_at >= 0:
        _tell_hash(healer, index, hash_at, line[hash_at:])
        healed = _HASH_ITEM.sub(lambda item: item[1] + quoted(item[2].rstrip()), line[start:end])
        healer.replace(index, line[:start] + healed + rest)
    return index + 1


def _open_brackets(healer: Healer, entry: Entry, start: int) -> int:
    """Close the brackets of a list or group of several lines, if nobody has."""
    text, last = healer.lines.text, _last(healer, entry, "]}")
    closers: list[str] = []
    for index in range(entry.index, last + 1):
        for found in _BRACKETS.finditer(text[index], start if index == entry.index else 0):
            if found[0] == "#":
                break
            if found[0] in _CLOSES:
                closers.append(_CLOSES[found[0]])
            elif found[0] in "]}" and closers:
                closers.pop()
        if not closers:
            return index + 1
    if len(closers) <= MAX_BRACKETS and not _COMMENT.search(text[last]):
        what = "A list in brackets" if text[entry.index][start] == "[" else "A group in braces"
        hint = f"Put “{''.join(reversed(closers))}” at its end."
        healer.add(entry.index, start, "yaml-syntax", f"{what} is not closed.", hint)
        # It may have been meant as text.
        healer.lines.unfixable |= {entry.index, last}
        healer.replace(last, text[last].rstrip() + "".join(reversed(closers)))
    return last + 1


def _plain(healer: Healer, entry: Entry, start: int) -> int:
    """Heal a text without quotes: a key that slid into it, a colon, a `#` that cuts a text of several lines."""
    text, last = healer.lines.text, _last(healer, entry)
    for index in range(entry.index + 1, last + 1):
        name = NAME.match(text[index].lstrip())
        if name and name[0] in healer.keys and COLON.match(text[index].lstrip(), name.end()) and entry.key:
            _slid_in(healer, index, entry)
            last = index - 1
            break
    for index in range(entry.index, last + 1):
        if "\t" in text[index]:
            untab(healer, index)
        begin = start if index == entry.index else 0
        comment = _COMMENT.search(text[index], begin)
        colon = COLON.search(text[index], begin, comment.start() if comment else len(text[index]))
        if colon:
            # The end of the searched part is an end of line to the pattern; before a `#` there is a space anyway.
            told = f"The colon in {shown(text[index][begin:].strip())} makes it look like another key."
            healer.add(index, colon.start(), "unquoted-colon", told, "Put the value in quotes.")
        elif comment and index < last and text[index].lstrip()[0] != "#":
            _tell_hash(healer, index, comment.end() - 1, text[index][comment.end() - 1 :])
        else:
            continue
        _wrap(healer, start, entry.index, last)
        break
    return last + 1


def _tell_hash(healer: Healer, index: int, column: int, lost: str) -> None:
    message = f"All from the # on would be lost: {shown(lost)}."
    healer.add(index, column, "unquoted-hash", message, "Put the value in quotes.")


def _slid_in(healer: Healer, index: int, entry: Entry) -> None:
    line, written = healer.lines.text[index], healer.lines.written[index]
    if "\t" not in written[: len(written) - len(written.lstrip())]:
        message = "This line stands further to the right than the line that it follows."
        hint = f"Begin it below “{entry.key}”."
        healer.add(index, indentation(line), "yaml-syntax", message, hint)
        healer.lines.unfixable.add(index)
    healer.replace(index, " " * entry.parent + line.lstrip())


def _wrap(healer: Healer, start: int, first: int, last: int) -> None:
    """Put a text of one or several lines in quotes; only one line can be corrected by itself."""
    text = healer.lines.text
    value = [text[first][start:].rstrip(), *(text[index].rstrip() for index in range(first + 1, last + 1))]
    pieces = quoted("\n".join(value)).split("\n")
    healer.replace(first, text[first][:start] + pieces[0])
    for index, piece in enumerate(pieces[1:], first + 1):
        healer.replace(index, piece)
    if last > first:
        healer.lines.unfixable.update(range(first, last + 1))
