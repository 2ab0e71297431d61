"""What Markdown itself does not make a link of: bare web addresses, mail addresses and telephone numbers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from markdown.inlinepatterns import InlineProcessor
from markdown.util import AtomicString

if TYPE_CHECKING:
    from markdown import Markdown

    from microsite.telephones import Telephones

_NO_LINKS_IN = ("a", "code", "h1", "h2", "h3", "h4", "h5", "h6")

# An address after `=` belongs to an attribute list.
_WEB = r"(?<![\w/@.\-=])(?<!=[\"'])(?:https?://|www\.)[^\s<>\"'“”\x02\x03]+"
_POINTED_MAIL = r"<(?:mailto:)?([\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+)>"
_MAIL = r"(?<![\w.+\-/])[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+"
# What stands before a number to which one writes: “Text 988”, “text HELLO to 988”, “text your ZIP code to 435748”.
_TEXT = re.compile(r"(?<!call or )\btext(?:(?: \S+){1,4} to)?\s+$", re.IGNORECASE)
# How far back these words are looked for: in a line of nothing but numbers, the whole of it each time takes seconds.
_LOOK_BACK = 80


class _WebAddress(InlineProcessor):
    ANCESTOR_EXCLUDES = _NO_LINKS_IN

    def handleMatch(  # type: ignore[override]  # noqa: N802  the library's name; its stub knows one form only
        self, m: re.Match[str], data: str
    ) -> tuple[Element, int, int]:
        del data
        # The full stop, bracket or quote after an address belongs to the sentence.
        address = m[0].rstrip(".,;:!?*_'")
        while address.endswith(")") and address.count(")") > address.count("("):
            address = address[:-1].rstrip(".,;:!?")
        link = Element("a", href=address if "://" in address else f"https://{address}")
        link.text = AtomicString(address)
        return link, m.start(), m.start() + len(address)


class _MailAddress(InlineProcessor):
    ANCESTOR_EXCLUDES = _NO_LINKS_IN

    def handleMatch(  # type: ignore[override]  # noqa: N802  as above
        self, m: re.Match[str], data: str
    ) -> tuple[Element, int, int]:
        del data
        address = m[0].rstrip(".-")
        link = Element("a", href=f"mailto:{address}")
        link.text = AtomicString(address)
        return link, m.start(), m.start() + len(address)


class _PointedMailAddress(InlineProcessor):
    """The library writes such an address in character references, of which nobody can tell where they lead."""

    def handleMatch(  # type: ignore[override]  # noqa: N802  as above
        self, m: re.Match[str], data: str
    ) -> tuple[Element, int, int]:
        del data
        link = Element("a", href=f"mailto:{m[1]}")
        link.text = AtomicString(m[1])
        return link, m.start(), m.end()


class TelephoneNumber(InlineProcessor):
    """Makes links of the telephone numbers that the site knows."""

    ANCESTOR_EXCLUDES = _NO_LINKS_IN

    def __init__(self, telephones: Telephones, md: Markdown) -> None:
        super().__init__(telephones.pattern, md)
        self.telephones = telephones

    def handleMatch(  # type: ignore[override]  # noqa: N802  as above
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        """Return the link and where it begins and ends, or nothing for a number that the site does not know."""
        said = _TEXT.search(data[max(0, m.start() - _LOOK_BACK) : m.start()])
        address = self.telephones.link(m[0], to_write=said is not None)
        if address is None:
            return None, None, None
        # “Text 988” is the link, not only the number: it reads differently from one that calls the same number.
        start = m.start()
        if said and address.startswith("sms:") and said[0].replace(" ", "").isalnum():
            start -= len(said[0])
        link = Element("a", href=address)
        link.text = AtomicString(data[start : m.end()])
        return link, start, m.end()


def add_links(md: Markdown, telephones: Telephones) -> None:
    """Teach a converter to make links of bare addresses and telephone numbers."""
    md.inlinePatterns.register(_PointedMailAddress(_POINTED_MAIL, md), "automail", 110)
    md.inlinePatterns.register(_WebAddress(_WEB, md), "web_address", 108)
    md.inlinePatterns.register(_MailAddress(_MAIL, md), "mail_address", 106)
    md.inlinePatterns.register(TelephoneNumber(telephones, md), "telephone_number", 104)
