"""`contact.vcf`: the publisher's name, address and telephone number, to be saved on a phone.

Version 3.0 is the one that all phones read (https://www.rfc-editor.org/rfc/rfc2426).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from microsite.content_lines import escaped, written
from microsite.model import Output
from microsite.telephones import digits

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
        f"N:{escaped(contact.name)};;;;",
        f"FN:{escaped(contact.name)}",
        f"ORG:{escaped(contact.name)}",
        f"TEL;TYPE=WORK,VOICE:+{contact.country_calling_code}{digits(contact.phone)}",
        f"ADR;TYPE=WORK:{';'.join(map(escaped, address))}",
        f"URL:{escaped(site.web.base_url)}",
        "END:VCARD",
    ]
    yield Output("contact.vcf", written(lines), "site_config.yaml")
