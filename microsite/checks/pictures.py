"""Pictures: each has words for those who do not see it."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from microsite.checks.broken import of_template

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microsite.checks.checked import CheckedSite
    from microsite.model import Picture
    from microsite.problems import Problem
    from microsite.tree import FinishedPage

_NOTHING = re.compile(
    r"(?:an? |the )?(?:image|img|picture|photo|photograph|graphic|logo|icon|screenshot)?[\W\d_]*", re.IGNORECASE
)
_POOR_START = re.compile(r"(?:an? |the )?(?:image|picture|photo|photograph|graphic) of\b", re.IGNORECASE)


def without_words(checked: CheckedSite) -> Iterator[Problem]:
    """Yield pictures without alternative text, or with one that is a name of the file or of pictures as such."""
    for page in checked.pages:
        for picture in page.page.pictures:
            if not picture.alt.strip() or _says_nothing(picture):
                message = f"The picture “{picture.written}” has no words for those who cannot see it."
                if picture.alt.strip():
                    message = f"“{picture.alt}” says nothing to those who cannot see the picture."
                hint = f"Write between the brackets what it shows: ![The front door]({picture.written})."
                yield page.written.problem("missing-alt", message, page.written.address(picture), hint=hint)


def without_words_in_templates(_checked: CheckedSite, finished: FinishedPage) -> Iterator[Problem]:
    """Yield pictures of the frame without alternative text."""
    for picture in finished.pictures:
        if picture.alt is None:
            message = f"The picture “{picture.url}” has no attribute “alt”."
            hint = 'It comes from a template. Say there what it shows, or write alt="" if it only decorates.'
            yield of_template(finished, "missing-alt", message, hint)


def poor_words(checked: CheckedSite) -> Iterator[Problem]:
    """Yield pictures whose alternative text says little about what they show."""
    for page in checked.pages:
        for picture in page.page.pictures:
            if _is_poor(picture):
                message = f"“{picture.alt}” does not say what the picture shows."
                hint = "Say what it shows, without “image of”: “The front door, up three steps”."
                yield page.written.problem("poor-alt", message, page.written.address(picture), hint=hint)


CHECKS = (without_words, poor_words)
TEMPLATE_CHECKS = (without_words_in_templates,)
SITE_CHECKS = ()


def _says_nothing(picture: Picture) -> bool:
    alt, name = picture.alt.strip(), posixpath.basename(picture.written)
    is_name = alt.casefold() in {name.casefold(), _stem(picture)} and not alt.isalpha()
    return is_name or bool(_NOTHING.fullmatch(alt))


def _is_poor(picture: Picture) -> bool:
    alt = picture.alt.strip()
    return bool(_POOR_START.match(alt)) or (alt.isalpha() and alt.casefold() == _stem(picture))


def _stem(picture: Picture) -> str:
    return posixpath.splitext(posixpath.basename(picture.written))[0].casefold()
