"""A page asks nobody else for anything: not by its text, a picture, a template, a style sheet or a drawing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from faults.pages import apart, errors, lines, main_of, nothing_acts, refused_each

if TYPE_CHECKING:
    from faults.trial import Ran, Trial

EVIL = "https://evil.example/x"


@pytest.fixture
def themed(trial: Trial) -> Trial:
    """Return a published site with templates of its own, to be spoilt."""
    trial.own_templates()
    return trial


def with_template(trial: Trial, text: str, path: str = "partials/footer.html") -> Ran:
    """Build with a text at the end of a template; the template is as before afterwards."""
    file = trial.root / "templates" / path
    before = file.read_text("utf-8")
    file.write_text(f"{before}\n{text}\n", "utf-8")
    ran = trial.run("build")
    file.write_text(before, "utf-8")
    return ran


def refused_in_template(trial: Trial, text: str, codes: set[str], path: str = "partials/footer.html") -> Ran:
    """Say that a text at the end of a template is refused with these codes, and nothing changed."""
    ran = with_template(trial, text, path)
    assert (ran.code, trial.now()) == (1, trial.published), ran.told
    assert errors(ran) == codes, ran.told
    return ran


PICTURES = [
    "https://evil.example/p.gif",
    "HTTPS://EVIL.EXAMPLE/p.gif",
    "http://evil.example/p.gif",
    "//evil.example/p.gif",
    "/&Tab;/evil.example/p.gif",
    "https://example.org.evil.example/p.gif",
    "https://example.org:8443/p.gif",
]


@pytest.mark.holds(99, "refused", times=2 * len(PICTURES))
def test_a_picture_of_somebody_else_is_refused_at_its_line(trial: Trial) -> None:
    inline = [f"![The door {number}]({url})" for number, url in enumerate(PICTURES)]
    refused_each(trial, inline, "foreign-load", "put the file beside the page")
    named = [f"[{number}]: {url}" for number, url in enumerate(PICTURES)]
    trial.body(apart([*named, *(f"![The door {number}][{number}]" for number in range(len(named)))]))
    ran = trial.run("build")
    assert (ran.code, errors(ran), trial.now()) == (1, {"foreign-load"}, trial.published), ran.told
    assert len(lines(ran, "foreign-load")) == len(PICTURES)


@pytest.mark.holds(99, "refused", times=2)
def test_a_picture_of_somebody_else_in_settings_is_refused(trial: Trial) -> None:
    file = trial.root / "site_config.yaml"
    text = file.read_text("utf-8")
    file.write_text(text.replace("Lost? [", f"![Lost]({EVIL}) ["), "utf-8")
    trial.refused("foreign-load", words=f"The page fetches “{EVIL}” from somebody else.")
    file.write_text(text.replace("loan: three weeks", f'loan: "![three weeks]({EVIL})"'), "utf-8")
    trial.body("A loan lasts {{ facts.loan }}.\n")
    ran = trial.run("build")
    assert (ran.code, errors(ran), trial.now()) == (1, {"foreign-load"}, trial.published), ran.told


IN_HEAD = [
    '<link href="https://evil.example/x?family=Inter" rel="stylesheet">',
    f'<link rel="alternate stylesheet" title="x" href="{EVIL}">',
    f'<link rel="STYLESHEET" href="{EVIL}">',
    f'<link rel="preconnect" href="{EVIL}" crossorigin>',
    '<link rel="dns-prefetch" href="//evil.example/x">',
    f'<link rel="prefetch" href="{EVIL}">',
    f'<link rel="canonical prerender" href="{EVIL}">',
    f'<link rel="modulepreload" href="{EVIL}">',
    f'<link rel="preload" as="font" href="{EVIL}">',
    f'<link rel="preload" as="image" imagesrcset="{EVIL} 1x">',
    f'<link rel="icon" href="{EVIL}">',
    f'<link rel="manifest" href="{EVIL}">',
    f'<link href="{EVIL}">',
    f'<meta http-equiv="refresh" content="0; url={EVIL}">',
    f"<META HTTP-EQUIV=Refresh CONTENT=\"5;URL='{EVIL}'\">",
]


def numbered(texts: list[str]) -> str:
    """Return texts of a template, each with an address of its own, so that each is told."""
    return "\n".join(text.replace("evil.example/x", f"evil.example/x{number}-") for number, text in enumerate(texts))


@pytest.mark.holds(99, "refused", times=len(IN_HEAD))
def test_what_a_template_fetches_in_the_head_is_refused(themed: Trial) -> None:
    ran = refused_in_template(themed, numbered(IN_HEAD), {"foreign-load"}, "partials/head.html")
    for number in range(len(IN_HEAD)):
        assert f"//evil.example/x{number}-" in ran.told


@pytest.mark.holds(99, "refused", times=4)
@pytest.mark.parametrize(
    "text",
    [
        f'<base href="{EVIL}">',
        f'<style>@import "{EVIL}";</style>',
        '<script type="speculationrules">{"prefetch": [{"urls": ["https://evil.example/"]}]}</script>',
        '<script type="importmap">{"imports": {"x": "https://evil.example/x.js"}}</script>',
    ],
)
def test_what_could_fetch_from_the_head_is_refused(themed: Trial, text: str) -> None:
    refused_in_template(themed, text, {"active-content"}, "partials/head.html")


FETCHING = [
    f'<img src="{EVIL}" alt="">',
    f'<img srcset="{EVIL} 1x, //evil.example/y 2x" alt="">',
    f'<picture><source srcset="{EVIL}"></picture>',
    f'<video src="{EVIL}"></video>',
    f'<video poster="{EVIL}"></video>',
    f'<audio><source src="{EVIL}"></audio>',
    f'<video><track src="{EVIL}"></video>',
    f'<table background="{EVIL}"><tr><td></td></tr></table>',
    f'<svg><image href="{EVIL}"/></svg>',
    f'<svg><image xlink:href="{EVIL}"/></svg>',
    f'<svg><use href="{EVIL}#a"/></svg>',
    f'<svg><filter><feImage href="{EVIL}"/></filter></svg>',
    f'<svg><rect fill="url({EVIL}#a)"/></svg>',
    f"<svg><g filter='url(\"{EVIL}#a\")'></g></svg>",
    f'<svg><path mask="URL( {EVIL}#a )"/></svg>',
    f'<portal src="{EVIL}"></portal>',
]


@pytest.mark.holds(99, "refused", times=len(FETCHING))
def test_what_a_template_fetches_in_the_body_is_refused(themed: Trial) -> None:
    ran = refused_in_template(themed, numbered(FETCHING), {"foreign-load"})
    for number in range(len(FETCHING)):
        assert f"//evil.example/x{number}-" in ran.told


ACTING = {
    f'<iframe src="{EVIL}"></iframe>': {"active-content", "foreign-load"},
    "<iframe srcdoc='x'></iframe>": {"active-content"},
    f'<embed src="{EVIL}">': {"active-content", "foreign-load"},
    f'<object data="{EVIL}"></object>': {"active-content", "foreign-load"},
    f'<template shadowrootmode="open"><img src="{EVIL}" alt=""></template>': {"active-content"},
    f"<svg><style>@import url({EVIL})</style></svg>": {"active-content"},
    f'<div style="background: url({EVIL})">x</div>': {"active-content", "foreign-load"},
    f'<a href="/branch/" ping="{EVIL}">The first page</a>': {"active-content"},
    f'<input type="image" src="{EVIL}" alt="">': {"active-content", "foreign-load"},
}


@pytest.mark.holds(99, "refused", times=len(ACTING))
@pytest.mark.parametrize("text", ACTING)
def test_what_could_fetch_by_other_means_is_refused(themed: Trial, text: str) -> None:
    refused_in_template(themed, text, ACTING[text])


@pytest.mark.holds(99, "refused")
def test_that_a_text_links_to_an_address_is_no_leave_to_fetch_it(themed: Trial) -> None:
    themed.body(f"See [somebody's style]({EVIL}).\n")
    refused_in_template(themed, f'<link rel="stylesheet" href="{EVIL}">', {"foreign-load"}, "partials/head.html")


STYLES = [
    f'@import "{EVIL}";',
    f"@import url({EVIL});",
    '@import/**/"//evil.example/x";',
    f"@font-face {{ font-family: x; src: url({EVIL}) format('woff2'); }}",
    "@font-face { font-family: x; src: local(x), url(//fonts.gstatic.com/x.woff2); }",
    f"p {{ background: url( '{EVIL}' ); }}",
    f'p {{ background: url(\n"{EVIL}"); }}',
    "p { background: URL(HTTPS://EVIL.EXAMPLE/x); }",
    f"p {{ background: u\\72l({EVIL}); }}",
    "p { background: url('\\68ttps://evil.example/x'); }",
    "p { background: url(\\2f\\2f evil.example/x); }",
    f"p {{ background: url(/**/'{EVIL}'); }}",
    f'p {{ background: image-set("{EVIL}" 1x); }}',
    f'p {{ background: -webkit-image-set(url(/x) 1x, "{EVIL}" 2x); }}',
    f'p {{ cursor: url("{EVIL}"), auto; }}',
    f'p {{ background: src("{EVIL}"); }}',
    f"p {{ --x: url({EVIL}); background: var(--x); }}",
]


@pytest.mark.holds(99, "refused", times=len(STYLES))
def test_what_a_style_sheet_fetches_is_refused(themed: Trial) -> None:
    file = themed.root / "templates" / "assets" / "css" / "base.css"
    before = file.read_text("utf-8")
    texts = [
        style.replace("evil.example/x", f"evil.example/{number}-").replace("EXAMPLE/x", f"EXAMPLE/{number}-")
        for number, style in enumerate(STYLES)
    ]
    file.write_text("\n".join([*texts[:3], before, *texts[3:]]), "utf-8")
    ran = themed.run("build")
    assert (ran.code, errors(ran), themed.now()) == (1, {"foreign-load"}, themed.published), ran.told
    for number in range(len(STYLES)):
        assert f"/{number}-”" in ran.told.replace("fonts.gstatic.com/x.woff2", "/4-"), (number, ran.told)


@pytest.mark.holds(99, "harmless", times=6)
def test_what_only_names_another_site_in_a_style_sheet_is_no_load(themed: Trial) -> None:
    file = themed.root / "templates" / "assets" / "css" / "base.css"
    more = (
        f'/* as {EVIL} says: url({EVIL}) */\n@layer base {{ p::after {{ content: "{EVIL}"; }} '
        "p { background: url(/branch/x.png); mask: url(data:image/svg+xml,%3Csvg%20"
        "xmlns=%27http://www.w3.org/2000/svg%27/%3E); fill: url(#a); } }\n"
    )
    file.write_text(file.read_text("utf-8") + more, "utf-8")
    themed.harmless()


DRAWINGS = [
    f'<image href="{EVIL}"/>',
    f'<image xlink:href="{EVIL}" xmlns:xlink="http://www.w3.org/1999/xlink"/>',
    f'<use href="{EVIL}#a"/>',
    f'<a href="{EVIL}"><text>x</text></a>',
    f'<rect fill="url({EVIL}#a)"/>',
    f"<style>@import url({EVIL});</style>",
    f'<style>rect {{ fill: url("{EVIL}#a") }}</style>',
    f'<rect style="fill: url({EVIL}#a)"/>',
    f'<foreignObject><img xmlns="http://www.w3.org/1999/xhtml" src="{EVIL}"/></foreignObject>',
]


@pytest.mark.holds(99, "refused", times=2 * len(DRAWINGS))
def test_what_a_drawing_fetches_is_refused_in_content_and_in_templates(themed: Trial) -> None:
    text = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{0}</svg>'
    shown = []
    for number, drawing in enumerate(DRAWINGS):
        themed.write(f"content/drawing-{number}.svg", text.format(drawing))
        themed.write(f"templates/assets/icons/drawing-{number}.svg", text.format(drawing))
        shown.append(f"![What it shows, number {number}](drawing-{number}.svg)")
    themed.body(apart(shown))
    ran = themed.run("build")
    assert (ran.code, themed.now()) == (1, themed.published), ran.told
    assert errors(ran) <= {"foreign-load", "active-content"}, ran.told
    for number in range(len(DRAWINGS)):
        for folder in ("content", "templates/assets/icons"):
            path = f"{folder}/drawing-{number}.svg"
            assert any(line.startswith(path) for line in ran.problems), (DRAWINGS[number], ran.told)


@pytest.mark.holds(99, "harmless", times=4)
def test_what_only_names_another_site_fetches_nothing(themed: Trial) -> None:
    more = (
        f'<meta property="og:image" content="{EVIL}"><meta name="twitter:image" content="{EVIL}">'
        f'<script type="application/ld+json">{{"image": "{EVIL}"}}</script><link rel="me author" href="{EVIL}">'
    )
    ran = with_template(themed, more, "partials/head.html")
    assert (ran.code, ran.codes) == (0, []), ran.told


SNIPPETS = {
    "Google Analytics": "<script async src='https://www.googletagmanager.com/gtag/js?id=G-1'></script>"
    "<script>window.dataLayer = window.dataLayer || []; function gtag(){dataLayer.push(arguments);}</script>",
    "Tag Manager": "<script>(function(w,d,s,l,i){w[l]=w[l]||[];})(window,document,'script','GTM-1');</script>",
    "Tag Manager without scripts": '<noscript><iframe src="https://www.googletagmanager.com/ns.html?id=GTM-1" '
    'height="0" width="0" style="display:none"></iframe></noscript>',
    "Meta Pixel": "<script>!function(f,b,e,v,n,t,s){}(window,document,'script','https://connect.facebook.net/x.js');</script>",
    "Meta Pixel without scripts": '<noscript><img height="1" width="1" alt="" '
    'src="https://www.facebook.com/tr?id=1&amp;ev=PageView&amp;noscript=1"></noscript>',
    "Hotjar": "<script>(function(h,o,t,j,a,r){h.hj=h.hj})(window,document,'https://static.hotjar.com/c/');</script>",
    "Clarity": '<script type="text/javascript">(function(c,l,a,r,i,t,y){})(window,document,"clarity");</script>',
    "FullStory": "<script>window['_fs_host'] = 'fullstory.com';</script>",
    "Plausible": '<script defer data-domain="example.org" src="https://plausible.io/js/script.js"></script>',
    "a module": '<script type="module">import "https://evil.example/x.js";</script>',
}


@pytest.mark.holds(101, "refused", times=len(SNIPPETS))
def test_what_counts_visitors_is_refused_in_a_text(trial: Trial) -> None:
    refused_each(trial, list(SNIPPETS.values()), "raw-html", "The site has no scripts. Delete it.")


@pytest.mark.holds(101, "refused", times=len(SNIPPETS))
@pytest.mark.parametrize("name", SNIPPETS)
def test_what_counts_visitors_is_refused_in_a_template(themed: Trial, name: str) -> None:
    ran = with_template(themed, SNIPPETS[name], "partials/head.html")
    assert (ran.code, themed.now()) == (1, themed.published), ran.told
    assert errors(ran), ran.told
    assert errors(ran) <= {"active-content", "foreign-load"}, ran.told


SETTINGS = [
    "head_extra",
    "scripts",
    "analytics",
    "google_analytics",
    "gtm",
    "custom_html",
    "footer_html",
    "tracking_id",
]


@pytest.mark.holds(101, "refused", times=len(SETTINGS))
def test_there_is_no_setting_for_what_counts_visitors(trial: Trial) -> None:
    trial.settings("\n".join(f"{name}: '<script>alert(1)</script>'" for name in SETTINGS) + "\n")
    ran = trial.refused(*["unknown-key"] * len(SETTINGS), at="site_config.yaml:")
    for name in SETTINGS:
        assert f"There is no key “{name}” here." in ran.told


FORMS = [
    '<form action="https://formspree.io/f/x" method="post"><p>Words</p></form>',
    '<form action="mailto:desk@example.org"><p>Words</p></form>',
    '<form method="get" action="/branch/"><p>Words</p></form>',
    "<form></form>",
    "<FORM ACTION=x></FORM>",
    '<button formaction="https://evil.example/">Send</button>',
    '<input name="email">',
    '<svg><foreignObject><form action="https://evil.example/"></form></foreignObject></svg>',
]


@pytest.mark.holds(102, "refused", times=len(FORMS))
@pytest.mark.parametrize("form", FORMS)
def test_a_form_is_refused_in_a_template(themed: Trial, form: str) -> None:
    refused_in_template(themed, form, {"active-content"})


@pytest.mark.holds(102, "refused", times=4)
def test_a_form_is_refused_in_a_text(trial: Trial) -> None:
    texts = [FORMS[0], '<input name="email">', '<button type="submit">Send</button>', '<textarea name="x">y</textarea>']
    refused_each(trial, texts, "raw-html")


EMBEDDING = [":::youtube id=x", ":::map", ":::video src=x", ":::iframe", ":::embed", ":::form", ":::script", ":::html"]


@pytest.mark.holds(103, "refused", times=len(EMBEDDING))
def test_there_is_no_component_that_embeds_something_of_others(trial: Trial) -> None:
    trial.body("\n\n".join(f"{line}\nWords.\n:::" for line in EMBEDDING) + "\n")
    ran = trial.refused(*["unknown-component"] * len(EMBEDDING), words="The components are: ")
    for line in EMBEDDING:
        assert f"There is no component “{line[3:].split()[0]}”." in ran.told


@pytest.mark.holds(103, "harmless", times=2)
def test_what_stands_for_a_map_is_a_link_that_says_it_leaves_the_site(trial: Trial) -> None:
    trial.body(":::contact\n:::\n\n[How to get in: a video on YouTube](https://www.youtube.com/watch?v=x)\n")
    trial.harmless()
    links = {(node.attributes["href"] or "").split("/")[2]: node for node in main_of(trial).css("a[href^=http]")}
    assert "OpenStreetMap" in links["www.openstreetmap.org"].text()
    assert "YouTube" in links["www.youtube.com"].text()
    assert {node.attributes["rel"] for node in links.values()} == {"noreferrer noopener"}
    # Nothing is fetched before somebody follows it.
    page = trial.page()
    loaded = [node.attributes.get(name) or "" for name in ("src", "srcset", "poster") for node in page.css(f"[{name}]")]
    loaded += [node.attributes["href"] or "" for node in page.css("link:not([rel=canonical])")]
    assert [url for url in loaded if not url.startswith("/branch/")] == []
    json.loads(page.css("script")[0].text())
    assert nothing_acts(trial)
