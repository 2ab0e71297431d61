"""YAML that is small and reads as something huge, endless or alive: refused at once, wherever YAML is read."""

from __future__ import annotations

import time
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from microsite.problems import Report
from microsite.schema import read_yaml
from microsite.settings import SiteConfig
from microsite.source import Source
from microsite.theme_files import ComponentFile, PageTypeFile

if TYPE_CHECKING:
    from faults.trial import Trial

NAMES = "abcdefghi"
ALIASES = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]\n" for before, name in pairwise(NAMES)
)
MERGED = "a: &a {x: y}\n" + "".join(
    f"{name}: &{name}\n  <<: [{', '.join([f'*{before}'] * 9)}]\n" for before, name in pairwise(NAMES)
)
BOMBS = {
    "aliases": (20, ALIASES, "yaml-feature"),
    "aliases in braces": (20, ALIASES.replace("[", "{k: [").replace("]", "]}"), "yaml-feature"),
    "merged": (21, MERGED, "yaml-feature"),
    "merged one by one": (21, "a: &a {x: y}\nb:\n" + "  <<: *a\n" * 2000, "yaml-feature"),
    "itself in a list": (22, "a: &a [*a]\n", "yaml-feature"),
    "itself in a key": (22, "a: &a\n  b: *a\n", "yaml-feature"),
    "itself as a key": (22, "a: &a {*a : b}\n", "yaml-feature"),
    "brackets": (23, "a: " + "[" * 20_000 + "\n", "yaml-too-deep"),
    "brackets that close": (23, "a: " + "[" * 9_000 + "]" * 9_000 + "\n", "yaml-too-deep"),
    "braces": (23, "a: " + "{a: " * 8_000 + "\n", "yaml-too-deep"),
    "hyphens": (23, "a:\n  " + "- " * 20_000 + "\n", "yaml-too-deep"),
    "questions": (23, "a:\n  " + "? " * 20_000 + "\n", "yaml-too-deep"),
    "steps": (23, "".join(f"{' ' * depth}a:\n" for depth in range(300)), "yaml-too-deep"),
    "a program": (24, "a: !!python/object/apply:os.system ['touch pwn']\n", "yaml-feature"),
    "a program in full": (24, "a: !<tag:yaml.org,2002:python/object/apply:os.system> [touch pwn]\n", "yaml-feature"),
    "a program as a key": (24, "!!python/object/apply:os.system [touch pwn]: a\n", "yaml-feature"),
    "a module": (24, "a: !!python/module:os\n", "yaml-feature"),
    "bytes": (24, "a: !!binary aGVsbG8=\n", "yaml-feature"),
    "a set": (24, "a: !!set {x, y}\n", "yaml-feature"),
    "a type of its own": (24, "a: !x y\n", "yaml-feature"),
    "no type at all": (24, "a: ! y\n", "yaml-syntax"),
}
"""What is refused, with the line that says so, and the code with which."""

IN_PAGE = "---\ntitle: A bomb {number}\ndescription: It is about bomb {number}.\n{bomb}---\n\nWords.\n"
SHAPES = (SiteConfig, PageTypeFile, ComponentFile)


def told_of(problems: list[str], path: str) -> str:
    return "\n".join(line for line in problems if line.startswith(f"{path}:"))


@pytest.mark.holds(20, "refused", times=6)
@pytest.mark.holds(21, "refused", times=6)
@pytest.mark.holds(22, "refused", times=9)
@pytest.mark.holds(23, "refused", times=18)
@pytest.mark.holds(24, "refused", times=24)
def test_a_bomb_is_refused_on_a_page_in_a_page_type_and_in_a_component(trial: Trial) -> None:
    templates = trial.own_templates()
    for number, (_, bomb, _) in enumerate(BOMBS.values()):
        trial.write(f"content/bomb-{number}.md", IN_PAGE.format(number=number, bomb=bomb))
        trial.write(f"templates/pages/bomb-{number}.yaml", f"description: A kind of page.\n{bomb}")
        trial.write(f"templates/pages/bomb-{number}.html", (templates / "pages/article.html").read_bytes())
        trial.write(f"templates/components/bomb-{number}/component.yaml", f"description: A kind of block.\n{bomb}")
        trial.write(f"templates/components/bomb-{number}/component.html", "{{ body }}")
    ran = trial.run("build")
    assert ran.code == 1
    assert trial.now() == trial.published
    for number, (name, (_, _, code)) in enumerate(BOMBS.items()):
        for path in (
            f"content/bomb-{number}.md",
            f"templates/pages/bomb-{number}.yaml",
            f"templates/components/bomb-{number}/component.yaml",
        ):
            assert f"error[{code}]" in told_of(ran.problems, path), f"{name} in {path}: {told_of(ran.problems, path)}"
    assert "RecursionError" not in ran.told
    assert "touch pwn" not in {path.name for path in trial.home.rglob("*")}


