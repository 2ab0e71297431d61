"""What lies in a folder by mistake is never published, and no key or password ever is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from faults.trial import FRONT_MATTER

if TYPE_CHECKING:
    from faults.trial import Trial

CANARY = "ZZCANARY"
HIDDEN = (".git/config", ".env", ".x.swp", ".gitignore", ".htpasswd", ".npmrc", ".ssh/id_rsa", "._x.png", ".DS_Store")
STRAYS = (
    *(
        "x.bak",
        "x~",
        "x.jpg~",
        "~$a.docx",
        "dump.sql",
        "id_rsa",
        "a.map",
        "x.js.map",
        "x.orig",
        "x.tmp",
        "#x#",
        "x.log",
    ),
    *("id_ed25519", "known_hosts", "htpasswd", "credentials", "secrets.yaml", "x.pem", "x.key", "x.p12", "x.kdbx"),
    *("x.php", "wp-config.php", "x.py", "x.sh", "x.docx", "x.xlsx", "a.zip", "x.tar.gz", "x.sqlite3", "x.csv", "core"),
    *("x.psd", "x.ai", "x.heic", "x.mov", "x.mp4", "x.eml", "x.msg", "x.rtf", "x.numbers", "x.gpx", "desktop.ini"),
    *("node_modules/a/b.ts", "UPPER.ZIP", "x.exe", "x.dump", "x.ovpn", "notes.pages"),
)


@pytest.mark.holds(84, "refused", times=len(STRAYS) + len(HIDDEN) - 1)
def test_what_lies_among_the_pages_by_mistake_is_refused(trial: Trial) -> None:
    """What macOS and Windows put into each folder by themselves is no mistake of anybody, and left out."""
    for name in (*STRAYS, *HIDDEN, "Thumbs.db"):
        trial.write(f"content/{name}", CANARY)
    ran = trial.run("build")
    assert ran.code == 1
    assert set(ran.codes) == {"bad-file-name"}
    told = {line.partition(": error")[0].removeprefix("content/") for line in ran.problems}
    silent = {".DS_Store", "Thumbs.db"}
    assert told == {name.split("/")[0] if name.startswith(".") else name for name in (*STRAYS, *HIDDEN)} - silent
    assert trial.now() == trial.published


@pytest.mark.holds(84, "refused", times=len(STRAYS) + 1)
def test_what_lies_in_the_theme_by_mistake_is_refused(trial: Trial) -> None:
    trial.own_templates()
    names = (*STRAYS, "Thumbs.db", "css/id_rsa", "icons/x.bak")
    for name in names:
        trial.write(f"templates/assets/{name}", CANARY + name)
    ran = trial.run("build")
    assert ran.code == 1
    told = {line.partition(": error")[0].removeprefix("templates/assets/") for line in ran.problems}
    assert (set(ran.codes), told) == ({"stray-file"}, set(names))
    assert trial.now() == trial.published


@pytest.mark.holds(84, "harmless", times=len(HIDDEN) + 4)
def test_hidden_files_and_notes_beside_the_templates_are_never_published(trial: Trial) -> None:
    trial.own_templates()
    for name in HIDDEN:
        trial.write(f"templates/assets/{name}", CANARY)
    for name in ("README.md", "pages/x.bak", "components/callout/notes.docx", "id_rsa"):
        trial.write(f"templates/{name}", CANARY)
    trial.harmless()
    assert not [path for path, (_, _, content) in trial.now().items() if CANARY in repr(content)]


KEYS = {
    "a key of Amazon": "AKIA" + "ABCDEFGH" * 2,
    "a key of Amazon, for a while": "ASIA" + "ABCDEFGH" * 2,
    "a key of Google": "AIza" + "Sy0_-" * 7,
    "a token of GitHub": "ghp_" + "a1B2" * 9,
    "another of GitHub": "github_pat_" + "a1B2c3" * 10,
    "one of a program at GitHub": "ghu_" + "a1B2" * 9,
    "a token of GitLab": "glpat-" + "a1B2c" * 4,
    "a token of Slack": "xoxb-" + "1234567890-abc",
    "an address of Slack": "hooks.slack.com/services/T0000000/B0000000/" + "a1B2" * 6,
    "a key of Stripe": "sk_live_" + "a1B2" * 6,
    "a restricted key of Stripe": "rk_live_" + "a1B2" * 6,
    "a key of SendGrid": "SG." + "a" * 22 + "." + "b" * 43,
    "a token of npm": "npm_" + "a1B2" * 9,
    "a key of Anthropic": "sk-ant-api03-" + "a1B2" * 20,
    "a key of OpenAI": "sk-proj-" + "a1B2" * 12,
    "a private key": "-----BEGIN RSA PRIVATE KEY-----",
    "a key of SSH": "-----BEGIN OPENSSH PRIVATE KEY-----",
    "a plain private key": "-----BEGIN PRIVATE KEY-----",
    "a key of PGP": "-----BEGIN PGP PRIVATE KEY BLOCK-----",
}
"""Put together here, so that nobody who looks for keys in this repository finds them."""

AMAZON = KEYS["a key of Amazon"]
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><desc>{}</desc></svg>'


@pytest.mark.holds(85, "refused", times=2 * len(KEYS))
def test_a_key_in_a_page_is_refused_at_its_line(trial: Trial) -> None:
    for number, key in enumerate(KEYS.values()):
        trial.body(f"Words.\n\n    {key}\n\nAnd `{key}` again.\n", f"content/p{number}.md")
    ran = trial.run("build")
    assert ran.code == 1
    for number, (name, key) in enumerate(KEYS.items()):
        told = [line for line in ran.problems if line.startswith(f"content/p{number}.md:8:5: error[secret] ")]
        assert len(told) == 1, (name, ran.told)
        assert f"“{key[:8]}…”" in told[0]
    assert trial.now() == trial.published


@pytest.mark.holds(85, "refused", times=9)
def test_a_key_in_any_other_file_is_refused(trial: Trial) -> None:
    trial.own_templates()
    files = {
        "content/x.ics": AMAZON,
        "content/x.vcf": AMAZON,
        "content/door.svg": DRAWING.format(AMAZON),
        "templates/assets/x.js": f"// {AMAZON}",
        "templates/assets/x.txt": AMAZON,
        "templates/assets/x.json": f'{{"key": "{AMAZON}"}}',
        "templates/assets/x.svg": DRAWING.format(AMAZON),
        "templates/assets/vendor/x.css": f"/* {AMAZON} */",
    }
    for path, text in files.items():
        trial.write(path, text)
    trial.write("templates/assets/css/x.css", f'.x::after {{ content: "{AMAZON}" }}')
    trial.body("![A door](door.svg)\n")
    ran = trial.run("build")
    assert set(ran.codes) == {"secret"}, ran.told
    told = {line.partition(": error")[0] for line in ran.problems}
    assert told == {*files, "templates/assets/css"}
    assert trial.now() == trial.published


@pytest.mark.holds(85, "refused", times=4)
@pytest.mark.parametrize("key", ["name", "disclaimer", "facts", "none"])
def test_a_key_in_the_settings_is_refused_once_and_at_its_line(trial: Trial, key: str) -> None:
    file = trial.root / "site_config.yaml"
    text = file.read_text("utf-8")
    old, new = {
        "name": ("name: A library", f"name: {AMAZON}"),
        "disclaimer": ("disclaimer: Hours may change.", f"disclaimer: {AMAZON}"),
        "facts": ("loan: three weeks", f"loan: {AMAZON}"),
        "none": ("name: A library", f"# {AMAZON}\nname: A library"),
    }[key]
    file.write_text(text.replace(old, new, 1), "utf-8")
    trial.refused("secret", at="site_config.yaml:", words="make it worthless where it was made")


@pytest.mark.holds(85, "harmless", times=2)
def test_a_key_may_be_shown_with_a_reason(trial: Trial) -> None:
    waiver = "waive:\n  - code: secret\n    reason: It is the one that the vendor prints in its manual.\n---"
    text = FRONT_MATTER.replace("\n---\n\n", f"\n{waiver}\n\n") + f"Write {AMAZON} there.\n"
    trial.write("content/strange.md", text)
    trial.harmless()
    trial.write(
        "content/strange.md", text.replace("    reason: It is the one that the vendor prints in its manual.\n", "")
    )
    ran = trial.run("build")
    assert ran.code == 1, "without a reason it may not"


@pytest.mark.holds(85, "harmless", times=3)
def test_what_only_begins_like_a_key_is_none(trial: Trial) -> None:
    trial.body("Write `AKIA`, `ghp_` and `sk-ant-`; see `-----BEGIN PUBLIC KEY-----`, Asian food and sk-project.\n")
    trial.harmless()


@pytest.mark.holds(89, "refused", times=4)
def test_a_file_that_leads_to_its_source_map_is_refused(trial: Trial) -> None:
    trial.own_templates()
    files = {
        "x.js": "let a = 1;\n//# sourceMappingURL=x.js.map",
        "y.mjs": "let a = 1;\n//@ sourceMappingURL=data:application/json;base64,e30=",
        "z.js": "let a = 1;\n/*# sourceMappingURL = z.map */",
        "vendor/x.css": "p { color: red }\n/*# sourceMappingURL=x.css.map */",
    }
    for name, text in files.items():
        trial.write(f"templates/assets/{name}", text)
    ran = trial.refused(*["stray-file"] * len(files), words="leads to its source map")
    assert {line.partition(": error")[0] for line in ran.problems} == {f"templates/assets/{name}:2:0" for name in files}


@pytest.mark.holds(89, "harmless", times=2)
def test_the_style_sheet_has_no_comments_and_so_no_source_map(trial: Trial) -> None:
    templates = trial.own_templates()
    for path in ("assets/css/base.css", "components/callout/component.css"):
        with (templates / path).open("a", encoding="utf-8") as stream:
            stream.write("\n/*# sourceMappingURL=x.css.map */\n")
    trial.harmless()
    assert not [path for path, (_, _, content) in trial.now().items() if "sourceMapping" in repr(content)]
