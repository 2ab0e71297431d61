"""A page that is not finished, not yet due or over leaves no trace in anything that is published."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from faults.trial import FRONT_MATTER

if TYPE_CHECKING:
    from faults.trial import Trial

CANARY = "ZZCANARY"
HIDDEN = {"draft": "draft: true", "later": "publish_on: 2026-11-25", "over": "expires_on: 2026-11-24"}
HOSTS = ("folder", "apache", "caddy", "cloudflare-pages", "github-pages", "netlify", "nginx", "vercel")
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><desc>ZZCANARY</desc></svg>'


def hide(trial: Trial, name: str, key: str) -> None:
    """Write a page that is not for visitors, and whatever may belong to one, each with the canary in it."""
    more = f"{key}\nredirect_from: [/{CANARY}-old/]\nmenu_title: {CANARY}\nmessage: {CANARY}.\nrelated: [help.md]\n"
    text = FRONT_MATTER.replace("A strange page", f"{CANARY} {name}").replace("strange in it", f"{CANARY} in it")
    body = f'## {CANARY}\n\n![{CANARY} shown]({CANARY}-{name}.svg)\n\n:::callout title="{CANARY}"\n{CANARY}\n:::\n'
    trial.write(f"content/{CANARY}-{name}.md", text.replace("\n---\n\n", f"\n{more}---\n\n") + body)
    trial.write(f"content/{CANARY}-{name}.svg", DRAWING)


def traces(trial: Trial) -> list[str]:
    """Return what is published, or lies beside it for the host, and tells of the hidden page."""
    everything = {
        str(file.relative_to(trial.root)): file.read_bytes()
        for folder in ("public", "public-host", "portable")
        for file in sorted((trial.root / folder).rglob("*"))
        if file.is_file()
    } | {"addresses.txt": (trial.root / "addresses.txt").read_bytes()}
    word = CANARY.casefold().encode()
    return [path for path, data in everything.items() if word in path.casefold().encode() or word in data.lower()]


@pytest.mark.holds(81, "harmless", times=2)
@pytest.mark.parametrize("name", [*HIDDEN])
def test_a_page_that_is_not_for_visitors_leaves_no_trace(trial: Trial, name: str) -> None:
    hide(trial, name, HIDDEN[name])
    trial.harmless()
    assert traces(trial) == []
    trial.run("build", "--portable")
    assert traces(trial) == []


@pytest.mark.holds(81, "harmless", times=len(HIDDEN))
@pytest.mark.parametrize("host", HOSTS)
def test_no_host_is_told_of_a_page_that_is_not_for_visitors(trial: Trial, host: str) -> None:
    """Two old addresses of one name do not disturb each other: only one of their pages is ever there."""
    trial.settings(f"host: {host}\n")
    settings = trial.root / "site_config.yaml"
    settings.write_text(settings.read_text("utf-8").replace("example.org/branch/", "branch.example.org/"), "utf-8")
    for name, key in HIDDEN.items():
        hide(trial, name, key)
        page = trial.root / f"content/{CANARY}-{name}.md"
        page.write_text(page.read_text("utf-8").replace(f"{CANARY}-old", f"{CANARY}-{name}-old"), "utf-8")
    ran = trial.run("build")
    assert ran.code == 0, ran.told
    assert traces(trial) == []


@pytest.mark.holds(81, "harmless")
def test_a_page_that_becomes_a_draft_again_is_taken_away_whole(trial: Trial) -> None:
    """Its address stays in the list of those that people may have kept, so that this is told first."""
    hide(trial, "draft", "draft: false")
    assert trial.run("build").code == 0
    assert traces(trial)
    hide(trial, "draft", "draft: true")
    before = trial.now()
    ran = trial.run("build")
    assert ran.codes == ["vanished-address"], ran.told
    assert trial.now() == before
    ledger = trial.root / "addresses.txt"
    lines = ledger.read_text("utf-8").splitlines(keepends=True)
    ledger.write_text("".join(line for line in lines if CANARY not in line), "utf-8")
    trial.harmless()
    assert traces(trial) == []


LEADING = {
    "a link": ("content/strange.md", "See [the fees](zz.md).\n"),
    "a link to a place": ("content/strange.md", "See [the fees](zz.md#cost).\n"),
    "its address": ("content/strange.md", "See [the fees](/branch/zz/).\n"),
    "a picture's link": ("content/strange.md", "[![A door](door.svg)](zz.md)\n"),
    "a defined link": ("content/strange.md", "See [the fees][x].\n\n[x]: zz.md\n"),
    "a card": ("content/strange.md", ":::cards\n- [Fees](zz.md)\n  What it costs.\n:::\n"),
}


@pytest.mark.holds(82, "refused", times=len(HIDDEN))
@pytest.mark.parametrize("how", [*LEADING])
def test_a_link_to_a_page_that_is_not_for_visitors_is_refused(trial: Trial, how: str) -> None:
    path, body = LEADING[how]
    trial.write("content/door.svg", DRAWING.replace(CANARY, "A door"))
    trial.body(body, path)
    for key in HIDDEN.values():
        trial.write(
            "content/zz.md",
            FRONT_MATTER.replace("A strange", "Another").replace("\n---\n\n", f"\n{key}\n---\n\nWords.\n"),
        )
        ran = trial.run("build")
        assert ran.code == 1, ran.told
        assert "error[link-to-draft]" in ran.told or "error[broken-link]" in ran.told, ran.told
        assert trial.now() == trial.published


@pytest.mark.holds(82, "refused", times=4)
@pytest.mark.parametrize(
    "key", ["related: [zz.md]", "next: [{text: Go on, to: zz.md}]", "help: zz.md", "footer: [zz.md]"]
)
def test_front_matter_and_settings_that_lead_to_a_draft_are_refused(trial: Trial, key: str) -> None:
    trial.write(
        "content/zz.md",
        FRONT_MATTER.replace("A strange", "Another").replace("\n---\n\n", "\ndraft: true\n---\n\nWords.\n"),
    )
    if key.startswith(("help", "footer")):
        file = trial.root / "site_config.yaml"
        lines = [
            line for line in file.read_text("utf-8").splitlines() if not line.startswith(key.partition(":")[0] + ":")
        ]
        file.write_text("\n".join([*lines, key, ""]), "utf-8")
    else:
        trial.write("content/strange.md", FRONT_MATTER.replace("\n---\n\n", f"\n{key}\n---\n\nWords.\n"))
    ran = trial.run("build")
    assert ran.codes == ["page-not-published"], ran.told
    assert trial.now() == trial.published


MIDNIGHTS = {
    "UTC": 1795564800,  # the first second of 2026-11-25
    "Pacific/Kiritimati": 1795564800 - 14 * 3600,
    "Pacific/Honolulu": 1795564800 + 10 * 3600,
    "America/Los_Angeles": 1795564800 + 8 * 3600,
}


@pytest.mark.holds(83, "harmless", times=4)
@pytest.mark.parametrize("zone", [*MIDNIGHTS])
def test_a_day_begins_in_the_zone_of_the_site(trial: Trial, zone: str) -> None:
    """The zone of the computer does not count. The report and the last lines of a build name that of the site."""
    file = trial.root / "site_config.yaml"
    file.write_text(file.read_text("utf-8").replace("Europe/London", zone), "utf-8")
    for name, key in (("appears", "publish_on: 2026-11-25"), ("goes", "expires_on: 2026-11-25")):
        text = FRONT_MATTER.replace("A strange page", f"It {name}").replace("A page", f"It {name}, a page")
        trial.write(f"content/{name}.md", text.replace("\n---\n\n", f"\n{key}\n---\n\nWords.\n"))
    midnight = MIDNIGHTS[zone]
    for moment, there, elsewhere in (
        (midnight - 60, "goes", "Pacific/Kiritimati"),
        (midnight + 60, "appears", "Pacific/Honolulu"),
    ):
        ran = trial.run("build", SOURCE_DATE_EPOCH=str(moment), TZ=elsewhere)
        assert ran.code == 0, ran.told
        found = {name for name in ("appears", "goes") if (trial.root / f"public/{name}/index.html").exists()}
        assert found == {there}, (moment, ran.told)
        if moment < midnight:
            assert f"({zone})" in ran.told
            report = trial.root / ".cache/report.html"
            trial.run("report", "--output", report, SOURCE_DATE_EPOCH=str(moment), TZ=elsewhere)
            assert f"in the time zone {zone}" in report.read_text("utf-8")
