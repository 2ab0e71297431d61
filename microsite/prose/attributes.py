"""Attribute lists in `{ }` after text and on fenced code: the library's own, with the attributes that are allowed.

This is imported where a page has some, as the library's two parts take 2 ms and bring Pygments with them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markdown.extensions.attr_list import AttrListTreeprocessor, get_attrs_and_remainder
from markdown.extensions.fenced_code import FencedBlockPreprocessor

if TYPE_CHECKING:
    from collections.abc import Iterable
    from xml.etree.ElementTree import Element

    from microsite.prose.slips import Attribute, NotingMarkdown


class AttributeLists(AttrListTreeprocessor):
    """Sets what may be set. An attribute that Markdown itself has set, as the address of a link, is never replaced."""

    def __init__(self, md: NotingMarkdown) -> None:
        super().__init__(md)
        self.noting = md

    def assign_attrs(self, elem: Element, attrs_string: str, *, strict: bool = False) -> str:
        """Set the attributes of a list on an element, and return what stands behind the list."""
        attributes, rest = get_attrs_and_remainder(attrs_string)
        if strict and rest:
            return rest
        for name, value in self.noting.permitted(attributes, attrs_string + "}"):
            if name in {".", "class"}:
                elem.set("class", f"{elem.get('class', '')} {value}".strip())
            else:
                elem.attrib.setdefault(name, value)
        return rest


class FencedCode(FencedBlockPreprocessor):
    """Fenced code, whose attributes become HTML at once."""

    def __init__(self, md: NotingMarkdown) -> None:
        super().__init__(md, {"lang_prefix": "language-"})
        self.noting = md
        # What the library would find out by looking for its own extension of attribute lists.
        self.checked_for_deps = self.use_attr_list = True

    def handle_attrs(self, attrs: Iterable[Attribute]) -> tuple[str, list[str], dict[str, Any]]:
        """Return id, classes, and all other attributes of a piece of code."""
        id_, classes, others = super().handle_attrs(self.noting.permitted(attrs))
        if id_:
            self.noting.ids_of_code.add(id_)
        return id_, classes, others
