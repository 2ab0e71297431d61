"""A change makes again what shows it, and no more: which texts are converted and which pages are drawn is counted."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from edits import FIRST, run_here
from selectolax.lexbor import LexborHTMLParser

from microsite import keeping
from microsite.prose import Prose
from microsite.render import Renderer

if TYPE_CHECKING:
    from pathlib import Path

    from microsite.frames import Frame
    from microsite.model import Document, Output, Page
    from microsite.problems import Report

NOON = "1795521600"


class Site:
    """A site that was built, and which pages each build converts and draws."""

    def __init__(self, root: Path, patch: pytest.MonkeyPatch) -> None:
        self.root, self.converted, self.drawn = root, list[str](), list[str]()
        shutil.copytree(FIRST, root)
        really_convert, really_draw = Prose.page, Renderer.draw_page

        def convert(prose: Prose, document: Document, report: Report) -> Page:
            self.converted.append(document.file)
            return really_convert(prose, document, report)

        def draw(renderer: Renderer, page: Page) -> tuple[Output, Frame | None]:
            self.drawn.append(page.document.file)
            return really_draw(renderer, page)

        patch.setattr(Prose, "page", convert)
        patch.setattr(Renderer, "draw_page", draw)
        # All in this process, where it can be counted.
        patch.setattr(keeping, "processes_for", lambda *_: 1)
        patch.setattr("microsite.command_line.can_work_aside", lambda: False)

    def build(self) -> dict[str, bytes]:
        """Build the site; return what is published of each document."""
        self.converted.clear()
        self.drawn.clear()
        code, out, said = run_here(["build", "--root", str(self.root)], NOON)
        assert (code, said) == (0, ""), out
        return self.published()

    def published(self) -> dict[str, bytes]:
        """Return what is published of each document, by its file."""
        found = {}
        for file in (self.root / "content").rglob("*.md"):
            name = file.relative_to(self.root / "content").as_posix()
            stem = name.removesuffix(".md")
            path = "404.html" if stem == "404" else f"{stem.removesuffix('index').rstrip('/')}/index.html".lstrip("/")
            if (page := self.root / "public" / path).is_file():
                found[name] = page.read_bytes()
        return found


CHANGES = {
    "a body": ("content/words.md", "It is warm", "It is dry"),
    "a body with a component": ("content/fees.md", "A day is cheap.", "A day is not dear."),
    "a title in the menu": ("content/fees.md", "menu_title: Fees", "menu_title: Prices"),
    "a title that its page and those below it show": ("content/words.md", "What readers say", "All that readers say"),
    "a message": ("content/help.md", "A person answers.", "Somebody answers."),
    "next steps": ("content/hours.md", "Find the way", "Find your way"),
    "the title of a related page": ("content/visit/rooms.md", "title: ", "title: All "),
    "the menu": ("site_config.yaml", "visit/bus.md, visit/rooms.md", "visit/rooms.md, visit/bus.md"),
    "the footer": ("site_config.yaml", "footer: [hours.md]", "footer: [hours.md, words.md]"),
    "the name of the site": ("site_config.yaml", "name: The Reading Room\nurl", "name: The Other Room\nurl"),
    "the disclaimer": ("site_config.yaml", "disclaimer: Hours", "disclaimer: Fees"),
    "the crisis line": ("site_config.yaml", "Lost? ", "In danger? "),
    "a fact": ("site_config.yaml", "loan: three weeks", "loan: a month"),
    "what no page shows": ("site_config.yaml", "language: en-GB\n", "language: en-GB\nhost: nginx\n"),
    "the frame": ("templates/base.html", '<main class="page', '<main data-x class="page'),
    "a partial": ("templates/partials/footer.html", "<footer", '<footer data-y=""'),
    "a page type": ("templates/pages/guide.html", "\n", "\n{% block body %}{{ super() }}<p>A.</p>{% endblock %}\n"),
    "a component": ("templates/components/callout/component.html", "{{ body }}", "<div>{{ body }}</div>"),
    "a drawing": ("templates/drawings/mark.svg", 'r="4"', 'r="3"'),
    "what leads on from an old address": ("templates/partials/redirect.html", "has moved", "is elsewhere"),
    "a style sheet": ("templates/assets/css/tokens.css", "#23302f", "#000000"),
    "an icon that stands at the root": ("templates/assets/icons/favicon.svg", 'r="4"', 'r="3"'),
}

NO_PAGE = {"what no page shows", "what leads on from an old address", "an icon that stands at the root"}
"""Changes that no page shows."""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    site = Site(tmp_path / "site", monkeypatch)
    site.build()
    site.build()
    return site


SEVERAL = ("visit-us.md", "visit/bus.md", "visit/rooms.md", "words.md")
"""A folder and a file of like names are in another order on the disk than among sorted paths."""


def test_the_texts_of_several_pages_stay_apart(site: Site) -> None:
    content = site.root / "content"
    text = (content / "words.md").read_text("utf-8").replace("readers say", "visitors say").replace("three", "four")
    (content / "visit-us.md").write_text(text, "utf-8")
    with (content / "index.md").open("a", encoding="utf-8") as stream:
        stream.write("\nYou can [visit us](visit-us.md).\n")
    for _ in range(2):  # the first time addresses.txt becomes new
        site.build()
    for name in SEVERAL:
        with (content / name).open("a", encoding="utf-8") as stream:
            stream.write(f"\nThis is in {name}.\n")
    published = site.build()
    assert site.drawn == ["visit/rooms.md"], "it has a component; the others were put into their frames"
    for name in SEVERAL:
        assert [file for file, page in published.items() if f"This is in {name}.".encode() in page] == [name]


@pytest.mark.parametrize("change", CHANGES)
def test_just_those_pages_are_drawn_that_a_change_changes(site: Site, change: str) -> None:
    path, old, new = CHANGES[change]
    file, before = site.root / path, site.published()
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")
    after = site.build()
    changed = sorted(name for name in after if after[name] != before[name])
    # An edited text is put into the frame that its page had.
    assert sorted(site.drawn) == ([] if change == "a body" else changed)
    assert changed or change in NO_PAGE
    own = {path.removeprefix("content/")} if path.startswith("content/") else set()
    assert set(site.converted) == (own or {"index.md"} if change == "a fact" else own)


LOST = [
    "public/words/index.html",
    "public",
    "public-host/manifest.json",
    ".cache/pages/*.words",
    ".cache/pages/*.known",
]


@pytest.mark.parametrize("aside", [False, True])
@pytest.mark.parametrize("lost", LOST)
def test_what_is_lost_between_two_builds_is_made_again(
    site: Site, monkeypatch: pytest.MonkeyPatch, lost: str, *, aside: bool
) -> None:
    monkeypatch.setattr("microsite.command_line.can_work_aside", lambda: aside)
    (place,) = site.root.glob(lost)
    shutil.rmtree(place) if place.is_dir() else place.unlink()
    with (site.root / "content/words.md").open("a", encoding="utf-8") as stream:
        stream.write("\nIt is dry.\n")
    before = set(site.published())
    published = site.build()
    assert b"It is dry." in published["words.md"]
    assert before <= set(published)
    assert list(site.root.glob(lost))


def test_each_page_is_read_once_for_all_checks(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[bytes] = []

    class Reader(LexborHTMLParser):
        def __init__(self, data: bytes) -> None:
            read.append(data)
            super().__init__(data)

    for module in ("microsite.tree", "microsite.tree.shown", "microsite.tree.elsewhere"):
        monkeypatch.setattr(f"{module}.LexborHTMLParser", Reader)
    shutil.rmtree(site.root / ".cache")
    pages = site.build()
    assert len(site.drawn) == len(pages)
    assert [read.count(page) for page in pages.values()] == [1] * len(pages)
