"""Privacy: a page asks nobody else for anything, runs nothing, and its pictures tell nothing about anybody."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from microsite.checks.broken import of_template
from microsite.checks.checked import split
from microsite.content_files import PICTURES
from microsite.pictures import RefusedPictureError
from microsite.pictures.left_in import CAMERA, NOTES, PLACE, left_in
from microsite.problems import Place, Problem
from microsite.protection import IN_A_COPY, IN_A_PAGE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microsite.checks.checked import CheckedSite
    from microsite.model import Output
    from microsite.tree import FinishedPage

# All ways by which a style sheet names what is fetched; in `image-set(…)` several addresses stand, some of them alone.
_IN_STYLE = re.compile(
    r"""(?:\b(?:url|src)\(\s*["']?|@import\s*["']|image-set\([^;{}]*?["'])((?:https?:)?//[^"')\s]+)""", re.IGNORECASE
)
_STYLE_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# https://www.w3.org/TR/css-syntax-3/#consume-escaped-code-point
_STYLE_ESCAPE = re.compile(r"\\(?:([0-9a-f]{1,6})\s?|(.))", re.IGNORECASE)
# No drawing without one of these can run, fetch or move anything, or be in another encoding.
_SUSPECT = re.compile(
    rb"""[\\&@\0\x80-\xff]|<[!?]|<[\w.-]+:|\bon\w+\s*=|href|\bsrc|url\s*\(|image|data:|javascript|expression|behavior|binding
    |<(?:script|handler|listener|foreign|iframe|object|embed|audio|video|canvas|applet|link|meta|base|form|input)
    |<(?:animate|discard|set)""",
    re.IGNORECASE | re.VERBOSE,
)
_IS_FROM_TEMPLATE = "It stands in a template."
_LEFT = {
    PLACE: "This photo says where it was taken.",
    CAMERA: "This photo says with which camera and when it was taken.",
    NOTES: "There are notes in this picture that nobody sees, but anybody can read.",
}
_WITHOUT = "Export it again without location and other data, or open it in an image program and save it for the web."


def pictures_of_others(checked: CheckedSite) -> Iterator[Problem]:
    """Yield pictures that are fetched from somebody else's site."""
    for page in checked.pages:
        for picture in page.page.pictures:
            if _is_foreign(checked, picture.url):
                message = (
                    f"The picture “{picture.written}” is fetched from somebody else, who learns who reads the page."
                )
                hint = "Ask whether you may use it, put the file beside the page, and name the file."
                yield page.written.problem("foreign-load", message, page.written.address(picture), hint=hint)


def foreign_loads(checked: CheckedSite, finished: FinishedPage) -> Iterator[Problem]:
    """Yield what the templates fetch from somebody else's site."""
    # A picture of the text is told where it stands. That the text links to an address is another thing.
    written = {picture.url for picture in finished.page.pictures} if finished.page else set()
    for url in finished.fetched:
        if url not in written and _is_foreign(checked, url):
            message = f"The page fetches “{url}” from somebody else."
            yield of_template(finished, "foreign-load", message, f"{_IS_FROM_TEMPLATE} Keep a copy.")


def foreign_loads_of_files(checked: CheckedSite) -> Iterator[Problem]:
    """Yield what style sheets fetch from somebody else's site, and drawings that are more than drawings."""
    for path, text in _texts(checked, ".css"):
        for found in _IN_STYLE.finditer(_plain_style(text)):
            if _is_foreign(checked, found[1]):
                message = f"A style sheet fetches “{found[1]}” from somebody else."
                yield Problem("foreign-load", message, Place(path), "Put the file into templates/assets/.")
    for output in checked.outputs:
        if output.path.endswith(".svg") and _SUSPECT.search(output.data):
            yield from _refused_drawing(output)


def _refused_drawing(output: Output) -> Iterator[Problem]:
    from microsite.pictures.drawing import read_drawing  # noqa: PLC0415  few themes have a drawing that asks for it

    try:
        read_drawing(output.data)
    except RefusedPictureError as refused:
        place = Place(output.made_from or output.path, refused.line, refused.column)
        yield Problem(refused.code, refused.message, place, refused.hint)


def active_content(_checked: CheckedSite, finished: FinishedPage) -> Iterator[Problem]:
    """Yield what can run, send or embed something, each kind once."""
    hint = "Use a style sheet, a link, or a component; a page of this site runs nothing and sends nothing."
    for what in finished.active:
        yield of_template(finished, "active-content", f"The page has “{what}” in it.", f"{_IS_FROM_TEMPLATE} {hint}")


def without_policy(_checked: CheckedSite, finished: FinishedPage) -> Iterator[Problem]:
    """Yield pages that do not begin with the policy of the site, which holds also where a host sends no headers."""
    if finished.page and finished.policy not in {IN_A_PAGE, IN_A_COPY}:
        message = "The page does not begin with the policy that has browsers refuse whatever it does not need."
        hint = (
            'Write in the template, below <meta charset="utf-8">: '
            '<meta http-equiv="Content-Security-Policy" content="{{ site.protection }}">'
        )
        yield of_template(finished, "page-without-policy", message, hint)


def telling_pictures(checked: CheckedSite) -> Iterator[Problem]:
    """Yield pictures that say where they were taken, with which camera, or more."""
    suffixes = tuple(PICTURES)
    for output in checked.outputs:
        if output.path.lower().endswith(suffixes) and output.made_from.lower().endswith(suffixes):
            left = left_in(output.data)
            code = "photo-tells-place" if PLACE in left else "picture-data"
            words = next((words for what, words in _LEFT.items() if what in left), "")
            if words:
                yield Problem(code, words, Place(output.made_from), _WITHOUT)


CHECKS = (pictures_of_others,)
TEMPLATE_CHECKS = (foreign_loads, active_content, without_policy)
SITE_CHECKS = (foreign_loads_of_files, telling_pictures)


def _is_foreign(checked: CheckedSite, url: str) -> bool:
    parts = split(url.strip())
    if parts is None or parts.scheme not in {"", "http", "https"} or not parts.netloc:
        return False
    return parts.netloc.casefold() != urlsplit(checked.site.web.base_url).netloc.casefold()


def _plain_style(text: str) -> str:
    r"""Return a style sheet without comments, and with its escapes undone: `u\72l(` is `url(`."""
    text = _STYLE_COMMENT.sub(" ", text) if "/*" in text else text
    return _STYLE_ESCAPE.sub(_escaped, text) if "\\" in text else text


def _escaped(found: re.Match[str]) -> str:
    number = int(found[1], 16) if found[1] else 0
    return chr(number) if 0 < number <= sys.maxunicode else found[2] or ""


def _texts(checked: CheckedSite, suffix: str) -> Iterator[tuple[str, str]]:
    """Yield where each file of a kind comes from, and its text."""
    for output in checked.outputs:
        if output.path.endswith(suffix):
            yield output.made_from or output.path, output.data.decode("utf-8", errors="replace")
