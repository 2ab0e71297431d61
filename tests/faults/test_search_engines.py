"""The live site may be found, a preview may not, and nobody can turn that round by mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from faults.trial import Trial

PREVIEW = ("--base-url", "https://preview.example.com/branch/")
HIDING = (
    '<meta name="robots" content="noindex">',
    '<meta content="nofollow, NOINDEX" name="ROBOTS">',
    "<meta name=robots content=none>",
    "<meta name='googlebot' content='noindex, nofollow'>",
    '<meta\n  name="bingbot"\n  content="noindex">',
)


@pytest.mark.holds(90, "refused")
@pytest.mark.parametrize("hiding", HIDING)
def test_a_site_that_a_template_hides_from_search_engines_is_refused(trial: Trial, hiding: str) -> None:
    head = trial.own_templates() / "partials/head.html"
    head.write_text(head.read_text("utf-8") + hiding + "\n", "utf-8")
    trial.refused("page-hides-from-search", words="and no preview")


@pytest.mark.holds(90, "refused")
def test_a_preview_that_a_template_lets_search_engines_find_is_refused(trial: Trial) -> None:
    head = trial.own_templates() / "partials/head.html"
    head.write_text(head.read_text("utf-8").replace('content="noindex"', 'content="all"'), "utf-8")
    trial.refused("preview-open-to-search", words="though this is a preview", arguments=PREVIEW)
    trial.harmless()


@pytest.mark.holds(90, "harmless", times=2)
def test_the_site_is_open_to_search_engines_and_a_preview_is_not(trial: Trial) -> None:
    for arguments, hidden in ((PREVIEW, True), ((), False)):
        trial.harmless(arguments=arguments)
        pages = [path for path, (_, _, content) in trial.now().items() if path.endswith("index.html") and content]
        for path in pages:
            is_redirect = trial.page(path).css_first('meta[http-equiv="refresh"]') is not None
            found = trial.page(path).css_first('meta[name="robots"]') is not None
            assert found is (hidden or is_redirect), path
        # A page that may not be fetched cannot say that it is not to be listed, so that robots.txt shuts nobody out.
        assert "Disallow" not in trial.text("robots.txt")


@pytest.mark.holds(90, "refused", times=2)
def test_nobody_can_shut_search_engines_out_by_a_robots_txt_of_their_own(trial: Trial) -> None:
    shut = "User-agent: *\nDisallow: /\n"
    trial.own_templates()
    trial.write("templates/assets/robots.txt", shut)
    trial.harmless()
    assert "Disallow" not in trial.text("robots.txt")
    published = trial.now()
    trial.write("content/robots.txt", shut)
    assert trial.run("build").codes == ["bad-file-name"]
    assert trial.now() == published


@pytest.mark.holds(90, "harmless", times=3)
@pytest.mark.parametrize("words", ["noindex", "We use noindex, nofollow.", '`<meta name="robots" content="noindex">`'])
def test_a_page_may_speak_of_it(trial: Trial, words: str) -> None:
    trial.body(f"{words}\n")
    trial.harmless()
