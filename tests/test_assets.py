"""The style sheet: all of it in one file, smaller, and still the same rules."""

from __future__ import annotations

import pytest

from microsite.assets import compact, crisis_property, fingerprinted


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


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("", ""),
        ("Call [988](tel:988) *now*.", '@layer tokens{:root{--crisis-line:"Call 988 now."}}'),
        (r'Say "help" or \.', r'@layer tokens{:root{--crisis-line:"Say \"help\" or \\."}}'),
    ],
)
def test_the_crisis_line_is_handed_to_the_style_sheet(line: str, rule: str) -> None:
    assert crisis_property(line) == rule


def test_a_name_changes_with_the_content() -> None:
    assert fingerprinted("css/site.css", b"a") != fingerprinted("css/site.css", b"b")
    assert fingerprinted("css/site.css", b"a").startswith("css/site.")