# One for each line, and two that read in another way: each takes a run of its own.
@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.holds(BOMBS[name][0], "refused"))
        for name in ("aliases", "merged", "itself in a list", "brackets", "hyphens", "a program")
    ],
)
def test_a_bomb_in_the_settings_is_refused(trial: Trial, name: str) -> None:
    _, bomb, code = BOMBS[name]
    trial.own_templates()
    trial.write("templates/pictures.yaml", bomb)
    trial.write("templates/social.yaml", bomb)
    trial.settings(bomb)
    ran = trial.run("build")
    assert ran.code == 1
    assert trial.now() == trial.published
    for path in ("site_config.yaml", "templates/pictures.yaml", "templates/social.yaml"):
        assert f"error[{code}]" in told_of(ran.problems, path), ran.told
    assert not list(trial.home.rglob("pwn*"))


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.holds(line, "refused", times=len(SHAPES)))
        for name, (line, _, _) in BOMBS.items()
        if line != 24
    ],
)
def test_a_bomb_takes_less_than_a_tenth_of_a_second(name: str) -> None:
    for shape in SHAPES:
        report = Report()
        # What the process itself works, so that others on the machine do not count.
        began = time.process_time()
        read_yaml(Source("a.yaml", BOMBS[name][1]), shape, report)
        took = time.process_time() - began
        assert BOMBS[name][2] in {problem.code for problem in report.problems}
        assert took < 0.1, f"{took:.3f} s"


@pytest.mark.holds(21, "refused")
@pytest.mark.holds(22, "refused")
def test_a_name_that_stands_before_keys_is_told_as_that(trial: Trial) -> None:
    trial.settings("rules: &all\n  sources: &some\n    only: [example.com, example.org]\n")
    trial.refused("yaml-feature", "yaml-feature", at="site_config.yaml:", words="“&all” is a name for use elsewhere")


FIELDS = {
    "on click: {description: x}": "cannot be the name of a",
    '"": {description: x}': "cannot be the name of a",
    '"a\\nb": {description: x}': "cannot be the name of a",
    '"<script>": {description: x}': "cannot be the name of a",
    "__class__: {description: x}": "cannot be the name of a",
    "1: {description: x}": "cannot be the name of a",
    "x: {description: x, type: choice}": "A choice needs “choices”",
    "x: {description: x, type: choice, choices: [a], default: b}": "cannot be the default of a choice",
    "x: {description: x, type: number, default: abc}": "cannot be the default of a number",
    "x: {description: x, type: number, default: '99999999999999999999999'}": "cannot be the default of a number",
    "x: {description: x, type: date, default: 2026-02-30}": "cannot be the default of a date",
    "x: {description: x, type: yes-no, default: maybe}": "cannot be the default of a yes-no",
    "x: {description: x, type: list, default: abc}": "cannot be the default of a list",
    "x: {description: x, type: nonsense}": "none of the choices",
    "x: {description: x, required: maybe}": "neither true nor false",
    "x: {description: x, required: }": "has no value",
    "x: {onclick: x}": "There is no key “onclick” here",
    "x: y": "cannot stand here",
    "x:": "has no value",
}


@pytest.mark.holds(29, "refused", times=len(FIELDS) * 2)
@pytest.mark.holds(31, "refused", times=4)
def test_a_key_that_a_theme_cannot_add_is_refused(trial: Trial) -> None:
    templates = trial.own_templates()
    for number, field in enumerate(FIELDS):
        trial.write(f"templates/pages/odd-{number}.yaml", f"description: A kind of page.\nfields:\n  {field}\n")
        trial.write(f"templates/pages/odd-{number}.html", (templates / "pages/article.html").read_bytes())
        component = f"templates/components/odd-{number}/component"
        trial.write(f"{component}.yaml", f"description: A kind of block.\nparameters:\n  {field}\n")
        trial.write(f"{component}.html", "{{ body }}")
        trial.write(
            f"content/odd-{number}.md",
            f"---\ntitle: Odd {number}\ndescription: It is about {number}.\ntype: odd-{number}\n---\n\n"
            f":::odd-{number}\nWords.\n:::\n",
        )
    ran = trial.run("build")
    assert ran.code == 1
    assert trial.now() == trial.published
    for number, (field, words) in enumerate(FIELDS.items()):
        for path in (f"templates/pages/odd-{number}.yaml", f"templates/components/odd-{number}/component.yaml"):
            assert words in told_of(ran.problems, path), f"{field}: {told_of(ran.problems, path)}"


