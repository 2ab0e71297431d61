"""A PDF is listed with what it tells of itself; one that nobody can hear is told, and none holds a build up."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import pytest
from selectolax.lexbor import LexborHTMLParser

if TYPE_CHECKING:
    from faults.trial import Trial

HEAD = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
TAGS = b"1 0 obj<</Type/Catalog/Pages 2 0 R/MarkInfo<</Marked true>>/StructTreeRoot 3 0 R>>endobj\n"
PLAIN = b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
MEGABYTES = 8 * 1024 * 1024


def packed(content: bytes, kind: bytes = b"/ObjStm") -> bytes:
    return (
        b"9 0 obj<</Type"
        + kind
        + b"/Filter/FlateDecode/N 2/First 9>>\nstream\r\n"
        + zlib.compress(content)
        + b"\nendstream\n"
    )


def information(author: bytes) -> bytes:
    return b"4 0 obj<</Title(A form)/Producer(Words 1)/Author" + author + b">>endobj\n"


XMP = b"<x:xmpmeta><dc:creator><rdf:Seq><rdf:li>Zz &amp; Canary</rdf:li></rdf:Seq></dc:creator></x:xmpmeta>"
NAMED = {
    "plain": (information(b"(Zz Canary)"), "Zz Canary"),
    "escaped": (information(rb"(Zz \(Can\141ry\))"), "Zz (Canary)"),
    "wide": (information(b"<" + "\ufeffZz Cañary".encode("utf-16-be").hex().encode() + b">"), "Zz Cañary"),
    "packed": (packed(b"4 0 <</Author(Zz Canary)/Producer(x)>>"), "Zz Canary"),
    "xmp": (XMP, "Zz & Canary"),
    "packed-xmp": (packed(XMP, b"/Metadata"), "Zz & Canary"),
    "older": (information(b"(Zz Canary)") + b"%%EOF\n" + information(b"()"), "Zz Canary"),
    "hidden": (information(b"(Zz\x1b[31m Canary)"), "Zz [31m Canary"),
}


@pytest.mark.holds(88, "told", times=len(NAMED))
def test_a_pdf_that_names_who_wrote_it_is_told(trial: Trial) -> None:
    for name, (what, _) in NAMED.items():
        trial.write(f"content/{name}.pdf", HEAD + TAGS + what + b"%%EOF\n")
    ran = trial.harmless(*["pdf-author"] * len(NAMED))
    for name, (_, author) in NAMED.items():
        assert f"content/{name}.pdf: advice[pdf-author] This PDF says that “{author}” wrote it." in ran.told


@pytest.mark.holds(88, "told", times=3)
def test_a_pdf_without_tags_is_told(trial: Trial) -> None:
    trial.write("content/a.pdf", HEAD + PLAIN + b"%%EOF")
    trial.write("content/b.pdf", HEAD + packed(b"1 0 <</Type/Catalog/MarkInfo<</Marked false>>/StructTreeRoot 3 0 R>>"))
    trial.write("content/c.PDF", HEAD + PLAIN)
    ran = trial.harmless(*["untagged-pdf"] * 3, at="content/a.pdf: warning", words="as a tagged, accessible PDF")
    assert trial.run("build", "--strict").code == 1, ran.told


@pytest.mark.holds(88, "harmless", times=3)
def test_a_pdf_that_tells_nothing_and_can_be_heard_is_published_as_it_is(trial: Trial) -> None:
    files = {
        "a.pdf": HEAD + TAGS + information(b"()"),
        "b.pdf": HEAD + packed(b"1 0 <</Type/Catalog/MarkInfo<</Marked true>>/StructTreeRoot 3 0 R>>"),
        "locked.pdf": HEAD + PLAIN + b"trailer<</Encrypt 8 0 R>>",
    }
    for name, data in files.items():
        trial.write(f"content/{name}", data)
    trial.harmless()
    assert all((trial.root / "public" / name).read_bytes() == data for name, data in files.items())


@pytest.mark.holds(88, "refused", times=4)
def test_what_is_no_pdf_is_refused(trial: Trial) -> None:
    for name, data in (("a", b"<html>"), ("b", b""), ("c", b"PK\3\4"), ("d", b"x" * 2000 + HEAD)):
        trial.write(f"content/{name}.pdf", data)
    ran = trial.run("build")
    assert (ran.code, set(ran.codes)) == (1, {"not-a-pdf"}), ran.told
    assert len(ran.codes) == 4, ran.told
    assert trial.now() == trial.published


@pytest.mark.holds(88, "told")
def test_the_report_lists_every_pdf_with_what_it_tells(trial: Trial) -> None:
    trial.write("content/a-form.pdf", HEAD + TAGS + information(b"(Zz <b>Canary)"))
    trial.write("content/plain.pdf", HEAD + PLAIN)
    trial.write("content/day.ics", "BEGIN:VCALENDAR\nEND:VCALENDAR\n")
    file = trial.root / "public" / "report.html"
    ran = trial.run("report", "--output", trial.root / ".cache" / "report.html")
    assert ran.code == 0, ran.told
    assert not file.exists()
    page = LexborHTMLParser((trial.root / ".cache" / "report.html").read_text("utf-8"))
    section = next(found for found in page.css("section") if found.attributes.get("aria-labelledby") == "downloads")
    told = [" ".join(item.text().split()) for item in section.css("li")]
    assert told == [
        "a-form.pdf, 1 KB Title: A form. Author: Zz <b>Canary. Tagged for screen readers: yes.",
        "day.ics, 1 KB",
        "plain.pdf, 1 KB Title: none. Author: none. Tagged for screen readers: no.",
    ]


HOSTILE = {
    "open dictionaries": b"<<" * (MEGABYTES // 2),
    "open texts": b"/Author(\\" * (MEGABYTES // 9),
    "open packets": b"<dc:creator><rdf:li " * (MEGABYTES // 20),
    "bombs": packed(b"<<" * 20_000_000) * 200,
    "bombs of texts": packed(b"/Author(" * 1_000_000) * 200,
    "no streams": b"/ObjStm stream\n" * (MEGABYTES // 15),
}


@pytest.mark.holds(88, "told")
@pytest.mark.parametrize("content", [*HOSTILE.values()], ids=[*HOSTILE])
def test_a_hostile_pdf_holds_nothing_up(trial: Trial, content: bytes) -> None:
    """A run may take ten seconds and a gigabyte. What is looked through grows with the file, and no faster."""
    trial.write("content/a.pdf", HEAD + content[:MEGABYTES])
    trial.harmless("untagged-pdf")
