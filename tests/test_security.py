"""What SECURITY.md promises of the code itself: nothing that runs data, and a reason for each rule that is not kept."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted([*(ROOT / "microsite").rglob("*.py"), ROOT / "build.py"])
RUNNING = {"eval", "exec", "from_string", "system", "popen", "__import__", "literal_eval", "unsafe_load", "full_load"}
LIBRARIES = {"pickle", "shelve", "html.parser", "dill", "code", "codeop", "xml.sax"}
PROGRAMS = {"microsite/publishing/git.py", "microsite/reproducing.py"}
"""These begin other programs: git, and the generator itself."""
SECURITY = (ROOT / "SECURITY.md").read_text("utf-8")


def name_of(module: Path) -> str:
    return module.relative_to(ROOT).as_posix()


def calls(tree: ast.AST) -> list[ast.Call]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def imported(tree: ast.AST) -> set[str]:
    """Return every module that is imported, also `a.b` where `b` is imported from `a`."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_nothing_in_the_generator_can_run_data(module: Path) -> None:
    tree = ast.parse(module.read_text("utf-8"))
    called = {
        call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "") for call in calls(tree)
    }
    assert not called & RUNNING
    assert not imported(tree) & LIBRARIES
    assert not [call.lineno for call in calls(tree) for word in call.keywords if word.arg == "shell"]
    if "subprocess" in imported(tree):
        assert name_of(module) in PROGRAMS


@pytest.mark.parametrize(
    "module",
    sorted([*MODULES, *(ROOT / "tests").rglob("*.py")]),
    ids=lambda module: module.relative_to(ROOT).as_posix(),
)
def test_each_rule_of_security_that_is_not_kept_has_its_reason_beside_it(module: Path) -> None:
    for line in module.read_text("utf-8").splitlines():
        if re.search(r"#\s*noqa:[^#]*\bS\d{3}\b", line):
            assert re.search(r"noqa: [A-Z]+\d+(?:, [A-Z]+\d+)*  \S.*\w", line), line
        assert not re.search(r"#\s*noqa\s*$|#\s*nosec", line), line


def test_rules_of_security_that_are_not_kept_anywhere_have_their_reason() -> None:
    settings = (ROOT / "pyproject.toml").read_text("utf-8")
    ignored = re.findall(r'^\s*"(S\d{3})",(.*)$', settings, re.MULTILINE)
    assert {rule for rule, _ in ignored} == {"S101", "S603"}
    assert all(reason.strip().startswith("# ") for _, reason in ignored)
    assert 'select = ["ALL"]' in settings


def test_every_file_that_a_promise_names_is_there() -> None:
    named = re.findall(r"`([\w./-]+)`", SECURITY)
    folder = ""
    for name in named:
        if name.startswith("tests/"):
            folder = f"{Path(name).parent.as_posix()}/" if name.endswith(".py") else name
            assert (ROOT / name).exists(), name
        elif name.startswith("test_"):
            assert (ROOT / folder / name).is_file(), name
