"""HTML in the text of a page is shown as text, and named at its line; nothing of it ever becomes part of the page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from faults.pages import FIRST, apart, lines, main_of, nothing_acts, refused_each

if TYPE_CHECKING:
    from faults.trial import Trial

SCRIPTS = [
    "<script>alert(1)</script>",
    "Some <script>alert(1)</script> words.",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<script/src=x>",
    "<scr<script>ipt>alert(1)</script>",
    "- An item <script>alert(1)</script>",
    "> Somebody's words <script>alert(1)</script>",
    "## A heading <script>alert(1)</script>",
    "**Bold <script>alert(1)</script>**",
    "[A link <script>alert(1)</script>](borrow.md)",
    '[Another](borrow.md "<script>alert(1)</script>")',
    "![A picture <script>alert(1)</script>](/branch/)",
    "*[LIB]: <script>alert(1)</script>",
    '\\<script>alert("a backslash is none")</script>',
    "    <script>alert(1)</script>",
    "[x]: borrow.md '<script>alert(1)</script>'",
    "Words[^1]. [^1]: <script>alert(1)</script>",
    "Term <script>alert(1)</script>",
    "A <script",
]


@pytest.mark.holds(1, "refused", times=len(SCRIPTS))
def test_a_script_is_refused_wherever_it_stands(trial: Trial) -> None:
    trial.body(apart(SCRIPTS))
    ran = trial.run("build")
    assert (ran.code, trial.now()) == (1, trial.published), ran.told
    assert lines(ran, "raw-html") == [FIRST + 2 * number for number in range(len(SCRIPTS))], ran.told


@pytest.mark.holds(1, "refused", times=2)
def test_a_script_in_a_footnote_or_a_short_form_is_refused(trial: Trial) -> None:
    trial.body("A LIB has rules.[^1]\n\n[^1]: <script>alert(1)</script>\n\n*[LIB]: <script>alert(1)</script>\n")
    ran = trial.run("build")
    assert (ran.code, lines(ran, "raw-html"), trial.now()) == (1, [8, 10], trial.published), ran.told


@pytest.mark.holds(1, "refused", times=3)
def test_a_script_in_a_component_is_refused(trial: Trial) -> None:
    script = "<script>alert(1)</script>"
    trial.body(f':::callout title="{script}"\nA <b>bold</b> text.\n:::\n\n:::quote by="{script}"\nWords.\n:::\n')
    ran = trial.refused("raw-html", "raw-html", "raw-html", at="content/strange.md:6:19:")
    assert lines(ran, "raw-html") == [6, 7, 10]


@pytest.mark.holds(1, "refused", times=2)
@pytest.mark.parametrize("old", ['crisis_line: "Lost?', "facts:\n  loan: three weeks"])
def test_a_script_in_the_markdown_of_settings_is_refused(trial: Trial, old: str) -> None:
    file = trial.root / "site_config.yaml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, old + " <script>alert(1)</script>"), "utf-8")
    trial.refused("raw-html", at="site_config.yaml:")


@pytest.mark.holds(1, "harmless", times=4)
def test_a_script_in_code_is_shown_as_it_is_typed(trial: Trial) -> None:
    trial.body(
        "`<script>alert(1)</script>` and\n\n```html\n<script>alert(2)</script>\n```\n\n"
        "~~~\n</code></pre><script>alert(3)</script>\n~~~\n\n`` `</code><script>alert(4)</script> ``\n"
    )
    trial.harmless()
    text = main_of(trial).text()
    assert all(f"<script>alert({number})</script>" in text for number in (1, 2, 3, 4))
    assert nothing_acts(trial)


OTHERS = [
    "<img src=x onerror=alert(1)>",
    "<IMG SRC=x>",
    "<image src=x>",
    "<svg onload=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><a xlink:href=javascript:alert(1)>x</a></svg>",
    "<math><mtext></mtext></math>",
    "<details ontoggle=alert(1) open>x</details>",
    "<a/href=javascript:alert(1)>x</a>",
    "<b onclick=alert(1)>x</b>",
    "<video><source onerror=alert(1)></video>",
    "<marquee onstart=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<x-own onclick=alert(1)>",
    "<svg:script>alert(1)",
    "<select><option>x",
    "<template shadowrootmode=open>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "Text <i>in</i> a line",
]


@pytest.mark.holds(2, "refused", times=len(OTHERS))
def test_elements_that_act_are_refused(trial: Trial) -> None:
    refused_each(trial, OTHERS, "raw-html")


@pytest.mark.holds(2, "refused")
def test_a_tag_over_several_lines_is_refused(trial: Trial) -> None:
    trial.body("A tag <img\nsrc=x\nonerror=alert(1)\n> in four lines.\n")
    trial.refused("raw-html", at="content/strange.md:6:7:", words="Write a picture as ![what it shows]")


UNCLOSED = [
    "<script>",
    "<style>",
    "<textarea>",
    "<title>",
    "<plaintext>",
    "<!--",
    "<div>",
    "<xmp>",
    "<noscript>",
    "<noembed>",
    "<iframe>",
    "<template>",
    "<select>",
    "<table>",
    "<svg><style>",
    "<math>",
    "<!doctype html>",
    "<?php echo 1;",
    "<a href='",
    '<b title="',
]


@pytest.mark.holds(3, "refused", times=len(UNCLOSED) + 1)
def test_what_is_not_closed_hides_nothing_behind_it(trial: Trial) -> None:
    # Whatever comes after each is still read, to the last line: a mistake there is told as well.
    texts = [*UNCLOSED, "<![CDATA["]
    trial.body("\n\n".join(f"{text}\n\n## Part {number}\n\n[A page](none.md)" for number, text in enumerate(texts)))
    ran = trial.run("build")
    assert (ran.code, trial.now()) == (1, trial.published), ran.told
    assert lines(ran, "raw-html") == [FIRST + 6 * number for number in range(len(texts))], ran.told
    assert lines(ran, "broken-link") == [FIRST + 4 + 6 * number for number in range(len(texts))], ran.told


@pytest.mark.holds(3, "harmless", times=14)
def test_pointed_brackets_that_are_no_tag_are_text(trial: Trial) -> None:
    said = "a < b and c > d, x<y, <3, <-, </ b>, <1>, <é>, 5<6>4, < script>, <, <>, </>, <:, <!"
    trial.body(f"{said}\n\n## A heading after it\n\nA paragraph after it.\n")
    trial.harmless()
    main = main_of(trial)
    assert said in main.text()
    assert [heading.text() for heading in main.css("h2")] == ["A heading after it"]
    assert "A paragraph after it." in [paragraph.text() for paragraph in main.css("p")]
    assert nothing_acts(trial)


@pytest.mark.holds(3, "harmless", times=4)
def test_a_comment_is_left_out_and_hides_nothing_else(trial: Trial) -> None:
    trial.body(
        "Before <!-- <script>alert(1)</script>\n\n## Not a heading --> after.\n\n`<!--` and `-->` stay.\n\n"
        "`<!-- so -->` as well.\n\n"
        "```\n<!-- and so -->\n```\n"
    )
    trial.harmless()
    main = main_of(trial)
    assert "alert" not in main.text()
    assert main.css("h2") == []
    assert "after." in main.text()
    for said in ("<!-- and --> stay.", "<!-- so --> as well.", "<!-- and so -->"):
        assert said in main.text()
    assert nothing_acts(trial)


@pytest.mark.holds(4, "refused", times=8)
def test_the_end_of_the_page_cannot_be_written_into_it(trial: Trial) -> None:
    refused_each(
        trial,
        [
            "</main></body></html>",
            "Text </article> text",
            "</div></div></div>",
            "</p></section>",
            "<main id=main>",
            "<body onload=alert(1)>",
            "<html lang=xx>",
            "</footer  >",
        ],
        "raw-html",
    )


@pytest.mark.holds(4, "harmless")
def test_the_end_of_the_page_as_entities_is_text(trial: Trial) -> None:
    trial.body("Before &lt;/main&gt;&lt;/body&gt;&lt;/html&gt; after.\n\n## A heading\n\nText.\n")
    trial.harmless()
    assert "Before </main></body></html> after." in main_of(trial).text()
    assert nothing_acts(trial)


@pytest.mark.holds(5, "refused", times=10)
def test_what_belongs_into_the_head_is_refused(trial: Trial) -> None:
    refused_each(
        trial,
        [
            "<base href=//evil.example/>",
            "<BASE target=_blank>",
            '<meta http-equiv=refresh content="0;url=//evil.example">',
            "<meta charset=utf-7>",
            "<meta name=referrer content=unsafe-url>",
            "<link rel=stylesheet href=//evil.example/x.css>",
            "<link rel=preconnect href=https://evil.example>",
            "<style>@import '//evil.example/x.css'</style>",
            "<title>Another</title>",
            "<head>",
        ],
        "raw-html",
    )


EMBEDDED = [
    '<iframe src="https://maps.google.com/maps?q=x"></iframe>',
    "<IFRAME src=https://www.youtube.com/embed/x allowfullscreen></IFRAME>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<embed src=x.swf>",
    "<object data=x.pdf></object>",
    "<video src=https://evil.example/v.mp4></video>",
    "<audio src=//evil.example/a.mp3></audio>",
]


@pytest.mark.holds(6, "refused", times=len(EMBEDDED))
def test_maps_and_videos_cannot_be_embedded_and_the_hint_says_what_to_write(trial: Trial) -> None:
    refused_each(trial, EMBEDDED, "raw-html", "Maps and videos cannot be embedded")
    told = trial.run("build").told
    assert told.count("Maps and videos cannot be embedded") >= len(EMBEDDED)
    hint = re.findall(r"hint: (Maps and videos .*)", told)[0]
    assert "[The way to us on a map](https://…)" in hint
    assert ":::contact" in hint


@pytest.mark.holds(6, "harmless")
def test_what_the_hint_says_to_write_instead_leads_there_and_fetches_nothing(trial: Trial) -> None:
    trial.body("[The way to us on a map](https://www.openstreetmap.org/?mlat=1&mlon=2)\n\n:::contact\n:::\n")
    trial.harmless()
    links = [node.attributes for node in trial.page().css("main a") if (node.attributes["href"] or "").startswith("h")]
    assert [link["href"] for link in links][:1] == ["https://www.openstreetmap.org/?mlat=1&mlon=2"]
    assert "https://www.openstreetmap.org/search?query=5+High+Street%2C" in (links[1]["href"] or "")
    assert {link["rel"] for link in links} == {"noreferrer noopener"}
    assert nothing_acts(trial)
