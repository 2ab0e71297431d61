"""What a single value of YAML stands for: its text, read as the type that is wanted, and nothing guessed."""

from __future__ import annotations

import re
from datetime import date

from msgspec import inspect

from microsite.yaml_lines import shown

_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,14})")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,15})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NEARLY_A_DAY = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
# These two are made when they are needed: only a day that is written otherwise than it must be needs them.
_MONTH_FIRST = rf"(?i){_MONTH} (?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?,? (?P<year>[0-9]{{4}})"
_DAY_FIRST = rf"(?i)(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th|\.)? {_MONTH},? (?P<year>[0-9]{{4}})"
_FIGURES = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})")
MONTHS_A_YEAR = 12
_TRUTHS = {"true": "true", "yes": "true", "on": "true", "false": "false", "no": "false", "off": "false"}


class WrongValueError(Exception):
    """A value is not what is wanted: in words, and what to write instead."""

    def __init__(self, message: str, hint: str, code: str = "wrong-value", instead: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.code = code
        self.instead = instead
        """What is certainly meant."""


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
    if isinstance(kind, (inspect.IntType, inspect.FloatType)):
        return _number(text, kind)
    message = f"No value of YAML is read as {kind}."
    raise TypeError(message)


def _text(text: str, kind: inspect.StrType, wanted: str) -> str:
    if kind.min_length and not text.strip():
        raise WrongValueError("There is nothing between the quotes.", wanted or "Write the text there.", "empty-value")
    if kind.min_length and len(text) < kind.min_length:
        message = f"{shown(text)} is too short: it has {len(text)} of at least {kind.min_length} characters."
        raise WrongValueError(message, wanted)
    if kind.max_length is not None and len(text) > kind.max_length:
        message = f"This is too long: it has {len(text)} characters; at most {kind.max_length} are allowed."
        raise WrongValueError(message, wanted)
    if kind.pattern and not re.search(kind.pattern, text):
        raise WrongValueError(f"{shown(text)} is not written as it is wanted here.", wanted)
    return text


def _choice(text: str, kind: inspect.LiteralType) -> str:
    choices = [str(choice) for choice in kind.values]
    if text not in choices:
        raise WrongValueError(f"{shown(text)} is none of the choices: {', '.join(choices)}.", "Write one of them.")
    return text


def _truth(text: str, *, plain: bool) -> bool:
    if not plain or text not in {"true", "false"}:
        hint = "Write true or false, without quotes."
        raise WrongValueError(
            f"{shown(text)} is neither true nor false.", hint, instead=_TRUTHS.get(text.strip().casefold())
        )
    return text == "true"


def _day(text: str) -> date:
    hint = "Write year, month and day, as 2026-11-24."
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
        day = _day_meant(text)
    except ValueError:
        raise WrongValueError(f"There is no day {shown(text)}.", hint) from None
    raise WrongValueError(f"{shown(text)} is not a day.", hint, instead=day.isoformat() if day else None)


def _day_meant(text: str) -> date | None:
    """Return the day that a text can only mean, or None. Raises ValueError where there is no such day."""
    if nearly := _NEARLY_A_DAY.fullmatch(text):
        return date(int(nearly[1]), int(nearly[2]), int(nearly[3]))
    if named := re.fullmatch(_MONTH_FIRST, text) or re.fullmatch(_DAY_FIRST, text):
        month = _MONTHS.index(named["month"][:3].casefold()) + 1
        return date(int(named["year"]), month, int(named["day"]))
    if figures := _FIGURES.fullmatch(text):
        one, other, year = int(figures[1]), int(figures[2]), int(figures[3])
        # “3/4/2026” may be in March or in April; “24.11.2026” may not.
        if one > MONTHS_A_YEAR or one == other:
            return date(year, other, one)
        if other > MONTHS_A_YEAR:
            return date(year, one, other)
    return None


def _number(text: str, kind: inspect.IntType | inspect.FloatType) -> float:
    number: float
    if isinstance(kind, inspect.IntType) and _WHOLE.fullmatch(text):
        number = int(text)
    elif isinstance(kind, inspect.FloatType) and _DECIMAL.fullmatch(text):
        number = float(text)
    elif re.fullmatch(r"0[0-9]{1,14}", text):
        raise WrongValueError(f"{shown(text)} begins with a zero.", "Write it without.", instead=str(int(text)))
    elif isinstance(kind, inspect.IntType):
        raise WrongValueError(f"{shown(text)} is not a whole number.", "Write digits only, as 3.")
    else:
        raise WrongValueError(f"{shown(text)} is not a number.", "Write a number, as 1.5.")
    if (kind.ge is not None and number < kind.ge) or (kind.gt is not None and number <= kind.gt):
        limit = f"{kind.ge} or more" if kind.ge is not None else f"more than {kind.gt}"
        raise WrongValueError(f"{shown(text)} is too small.", f"Write {limit}.")
    if (kind.le is not None and number > kind.le) or (kind.lt is not None and number >= kind.lt):
        limit = f"{kind.le} or less" if kind.le is not None else f"less than {kind.lt}"
        raise WrongValueError(f"{shown(text)} is too large.", f"Write {limit}.")
    return number
