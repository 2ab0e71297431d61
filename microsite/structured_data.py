"""What search engines and other programs are told about a page, as JSON-LD (https://schema.org).

It says only what the page shows: no rating, no reviewer, no opening hours are ever made up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microsite.config import publisher

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microsite.config import Config
    from microsite.model import Document, Page, Web
    from microsite.navigation import Item
    from microsite.theme import PageType


def structured_data(
    page: Page, page_type: PageType, crumbs: Sequence[Item], config: Config, web: Web
) -> dict[str, Any]:
    """Return the graph of a page: itself, its publisher, its breadcrumbs, and on home the site."""
    document = page.document
    graph = [_page(page, page_type, config, web), _organization(config, web)]
    if document.address == "/":
        graph.append(_site(config, web))
    if crumbs:
        graph.append(_breadcrumbs(document, crumbs, web))
    if page_type.file.schema_org == "ContactPage" and config.settings.contact:
        graph.append(_clinic(config, web))
    return {"@context": "https://schema.org", "@graph": graph}


def _page(page: Page, page_type: PageType, config: Config, web: Web) -> dict[str, Any]:
    front_matter, url = page.document.front_matter, web.absolute(page.address)
    kind = page_type.file.schema_org
    data: dict[str, Any] = {
        "@type": kind,
        "@id": f"{url}#page",
        "url": url,
        "name": page.document.title,
        "description": page.document.description,
        "inLanguage": config.settings.language,
        "isPartOf": {"@id": f"{web.base_url}#site"},
        "publisher": {"@id": f"{web.base_url}#publisher"},
    }
    if front_matter.reviewed_on:
        data["dateModified"] = front_matter.reviewed_on.isoformat()
        data["lastReviewed"] = front_matter.reviewed_on.isoformat()
    if kind == "MedicalWebPage":
        data["audience"] = "https://schema.org/Patient"
        data["specialty"] = "https://schema.org/Psychiatric"
        data["about"] = {
            "@type": "MedicalTherapy",
            "name": "Intensive outpatient program",
            "alternateName": "IOP",
        }
        data["mainContentOfPage"] = {"@type": "WebPageElement", "cssSelector": "main"}
    if kind == "ContactPage" and config.settings.contact:
        data["mainEntity"] = {"@id": f"{web.base_url}#clinic"}
    citations = dict.fromkeys(link.url for link in page.links if link.url.startswith("https://"))
    if citations and page.sources:
        data["citation"] = list(citations)
    return data


def _organization(config: Config, web: Web) -> dict[str, Any]:
    return {
        "@type": "Organization",
        "@id": f"{web.base_url}#publisher",
        "name": publisher(config.settings),
        "url": web.base_url,
    }


def _site(config: Config, web: Web) -> dict[str, Any]:
    return {
        "@type": "WebSite",
        "@id": f"{web.base_url}#site",
        "url": web.base_url,
        "name": config.settings.name,
        "description": config.settings.description,
        "inLanguage": config.settings.language,
        "publisher": {"@id": f"{web.base_url}#publisher"},
    }


def _breadcrumbs(document: Document, crumbs: Sequence[Item], web: Web) -> dict[str, Any]:
    return {
        "@type": "BreadcrumbList",
        "@id": f"{web.absolute(document.address)}#breadcrumbs",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": position,
                "name": crumb.title,
                "item": web.absolute(crumb.address),
            }
            for position, crumb in enumerate(crumbs, 1)
        ],
    }


def _clinic(config: Config, web: Web) -> dict[str, Any]:
    contact = config.settings.contact
    if contact is None:
        return {}
    return {
        "@type": "MedicalClinic",
        "@id": f"{web.base_url}#clinic",
        "name": contact.name,
        "url": web.base_url,
        "telephone": contact.phone,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": contact.street,
            "addressLocality": contact.city,
            "addressRegion": contact.region,
            "postalCode": contact.postal_code,
            "addressCountry": contact.country,
        },
    }
