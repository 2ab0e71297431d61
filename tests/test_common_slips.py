"""The slips that editors make most often, through the whole program: the words they read, exactly.

Who changes a message sees it here as its readers do. Read it aloud: is it plain what to do?
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from PIL import ExifTags, Image

from build import build
from microsite.console import as_text
from microsite.fixes import apply_fixes
from microsite.options import Options
from microsite.problems import Report

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import WriteSite

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
DESCRIPTION = "description: A page for tests, with a description that is long enough for every check."


def page(text: str, *, title: str = "title: A page", more: str = "") -> str:
    description = DESCRIPTION.replace("A page", title.removeprefix("title: "))
    return f"---\n{title}\n{description}\n{more}---\n{text}\n"


SITE = {
    "content/index.md": page("[Fees](fees.md), [a page](page.md)", title="title: Home"),
    "content/fees.md": page("## Who pays\n\nText.", title="title: Fees", more="redirect_from: [/prices/]\n"),
}


def told(root: Path) -> list[str]:
    report = Report()
    build(root, Options(now=NOW), report)
    return [as_text(problem) for problem in report.problems]


@pytest.fixture
def site(write_site: WriteSite) -> Path:
    root = write_site(SITE)
    Image.new("RGB", (8, 8)).save(root / "content" / "door.png")
    return root


def edited(site: Path, text: str) -> list[str]:
    """Return what an editor reads who has written this page."""
    (site / "content" / "page.md").write_text(text, "utf-8", newline="\n")
    return told(site)


def front(line: str) -> str:
    """Return a page with a line in its front matter: at its place if it is the title, else at the end."""
    return page("Text.", title=line) if line.startswith("title") else page("Text.", more=f"{line}\n")


# Each with the whole page and what is told about it.
SLIPS: dict[str, tuple[str, str]] = {
    "a colon in a title": (
        "---\ntitle: Fees: what to ask\n" + DESCRIPTION + "\n---\nText.\n",
        (
            "content/page.md:2:12: error[unquoted-colon] "
            "The colon in “Fees: what to ask” makes it look like another key.\n"
            "    title: Fees: what to ask\n"
            "               ^\n"
            "    hint: Put the value in quotes.\n"
            '    write: title: "Fees: what to ask"'
        ),
    ),
    "a # in a title": (
        "---\ntitle: Group #1\n" + DESCRIPTION + "\n---\nText.\n",
        (
            "content/page.md:2:14: error[unquoted-hash] All from the # on would be lost: “#1”.\n"
            "    title: Group #1\n"
            "                 ^\n"
            "    hint: Put the value in quotes, or the remark on a line of its own.\n"
            '    write: title: "Group #1"'
        ),
    ),
    "a tab": (
        front("next:\n\t- {text: Call us, to: fees.md}"),
        (
            "content/page.md:5:1: error[tab] A tab stands where spaces belong.\n"
            "     - {text: Call us, to: fees.md}\n"
            "    ^\n"
            "    hint: Delete it, and press the space bar twice.\n"
            "    write: - {text: Call us, to: fees.md}"
        ),
    ),
    "smart quotes": (
        "---\ntitle: “A page”\n" + DESCRIPTION + "\n---\nText.\n",
        (
            "content/page.md:2:8: error[smart-quotes] The value stands in curly quotes.\n"
            "    title: “A page”\n"
            "           ^\n"
            "    hint: Use straight quotes.\n"
            '    write: title: "A page"'
        ),
    ),
    "smart quotes in a component": (
        page(":::callout title=“Good to know”\nText.\n:::"),
        (
            "content/page.md:5:12: error[bad-component-line] The parameters stand in curly quotes.\n"
            "    :::callout title=“Good to know”\n"
            "               ^\n"
            '    hint: Use straight quotes: "…".\n'
            '    write: :::callout title="Good to know"'
        ),
    ),
    "a missing --- above": (
        page("Text.").removeprefix("---\n"),
        (
            "content/page.md:1:1: error[no-front-matter] The line “---” above the front matter is missing.\n"
            "    title: A page\n"
            "    ^\n"
            "    hint: Above “title: A page” write a line “---”."
        ),
    ),
    "a missing --- below": (
        "---\ntitle: A page\n" + DESCRIPTION + "\n\nThe text of the page.\n",
        (
            "content/page.md:4:1: error[unclosed-front-matter] The line “---” under the front matter is missing.\n"
            "    hint: Above “The text of the page.” write a line “---”."
        ),
    ),
    "no front matter at all": (
        "The text of the page.\n",
        (
            "content/page.md:1:1: error[no-front-matter] The page does not begin with its front matter.\n"
            "    The text of the page.\n"
            "    ^\n"
            "    hint: Begin the file with a line “---”, then “title: …” and “description: …”, then another line “---”."
        ),
    ),
    "a misspelt key": (
        "---\ntitel: A page\n" + DESCRIPTION + "\n---\nText.\n",
        (
            "content/page.md:2:1: error[unknown-key] There is no key “titel” here.\n"
            "    titel: A page\n"
            "    ^\n"
            "    hint: Did you mean “title”?"
        ),
    ),
    "a date in words": (
        front("publish_on: November 24, 2026"),
        (
            "content/page.md:4:13: error[wrong-value] “November 24, 2026” is not a day.\n"
            "    publish_on: November 24, 2026\n"
            "                ^\n"
            "    hint: Write year, month and day, as 2026-11-24.\n"
            "    write: publish_on: 2026-11-24"
        ),
    ),
    "a date in figures that can mean one day only": (
        front("publish_on: 24.11.2026"),
        (
            "content/page.md:4:13: error[wrong-value] “24.11.2026” is not a day.\n"
            "    publish_on: 24.11.2026\n"
            "                ^\n"
            "    hint: Write year, month and day, as 2026-11-24.\n"
            "    write: publish_on: 2026-11-24"
        ),
    ),
    "a date in figures that can mean two days": (
        front("publish_on: 3/4/2026"),
        (
            "content/page.md:4:13: error[wrong-value] “3/4/2026” is not a day.\n"
            "    publish_on: 3/4/2026\n"
            "                ^\n"
            "    hint: Write year, month and day, as 2026-11-24."
        ),
    ),
    "a day that does not exist": (
        front("publish_on: 2026-02-30"),
        (
            "content/page.md:4:13: error[wrong-value] There is no day “2026-02-30”.\n"
            "    publish_on: 2026-02-30\n"
            "                ^\n"
            "    hint: Write year, month and day, as 2026-11-24."
        ),
    ),
    "a picture without words": (
        page("![](door.png)"),
        (
            "content/page.md:5:5: error[missing-alt] The picture “door.png” has no words for those who cannot see it.\n"
            "    ![](door.png)\n"
            "        ^\n"
            "    hint: Write between the brackets what it shows: ![The front door](door.png)."
        ),
    ),
    "a link to a page that was renamed": (
        page("[What it costs](prices.md#who-pays)"),
        (
            "content/page.md:5:17: error[broken-link] "
            "There is no page “prices.md#who-pays” any more: it is now “fees.md”.\n"
            "    [What it costs](prices.md#who-pays)\n"
            "                    ^\n"
            "    hint: Write “fees.md”.\n"
            "    write: [What it costs](fees.md#who-pays)"
        ),
    ),
    "a link to a page with a similar name": (
        page("[What it costs](fee.md)"),
        (
            "content/page.md:5:17: error[broken-link] There is no page “fee.md”.\n"
            "    [What it costs](fee.md)\n"
            "                    ^\n"
            "    hint: Did you mean “fees.md”?"
        ),
    ),
    "a link by address": (
        page("[What it costs](/fees/)"),
        (
            "content/page.md:5:17: error[broken-link] “/fees/” leads to nothing on this site.\n"
            "    [What it costs](/fees/)\n"
            "                    ^\n"
            "    hint: Write “fees.md”.\n"
            "    write: [What it costs](fees.md)"
        ),
    ),
    "a heading that is gone": (
        page("[Insurance](fees.md#insurance)"),
        (
            "content/page.md:5:13: error[broken-anchor] “fees.md” has no heading or id “insurance”.\n"
            "    [Insurance](fees.md#insurance)\n"
            "                ^\n"
            "    hint: It has: “who-pays”."
        ),
    ),
    "a component that is not closed": (
        page(":::callout\nBring your papers.\n\n## More\n\nText."),
        (
            "content/page.md:5:1: error[unclosed-component] The component “callout” is not closed.\n"
            "    :::callout\n"
            "    ^\n"
            "    hint: Write a line “:::” under its text."
        ),
    ),
    "a misspelt component": (
        page(":::calout\nBring your papers.\n:::"),
        (
            "content/page.md:5:4: error[unknown-component] There is no component “calout”.\n"
            "    :::calout\n"
            "       ^\n"
            "    hint: Did you mean “callout”?"
        ),
    ),
    "text pasted out of Word": (
        page(
            "<p class=MsoNormal><span style='font-size:12.0pt'>Call before you come.<o:p></o:p></span></p>\n\n"
            "<p class=MsoNormal><b>Bring</b> your papers.<o:p>&nbsp;</o:p></p>"
        ),
        (
            "content/page.md:5:1: error[raw-html] "
            "This was pasted with its looks: 12 HTML tags would be shown as text, from “<p class=MsoNormal>” on.\n"
            "    <p class=MsoNormal><span style='font-size:12.0pt'>Call before you come.<o:p></o:p></span></p>\n"
            "    ^\n"
            "    hint: Delete the text, and paste it as plain text: Ctrl+Shift+V, on a Mac Option+Shift+Command+V."
        ),
    ),
    "a list out of Word": (
        page("Bring:\n\n-\u00a0your papers"),
        (
            "content/page.md:7:2: error[special-space] "
            "This is no list yet: the space here is a special one, as word processors have them.\n"
            "    -\u00a0your papers\n"
            "     ^\n"
            "    hint: Delete it, and press the space bar.\n"
            "    write: - your papers"
        ),
    ),
    "a bullet out of Word": (
        page("Bring:\n\n•\tyour papers"),
        (
            "content/page.md:7:1: warning[bullet] “•” makes no list.\n"
            "    • your papers\n"
            "    ^\n"
            "    hint: Begin each item with a hyphen and a space.\n"
            "    write: - your papers"
        ),
    ),
    "a special space after a key": (
        "---\ntitle:\u00a0A page\n" + DESCRIPTION + "\n---\nText.\n",
        (
            "content/page.md:2:7: error[special-space] "
            "The space here is a special one, as word processors and web pages have them.\n"
            "    title:\u00a0A page\n"
            "          ^\n"
            "    hint: Delete it, and press the space bar.\n"
            "    write: title: A page"
        ),
    ),
    "a title that another page has": (
        page("Text.", title="title: Fees").replace("Fees for tests", "Another"),
        (
            "content/page.md:2:8: error[duplicate-title] “content/page.md” and “content/fees.md” have the same title.\n"
            "    title: Fees\n"
            "           ^\n"
            "    hint: Say in each title what only this page tells."
        ),
    ),
    "a heading level skipped": (
        page("## Fees\n\n#### Who pays\n\nText."),
        (
            "content/page.md:7:1: error[skipped-level] “Who pays” is a heading of level 4 right under one of level 2.\n"
            "    #### Who pays\n"
            "    ^\n"
            "    hint: Begin it with “### ”."
        ),
    ),
    "click here": (
        page("To see the fees, [click here](fees.md)."),
        (
            "content/page.md:5:31: warning[vague-link] “click here” does not say where the link leads.\n"
            "    To see the fees, [click here](fees.md).\n"
            "                                  ^\n"
            "    hint: Use words that say what the reader finds there, as “What it costs”."
        ),
    ),
    "an old telephone number, typed by hand": (
        page("Call (866) 476-2832 first."),
        (
            "content/page.md:5:6: error[unknown-telephone] "
            "The telephone number “(866) 476-2832” is not one of the site's.\n"
            "    Call (866) 476-2832 first.\n"
            "         ^\n"
            "    hint: If you mean the site's own, “(866) 476-2823”, write {{ contact.phone }}. "
            "If yours is right, add it under “telephones” in site_config.yaml."
        ),
    ),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_told_once_in_plain_words(site: Path, slip: str) -> None:
    text, message = SLIPS[slip]
    assert edited(site, text) == [message]


@pytest.mark.parametrize("slip", [slip for slip, (_, message) in SLIPS.items() if "\n    write: " in message])
def test_what_has_one_answer_is_right_once_it_is_mended(site: Path, slip: str) -> None:
    edited(site, SLIPS[slip][0])
    report = Report()
    build(site, Options(now=NOW), report)
    assert apply_fixes(site, report.problems)[0]
    assert told(site) == []


def test_a_page_that_nobody_links_to_is_told(site: Path) -> None:
    (site / "content" / "index.md").write_text(page("[Fees](fees.md)", title="title: Home"), "utf-8")
    assert edited(site, page("Text.")) == [
        (
            "content/page.md: warning[orphan-page] No other page's text leads to this page.\n"
            "    hint: Link to “page.md” on a page where readers need it."
        )
    ]


def test_a_photo_may_be_put_in_as_the_phone_made_it(site: Path) -> None:
    found = Image.Exif()
    found.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    Image.new("RGB", (8, 8)).save(site / "content" / "door.jpg", exif=found)
    assert edited(site, page("![The front door, up three steps](door.jpg)")) == []


def test_a_file_that_only_looks_like_a_photo_is_told(site: Path) -> None:
    (site / "content" / "door.jpg").write_bytes(b"\0\0\0\x18ftypheic")
    assert edited(site, page("![The front door, up three steps](door.jpg)")) == [
        (
            "content/door.jpg: error[not-a-picture] This is a HEIC photo, whatever its name says.\n"
            "    hint: Open it in the program that it comes from, and save or export it as a JPEG or PNG."
        )
    ]


def test_a_list_without_an_empty_line_above_simply_works(site: Path) -> None:
    assert edited(site, page("Bring:\n- your papers\n- a friend")) == []
    assert html(site).count("<li>") == 2


def test_a_list_within_a_list_needs_two_spaces_only(site: Path) -> None:
    assert edited(site, page("- papers\n  - your card\n    - both sides\n- a friend")) == []
    assert html(site).count("<ul>") == 3


def test_a_number_with_a_mistake_that_fits_another_names_that_one(site: Path) -> None:
    (problem,) = edited(site, page("Call 1-741-741-0000 first."))
    assert "[unknown-telephone]" in problem


def test_pieces_pasted_far_apart_are_told_each(site: Path) -> None:
    text = "<p class=MsoNormal>One.</p>\n\n" + "Text.\n\n" * 5 + '<p style="color: red">Two.</p>\n\n<b>Three</b>'
    found = edited(site, page(text + "\n\n" + "Text.\n\n" * 5 + "<i>Four</i>"))
    assert [line.splitlines()[0].split(": ", 1)[1].split(" would")[0] for line in found] == [
        "error[raw-html] This was pasted with its looks: 2 HTML tags",
        "error[raw-html] This was pasted with its looks: 4 HTML tags",
        "error[raw-html] HTML is shown as text here: “<i>”.",
    ]


def html(site: Path) -> str:
    outputs = build(site, Options(now=NOW), Report())
    text = next(output.data for output in outputs if output.path == "page/index.html").decode()
    return text[text.index("<main") : text.index("</main>")]
