"""Languages: which names of them programs know, and in which one a text seems to be."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# https://www.rfc-editor.org/rfc/rfc5646#section-2.1, without what hardly anybody needs.
_TAG = re.compile(r"([a-z]{2,3})(?:-[a-z]{4})?(?:-([a-z]{2}|[0-9]{3}))?(?:-[a-z0-9]{5,8})*", re.IGNORECASE)

# ISO 639-1, by first letter. A language that has two letters may not be named with three.
_TWO_LETTERS = """
    aa ab ae af ak am an ar as av ay az  ba be bg bi bm bn bo br bs  ca ce ch co cr cs cu cv cy  da de dv dz
    ee el en eo es et eu  fa ff fi fj fo fr fy  ga gd gl gn gu gv  ha he hi ho hr ht hu hy hz
    ia id ie ig ii ik io is it iu  ja jv  ka kg ki kj kk kl km kn ko kr ks ku kv kw ky  la lb lg li ln lo lt lu lv
    mg mh mi mk ml mn mr ms mt my  na nb nd ne ng nl nn no nr nv ny  oc oj om or os  pa pi pl ps pt  qu
    rm rn ro ru rw  sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw  ta te tg th ti tk tl tn to tr ts tt tw ty
    ug uk ur uz  ve vi vo  wa wo  xh  yi yo  za zh zu
"""
_KNOWN = frozenset(_TWO_LETTERS.split())
_MISNAMED = {
    "de": "deu ger german deutsch",
    "en": "eng english",
    "en-GB": "en-uk",
    "es": "spa sp spanish español espanol",
    "fr": "fra fre french",
    "it": "ita italian",
    "ja": "jpn jp japanese",
    "ko": "kor korean",
    "pt": "por portuguese",
    "ru": "rus russian",
    "tl": "tgl tagalog",
    "vi": "vie vietnamese",
    "zh": "chi zho cn chinese",
}
_RIGHT = {wrong: right for right, names in _MISNAMED.items() for wrong in names.split()}

# Words that make a fourth of what is written in a language, and hardly occur in the others of this list.
_COMMON = {
    "English": "the of and that you your for with are this be not have it they what when can or",
    "Spanish": "el los las y en con del es más pero como está usted muy sin sus su cuando también",
    "Portuguese": "os uma em com não é ao são dos você pelo foi seu sua isso também",
    "French": "le les des et est une du dans pour vous nous pas qui sur avec au ce sont votre ou",
    "Italian": "il di che è per della si nei non sono gli nel più anche alla dei delle questo come",
    "German": "der die und das ist nicht sie ein eine mit den zu für von auf dem sich wir ihr",
    "Dutch": "het een van dat niet zijn voor aan ook wordt deze bij naar maar wij",
    "Polish": "się nie jest w z że jak są dla lub przez może oraz jeśli",
    "Vietnamese": "và của là các có được cho những không trong một với người này",
    "Tagalog": "ang ng mga sa ay ito kung hindi ikaw niya kayo",
}
_TAGS = {
    "English": "en",
    "Spanish": "es",
    "Portuguese": "pt",
    "French": "fr",
    "Italian": "it",
    "German": "de",
    "Dutch": "nl",
    "Polish": "pl",
    "Vietnamese": "vi",
    "Tagalog": "tl",
}
_OF = {word: name for name, words in _COMMON.items() for word in words.split()}
_OWN = {name: frozenset(words.split()) for name, words in _COMMON.items()}
_WORDS = re.compile(r"[^\W\d_]+")

_MIN_WORDS = 50
_PIECE = 1000
"""Characters."""
_SHARE, _LEAD = 0.15, 3
"""A text is in another language if this part of it are that one's words, and they are so many times its own's."""


def is_language(tag: str) -> bool:
    """Tell whether a text names a language as programs know them: `en`, `es-MX`, `zh-Hant`."""
    found = _TAG.fullmatch(tag)
    if not found or right_name(tag):
        return False
    return len(found[1]) > 2 or found[1].casefold() in _KNOWN  # noqa: PLR2004  letters of the shorter names


def right_name(tag: str) -> str:
    """Return how the language is named right, if that is known, or nothing."""
    return _RIGHT.get(tag.casefold()) or _RIGHT.get(tag.partition("-")[0].casefold(), "")


def language_name(tag: str) -> str:
    """Return what people call a language that `other_language` knows, or its tag."""
    return next((name for name, known in _TAGS.items() if known == tag.partition("-")[0].casefold()), tag)


def other_language(texts: Iterable[str], tag: str) -> str:
    """Return the tag of the language in which texts are that are said to be in another; nothing where it is not sure.

    What is counted are the commonest words; few texts have other languages' at all. Where its own make enough of three
    pieces of a text, no more of it is looked at: that is so on nearly every page.
    """
    said = language_name(tag)
    if said not in _COMMON:
        return ""
    text = " ".join(texts)
    middle = len(text) // 2
    pieces = f"{text[:_PIECE]} {text[middle : middle + _PIECE]} {text[-_PIECE:]}".lower().split()
    if sum(map(_OWN[said].__contains__, pieces)) >= _SHARE * len(pieces):
        return ""
    words = _WORDS.findall(text.lower())
    if len(words) < _MIN_WORDS:
        return ""
    counted = Counter([_OF[word] for word in words if word in _OF])
    found, count = max(counted.items(), key=lambda language: language[1], default=(said, 0))
    is_other = count >= _SHARE * len(words) and count >= _LEAD * max(counted[said], 1)
    return _TAGS[found] if is_other and found != said else ""
