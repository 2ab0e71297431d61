"""What VS Code is told, and the reference: they say what the generator takes, and are up to date."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from conftest import FRONT_MATTER
from jsonschema import Draft202012Validator

from build import HERE, build
from microsite.commands.schema import editor_files
from microsite.console import as_text
from microsite.json_schemas import json_schemas
from microsite.options import Options
from microsite.page_keys import FrontMatter
from microsite.problems import Report
from microsite.reference import reference
from microsite.snippets import snippets
from microsite.theme import read_theme

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import WriteSite

THEME = read_theme(HERE / "templates", "templates", Report())
SCHEMAS = json_schemas(THEME)
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
GUIDE = HERE / "docs" / "editing.md"
BEGIN, END = "<!-- reference: written by the tests, UPDATE=1 make test -->\n", "<!-- end of the reference -->\n"


class _Yaml(yaml.SafeLoader):
    """Reads YAML as 1.2 has it, and so as the extension for VS Code does: a day is text, `yes` is text."""


_Yaml.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("bool", r"true|false", "tf"),
    ("null", r"|null|~", ["n", "~", ""]),
    ("int", r"-?[0-9]+", "-0123456789"),
    ("float", r"-?[0-9]+\.[0-9]+", "-0123456789"),
):
    _Yaml.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), list(first))


def loaded(text: str) -> Any:
    return yaml.load(text, _Yaml)  # noqa: S506  a SafeLoader


def errors(schema: str, text: str) -> list[str]:
    checker = Draft202012Validator(SCHEMAS[schema], format_checker=Draft202012Validator.FORMAT_CHECKER)
    return [error.message for error in checker.iter_errors(loaded(text))]


def front_matter(page: Path) -> str:
    return page.read_text("utf-8").split("---\n", 2)[1]


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_schema_is_one(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name])
    assert SCHEMAS[name]["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert SCHEMAS[name]["title"]
    assert SCHEMAS[name]["description"]


def test_every_key_has_a_title_and_a_description() -> None:
    def keys(schema: Any) -> Any:
        if isinstance(schema, dict):
            yield from schema.get("properties", {}).items()
            for inner in schema.values():
                yield from keys(inner)
        elif isinstance(schema, list):
            for inner in schema:
                yield from keys(inner)

    found = [(name, key, value) for name, schema in SCHEMAS.items() for key, value in keys(schema)]
    assert len(found) > 80
    for name, key, value in found:
        if set(value) <= {"const"} or value.get("enum") == ["article", None]:
            continue  # the condition of a page type
        assert value["title"], (name, key)
        assert value["description"], (name, key)


@pytest.mark.parametrize("page", sorted((HERE / "content").glob("*.md")), ids=lambda page: page.name)
def test_the_front_matter_of_every_page_is_taken(page: Path) -> None:
    assert errors("front-matter.json", front_matter(page)) == []


def test_the_settings_and_templates_are_taken() -> None:
    assert errors("site_config.json", (HERE / "site_config.yaml").read_text("utf-8")) == []
    for file in (HERE / "templates" / "pages").glob("*.yaml"):
        assert errors("page-type.json", file.read_text("utf-8")) == [], file
    for file in (HERE / "templates" / "components").glob("*/component.yaml"):
        assert errors("component.json", file.read_text("utf-8")) == [], file
    assert errors("pictures.json", (HERE / "templates" / "pictures.yaml").read_text("utf-8")) == []
    assert errors("social.json", (HERE / "templates" / "social.yaml").read_text("utf-8")) == []


GOOD = "title: A\ndescription: B\n"


@pytest.mark.parametrize(
    "text",
    [
        "title: A\n",
        "titel: A\ndescription: B\n",
        "title: [a]\ndescription: B\n",
        "title:\ndescription: B\n",
        GOOD + "draft: yes\n",
        GOOD + "draft:\n",
        GOOD + "audience: doctor\n",
        GOOD + "reviewed_on: 24 November 2026\n",
        GOOD + "reviewed_on: 2026-02-30\n",
        GOOD + "related: fees.md\n",
        GOOD + "related: [a.md, b.md, c.md, d.md]\n",
        GOOD + "next:\n  - to: fees.md\n",
        GOOD + "next:\n  - text: A\n    to: fees.md\n    too: x\n",
        GOOD + "type: gide\n",
        GOOD + "drawing: cat\n",
        GOOD + "type: about\ndrawing: way\n",
        GOOD + "type: article\nnotice: only for guides\n",
    ],
)
def test_wrong_front_matter_is_refused_by_the_schema_and_by_the_generator(write_site: WriteSite, text: str) -> None:
    assert errors("front-matter.json", text)
    root = write_site({"content/index.md": f"---\n{text}---\nText.\n"})
    report = Report()
    build(root, Options(now=NOW), report)
    assert report.count("error")


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        "title: 2026\ndescription: true\n",
        GOOD + "menu_title:\nrelated:\nreviewed_on:\naudience:\nnext:\n",
        GOOD + "drawing: way\n",
        GOOD + "type: guide\ndrawing: way\nnotice: A word.\n",
        GOOD + "type: article\ndrawing:\n",
        GOOD + "waive:\n  - code: vague-link\n    reason: Because.\n",
    ],
)
def test_right_front_matter_is_taken_by_the_schema_and_by_the_generator(write_site: WriteSite, text: str) -> None:
    assert errors("front-matter.json", text) == []
    root = write_site({"content/index.md": f"---\n{text}---\nText.\n"})
    report = Report()
    build(root, Options(now=NOW), report)
    wrong = {"unknown-key", "wrong-value", "empty-value", "missing-key", "unknown-page-type"}
    assert not wrong & {problem.code for problem in report.problems}


SETTINGS = "name: A\nurl: https://example.org/\ndescription: B\n"


@pytest.mark.parametrize(
    "text",
    [
        "name: A\n",
        SETTINGS.replace("https:", "ftp:"),
        SETTINGS + "colour: red\n",
        SETTINGS + "theme_color: red\n",
        SETTINGS + "contact:\n  name: Only a name\n",
        SETTINGS + 'telephones:\n  - number: "911"\n    name: X\n    use: sing\n',
        SETTINGS + "menu: fees.md\n",
    ],
)
def test_wrong_settings_are_refused_by_the_schema_and_by_the_generator(write_site: WriteSite, text: str) -> None:
    assert errors("site_config.json", SETTINGS) == []
    assert errors("site_config.json", text)
    report = Report()
    build(
        write_site({"content/index.md": FRONT_MATTER + "Text.\n", "site_config.yaml": text}), Options(now=NOW), report
    )
    assert any(problem.place.path == "site_config.yaml" for problem in report.problems)


def test_the_files_in_the_repository_are_up_to_date() -> None:
    for path, text in editor_files(THEME).items():
        file = HERE / path
        if os.environ.get("UPDATE"):
            file.write_text(text, "utf-8")
        assert file.read_text("utf-8") == text, f"{path} differs; python build.py schema rewrites it"


def run(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(HERE / "build.py"), *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, **environment},
        timeout=60,
        check=False,
    )


def test_the_command_writes_what_differs_and_check_tells_of_it(write_site: WriteSite) -> None:
    root = write_site({"content/index.md": FRONT_MATTER + "Text.\n"})
    stale = run("schema", "--check", "--root", root)
    assert stale.returncode == 1
    assert "front-matter.json is out of date. Run: python build.py schema" in stale.stdout
    assert not (root / ".vscode").exists()
    assert run("schema", "--root", root).stdout.count("Wrote ") == 7
    assert run("schema", "--check", "--root", root).returncode == 0
    assert run("schema", "--root", root).stdout == "All is up to date.\n"
    shutil.copytree(HERE / "templates", root / "templates")
    (root / "templates" / "pages" / "event.yaml").write_text("description: An event.\n", "utf-8")
    (root / "templates" / "pages" / "event.html").write_text("<h1>x</h1>", "utf-8")
    done = run("schema", "--root", root, PYTHONHASHSEED="7")
    assert sorted(line.rpartition("/")[2] for line in done.stdout.splitlines()) == [
        "front-matter.json",
        "microsite.code-snippets",
    ]
    (root / "templates" / "pages" / "event.yaml").write_text("descripton: An event.\n", "utf-8")
    broken = run("schema", "--root", root)
    assert broken.returncode == 1
    assert "error[unknown-key]" in broken.stdout
    assert "Nothing was written." in broken.stdout


# Snippets


def filled_in(body: list[str]) -> str:
    """Return what a snippet inserts if nothing is filled in: the words of each place, the first of each choice."""
    text = "\n".join(body)
    for name, value in (("YEAR", "2026"), ("MONTH", "11"), ("DATE", "24")):
        text = text.replace(f"$CURRENT_{name}", value)
    text = re.sub(r"\$\{\d+\|((?:\\.|[^\\,|])*)(?:,(?:\\.|[^\\|])*)?\|\}", r"\1", text)
    text = re.sub(r"\$\{\d+:((?:\\.|[^\\}])*)\}", r"\1", text)
    return re.sub(r"\\([\\$}|,])", r"\1", text).replace("$0", "")


def told(root: Path) -> list[str]:
    report = Report()
    build(root, Options(now=NOW, drafts=True), report)
    return [as_text(problem) for problem in report.problems if problem.severity == "error"]


@pytest.mark.parametrize("name", [name for name in snippets(THEME) if name.startswith("Component: ")])
def test_the_snippet_of_a_component_is_right_as_it_is(write_site: WriteSite, name: str) -> None:
    body: Any = snippets(THEME)[name]["body"]
    root = write_site({"content/index.md": f"{FRONT_MATTER}## A section\n\n{filled_in(body)}"})
    if "levels" in name:  # it names the level that the page is about
        text = (root / "content" / "index.md").read_text("utf-8")
        here = re.sub(r'here="[^"]*"', 'here="The first"', text).replace("- The first", "- **The first** one")
        (root / "content" / "index.md").write_text(here, "utf-8")
    assert told(root) == []


@pytest.mark.parametrize("name", [name for name in snippets(THEME) if name.startswith("Page: ")])
def test_the_snippet_of_a_page_lacks_only_the_names_of_pages(write_site: WriteSite, name: str) -> None:
    body: Any = snippets(THEME)[name]["body"]
    root = write_site({"content/index.md": filled_in(body) + "\nText.\n"})
    assert {line.split("[")[1].split("]")[0] for line in told(root)} <= {"unknown-page"}
    keys = loaded(front_matter(root / "content" / "index.md")).keys()
    assert set(THEME.page_types[name.removeprefix("Page: ")].file.fields) <= keys


def test_every_key_has_a_snippet_that_the_schema_takes() -> None:
    found = {name.removeprefix("Key: "): snippet for name, snippet in snippets(THEME).items() if name[:3] == "Key"}
    assert set(found) == set(FrontMatter.__struct_fields__) | {"drawing", "notice"}
    for key, snippet in found.items():
        body: Any = snippet["body"]
        text = filled_in(body)
        given = loaded(text)
        assert list(given) == [key]
        whole = ("type: guide\n" if key != "type" else "") + "".join(
            f"{name}: x\n" for name in ("title", "description") if name != key
        )
        assert errors("front-matter.json", whole + text) == [], text


# The files that are written by hand


def test_the_settings_of_vs_code_name_schemas_that_are_there() -> None:
    settings = json.loads((HERE / ".vscode" / "settings.json").read_text("utf-8"))
    for path, glob in settings["yaml.schemas"].items():
        assert (HERE / path).is_file()
        assert list(HERE.glob(glob)), glob
    assert settings["[markdown]"]["editor.quickSuggestions"]["other"] is True


def matchers() -> list[dict[str, Any]]:
    tasks = json.loads((HERE / ".vscode" / "tasks.json").read_text("utf-8"))["tasks"]
    (check,) = (task for task in tasks if task["label"] == "Check the site")
    assert check["args"][:2] == ["build.py", "check"]
    return [matcher["pattern"] for matcher in check["problemMatcher"]]


def test_vs_code_finds_every_problem_of_a_check_at_its_place(write_site: WriteSite) -> None:
    root = write_site({})
    shutil.copytree(HERE / "tests" / "sites" / "every-mistake", root, dirs_exist_ok=True)
    report = Report()
    build(root, Options(now=NOW), report)
    lines = run("check", "--root", root, SOURCE_DATE_EPOCH="1795521600").stdout.splitlines()
    found = []
    for pattern in matchers():
        for line in lines:
            if match := re.search(pattern["regexp"], line):
                number = int(match[pattern["line"]]) if "line" in pattern else 0
                column = int(match[pattern["column"]]) if "column" in pattern else 0
                parts = (match[pattern[part]] for part in ("file", "severity", "code", "message"))
                found.append((number, column, *parts))
    expected = [
        (p.place.line, p.place.column if p.place.line else 0, p.place.path, p.severity, p.code, p.message)
        for p in report.problems
    ]
    assert sorted(found) == sorted(expected)


def test_the_tasks_call_commands_that_there_are() -> None:
    for task in json.loads((HERE / ".vscode" / "tasks.json").read_text("utf-8"))["tasks"]:
        assert run(task["args"][1], "--help").returncode == 0
        help_text = run(task["args"][1], "--help").stdout
        assert all(option in help_text for option in task["args"] if option.startswith("--")), task["label"]


# The reference


def test_the_reference_of_editors_is_complete() -> None:
    text = GUIDE.read_text("utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    expected = f"{before}{BEGIN}\n{reference(THEME)}\n{END}{after}"
    if os.environ.get("UPDATE"):
        GUIDE.write_text(expected, "utf-8")
    assert GUIDE.read_text("utf-8") == expected, "docs/editing.md differs; UPDATE=1 rewrites it"
    for name in (*FrontMatter.__struct_fields__, "drawing", "notice", "telephones[].use", "contact.phone"):
        assert f"| `{name}` |" in expected
    assert all(f"[`:::{name}`](components.md#{name})" in expected for name in THEME.components)
