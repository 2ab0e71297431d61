"""The one-way rule: which module may import which, where each library lives, and how large a module may be."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "microsite"

LAYERS = (
    {"codes"},
    {
        "problems",
        "page_keys",
        "placed",
        "typography",
        "blanked",
        "body",
        "amounts",
        "content_lines",
        "reading",
        "patterns",
        "explanations",
        "repository",
        "entries",
        "ended",
        "telephones",
        "protection",
        "replacing",
        "timings",
        "interrupts",
        "streams",
        "languages",
        "html_places",
    },
    {"opening"},
    {"source", "cache", "step_summary", "last_run", "workers", "contents", "shelf", "aside"},
    {"memory", "rewriting", "content_files", "deadline"},
    {"pictures", "pdf"},
    {"model", "web", "options", "yaml_lines"},
    {"scalars", "shapes", "yaml_values", "yaml_nodes", "front_matter"},
    {"yaml_slips", "yaml_plain"},
    {"yaml_reader"},
    {"schema"},
    {"rules", "theme_files", "marks"},
    {"settings"},
    {"config", "theme", "clock"},
    {"documents", "parameters"},
    {"components", "texts"},
    {"assets", "frames", "style_guide", "reviews", "json_schemas", "ledger"},
    {"snippets", "reference"},
    {"prose", "navigation", "review_calendar", "fixes", "coming"},
    {"scaffold", "link_places", "redirect_lines"},
    {"relinking"},
    {"moving"},
    {"site"},
    {"serving", "compression", "sharing"},
    {"hosts"},
    {"manifest"},
    {"fitting"},
    {"structured_data"},
    {"views", "compiled", "template_rules"},
    {"template_texts"},
    {"render"},
    {"outputs"},
    {"tree"},
    {"checks"},
    {"failures"},
    {"making"},
    {"remembering", "kept"},
    {"keeping", "known"},
    {"pages"},
    {"disk", "staging"},
    {"exchange"},
    {"ours", "spare"},
    {"read_me", "placing"},
    {"portable", "packing"},
    {"publish", "console"},
    {"edited", "words_again"},
    {"records"},
    {"again"},
    {"runs"},
    {"publishing"},
    {"report", "verifying"},
    {"preview"},
    {"reproducing"},
    {"commands"},
    {"command_line", "other_order"},
)
"""A module imports only from rows above its own; a package (`prose`, `outputs`, `checks` …) also from itself."""

LIBRARIES = {
    "yaml": {"yaml_reader"},
    "PIL": {"pictures"},
    "markdown": {"prose"},
    "jinja2": {"render", "compiled", "template_rules", "template_texts"},
    "markupsafe": {"views", "compiled", "placed"},
    "marshal": {"compiled"},
    "selectolax": {"tree"},
    "livereload": {"preview"},
    "tornado": {"preview"},
    "brotli": {"compression", "verifying"},
    "zstandard": {"compression", "verifying"},
    "watchfiles": {"preview"},
    "urllib3": {"verifying"},
    "ghp_import": {"publishing"},
    "boto3": {"publishing"},
    "botocore": {"publishing"},
}
"""Each library is known to one place; msgspec alone, whose `Struct` is how data is declared, to all."""

CEILING = 300
"""Lines of a module. A longer one is two ideas."""


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def name_of(module: Path) -> str:
    """Return the first part of a module's name within the package: `prose` for `prose/lists.py`."""
    return module.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(module: Path) -> set[str]:
    """Return every module that a module imports, also for types only and within functions."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def test_every_module_has_a_layer() -> None:
    named = {name for layer in LAYERS for name in layer} | {"__init__"}
    assert {name_of(module) for module in modules()} == named


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.relative_to(PACKAGE).as_posix())
def test_a_module_imports_only_from_layers_above_its_own(module: Path) -> None:
    rows = {name: row for row, layer in enumerate(LAYERS) for name in layer}
    own = name_of(module)
    for name in imported(module):
        if not name.startswith("microsite."):
            continue
        other = name.split(".")[1]
        assert other == own or rows[other] < rows[own], f"{own} may not import {name}"


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.relative_to(PACKAGE).as_posix())
def test_a_library_is_imported_in_its_own_place_only(module: Path) -> None:
    for name in imported(module):
        places = LIBRARIES.get(name.split(".")[0])
        assert places is None or name_of(module) in places, f"{name_of(module)} may not import {name}"


@pytest.mark.parametrize(
    "module", [*modules(), ROOT / "build.py"], ids=lambda module: module.relative_to(ROOT).as_posix()
)
def test_a_module_is_one_idea(module: Path) -> None:
    assert len(module.read_text(encoding="utf-8").splitlines()) <= CEILING


def test_no_module_is_named_after_nothing() -> None:
    vague = {"utils", "helpers", "base", "core", "common", "manager"}
    assert not vague & {module.stem for module in modules()}
