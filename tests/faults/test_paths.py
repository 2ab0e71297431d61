"""What a page, its front matter or the settings name stays inside the site, however it is spelt."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from faults.trial import FRONT_MATTER

if TYPE_CHECKING:
    from faults.trial import Trial

CANARY = "canary-of-a-file-outside"
OUT = (
    *("../../secret.png", "/../../etc/passwd", "%2e%2e/%2e%2e/secret.png", "..%2f..%2fsecret.png", "....//secret.png"),
    *("file:///etc/passwd", "/etc/passwd", "%252e%252e/secret.png", "../site_config.yaml", "../content/index.md"),
    *("./../../../../../../etc/passwd", "secret.png%00.png", "..%c0%af..%c0%afetc/passwd", "．．/secret.png", "/.."),
    *("../public/index.html", "../addresses.txt", "/%2e%2e/etc/passwd", "..%5c..%5csecret.png", "<../../a secret.png>"),
)


def nothing_came_along(trial: Trial) -> None:
    assert trial.now() == trial.published
    assert not [path for path, (_, _, content) in trial.now().items() if CANARY in f"{path}{content!r}"]


@pytest.mark.holds(44, "refused", times=2 * len(OUT))
def test_links_and_pictures_that_lead_out_are_refused(trial: Trial) -> None:
    for place in (trial.home / "secret.png", trial.root / "secret.png", trial.home / "a secret.png"):
        place.write_text(CANARY, "utf-8")
    trial.body("\n\n".join(f"See [file {number}]({url}).\n\n![A door]({url})" for number, url in enumerate(OUT)))
    ran = trial.run("build")
    assert ran.code == 1
    for number in range(len(OUT)):
        for line in (6 + 4 * number, 8 + 4 * number):
            told = [told for told in ran.problems if told.startswith(f"content/strange.md:{line}:")]
            assert len(told) == 1, (line, ran.told)
            assert re.search(r"error\[(broken-link|missing-picture|forbidden-scheme)\]", told[0])
    nothing_came_along(trial)


@pytest.mark.holds(44, "refused", times=5)
def test_other_ways_to_name_a_file_outside_are_refused(trial: Trial) -> None:
    (trial.home / "secret.png").write_text(CANARY, "utf-8")
    trial.body(
        ':::figure caption="A door"\n![A door](../../secret.png)\n:::\n\n'
        "See [this file][away].\n\n"
        ":::../../secret\nx\n:::\n\n"
        ':::callout kind="../../secret"\nWords.\n:::\n\n'
        r"A [way back](..\..\secret.png)."
        "\n\n[away]: ../../secret.png\n"
    )
    codes = ("broken-link", "broken-link", "unknown-component", "wrong-parameter", "forbidden-scheme")
    trial.refused(*codes, at="content/strange.md:7:")
    nothing_came_along(trial)


@pytest.mark.holds(44, "refused", times=6)
@pytest.mark.parametrize("url", ["..", "../", ".", "index.md", "/", "form.pdf"])
def test_a_picture_that_is_a_page_or_a_folder_is_refused(trial: Trial, url: str) -> None:
    trial.write("content/form.pdf", b"%PDF-1.7")
    trial.body(f"![A door]({url})\n")
    ran = trial.run("build")
    assert (ran.code, "error[missing-picture]" in ran.told) == (1, True), ran.told
    assert trial.now() == trial.published


KEYS = (
    *("image: /etc/passwd", "picture: /etc/passwd", "template: ../../etc/passwd", "slug: ../../x"),
    *("related: [../../etc/passwd]", "related: [/etc/passwd]", "related: [../site_config.yaml]"),
    *("next: [{text: x, to: ../../etc/passwd.md}]", "type: ../../etc/passwd", "type: ../pages/article"),
    *("redirect_from: [/../x/]", "redirect_from: [/%2e%2e/x/]", "redirect_from: ['/..\\x/']", "redirect_from: [../x]"),
    *("redirect_from: ['//evil.example/']", "redirect_from: [/a/../b/]", "redirect_from: [/./x/]"),
)


@pytest.mark.holds(44, "refused", times=len(KEYS))
@pytest.mark.holds(45, "refused", times=4)
def test_front_matter_that_leads_out_is_refused(trial: Trial) -> None:
    """There is no key for a picture: the one for sharing is drawn from the title."""
    for number, key in enumerate(KEYS):
        page = FRONT_MATTER.replace("A strange page", f"Page {number}").replace(
            "\n---\n\n", f"\n{key}\n---\n\nWords.\n"
        )
        trial.write(f"content/p{number}.md", page)
    ran = trial.run("build")
    assert ran.code == 1
    for number, key in enumerate(KEYS):
        told = [line for line in ran.problems if line.startswith(f"content/p{number}.md:4:") and " error[" in line]
        assert len(told) == 1, (key, ran.told)
    nothing_came_along(trial)


@pytest.mark.holds(44, "refused")
@pytest.mark.parametrize("key", ["menu:\n  - page: ../../etc/passwd", "help: ../x.md", "footer: [/etc/passwd]"])
def test_settings_that_lead_out_are_refused(trial: Trial, key: str) -> None:
    file = trial.root / "site_config.yaml"
    without = re.sub(rf"^{key.partition(':')[0]}:.*\n(?:  .*\n)*", "", file.read_text("utf-8"), flags=re.MULTILINE)
    file.write_text(f"{without}{key}\n", "utf-8")
    trial.refused("unknown-page", at="site_config.yaml:")
