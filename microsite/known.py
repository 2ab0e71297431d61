"""What is known of a finished site, as bytes: enough to make one of its pages again without reading any other."""

# Annotations stand here as they are, as in `settings`.

import zlib
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import msgspec
from msgspec import Struct

from microsite.assets import Assets, PictureFile
from microsite.coming import Change, coming
from microsite.config import Config
from microsite.documents import old_addresses
from microsite.frames import Frame
from microsite.model import Document, Documents
from microsite.navigation import Group, Item
from microsite.page_keys import FrontMatter
from microsite.problems import Place, Problem
from microsite.settings import SiteConfig
from microsite.site import Site
from microsite.source import Source
from microsite.texts import digest
from microsite.theme import Component, PageType, Theme, shape_of
from microsite.theme_files import ComponentFile, PageTypeFile, PictureStyle, SocialStyle
from microsite.web import Web

if TYPE_CHECKING:
    from microsite.checks import Judged
    from microsite.checks.checked import CheckedSite
    from microsite.making import Made
    from microsite.navigation import Navigation

F = TypeVar("F")


class KnownDocument(Struct, Generic[F], frozen=True, array_like=True):
    """A document without its text."""

    file: str
    address: str
    front_matter: F
    places: dict[str, tuple[int, int]]
    """At which line and column of its file each value of its front matter stands."""
    before_body: bytes
    """A hash of all that stands before its text."""
    outline: bytes
    """A hash of what the rules about the whole site may ask of its page; nothing where it has none."""
    frame: Frame | None
    """What is around its text, where another text would fit into it."""


class Known(Struct, frozen=True, array_like=True):
    """A finished site, but for its files."""

    settings: SiteConfig
    folder: str
    """Where the templates are."""
    label: str
    page_types: dict[str, PageTypeFile]
    components: dict[str, ComponentFile]
    social: SocialStyle | None
    picture_style: PictureStyle
    base_url: str
    today: date
    published: dict[str, tuple[str, bytes]]
    """The documents by their files, each with its page type, which says what else its front matter holds."""
    withheld: dict[str, tuple[str, bytes]]
    asked: tuple[str, ...]
    """The published documents that rules for single pages may ask about, by their files."""
    changes: tuple[Change, ...]
    """What appears and goes soon."""
    files: tuple[str, ...]
    addresses: dict[str, str]
    pictures: dict[str, tuple[PictureFile, ...]]
    menu: tuple[Group, ...]
    help: Item | None
    footer: tuple[Item, ...]
    paths: tuple[str, ...]
    """Every path at which something answers."""
    crisis_line: str
    """As HTML."""
    of_site: tuple[Problem, ...]
    """What was found by comparing pages, before waivers."""


_encoder = msgspec.msgpack.Encoder(enc_hook=str)


def hash_before_body(document: Document) -> bytes:
    """Return a hash of all that stands in a document before its text."""
    return digest(document.source.text[: document.body_start])


def hash_of_outline(judged: "Judged | None") -> bytes:
    """Return a hash of all that others may ask of a page, or nothing where its frame has mistakes."""
    if judged is None or judged.of_templates or judged.outline.pending:
        return b""
    return digest(judged.outline)


def write_known(checked: "CheckedSite", made: "Mapping[str, Made]", crisis_line: str) -> Known:
    """Return what is known of a site that was made. `made` has by file the pages that may be made again alone."""
    site = checked.site
    theme, navigation = site.theme, site.navigation
    return Known(
        site.config.settings,
        str(theme.folder),
        theme.label,
        {name: page_type.file for name, page_type in theme.page_types.items()},
        {name: component.file for name, component in theme.components.items()},
        theme.social,
        theme.pictures,
        site.web.base_url,
        site.today,
        _written(site.documents.published, made),
        _written(site.documents.withheld, {}),
        _asked(site),
        coming(site.documents, site.today),
        tuple(site.documents.files),
        dict(site.assets.addresses),
        dict(site.assets.pictures),
        navigation.menu,
        navigation.help,
        navigation.footer,
        tuple(checked.paths),
        crisis_line,
        checked.of_site,
    )


def _asked(site: Site) -> tuple[str, ...]:
    """Return the documents about which a rule may ask when it judges another page, by their files.

    These go on some day, have or had an address that leads elsewhere, or are what pages must lead to.
    """
    documents = site.documents.published
    old = {address for document in documents for address in old_addresses(document)}
    wanted = {link for rule in site.config.settings.rules.required for link in rule.links}
    return tuple(
        document.file
        for document in documents
        if document.front_matter.expires_on
        or document.front_matter.redirect_from
        or document.address in old
        or document.file in wanted
    )


def _written(documents: Iterable[Document], made: "Mapping[str, Made]") -> dict[str, tuple[str, bytes]]:
    written = {}
    for document in documents:
        page = made.get(document.file)
        known = KnownDocument(
            document.file,
            document.address,
            document.front_matter,
            {key: (place.line, place.column) for key, place in document.places.items()},
            hash_before_body(document),
            hash_of_outline(page.judged) if page else b"",
            page.frame if page else None,
        )
        written[document.file] = (document.front_matter.type, _encoder.encode(known))
    return written


def encoded(known: Known) -> bytes:
    """Return what is known as bytes, with a checksum before them."""
    data = _encoder.encode(known)
    return zlib.crc32(data).to_bytes(4, "big") + data


def decoded(data: bytes) -> Known | None:
    """Return what the bytes say, or None where their checksum does not hold, or they say something else."""
    held = memoryview(data)[4:]
    if zlib.crc32(held).to_bytes(4, "big") != data[:4]:
        return None
    try:
        return msgspec.msgpack.decode(held, type=Known)
    except msgspec.DecodeError:
        return None


def theme_of(known: Known) -> Theme:
    """Return the theme of a known site."""
    page_types = {name: PageType(name, file, shape_of(file.fields)) for name, file in known.page_types.items()}
    components = {name: Component(name, file) for name, file in known.components.items()}
    return Theme(Path(known.folder), known.label, page_types, components, known.social, known.picture_style)


def documents_of(
    written: Mapping[str, tuple[str, bytes]], theme: Theme, files: Iterable[str]
) -> dict[str, KnownDocument[FrontMatter]]:
    """Return those of the documents that are asked for and are there, by file, in the order of their files."""
    decoders: dict[str, msgspec.msgpack.Decoder[KnownDocument[FrontMatter]]] = {}
    found = {}
    for file in sorted(written.keys() & set(files)):
        kind, data = written[file]
        if kind not in decoders:
            shape: Any = theme.page_types[kind].shape if kind in theme.page_types else FrontMatter
            decoders[kind] = msgspec.msgpack.Decoder(KnownDocument[shape])
        found[file] = decoders[kind].decode(data)
    return found


def places_of(document: KnownDocument[FrontMatter], path: str) -> dict[str, Place]:
    """Return where each value of the front matter of a document stands, whose file has this path."""
    return {key: Place(path, *place) for key, place in document.places.items()}


def site_of(
    known: Known, theme: Theme, published: Iterable[Document], withheld: Iterable[Document], navigation: "Navigation"
) -> Site:
    """Return a known site again, with these documents and ways; it has no files but those that are named."""
    config = Config(known.settings, Source("site_config.yaml", ""), {})
    files = {name: Path(name) for name in known.files}
    documents = Documents(tuple(published), tuple(withheld), files)
    assets = Assets((), known.addresses, files, known.pictures)
    return Site(config, theme, Web(known.base_url), documents, assets, navigation, known.today)
