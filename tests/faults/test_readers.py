"""What readers who do not see, or who need help at once, depend on: it is there and right, or the page is told of."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from faults.trial import FRONT_MATTER, ROOT, Trial

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

AT = "content/strange.md:6:"
SPANISH = (
    "Un programa intensivo es una forma de tratamiento. Usted duerme en su casa y va al programa tres días por semana. "
    "Las sesiones duran unas tres horas.\n\nEn los grupos se aprende a vivir con los síntomas y a hablar de lo que "
    "pasa. También puede ver a un terapeuta y a un médico. Pregunte cuánto cuesta y si su seguro lo paga."
)
ENGLISH = (
    "An intensive program is a kind of treatment. You sleep at home and go to the program three days a week. "
    "The sessions last about three hours.\n\nIn the groups people learn to live with what they feel, and to talk about "
    "what happens. You can also see a therapist and a doctor. Ask what it costs, and whether the plan pays for it."
)


@pytest.fixture
def pictured(trial: Trial) -> Trial:
    """Return the trial with pictures beside its page."""
    for name in ("door.png", "front-door.png", "IMG_1234.png"):
        Image.new("RGB", (40, 30), "teal").save(trial.root / "content" / name)
    return trial


@pytest.mark.holds(106, "refused", times=11)
def test_a_picture_without_words_is_refused(pictured: Trial) -> None:
    texts = ["![](door.png)", "![ ](door.png)", "![door.png](door.png)", "![Front-Door](front-door.png)"]
    texts += ["![IMG_1234](IMG_1234.png)", "![image](door.png)", "![An image.](door.png)", "![Photo 2](door.png)"]
    texts += ["![…](door.png)", '![](door.png "The door")', "![][door]\n\n[door]: door.png"]
    pictured.body("\n\n".join(texts))
    ran = pictured.refused(
        *["missing-alt"] * len(texts), at=f"{AT}5:", words="Write between the brackets what it shows"
    )
    lines = [int(problem.split(":")[1]) for problem in ran.problems]
    # The address of a picture by name stands where the name is explained.
    assert lines == [*range(6, 6 + 2 * len(texts) - 2, 2), 28]


@pytest.mark.holds(106, "told", times=3)
def test_a_picture_whose_words_say_little_is_told_of(pictured: Trial) -> None:
    pictured.body("![Image of a door](door.png)\n\n![Door](door.png)\n\n![a photo of us](door.png)")
    pictured.harmless(*["poor-alt"] * 3, at=AT, words="“Door” does not say what the picture shows.")


@pytest.mark.holds(106, "harmless")
def test_a_picture_that_only_decorates_says_so_with_a_reason(pictured: Trial) -> None:
    waiver = "waive:\n  - {code: missing-alt, words: [door.png], reason: It only decorates.}\n---\n"
    pictured.write("content/strange.md", FRONT_MATTER.replace("---\n\n", waiver) + "Text.\n\n![](door.png)")
    pictured.harmless()
    (picture,) = pictured.page().css("main img")
    assert picture.attributes["alt"] == ""


@pytest.mark.holds(106, "refused")
def test_a_picture_of_a_template_needs_words_or_says_that_it_decorates(trial: Trial) -> None:
    footer = trial.own_templates() / "partials" / "footer.html"
    frame = footer.read_text("utf-8")
    picture = '<img src="{{ asset(\'icons/icon-192.png\') }}" width="9" height="9"'
    assert (footer.parent.parent / "assets" / "icons" / "icon-192.png").exists()
    footer.write_text(frame + picture + ">", "utf-8")
    trial.refused("missing-alt", words="It comes from a template.")
    footer.write_text(frame + picture + ' alt="">', "utf-8")
    trial.harmless()


@pytest.mark.holds(107, "refused")
@pytest.mark.parametrize(
    ("text", "codes", "at"),
    [
        ("# Another title", ["not-one-h1"], f"{AT}1:"),
        ("Another title\n=====", ["not-one-h1"], f"{AT}1:"),
        ("# One\n\n# Two", ["not-one-h1"] * 2, f"{AT}1:"),
        ("## One\n\n#### Three levels down", ["skipped-level"], "content/strange.md:8:1:"),
        ("### First of all", ["skipped-level"], f"{AT}1:"),
        ("> ## One\n> \n> ##### Deep", ["skipped-level"], "content/strange.md:8:3:"),
        ("##\n\nText.", ["empty-heading"], f"{AT}1:"),
        ("## \u00a0\n\nText.", ["empty-heading"], AT),
        ("## ![](door.png)\n\nText.", ["empty-heading", "missing-alt"], AT),
    ],
)
def test_headings_that_mislead_are_refused(pictured: Trial, text: str, codes: list[str], at: str) -> None:
    pictured.body(text)
    pictured.refused(*codes, at=at)


@pytest.mark.holds(107, "told", times=2)
def test_bold_lines_in_place_of_headings_are_told_of(trial: Trial) -> None:
    trial.body("**Opening hours**\n\nText.\n\n__Prices__\n\nText.\n")
    trial.harmless("bold-as-heading", "bold-as-heading", at=AT, words="Write “## Opening hours”")


@pytest.mark.holds(107, "refused")
@pytest.mark.parametrize(
    ("title", "instead", "code"),
    [
        ("<h1>{{ page.title }}</h1>", "<h1>{{ page.title }}</h1><h1>Again</h1>", "not-one-h1"),
        ("<h1>{{ page.title }}</h1>", "<p>{{ page.title }}</p>", "not-one-h1"),
        ("<h1>{{ page.title }}</h1>", "<h1>{{ page.title }}</h1><h4>Deep</h4>", "skipped-level"),
        ("<h1>{{ page.title }}</h1>", "<h1>{{ page.title }}</h1><h2> </h2>", "empty-heading"),
    ],
)
def test_headings_of_a_template_are_held_to_the_same(trial: Trial, title: str, instead: str, code: str) -> None:
    base = trial.own_templates() / "base.html"
    text = base.read_text("utf-8")
    assert title in text
    base.write_text(text.replace(title, instead), "utf-8")
    ran = trial.run("build")
    assert (ran.code, set(ran.codes)) == (1, {code}), ran.told
    assert "template" in ran.told
    assert trial.now() == trial.published


@pytest.mark.holds(108, "told", times=11)
def test_links_that_do_not_say_where_they_lead_are_told_of(trial: Trial) -> None:
    vague = ("click here", "here", "Here.", "**here**", "Read more …", "this page", "link", "more", "Learn more »")
    texts = [f"Look [{words}](borrow.md)." for words in vague]
    texts += ["Look at https://example.com/a/page.", "[www.example.com](https://example.com/)"]
    trial.body("\n\n".join(texts))
    trial.harmless(*["vague-link"] * len(texts), at=AT, words="“click here” does not say where the link leads.")


@pytest.mark.holds(108, "told", times=2)
def test_one_text_for_two_targets_is_told_of(trial: Trial) -> None:
    trial.body("[The rooms](visit/rooms.md), [the *rooms*](borrow.md), [The rooms.](help.md)")
    trial.harmless("ambiguous-link", "ambiguous-link", at=AT, words="leads to “help.md” here, but to “visit/rooms.md”")


@pytest.mark.holds(108, "refused", times=4)
def test_links_that_nobody_hears_are_refused(pictured: Trial) -> None:
    pictured.body("[](borrow.md)\n\n[ ](borrow.md)\n\n[![](door.png)](help.md)\n\n[**  **](visit/rooms.md)")
    ran = pictured.run("build")
    assert ran.code == 1
    assert sum(code == "empty-link" for code in ran.codes) >= 3, ran.told
    assert "missing-alt" in ran.codes
    assert pictured.now() == pictured.published


@pytest.mark.holds(108, "refused")
def test_a_link_of_a_template_without_words_is_refused(trial: Trial) -> None:
    footer = trial.own_templates() / "partials" / "footer.html"
    footer.write_text(footer.read_text("utf-8") + "<a href=\"{{ url('/') }}#main\"></a>", "utf-8")
    trial.refused("empty-link", words="#main” has no text.")


@pytest.mark.holds(109, "refused")
@pytest.mark.parametrize(
    ("instead", "words"),
    [
        ("<html>", "does not say in which language it is"),
        ('<html lang="">', "does not say in which language it is"),
        ('<html lang="english">', "“english” is no name of a language that programs know."),
        ('<html lang="zz">', "“zz” is no name"),
        ('<html lang="en_GB">', "“en_GB” is no name"),
        ('<html lang="en-UK">', "Write “en-GB”."),
    ],
)
def test_a_template_that_names_no_language_is_refused(trial: Trial, instead: str, words: str) -> None:
    base = trial.own_templates() / "base.html"
    text = base.read_text("utf-8")
    base.write_text(text.replace('<html lang="{{ site.language }}">', instead), "utf-8")
    trial.refused("unknown-language", words=words)


@pytest.mark.holds(109, "refused")
@pytest.mark.parametrize("language", ["zz", "eng", "english", "en-UK", "EN", "''", "en en", "en_US", 'en"><script>'])
def test_a_language_in_the_settings_that_nobody_knows_is_refused(trial: Trial, language: str) -> None:
    file = trial.root / "site_config.yaml"
    file.write_text(file.read_text("utf-8").replace("language: en-GB", f"language: {language}"), "utf-8")
    ran = trial.run("build")
    assert (ran.code, set(ran.codes) <= {"wrong-value", "empty-value"}) == (1, True), ran.told
    assert ran.problems[0].startswith("site_config.yaml:4:")
    assert trial.now() == trial.published


@pytest.mark.holds(109, "refused", times=5)
def test_a_part_in_a_language_that_nobody_knows_is_refused_at_its_line(trial: Trial) -> None:
    tags = ("spanish", "spa", "zz", "es_MX", "en-UK")
    trial.body("\n\n".join(f"Pase usted, {tag}.\n{{: lang={tag} }}" for tag in tags))
    ran = trial.refused(*["unknown-language"] * len(tags), at="content/strange.md:7:9:", words="Write “es”.")
    assert [int(problem.split(":")[1]) for problem in ran.problems] == [7, 10, 13, 16, 19]


@pytest.mark.holds(109, "told")
def test_a_spanish_page_that_is_said_to_be_english_is_told_of(trial: Trial) -> None:
    trial.body(SPANISH)
    words = "This page is said to be in English, and seems to be in Spanish."
    trial.harmless("other-language", at="content/strange.md: ", words=words)


@pytest.mark.holds(109, "told")
def test_an_english_page_of_a_spanish_site_is_told_of(trial: Trial) -> None:
    file = trial.root / "site_config.yaml"
    file.write_text(file.read_text("utf-8").replace("language: en-GB", "language: es-MX"), "utf-8")
    trial.body(ENGLISH)
    ran = trial.harmless("other-language", at="content/strange.md: ", words="in Spanish, and seems to be in English.")
    assert "unknown-language" not in ran.codes


@pytest.mark.holds(109, "harmless")
@pytest.mark.parametrize(
    "text",
    [
        "\n\n".join(f"{part}\n{{: lang=es }}" for part in SPANISH.split("\n\n")) + f"\n\n{ENGLISH}",
        f"{ENGLISH}\n\nIn Spanish one says “{SPANISH[:90]}”.",
        ENGLISH,
        " ".join(SPANISH.split()[:45]),
    ],
    ids=["marked", "quoted", "english", "short"],
)
def test_a_page_of_the_right_language_hears_nothing(trial: Trial, text: str) -> None:
    trial.body(text)
    ran = trial.run("build")
    assert (ran.code, "other-language" in ran.codes) == (0, False), ran.told
    (html,) = trial.page().css("html")
    assert html.attributes["lang"] == "en-GB"


@pytest.mark.holds(111, "refused")
def test_a_table_without_names_of_its_columns_is_refused(trial: Trial) -> None:
    trial.body("Table: Prices\n\n|   |   |\n|---|---|\n| Visit | 20 |\n")
    trial.refused("table-without-header", at="content/strange.md:8:1:", words="Write the name of each column")


@pytest.mark.holds(111, "told")
def test_a_table_without_a_caption_is_told_of(trial: Trial) -> None:
    trial.body("| What | Price |\n|---|---|\n| Visit | 20 |\n")
    trial.harmless("table-without-caption", at=f"{AT}1:", words="Write a line “Table: What a visit costs” above it")


@pytest.mark.holds(111, "refused")
@pytest.mark.parametrize("role", ["", ' role="presentation"'])
def test_a_table_that_only_lays_out_is_refused(trial: Trial, role: str) -> None:
    """Editors cannot write one: their tables begin with a row of names. A template can."""
    text = trial.own_templates() / "partials" / "text.html"
    table = f"<table{role}><caption>A</caption><tr><td>One side</td><td>The other</td></tr></table>"
    text.write_text(text.read_text("utf-8") + table, "utf-8")
    ran = trial.run("build")
    assert (ran.code, set(ran.codes)) == (1, {"table-without-header"}), ran.told
    assert trial.now() == trial.published


@pytest.mark.holds(113, "refused")
@pytest.mark.parametrize("way", ["number first", "number below the text", "page for help last"])
def test_help_in_another_order_on_one_page_is_refused(trial: Trial, way: str) -> None:
    templates = trial.own_templates()
    header = (templates / "partials" / "header.html").read_text("utf-8")
    base = (templates / "base.html").read_text("utf-8")
    crisis = header[header.index("{% if site.crisis_line %}") :]
    if way == "number first":
        header = crisis + header.replace(crisis, "")
    elif way == "number below the text":
        header, base = header.replace(crisis, ""), base.replace("</main>", f"</main>{crisis}")
    else:
        link = '<a href="{{ help.url }}">{{ help.title }}</a>'
        header, base = header.replace("{{ help.url }}", "#main"), base.replace("</main>", f"</main>{link}")
    (templates / "partials" / "moved.html").write_text(header, "utf-8")
    (templates / "other.html").write_text(base.replace("partials/header.html", "partials/moved.html"), "utf-8")
    article = templates / "pages" / "article.html"
    (templates / "pages" / "other.html").write_text(
        article.read_text("utf-8").replace("base.html", "other.html"), "utf-8"
    )
    shutil.copy(article.with_suffix(".yaml"), templates / "pages" / "other.yaml")
    for name in ("strange", "borrow"):
        page = trial.root / "content" / f"{name}.md"
        page.write_text(page.read_text("utf-8").replace("---\n", "---\ntype: other\n", 1), "utf-8")
    trial.refused("moved-help", words="this page is drawn by templates/pages/other.html")


@pytest.mark.holds(114, "refused")
@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("Lost? [Ring 999](tel:998).", "different-number", "shows one number, and the link dials “tel:998”"),
        ("Lost? [Ring 998](tel:999).", "different-number", "shows one number, and the link dials “tel:999”"),
        ("Lost? [Ring 998](tel:998).", "unknown-telephone", "“998” is not one of the site's."),
        ("Lost? [Ring 999](sms:998).", "different-number", "dials “sms:998”"),
        ("Lost? [Ring us](tel:+15550100198).", "unknown-telephone", "“+15550100198” is not one of the site's."),
    ],
)
def test_an_altered_digit_of_the_crisis_line_is_refused(trial: Trial, line: str, code: str, words: str) -> None:
    file = trial.root / "site_config.yaml"
    text = file.read_text("utf-8").replace('"Lost? [Ring 999](tel:999)."', f'"{line}"')
    file.write_text(text, "utf-8")
    ran = trial.run("build")
    assert (ran.code, code in ran.codes) == (1, True), ran.told
    assert words in ran.told
    assert trial.now() == trial.published


@pytest.fixture
def first(tmp_path: Path) -> Iterator[Trial]:
    """Return the site of this project, whose rules ask for the crisis line on every page."""
    trial = Trial(tmp_path / "home")
    shutil.copytree(ROOT / "content", trial.root / "content")
    shutil.copy(ROOT / "site_config.yaml", trial.root)
    yield trial
    assert not (trial.root / "public").exists()


NUMBERS = "In crisis? [Call or text 988](tel:988). In danger? [Call 911](tel:911)."


@pytest.mark.holds(114, "refused")
@pytest.mark.parametrize(
    ("line", "code", "missing"),
    [
        ("", "missing-required", "tel:988"),
        ("In danger? [Call 911](tel:911).", "missing-required", "tel:988"),
        ("In crisis? [Call or text 988](tel:988).", "missing-required", "tel:911"),
        (NUMBERS.replace("(tel:988)", "(tel:998)"), "different-number", "tel:988"),
        (NUMBERS.replace("988", "998"), "unknown-telephone", "tel:988"),
        (NUMBERS.replace("(tel:988)", "(https://988lifeline.org/)"), "missing-required", "tel:988"),
        (NUMBERS.replace("[Call 911](tel:911)", "`Call 911`"), "missing-required", "tel:911"),
    ],
)
def test_a_crisis_line_without_its_numbers_is_refused_on_every_page(
    first: Trial, line: str, code: str, missing: str
) -> None:
    file = first.root / "site_config.yaml"
    text = file.read_text("utf-8")
    assert NUMBERS in text
    file.write_text(text.replace(NUMBERS, line), "utf-8")
    ran = first.run("check")
    assert (ran.code, code in ran.codes) == (1, True), ran.told
    lacking = [line for line in ran.told.splitlines() if f"This page has no link to “{missing}”" in line]
    assert len(lacking) >= 10, ran.told


@pytest.mark.holds(114, "refused")
@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('href="tel:988" aria-label="Call 988"', 'href="tel:989" aria-label="Call 989"', "unknown-telephone"),
        ('<a href="sms:988">text AYUDA to 988', '<a href="sms:911">text AYUDA to 988', "different-number"),
        ('href="tel:911">', 'href="tel:912">', "different-number"),
    ],
)
def test_an_altered_digit_of_a_template_is_refused(first: Trial, old: str, new: str, code: str) -> None:
    card = first.own_templates() / "components" / "care-card" / "component.html"
    text = card.read_text("utf-8")
    assert old in text
    card.write_text(text.replace(old, new), "utf-8")
    ran = first.run("check")
    assert (ran.code, code in ran.codes) == (1, True), ran.told
    assert "It stands in a template" in ran.told


REVIEWED = "---\nreviewed_on: 2026-11-01\nreview_by: 2027-11-01\n"


@pytest.mark.holds(116, "told")
@pytest.mark.parametrize(
    ("keys", "code", "at"),
    [
        ("about: [Day hospital]\n", "never-reviewed", "content/strange.md: "),
        ("about: [Day hospital]\nreviewed_on: 2025-11-20\n", "review-overdue", "content/strange.md:3:"),
        ("reviewed_on: 2025-11-01\n", "review-overdue", "content/strange.md:2:"),
        ("reviewed_on: 2026-01-01\nreview_by: 2026-11-23\n", "review-overdue", "content/strange.md:3:"),
    ],
)
def test_a_page_that_nobody_has_reviewed_for_a_year_is_told_of(trial: Trial, keys: str, code: str, at: str) -> None:
    trial.write("content/strange.md", FRONT_MATTER.replace("---\n", f"---\n{keys}", 1) + "Text.")
    trial.harmless(code, at=at, words="Read the whole page, check its facts")


@pytest.mark.holds(116, "told")
def test_every_page_about_health_of_a_site_about_it_says_when_it_was_reviewed(trial: Trial) -> None:
    trial.settings("about: [Day hospital]\n")
    ran = trial.run("build", "--strict")
    assert (ran.code, set(ran.codes)) == (1, {"never-reviewed"}), ran.told
    # The other pages are of types that are not about health.
    told = {problem.split(": ")[0] for problem in ran.problems}
    assert told == {f"content/{name}.md" for name in ("strange", "visit/rooms")}


@pytest.mark.holds(116, "harmless")
@pytest.mark.parametrize(
    "keys",
    [
        "about: [Day hospital]\nreviewed_on: 2026-11-01\nreview_by: 2027-11-01\n",
        "about: [Day hospital]\nreviewed_on: 2026-11-01\n",
        "",
    ],
    ids=["with both days", "with a day", "not about health"],
)
def test_a_page_that_was_reviewed_or_is_not_about_health_hears_nothing(trial: Trial, keys: str) -> None:
    trial.write("content/strange.md", FRONT_MATTER.replace("---\n", f"---\n{keys}", 1) + "Text.")
    trial.harmless()
