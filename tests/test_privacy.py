"""Nothing is fetched from others, nothing runs, and no file tells more than it should."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from PIL import ExifTags, Image, PngImagePlugin
from test_checks import TEXT, Judge, only, page_file, told

from microsite.model import Output
from microsite.pictures.left_in import CAMERA, NOTES, PLACE, left_in

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def judged(tmp_path: Path) -> Judge:
    return Judge(tmp_path)


def photo(kind: str, **settings: object) -> bytes:
    """Return the bytes of a small picture."""
    stream = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(stream, kind, **settings)
    return stream.getvalue()


def exif(*, place: bool = False, camera: bool = False, turned: bool = False) -> Image.Exif:
    """Return what a camera writes into a photo."""
    found = Image.Exif()
    if turned:
        found[ExifTags.Base.Orientation] = 6
    if camera:
        found[ExifTags.Base.Model] = "Camera 3"
    if place:
        found.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    return found


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_what_a_camera_leaves_in_a_photo_is_found(kind: str) -> None:
    assert left_in(photo(kind)) == frozenset()
    assert left_in(photo(kind, exif=exif(turned=True))) == frozenset()
    assert left_in(photo(kind, exif=exif(camera=True))) == {CAMERA}
    assert left_in(photo(kind, exif=exif(camera=True, place=True))) == {CAMERA, PLACE}


def test_notes_of_a_picture_are_found() -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", "A person")
    assert left_in(photo("PNG", pnginfo=notes)) == {NOTES}
    assert left_in(photo("JPEG", comment=b"A note")) == {NOTES}
    assert left_in(photo("GIF", comment=b"A note of mine")) == {NOTES}
    packet = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF/></x:xmpmeta>'
    assert left_in(photo("JPEG", xmp=packet)) == {NOTES}
    assert left_in(photo("WEBP", xmp=packet)) == {NOTES}
    assert left_in(photo("JPEG", xmp=b"<x exif:GPSLatitude='1'/>")) == {PLACE}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_a_picture_that_is_cut_off_is_read_as_far_as_it_goes(kind: str) -> None:
    whole = photo(kind, exif=exif(camera=True)) if kind != "GIF" else photo(kind)
    for end in range(0, len(whole), 3):
        assert left_in(whole[:end]) <= {CAMERA, NOTES}
    assert left_in(b"") == frozenset()


def test_a_photo_that_says_where_it_was_taken_is_told(judged: Judge) -> None:
    data = photo("JPEG", exif=exif(place=True, camera=True))
    judged.outputs.append(Output("door.jpg", data, "content/door.jpg"))
    problem = only(judged(fees=page_file()), "photo-tells-place")
    assert (str(problem.place), problem.message) == ("content/door.jpg:0:0", "This photo says where it was taken.")
    assert "without location" in problem.hint


def test_the_name_of_a_photo_may_be_in_capitals(judged: Judge) -> None:
    judged.outputs.append(Output("assets/DOOR.JPG", photo("JPEG", exif=exif(place=True)), "templates/assets/DOOR.JPG"))
    assert only(judged(fees=page_file()), "photo-tells-place").place.path == "templates/assets/DOOR.JPG"


def test_a_photo_that_names_the_camera_is_told(judged: Judge) -> None:
    judged.outputs.append(Output("door.jpg", photo("JPEG", exif=exif(camera=True)), "content/door.jpg"))
    assert only(judged(fees=page_file()), "picture-data").message.startswith("This photo says with which camera")


def test_a_picture_of_somebody_else_is_told_where_it_stands(judged: Judge) -> None:
    problem = only(judged(fees=page_file("![A door](https://example.com/a.png)")), "foreign-load")
    assert str(problem.place) == "content/fees.md:5:11"
    assert "“https://example.com/a.png” is fetched from somebody else" in problem.message


@pytest.mark.parametrize(
    "html",
    [
        '<link rel="stylesheet" href="https://example.com/a">',
        '<link rel="preconnect" href="//example.com/a">',
        '<img src="https://example.com/a" alt="">',
        '<img srcset="/iop/ 1x, https://example.com/a 2x" alt="">',
        '<video poster="https://example.com/a"></video>',
        '<svg xmlns="http://www.w3.org/2000/svg"><image href="https://example.com/a"/></svg>',
        '<svg><use xlink:href="https://example.com/a#b"/></svg>',
    ],
)
def test_what_a_template_fetches_from_others_is_told_once(judged: Judge, html: str) -> None:
    judged.menu = html
    assert [problem.code for problem in judged(fees=page_file())] == ["foreign-load"]


def test_links_and_addresses_of_the_own_site_fetch_nothing(judged: Judge) -> None:
    judged.menu = (
        '<link rel="canonical" href="https://example.com/"><a href="https://example.com/">A place</a>'
        '<link rel="icon" href="https://example.org/iop/"><img src="data:image/gif;base64,AA" alt="">'
        '<script type="application/ld+json">{"onload=": "https://example.com/"}</script>'
    )
    assert told(judged(fees=page_file(f'{TEXT} Or say onload="x".'))) == []


@pytest.mark.parametrize(
    ("html", "what"),
    [
        ("<script>1</script>", "<script>"),
        ('<script type="module" src="/iop/"></script>', "<script>"),
        ("<form></form>", "<form>"),
        ('<iframe src="/iop/"></iframe>', "<iframe>"),
        ('<p style="color: red">x</p>', 'style="…"'),
        ('<p onclick="x">x</p>', 'onclick="…"'),
        ("<p OnLoad=x>x</p>", 'onload="…"'),
        ("<style>p{}</style>", "<style>"),
    ],
)
def test_what_can_run_or_send_is_told_once(judged: Judge, html: str, what: str) -> None:
    judged.menu = html
    problem = only(judged(fees=page_file()), "active-content")
    assert problem.message == f"The page has “{what}” in it."


@pytest.mark.parametrize(
    ("path", "text", "code"),
    [
        ("a.css", "p{background:url( 'https://example.com/a.png')}", "foreign-load"),
        ("a.css", '@import "//example.com/a.css";', "foreign-load"),
        ("a.css", "p{background:url(/iop/a.png)}/* https://example.com/ */", ""),
        ("a.svg", '<svg xmlns="http://www.w3.org/2000/svg"><a href="#b"/></svg>', ""),
        (
            "a.svg",
            '<svg xmlns="http://www.w3.org/2000/svg"><image href="https://example.com/a.png"/></svg>',
            "foreign-load",
        ),
        ("a.svg", '<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', "active-content"),
        ("a.svg", '<svg xmlns="http://www.w3.org/2000/svg" onload="x"></svg>', "active-content"),
    ],
)
def test_style_sheets_and_drawings_are_looked_through(judged: Judge, path: str, text: str, code: str) -> None:
    judged.outputs.append(Output(path, text.encode(), f"templates/assets/{path}"))
    assert [problem.code for problem in judged(fees=page_file())] == ([code] if code else [])


KEY = "AKIA" + "Q" * 16


def test_a_key_in_a_page_is_told_where_it_stands(judged: Judge) -> None:
    problem = only(judged(fees=page_file(f"The key is {KEY}.")), "secret")
    assert (str(problem.place), problem.message) == (
        "content/fees.md:5:12",
        "This looks like a key of Amazon: “AKIAQQQQ…”.",
    )


@pytest.mark.parametrize(
    "secret",
    [
        "-----BEGIN RSA PRIVATE KEY-----",
        "AIza" + "a" * 35,
        "ghp_" + "a" * 36,
        "gho_" + "a" * 36,
        "ghs_" + "a" * 36,
        "github_pat_" + "a" * 60,
        "glpat-" + "a" * 20,
        "xoxb-" + "1" * 12,
        "sk_live_" + "a" * 24,
        "SG." + "a" * 22 + "." + "a" * 43,
    ],
)
def test_keys_in_other_files_are_told(judged: Judge, secret: str) -> None:
    judged.outputs.append(Output("a.txt", f"x = {secret}".encode(), "templates/assets/a.txt"))
    assert only(judged(fees=page_file()), "secret").place.path == "templates/assets/a.txt"


def test_what_only_begins_like_a_key_is_none(judged: Judge) -> None:
    assert (
        told(judged(fees=page_file("Write `ghp_` or `AKIA` and `xoxb-1`, as in `-----BEGIN PUBLIC KEY-----`."))) == []
    )


@pytest.mark.parametrize("path", ["a.bak", "plan.docx", "a.css~", ".env", "x/.git/config", "a.zip", "key.pem"])
def test_files_that_are_nobodys_business_are_told(judged: Judge, path: str) -> None:
    judged.outputs.append(Output(path, b"x", f"templates/assets/{path}"))
    assert only(judged(fees=page_file()), "stray-file").place.path == f"templates/assets/{path}"


def test_files_that_hosts_want_are_no_strays(judged: Judge) -> None:
    judged.outputs += [Output(".nojekyll", b""), Output(".well-known/security.txt", b"x")]
    assert told(judged(fees=page_file())) == []
