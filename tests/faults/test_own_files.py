"""What the program makes itself is never replaced by a file of the same name, in whatever folder that lies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from faults.trial import Trial

OWN = (
    *(
        "robots.txt",
        "sitemap.xml",
        "_headers",
        "_redirects",
        "CNAME",
        "404.html",
        "index.html",
        "feed.xml",
        "version.txt",
    ),
    *("favicon.ico", "site.webmanifest", "vercel.json", "staticwebapp.config.json", ".htaccess", ".nojekyll"),
    *("help/index.html", ".microsite", "nginx.conf", "web.config", "manifest.json", "assets/css/site.css"),
)
CANARY = "ZZCANARY"
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><desc>ZZCANARY</desc></svg>'


@pytest.mark.holds(50, "refused", times=len(OWN))
def test_a_file_of_content_with_the_name_of_one_of_ours_is_refused(trial: Trial) -> None:
    for name in OWN:
        trial.write(f"content/{name}", CANARY)
    ran = trial.run("build")
    assert ran.code == 1
    assert set(ran.codes) == {"bad-file-name", "reserved-name"}, ran.told
    told = {line.partition(": error")[0].removeprefix("content/") for line in ran.problems}
    assert told == {"assets" if name.startswith("assets/") else name for name in OWN}
    assert trial.now() == trial.published


@pytest.mark.holds(50, "refused", times=4)
def test_a_card_and_an_icon_with_the_names_of_ours_are_refused(trial: Trial) -> None:
    """Of two files with one name either may be the one that is meant, so both are named."""
    trial.write("content/contact.vcf", CANARY)
    trial.write("content/favicon.svg", DRAWING)
    ran = trial.run("build")
    told = [line for line in ran.problems if "error[same-output]" in line]
    assert any("contact.vcf” would replace" in line and "“content/contact.vcf”" in line for line in told), ran.told
    trial.write("content/CONTACT.vcf", CANARY)
    again = trial.run("build")
    assert again.codes.count("same-output") > ran.codes.count("same-output") - 1
    assert (ran.code, again.code) == (1, 1)
    assert trial.now() == trial.published


PAGES = ("robots.txt", "sitemap.xml", "404.html", "favicon.ico", "contact.vcf", "index.html", "help/index.html")


@pytest.mark.holds(50, "refused", times=len(PAGES) + 2)
def test_a_page_that_needs_a_folder_where_one_of_our_files_stands_is_refused(trial: Trial) -> None:
    for name in (*PAGES, "site.webmanifest", "version.txt"):
        trial.body("Words.\n", f"content/{name}.md")
    ran = trial.run("build")
    kinds = ("error[same-output]", "error[reserved-name]")
    told = {line.partition(": error")[0] for line in ran.problems if any(kind in line for kind in kinds)}
    assert told == {f"content/{name}.md" for name in (*PAGES, "site.webmanifest", "version.txt")}, ran.told
    assert trial.now() == trial.published


@pytest.mark.holds(50, "refused", times=2)
def test_a_page_named_as_the_folder_of_our_files_is_refused(trial: Trial) -> None:
    trial.body("Words.\n", "content/assets.md")
    trial.write("content/Assets/door.svg", DRAWING)
    ran = trial.run("build")
    assert ran.codes == ["reserved-name"] * 2, ran.told
    assert trial.now() == trial.published


@pytest.mark.holds(50, "harmless", times=12)
@pytest.mark.parametrize("host", ["folder", "netlify", "github-pages"])
def test_a_file_of_the_theme_never_comes_to_stand_at_the_root(trial: Trial, host: str) -> None:
    """They get names with fingerprints below `assets/`; only the two icons that browsers ask for stand at the root."""
    trial.settings(f"host: {host}\n")
    settings = trial.root / "site_config.yaml"
    settings.write_text(settings.read_text("utf-8").replace("example.org/branch/", "branch.example.org/"), "utf-8")
    trial.own_templates()
    names = [name for name in OWN if "." in name.rpartition("/")[2] and not name.endswith((".conf", ".config"))]
    for name in names:
        trial.write(
            f"templates/assets/{name}",
            CANARY if not name.endswith(".html") else f"<!doctype html><title>{CANARY}</title>",
        )
    ran = trial.run("build")
    found = [path for path, (_, _, content) in trial.now().items() if CANARY in repr(content)]
    assert not [path for path in found if not path.startswith("assets/")], ran.told
    assert "Sitemap: " in trial.text("robots.txt")
