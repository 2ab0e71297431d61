"""Drawings (SVG): admitted without whatever could run, fetch or move, and without the notes of drawing programs."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from build import build
from microsite.console import as_text
from microsite.options import Options
from microsite.pictures import RefusedPictureError
from microsite.pictures.drawing import is_drawing, read_drawing
from microsite.pictures.variants import make_variants
from microsite.problems import Report

if TYPE_CHECKING:
    from conftest import WriteSite

SVG = 'xmlns="http://www.w3.org/2000/svg"'
PAGE = "---\ntitle: A page\ndescription: A page of a site that is made for tests, and shows a drawing.\n---\n"


def drawn(inner: str, more: str = "") -> str:
    return read_drawing(f"<svg {SVG} {more}>{inner}</svg>".encode()).data.decode()


def refused(text: str | bytes) -> RefusedPictureError:
    with pytest.raises(RefusedPictureError) as told:
        read_drawing(text.encode() if isinstance(text, str) else text)
    return told.value


def parts(data: bytes) -> list[tuple[str, dict[str, str], str | None, str | None]]:
    """Return every element below the first, with its attributes and texts."""
    root = ET.fromstring(data)  # noqa: S314  it is ours
    return [(each.tag, each.attrib, each.text, each.tail) for each in root.iter()][1:]


def test_a_plain_drawing_stays_what_it_is() -> None:
    inner = (
        '<title>A leaf</title><defs><linearGradient id="a"><stop offset="0"/></linearGradient></defs>'
        '<style>.b{fill:url(#a)}</style><g class="b" xml:lang="en"><path d="M0 0h10&#10;v5" fill="url(#a)"/>'
        '<use href="#a"/><a href="#a"><text xml:space="preserve">a &lt; b &amp; é</text></a></g>'
    )
    data = read_drawing(f"<svg {SVG} viewBox='0 0 20 10'>{inner}</svg>".encode())
    assert parts(data.data) == parts(f"<svg {SVG}>{inner}</svg>".encode())
    assert read_drawing(data.data) == data
    assert data.suffix == "svg"


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('viewBox="0 0 240 120"', (240, 120)),
        ('viewBox="-5,-5, 24.6 , 12"', (25, 12)),
        ('width="300" height="200px" viewBox="0 0 3 2"', (300, 200)),
        ('width="100%" height="100%" viewBox="0 0 3 2"', (3, 2)),
        ('width="21cm" height="29.7cm"', (0, 0)),
        ('viewBox="0 0 wide high"', (0, 0)),
        ('viewBox="0 0 1e999 5"', (0, 0)),
        ("", (0, 0)),
    ],
)
def test_the_size_of_a_drawing_is_told_by_its_numbers_or_its_view_box(attributes: str, size: tuple[int, int]) -> None:
    drawing = read_drawing(f"<svg {SVG} {attributes}/>".encode())
    assert (drawing.width, drawing.height) == size


def test_what_a_drawing_program_left_in_is_left_out() -> None:
    text = drawn(
        "<!-- ZZCANARY --><metadata><rdf:RDF xmlns:rdf='r'><dc:creator xmlns:dc='d'>ZZCANARY</dc:creator></rdf:RDF>"
        "</metadata><sodipodi:namedview xmlns:sodipodi='s' id='ZZCANARY'><inkscape:grid xmlns:inkscape='i'/>"
        "</sodipodi:namedview><g xmlns:inkscape='i' inkscape:label='ZZCANARY' data-name='ZZCANARY' id='a'>"
        "<?x ZZCANARY?>"
        "<path d='M0 0'/></g>",
        "xmlns:inkscape='i' inkscape:export-filename='C:\\Users\\ZZCANARY\\a.png' xml:base='https://example.com/ZZCANARY'",
    )
    assert "ZZCANARY" not in text
    assert text.endswith('><g id="a"><path d="M0 0" /></g></svg>')


def test_the_name_of_a_kind_of_document_is_left_out() -> None:
    public = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    assert b"DOCTYPE" not in read_drawing(f"<?xml version='1.0'?>{public}<svg {SVG}/>".encode()).data


@pytest.mark.parametrize(
    ("inner", "code", "words"),
    [
        ("<script>alert(1)</script>", "active-content", "“<script>”"),
        ("<SCRIPT/>", "active-content", "“<SCRIPT>”"),
        ('<x:script xmlns:x="http://www.w3.org/1999/xhtml"/>', "active-content", "“<script>”"),
        ("<g onload='x'/>", "active-content", "“onload”"),
        ("<g OnClick='x'/>", "active-content", "“onclick”"),
        ("<foreignObject/>", "active-content", "“<foreignObject>”"),
        ("<a href='javascript:alert(1)'/>", "active-content", "“javascript:”"),
        ("<a href='java&#x73;cript:alert(1)'/>", "active-content", "“javascript:”"),
        ("<g style='behavior: url(#a)'/>", "active-content", "“behavior:”"),
        ("<image href='https://example.com/a.png'/>", "foreign-load", "“https://example.com/a.png”"),
        (
            "<image xlink:href='//example.com/a.png' xmlns:xlink='http://www.w3.org/1999/xlink'/>",
            "foreign-load",
            "“//e",
        ),
        ("<use href='other.svg#a'/>", "foreign-load", "“other.svg#a”"),
        ("<image href='data:image/png;base64,AAAA'/>", "foreign-load", "There is another file within the drawing"),
        ("<path fill='url(https://example.com/a#b)'/>", "foreign-load", "“https://example.com/a#b”"),
        ("<path style='fill:\\75rl( \"https://example.com/a\")'/>", "foreign-load", "“https://example.com/a”"),
        ("<path style='fill:u/**/rl(x)'/>", "foreign-load", "“x”"),
        ("<style>@import 'a.css';</style>", "foreign-load", "“@import 'a.css'”"),
        ("<style>g{background:image-set('a.png' 1x)}</style>", "foreign-load", "image-set("),
        ("<style>@keyframes a{}</style>", "moving-picture", "“@keyframes”"),
        ("<animate attributeName='href'/>", "moving-picture", "“<animate>”"),
        ("<set attributeName='href' to='javascript:x'/>", "moving-picture", "“<set>”"),
        ("<g>" * 120 + "</g>" * 120, "nested-too-deeply", "nested too deeply"),
        ("<g xmlns='x'>" * 120 + "</g>" * 120, "nested-too-deeply", "nested too deeply"),
    ],
)
def test_what_can_run_fetch_or_move_is_refused(inner: str, code: str, words: str) -> None:
    told = refused(f"<svg {SVG}>{inner}</svg>")
    assert (told.code, words in told.message) == (code, True), told.message
    assert told.hint


@pytest.mark.parametrize(
    ("before", "code"),
    [
        ('<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>', "active-content"),
        ('<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>', "active-content"),
        ('<!DOCTYPE svg [<!ENTITY % a SYSTEM "https://example.com/a"> %a;]>', "active-content"),
        ('<?xml-stylesheet href="https://example.com/a.css"?>', "foreign-load"),
    ],
)
def test_what_stands_before_a_drawing_fetches_and_declares_nothing(before: str, code: str) -> None:
    assert refused(f"{before}<svg {SVG}><text>&b;</text></svg>").code == code


def test_a_word_that_is_declared_nowhere_is_told() -> None:
    told = refused(f'<!DOCTYPE svg SYSTEM "a.dtd"><svg {SVG}><text>&nbsp;</text></svg>')
    assert told.message == "The drawing uses the word “&nbsp;”, which is declared nowhere."


def test_a_refusal_names_its_line_and_column() -> None:
    told = refused(f"<svg {SVG}>\n  <g>\n    <path onload='x'/>\n  </g>\n</svg>")
    assert (told.line, told.column) == (3, 5)
    told = refused(f"<svg {SVG}>\n<style>\n@import 'a';\n</style></svg>")
    assert told.line == 2
    told = refused(f"<svg {SVG}>\n<g></svg>")
    assert (told.code, told.line) == ("broken-picture", 2)


def test_a_drawing_that_does_not_say_so_is_none() -> None:
    assert refused("<svg><path/></svg>").code == "not-a-picture"
    assert refused(f"<html><svg {SVG}/></html>").code == "not-a-picture"
    assert refused(f"<svg {SVG}>{'<path/>' * 200_000}</svg>").code == "too-large"


@pytest.mark.parametrize(
    "data",
    [
        b"<svg/>",
        b"\xef\xbb\xbf\n<?xml version='1.0'?>\n<!-- a --><!DOCTYPE svg><svg>",
        "<?xml version='1.0' encoding='utf-16'?><svg/>".encode("utf-16"),
        b"<s:svg xmlns:s='x'/>",
    ],
)
def test_a_drawing_is_known_by_its_content(data: bytes) -> None:
    assert is_drawing(data)


def test_what_holds_a_drawing_somewhere_is_none() -> None:
    assert not is_drawing(b"\x89PNG <svg>")
    assert not is_drawing(b"<!doctype html><p>Not found.</p>")


def test_a_drawing_under_the_name_of_a_picture_is_read_as_one() -> None:
    (variant,) = make_variants(f"<svg {SVG} viewBox='0 0 2 1'/>".encode(), (400,))
    assert (variant.suffix, variant.width) == ("svg", 2)


@pytest.mark.parametrize("part", ["/*", "url(" + " " * 50, "url(#", "@-a", "javascript ", "\\75", "image-set( "])
def test_no_style_is_so_written_that_reading_it_takes_long(part: str) -> None:
    inner = f"<style>{part * (900_000 // len(part))}</style>"
    start = time.process_time()
    try:
        drawn(inner)
    except RefusedPictureError as told:
        assert told.code == "foreign-load"  # noqa: PT017  it may be refused, but soon
    assert time.process_time() - start < 2


def test_the_problem_of_a_drawing_has_its_place(write_site: WriteSite) -> None:
    root = write_site({"content/index.md": PAGE + "![A leaf](leaf.svg)\n"})
    (root / "content" / "leaf.svg").write_text(f"<svg {SVG}>\n <script/></svg>\n", "utf-8")
    report = Report()
    build(root, Options(), report)
    assert [as_text(problem).splitlines()[0] for problem in report.problems] == [
        "content/leaf.svg:2:2: error[active-content] The drawing can run something: “<script>”."
    ]


def test_a_drawing_has_room_kept_for_it(write_site: WriteSite) -> None:
    root = write_site({"content/index.md": PAGE + "![A leaf](leaf.svg)\n"})
    (root / "content" / "leaf.svg").write_text(f"<svg {SVG} viewBox='0 0 24 12'><!-- ZZCANARY --></svg>", "utf-8")
    outputs = {output.path: output.data for output in build(root, Options(), Report())}
    (path,) = (path for path in outputs if path.endswith("leaf.svg") or "leaf." in path)
    assert (
        f'<img alt="A leaf" decoding="async" height="12" src="/iop/{path}" width="24">'.encode()
        in outputs["index.html"]
    )
    assert b"ZZCANARY" not in outputs[path]
