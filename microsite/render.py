"""Draw pages and components with the templates of the theme."""

from __future__ import annotations

import json
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateNotFound, TemplateSyntaxError
from markupsafe import Markup

from microsite.assets import unknown_asset
from microsite.components import fill_blocks
from microsite.config import publisher
from microsite.model import Output, output_path
from microsite.navigation import breadcrumbs
from microsite.problems import Place, Problem
from microsite.prose.inline import digits
from microsite.structured_data import structured_data

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from jinja2 import Template

    from microsite.model import Block, Heading, Page
    from microsite.navigation import Item, Step
    from microsite.problems import Report
    from microsite.prose import Converter
    from microsite.site import Site
    from microsite.theme import PageType

# “On this page” helps from this many sections on.
SECTIONS_FOR_CONTENTS = 4


@dataclass(frozen=True, slots=True)
class PageView:
    """What a template may say of a page."""

    title: str
    menu_title: str
    description: str
    message: str
    type: str
    canonical: str
    """The whole URL, or nothing where the page has none of its own."""
    indexed: bool
    body: Markup
    sources: Markup
    contents: tuple[Heading, ...]
    breadcrumbs: tuple[Item, ...]
    next: tuple[Step, ...]
    related: tuple[Item, ...]
    reviewed_on: date | None
    review_by: date | None
    structured_data: Markup
    open_graph: tuple[tuple[str, str], ...]
    fields: dict[str, object]
    """The front matter keys that the page type adds."""


@dataclass(frozen=True, slots=True)
class SiteView:
    """What a template may say of the site."""

    name: str
    language: str
    description: str
    publisher: str
    url: str
    contact: Any
    contact_phone_link: str
    map_link: str
    crisis_line: Markup
    disclaimer: str
    written_by: str
    theme_color: str
    theme_color_dark: str
    footer: tuple[Item, ...]


