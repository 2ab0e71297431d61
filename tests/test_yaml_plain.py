"""Plain YAML: what the quick reader takes is what PyYAML makes of it; all else it leaves alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from microsite.problems import Report
from microsite.source import CONTROL, Source
from microsite.yaml_lines import UNFIT
from microsite.yaml_nodes import Mapping, Node, Scalar, Sequence
from microsite.yaml_plain import read_plain
from microsite.yaml_reader import read_nodes

ROOT = Path(__file__).resolve().parent.parent
KEYS = ("title", "text", "next")


def slowly(text: str) -> tuple[Node | None, list[str]]:
    """Return what the whole reader, with PyYAML, makes of a text, and the codes of what it has to say."""
    report = Report()
    nodes = read_nodes(Source("a.md", text), 0, len(text), KEYS, report)
    nodes.lines.tell()
    return nodes.root, [problem.code for problem in report.problems] + [key for _, key in nodes.damaged]


def front_matter(file: Path) -> str:
    text = file.read_text("utf-8", errors="replace").removeprefix("\ufeff").replace("\r\n", "\n")
    found = re.match(r"---\n(.*?)^---$", text, re.DOTALL | re.MULTILINE)
    return found[1] if found else ""


OURS = [
    *(file.read_text("utf-8") for file in (ROOT / "templates").rglob("*.yaml")),
    *(front_matter(file) for file in (ROOT / "content").rglob("*.md")),
    (ROOT / "site_config.yaml").read_text("utf-8"),
]
MORE = [
    *(front_matter(file) for file in (ROOT / "tests" / "sites").rglob("*.md")),
    *(file.read_text("utf-8") for file in (ROOT / "tests" / "sites").rglob("*.yaml")),
]


def test_every_yaml_of_our_own_site_is_plain() -> None:
    assert len(OURS) > 30
    assert [text for text in OURS if read_plain(text, KEYS) is None] == []


@pytest.mark.parametrize("text", [*OURS, *MORE], ids=range(len(OURS) + len(MORE)))
def test_a_real_file_is_read_as_the_library_reads_it(text: str) -> None:
    root = read_plain(text, KEYS)
    assert root is None or slowly(text) == (root, [])


def test_what_is_plain_is_read_with_its_places() -> None:
    root = read_plain("title: A: b\nnext:\n- text: 'c'\n  to: d\n".replace(": b", ":b"), KEYS)
    title = Scalar(0, 7, 0, 10, "A:b", plain=True)
    step = Mapping(
        2,
        2,
        4,
        0,
        (
            (Scalar(2, 2, 2, 6, "text", plain=True), Scalar(2, 8, 2, 11, "c", plain=False)),
            (Scalar(3, 2, 3, 4, "to", plain=True), Scalar(3, 6, 3, 7, "d", plain=True)),
        ),
    )
    assert root == Mapping(
        0,
        0,
        4,
        0,
        (
            (Scalar(0, 0, 0, 5, "title", plain=True), title),
            (Scalar(1, 0, 1, 4, "next", plain=True), Sequence(2, 0, 4, 0, (step,))),
        ),
    )


PLAIN = [
    "title: 'a''b'\n",
    "title: ''''\ntext: '''a'' b'\n",
    "title: A\n",
    "title: A",
    "title: A\n\n# more\n",
    "title: A\n  ",
    "title: A # not a remark".replace(" #", "#"),
    "facts:\n  prior to: before\n  x: >-\n    one\n    two\n\nnext: |\n  three\n  four\n",
    "next:\n  [a, 'b, c', \"d\"]\ntext: {a: b, c: 'd'}\n",
    "next:\n- text: a\n  more:\n  - b\n  - c\n- d\n",
    "url: https://example.org/?a=b#c\n",
]


@pytest.mark.parametrize("text", PLAIN)
def test_a_plain_text_is_taken(text: str) -> None:
    root = read_plain(text, KEYS)
    assert root is not None
    assert slowly(text) == (root, [])


ODD = [
    "",
    "# nothing\n",
    "title:\n",
    "title: \n",
    "title: A\n  b\n",
    "title: A\n  b: c\n",
    "title: A\ntitle: B\n",
    " title: A\n",
    "- a\n",
    "title: a: b\n",
    "title: a #b\n",
    "title: a:\n",
    "title: *a\n",
    "title: &a b\n",
    "title: !a b\n",
    "title: {{ a }}\n",
    "title: “a”\n",
    "title: 'a' b\n",
    'title: "a\\n"\n',
    "title:\ta\n",
    "title: a\u2028b\n",
    "title:\xa0a\n",
    "title: \xa0a\n",
    "next:\n  - title:a\n",
    "next:\n  - a:\xa0b\n",
    "next:\n- \n- a\n",
    "next:\n  - - a\n",
    "next:\n  -\n    a\n",
    "next: [a\n",
    "next: [a}\n",
    "next: [a, [b]]\n",
    "next: [a, ]\n",
    "next: {a: b, a: c}\n",
    "next:\n  a: b\n c: d\n",
    "next:\n  - a\n b: c\n",
    "next: >\n  a\n\n  b\n",
    "next: >\n  a\n    b\n",
    "title: A\n# more",
    "a:\n  b: >\n    c\n  \nd: e\n",
    "next: |\n",
    "---\ntitle: A\n",
    "a:\n b:\n  c:\n   d:\n    e:\n     f:\n      g:\n       h:\n        i: j\n",
    "title: " + "a" * 70000,
]


@pytest.mark.parametrize("text", ODD, ids=[text[:20] for text in ODD])
def test_what_is_not_plain_is_left_to_the_whole_reader(text: str) -> None:
    assert read_plain(text, KEYS) is None


INDENTS = st.sampled_from(["", "", "", " ", "  ", "  ", "    ", "      "])
DASHES = st.sampled_from(["", "", "", "- ", "- ", "-  ", "-", "- - "])
NAMES = st.sampled_from(
    ["", "title: ", "text: ", "next:", "a:", "b: ", "prior to: ", "x.y/z*: ", "title:", "it's: ", "é: "]
)
VALUES = st.one_of(
    st.sampled_from(
        ["", "", "a b", "'a'", '"b"', "[a, b]", "[a, 'b']", "{a: b}", "{a: b, c: 'd'}", ">", "|-", "#", "# a"]
    ),
    st.sampled_from(
        ["tel:988", "title:x", "a: b", "a #b", "a:", "-", "- a", "?", "...", "---", "'", '"', "[", "]", "a ", "''"]
    ),
    st.text(st.sampled_from("ab :#'\"[]{},-?*&!|>%@`“’\\\t\xa0é\u2028\U0001f600.0"), max_size=8),
)
TEXTS = st.lists(st.builds("{}{}{}{}".format, INDENTS, DASHES, NAMES, VALUES), min_size=1, max_size=7).map("\n".join)


@settings(max_examples=1500, deadline=None)
@given(st.sampled_from(["", "title: a\n", "next:\n", "facts: >-\n"]), TEXTS, st.sampled_from(["", "\n", "\n\n"]))
@example("facts: >-\n", " \xa0", "\n")
def test_what_is_read_quickly_is_what_the_library_reads(before: str, text: str, after: str) -> None:
    root = read_plain(before + text + after, KEYS)
    assert root is None or slowly(before + text + after) == (root, [])


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(OURS), st.data())
def test_a_file_with_something_struck_out_or_put_in_is_read_alike(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(start + 4, len(text))))
    put_in = data.draw(st.text(st.sampled_from("a :#'\"[]{},-\n \xa0|>&*"), max_size=3))
    changed = text[:start] + put_in + text[end:]
    root = read_plain(changed, KEYS)
    assert root is None or slowly(changed) == (root, [])


def test_the_characters_that_are_unfit_are_all_that_yaml_does_not_take_or_show_and_that_no_text_needs() -> None:
    unfit = re.compile("[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue002-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
    every = map(chr, range(0x110000))
    wrong = [ascii(one) for one in every if bool(UNFIT.match(one)) != bool(unfit.match(one) or CONTROL.match(one))]
    assert wrong == []
