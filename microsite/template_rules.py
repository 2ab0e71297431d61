"""What templates must not do with values, lest a value become more than a text: an attribute, an element, a program.

Every value is escaped, which holds in texts and in attributes within quotes, and nowhere else:
https://cheatsheetseries.owasp.org/cheatsheets/Cross_Site_Scripting_Prevention_Cheat_Sheet.html#output-encoding
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, NamedTuple

from jinja2 import nodes

from microsite.html_places import (
    AFTER_NAME,
    BEFORE_VALUE,
    BETWEEN,
    COMMENT,
    DECLARATION,
    NAME,
    RAW,
    TAG,
    TEXT,
    TITLE,
    VALUE,
    Spot,
    after,
    after_value,
)
from microsite.placed import PLACED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jinja2 import Environment

    Spots = frozenset[Spot]

# Filters that leave what is escaped as it is; all others may bring back what escaping has taken away.
_HARMLESS_ON_BLOCKS = frozenset({"upper", "lower", "capitalize", "title", "trim", "indent"})
_NUMBERS = frozenset({"int", "length", "count"})
_OF_LOOPS = frozenset({"index", "index0", "revindex", "revindex0", "length", "depth", "depth0"})
_DRAWN_WITHIN = (nodes.Block, nodes.With, nodes.Scope, nodes.OverlayScope, nodes.ScopedEvalContextModifier)

_NO_PROGRAM = "A page of this site runs nothing. What search engines are told is {{ page.structured_data }}."
_A_CLASS = "Choose a class for it, and write its look into a style sheet."


class Unsafe(NamedTuple):
    """Something in a template that is not safe."""

    line: int
    message: str
    hint: str


def unsafe_in(environment: Environment, name: str, text: str) -> tuple[Unsafe, ...]:
    """Return what is not safe in a template, in order. Raises TemplateSyntaxError."""
    if "{" not in text:
        return ()
    template = environment.parse(text, name)
    walk = _Walk(is_component=name.startswith("components/"))
    walk.body(template.body, frozenset({Spot(RAW, "style") if name.endswith(".css") else Spot(TEXT)}))
    return tuple(sorted({*walk.found, *_unescaped(template)}))


# What takes the escaping away


def _unescaped(template: nodes.Template) -> Iterator[Unsafe]:
    for found in template.find_all(nodes.Filter):
        yield from _of_filter(found)
    for block in template.find_all((nodes.FilterBlock, nodes.AssignBlock)):
        inner: nodes.Node | None = getattr(block, "filter", None)
        while isinstance(inner, nodes.Filter):
            if inner.name not in _HARMLESS_ON_BLOCKS:
                message = f"“{inner.name}” may take the escaping from the values in this block."
                yield Unsafe(block.lineno, message, "Use the filter on each value by itself.")
            inner = inner.node
    for changed in template.find_all(nodes.EvalContextModifier):
        if any(option.key == "autoescape" and not _is_true(option.value) for option in changed.options):
            hint = "Take “autoescape” out: what is HTML already is shown as such without it."
            yield Unsafe(changed.lineno, "Values are no longer escaped from here on.", hint)


def _of_filter(found: nodes.Filter) -> Iterator[Unsafe]:
    applied = [found.name]
    if found.name == "map":
        applied += [part.value for part in found.args if isinstance(part, nodes.Const)]
    if "safe" in applied and not _is_html(found.node, is_component=True):
        hint = "Take it out: every value is escaped, and what is HTML already, as page.body, stays so."
        yield Unsafe(found.lineno, "“safe” shows a value as it stands, whatever is in it.", hint)
    if "xmlattr" in applied:
        message = "“xmlattr” makes attributes of whatever names a value has."
        yield Unsafe(found.lineno, message, "Write the attributes out.")


def _is_true(node: nodes.Expr) -> bool:
    return isinstance(node, nodes.Const) and node.value is True


# Where values stand


class _Walk:
    """Goes through a template as it is drawn, every way at once, and notes what stands where it must not."""

    def __init__(self, *, is_component: bool) -> None:
        self.is_component = is_component
        self.found: set[Unsafe] = set()

    def body(self, parts: Iterable[nodes.Node], spots: Spots) -> Spots:
        """Return where HTML may stand after some parts of a template, if it may stand at these spots before."""
        for part in parts:
            spots = self._part(part, spots)
        return spots

    def _part(self, part: nodes.Node, spots: Spots) -> Spots:
        if isinstance(part, nodes.Output):
            for shown in part.nodes:
                spots = self._shown(shown, spots)
        elif isinstance(part, nodes.If):
            ways = (part.body, *(other.body for other in part.elif_), part.else_)
            spots = frozenset().union(*(self.body(way, spots) for way in ways))
        elif isinstance(part, nodes.For):
            once = self.body(part.body, spots)
            spots = spots | once | self.body(part.body, once) | self.body(part.else_, spots)
        elif isinstance(part, nodes.Include):
            self._other(part, spots)
        elif isinstance(part, (nodes.Macro, nodes.CallBlock, nodes.AssignBlock)):
            self.body(part.body, frozenset({Spot(TEXT)}))
        elif isinstance(part, (*_DRAWN_WITHIN, nodes.FilterBlock)):
            if isinstance(part, nodes.Block):
                self._other(part, spots)
            spots = self.body(part.body, spots)
        return spots

    def _shown(self, shown: nodes.Expr, spots: Spots) -> Spots:
        """Return where HTML may stand after a value; what the template itself says is no value."""
        if isinstance(shown, nodes.TemplateData):
            return frozenset(after(spot, shown.data) for spot in spots)
        if isinstance(shown, nodes.Const):
            return frozenset(after(spot, escape(str(shown.value))) for spot in spots)
        if isinstance(shown, nodes.CondExpr):
            other = self._shown(shown.expr2, spots) if shown.expr2 else spots
            return self._shown(shown.expr1, spots) | other
        if not _is_number(shown):
            for spot in spots:
                self._judge(shown, spot)
        return frozenset(map(after_value, spots))

    def _judge(self, shown: nodes.Expr, spot: Spot) -> None:
        told: tuple[str, str] | None = None
        if spot.kind in {BETWEEN, NAME, AFTER_NAME}:
            hint = "Write the attribute itself, and ask with {% if %} whether it is to be there."
            told = "A value stands where an attribute is named, and could name any.", hint
        elif spot.kind == TAG:
            hint = "Write the element itself. A number may stand there, as in <h{{ level | int }}>."
            told = "A value stands where an element is named, and could name any.", hint
        elif spot.kind == BEFORE_VALUE or (spot.kind == VALUE and not spot.quote):
            hint = f'Put quotes around it: {spot.attribute}="…".'
            told = f"The value of “{spot.attribute}” has no quotes, so that a space would end it.", hint
        elif spot.kind == VALUE:
            told = self._in_attribute(shown, spot)
        elif spot.kind == RAW and not (spot.is_data and _is_data(shown)):
            hint = {"script": _NO_PROGRAM, "style": _A_CLASS}.get(spot.tag, "Take it out of there.")
            told = f"A value stands within <{spot.tag}>, where escaping does not hold it.", hint
        if told:
            self.found.add(Unsafe(shown.lineno, *told))

    def _in_attribute(self, shown: nodes.Expr, spot: Spot) -> tuple[str, str] | None:
        name = spot.attribute
        if name.startswith("on") or name == "srcdoc":
            return f"A value stands in “{name}”, which a browser runs.", _NO_PROGRAM
        if name == "style":
            return "A value stands in “style”, where escaping does not hold it.", _A_CLASS
        if isinstance(shown, nodes.Filter) and shown.name == "tojson" and spot.quote == '"':
            return "The quotes that “tojson” writes would end the attribute.", "Put single quotes around it."
        if _is_html(shown, is_component=self.is_component):
            hint = "Show its words alone, as with “| striptags”; of a component's body, “.words”."
            return f"This is HTML, and its quotes would end “{name}”.", hint
        return None

    def _other(self, part: nodes.Include | nodes.Block, spots: Spots) -> None:
        """Judge where another template is put, or a block that others may fill: both take it for a text."""
        name = getattr(getattr(part, "template", None), "value", "")
        for spot in spots:
            is_in_value = spot.kind == VALUE and spot.quote and not spot.attribute.startswith(("on", "style", "srcdoc"))
            is_style = isinstance(name, str) and name.endswith(".css") and (spot.kind, spot.tag) == (RAW, "style")
            fits = isinstance(part, nodes.Block) and is_in_value
            if spot.kind not in {TEXT, TITLE, COMMENT, DECLARATION} and not (fits or is_style):
                what = "A block" if isinstance(part, nodes.Block) else "Another template"
                message = f"{what} stands within a tag, a script or a style, where its values would not be safe."
                self.found.add(Unsafe(part.lineno, message, "Put it outside, or write here what it says."))


def _is_number(shown: nodes.Expr) -> bool:
    """Tell whether a value is digits, whatever it is made from."""
    if isinstance(shown, nodes.Filter):
        return shown.name in _NUMBERS
    if isinstance(shown, nodes.Getattr):
        return isinstance(shown.node, nodes.Name) and shown.node.name == "loop" and shown.attr in _OF_LOOPS
    if isinstance(shown, (nodes.Add, nodes.Sub)):
        return all(_is_number(part) or isinstance(part, nodes.Const) for part in (shown.left, shown.right))
    return False


def _is_data(shown: nodes.Expr) -> bool:
    """Tell whether a value is JSON that nothing can break out of."""
    is_ours = isinstance(shown, nodes.Getattr) and shown.attr == "structured_data" and _named(shown.node) == "page"
    return is_ours or (isinstance(shown, nodes.Filter) and shown.name == "tojson")


def _is_html(shown: nodes.Expr | None, *, is_component: bool) -> bool:
    """Tell whether a value is known to be HTML: there are others, but none that is the text of a page."""
    if isinstance(shown, nodes.Getattr):
        of = _named(shown.node)
        return (of == "page" and shown.attr in PLACED) or (of == "site" and shown.attr == "crisis_line")
    if isinstance(shown, nodes.Filter):
        return shown.name == "urlize"
    return is_component and _named(shown) == "body"


def _named(node: nodes.Node | None) -> str:
    return node.name if isinstance(node, nodes.Name) else ""
