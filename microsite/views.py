"""What templates may say of a page and of the site: values that are ready to be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus

from markupsafe import Markup
from msgspec import Struct, json, structs

from microsite.navigation import Item, breadcrumbs
from microsite.placed import PLACED, Placed
from microsite.protection import IN_A_COPY, IN_A_PAGE
from microsite.repository import edit_address
from microsite.serving import is_live
from microsite.settings import publisher
from microsite.structured_data import structured_data
from microsite.telephones import digits
from microsite.typography import smarten

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from microsite.model import Document, Heading, Page
    from microsite.navigation import Step
    from microsite.settings import Contact
    from microsite.site import Site
    from microsite.structured_data import Told
    from microsite.theme import PageType

# “On this page” helps from this many sections on.
SECTIONS_FOR_CONTENTS = 4


class PageView(Struct, frozen=True):
    """What a template may say of a page."""

    address: str
    title: str
    menu_title: str
    description: str
    message: str
    type: str
    canonical: str
    """The whole URL, or nothing where the page has none of its own."""
    indexed: bool
    draft: bool
    """Whether it is one of `site.drafts`."""
    lead: Markup
    """What stands before the first section."""
    body: Markup
    sources: Markup
    contents: tuple[Heading, ...]
    breadcrumbs: tuple[Item, ...]
    next: tuple[Step, ...]
    related: tuple[Item, ...]
    reviewed_on: date | None
    review_by: date | None
    edit_link: str
    """Where the file of the page can be edited, or nothing where the site does not say."""
    structured_data: Markup
    open_graph: tuple[tuple[str, str], ...]
    fields: dict[str, object]
    """The front matter keys that the page type adds."""


class SiteView(Struct, frozen=True):
    """What a template may say of the site."""

    name: str
    short_name: str
    language: str
    description: str
    publisher: str
    url: str
    contact: Contact | None
    contact_phone_link: str
    map_link: str
    crisis_line: Markup
    disclaimer: str
    written_by: str
    theme_color: str
    theme_color_dark: str
    footer: tuple[Item, ...]
    protection: Markup
    """What browsers are told to refuse, as the content of a `meta` element."""
    copied_on: date | None
    """The day of a copy, or nothing where it is the site itself."""
    drafts: tuple[Item, ...]
    """The drafts that are in a copy."""


def view_page(page: Page, page_type: PageType, lead: str, body: str, told: Sequence[Told], site: Site) -> PageView:
    """Return what the template of a page may say of it.

    `lead` and `body` are its text with the components drawn, `told` what these say of it to search engines.
    """
    document, front_matter = page.document, page.document.front_matter
    crumbs = breadcrumbs(document, site.by_address, site.web)
    sections = tuple(heading for heading in page.headings if heading.level == 2)  # noqa: PLR2004  h2
    # A copy with drafts tells programs nothing: what it would tell is not so on the site.
    listed = document.listed and not site.drafts_to_review
    data = structured_data(page, page_type, crumbs, told, site) if listed else {}
    canonical = site.web.absolute(page.address) if listed else ""
    return PageView(
        address=page.address,
        title=document.title,
        menu_title=document.menu_title,
        description=document.description,
        message=document.message,
        type=page_type.name,
        canonical=canonical,
        indexed=listed and is_live(site),
        draft=site.portable and front_matter.draft,
        lead=Placed(lead, "lead"),  # HTML of our own making: raw HTML is off
        body=Placed(body, "body"),
        sources=Placed(page.sources, "sources"),
        contents=sections if len(sections) >= SECTIONS_FOR_CONTENTS else (),
        breadcrumbs=crumbs,
        next=site.navigation.next.get(document.file, ()),
        related=site.navigation.related.get(document.file, ()),
        reviewed_on=front_matter.reviewed_on,
        review_by=front_matter.review_by,
        edit_link=_edit_link(document, site),
        structured_data=_data_block(data),
        open_graph=_open_graph(document, canonical, site),
        fields=page_type.fields(front_matter),
    )


def unmarked(view: PageView) -> PageView:
    """Return the same of a page for a template that does more with its text than to show it."""
    return structs.replace(view, **{part: Markup(getattr(view, part)) for part in PLACED})  # noqa: S704  it was HTML


def _edit_link(document: Document, site: Site) -> str:
    settings = site.config.settings
    if not document.listed:
        return ""
    return edit_address(settings.repository, settings.repository_branch, document.source.path)


def _data_block(data: dict[str, Any]) -> Markup:
    """Return JSON that nothing can break out of inside a script element."""
    if not data:
        return Markup()
    text = json.encode(data).decode()
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704  escaped right above


def _open_graph(document: Document, canonical: str, site: Site) -> tuple[tuple[str, str], ...]:
    """Return what other sites show of a page when it is shared (https://ogp.me)."""
    if not canonical:
        return ()
    settings, picture = site.config.settings, site.social_picture(document)
    shown = (
        ("og:image", site.web.absolute(picture)),
        ("og:image:width", "1200"),
        ("og:image:height", "630"),
        ("og:image:alt", document.title),
        ("twitter:card", "summary_large_image"),
    )
    return (
        ("og:type", "website"),
        ("og:title", document.title),
        ("og:description", document.description),
        ("og:url", canonical),
        ("og:site_name", settings.name),
        ("og:locale", settings.language.replace("-", "_")),
        *(shown if picture else ()),
    )


def view_site(site: Site, crisis_line: str) -> SiteView:
    """Return what every template may say of the site."""
    settings, contact = site.config.settings, site.config.settings.contact
    phone = f"tel:+{contact.country_calling_code}{digits(contact.phone)}" if contact else ""
    # A site without a name is refused, and would be told of its links home as well, which have no text then.
    name = settings.name or "…"
    return SiteView(
        name=name,
        short_name=settings.short_name or name,
        language=settings.language,
        description=settings.description,
        publisher=publisher(settings),
        url=site.web.base_url,
        contact=contact,
        contact_phone_link=phone,
        map_link=f"https://www.openstreetmap.org/search?query={quote_plus(contact.address)}" if contact else "",
        crisis_line=Markup(crisis_line),  # noqa: S704  raw HTML is off
        disclaimer=smarten(settings.disclaimer),
        written_by=smarten(settings.written_by),
        theme_color=settings.theme_color,
        theme_color_dark=settings.theme_color_dark,
        footer=site.navigation.footer,
        protection=Markup(IN_A_COPY if site.portable else IN_A_PAGE),  # noqa: S704  our own words, with quotes that HTML takes as they are
        copied_on=site.today if site.portable else None,
        drafts=tuple(
            Item(document.menu_title, site.web.url(document.address), document.address)
            for document in site.drafts_to_review
        ),
    )
