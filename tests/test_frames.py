"""What a template draws around the text of a page, and that another text fits only where it makes the same page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from microsite.compiled import Templates
from microsite.frames import fill
from microsite.placed import PLACED, Placed, take_marks_out

if TYPE_CHECKING:
    from pathlib import Path

TEXT = {"lead": "<p>First.</p>", "body": "<h2>Ä</h2>", "sources": "<ol><li>é</li></ol>"}
OTHER = {"lead": "<p>Naïve and long.</p>", "body": "<h2>B</h2>\n<p>C</p>", "sources": "<ol></ol>"}


class Page:
    """The text of a page, as templates get it."""

    def __init__(self, parts: dict[str, str], kind: type[str]) -> None:
        for name, html in parts.items():
            setattr(self, name, Placed(html, name) if kind is Placed else kind(html))
        self.title, self.fields = "One & two", {"a": 1}


def drawn(folder: Path, parts: dict[str, str]) -> tuple[str, bool]:
    """Return what `page.html` makes of a text, marks and all, and whether one of its templates looks into the text."""
    templates = Templates(folder)
    text = templates.get_template("page.html").render(page=Page(parts, Placed))
    return text, templates.is_looking()


def write(folder: Path, page: str) -> None:
    (folder / "page.html").write_text(page, "utf-8")
    (folder / "text.html").write_text("<div>{{ page.body }}</div>", "utf-8")
    (folder / "base.html").write_text("<main>{% block main %}{{ page.lead }}{% endblock %}</main>", "utf-8")
    (folder / "parts.html").write_text("{% macro show(page) %}{{ page.body }}{% endmacro %}", "utf-8")


SHOWING = {
    "as it is": "<b>ö</b>{{ page.lead }}–{{ page.body }}{{ page.sources }}</b>",
    "twice": "{{ page.body }} and {{ page.body }}",
    "not at all": "{{ page.title }}",
    "where there is one": "{% if page.lead %}{{ page.lead }}{% elif page.sources %}{{ page.sources }}{% endif %}",
    "in another template": "{% include 'text.html' %}",
    "in a block": "{% extends 'base.html' %}{% block main %}{{ super() }}{{ page.body }}{% endblock %}",
    "in a loop": "{% for each in [1, 2] %}{{ page.body }}{{ page.title }}{% endfor %}",
    "beside other things": "{{ page.fields['a'] }}{% macro show(x) %}{{ x }}{% endmacro %}{{ show(page.title) }}",
}

LOOKING = {
    "filtered": "{{ page.body | striptags }}",
    "compared": "{% if page.body == 'x' %}y{% endif %}",
    "searched": "{% if 'B' in page.body %}y{% endif %}",
    "joined": "{{ page.lead ~ page.body }}",
    "kept": "{% set text = page.body %}{{ text | length }}",
    "kept as a block": "{% set text %}{{ page.body }}{% endset %}{{ text | length }}",
    "kept as a block with a template": "{% set text %}{% include 'text.html' %}{% endset %}{{ text | length }}",
    "in a filter": "{% filter upper %}{{ page.body }}{% endfilter %}",
    "in a macro": "{% macro show() %}{{ page.body }}{% endmacro %}{{ show() | length }}",
    "in a macro of another template": "{% import 'parts.html' as parts %}{{ parts.show(page) | length }}",
    "by another name": "{% set p = page %}{{ p.body | length }}",
    "by a word": "{{ page['body'] | length }}",
    "by a filter": "{{ [page] | map(attribute='body') | first | length }}",
    "a block by its name": "{% block main %}{{ page.body }}{% endblock %}{{ self.main() | length }}",
    "a block of its base": "{% extends 'base.html' %}{% block main %}{{ super() | length }}{% endblock %}",
    "passed on": "{% macro size(x) %}{{ x | length }}{% endmacro %}{{ size(page.body) }}",
    "as a truth": "{{ 'y' if page.body else 'n' }}{{ not page.body }}",
}


@pytest.mark.parametrize("template", SHOWING.values(), ids=SHOWING)
def test_another_text_in_the_frame_makes_the_page_that_is_drawn_with_it(tmp_path: Path, template: str) -> None:
    write(tmp_path, template)
    (first, looks), (second, _) = drawn(tmp_path, TEXT), drawn(tmp_path, OTHER)
    assert not looks
    one, two = ([parts[name] for name in PLACED] for parts in (TEXT, OTHER))
    (page, places), (other, other_places) = take_marks_out(first, one), take_marks_out(second, two)
    assert fill(page, places, two) == (other, other_places)
    assert fill(other, other_places, one) == (page, places)


@pytest.mark.parametrize("template", SHOWING.values(), ids=SHOWING)
def test_without_marks_a_page_is_what_it_is_without_places(tmp_path: Path, template: str) -> None:
    from markupsafe import Markup  # noqa: PLC0415  the text as templates of any site get it

    write(tmp_path, template)
    plain = Templates(tmp_path).get_template("page.html").render(page=Page(TEXT, Markup))
    assert take_marks_out(drawn(tmp_path, TEXT)[0], [TEXT[part] for part in PLACED])[0] == plain.encode()


@pytest.mark.parametrize("template", LOOKING.values(), ids=LOOKING)
def test_a_template_that_looks_into_the_text_is_told_from_one_that_shows_it(tmp_path: Path, template: str) -> None:
    write(tmp_path, template)
    assert drawn(tmp_path, TEXT)[1]


MARKS = ["\ue000", "\ue001", "\ue0000", "\ue0001a\ue001", "\ue0009\ue001", "\ue000\ue0001\ue001\ue001"]


@pytest.mark.parametrize("odd", MARKS, ids=ascii)
def test_what_only_looks_like_a_mark_stays(odd: str) -> None:
    parts = [f"a{odd}b", f"{odd}c", ""]
    placed = [Placed(html, name).marked for html, name in zip(parts, PLACED, strict=True)]
    data, places = take_marks_out(f"{odd}<p>{placed[0]}{odd}</p>{placed[1]}{odd}{placed[2]}{odd}", parts)
    assert data.decode() == f"{odd}<p>{parts[0]}{odd}</p>{parts[1]}{odd}{odd}"
    shown = [data[start:end].decode() for start, end in zip(places[1::3], places[2::3], strict=True)]
    assert (shown, places[::3]) == (parts, (0, 1, 2))


def test_what_was_told_of_a_template_is_kept_with_it_and_goes_with_it(tmp_path: Path) -> None:
    write(tmp_path, LOOKING["filtered"])
    templates = Templates(tmp_path)
    templates.get_template("page.html")
    templates.keep()
    again = Templates(tmp_path)
    again.get_template("page.html")
    assert again.is_looking()
    write(tmp_path, SHOWING["as it is"])
    again = Templates(tmp_path)
    again.get_template("page.html")
    assert not again.is_looking()
