"""What programs are told equals what people see: structured data, numbers behind links, pictures for sharing."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from PIL import Image

from browser.conftest import BASE, Found, open_all

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from browser.conftest import OpenPage, Server

NUMBERS = """() => [...document.querySelectorAll('a[href^="tel:" i], a[href^="sms:" i]')].map(link => ({
  href: link.getAttribute('href'),
  said: link.textContent,
  label: link.getAttribute('aria-label') ?? '',
  beside: link.parentElement.textContent,
}))"""


def graph(page: Page) -> list[dict[str, Any]]:
    blocks = page.locator('script[type="application/ld+json"]').all_text_contents()
    return [node for block in blocks for node in json.loads(block)["@graph"]]


def words(page: Page, selector: str) -> list[str]:
    """Return the visible words of everything that a selector finds."""
    found: list[str] = page.locator(selector).evaluate_all("elements => elements.map(seen.words)")
    return found


def is_indexed(page: Page) -> bool:
    return page.locator('link[rel="canonical"]').count() == 1


def test_the_data_of_a_page_say_what_it_shows(open_page: OpenPage, server: Server, address: str) -> None:
    page = open_page(address)
    nodes = graph(page)
    told = [node for node in nodes if str(node["@type"]).endswith("Page")]
    assert len(told) == is_indexed(page)
    for node in told:
        assert [node["name"]] == words(page, "h1")
        assert node["description"] == page.locator('meta[name="description"]').get_attribute("content")
        assert node["url"] == page.locator('link[rel="canonical"]').get_attribute("href") == server.home + address
        links = page.locator("main a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
        assert set(node.get("citation", ())) <= set(links)
        dates = page.locator("time").evaluate_all("times => times.map(time => time.dateTime)")
        assert {node.get("lastReviewed"), node.get("dateModified")} <= {*dates, None}
    trails = [[item["name"] for item in node["itemListElement"]] for node in nodes if node["@type"] == "BreadcrumbList"]
    shown = words(page, ".breadcrumbs__item")
    assert trails == ([shown] if shown else [])
    assert len({node["@id"] for node in nodes}) == len(nodes)


def test_the_data_of_questions_say_what_is_asked_and_answered(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    open_all(page)
    told = [
        (entity["name"], entity["acceptedAnswer"]["text"])
        for node in graph(page)
        for entity in node.get("mainEntity", [])
        if isinstance(entity, dict) and entity["@type"] == "Question"
    ]
    asked, answered = words(page, ".questions summary"), words(page, ".questions__answer")
    assert told == (list(zip(asked, answered, strict=True)) if is_indexed(page) else [])


def test_the_data_of_words_say_what_is_explained(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    sets = [node for node in graph(page) if node["@type"] == "DefinedTermSet"]
    terms = [(term["name"], term["description"]) for node in sets for term in node["hasDefinedTerm"]]
    shown = list(zip(words(page, ".glossary dt"), words(page, ".glossary dd"), strict=True))
    assert terms == (shown if is_indexed(page) else [])


def test_the_data_of_lists_say_what_is_listed(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    lists = [[item["name"] for item in node["itemListElement"]] for node in graph(page) if node["@type"] == "ItemList"]
    drawn = page.locator("main :is(ol, ul)").evaluate_all(
        "lists => lists.map(list => [...list.children].map(seen.words))"
    )
    assert [items for items in lists if items not in drawn] == []
    # No list of steps is left out.
    steps = page.locator(".steps ol").evaluate_all("lists => lists.map(list => [...list.children].map(seen.words))")
    assert [items for items in steps if items not in lists] == [] or not is_indexed(page)


def test_a_link_calls_the_number_that_it_shows(open_page: OpenPage, address: str) -> None:
    links = open_page(address).evaluate(NUMBERS)
    assert {"tel:988", "tel:911"} <= {link["href"] for link in links}
    assert wrong_numbers(links) == []


def wrong_numbers(links: list[dict[str, str]]) -> Found:
    """Return the links that call another number than they show.

    The digits in a link's words are what it calls. A link without digits has a label with them, or stands beside them.
    """
    wrong = []
    for link in links:
        called = number(urlsplit(link["href"]).path)
        if re.search(r"\d", link["said"]):
            right = number(link["said"]) == called
        elif link["label"]:
            right = number(link["label"]) == called
        else:
            right = called in numbers(link["beside"])
        if not right:
            wrong.append(f"{link['href']} behind “{link['label'] or link['said']}”")
    return wrong


def number(text: str) -> str:
    """Return the digits of a telephone number without the country's."""
    digits = re.sub(r"\D", "", text)
    return digits[1:] if len(digits) == 11 and digits.startswith("1") else digits


def numbers(text: str) -> set[str]:
    """Return every telephone number in a text."""
    return {number(found) for found in re.findall(r"\+?\(?\d[\d().\s-]*", text)}


def test_a_wrong_number_would_be_told() -> None:
    right = [
        {"href": "tel:+18664762823", "said": "(866) 476-2823", "label": "", "beside": ""},
        {"href": "sms:741741", "said": "Text", "label": "Text 741741", "beside": ""},
        {"href": "tel:988", "said": "Call", "label": "", "beside": "Call or text 988"},
    ]
    assert wrong_numbers(right) == []
    assert len(wrong_numbers([link | {"href": "tel:989"} for link in right])) == 3


def test_a_page_has_a_picture_for_sharing(open_page: OpenPage, server: Server, address: str) -> None:
    page = open_page(address)
    pictures = page.locator('meta[property="og:image"]').all()
    assert len(pictures) == is_indexed(page)
    for meta in pictures:
        path = urlsplit(meta.get_attribute("content") or "").path
        with Image.open(server.folder / path.removeprefix(BASE)) as picture:
            assert (picture.format, picture.size) == ("PNG", (1200, 630))
