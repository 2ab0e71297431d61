"""The finished page as a tree: what the checks ask of it."""

from __future__ import annotations

from microsite.model import Output
from microsite.tree import (
    FinishedHeading,
    FinishedLink,
    FinishedPage,
    FinishedParagraph,
    FinishedPicture,
    FinishedTable,
    read_tree,
)


def tree(html: str) -> FinishedPage:
    return read_tree(Output("index.html", html.encode()), None)


def test_the_text_of_a_link_is_what_is_read_aloud() -> None:
    page = tree('<a href="/a/">Our  <b>fees</b></a><a href="/b/"><img src="x.png" alt="Map"></a>')
    assert page.links == (FinishedLink("/a/", "Our fees"), FinishedLink("/b/", "Map"))


def test_a_label_stands_in_for_a_link_without_text() -> None:
    assert tree('<a href="/" aria-label="Home"></a><a href></a>').links == (
        FinishedLink("/", "Home"),
        FinishedLink("", ""),
    )


def test_entities_in_addresses_are_decoded() -> None:
    assert tree('<a href="/?a=1&amp;b=2">x</a>').links[0].url == "/?a=1&b=2"


def test_headings_come_in_the_order_of_the_page() -> None:
    page = tree("<h1>One</h1><h3 id=b>Three</h3><h2>Two</h2>")
    assert page.headings == (
        FinishedHeading(1, "One", ""),
        FinishedHeading(3, "Three", "b"),
        FinishedHeading(2, "Two", ""),
    )


def test_a_picture_without_alt_is_not_one_with_an_empty_alt() -> None:
    page = tree('<img src="a.png"><img src="b.png" alt=""><img src="c.png" alt="A door">')
    assert page.pictures == (
        FinishedPicture("a.png", None),
        FinishedPicture("b.png", ""),
        FinishedPicture("c.png", "A door"),
    )


def test_what_else_a_page_loads_is_known() -> None:
    assert tree('<link rel=icon href="/i.svg"><script src="/x.js"></script><img src="/a.png" alt="">').loads == (
        "/i.svg",
        "/x.js",
    )


def test_ids_and_those_that_stand_there_twice() -> None:
    page = tree("<p id=a></p><p id=b></p><p id=a></p>")
    assert page.ids == {"a", "b"}
    assert page.repeated_ids == ("a",)


def test_tables_of_the_main_part() -> None:
    page = tree(
        "<table></table><main><table><caption>Cost</caption><tr><th>A</th><th></th></tr></table>"
        "<table><tr><th> </th></tr></table></main>"
    )
    assert page.tables == (FinishedTable(True, True, 2), FinishedTable(False, False, 1))  # noqa: FBT003  as printed


def test_only_whole_bold_paragraphs_count() -> None:
    page = tree(
        "<main><p><strong>Our fees</strong></p><p><strong>Note</strong> this.</p><p>See <strong>it</strong></p></main>"
    )
    assert page.bold_paragraphs == ("Our fees",)


def test_html_that_is_cut_off_is_read_all_the_same() -> None:
    assert tree("<main><p><a href='/x/'>Fees").links == (FinishedLink("/x/", "Fees"),)


def test_paragraphs_are_the_text_of_the_page_without_its_frame() -> None:
    page = tree(
        "<p>Header</p><main><p class=message>Go <a href=/a/>home</a>.</p><nav><p>Menu</p></nav>"
        "<p>One.<sup id=x>1</sup> Two.</p><table><tr><td><p>3</p></td></tr></table>"
        "<ol><li id='fn:1'><p>Source</p></li></ol><div class=review><p>Reviewed</p></div></main>"
    )
    assert page.paragraphs == (FinishedParagraph("p", "Go home."), FinishedParagraph("p", "One. Two."))


def test_an_item_speaks_without_the_paragraphs_and_lists_within_it() -> None:
    page = tree("<main><ul><li>One <b>two</b><ul><li>Three</li></ul></li><li><p>Four</p></li></ul></main>")
    assert [paragraph.text for paragraph in page.paragraphs] == ["One two", "Three", "Four"]


def test_what_is_left_out_of_the_paragraphs_is_still_checked() -> None:
    page = tree("<main><nav><a href=/a/>A</a></nav><table><tr><th>A</th></tr></table></main>")
    assert page.links == (FinishedLink("/a/", "A"),)
    assert len(page.tables) == 1


def test_only_what_stands_in_the_main_part_is_its_text() -> None:
    page = tree("<main><p>One.</p><div class='x related'><p>Other pages</p></div><p>Two.</p></main><p>Footer</p>")
    assert [paragraph.text for paragraph in page.paragraphs] == ["One.", "Two."]


def test_a_picture_is_read_aloud_in_the_link_and_in_the_heading_around_it() -> None:
    page = tree("<h2>Our <a href=/a/>house <img src=a.png alt='and garden'></a></h2><h2>Fees</h2>")
    assert page.links == (FinishedLink("/a/", "house and garden"),)
    assert [heading.text for heading in page.headings] == ["Our house and garden", "Fees"]


def test_a_bold_phrase_beside_a_line_break_is_no_whole_paragraph() -> None:
    assert tree("<main><p><strong>Fees</strong><br></p></main>").bold_paragraphs == ()
    assert tree("<main><p><!-- x --><strong>Fees</strong></p></main>").bold_paragraphs == ("Fees",)


def test_what_a_browser_fetches_by_itself() -> None:
    page = tree(
        "<link rel=icon href=i.svg><link rel=next href=n><svg><use href='s.svg#a'></use></svg><use href=x></use>"
        "<img src=a.png srcset='b.png 1x, c.png 2x'><video poster=p.png></video><object data=o.pdf></object>"
    )
    assert page.fetched == ("i.svg", "s.svg#a", "a.png", "b.png", "c.png", "p.png", "o.pdf")


def test_what_can_run_or_send_is_named_once() -> None:
    page = tree(
        "<form><input></form><form></form><p style='color: red' onclick='x()'>a</p><button formaction=/x>b</button>"
        "<button>c</button><script type=application/ld+json>{}</script>"
    )
    assert page.active == ("<button>", "<form>", "<input>", 'onclick="…"', 'style="…"')
