"""What an editor writes to say which words are meant: `commit* suicide`, or a regular expression between slashes.

Plain words mean whole words, in capitals or not, also across a line end. `*` at the end of a word stands for any
ending; a hyphen may be a space. Short forms in capitals mean capitals: `ADA` is not “Ada”.
"""

from __future__ import annotations

import re
from functools import cache, cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_REPEATS = 2
"""How many `*`, `+` and `{2,}` an expression may have: with more, a long page could take minutes."""
MAX_REPEATED = 40
"""How many characters a `*` or `+` of an expression may stand for, for the same reason."""

# A space may be a line end, and bold words may begin or end within a phrase.
_SPACE = r"[ \t*_>]*\n?[ \t*_>]*"
_HYPHEN = rf"[-‐‑–]?{_SPACE}"
_TOKEN = re.compile(r"(?P<space>\s+)|(?P<hyphen>[-‐‑])|(?P<apostrophe>['’])|(?P<any>\*)|(?P<word>\w+)|(?P<other>.)")
# A character with its backslash, a class of characters, a number of repeats, or one character.
_EXPRESSION = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{\d*,?\d*\}|.", re.DOTALL)
_WORDS = re.compile(r"[^\W_]+")
_SHORT_FORM = 2


class PatternError(Exception):
    """A pattern cannot be used: why, and what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class Searched(Struct, frozen=True, dict=True):
    """A text in which patterns are looked for."""

    text: str

    @cached_property
    def small(self) -> str:
        """The text in small letters, every character in its place."""
        small = self.text.lower()
        # A few letters, as “İ”, are two when they are small.
        same = len(small) == len(self.text)
        return small if same else "".join(low if len(low := c.lower()) == 1 else c for c in self.text)

    @cached_property
    def words(self) -> frozenset[str]:
        """All words of the text, in small letters."""
        parts = set(self.small.split())
        plain = {part for part in parts if part.isalnum()}
        return frozenset(plain.union(_WORDS.findall(" ".join(parts - plain))))

    @cached_property
    def _vocabulary(self) -> str:
        return " ".join(self.words)

    def has(self, piece: str) -> bool:
        """Tell whether letters stand somewhere in the text; small letters, for they are looked for among those."""
        # What is all letters stands within a word, and every word is looked at once, however often it is used.
        return piece in (self._vocabulary if piece.isalnum() else self.small)


class Pattern(Struct, frozen=True, dict=True):
    """A pattern that can be looked for in a text; it is made ready only once a text may have it."""

    written: str
    words: frozenset[str]
    """The whole words that every match has, in small letters."""
    pieces: tuple[str, ...]
    """Other letters that every match has, in small letters."""
    capitals: tuple[str, ...]
    """Short forms, as they must stand in every match."""
    expression: str
    flags: int = 0
    """For an expression of an editor's own; words are looked for in small letters, which takes a tenth of the time."""

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.expression, self.flags)

    def matches(self, searched: Searched, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        """Yield every match in a part of the text; only where it stands is to be used of a match, not its letters."""
        # Nearly no page has all the words of a pattern, and to know that costs far less than an expression that joins
        # all words of a rule; nor is anything made ready that is not needed.
        if not self.words <= searched.words or not all(map(searched.has, self.pieces)):
            return
        text = searched.text if self.flags else searched.small
        for found in self._compiled.finditer(text, start, len(text) if end is None else end):
            before = found.start() - 1
            # A look behind within the expression would keep it from leaping to its first letter.
            if not self.flags and before >= 0 and text[before].isalnum() and text[found.start()].isalnum():
                continue
            if all(form in searched.text[found.start() : found.end()] for form in self.capitals):
                yield found


@cache
def read_pattern(written: str) -> Pattern:
    """Return the pattern that an editor wrote. Raises PatternError."""
    text = written.strip()
    if len(text) > len("//") and text.startswith("/") and text.endswith("/"):
        return _regular(written, text[1:-1])
    tokens = list(_TOKEN.finditer(text))
    if not text.strip("*- "):
        raise PatternError(f"“{written}” names no words.", "Write the words that are meant, as “world class”.")
    words: set[str] = set()
    pieces: list[str] = []
    for token, following in zip(tokens, (*tokens[1:], None), strict=True):
        small = (token["word"] or "").lower()
        # Where a hyphen may be left out, a part of the pattern need not be a word of its own in the text.
        is_whole = small.isalnum() and "-" not in text and not (following and following["any"])
        if is_whole:
            words.add(small)
        elif small:
            pieces.append(small)
    capitals = tuple(word for token in tokens if _is_short_form(word := token["word"] or ""))
    expression = rf"(?:{''.join(map(_plain, tokens))})(?!\w)"
    return Pattern(written, frozenset(words), tuple(pieces), capitals, expression)


class Patterns(Struct, frozen=True):
    """Several patterns, looked for together."""

    of_a_word: dict[str, list[Pattern]]
    """Those that have a whole word in them, by the longest."""
    others: list[Pattern]

    def likely(self, searched: Searched) -> Iterator[Pattern]:
        """Yield the patterns that a text may have."""
        if not searched.words.isdisjoint(self.of_a_word):
            for word, patterns in self.of_a_word.items():
                if word in searched.words:
                    yield from patterns
        yield from self.others


@cache
def readable(every: tuple[str, ...]) -> Patterns:
    """Return the patterns that can be used; what is wrong with the others is told elsewhere."""
    patterns = Patterns({}, [])
    for written in every:
        try:
            pattern = read_pattern(written)
        except PatternError:
            continue
        word = max(sorted(pattern.words), key=len, default="")
        (patterns.of_a_word.setdefault(word, []) if word else patterns.others).append(pattern)
    return patterns


def _plain(token: re.Match[str]) -> str:
    word = token["word"]
    if word:
        return re.escape(word.lower())
    if token["space"]:
        return _SPACE
    if token["hyphen"]:
        return _HYPHEN
    if token["apostrophe"]:
        return "['’]"
    return r"\w*" if token["any"] else re.escape(token["other"])


def _is_short_form(word: str) -> bool:
    return len(word) >= _SHORT_FORM and word.isupper() and word.isalpha()


def _regular(written: str, expression: str) -> Pattern:
    """Return the pattern of a regular expression, in which no repeat can run away."""
    _refuse(written, expression)
    bounded = {"*": f"{{0,{MAX_REPEATED}}}", "+": f"{{1,{MAX_REPEATED}}}"}
    parts = _EXPRESSION.findall(expression)
    bounded |= {part: f"{part[:-1]}{MAX_REPEATED}}}" for part in parts if part.startswith("{") and part.endswith(",}")}
    whole = "".join(bounded.get(part, part) for part in parts)
    try:
        compiled = re.compile(whole, re.IGNORECASE)
    except (re.error, OverflowError) as error:
        message = f"“{written}” cannot be read: {getattr(error, 'msg', error)}."
        raise PatternError(message, "Write plain words without slashes, or mend the expression.") from None
    if compiled.search(""):
        raise PatternError(f"“{written}” is found where nothing stands.", "Name the words that are meant.")
    literal = _literal(parts)
    return Pattern(written, frozenset(), (literal,) if literal else (), (), whole, re.IGNORECASE)


def _refuse(written: str, expression: str) -> None:
    """Raise PatternError for what could take minutes on a long page, and for what cannot stand among others."""
    if re.search(r"(?<!\\)\)(?:[*+]|\{)", expression):
        message = f"“{written}” repeats what stands in round brackets; on a long page that could take minutes."
        raise PatternError(message, "Write what the brackets hold as entries of their own.")
    repeats = sum(part in {"*", "+"} or part.startswith("{") for part in _EXPRESSION.findall(expression))
    if repeats > MAX_REPEATS:
        message = f"“{written}” repeats {repeats} things; on a long page that could take minutes."
        raise PatternError(message, f"Use at most {MAX_REPEATS} of “*”, “+” and “{{2,}}”.")
    if re.search(r"\\[1-9]|\(\?(?![:=!<])|\(\?<(?![=!])", expression):
        message = f"“{written}” uses a part of expressions that this site does without."
        raise PatternError(message, "Do without names, flags and references to groups.")


def _literal(parts: list[str]) -> str:
    """Return the longest text that stands in every match, in small letters, or nothing."""
    best = run = ""
    depth = 0
    for part, following in zip(parts, (*parts[1:], ""), strict=True):
        depth += (part == "(") - (part == ")")
        if part == "|" and not depth:
            return ""
        is_fixed = (
            not depth and len(part.lstrip("\\")) == 1 and (part.isalpha() or part in "%$–- ,;:#&" or part == r"\$")
        )
        is_fixed = is_fixed and following not in {"*", "+", "?"} and not following.startswith("{")
        run = run + part.lstrip("\\") if is_fixed else ""
        best = max(best, run, key=len)
    return best.lower()
