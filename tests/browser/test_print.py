"""Each page is a good handout: all of it, on white, with the number to call in a crisis."""

from __future__ import annotations

import io
import re
import subprocess
import unicodedata
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from browser.conftest import tell

if TYPE_CHECKING:
    from pathlib import Path

    from browser.conftest import OpenPage

WHITE = 240
"""From here on, of 255, a grey is paper."""

# What is to be on paper: every piece of text of the page, but not what can only be tapped: the buttons and lists that
# lead elsewhere on the site, and the card to save on a phone.
TEXTS = """() => {
  const tapped = 'nav, .next, .next__list, .related, .footnote-backref, [href$=".vcf"], .visually-hidden, svg';
  const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!node.parentElement.closest(tapped)) texts.push(node.data);
  }
  return texts;
}"""

MADE_FOR_PRINT = """() => ({
  title: document.querySelector('h1').textContent,
  reviewed: document.querySelector('.review time')?.textContent ?? '',
  answers: [...document.querySelectorAll('.questions__answer')].map(answer => seen.words(answer)),
  urls: [...document.querySelectorAll('.prose a[href^="https:"], .sources a[href^="https:"]')]
    .filter(link => !link.closest('nav, .footnote-backref')).map(link => link.getAttribute('href')),
  folded: [...document.querySelectorAll('.questions__answer')].filter(answer => !seen.shown(answer)).map(seen.name),
  menu: [...document.querySelectorAll('.menu, .menu a, .skip-link')].filter(seen.shown).map(seen.name),
  crisis: [...document.querySelectorAll('footer')].some(foot => seen.shown(foot) && foot.innerText.includes('988')),
})"""


def letters(text: str) -> str:
    """Return the letters and digits of a text: line breaks, hyphens and ligatures are the printer's."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text))


@pytest.mark.parametrize("paper", ["Letter", "A4"])
def test_everything_is_on_paper(open_page: OpenPage, address: str, paper: str, tmp_path: Path) -> None:
    page = open_page(address, color_scheme="dark", viewport={"width": 700, "height": 900})
    page.emulate_media(media="print")
    made: dict[str, Any] = page.evaluate(MADE_FOR_PRINT)
    texts: list[str] = page.evaluate(TEXTS)
    assert texts
    file = tmp_path / "page.pdf"
    file.write_bytes(page.pdf(format=paper))
    sheets = text_of(file).removesuffix("\f").split("\f")
    printed = letters("".join(sheets))
    assert letters(made["title"]) in printed
    assert letters(made["reviewed"]) in printed
    assert [text for text in texts if letters(text) not in printed] == []
    assert [answer for answer in made["answers"] if not all(letters(word) in printed for word in answer.split())] == []
    assert [url for url in made["urls"] if letters(url) not in printed] == []
    assert [number for number, sheet in enumerate(sheets, 1) if "988" not in sheet] == []
    assert is_white(file)


def test_what_is_for_the_screen_stays_there(open_page: OpenPage, address: str) -> None:
    page = open_page(address, color_scheme="dark", viewport={"width": 700, "height": 900})
    page.emulate_media(media="print")
    made: dict[str, Any] = page.evaluate(MADE_FOR_PRINT)
    assert made["folded"] == []
    assert made["menu"] == []
    assert made["crisis"], "no 988 in the foot"
    assert tell(page, "beyond") == []
    assert tell(page, "cut") == []


def text_of(file: Path) -> str:
    """Return the text of a printed page in the order in which it was drawn."""
    command = ["pdftotext", "-raw", "-enc", "UTF-8", str(file), "-"]
    return subprocess.run(command, check=True, capture_output=True).stdout.decode()


def is_white(file: Path) -> bool:
    """Return whether the first page has white corners and is mostly white."""
    command = ["pdftoppm", "-r", "20", "-f", "1", "-l", "1", "-png", str(file)]  # no output name: to standard output
    picture = Image.open(io.BytesIO(subprocess.run(command, check=True, capture_output=True).stdout)).convert("L")
    right, bottom = picture.width - 2, picture.height - 2
    corners = [picture.getpixel(at) for at in [(1, 1), (right, 1), (1, bottom), (right, bottom)]]
    shares = picture.histogram()
    return corners == [255] * 4 and sum(shares[WHITE:]) > 0.6 * sum(shares) and sum(shares[:100]) < 0.1 * sum(shares)