@pytest.mark.holds(29, "refused", times=3)
def test_a_page_type_cannot_take_a_key_that_every_page_has(trial: Trial) -> None:
    templates = trial.own_templates()
    article = templates / "pages/article.yaml"
    more = "".join(f"  {key}: {{description: x}}\n" for key in ("draft", "title", "redirect_from"))
    article.write_text(article.read_text("utf-8").rstrip() + f"\n{more}", "utf-8")
    at = "templates/pages/article.yaml:"
    trial.refused(*["wrong-value"] * 3, at=at, words="“draft” is a key that every page has.")


@pytest.mark.holds(26, "refused", times=4)
def test_a_day_among_the_parameters_of_a_component_is_a_day(trial: Trial) -> None:
    templates = trial.own_templates()
    file = templates / "components/callout/component.yaml"
    file.write_text(file.read_text("utf-8").rstrip() + "\n  on:\n    description: A day.\n    type: date\n", "utf-8")
    days = ("2026-02-30", "today", "2026-11-24 25:00", "20261124")
    trial.body("".join(f':::callout on="{day}"\nWords.\n:::\n\n' for day in days))
    trial.refused(*["wrong-parameter"] * 4, at="content/strange.md:6:", words='as on="2026-11-24"')


@pytest.mark.holds(26, "harmless")
def test_a_day_among_the_parameters_of_a_component_is_drawn_as_one(trial: Trial) -> None:
    templates = trial.own_templates()
    file = templates / "components/callout/component.yaml"
    file.write_text(file.read_text("utf-8").rstrip() + "\n  on:\n    description: A day.\n    type: date\n", "utf-8")
    (templates / "components/callout/component.html").write_text(
        '<div class="callout">{% if block.on %}<time>{{ block.on | date }}</time>{% endif %}{{ body }}</div>', "utf-8"
    )
    trial.body(':::callout on="2026-11-24"\nWords.\n:::\n')
    # The second run takes the page as the first one kept it.
    for more in ("", "\n"):
        trial.body(f':::callout on="2026-11-24"\nWords.\n:::\n{more}')
        trial.harmless()
        day = trial.page().css_first("time")
        assert day is not None
        assert day.text() == "November 24, 2026"


@pytest.mark.holds(29, "refused", times=3)
def test_a_colour_that_is_none_is_refused(trial: Trial) -> None:
    trial.own_templates()
    trial.write("templates/social.yaml", "paper: red\nink: '#12345'\naccent: javascript:x\n")
    trial.refused(*["wrong-value"] * 3, at="templates/social.yaml:")


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        pytest.param("[" * 20_000, ["yaml-too-deep"], marks=pytest.mark.holds(23, "refused")),
        *(
            pytest.param(text, codes, marks=pytest.mark.holds(32, "refused"))
            for text, codes in {
                "- a\n- b\n": ["wrong-value"],
                "": ["missing-key"] * 3,
                " \n\n": ["missing-key"] * 3,
                "# Nothing.\n": ["missing-key"] * 3,
                "\ufeff": ["missing-key"] * 3,
            }.items()
        ),
    ],
)
def test_settings_that_say_nothing_are_told_and_nothing_that_comes_of_it(
    trial: Trial, text: str, codes: list[str]
) -> None:
    trial.write("site_config.yaml", text)
    trial.refused(*codes, at="site_config.yaml:1:")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("[" * 20_000, "yaml-too-deep", marks=pytest.mark.holds(23, "refused")),
        pytest.param("", "missing-key", marks=pytest.mark.holds(32, "refused")),
    ],
)
def test_a_component_that_says_nothing_is_told_and_nothing_that_comes_of_it(trial: Trial, text: str, code: str) -> None:
    trial.own_templates()
    trial.write("templates/components/callout/component.yaml", text)
    trial.refused(code, at="templates/components/callout/component.yaml:1:")
