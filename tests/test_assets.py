"""The style sheet: all of it in one file, smaller, and still the same rules."""

from __future__ import annotations

import pytest

from microsite.assets import compact, fingerprinted


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("/* why */\na {\n  color: red;\n}\n", "a{color: red;}\n"),
        (".a :is(b, c) > d {\n}", ".a :is(b,c) > d{}\n"),
        ("a::before { content: \"/* { , } */  \" / ''; }", "a::before{content: \"/* { , } */  \" / '';}\n"),
        ("@layer reset, base;\n\n@layer base {\n  a { }\n}", "@layer reset,base;@layer base{a{}}\n"),
        ("a { inline-size: calc(1px + (2px * 3)) }", "a{inline-size: calc(1px + (2px * 3))}\n"),
        ("a { content: 'it\\'s'; }/**/b{}", "a{content: 'it\\'s';}b{}\n"),
    ],
)
def test_a_style_sheet_is_compacted_and_means_the_same(written: str, sent: str) -> None:
    assert compact(written) == sent


def test_a_name_changes_with_the_content() -> None:
    assert fingerprinted("css/site.css", b"a") != fingerprinted("css/site.css", b"b")
    assert fingerprinted("css/site.css", b"a").startswith("css/site.")
