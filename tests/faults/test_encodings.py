"""A text that is not UTF-8 is refused at the line where that shows, with the encoding that it probably has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from faults.trial import FRONT_MATTER

if TYPE_CHECKING:
    from faults.trial import Trial

BODIES = {
    "cp1252": ("Words.\n\nit’s here".encode("cp1252"), "8:3", "Windows-1252"),
    "Latin-1": ("café".encode("latin-1"), "6:4", "Windows-1252"),
    "overlong": (b"\xc0\xaf", "6:1", "Windows-1252"),
    "overlong in three bytes": (b"ok \xe0\x80\xaf", "6:4", "Windows-1252"),
    "CESU-8": (b"\xed\xa0\xbd\xed\xb8\x80", "6:1", "Windows-1252"),
    "beyond Unicode": (b"\xf4\x90\x80\x80", "6:1", "Windows-1252"),
    "cut off": (b"x\n\xc3", "7:1", "Windows-1252"),
    "a stray byte": (b"x\n\n\n\xff", "9:1", "Windows-1252"),
    "Mac": ("Größe".encode("mac-roman"), "6:3", "Windows-1252"),
    "Cyrillic": ("Слово".encode("cp1251"), "6:1", "Windows-1252"),
}


@pytest.mark.holds(49, "refused", times=len(BODIES))
def test_a_page_in_another_encoding_is_refused_at_its_line(trial: Trial) -> None:
    for number, (body, _, _) in enumerate(BODIES.values()):
        trial.body(body, f"content/p{number}.md")
    ran = trial.run("build")
    assert ran.codes == ["not-utf-8"] * len(BODIES), ran.told
    for line, (number, (_, place, encoding)) in zip(sorted(ran.problems), enumerate(BODIES.values()), strict=True):
        assert line.startswith(f"content/p{number}.md:{place}: error[not-utf-8] "), line
        assert line.endswith(f"it looks like {encoding}."), line
    assert ran.told.count("hint: In your editor choose “Save with encoding”, then UTF-8.") == len(BODIES)
    assert trial.now() == trial.published


@pytest.mark.holds(49, "refused")
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("words", ["Hello", "Hello café"])
def test_a_page_of_wide_letters_is_refused(trial: Trial, encoding: str, words: str) -> None:
    """In UTF-16 without its mark every other byte of English is 0: that is UTF-8 with characters nobody sees."""
    trial.write("content/strange.md", (FRONT_MATTER + words).encode(encoding))
    named = "UTF-32" if "32" in encoding else "UTF-16"
    trial.refused("not-utf-8", at="content/strange.md:1:1: ", words=f"it looks like {named}.")


@pytest.mark.holds(49, "refused", times=6)
@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_settings_and_the_theme_in_another_encoding_are_refused(trial: Trial, encoding: str) -> None:
    trial.own_templates()
    paths = ["addresses.txt", "templates/assets/css/tokens.css", "templates/pages/article.yaml"]
    for path in [*paths, "site_config.yaml", "templates/partials/header.html"]:
        file = trial.root / path
        file.write_bytes(("# it’s\n" + file.read_text("utf-8")).encode(encoding, "replace"))
    ran = trial.run("build")
    assert ran.code == 1
    column = 1 if encoding == "utf-16" else 5
    for path in [*paths, "site_config.yaml"]:
        assert any(line.startswith(f"{path}:1:{column}: error[not-utf-8]") for line in ran.problems), ran.told
    header = "templates/partials/header.html:1:0: error[template-error] The template cannot be read: it is not saved"
    assert header in ran.told
    assert trial.now() == trial.published


@pytest.mark.holds(49, "harmless", times=2)
def test_a_mark_at_the_beginning_and_other_line_ends_do_no_harm(trial: Trial) -> None:
    text = FRONT_MATTER + "It’s a café.\n\nWords.\n"
    trial.write("content/strange.md", text.replace("\n", "\r\n").encode("utf-8-sig"))
    trial.harmless()
    with_marks = trial.text("strange/index.html")
    trial.write("content/strange.md", text)
    trial.harmless()
    assert trial.text("strange/index.html") == with_marks
