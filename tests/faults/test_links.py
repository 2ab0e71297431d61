"""Links lead where they seem to lead, do no harm, tell nobody who reads the page, and track nobody."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from faults.pages import FIRST, apart, errors, lines, main_of, nothing_acts, refused_each
from faults.trial import FRONT_MATTER, ROOT, Trial

if TYPE_CHECKING:
    from pathlib import Path

SPELLINGS = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6A;avascript:alert(1)",
    "&#0000106;avascript:alert(1)",
    "javascript&colon;alert(1)",
    "javascript&#58;alert(1)",
    "java&Tab;script:alert(1)",
    "java&NewLine;script:alert(1)",
    "java&#9;script:alert(1)",
    "&#32;&#9;javascript:alert(1)",
    "javascript\\:alert(1)",
    "javascript:alert(1)//https://example.org/",
    "javascript://example.org/%0Aalert(1)",
    "<javascript:alert(1)>",
    'javascript:alert(1) "a title"',
    "javascript:alert&lpar;1&rpar;",
    "JAVASCRIPT&#x3a;alert(1)",
    "feed:javascript:alert(1)",
]


@pytest.mark.holds(7, "refused", times=len(SPELLINGS))
def test_a_link_that_runs_something_is_refused_however_it_is_spelt(trial: Trial) -> None:
    refused_each(trial, [f"[Link {number}]({url})" for number, url in enumerate(SPELLINGS)], "forbidden-scheme")


@pytest.mark.holds(7, "refused", times=len(SPELLINGS))
def test_a_picture_that_runs_something_is_refused_however_it_is_spelt(trial: Trial) -> None:
    texts = [f"![The door of room {number}]({url})" for number, url in enumerate(SPELLINGS)]
    refused_each(trial, texts, "forbidden-scheme", "beside the page")


@pytest.mark.holds(7, "refused", times=len(SPELLINGS))
def test_a_link_by_reference_that_runs_something_is_refused_where_its_address_stands(trial: Trial) -> None:
    named = [f"[{number}]: {url.strip()}" for number, url in enumerate(SPELLINGS)]
    used = [f"[Link {number}][{number}]" for number in range(len(named))]
    trial.body(apart([*named, *used]))
    ran = trial.run("build")
    assert (ran.code, errors(ran), trial.now()) == (1, {"forbidden-scheme"}, trial.published), ran.told
    told = lines(ran, "forbidden-scheme")
    assert told == [FIRST + 2 * number for number in range(len(named))], ran.told


@pytest.mark.holds(7, "refused", times=3)
def test_a_line_end_within_a_scheme_does_not_hide_it(trial: Trial) -> None:
    trial.body("[a](java\nscript:alert(1)) [b](\njavascript:alert(2)) [c](<java\nscript:alert(3)>)\n")
    ran = trial.run("build")
    assert (ran.code, errors(ran), trial.now()) == (1, {"forbidden-scheme"}, trial.published), ran.told


RELATIVE = [
    "%6Aavascript:alert(1)",
    "javascript%3Aalert(1)",
    "./javascript:alert(1)",
    "javascript&amp;colon;alert(1)",
    "java&amp;#115;cript:alert(1)",
    "&#106avascript:alert(1)",
    "java\tscript:alert(1)",
    "&nbsp;javascript:alert(1)",
    "javascript\uff1aalert(1)",
    "java script:alert(1)",
]


@pytest.mark.holds(7, "refused", times=len(RELATIVE))
def test_what_only_looks_like_a_scheme_is_a_file_that_is_not_there(trial: Trial) -> None:
    # To a browser each of these is the name of a page, so none runs anything; but there is no such page.
    refused_each(trial, [f"[Link {number}](<{url}>)" for number, url in enumerate(RELATIVE)], "broken-link")


@pytest.mark.holds(7, "refused", times=4)
@pytest.mark.parametrize("name", ["footnote-ref", "footnote-backref"])
@pytest.mark.parametrize("way", ["{{: .{0} }}", '{{: class="{0}" }}'])
def test_a_class_of_the_site_does_not_keep_a_link_from_being_looked_at(trial: Trial, name: str, way: str) -> None:
    trial.body(f"[The desk](javascript:alert(1)){way.format(name)}\n")
    trial.refused("forbidden-scheme", at="content/strange.md:6:12:")


@pytest.mark.holds(7, "refused", times=4)
def test_autolinks_make_no_link_of_what_runs_something(trial: Trial) -> None:
    texts = ["<javascript://example.org/%0Aalert(1)>", "<vbscript://x>", "<data://text/html,x>", "<JAVASCRIPT:x>"]
    trial.body(apart(texts))
    ran = trial.run("build")
    assert (ran.code, errors(ran) - {"forbidden-scheme"}, trial.now()) == (1, {"raw-html"}, trial.published), ran.told
    assert lines(ran, "raw-html") == [6, 8, 10, 12]


def front_matter(trial: Trial, more: str) -> None:
    """Write the page with more keys in its front matter, from its fourth line on."""
    trial.write("content/strange.md", FRONT_MATTER.rstrip().removesuffix("---") + more + "---\n\nNothing strange.\n")


ASTRAY = ["javascript:alert(1)", "data:text/html,x", "https:/evil.example", "https:evil.example", "https://["]
ASTRAY += ["https://good.example@evil.example/", "https:///evil.example", "JAVASCRIPT:alert(1)", "ftp://x.example/"]


@pytest.mark.holds(7, "refused", times=len(ASTRAY))
@pytest.mark.parametrize("url", ASTRAY)
def test_a_next_step_that_leads_astray_is_refused_at_its_line(trial: Trial, url: str) -> None:
    front_matter(trial, f'next:\n  - text: Go on\n    to: "{url}"\n')
    trial.refused("forbidden-scheme", at="content/strange.md:6:9:")


@pytest.mark.holds(9, "refused", times=4)
@pytest.mark.parametrize("url", ["http://x.example/", "HTTPS://X.EXAMPLE/", "//evil.example/", "TEL:999"])
def test_a_next_step_begins_as_the_hint_says(trial: Trial, url: str) -> None:
    front_matter(trial, f'next:\n  - text: Go on\n    to: "{url}"\n')
    trial.refused("wrong-value", at="content/strange.md:6:9:", words="Write “https://…”, “tel:…”")


@pytest.mark.holds(7, "refused", times=3)
def test_related_pages_are_pages_and_nothing_else(trial: Trial) -> None:
    front_matter(trial, 'related: ["javascript:alert(1)", "//evil.example", "https://evil.example/"]\n')
    ran = trial.refused("unknown-page", "unknown-page", "unknown-page", at="content/strange.md:4:")
    assert "javascript:alert(1)" in ran.told


SETTINGS = {
    '"Lost? [Ring 999](tel:999)."': ('"[Ring](javascript:alert(1)) 999"', "forbidden-scheme"),
    "  loan: three weeks": ('  loan: "[three weeks](data:text/html,x)"', "forbidden-scheme"),
    "help: help.md": ('help: "javascript:alert(1)"', "unknown-page"),
    "footer: [borrow.md]": ('footer: ["javascript:alert(1)"]', "unknown-page"),
    "  - page: borrow.md": ('  - page: "javascript:alert(1)"', "unknown-page"),
    "url: https://example.org/branch/": ('url: "javascript:alert(1)"', "wrong-value"),
    "language: en-GB": ('language: en-GB\nrepository: "javascript:alert(1)"', "wrong-value"),
}


@pytest.mark.holds(7, "refused", times=len(SETTINGS))
@pytest.mark.parametrize("old", SETTINGS)
def test_what_settings_lead_to_is_looked_at_as_well(trial: Trial, old: str) -> None:
    new, code = SETTINGS[old]
    file = trial.root / "site_config.yaml"
    text = file.read_text("utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), "utf-8")
    ran = trial.run("build")
    assert (ran.code, trial.now()) == (1, trial.published), ran.told
    assert code in errors(ran), ran.told
    assert any(line.startswith("site_config.yaml:") and f"[{code}]" in line for line in ran.problems), ran.told


@pytest.mark.holds(7, "refused")
def test_a_fact_that_leads_astray_is_told_once_where_it_stands(trial: Trial) -> None:
    file = trial.root / "site_config.yaml"
    text = file.read_text("utf-8")
    file.write_text(text.replace("  loan: three weeks", '  loan: "[three weeks](javascript:alert(1))"'), "utf-8")
    trial.body("A loan lasts {{ facts.loan }}.\n")
    ran = trial.run("build")
    told = [line for line in ran.problems if "[forbidden-scheme]" in line]
    assert [line.split(": error")[0] for line in told] == ["site_config.yaml:29:9"], ran.told


@pytest.mark.holds(7, "harmless")
def test_the_words_of_a_component_are_no_markdown(trial: Trial) -> None:
    words = "[Somebody](javascript:alert(1)) &lt;b&gt; javascript&colon;alert(1)"
    trial.body(f':::quote by="{words}"\nWords.\n:::\n')
    trial.harmless()
    assert words in main_of(trial).text()
    assert nothing_acts(trial)


OTHER_SCHEMES = [
    "vbscript:x",
    "data:text/html,x",
    "data:text/html;base64,PGI+",
    "data:image/svg+xml,x",
    "file:///etc/passwd",
    "file:passwd",
    "blob:https://example.org/x",
    "ftp://example.org/",
    "intent://x#Intent;end",
    "view-source:https://example.org/",
    "about:blank",
    "filesystem:https://example.org/x",
    "ws://example.org/",
    "geo:1,2",
    "whatsapp://send",
    "facetime:x",
    "ms-settings:x",
    "urn:x",
    "x:y",
]


@pytest.mark.holds(8, "refused", times=2 * len(OTHER_SCHEMES))
@pytest.mark.parametrize("mark", ["", "!"])
def test_links_and_pictures_of_other_schemes_are_refused(trial: Trial, mark: str) -> None:
    texts = [
        f"{mark}[Text {number}](<{url.replace('<b>', '').replace('</b>', '')}>)"
        for number, url in enumerate(OTHER_SCHEMES)
    ]
    refused_each(trial, texts, "forbidden-scheme", "" if mark else "Links begin with https:, mailto:, tel: or sms:")


@pytest.mark.holds(8, "refused", times=2)
@pytest.mark.parametrize("url", ["mailto:a@example.org", "tel:999"])
def test_a_picture_is_a_file(trial: Trial, url: str) -> None:
    trial.body(f"![The front door]({url})\n")
    trial.refused(
        "forbidden-scheme", at="content/strange.md:6:19:", words="Put the file of the picture beside the page"
    )


ALLOWED = {
    "https://example.com/a?b=1&c=2#d": "https://example.com/a?b=1&c=2#d",
    "https://example.com:8443/": "https://example.com:8443/",
    "https://[2001:db8::1]/": "https://[2001:db8::1]/",
    "https://b\u00fccher.example/": "https://b\u00fccher.example/",
    "https://example.com/?copy=1&copy=2&region=CA&lt;=3": "https://example.com/?copy=1&copy=2&region=CA<=3",
    "https://example.com/a\\_b": "https://example.com/a_b",
    "https://example.com/?a=1&amp;b=2": "https://example.com/?a=1&b=2",
    "https://example.com/?a=&amp;lt;": "https://example.com/?a=&lt;",
    "HTTPS://EXAMPLE.COM/": "HTTPS://EXAMPLE.COM/",
    "mailto:desk@example.org?subject=A%20loan": "mailto:desk@example.org?subject=A%20loan",
    "tel:+15550100199": "tel:+15550100199",
    "sms:60006": "sms:60006",
    "borrow.md": "/branch/borrow/",
    "borrow.md#how-long": "/branch/borrow/#how-long",
    "visit/../borrow.md": "/branch/borrow/",
    "/branch/help/": "/branch/help/",
    "#main": "#main",
    "#top": "#top",
    "?a=1": "?a=1",
}


@pytest.mark.holds(8, "harmless", times=len(ALLOWED))
def test_links_that_are_allowed_lead_where_they_say(trial: Trial) -> None:
    trial.body(apart([f"Text [text {number}]({url})" for number, url in enumerate(ALLOWED)]))
    trial.harmless()
    links = [node for node in main_of(trial).css("a") if node.text().startswith("text ")]
    assert [node.attributes["href"] for node in links] == list(ALLOWED.values())
    assert nothing_acts(trial)


@pytest.mark.holds(8, "harmless", times=4)
def test_addresses_in_pointed_brackets_lead_there(trial: Trial) -> None:
    trial.body(
        "Text <https://example.com/?a=1&b=2> <desk@example.org> <mailto:a.b@example.org> <Https://Example.com/>\n"
    )
    trial.harmless("vague-link", "vague-link")
    links = [node.attributes["href"] for node in main_of(trial).css("p > a")]
    assert links == [
        "https://example.com/?a=1&b=2",
        "mailto:desk@example.org",
        "mailto:a.b@example.org",
        "Https://Example.com/",
    ]


CROOKED = [
    "/\\evil.example",
    "\\\\evil.example",
    "/\\\\evil.example",
    "\\/evil.example",
    "///evil.example/",
    "////evil.example/",
    "//",
    "https:/evil.example",
    "https:evil.example",
    "http:\\\\evil.example",
    "https:\\\\evil.example",
    "https:/\\evil.example",
    "https://",
    "https:///evil.example",
    "https://[",
    "https://?x",
    "https://good.example@evil.example/",
    "https://good.example:pass@evil.example/",
    "//good.example@evil.example/",
    "https://good.example\\\\@evil.example/",
    "https://evil example/",
]


@pytest.mark.holds(9, "refused", times=len(CROOKED))
def test_links_that_lead_elsewhere_than_they_seem_to_are_refused_with_their_line(trial: Trial) -> None:
    refused_each(trial, [f"[Text {number}](<{url}>)" for number, url in enumerate(CROOKED)], "forbidden-scheme")


@pytest.mark.holds(9, "harmless", times=4)
def test_a_link_without_its_scheme_leads_to_another_site_and_is_treated_so(trial: Trial) -> None:
    urls = ["//evil.example/", "//evil.example", "/&Tab;/evil.example/", "HTTPS://EVIL.EXAMPLE"]
    trial.body(apart([f"Text [text {number}]({url})" for number, url in enumerate(urls)]))
    trial.harmless()
    links = main_of(trial).css("p > a")
    assert [node.attributes["href"] for node in links] == [
        "//evil.example/",
        "//evil.example",
        "//evil.example/",
        "HTTPS://EVIL.EXAMPLE",
    ]
    assert {node.attributes["rel"] for node in links} == {"noreferrer noopener"}


@pytest.mark.holds(104, "harmless", times=21)
def test_no_link_of_the_real_site_tells_another_where_the_reader_comes_from(tmp_path: Path) -> None:
    real = Trial(tmp_path)
    shutil.copytree(ROOT / "content", real.root / "content")
    shutil.copy(ROOT / "site_config.yaml", real.root)
    assert real.run("build").code == 0
    pages = [path for path in real.now() if path.endswith(".html")]
    count = 0
    for path in pages:
        page = real.page(path)
        assert [node.html for node in page.css("[target]")] == []
        for node in page.css("a[href]"):
            if (node.attributes["href"] or "").startswith(("http", "//")):
                count += 1
                assert {"noreferrer", "noopener"} <= set((node.attributes.get("rel") or "").split()), node.html
    assert len(pages) >= 21
    assert count > len(pages)


@pytest.mark.holds(104, "harmless", times=5)
def test_links_to_other_sites_are_marked_wherever_they_come_from(trial: Trial) -> None:
    front_matter(trial, "next:\n  - text: Go there\n    to: https://next.example/\n")
    with (trial.root / "content" / "strange.md").open("a") as file:
        file.write(
            "\n[One](https://one.example/) and https://bare.example/ and <https://pointed.example/> and [a][r]\n\n"
            ":::contact\n:::\n\n[r]: https://named.example/\n"
        )
    trial.settings("repository: https://github.com/owner/name\n")
    trial.harmless("vague-link", "vague-link")
    links = [node for node in trial.page().css("a") if (node.attributes.get("href") or "").startswith("http")]
    hosts = {(node.attributes["href"] or "").split("/")[2] for node in links}
    assert hosts == {
        *("next.example", "one.example", "bare.example", "pointed.example", "named.example"),
        *("www.openstreetmap.org", "github.com"),
    }
    assert {node.attributes.get("rel") for node in links} == {"noreferrer noopener"}
    assert trial.page().css("[target]") == []


@pytest.mark.holds(104, "refused", times=3)
def test_no_link_can_be_made_to_open_a_window_of_its_own(trial: Trial) -> None:
    texts = [
        "[Text](https://example.com/){: target=_blank }",
        '[Text](https://example.com/){: target="_blank" rel="opener" }',
        "[Text](https://example.com/){ target=_blank .wide }",
    ]
    refused_each(trial, texts, "forbidden-attribute", "The attribute “target” is not allowed here.")


TRACKING = {
    "https://a.example/?utm_source=x": "https://a.example/",
    "https://a.example/p?a=1&utm_medium=x&b=2#c": "https://a.example/p?a=1&b=2#c",
    "https://a.example/?a=1&amp;utm_source=x&amp;b=2": "https://a.example/?a=1&amp;b=2",
    "https://a.example/?UTM_Source=x&a=1": "https://a.example/?a=1",
    "https://a.example/?utm%5Fsource=x": "https://a.example/",
    "https://a.example/?gclid=1": "https://a.example/",
    "https://a.example/?fbclid=1&a=": "https://a.example/?a=",
    "https://a.example/?a&msclkid=1": "https://a.example/?a",
    "https://a.example/#utm_source=x": "https://a.example/",
    "https://a.example/?_gl=1&mc_cid=2&mc_eid=3&_hsenc=4&igshid=5&srsltid=6&ttclid=7": "https://a.example/",
    "//a.example/?gbraid=x": "//a.example/",
    "https://a.example?wbraid=x": "https://a.example",
}


@pytest.mark.holds(105, "told", times=len(TRACKING))
def test_a_link_that_tracks_is_told_with_what_to_write(trial: Trial) -> None:
    trial.body(apart([f"Text [text {number}]({url})" for number, url in enumerate(TRACKING)]))
    ran = trial.harmless(*["tracking-link"] * len(TRACKING))
    assert lines(ran, "tracking-link") == [FIRST + 2 * number for number in range(len(TRACKING))]
    for clean in TRACKING.values():
        assert f"Write “{clean}”." in ran.told
    assert trial.run("build", "--strict").code == 1


@pytest.mark.holds(105, "harmless", times=6)
def test_a_link_that_does_not_track_is_left_alone(trial: Trial) -> None:
    urls = [
        "https://a.example/?source=x&medium=y",
        "https://a.example/?q=utm_source",
        "https://a.example/utm_source=x",
        "https://a.example/?utm_source",
        "https://a.example/?id=1#part=2",
        "https://a.example/?automation=1&xgclid=2",
    ]
    trial.body(apart([f"Text [text {number}]({url})" for number, url in enumerate(urls)]))
    trial.harmless()
    assert [node.attributes["href"] for node in main_of(trial).css("p > a")] == urls


@pytest.mark.holds(105, "harmless", times=6)
def test_fix_strips_what_tracks_and_touches_nothing_else(trial: Trial) -> None:
    front_matter(trial, "next:\n  - text: Go there\n    to: https://n.example/?utm_campaign=x&a=1\n")
    page = trial.root / "content" / "strange.md"
    before = page.read_text("utf-8") + (
        "\nText [one](https://a.example/?utm_source=x&b=1) [two](https://b.example/?gclid=2) end.\n"
        "\n<https://c.example/?fbclid=3> and [four][r]\n"
        "\n[r]: https://d.example/?a=1&amp;utm_term=x 'A title'\n"
        "\n`https://e.example/?utm_source=code`\n"
    )
    page.write_text(before, "utf-8")
    settings = trial.root / "site_config.yaml"
    config = settings.read_text("utf-8")
    spoilt = config.replace("  loan: three weeks", '  loan: "[three weeks](https://f.example/?utm_id=4)"')
    spoilt = spoilt.replace("[Ring 999](tel:999)", "[Ring 999](tel:999) or [look](https://g.example/?utm_source=5&x=6)")
    settings.write_text(spoilt, "utf-8")
    told = trial.run("check")
    assert told.codes.count("tracking-link") == 7, told.told
    assert [line for line in told.problems if "tracking-link" in line and "error" in line] == []

    ran = mend(trial)
    assert "mended (tracking-link)" in ran
    expected = before
    for wrong, right in (
        ("https://n.example/?utm_campaign=x&a=1", "https://n.example/?a=1"),
        ("https://a.example/?utm_source=x&b=1", "https://a.example/?b=1"),
        ("https://b.example/?gclid=2", "https://b.example/"),
        ("https://c.example/?fbclid=3", "https://c.example/"),
        ("https://d.example/?a=1&amp;utm_term=x", "https://d.example/?a=1"),
    ):
        expected = expected.replace(wrong, right)
    assert page.read_text("utf-8") == expected
    fixed = spoilt.replace("https://f.example/?utm_id=4", "https://f.example/")
    assert settings.read_text("utf-8") == fixed.replace("?utm_source=5&x=6", "?x=6")
    assert "tracking-link" not in trial.run("check").told


def mend(trial: Trial) -> str:
    """Run `check --fix`, which alone may change what people write, and return its words."""
    ran = subprocess.run(
        [sys.executable, str(ROOT / "build.py"), "check", "--fix", "--root", str(trial.root)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=10,
        check=False,
    )
    assert "Traceback" not in ran.stderr
    return ran.stdout
