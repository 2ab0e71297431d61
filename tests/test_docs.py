"""Docs are part of the feature: what can happen and what can be typed is described."""

from __future__ import annotations

import re
from argparse import ArgumentParser
from importlib import import_module
from pathlib import Path

import pytest

from microsite.commands import COMMANDS
from microsite.problems import CODES, SEVERITIES

ROOT = Path(__file__).resolve().parent.parent


def read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def test_every_problem_has_a_section_and_every_section_a_problem() -> None:
    headings = re.findall(r"^### `([a-z0-9-]+)`", read("docs/problems.md"), re.MULTILINE)
    assert sorted(headings) == sorted(CODES)


def test_every_section_says_the_severity_of_its_problem() -> None:
    sections = re.findall(r"^### `([a-z0-9-]+)` \((\w+)\)", read("docs/problems.md"), re.MULTILINE)
    assert dict(sections) == CODES


def test_codes_are_kebab_case_and_severities_known() -> None:
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code) for code in CODES)
    assert set(CODES.values()) <= set(SEVERITIES)


def test_every_code_is_used_by_the_generator() -> None:
    code = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "microsite").rglob("*.py"))
    for name in CODES:
        assert code.count(f'"{name}"') > 1, f"{name} is declared and never used"


def test_every_option_and_command_is_in_the_reference() -> None:
    for name in COMMANDS:
        assert f"python build.py {name}" in read("docs/commands.md"), name
        parser = ArgumentParser()
        import_module(f"microsite.commands.{name}").add_options(parser)
        for option in re.findall(r"--[a-z-]+", parser.format_usage()):
            assert f"`{option}" in read("docs/commands.md"), f"{name} {option}"


def test_the_readme_opens_with_the_two_commands() -> None:
    commands = re.findall(r"^    (make \w+)", read("README.md"), re.MULTILINE)
    assert commands[:2] == ["make site", "make test"]


@pytest.mark.parametrize("file", sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md")))
def test_no_link_within_the_docs_is_broken(file: str) -> None:
    prose = re.sub(r"`[^`]*`|^ {4}.*", "", read(file), flags=re.MULTILINE)  # without code
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", prose):
        assert ((ROOT / file).parent / target).exists(), target


def test_no_file_names_a_registry() -> None:
    for line in read("constraints.txt").splitlines():
        assert re.fullmatch(r"[A-Za-z0-9_.-]+==[A-Za-z0-9_.+-]+", line), line
