"""Draw pages and components with the templates of the theme."""

from __future__ import annotations

import re
import traceback
from copy import copy
from functools import cached_property
from typing import TYPE_CHECKING, Self

from jinja2 import TemplateNotFound, TemplateSyntaxError, UndefinedError
from msgspec import Struct, structs

from microsite import compiled
from microsite.body import Body
from microsite.documents import why_withheld
from microsite.frames import Frame, shape_of
from microsite.marks import fill_blocks, split_lead
from microsite.memory import Memory
from microsite.model import Output, output_path
from microsite.navigation import breadcrumbs
from microsite.placed import take_marks_out
from microsite.problems import Place, Problem, did_you_mean
from microsite.structured_data import Told
from microsite.template_texts import hashes, judge, label_of, missing_problem, syntax_problem
from microsite.theme import DEFAULT_TYPE
from microsite.views import PageView, SiteView, unmarked, view_page, view_site

if TYPE_CHECKING:
    from pathlib import Path

    from jinja2 import Template

    from microsite.model import Block, Document, Page
    from microsite.problems import Report
    from microsite.site import Site
    from microsite.theme import PageType


# Settings that no page shows. Menu and footer are shown as the navigation has them; facts stand in the text of a page.
_NEVER_DRAWN = frozenset(
    {"host", "publishing", "strict_transport", "time_zone", "menu", "help", "footer", "facts", "rules", "reading_grade"}
    | {"short_forms"}
)


class _NoAssetError(LookupError):
    """A template asks for a file that the theme does not have."""


class Used(Struct, frozen=True):
    """The files of the theme that a drawing has used: templates with a hash of their text, assets with their address.

    What was not there is None.
    """

    templates: dict[str, str | None]
    assets: dict[str, str | None]


class Drawn(Struct, frozen=True):
    """A page as a file of the site, and what of the theme is in it."""

    output: Output
    used: Used
    frame: Frame | None
    """What is around its text, where another text would fit into it."""


