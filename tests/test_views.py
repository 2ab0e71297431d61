"""What a page tells programs is JSON that nothing can break out of."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from microsite.views import _data_block

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
SHORT = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
VALUES = st.one_of(TEXTS, st.integers(-(2**53), 2**53), st.lists(TEXTS, max_size=3), st.dictionaries(SHORT, TEXTS))


@given(st.dictionaries(SHORT, VALUES, min_size=1, max_size=4))
def test_it_is_written_as_pythons_own_json_is_with_three_characters_escaped(data: dict[str, object]) -> None:
    plain = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character, escaped in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        plain = plain.replace(character, escaped)
    text = _data_block(data)
    assert str(text) == plain
    assert json.loads(text) == data
    assert not set(text) & set("<>&")


def test_every_character_below_the_space_and_every_mark_is_escaped_alike() -> None:
    data = {"text": "".join(map(chr, (*range(256), 0x2028, 0x2029, 0xFEFF, 0x1F600)))}
    assert json.loads(_data_block(data)) == data
    assert str(_data_block({"a": "</script>"})) == '{"a":"\\u003c/script\\u003e"}'


def test_a_page_that_tells_nothing_has_no_data() -> None:
    assert str(_data_block({})) == ""
