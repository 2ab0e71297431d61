"""Names: two that are one to some computer are refused, and so is one that can be no address; all can be shown."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest

from faults.trial import FRONT_MATTER

if TYPE_CHECKING:
    from faults.trial import Trial


def page(trial: Trial, name: str | bytes, number: int = 0) -> None:
    """Write a page of `content/`, whose name may be no UTF-8, with a title of its own."""
    file = os.path.join(os.fsencode(trial.root / "content"), os.fsencode(name))  # noqa: PTH118  a path of bytes
    os.makedirs(os.path.dirname(file), exist_ok=True)  # noqa: PTH103, PTH120  as above
    text = FRONT_MATTER.replace("A strange page", f"Page {number}").replace("A page with", f"The page {number} with")
    with open(file, "wb") as stream:  # noqa: PTH123  as above
        stream.write(f"{text}Words.\n".encode())


@pytest.mark.holds(46, "refused")
@pytest.mark.parametrize(
    ("one", "other"),
    [
        *(("About.md", "about.md"), ("\u00e9.md", "e\u0301.md"), ("straße.md", "strasse.md"), ("a.md", "a/index.md")),
        *(("A/index.md", "a.md"), ("ﬁ.md", "fi.md"), ("Σ.md", "ς.md"), ("K.md", "k.md"), ("ſ.md", "s.md")),
        *(("é/\u00e9.md", "é/e\u0301/index.md"), ("Visit.md", "visit/index.md")),
    ],
)
def test_two_pages_that_are_one_to_some_computer_are_both_named(trial: Trial, one: str, other: str) -> None:
    for number, name in enumerate((one, other)):
        if not (trial.root / "content" / name).exists():
            page(trial, name, number)
    ran = trial.run("build")
    told = [line for line in ran.problems if "error[same-address]" in line]
    assert (ran.code, len(told)) == (1, 1), ran.told
    assert all(f"content/{name}" in told[0] for name in (one, other)), ran.told
    assert "hint: Give one of the two another name." in ran.told
    assert trial.now() == trial.published


@pytest.mark.holds(46, "refused", times=3)
def test_two_downloads_that_are_one_to_some_computer_are_both_named(trial: Trial) -> None:
    """Pictures get names with a fingerprint, so that two of them are never one."""
    for one, other in (("\u00e9.pdf", "e\u0301.pdf"), ("Form.pdf", "form.PDF"), ("straße.ics", "strasse.ics")):
        for name in (one, other):
            trial.write(f"content/{name}", b"%PDF-1.7")
    ran = trial.run("build")
    told = [line for line in ran.problems if "error[same-output]" in line]
    assert (ran.code, len(told)) == (1, 3), ran.told
    for names in (("é.pdf", "e\u0301.pdf"), ("Form.pdf", "form.PDF"), ("straße.ics", "strasse.ics")):
        assert any(all(f"content/{name}" in line for name in names) for line in told), ran.told
    assert trial.now() == trial.published


@pytest.mark.holds(46, "refused")
def test_a_file_and_a_page_that_need_one_name_are_both_named(trial: Trial) -> None:
    trial.write("content/form.pdf", b"%PDF-1.7")
    page(trial, "form.pdf.md")
    ran = trial.run("build")
    told = [line for line in ran.problems if "error[same-output]" in line]
    assert len(told) == 1, ran.told
    assert told[0].startswith("content/form.pdf.md: ")
    assert "content/form.pdf”" in told[0]
    assert trial.now() == trial.published


@pytest.mark.holds(46, "harmless", times=2)
def test_names_that_no_computer_takes_for_one_are_two_pages(trial: Trial) -> None:
    """Only Turkish takes ı and I for one letter, and no file system asks in which language a name is."""
    for number, name in enumerate(("ı.md", "i.md", "ö.md", "o.md")):
        page(trial, name, number)
    ran = trial.run("build")
    assert ran.code == 0, ran.told
    assert {"ı", "i", "ö", "o"} <= {path.name for path in (trial.root / "public").iterdir()}


@pytest.mark.holds(47, "refused", times=4)
def test_two_pages_that_claim_one_address_are_both_named(trial: Trial) -> None:
    """Addresses come from names alone; old addresses are the only ones that are written down. There are no tags."""
    for name, olds in (("a", "[/x/]"), ("b", "[/x]"), ("c", "[/help/]"), ("d", "[/404.html]"), ("e", "[/HELP]")):
        page(trial, f"{name}.md", ord(name))
        file = trial.root / f"content/{name}.md"
        file.write_text(file.read_text("utf-8").replace("\n---\n\n", f"\nredirect_from: {olds}\n---\n\n"), "utf-8")
    ran = trial.run("build")
    told = {line.split(": ")[0]: line for line in ran.problems if " error[" in line}
    assert set(told) == {f"content/{name}.md:4:17" for name in "bcde"}, ran.told
    assert "“content/a.md”" in told["content/b.md:4:17"]
    assert "“content/help.md”" in told["content/c.md:4:17"]
    assert "“content/help.md”" in told["content/e.md:4:17"]
    assert trial.now() == trial.published


@pytest.mark.holds(47, "refused")
def test_a_second_page_for_what_is_not_found_is_named(trial: Trial) -> None:
    page(trial, "404.html.md")
    ran = trial.run("build")
    told = [line for line in ran.problems if "error[same-output]" in line]
    assert told[0].startswith("content/404.html.md: "), ran.told
    assert "“content/404.md”" in told[0]
    assert trial.now() == trial.published


STRANGE = {
    b"caf\xe9.md": r"caf\xe9.md",
    b"\xff.png": r"\xff.png",
    b"\xed\xa0\x80.pdf": r"\xed\xa0\x80.pdf",
    b"a\nb.md": r"a\nb.md",
    b"a\x1b[31mb.md": r"a\x1b[31mb.md",
    "\u202efdp.md".encode(): r"\u202efdp.md",
    "a\u200bb.md".encode(): r"a\u200bb.md",
    b"::error::x.md": "::error::x.md",
}


FOLDERS = ("templates/assets", "templates/pages", "templates/components/callout")
SHOWN = {
    *(f"content/{name}" for name in (*STRANGE.values(), "café 😀.txt")),
    *(rf"{folder}/caf\xe9.html" for folder in FOLDERS),
}


@pytest.mark.holds(48, "refused", times=len(SHOWN))
@pytest.mark.parametrize("told_as", ["text", "github", "json"])
@pytest.mark.parametrize(
    "terminal",
    [
        {},
        {"LC_ALL": "C", "PYTHONIOENCODING": "ascii"},
        {"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    ],
    ids=["UTF-8", "ASCII", "POSIX"],
)
def test_a_name_that_cannot_be_shown_is_refused_and_shown(trial: Trial, told_as: str, terminal: dict[str, Any]) -> None:
    for name in STRANGE:
        page(trial, name)
    trial.write("content/café 😀.txt", "x")
    trial.own_templates()
    for folder in FOLDERS:
        (trial.root / folder / os.fsdecode(b"caf\xe9.html")).write_bytes(b"x")
    ran = trial.run("build", "--format", told_as, **terminal)
    assert ran.code == 1, ran.told
    assert ran.told.replace("\n", "").isprintable()
    if told_as == "json":
        told = json.loads(ran.told)["problems"]
        assert {problem["code"] for problem in told} == {"bad-file-name"}
        assert {problem["path"] for problem in told} == SHOWN
    elif told_as == "github":
        lines = ran.told.splitlines()
        assert len([line for line in lines if line.startswith("::error file=")]) == len(SHOWN), ran.told
        assert not [line for line in lines if line.startswith("::error::")]
    else:
        assert all(f"{name}: error[bad-file-name] " in ran.told for name in SHOWN if name.isascii()), ran.told
        assert ran.codes == ["bad-file-name"] * len(SHOWN)
    assert trial.now() == trial.published


NO_ADDRESS = (
    *("a:b.md", "a\\b.md", "a?b.md", "a#b.md", "a%41.md", "a*.md", "a .md", " a.md", "a..md", "a.md.", "CON.md"),
    *("com1.png", "con/x.md", "-a.md", "a'.md", 'a".md', "a&b.md", "<b>.md", "a;b.md", "{{x}}.md", ".md", "..md"),
    *("x.MD", "x.markdown", "x.html", "x.htm", "x.js", "a|b.md", "~a.md", "a~.md", "a+b.md", "a@b.md", "$a.md"),
)


@pytest.mark.holds(48, "refused", times=len(NO_ADDRESS))
def test_a_name_that_means_something_else_elsewhere_is_refused(trial: Trial) -> None:
    for name in NO_ADDRESS:
        page(trial, name)
    ran = trial.run("build")
    assert ran.codes == ["bad-file-name"] * len(NO_ADDRESS), ran.told
    told = {line.partition(": error")[0] for line in ran.problems}
    assert told == {f"content/{name.removesuffix('/x.md')}" for name in NO_ADDRESS}
    assert trial.now() == trial.published


@pytest.mark.holds(48, "refused")
def test_a_name_with_no_room_for_its_fingerprint_leaves_the_site_whole(trial: Trial) -> None:
    """255 bytes are what file systems take; the files that a picture becomes have longer names than the picture."""
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
    name = f"{'x' * 250}.svg"
    trial.write(f"content/{name}", drawing)
    trial.body(f"![A square]({name})\n")
    ran = trial.run("build")
    assert ran.code == 1, ran.told
    assert "name" in ran.told.casefold()
    assert trial.now() == trial.published
