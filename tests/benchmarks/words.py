"""Plain sentences that nobody has written: easy words, put together by a number, each page with its own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

_WORDS = {
    name: words.replace("\n", " ").split("; ")
    for name, _, words in (
        entry.strip().partition(":\n")
        for entry in Path(__file__).with_name("words.txt").read_text("utf-8").split("\n\n")
    )
}
PEOPLE, THINGS, LOOKS, WHEN = (_WORDS[name] for name in ("people", "things", "looks", "when"))
_DONE, _TO_DO, _WHERE = (_WORDS[name] for name in ("done", "to do", "where"))
_STARTS, _MIDDLES, _ENDS = (_WORDS[name] for name in ("starts", "middles", "ends"))
_STRIDE = 7919
"""A prime, and no factor of the number of names: neighbours get names that differ, and none comes twice."""


def name_of(number: int) -> str:
    """Return the name of an invented village: another for each number below 16,000."""
    number = number * _STRIDE % (len(_STARTS) * len(_MIDDLES) * len(_ENDS))
    number, end = divmod(number, len(_ENDS))
    start, middle = divmod(number, len(_MIDDLES))
    return _STARTS[start] + _MIDDLES[middle] + _ENDS[end]


def sentence(rng: Random, place: str) -> str:
    """Return a sentence of four to twenty words; some name the place."""
    who, other = rng.sample(PEOPLE, 2)
    thing, second, third = rng.sample(THINGS, 3)
    look, another = rng.sample(LOOKS, 2)
    when, where, done, do = rng.choice(WHEN), rng.choice(_WHERE), rng.choice(_DONE), rng.choice(_TO_DO)
    return rng.choice(
        (
            f"The {who} {done} the {look} {thing} {where} the {second} {when}.",
            f"In {place}, the {who} {done} a {thing} and a {second}.",
            f"Ask the {who} for the {look} {thing} if you want to {do} the {second}.",
            f"The {thing} is {look}, and the {second} {where} it is {another}.",
            f"You can {do} the {thing} {when}, but don't {rng.choice(_TO_DO)} the {second}.",
            f'To the {other} it\'s a "{look}" {thing}.',
            f"Nobody {done} the {thing} {when}.",
            f"A {look} {thing} stood {where} the {second}, so the {who} {done} it.",
            f"When the {who} {done} the {thing}, the {other} {rng.choice(_DONE)} the {look} {second}.",
            f"The {second} of the {who} is {look}.",
            f"They {done} it {where} the {another} {thing} and the {third} {when}.",
            f"Take the {thing} to {place}, and {do} it {where} the {second}.",
        )
    )


def paragraph(rng: Random, place: str, sentences: int) -> str:
    """Return some sentences as one line of text."""
    return " ".join(sentence(rng, place) for _ in range(sentences))