class Renderer:
    """Draws with one set of templates; each is compiled once."""

    def __init__(self, site: Site, converter: Converter, report: Report) -> None:
        self.site = site
        self.report = report
        self.environment = _environment(site.theme.folder)
        self.environment.globals |= {
            "asset": self.asset,
            "url": site.web.url,
            "site": _site_view(site, converter),
        }
        self._templates: dict[str, Template | None] = {}
        self._documents = {document.address: document for document in site.documents.published}

    def asset(self, name: str) -> str:
        """Return the URL of a file of `templates/assets/`; an unknown name is reported."""
        address = self.site.assets.addresses.get(name)
        if address is None:
            place = Place(self.site.theme.label)
            frames = [frame for frame in traceback.extract_stack() if self._is_template(frame.filename)]
            if frames:
                place = Place(self._label(frames[-1].filename), frames[-1].lineno or 0)
            self.report.add(unknown_asset(name, self.site.assets, place))
            return ""
        return self.site.web.url(address)

    def page(self, page: Page) -> Output:
        """Return the page as a file of the site."""
        page_type = self.site.theme.page_types.get(page.document.front_matter.type)
        path = output_path(page.address)
        if page_type is None:
            return Output(path, b"", page.document.source.path)
        view = self._view(page, page_type)
        text = self.draw(
            page_type.template,
            page=view,
            menu=self.site.navigation.menu_at(page.address),
            help=self.site.navigation.help_at(page.address),
        )
        return Output(path, text.encode(), page.document.source.path)

    def redirect(self, target: str) -> str:
        """Return the page that stands at an old address and leads to the address `target`."""
        web = self.site.web
        return self.draw("partials/redirect.html", target=web.url(target), canonical=web.absolute(target))

    def draw(self, name: str, **values: object) -> str:
        """Return what a template makes of the values; a mistake in it goes to the report."""
        template = self._template(name)
        if template is None:
            return ""
        try:
            return template.render(values)
        except TemplateSyntaxError as error:  # in a template that this one includes
            self._report_syntax(error)
        except TemplateNotFound as error:
            self._report_missing(str(error.name), error)
        except Exception as error:
            # Whatever goes wrong in a line of a template is the template's; anything else is our own bug.
            frame = self._last_frame(error)
            if frame is None:
                raise
            message = f"The template cannot be drawn: {error}."
            place = Place(self._label(frame.filename), frame.lineno or 0)
            hint = "Look at the names in this line; docs/templates.md lists what a template gets."
            self.report.add(Problem("template-error", message, place, hint, None, frame.line or ""))
        return ""

    def _template(self, name: str) -> Template | None:
        if name not in self._templates:
            self._templates[name] = None
            try:
                self._templates[name] = self.environment.get_template(name)
            except TemplateSyntaxError as error:
                self._report_syntax(error)
            except TemplateNotFound as error:
                self._report_missing(str(error.name), error)
        return self._templates[name]

    def _report_syntax(self, error: TemplateSyntaxError) -> None:
        line = (error.source or "").split("\n")[error.lineno - 1 : error.lineno]
        place = Place(self._label(error.filename or error.name or ""), error.lineno)
        message = f"The template cannot be read: {error.message}"
        self.report.add(Problem("template-error", message, place, "Mend this line.", None, "".join(line)))

    def _report_missing(self, name: str, error: BaseException) -> None:
        frame = self._last_frame(error)
        place = Place(self._label(frame.filename), frame.lineno or 0) if frame else Place(self.site.theme.label)
        message = f"There is no template “{name}”."
        self.report.add(Problem("template-error", message, place, "Name a file of the templates folder."))

    def _is_template(self, filename: str) -> bool:
        return filename.startswith(str(self.site.theme.folder))

    def _last_frame(self, error: BaseException) -> traceback.FrameSummary | None:
        frames = [
            frame
            for frame in traceback.extract_tb(error.__traceback__)
            if "/jinja2/" not in frame.filename.replace("\\", "/")
        ]
        return frames[-1] if frames and self._is_template(frames[-1].filename) else None

    def _label(self, filename: str) -> str:
        inside = filename.removeprefix(str(self.site.theme.folder)).replace("\\", "/").lstrip("/")
        return f"{self.site.theme.label}/{inside}"

    def _block(self, block: Block, body: str) -> str:
        component = self.site.theme.components.get(block.component)
        if component is None or block.parameters is None:
            return body  # its mistake is in the report; the text stays
        return self.draw(component.template, block=block.parameters, body=Markup(body))  # noqa: S704  our own HTML

    def _view(self, page: Page, page_type: PageType) -> PageView:
        document, front_matter = page.document, page.document.front_matter
        body = fill_blocks(page.html, page.blocks, self._block)
        crumbs = breadcrumbs(document, self._documents, self.site.web)
        sections = tuple(heading for heading in page.headings if heading.level == 2)  # noqa: PLR2004  h2
        data = structured_data(page, page_type, crumbs, self.site.config, self.site.web) if document.listed else {}
        canonical = self.site.web.absolute(page.address) if document.listed else ""
        return PageView(
            title=front_matter.title,
            menu_title=document.menu_title,
            description=front_matter.description,
            message=front_matter.message,
            type=page_type.name,
            canonical=canonical,
            indexed=document.listed,
            body=Markup(body),  # noqa: S704  HTML of our own making: raw HTML is off
            sources=Markup(page.sources),  # noqa: S704  as above
            contents=sections if len(sections) >= SECTIONS_FOR_CONTENTS else (),
            breadcrumbs=crumbs,
            next=self.site.navigation.next.get(document.file, ()),
            related=self.site.navigation.related.get(document.file, ()),
            reviewed_on=front_matter.reviewed_on,
            review_by=front_matter.review_by,
            structured_data=_data_block(data),
            open_graph=_open_graph(front_matter.title, front_matter.description, canonical, self.site),
            fields=page_type.fields(front_matter),
        )


def _environment(folder: Path) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["date"] = written_date
    return environment


def written_date(day: date) -> str:
    """Return a day as text: `November 24, 2026`, in English whatever the system's language is."""
    months = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ]
    return f"{months[day.month - 1]} {day.day}, {day.year}"


def _data_block(data: dict[str, Any]) -> Markup:
    """Return JSON that nothing can break out of inside a script element."""
    if not data:
        return Markup()
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704  escaped right above


def _open_graph(title: str, description: str, canonical: str, site: Site) -> tuple[tuple[str, str], ...]:
    """Return what other sites show of a page when it is shared (https://ogp.me)."""
    if not canonical:
        return ()
    settings = site.config.settings
    return (
        ("og:type", "website"),
        ("og:title", title),
        ("og:description", description),
        ("og:url", canonical),
        ("og:site_name", settings.name),
        ("og:locale", settings.language.replace("-", "_")),
    )


def _site_view(site: Site, converter: Converter) -> SiteView:
    settings, contact = site.config.settings, site.config.settings.contact
    phone = f"tel:+{contact.country_calling_code}{digits(contact.phone)}" if contact else ""
    return SiteView(
        name=settings.name,
        language=settings.language,
        description=settings.description,
        publisher=publisher(settings),
        url=site.web.base_url,
        contact=contact,
        contact_phone_link=phone,
        map_link=f"https://www.openstreetmap.org/search?query={quote_plus(contact.address)}" if contact else "",
        crisis_line=Markup(converter.inline(settings.crisis_line)),  # noqa: S704  raw HTML is off
        disclaimer=settings.disclaimer,
        written_by=settings.written_by,
        theme_color=settings.theme_color,
        theme_color_dark=settings.theme_color_dark,
        footer=site.navigation.footer,
    )
