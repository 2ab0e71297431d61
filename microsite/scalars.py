"""What a single value of YAML stands for: its text, read as the type that is wanted, and nothing guessed."""

from __future__ import annotations

import re
from datetime import date

from msgspec import inspect

from microsite.problems import did_you_mean

_WHOLE = re.compile(r"-?[0-9]{1,15}")
_DECIMAL = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


class WrongValueError(Exception):
    """A value is not what is wanted: in words, and what to write instead."""

    def __init__(self, message: str, hint: str, code: str = "wrong-value") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.code = code


def read_scalar(text: str, kind: inspect.Type, wanted: str, *, plain: bool) -> object:
    """Return what the text stands for in a type of one value.

    `wanted` says what belongs there, `plain` whether the text stands without quotes. Raises WrongValueError.
    """
    if isinstance(kind, inspect.StrType):
        return _text(text, kind, wanted)
    if isinstance(kind, inspect.LiteralType):
        return _choice(text, kind)
    if isinstance(kind, inspect.BoolType):
        return _truth(text, plain=plain)
    if isinstance(kind, inspect.DateType):
        return _day(text)
    return _number(text, kind)


def _text(text: str, kind: inspect.StrType, wanted: str) -> str:
    if kind.min_length and not text.strip():
        raise WrongValueError("There is nothing between the quotes.", "Write the text there.", "empty-value")
    if kind.min_length and len(text) < kind.min_length:
        raise WrongValueError(f"“{text}” is too short.", f"Write at least {kind.min_length} characters.")
    if kind.max_length and len(text) > kind.max_length:
        raise WrongValueError("This is too long.", f"Write at most {kind.max_length} characters.")
    if kind.pattern and not re.search(kind.pattern, text):
        raise WrongValueError(f"“{text}” is not written as it is wanted here.", wanted)
    return text


def _choice(text: str, kind: inspect.LiteralType) -> str:
    choices = [str(choice) for choice in kind.values]
    if text not in choices:
        hint = did_you_mean(text, choices, f"Write one of: {', '.join(choices)}.")
        raise WrongValueError(f"“{text}” is none of the choices.", hint)
    return text


def _truth(text: str, *, plain: bool) -> bool:
    if not plain or text not in {"true", "false"}:
        raise WrongValueError(f"“{text}” is neither true nor false.", "Write true or false, without quotes.")
    return text == "true"


def _day(text: str) -> date:
    found = _DAY.fullmatch(text)
    hint = "Write year, month and day, as 2026-11-24."
    if not found:
        raise WrongValueError(f"“{text}” is not a day.", hint)
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise WrongValueError(f"There is no day “{text}”.", hint) from None


def _number(text: str, kind: inspect.Type) -> float:
    number: float
    if isinstance(kind, inspect.IntType) and _WHOLE.fullmatch(text):
        number = int(text)
    elif isinstance(kind, inspect.FloatType) and _DECIMAL.fullmatch(text):
        number = float(text)
    else:
        raise WrongValueError(f"“{text}” is not a number.", "Write a number, as 3.")
    if kind.ge is not None and number < kind.ge:
        raise WrongValueError(f"“{text}” is too small.", f"Write {kind.ge} or more.")
    if kind.le is not None and number > kind.le:
        raise WrongValueError(f"“{text}” is too large.", f"Write {kind.le} or less.")
    return number
