"""What `templates/` offers: page types, components and assets. The folder is the registry."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import msgspec
from msgspec import Struct, structs

from microsite.memory import Memory
from microsite.opening import read_bytes, shown_name
from microsite.page_keys import FrontMatter
from microsite.problems import Place, Problem
from microsite.source import NO_FILE, read_source
from microsite.theme_files import ComponentFile, Field, PageTypeFile, PictureStyle, SocialStyle

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from microsite.problems import Report
    from microsite.schema import Located
    from microsite.source import Signature, Source

PAGES = "pages"
COMPONENTS = "components"
ASSETS = "assets"
SOCIAL = "social.yaml"
PICTURES = "pictures.yaml"
_TEMPLATE_OF_PAGES = re.compile(rf"{PAGES}/[^/]*\.html")
_TEMPLATE_OF_COMPONENT = re.compile(rf"{COMPONENTS}/[^/]+/component\.html")
_NAME_OF_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_NAME_OF_PARAMETER = re.compile(r"[A-Za-z][\w-]*")
DEFAULT_TYPE = "article"
"""The type of a page that names none."""

OUR_TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
"""The templates of a site that has none of its own."""


class PageType(Struct, frozen=True):
    """A template and the front matter its pages have."""

    name: str
    file: PageTypeFile
    shape: type[FrontMatter]

    @property
    def template(self) -> str:
        """The name of the template, relative to `templates/`."""
        return f"{PAGES}/{self.name}.html"

    def fields(self, front_matter: FrontMatter) -> dict[str, object]:
        """Return the values of the keys that this page type adds."""
        return {name: getattr(front_matter, name, field.default_value()) for name, field in self.file.fields.items()}


class Component(Struct, frozen=True):
    """A `:::` block that editors may use."""

    name: str
    file: ComponentFile

    @property
    def template(self) -> str:
        """The name of the template, relative to `templates/`."""
        return f"{COMPONENTS}/{self.name}/component.html"


class Theme(Struct, frozen=True):
    """All that a templates folder offers."""

    folder: Path
    label: str
    """How problems name the folder, as `templates`."""
    page_types: dict[str, PageType]
    components: dict[str, Component]
    social: SocialStyle | None
    """None where the theme makes no pictures for sharing."""
    pictures: PictureStyle


def templates_of(root: Path) -> tuple[Path, str]:
    """Return the templates of the site at `root`, its own or else ours, and how messages name the folder."""
    own = root / "templates"
    return (own if own.is_dir() or own.is_symlink() or own.exists() else OUR_TEMPLATES), "templates"


def read_theme(folder: Path, label: str, report: Report, memory: Memory | None = None, *, social: bool = True) -> Theme:
    """Return what the templates folder offers; what is wrong in its YAML goes to the report.

    Without `social` no pictures for sharing are made: nobody shares a page of the preview.
    """
    memory = memory or Memory()
    if folder.is_symlink() or not folder.is_dir():
        # What is wrong on the pages is told as it would be with ours.
        what = f"a link to “{folder.readlink()}”" if folder.is_symlink() else "a file"
        hint = "Put the folder itself there instead." if folder.is_symlink() else "Put a folder there, or take it away."
        report.add(Problem("not-a-file", f"“{label}” is {what}.", Place(label), hint))
        folder = OUR_TEMPLATES
    for path in memory.strangers(folder):
        if (shown := shown_name(path)) == path:
            read_bytes(folder / path, f"{label}/{path}", report)
        else:
            message = f"The name “{shown}” cannot be read everywhere."
            report.add(Problem("bad-file-name", message, Place(f"{label}/{shown}"), "Use letters, digits and hyphens."))
    sources = _sources(folder, label, report, memory)
    usual = f"{PAGES}/{DEFAULT_TYPE}.html"
    if usual not in _names(folder, memory):
        message = f"The templates have no page type “{DEFAULT_TYPE}”, which pages have that name none."
        hint = f"Write “{usual}” and “{PAGES}/{DEFAULT_TYPE}.yaml”, or take the folder “{label}” away to use ours."
        report.add(Problem("missing-file", message, Place(f"{label}/{usual}"), hint))
    if not social:
        sources.pop(SOCIAL, None)
    return memory.recall("theme", (folder, sources), lambda own: _make_theme(folder, label, sources, own), report)


def _sources(folder: Path, label: str, report: Report, memory: Memory) -> dict[str, Source]:
    """Return the YAML of the theme by its path in the folder; what is missing beside a template is reported."""
    files = _names(folder, memory)
    paths = [
        *(path.removesuffix("html") + "yaml" for path in files if _TEMPLATE_OF_PAGES.fullmatch(path)),
        *(path.removesuffix("html") + "yaml" for path in files if _TEMPLATE_OF_COMPONENT.fullmatch(path)),
        *(name for name in (PICTURES, SOCIAL) if name in files),
    ]
    return read_texts("theme's YAML", folder, label, paths, report, memory)


def _names(folder: Path, memory: Memory) -> tuple[str, ...]:
    """Return the paths of all that stands in the folder, also of what is told as unreadable, and so is not missing."""
    return (*memory.files(folder), *(path for path in memory.strangers(folder) if shown_name(path) == path))


def read_texts(
    kind: str, folder: Path, label: str, paths: Iterable[str], report: Report, memory: Memory
) -> dict[str, Source]:
    """Return texts of the templates folder by their paths there; one that cannot be read is reported and left out."""
    files = memory.files(folder)
    known = {path: files.get(path, NO_FILE) for path in paths}

    def read(path: str, _known: Signature, _memory: Memory, own: Report) -> Source | None:
        return read_source(folder / path, f"{label}/{path}", own)

    read_now = memory.recall_each(kind, known, (folder, label), read, report)
    return {path: source for path, source in zip(known, read_now, strict=True) if source}


def _make_theme(folder: Path, label: str, sources: Mapping[str, Source], report: Report) -> Theme:
    from microsite.schema import read_yaml  # noqa: PLC0415  a small edit reads no YAML

    page_types: dict[str, PageType] = {}
    components: dict[str, Component] = {}
    for path, source in sources.items():
        parts = path.split("/")
        if parts[0] == PAGES:
            name = parts[1].removesuffix(".yaml")
            type_file = read_yaml(source, PageTypeFile, report)
            fields = usable_fields(source, "fields", type_file, type_file.value.fields, report)
            page_types[name] = PageType(name, structs.replace(type_file.value, fields=fields), shape_of(fields))
        elif parts[0] == COMPONENTS:
            file = read_yaml(source, ComponentFile, report)
            fields = usable_fields(source, "parameters", file, file.value.parameters, report)
            components[parts[1]] = Component(parts[1], structs.replace(file.value, parameters=fields))
    social = sources.get(SOCIAL)
    style = read_yaml(social, SocialStyle, report).value if social else None
    pictures = sources.get(PICTURES)
    pictured = read_yaml(pictures, PictureStyle, report).value if pictures else PictureStyle()
    # What was wrong with them has been told.
    style = style if style and style.paper and style.ink and style.accent else None
    pictured = pictured if pictured.widths else PictureStyle()
    return Theme(folder, label, page_types, components, style, pictured)


def usable_fields(
    source: Source, key: str, read: Located[Any], fields: Mapping[str, Field], report: Report
) -> dict[str, Field]:
    """Return the fields that can be used; one that fits to nothing is reported, and made as plain as possible."""
    from microsite.yaml_lines import shown  # noqa: PLC0415  a small edit needs none of it

    usable: dict[str, Field] = {}
    for name, field in fields.items():
        place = read.places[f"{key}.{name}"]
        is_of_pages = key == "fields"
        if not (_NAME_OF_KEY if is_of_pages else _NAME_OF_PARAMETER).fullmatch(name):
            message = f"{shown(name)} cannot be the name of a {'key' if is_of_pages else 'parameter'}."
            hint = f"Use letters, digits and “{'_' if is_of_pages else '-'}”, and begin with a letter."
            report.add(source.problem("wrong-value", message, place.line, place.column, hint=hint))
            continue
        if is_of_pages and name in FrontMatter.__struct_fields__:
            message = f"{shown(name)} is a key that every page has."
            hint = "Give this one another name."
            report.add(source.problem("wrong-value", message, place.line, place.column, hint=hint))
            continue
        usable[name] = field
        if mistake := field.mistake():
            part, message, hint = mistake
            place = read.places.get(f"{key}.{name}.{part}", place)
            report.add(source.problem("wrong-value", message, place.line, place.column, hint=hint))
            usable[name] = structs.replace(field, type="text" if part == "type" else field.type, default="")
    return usable


def shape_of(fields: dict[str, Field]) -> type[FrontMatter]:
    """Return the front matter with the fields of a page type added."""
    if not fields:
        return FrontMatter
    added: list[Any] = [
        (name, field.annotation())
        if field.required
        else (
            name,
            field.annotation() | None if field.type == "date" else field.annotation(),
            field.default_value(),
        )
        for name, field in fields.items()
    ]
    # A name of its own keeps msgspec's cache of types apart from that of the plain front matter.
    shape = msgspec.defstruct(
        "PageFrontMatter", added, bases=(FrontMatter,), frozen=True, kw_only=True, forbid_unknown_fields=True
    )
    return cast("type[FrontMatter]", shape)
