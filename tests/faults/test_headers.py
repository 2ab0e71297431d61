"""The headers that protect readers: the same at every host, on every page, and nothing that is written changes them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from hosts.expectations import PROTECTIONS
from test_host_headers import OF_EACH_FILE, PARSERS

from faults.trial import FRONT_MATTER

if TYPE_CHECKING:
    from faults.trial import Trial

NINE = set(PROTECTIONS)

INVISIBLE = ("x\r\nX-Evil: 1", "x\rX-Evil: 1", "x\0X-Evil", "x\x85X-Evil: 1", "x\u2028X-Evil: 1", "x\x1b[2JX-Evil")
PRINTED = (
    "x\nX-Evil: 1\n\n<script>",
    "x; script-src * X-Evil",
    "'; script-src 'unsafe-inline' X-Evil",
    '" always; add_header X-Evil "1',
    '"\nHeader always set X-Evil 1\n#"',
    "x } location / { return 200 X-Evil; }",
    "\\x22 X-Evil",
    "${X-Evil} %{X-Evil}e {$X-Evil} {{X-Evil}}",
    "*/ X-Evil /*",
    '"},{"source":"/(.*)","headers":[{"key":"X-Evil"',
)
EVIL = (*INVISIBLE, *PRINTED)
"""What would be more than a text to some host, if it came to stand in its settings."""

FREE = ("name", "short_name", "description", "publisher", "disclaimer", "written_by")
OF_CONTACT = ("name", "street", "city", "region", "postal_code")
OF_PUBLISHING = ("project", "remote", "branch", "bucket", "region", "distribution", "server")


def settings_of(trial: Trial, **changed: object) -> None:
    """Write the settings of the site as JSON, which is YAML, with these changed."""
    settings: dict[str, object] = {
        "name": "A library",
        "url": "https://example.org/branch/",
        "language": "en-GB",
        "description": "A small library and what it lends.",
        "menu": [{"page": "borrow.md"}, {"title": "Visit", "pages": ["visit/index.md", "visit/rooms.md"]}],
        "facts": {"loan": "three weeks"},
        "contact": {
            "name": "The Branch Library",
            "street": "5 High Street",
            "city": "Ambridge",
            "region": "BO",
            "postal_code": "12345",
            "phone": "(555) 010-0199",
        },
    }
    trial.write("site_config.yaml", json.dumps(settings | changed, indent=1))


def for_host(trial: Trial) -> dict[str, bytes]:
    """Return every file that a host reads: those beside the site, and those of it that are none for visitors."""
    beside = {path.name: path.read_bytes() for path in (trial.root / "public-host").iterdir()}
    site = {
        name: (trial.root / "public" / name).read_bytes()
        for name in ("_headers", "_redirects", ".htaccess", "CNAME", "vercel.json", "staticwebapp.config.json")
        if (trial.root / "public" / name).exists()
    }
    return beside | site


def headers_of(trial: Trial, host: str) -> dict[str, str]:
    """Return the headers for every path that the host is told of."""
    return {name: value for name, value in PARSERS[host](for_host(trial)).items() if name not in OF_EACH_FILE}


@pytest.mark.holds(92, "harmless")
@pytest.mark.parametrize("host", sorted(PARSERS))
def test_every_host_is_told_the_same_headers(trial: Trial, host: str) -> None:
    settings_of(trial, host=host, url="https://example.org/")
    trial.harmless()
    assert headers_of(trial, host) == PROTECTIONS


@pytest.mark.holds(92, "harmless")
def test_the_files_of_hosts_are_what_their_names_say(trial: Trial) -> None:
    """Two hosts read JSON, one a template of CloudFormation and a script; the others are asked in tests/hosts/."""
    for host in ("vercel", "azure-static-web-apps", "s3-cloudfront"):
        settings_of(trial, host=host, url="https://example.org/")
        trial.harmless()
        read = [json.loads(data) for name, data in for_host(trial).items() if name.endswith(".json")]
        assert len(read) >= 2, "the host's own, and the record of the build"


FRAME = "partials/head.html"
LOADS = [
    ("<script>alert(1)</script>", "active-content", "“<script>”"),
    ("<script src=\"{{ url('/a.js') }}\"></script>", "active-content", "“<script>”"),
    ('<script type="module">alert(1)</script>', "active-content", "“<script>”"),
    ("<style>p { color: red }</style>", "active-content", "“<style>”"),
    ('<base href="/">', "active-content", "“<base>”"),
    ('<link rel="stylesheet" href="https://fonts.example.com/a.css">', "foreign-load", "“https://fonts.example.com"),
    ('<link rel="preload" as="font" href="//fonts.example.com/a.woff2">', "foreign-load", "“//fonts.example.com"),
    ('<link rel="icon" href="HTTPS://icons.example.com/a.ico">', "foreign-load", "icons.example.com"),
]
PARTS = [
    ('<p style="color: red">A</p>', "active-content", "“style="),
    ('<p onclick="alert(1)">A</p>', "active-content", "“onclick="),
    ('<svg><circle ONLOAD="alert(1)"/></svg>', "active-content", "“onload="),
    ('<iframe src="https://video.example.com/"></iframe>', "active-content", "“<iframe>”"),
    ('<form action="https://forms.example.com/"></form>', "active-content", "“<form>”"),
    ('<button formaction="https://forms.example.com/">A</button>', "active-content", "“<button>”"),
    ('<img alt="" src="https://pixel.example.com/a.gif">', "foreign-load", "“https://pixel.example.com/a.gif”"),
    (
        '<img alt="" src="{{ url(\'/favicon.ico\') }}" srcset="//a.example.com/a.png 2x">',
        "foreign-load",
        "a.example.com",
    ),
    ('<video poster="https://video.example.com/a.png"></video>', "foreign-load", "“https://video.example.com/a.png”"),
    ('<object data="https://a.example.com/"></object>', "active-content", "“<object>”"),
    ('<svg><image xlink:href="https://a.example.com/a.png"/></svg>', "foreign-load", "“https://a.example.com/a.png”"),
    ('<a href="javascript:alert(1)">A</a>', "active-content", "javascript:"),
    ('<a href=" JavaScript&colon;alert(1)">A</a>', "active-content", "javascript:"),
    ('<a href="java&#10;script:alert(1)">A</a>', "active-content", "javascript:"),
    ('<a href="data:text/html,<script>alert(1)</script>">A</a>', "active-content", "data:"),
    ('<svg><a xlink:href="javascript:alert(1)"><text>A</text></a></svg>', "active-content", "javascript:"),
]


@pytest.mark.holds(93, "refused")
@pytest.mark.parametrize(("part", "code", "words"), [*LOADS, *PARTS])
def test_what_the_policy_forbids_is_refused_in_a_template(trial: Trial, part: str, code: str, words: str) -> None:
    templates = trial.own_templates()
    file = templates / (FRAME if (part, code, words) in LOADS else "partials/footer.html")
    file.write_text(file.read_text("utf-8") + part, "utf-8")
    ran = trial.run("build")
    assert (ran.code, code in ran.codes) == (1, True), ran.told
    assert words in ran.told
    assert trial.now() == trial.published


@pytest.mark.holds(94, "harmless")
@pytest.mark.parametrize("host", ["folder", "github-pages", "netlify"])
def test_every_page_says_its_policy_before_anything_else(trial: Trial, host: str) -> None:
    settings_of(trial, host=host, url="https://example.org/")
    page = trial.root / "content" / "strange.md"
    page.write_text(page.read_text("utf-8").replace("---\n", "---\nredirect_from: [/old/]\n", 1), "utf-8")
    assert trial.run("build").code == 0
    pages = sorted((trial.root / "public").rglob("*.html"))
    assert len(pages) >= 7
    header = {part.strip().partition(" ")[0] for part in PROTECTIONS["Content-Security-Policy"].split(";")}
    for file in pages:
        first, second = trial.page(str(file.relative_to(trial.root / "public"))).css("head > *")[:2]
        assert first.attributes == {"charset": "utf-8"}, file
        assert second.attributes["http-equiv"] == "Content-Security-Policy", file
        said = {part.strip().partition(" ")[0] for part in (second.attributes["content"] or "").split(";")}
        # https://www.w3.org/TR/CSP3/#meta-element says what a page cannot ask for.
        assert not said & {"frame-ancestors", "report-uri", "report-to", "sandbox"}
        assert header - said == {"frame-ancestors", "upgrade-insecure-requests"}


POLICY = '<meta http-equiv="Content-Security-Policy" content="{{ site.protection }}">\n'


@pytest.mark.holds(94, "refused")
@pytest.mark.parametrize("way", ["none", "late", "in the body", "weaker", "reported"])
def test_a_template_without_the_policy_at_its_beginning_is_refused(trial: Trial, way: str) -> None:
    head = trial.own_templates() / "partials" / "head.html"
    text = head.read_text("utf-8")
    assert POLICY in text
    without = text.replace(POLICY, "")
    head.write_text(
        {
            "none": without,
            "late": without + POLICY,
            "in the body": f"{without}</head><body>{POLICY}",
            "weaker": text.replace("{{ site.protection }}", "default-src 'self'"),
            "reported": text.replace("Content-Security-Policy", "Content-Security-Policy-Report-Only"),
        }[way],
        "utf-8",
    )
    ran = trial.refused("page-without-policy", words="Write in the template, below <meta charset=")
    assert ran.problems[0].startswith("content/")


@pytest.mark.holds(95, "refused")
@pytest.mark.parametrize("host", ["azure-static-web-apps", "s3-cloudfront"])
def test_more_old_addresses_than_the_host_takes_are_refused(trial: Trial, host: str) -> None:
    settings_of(trial, host=host, url="https://example.org/")
    page, old = trial.root / "content" / "strange.md", ", ".join(f"/an-old-address-{number}" for number in range(400))
    page.write_text(page.read_text("utf-8").replace("---\n", f"---\nredirect_from: [{old}]\n", 1), "utf-8")
    trial.refused("host-limit", at="site_config.yaml:", words="Take out of redirect_from what nobody follows any more")


@pytest.mark.holds(95, "harmless")
@pytest.mark.parametrize("host", ["netlify", "cloudflare-pages"])
def test_the_rules_of_headers_keep_to_what_the_host_takes(trial: Trial, host: str) -> None:
    """Netlify knows no line that takes a header away; both join values where two rules set one for the same path."""
    settings_of(trial, host=host, url="https://example.org/", short_name="A library with a name " * 90)
    for number in range(120):
        text = FRONT_MATTER.replace("A strange page", f"Page {number}").replace("A page", f"Page {number}, a page")
        trial.write(f"content/many/page-{number}.md", f"{text}Text.")
    ran = trial.run("build")
    assert ran.code == 0, ran.told
    lines = for_host(trial)["_headers"].decode().splitlines()
    assert max(map(len, lines)) <= 2000
    assert sum(line.startswith(("/", "https:")) for line in lines) <= 100
    assert host != "netlify" or not [line for line in lines if line.strip().startswith("!")]
    assert headers_of(trial, host) == PROTECTIONS
    everywhere = sum(line.strip().startswith("Content-Security-Policy:") for line in lines)
    assert everywhere == 1, "a second rule would be joined with the first, and forbid what that allows"


def all_evil(evil: str) -> dict[str, object]:
    """Return every setting that takes any text, with this one."""
    contact = dict.fromkeys(OF_CONTACT, evil) | {"phone": "(555) 010-0199"}
    return {"contact": contact, "publishing": dict.fromkeys(OF_PUBLISHING, evil)} | dict.fromkeys(FREE, evil)


@pytest.mark.holds(96, "harmless", times=len(PRINTED))
@pytest.mark.parametrize("host", sorted(PARSERS))
def test_no_text_of_the_settings_reaches_a_header(trial: Trial, host: str) -> None:
    for evil in ("\n".join(PRINTED), PRINTED[0]):
        settings_of(trial, host=host, url="https://example.org/", **all_evil(evil))
        ran = trial.run("build", "--no-cache")
        assert (ran.code, set(ran.codes) <= {"description-length", "title-length"}) == (0, True), ran.told
        assert headers_of(trial, host) == PROTECTIONS, evil
        for name, data in for_host(trial).items():
            # A template of CloudFormation names the bucket, as the string that it is.
            assert b"X-Evil" not in data or name == "cloudformation.json", (evil, name)


@pytest.mark.holds(96, "refused", times=len(INVISIBLE))
def test_no_invisible_character_gets_into_a_setting(trial: Trial) -> None:
    for evil in INVISIBLE:
        settings_of(trial, host="nginx", **all_evil(evil))
        ran = trial.run("build", "--no-cache")
        assert (ran.code, set(ran.codes)) == (1, {"control-character"}), (evil, ran.told)
        assert len(ran.codes) >= len(FREE) + len(OF_CONTACT) + len(OF_PUBLISHING) - 1, ran.told
        assert trial.now() == trial.published
        assert all(one == "\n" or one.isprintable() for one in ran.told), "it is shown, and could hide other words"


MORE = {"wrong-value", "control-character", "host-lacks"}


@pytest.mark.holds(96, "refused", times=len(EVIL))
@pytest.mark.parametrize("host", ["nginx", "github-pages"])
def test_no_address_of_the_site_says_more_than_an_address(trial: Trial, host: str) -> None:
    for evil in EVIL:
        settings_of(trial, host=host, url="https://example.org/" + evil)
        ran = trial.run("build", "--no-cache")
        assert (ran.code, "wrong-value" in ran.codes, set(ran.codes) <= MORE) == (1, True, True), (evil, ran.told)
        assert all("[host-lacks]" in told or told.startswith("site_config.yaml:3:") for told in ran.problems)
        assert trial.now() == trial.published


@pytest.mark.holds(96, "refused", times=5 * len(EVIL))
def test_no_setting_with_a_form_of_its_own_takes_more(trial: Trial) -> None:
    for evil in EVIL:
        forms = {"language": f"en{evil}", "strict_transport": f"host{evil}", "theme_color": f"#ffffff{evil}"}
        settings_of(trial, host=f"nginx{evil}", publishing={"folder": f"/srv/site{evil}"}, **forms)
        ran = trial.run("build", "--no-cache")
        assert (ran.code, ran.codes.count("wrong-value"), set(ran.codes) <= MORE) == (1, 5, True), (evil, ran.told)
        assert trial.now() == trial.published


@pytest.mark.holds(96, "refused", times=len(EVIL))
@pytest.mark.parametrize("host", ["nginx", "netlify"])
def test_no_old_address_says_more_than_an_address(trial: Trial, host: str) -> None:
    settings_of(trial, host=host, url="https://example.org/")
    page, old = trial.root / "content" / "strange.md", json.dumps([f"/old/{evil}" for evil in EVIL])
    page.write_text(page.read_text("utf-8").replace("---\n", f"---\nredirect_from: {old}\n", 1), "utf-8")
    ran = trial.run("build")
    assert (ran.code, ran.codes.count("wrong-value"), set(ran.codes) <= MORE) == (1, len(EVIL), True), ran.told
    assert all(problem.startswith("content/strange.md:2:") for problem in ran.problems)
    assert trial.now() == trial.published


@pytest.mark.holds(96, "refused")
def test_no_name_of_a_page_says_more_than_a_name(trial: Trial) -> None:
    for name in ('x"; add_header X-Evil 1; #', "x\nX-Evil: 1", "x\r", "$host", "a b", "x;y", "{x}"):
        trial.body("Text.", f"content/{name}.md")
    settings_of(trial, host="nginx")
    ran = trial.run("build")
    assert (ran.code, set(ran.codes)) == (1, {"bad-file-name"}), ran.told
    assert len(ran.codes) == 7
    assert trial.now() == trial.published


@pytest.mark.holds(98, "told")
def test_a_host_that_sends_no_headers_is_told_of_with_each_that_is_lost(trial: Trial) -> None:
    settings_of(trial, host="github-pages")
    ran = trial.harmless("host-lacks", at="site_config.yaml:", words="leaves out 9 headers that protect readers.")
    (hint,) = [line for line in ran.told.splitlines() if line.strip().startswith("hint: ")]
    assert {name for name in NINE if re.search(rf"\b{name}\b", hint)} == NINE
    assert "docs/hosts/github-pages.md says more." in hint