class Renderer:
    """Draws with one set of templates; each is compiled once."""

    def __init__(self, site: Site, crisis_line: str, report: Report, memory: Memory | None = None) -> None:
        """Take the site and its crisis line as HTML; mistakes of templates go to the report."""
        self.site = site
        self.crisis_line = crisis_line
        self.report = report
        self.memory = memory or Memory()
        self.environment = self.memory.recall(
            "environment", (site.theme.folder,), lambda _own: compiled.Templates(site.theme.folder), report
        )
        self.environment.look_again(self.texts)
        view = (site.config, site.web, site.navigation, site.today, site.portable, crisis_line)
        self.view = self.memory.recall(
            "view", (*view, site.drafts_to_review), lambda _own: view_site(site, crisis_line), report
        )
        self.environment.globals |= {
            "asset": self.asset,
            "url": site.web.url,
            "site": self.view,
        }
        settings = site.config.settings
        self.settings = tuple(
            getattr(settings, name) for name in settings.__struct_fields__ if name not in _NEVER_DRAWN
        )
        self._templates: dict[str, Template | Problem] = {}
        self._asked: set[str] = set()
        self._looking: set[str] = set()
        """The page types whose templates look into the text of a page."""

    def judged(self) -> Self:
        """Return the same renderer, once it is told what is not safe in its templates."""
        judge(self.environment, self.site.theme, self.texts, self.report)
        return self

    def telling(self, report: Report) -> Renderer:
        """Return the same renderer with another report for mistakes of templates."""
        renderer = copy(self)
        renderer.report = report
        return renderer

    def with_templates(self, folder: Path) -> Renderer:
        """Return a renderer of the same site that draws with the templates of another folder."""
        return Renderer(
            structs.replace(self.site, theme=structs.replace(self.site.theme, folder=folder)),
            self.crisis_line,
            self.report,
        )

    def asset(self, name: str) -> str:
        """Return the URL of a file of `templates/assets/`. Raises LookupError, in the line of the template."""
        self._asked.add(name)
        address = self.site.assets.addresses.get(name)
        if address is None:
            raise _NoAssetError(name)
        return self.site.web.url(address)

    @cached_property
    def decides_all(self) -> tuple[object, ...]:
        """All that decides how every page is drawn, but for the files of the theme."""
        site, navigation = self.site, self.site.navigation
        frame = (self.view, self.settings, site.web, site.principles, site.portable and site.today)
        return (*frame, navigation.menu, navigation.help, site.drafts_to_review, site.theme.page_types)

    def decides(self, document: Document) -> tuple[object, ...]:
        """Return all else that decides how a page is drawn, but for its text and the files of the theme."""
        site, navigation = self.site, self.site.navigation
        ways = (navigation.next.get(document.file), navigation.related.get(document.file))
        crumbs = breadcrumbs(document, site.by_address, site.web)
        return (ways, crumbs, site.social_picture(document), why_withheld(document, site.today))

    def still(self, used: Used) -> bool:
        """Tell whether the files of the theme that a drawing has used are as they were."""
        addresses = self.site.assets.addresses
        return all(self.texts.get(name) == text for name, text in used.templates.items()) and all(
            addresses.get(name) == address for name, address in used.assets.items()
        )

    def page(self, page: Page, report: Report) -> Drawn:
        """Return the page drawn now, and which files of the theme it shows; mistakes of templates go to the report."""
        renderer = self.telling(report)
        self._asked.clear()
        self.environment.used.clear()
        output, frame = renderer.draw_page(page)
        names, addresses = self.environment.used, self.site.assets.addresses
        templates = {name: self.texts.get(name) for name in sorted(names)}
        return Drawn(output, Used(templates, {name: addresses.get(name) for name in sorted(self._asked)}), frame)

    @cached_property
    def texts(self) -> dict[str, str]:
        """Return a hash of every template as it stands in its file, by its name."""
        return hashes(self.site.theme, self.memory, self.report)

    def draw_page(self, page: Page) -> tuple[Output, Frame | None]:
        """Return the page, drawn now, and its frame, if another text would fit into that."""
        # A page whose type is misspelt is drawn as the usual one, so that its other mistakes are found as well.
        types = self.site.theme.page_types
        page_type = types.get(page.document.front_matter.type, types.get(DEFAULT_TYPE))
        path, withheld = output_path(page.address), why_withheld(page.document, self.site.today)
        if page_type is None:
            return Output(path, b"", page.document.source.path), None
        told: list[Told] = []
        lead, body = (
            fill_blocks(part, page.blocks, lambda block, text: self._block(page, block, text, told))
            for part in split_lead(page.html)
        )
        view = view_page(page, page_type, lead, body, told, self.site)
        looking = page_type.name in self._looking
        text = self._draw_page(page_type, page, unmarked(view) if looking else view)
        if text and not looking and self.environment.is_looking():
            # What a template does with a text must find it without marks.
            self._looking.add(page_type.name)
            text = self._draw_page(page_type, page, unmarked(view))
        parts = (lead, body, page.sources)
        data, places = take_marks_out(text, parts)
        frame = Frame(shape_of(page, parts), places)
        return Output(path, data, page.document.source.path, withheld), frame if places and not page.blocks else None

    def _draw_page(self, page_type: PageType, page: Page, view: PageView) -> str:
        navigation = self.site.navigation
        menu, help_ = navigation.menu_at(page.address), navigation.help_at(page.address)
        return self.draw(page_type.template, page=view, menu=menu, help=help_)

    def redirect(self, target: str) -> str:
        """Return the page that stands at an old address and leads to the address `target`."""
        web = self.site.web
        return self.draw("partials/redirect.html", target=web.url(target), canonical=web.absolute(target))

    def draw(self, name: str, **values: object) -> str:
        """Return what a template makes of the values; a mistake in it goes to the report."""
        template = self._template(name)
        if isinstance(template, Problem):
            self.report.add(template)
            return ""
        try:
            return template.render(values)
        except TemplateSyntaxError as error:  # in a template that this one includes
            self.report.add(syntax_problem(error, self.site.theme))
        except TemplateNotFound as error:
            self.report.add(self._missing_problem(str(error.name), error))
        except Exception as error:
            # Whatever goes wrong in a line of a template is the template's; anything else is our own bug.
            frame = self._last_frame(error)
            if frame is None:
                raise
            place = Place(label_of(frame.filename, self.site.theme), frame.lineno or 0)
            message, hint = self._words(error)
            self.report.add(Problem("template-error", message, place, hint, None, frame.line or ""))
        return ""

    def _words(self, error: Exception) -> tuple[str, str]:
        """Return what a template's mistake is in words, and what to do."""
        if isinstance(error, _NoAssetError):
            name = error.args[0]
            hint = did_you_mean(name, self.site.assets.addresses, "Put the file into templates/assets/.")
            return f"There is no asset “{name}”.", hint
        missing = re.search(r"(?:attribute|element|^) ?'([^']+)'(?: is undefined)?$", str(error))
        if isinstance(error, UndefinedError) and missing:
            names = [*PageView.__struct_fields__, *SiteView.__struct_fields__]
            hint = did_you_mean(missing[1], names, "docs/templates.md lists what a template gets.")
            return f"There is no “{missing[1]}” here.", hint
        if isinstance(error, RecursionError):
            return "The template draws itself without end.", "Look for an include or a macro that leads back to it."
        return f"The template cannot be drawn: {error}.", "docs/templates.md lists what a template gets."

    def _template(self, name: str) -> Template | Problem:
        """Return the template, or what is wrong with it: every page that needs it is told."""
        self.environment.used.add(name)
        if name not in self._templates:
            try:
                self._templates[name] = self.environment.get_template(name)
            except TemplateSyntaxError as error:
                self._templates[name] = syntax_problem(error, self.site.theme)
            except TemplateNotFound as error:
                self._templates[name] = self._missing_problem(str(error.name), error)
        return self._templates[name]

    def _missing_problem(self, name: str, error: BaseException) -> Problem:
        frame = self._last_frame(error)
        theme = self.site.theme
        place = Place(label_of(frame.filename, theme), frame.lineno or 0) if frame else Place(theme.label)
        return missing_problem(name, place, theme)

    def _is_template(self, filename: str) -> bool:
        return filename.startswith(str(self.site.theme.folder))

    def _last_frame(self, error: BaseException) -> traceback.FrameSummary | None:
        """Return the line of a template in which the error arose, or None if it arose in our own code."""
        frames = [
            frame
            for frame in traceback.extract_tb(error.__traceback__)
            if not re.search(r"[/\\](jinja2|markupsafe)[/\\]", frame.filename) and frame.filename != compiled.__file__
        ]
        if isinstance(error, _NoAssetError):
            frames.pop()  # `asset` itself, which only says what the template asked for
        return frames[-1] if frames and self._is_template(frames[-1].filename) else None

    def _block(self, page: Page, block: Block, text: str, told: list[Told]) -> str:
        """Return the component drawn, and note what it tells search engines."""
        component = self.site.theme.components.get(block.component)
        if component is None or block.parameters is None:
            return text  # its mistake is in the report; the text stays
        body = Body(text)
        if component.file.data:
            told.append(Told(component.file.data, body))

        def mistake(message: str, hint: str = "") -> str:
            source = page.document.source
            self.report.add(source.problem("wrong-parameter", message, block.line, 1, hint=hint))
            return ""

        return self.draw(component.template, block=block.parameters, body=body, mistake=mistake)
