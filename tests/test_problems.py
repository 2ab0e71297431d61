"""What can be wrong, and the guess at what was meant."""

from __future__ import annotations

import difflib
import random

import pytest

from microsite.problems import CODES, MAX_COMPARED, did_you_mean, nearest


@pytest.mark.parametrize(
    ("word", "known", "hint"),
    [
        ("descripton", ["title", "description"], "Did you mean “description”?"),
        ("Related pages", ["related_pages", "next"], "Did you mean “related_pages”?"),
        ("fees.md", ["about/us.md"], "Name a file."),
        ("fees.md", [], "Name a file."),
    ],
)
def test_the_nearest_name_is_guessed(word: str, known: list[str], hint: str) -> None:
    assert did_you_mean(word, known, "Name a file.") == hint


def test_the_guess_is_that_of_difflib() -> None:
    chance = random.Random(1)  # noqa: S311  no secret
    names = tuple(sorted(CODES))
    for _ in range(300):
        letters = list(chance.choice(names))
        for _ in range(chance.randint(0, 6)):
            letters[chance.randrange(len(letters))] = chance.choice("abcdefghijklmnopqrstuvwxyz-")
        word = "".join(letters)
        expected = difflib.get_close_matches(word, names, n=1)
        assert nearest(word, names) == (expected[0] if expected else None)


def test_a_guess_among_many_names_compares_few_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[float] = []

    class Matcher(difflib.SequenceMatcher[str]):
        def ratio(self) -> float:
            compared.append(super().ratio())
            return compared[-1]

    monkeypatch.setattr(difflib, "SequenceMatcher", Matcher)
    names = [f"topic-{number:05}.md" for number in range(10_000)]
    assert did_you_mean("topics-00199.md", names) == "Did you mean “topic-00199.md”?"
    assert 0 < len(compared) <= MAX_COMPARED
    # The same wrong word on another page costs nothing.
    compared.clear()
    assert did_you_mean("topics-00199.md", names) == "Did you mean “topic-00199.md”?"
    assert not compared
