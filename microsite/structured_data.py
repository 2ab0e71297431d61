"""What search engines and other programs are told about a page, as JSON-LD (https://schema.org).

It says only what the page shows: no rating, no reviewer, no opening hours are ever made up.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microsite.settings import publisher

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microsite.body import Body
    from microsite.config import Config
    from microsite.model import Document, Page
    from microsite.navigation import Item
    from microsite.page_keys import FrontMatter
    from microsite.site import Site
    from microsite.theme import PageType
    from microsite.web import Web

_SHORT_FORM = re.compile(r"(?P<name>.+?)\s*\((?P<short>[^()]+)\)")

Data = dict[str, Any]


class Told(Struct, frozen=True):
    """What a component of a page tells search engines: its text, and what its pieces are."""

    kind: str
    """`questions`, `terms` or `steps`, as `component.yaml` says."""
    body: Body


def structured_data(page: Page, page_type: PageType, crumbs: Sequence[Item], told: Sequence[Told], site: Site) -> Data:
    """Return the graph of a page: itself, its publisher, its breadcrumbs, its lists, and on home the site."""
    config, web = site.config, site.web
    document, url = page.document, web.absolute(page.address)
    graph = [_page(page, page_type, config, web), _organization(config, web, site.principles)]
    if document.address == "/":
        graph.append(_site(config, web))
    if crumbs:
        graph.append(_breadcrumbs(document, crumbs, web))
    if page_type.file.schema_org == "ContactPage" and config.settings.contact:
        graph.append(_clinic(config, web))
    if questions := [question for entry in told if entry.kind == "questions" for question in _questions(entry, url)]:
        graph[0]["mainEntity"] = questions
    if terms := [entry for entry in told if entry.kind == "terms"]:
        graph.append(_terms(terms, document, url))
    graph += [
        _steps(entry, f"{url}#list-{number}")
        for number, entry in enumerate((entry for entry in told if entry.kind == "steps"), 1)
    ]
    return {"@context": "https://schema.org", "@graph": graph}


def _page(page: Page, page_type: PageType, config: Config, web: Web) -> Data:
    front_matter, url = page.document.front_matter, web.absolute(page.address)
    kind = page_type.file.schema_org
    data: Data = {
        "@type": kind,
        "@id": f"{url}#page",
        "url": url,
        "name": page.document.title,
        "description": page.document.description,
        "inLanguage": config.settings.language,
        "isPartOf": {"@id": f"{web.base_url}#site"},
        "publisher": {"@id": f"{web.base_url}#publisher"},
    }
    if front_matter.publish_on:
        data["datePublished"] = front_matter.publish_on.isoformat()
    if front_matter.reviewed_on:
        data["dateModified"] = front_matter.reviewed_on.isoformat()
        data["lastReviewed"] = front_matter.reviewed_on.isoformat()
    if kind == "MedicalWebPage":
        data |= _medical(front_matter, config)
    if kind == "ContactPage" and config.settings.contact:
        data["mainEntity"] = {"@id": f"{web.base_url}#clinic"}
    citations = dict.fromkeys(link.url for link in page.links if link.url.startswith("https://"))
    if citations and page.sources:
        data["citation"] = list(citations)
    return data


def _medical(front_matter: FrontMatter, config: Config) -> Data:
    """Return what a page about health says besides."""
    patient = front_matter.audience == "patient"
    about = [_named("MedicalTherapy", name) for name in front_matter.about or config.settings.about]
    mentions = [_named("PsychologicalTreatment", name) for name in front_matter.mentions]
    data: Data = {
        "audience": "https://schema.org/Patient"
        if patient
        else {"@type": "MedicalAudience", "audienceType": "Caregiver"},
        "specialty": "https://schema.org/Psychiatric",
        "mainContentOfPage": {"@type": "WebPageElement", "cssSelector": "main"},
    }
    if about:
        data["about"] = about if len(about) > 1 else about[0]
    if mentions:
        data["mentions"] = mentions
    return data


def _named(kind: str, text: str) -> Data:
    """Return a thing of a kind; a short form in parentheses is its other name."""
    found = _SHORT_FORM.fullmatch(text)
    if found:
        return {"@type": kind, "name": found["name"], "alternateName": found["short"]}
    return {"@type": kind, "name": text}


def _questions(told: Told, url: str) -> list[Data]:
    """Return each question with its answer, word for word as the page shows them."""
    return [
        {
            "@type": "Question",
            "@id": f"{url}#{section.id}",
            "name": section.title.words,
            "acceptedAnswer": {"@type": "Answer", "text": section.body.words},
        }
        for section in told.body.sections
    ]


def _terms(told: Sequence[Told], document: Document, url: str) -> Data:
    """Return the words that a page explains."""
    return {
        "@type": "DefinedTermSet",
        "@id": f"{url}#terms",
        "name": document.title,
        "hasDefinedTerm": [
            {
                "@type": "DefinedTerm",
                "@id": f"{url}#{section.id}",
                "name": section.title.words,
                "description": section.body.words,
                "termCode": section.id,
                "inDefinedTermSet": f"{url}#terms",
            }
            for entry in told
            for section in entry.body.sections
        ],
    }


def _steps(told: Told, id_: str) -> Data:
    """Return the items of a list, in order."""
    return {
        "@type": "ItemList",
        "@id": id_,
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": item.whole.words}
            for position, item in enumerate(told.body.items, 1)
        ],
    }


def _organization(config: Config, web: Web, principles: str) -> Data:
    data: Data = {
        "@type": "Organization",
        "@id": f"{web.base_url}#publisher",
        "name": publisher(config.settings),
        "url": web.base_url,
    }
    return data | {"publishingPrinciples": web.absolute(principles)} if principles else data


def _site(config: Config, web: Web) -> Data:
    return {
        "@type": "WebSite",
        "@id": f"{web.base_url}#site",
        "url": web.base_url,
        "name": config.settings.name,
        "description": config.settings.description,
        "inLanguage": config.settings.language,
        "publisher": {"@id": f"{web.base_url}#publisher"},
    }


def _breadcrumbs(document: Document, crumbs: Sequence[Item], web: Web) -> Data:
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


def _clinic(config: Config, web: Web) -> Data:
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
