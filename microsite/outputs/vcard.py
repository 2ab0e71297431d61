"""`contact.vcf`: the publisher's name, address and telephone number, to be saved on a phone.

Version 3.0 is the one that all phones read (https://www.rfc-editor.org/rfc/rfc2426).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from microsite.model import Output
from microsite.prose.inline import digits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microsite.render import Renderer
    from microsite.site import Site


def vcard(site: Site, renderer: Renderer) -> Iterator[Output]:
    """Yield the card, if the settings have a contact."""
    del renderer
    contact = site.config.settings.contact
    if contact is None:
        return
    address = ["", "", contact.street, contact.city, contact.region, contact.postal_code, contact.country]
    lines = [
        "BEGIN:VCARD",
        "VERSION:3.0",
        f"N:{_escaped(contact.name)};;;;",
        f"FN:{_escaped(contact.name)}",
        f"ORG:{_escaped(contact.name)}",
        f"TEL;TYPE=WORK,VOICE:+{contact.country_calling_code}{digits(contact.phone)}",
        f"ADR;TYPE=WORK:{';'.join(map(_escaped, address))}",
        f"URL:{_escaped(site.web.base_url)}",
        "END:VCARD",
    ]
    yield Output(
        "contact.vcf",
        "".join(f"{folded}\r\n" for line in lines for folded in _folded(line)).encode(),
        "site_config.yaml",
    )


def _escaped(text: str) -> str:
    for character in "\\;,":
        text = text.replace(character, "\\" + character)
    return text


def _folded(line: str) -> Iterator[str]:
    """Yield the line in pieces of at most 75 bytes, each after the first beginning with a space (section 2.6)."""
    piece = ""
    for character in line:
        if len((piece + character).encode()) > 75:  # noqa: PLR2004  the limit of the standard
            yield piece
            piece = " "
        piece += character
    yield piece
