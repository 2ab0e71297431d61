"""Templates: what they show is escaped, what they must not do is refused with its line, and a broken one harms nobody.

Templates are programs, written by people who are trusted: one that goes on for ever is ended by nobody but them.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from typing import TYPE_CHECKING

import pytest
from previewing import converse, open_tab, start_preview

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from previewing import Previewed
    from selectolax.lexbor import LexborNode

    from faults.trial import Ran, Trial

ODD = "<b>&amp;\"'</b>"
"""What every value in these tests is; quotes are set as printers do, where a text is read by people."""
SET = "<b>&amp;”’</b>"
SUFFIXES = (".html", ".html.j2", ".xml", ".txt", ".svg")
FRONT = """---
title: The page {0}
description: What {0} is about, in a sentence that is long enough to be one of its own.
type: {0}
---

Words.
"""

needs_links = pytest.mark.skipif(os.name == "nt", reason="there, links are made by administrators only, and no pipes")


@pytest.fixture
def theme(trial: Trial) -> Trial:
    """Return a published site that has its own copy of our templates."""
    trial.own_templates()
    return trial


def frame(trial: Trial, more: str) -> int:
    """Put something below the text of every page; return its line in `templates/partials/review.html`."""
    file = trial.root / "templates/partials/review.html"
    text = file.read_text("utf-8")
    file.write_text(f"{text}{more}\n", "utf-8")
    return text.count("\n") + 1


def page_types(trial: Trial, bodies: list[str], suffix: str = "html") -> list[str]:
    """Add a page type for each body, which has it in its third line, and a page of that type; return their names."""
    names = [f"odd-{number}" for number in range(len(bodies))]
    for name, body in zip(names, bodies, strict=True):
        trial.write(f"templates/pages/{name}.yaml", "description: An odd kind of page.\n")
        start = '{% extends "base.html" %}\n{% block body %}\n'
        trial.write(f"templates/pages/{name}.{suffix}", f"{start}{body}\n{{% endblock %}}\n")
        trial.write(f"content/{name}.md", FRONT.format(name))
    trial.body("".join(f"See [the page {name}]({name}.md).\n\n" for name in names))
    return names


def told_of(ran: Ran, path: str) -> str:
    """Return all that is told of a file."""
    own, is_own = [], False
    for line in ran.told.splitlines():
        is_own = line.startswith(f"{path}:") or (is_own and line.startswith(" "))
        own += [line] * is_own
    return "\n".join(own)


def refused(trial: Trial, *arguments: str) -> Ran:
    ran = trial.run("build", *arguments)
    assert ran.code == 1, ran.told
    assert trial.now() == trial.published
    return ran


def only(nodes: list[LexborNode]) -> LexborNode:
    (node,) = nodes
    return node


# Values are escaped


@pytest.mark.holds(52, "harmless", times=len(SUFFIXES) * 6)
def test_values_are_escaped_in_every_kind_of_template(theme: Trial) -> None:
    folder = theme.root / "templates"
    yaml = folder / "pages/article.yaml"
    yaml.write_text(f"{yaml.read_text('utf-8').rstrip()}\n  odd: {{description: Odd.}}\n", "utf-8")
    config = theme.root / "site_config.yaml"
    quoted = "'" + ODD.replace("'", "''") + "'"
    config.write_text(config.read_text("utf-8").replace("name: A library", f"name: {quoted}"), "utf-8")
    shown = ("page.title", "page.description", 'page.fields.get("odd", "")', "site.name", "page.menu_title")
    for number, suffix in enumerate(SUFFIXES):
        parts = [
            f'<p class="odd-{number}-{place}" title="{{{{ {value} }}}}">{{{{ {value} }}}}</p>'
            for place, value in enumerate(shown)
        ]
        theme.write(f"templates/partials/odd{suffix}", "\n".join(parts))
        frame(theme, f"{{% include 'partials/odd{suffix}' %}}")
    theme.write("templates/components/odd/component.yaml", "description: Odd.\nparameters:\n  x: {description: x}\n")
    theme.write(
        "templates/components/odd/component.html", '<p class="odd" title="{{ block.x }}">{{ block.x }}</p>{{ body }}'
    )
    keys = "".join(f"{key}: {quoted}\n" for key in ("title", "menu_title", "odd"))
    description = (
        f"description: '{ODD.replace(chr(39), chr(39) * 2)} and words, until it is a sentence of seventy letters.'\n"
    )
    component = "5 < 6 > 4 &amp; &lt; 'x'"
    theme.write("content/strange.md", f'---\n{keys}{description}---\n\n:::odd x="{component}"\nWords.\n:::\n')
    theme.harmless()
    page = theme.page()
    for number in range(len(SUFFIXES)):
        for place, value in enumerate(shown):
            node = only(page.css(f"p.odd-{number}-{place}"))
            wanted = ODD if value in {'page.fields.get("odd", "")', "site.name"} else SET
            assert node.text().removesuffix(" and words, until it is a sentence of seventy letters.") == wanted
            assert node.attributes["title"] == node.text()
            assert len(node.attributes) == 2
    node = only(page.css("p.odd"))
    assert node.text() == node.attributes["title"] == component
    assert not page.css("main b")


@pytest.mark.holds(52, "harmless", times=len(SUFFIXES))
def test_a_change_of_any_kind_of_template_is_seen(theme: Trial) -> None:
    for suffix in SUFFIXES:
        theme.write(f"templates/partials/odd{suffix}", f"<p>before {suffix}.</p>")
        frame(theme, f"{{% include 'partials/odd{suffix}' %}}")
    theme.harmless()
    for suffix in SUFFIXES:
        theme.write(f"templates/partials/odd{suffix}", f"<p>after {suffix}.</p>")
    theme.harmless()
    text = theme.text("strange/index.html")
    assert "<p>before" not in text
    assert all(f"<p>after {suffix}.</p>" in text for suffix in SUFFIXES)


# Values stand where escaping holds them

UNSAFE = {
    "<a title={{ page.title }}>x</a>": "The value of “title” has no quotes",
    "<a title = {{ page.title }} lang=en>x</a>": "The value of “title” has no quotes",
    "<a title=x{{ page.title }}>x</a>": "The value of “title” has no quotes",
    "<a TITLE={{ page.title }}/>": "The value of “title” has no quotes",
    "<a {# why #} title={{ page.title }}>x</a>": "The value of “title” has no quotes",
    "<a {% if page.title %}title={% endif %}{{ page.title }}>x</a>": "The value of “title” has no quotes",
    "{% for x in [1] %}<a title={% endfor %}{{ page.title }}>x</a>": "The value of “title” has no quotes",
    "{% macro m(x) %}<a title={{ x }}>x</a>{% endmacro %}": "The value of “title” has no quotes",
    "{% raw %}<a title={% endraw %}{{ page.title }}>x</a>": "The value of “title” has no quotes",
    "{% set x %}<a title={{ page.title }}>x</a>{% endset %}": "The value of “title” has no quotes",
    "<a {{ page.title }}>x</a>": "where an attribute is named",
    "<a {{ page.title }}='x'>x</a>": "where an attribute is named",
    "<a data-{{ page.title }}='x'>x</a>": "where an attribute is named",
    "<a title='x'{{ page.title }}>x</a>": "where an attribute is named",
    "<a{% if page.title %} {{ page.title }}{% endif %}>x</a>": "where an attribute is named",
    "<{{ page.title }}>x": "where an element is named",
    "<h{{ page.title }}>x": "where an element is named",
    "</{{ page.title }}>": "where an element is named",
    "<script>{{ page.title }}</script>": "within <script>",
    "<script type='application/ld+json'>{{ page.title }}</script>": "within <script>",
    "<script>{{ page.structured_data }}</script>": "within <script>",
    "<script>{{ page.title | tojson }}</script>": "within <script>",
    "<SCRIPT>x = '{{ page.title }}'</SCRIPT>": "within <script>",
    "<style>p { color: {{ page.title }} }</style>": "within <style>",
    "<svg><style>{{ page.title }}</style></svg>": "within <style>",
    "<iframe>{{ page.title }}</iframe>": "within <iframe>",
    "<plaintext>{{ page.title }}": "within <plaintext>",
    '<p onclick="{{ page.title }}">x</p>': "in “onclick”, which a browser runs",
    '<p ONCLICK="x({{ page.title }})">x</p>': "in “onclick”, which a browser runs",
    '<iframe srcdoc="{{ page.title }}"></iframe>': "in “srcdoc”, which a browser runs",
    '<p style="color: {{ page.title }}">x</p>': "in “style”",
    '<p title="{{ page.body }}">x</p>': "This is HTML, and its quotes would end “title”",
    '<p title="{{ site.crisis_line }}">x</p>': "This is HTML, and its quotes would end “title”",
    '<p title="{{ page.title | urlize }}">x</p>': "This is HTML, and its quotes would end “title”",
    '<p title="{{ page.title | tojson }}">x</p>': "The quotes that “tojson” writes",
    "{{ page.title | safe }}": "“safe” shows a value as it stands",
    "{{ page.title | upper | safe | trim }}": "“safe” shows a value as it stands",
    "{% if page.title | safe %}x{% endif %}": "“safe” shows a value as it stands",
    "{% set x = page.title | safe %}{{ x }}": "“safe” shows a value as it stands",
    "{{ [page.title] | map('safe') | join }}": "“safe” shows a value as it stands",
    "<p{{ {'title': page.title} | xmlattr }}>x</p>": "“xmlattr” makes attributes",
    "{% autoescape false %}{{ page.title }}{% endautoescape %}": "no longer escaped",
    "{% autoescape page.draft %}{{ page.title }}{% endautoescape %}": "no longer escaped",
    "{% filter safe %}{{ page.title }}{% endfilter %}": "“safe” may take the escaping",
    "{% filter striptags %}{{ page.title }}{% endfilter %}": "“striptags” may take the escaping",
    "{% filter upper | striptags %}{{ page.title }}{% endfilter %}": "“striptags” may take the escaping",
    "{% set x | striptags %}{{ page.title }}{% endset %}{{ x }}": "“striptags” may take the escaping",
    "<p title=\"{% include 'partials/review.html' %}\">x</p>": "Another template stands within a tag",
    "<style>{% include 'partials/review.html' %}</style>": "Another template stands within a tag",
    "<p {% block odd %}{% endblock %}>x</p>": "A block stands within a tag",
    "<style>{% block odd %}{% endblock %}</style>": "A block stands within a tag",
}


@pytest.mark.holds(53, "refused", times=len(UNSAFE))
@pytest.mark.holds(31, "refused", times=8)
def test_a_value_where_escaping_does_not_hold_it_is_refused_with_its_line(theme: Trial) -> None:
    # Nothing is drawn with these as yet, which may be so for months.
    for number, text in enumerate(UNSAFE):
        theme.write(f"templates/partials/odd-{number}.html", f"{{# A first line. #}}\n<p>\nx</p>\n{text}\n")
    ran = refused(theme)
    assert set(ran.codes) == {"unsafe-template"}
    for number, (text, words) in enumerate(UNSAFE.items()):
        path = f"templates/partials/odd-{number}.html"
        told = told_of(ran, path)
        assert told.startswith(f"{path}:4:0: error[unsafe-template] "), f"{text}: {told}"
        assert words in told, f"{text}: {told}"
        assert "hint: " in told


@pytest.mark.holds(53, "refused", times=2)
@pytest.mark.parametrize("place", ["pages/article.html", "components/callout/component.html", "drawings/odd.svg"])
def test_an_unsafe_template_is_refused_in_every_run_until_it_is_mended(theme: Trial, place: str) -> None:
    file = theme.root / "templates" / place
    good = file.read_bytes() if file.exists() else b"<svg></svg>\n"
    file.write_bytes(good + b"<p title={{ site.name }}>\n")
    for arguments in ((), ("--no-cache",)) if place == "pages/article.html" else ((),):
        theme.refused("unsafe-template", at=f"templates/{place}:", words='title="…"', arguments=arguments)
    assert theme.run("check", "--quiet").codes == ["unsafe-template"]
    file.write_bytes(good)
    theme.harmless()


@pytest.mark.holds(53, "refused")
def test_the_style_of_the_report_is_looked_at_as_a_style(theme: Trial) -> None:
    theme.write("templates/report/report.css", "p { color: {{ report.site }} }\n")
    theme.refused("unsafe-template", at="templates/report/report.css:1:", words="within <style>")


SAFE = {
    '<p title="{{ page.title }}">{{ page.title }}</p>': "p",
    "<p title='{{ page.title }}' lang=en>x</p>": "p",
    '<p class="a{% if page.draft %} b{% else %} c-{{ page.type }}{% endif %}">x</p>': "p",
    '<p{% if page.title %} title="{{ page.title }}"{% endif %}>x</p>': "p",
    "<p{{ ' hidden' if page.draft }}>x</p>": "p",
    "<p{{ ' hidden' if page.draft else ' lang=en' }}>x</p>": "p",
    "<b{{ page.title | length }}>x</b{{ page.title | length }}>": "*",
    "<p tabindex={{ page.contents | length }}>x</p>": "p",
    "{% for x in [1] %}<p id=p-{{ loop.index }}>x</p>{% endfor %}": "p",
    "<p data-x='{{ page.title | tojson }}'>x</p>": "p",
    "<script type='application/ld+json'>{{ page.title | tojson }}</script><p>x</p>": "p",
    '<script type="application/ld+json">{{ page.structured_data }}</script><p>x</p>': "p",
    "<!-- {{ page.title }} --><p>x</p>": "p",
    "<p>1 < {{ page.title }}</p>": "p",
    "{{ page.body | safe }}<p>x</p>": "p",
    "{% autoescape true %}<p>{{ page.title }}</p>{% endautoescape %}": "p",
    "{% filter upper %}<p>{{ page.title }}</p>{% endfilter %}": "p",
    "{% set x %}<b>{{ page.title }}</b>{% endset %}<p>{{ x }}</p>": "p",
    "{% macro m(x) %}<b>{{ x }}</b>{% endmacro %}<p>{{ m(page.title) }}</p>": "p",
    '<p class="{% block odd %}x{% endblock %}">x</p>': "p",
    "{# <a title={{ page.title }}> #}<p>x</p>": "p",
    "<p>{{ '<a title=' }}{{ page.title }}</p>": "p",
    "<p>{% raw %}{{ x }} | safe{% endraw %}</p>": "p",
}


@pytest.mark.holds(53, "harmless", times=len(SAFE))
def test_what_is_safe_is_published_and_stays_a_text(theme: Trial) -> None:
    names = page_types(theme, list(SAFE))
    for name in names:
        text = FRONT.format(name).replace(f"The page {name}", f'\'{name} " onclick="x" <script>x</script>\'')
        theme.write(f"content/{name}.md", text)
    ran = theme.run("build")
    assert ran.code == 0, ran.told
    for name, text in zip(names, SAFE, strict=True):
        page = theme.page(f"{name}/index.html")
        assert page.css(f"main {SAFE[text]}"), text
        assert all(node.attributes["type"] == "application/ld+json" for node in page.css("script")), text
        assert all("onclick" not in node.attributes for node in page.css("*")), text


@pytest.mark.holds(53, "refused", times=3)
@pytest.mark.holds(30, "refused", times=3)
def test_an_address_of_front_matter_that_runs_something_is_refused_once_it_is_a_link(theme: Trial) -> None:
    yaml = theme.root / "templates/pages/article.yaml"
    yaml.write_text(f"{yaml.read_text('utf-8').rstrip()}\n  link: {{description: A link.}}\n", "utf-8")
    frame(theme, '{% set to = page.fields.get("link") %}{% if to %}<p><a href="{{ to }}">This is it</a></p>{% endif %}')
    links = {" Java\\tScript:alert(1)": "javascript:", "vbscript:x": "vbscript:", "data:text/html,x": "data:"}
    for number, (link, scheme) in enumerate(links.items()):
        front = FRONT.format(f"odd-{number}").replace(f"type: odd-{number}", f'link: "{link}"')
        theme.write(f"content/odd-{number}.md", front)
        theme.body(f"See [that page](odd-{number}.md).\n")
        theme.refused("active-content", at=f"content/odd-{number}.md", words=f'“href="{scheme}…"”')
        (theme.root / f"content/odd-{number}.md").unlink()


# Names that there are not, and what cannot be read

BROKEN = {
    "{{ page.tilte }}": "There is no “tilte” here.",
    "{{ pgae.title }}": "There is no “pgae” here.",
    "{{ page.fields.nothing }}": "There is no “nothing” here.",
    "{% if page.tilte %}x{% endif %}": "There is no “tilte” here.",
    "{% for x in page.tilte %}x{% endfor %}": "There is no “tilte” here.",
    "{{ page.tilte | upper }}": "There is no “tilte” here.",
    "{{ site.nmae }}": "Did you mean “name”?",
    "{{ page.title | nonsense }}": "No filter named 'nonsense'",
    "{% if page.title is nonsense %}x{% endif %}": "nonsense",
    "{% nonsense %}": "unknown tag 'nonsense'",
    "{{ page.title ]}}": "The template cannot be read",
    "{% if %}x{% endif %}": "The template cannot be read",
    "{{ page.title() }}": "The template cannot be drawn",
    "{{ 1 / 0 }}": "The template cannot be drawn",
    "{{ asset('css/nothing.css') }}": "There is no asset “css/nothing.css”.",
    "{{ url() }}": "The template cannot be drawn",
    "{% include 'nothing.html' %}": "There is no template “nothing.html”.",
    "{% include '../../x' %}": "There is no template “../../x”.",
    "{% include '../site_config.yaml' %}": "There is no template “../site_config.yaml”.",
    "{% include 'pages/../../site_config.yaml' %}": "There is no template “pages/../../site_config.yaml”.",
    "{% include '/etc/passwd' %}": "There is no template “/etc/passwd”.",
    "{% include 'partials' %}": "There is no template “partials”.",
    "{% include 'pages/home.yaml' %}": "There is no template “pages/home.yaml”.",
    "{% include 'assets/icons/icon-192.png' %}": "There is no template “assets/icons/icon-192.png”.",
    "{% import '../../x' as x %}": "There is no template “../../x”.",
    "{% from '../../x' import x %}": "There is no template “../../x”.",
    "{% include page.title %}": "There is no template “The page odd-",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}": "The template draws itself without end.",
}
OUTSIDE = [text for text in BROKEN if "include" in text or "import" in text]


@pytest.mark.holds(54, "refused", times=len(BROKEN) - len(OUTSIDE))
@pytest.mark.holds(55, "refused", times=len(OUTSIDE))
def test_what_a_template_asks_for_in_vain_is_told_with_its_line(theme: Trial) -> None:
    names = page_types(theme, list(BROKEN))
    theme.write("x", "Nobody must read this.\n")
    ran = refused(theme)
    assert set(ran.codes) <= {"template-error", "orphan-page"}, ran.told
    for name, (text, words) in zip(names, BROKEN.items(), strict=True):
        path = f"templates/pages/{name}.html"
        told = told_of(ran, path)
        assert told.startswith(f"{path}:3:0: error[template-error] "), f"{text}: {told}"
        assert words in told, f"{text}: {told}"
        assert "hint: " in told


@pytest.mark.holds(54, "refused", times=2)
def test_a_name_that_a_component_does_not_have_is_told_with_its_line(theme: Trial) -> None:
    theme.write("templates/components/callout/component.html", "<div>\n{{ block.tilte }}{{ body.itms }}\n</div>\n")
    theme.refused("template-error", at="templates/components/callout/component.html:2:", words="“tilte”")
    theme.write("templates/components/callout/component.html", "<div>\n{{ body.itms }}\n</div>\n")
    theme.refused("template-error", at="templates/components/callout/component.html:2:", words="“itms”")


@pytest.mark.holds(54, "refused")
@pytest.mark.holds(56, "refused")
def test_a_template_that_nobody_uses_yet_is_told_if_it_cannot_be_read(theme: Trial) -> None:
    theme.write("templates/partials/new.html", "<p>\n{% if %}\n</p>\n")
    theme.refused("template-error", at="templates/partials/new.html:2:", words="The template cannot be read")


@pytest.mark.holds(55, "refused")
def test_a_template_that_leads_back_to_itself_is_refused(theme: Trial) -> None:
    line = frame(theme, "{% include 'partials/review.html' %}")
    at = f"templates/partials/review.html:{line}:"
    theme.refused("template-error", at=at, words="The template draws itself without end.")


# Links and other things that are no files


@needs_links
@pytest.mark.holds(55, "refused", times=7)
def test_a_link_among_the_templates_is_refused_and_not_followed(theme: Trial) -> None:
    templates = theme.root / "templates"
    (theme.home / "secret").write_text("ZZCANARY", "utf-8")
    links: dict[str, str | Path] = {
        "partials/review.html": theme.home / "secret",
        "partials/next.html": "steps.html",
        "drawings/way.svg": "way.svg",
        "partials/unused.html": "nothing",
        "assets/css/print.css": theme.home / "secret",
        "pages/extra.html": "article.html",
    }
    for name, target in links.items():
        (templates / name).unlink(missing_ok=True)
        (templates / name).symlink_to(target)
    shutil.copy(templates / "pages/article.yaml", templates / "pages/extra.yaml")
    shutil.move(templates / "report", theme.root / "elsewhere")
    (templates / "report").symlink_to(theme.root / "elsewhere")
    ran = refused(theme)
    for name, target in (links | {"report": theme.root / "elsewhere"}).items():
        told = told_of(ran, f"templates/{name}")
        assert "error[not-a-file]" in told, ran.told
        assert f"is a link to “{target}”" in told
        assert "hint: Put the file itself there instead." in told
    assert "ZZCANARY" not in ran.told
    assert "template-error" not in ran.codes, "what is told as a link is told once"


@needs_links
@pytest.mark.holds(55, "refused")
def test_a_folder_of_templates_that_is_a_link_is_told_once(theme: Trial) -> None:
    shutil.move(theme.root / "templates/partials", theme.root / "elsewhere")
    (theme.root / "templates/partials").symlink_to(theme.root / "elsewhere")
    theme.refused("not-a-file", at="templates/partials:", words="is a link to")


@needs_links
@pytest.mark.holds(55, "refused", times=2)
def test_a_pipe_among_the_templates_is_refused_at_once(theme: Trial) -> None:
    for name in ("partials/review.html", "partials/unused.html"):
        (theme.root / "templates" / name).unlink(missing_ok=True)
        os.mkfifo(theme.root / "templates" / name)
    ran = refused(theme)
    for name in ("partials/review.html", "partials/unused.html"):
        assert "is not an ordinary file" in told_of(ran, f"templates/{name}")
    assert ran.seconds < 5


@needs_links
@pytest.mark.holds(55, "refused")
def test_the_templates_themselves_are_no_link_either(theme: Trial) -> None:
    shutil.move(theme.root / "templates", theme.root / "shared")
    (theme.root / "templates").symlink_to(theme.root / "shared")
    theme.refused("not-a-file", at="templates: ", words="Put the folder itself there instead.")


# A theme that is not whole


@pytest.mark.holds(56, "harmless")
def test_a_theme_that_changes_one_block_keeps_all_others(theme: Trial) -> None:
    own = '{% extends "base.html" %}\n{% block message %}<p class="message">Mine.</p>{% endblock %}\n'
    theme.write("templates/pages/article.html", own)
    theme.harmless()
    page = theme.page()
    assert only(page.css("p.message")).text() == "Mine."
    assert only(page.css("h1")).text() == "A strange page"
    assert page.css("header nav")
    assert page.css("footer")
    assert "Nothing strange as yet." in only(page.css("main")).text()


@pytest.mark.holds(56, "harmless")
def test_a_site_without_templates_is_drawn_with_ours(trial: Trial) -> None:
    trial.body("Something else.\n")
    trial.harmless()
    assert only(trial.page().css("h1")).text() == "A strange page"


def _nothing(templates: Path) -> None:
    shutil.rmtree(templates)
    templates.mkdir()


def _a_file(templates: Path) -> None:
    shutil.rmtree(templates)
    templates.write_text("x", "utf-8")


def _a_dead_link(templates: Path) -> None:
    shutil.rmtree(templates)
    templates.symlink_to("nowhere")


@pytest.mark.holds(56, "refused")
@pytest.mark.parametrize(
    ("spoil", "path", "words"),
    [
        (_nothing, "templates/pages/article.html", "The templates have no page type “article”"),
        (_a_file, "templates", "“templates” is a file"),
        pytest.param(_a_dead_link, "templates", "is a link to “nowhere”", marks=needs_links),
        (lambda templates: (templates / "base.html").unlink(), "templates/pages/article.html", "“base.html”"),
        (lambda templates: (templates / "pages/article.html").unlink(), "templates/pages/article.html", "Write"),
        (lambda templates: (templates / "pages/article.yaml").unlink(), "templates/pages/article.yaml", "no file"),
        (lambda templates: shutil.rmtree(templates / "partials"), "templates/base.html", "“partials/head.html”"),
        (lambda templates: shutil.rmtree(templates / "assets"), "templates/partials/head.html", "There is no asset"),
        (
            lambda templates: (templates / "partials/review.html").write_bytes(b"<p>caf\xe9</p>"),
            "templates/partials/review.html",
            "it is not saved as UTF-8",
        ),
    ],
)
def test_a_theme_that_is_not_whole_is_refused_in_plain_words(
    theme: Trial, spoil: Callable[[Path], object], path: str, words: str
) -> None:
    spoil(theme.root / "templates")
    assert words in told_of(refused(theme), path)


# While somebody looks on


@pytest.fixture
def preview(theme: Trial) -> Iterator[Previewed]:
    """Start a preview of a site with its own templates."""
    started = start_preview(theme.root, "--port", "18500")
    yield started
    if started.process.poll() is None:
        started.stop()


@pytest.mark.holds(56, "whole", times=3)
def test_a_template_that_breaks_while_it_is_served_is_told_on_the_last_good_page(preview: Previewed) -> None:
    at = "/branch/"
    template = preview.root / "templates/components/callout/component.html"
    good, words = template.read_text("utf-8"), 'class="callout callout--'
    assert words in preview.get(f"{at}borrow/")[1]

    async def talk() -> None:
        async with open_tab(preview, "borrow/") as tab:
            for broken, message in (
                ("<p>\n{% if %}\n</p>\n", "The template cannot be read"),
                ("<p>\n{{ block.tilte }}\n</p>\n", "There is no “tilte” here."),
                ("<p>\n<i title={{ block.title }}>\n</p>\n", "The value of “title” has no quotes"),
            ):
                template.write_text(broken, "utf-8")
                text = await asyncio.to_thread(preview.wait_for, f"{at}borrow/", message)
                assert "templates/components/callout/component.html, line 2" in text
                other = preview.get(f"{at}help/")[1]
                assert "<main" in other
                assert "1 error" in other
                template.write_text(good, "utf-8")
                text = await asyncio.to_thread(preview.wait_for, f"{at}borrow/", message, gone=True)
                assert words in text
            told = [await tab.message() for _ in range(3)]
            assert all(message and message["command"] == "reload" for message in told)

    converse(talk())
