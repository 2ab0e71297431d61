"""Pages and sites made of what people write and what attackers write, put together by chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from fuzz.choices import Choices

COMPONENTS = (
    *("callout", "callout", "cards", "care-card", "checklist", "compare", "contact", "evidence", "facts", "figure"),
    *("glossary", "levels", "questions", "quote", "steps", "week", "nothing", "Callout", "zip", ""),
)
SCHEMES = (
    "fees.md",
    "index.md#top",
    "#here",
    "https://example.org/a?b=c&d",
    "mailto:a@example.org",
    "tel:+18664762823",
    "javascript:alert(1)",
    "JaVa\tScript:alert(1)",
    "&#106;avascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "//example.org/x",
    "https:/x",
    "/\\example.org",
    "../../etc/passwd",
    "a b.md",
    "<fees.md>",
    "",
    "x.jpg",
    "%6aavascript:x",
    "a(b)c",
    "b.md 'title'",
    'b.md "t',
)
RAW = (
    "<script>",
    "</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<!--",
    "-->",
    "<a href='javascript:x'>",
    "<div",
    "</main>",
    "<style>",
    "<![CDATA[",
    "]]>",
    "<?php",
    "<br>",
    "<https://example.org>",
    "<a@b.co>",
    "<textarea>",
    "<title>",
    "<plaintext>",
    "<base href=//x>",
)
ENTITIES = ("&amp;", "&lt;script&gt;", "&#60;", "&#x3c;", "&nbsp;", "&quot;", "&", "&#0;", "&#1114112;", "&copy", "&;")
FACTS = (
    "{{ contact.phone }}",
    "{{ loan }}",
    "{{ 7*7 }}",
    "{{",
    "}}",
    "{% include 'x' %}",
    "{{ contact.name }}",
    "{# x #}",
)
ATTRIBUTES = (
    "{: .a }",
    "{: #id }",
    "{: onclick=x }",
    '{: style="x" }',
    "{.b}",
    "{#c}",
    "{: #main }",
    "{: lang=es }",
    "{: title='a\"b' }",
    "{: href=javascript:x }",
    "{: a=b c }",
    "{:",
    "{}",
    "{: #x #y .z .z }",
    "{: srcset=x action=y }",
    "{: align=left }",
    "{: id='\"><script>' }",
    "{: start=5 }",
    "{: class='a b' }",
)
MARKS = (
    *"*_`~[]()<>!\\|\"'&{}#:-+=.^,;/@ \t",
    "**",
    "__",
    "***",
    "``",
    "```",
    "[^",
    "![",
    "](",
    "][",
    ":::",
    "--",
    "...",
    "  \n",
    "\\\n",
    "\n",
    "\n\n",
    "\n    ",
    "\n  ",
    "\n> ",
    "\n- ",
    "\n1. ",
    "\n## ",
    "\n: ",
    "\n|",
    "\n---\n",
    "\n===\n",
    "\n```\n",
    "\n~~~\n",
    "\n:::\n",
    "é",
    "e\u0301",
    "费用",
    "\u202e",
    "\u200b",
    "\xa0",
    "\u2028",
    "👩‍👧",
    "\ufeff",
    "İ",
    "ß",
)
STRAY = (
    "\x00",
    "\x02",
    "\x03",
    "\x02wzxhzdk:0\x03",
    "\x02klzzwxh:0000\x03",
    "\ue000open:0\ue001",
    "\x7f",
    "\x0c",
    "\r",
    "\x85",
)
NUMBERS = ("988", "text 988", "(866) 476-2823", "911", "866-476-2824", "1-800-555-0199", "+1 866 476 2823", "741741")


def inline(choices: Choices, depth: int = 0) -> str:
    """Return what may stand within a paragraph."""
    kinds = _INLINES if depth < _DEEP else _FLAT
    return "".join(choices.one(kinds)(choices, depth + 1) for _ in range(1 + choices.number(4)))


def _words(choices: Choices, _depth: int) -> str:
    return choices.one(("", " ")) + " ".join(choices.word() for _ in range(1 + choices.number(4))) + choices.one(" .,:")


def _emphasis(choices: Choices, depth: int) -> str:
    mark, other = choices.one(("*", "_", "**", "__", "***", "`", "``")), choices.number(8)
    return mark + inline(choices, depth) + (mark if other else "*")


def _link(choices: Choices, depth: int) -> str:
    text, address = inline(choices, depth), choices.one(SCHEMES)
    forms = (f"[{text}]({address})", f"![{text}]({address})", f"[{text}][a]", f"[{text}]", f"[{text}](<{address}>)")
    return choices.one((*forms, f'[{text}]({address} "{choices.word()}")', f"[{text}]({address}", f"![{text}][a]"))


def _note(choices: Choices, _depth: int) -> str:
    return f"[^{choices.one(('a', 'b', 'c d', '', 'ü', '<', 'fnref:a', '1'))}]"


def _chosen(of: tuple[str, ...]) -> Callable[[Choices, int], str]:
    return lambda choices, _depth: choices.one(of)


_FLAT = (_words, _words, _chosen(MARKS), _note)
_INLINES = (
    _words,
    _words,
    _words,
    _emphasis,
    _link,
    _note,
    _chosen(MARKS),
    _chosen(RAW),
    _chosen(ENTITIES),
    _chosen(ATTRIBUTES),
    _chosen(FACTS),
    _chosen(NUMBERS),
    _chosen((*STRAY, "HTML", "https://example.org/x_y_z", "www.example.org", "a@example.org", "{", "}")),
)
_DEEP = 4


def block(choices: Choices, depth: int = 0) -> str:
    """Return what may stand on lines of its own."""
    kinds = _BLOCKS if depth < _DEEP else (_paragraph,)
    return choices.one(kinds)(choices, depth + 1)


def _paragraph(choices: Choices, depth: int) -> str:
    return inline(choices, depth)


def _heading(choices: Choices, depth: int) -> str:
    text = inline(choices, depth + 2)
    return choices.one((f"## {text}", f"### {text}", f"{text}\n---", f"#{text}", f"###### {text} ##", f"# {text}"))


def _list(choices: Choices, depth: int) -> str:
    items = []
    for number in range(1 + choices.number(4)):
        marker = choices.one(("- ", "* ", "+ ", f"{number}. ", "1) ", "-", "  - ", "    - ", "-   "))
        items.append(marker + _indented(block(choices, depth), choices.one(("  ", "    ", "", "\t"))))
    return choices.one(("\n", "\n\n")).join(items)


def _indented(text: str, by: str) -> str:
    return text.replace("\n", "\n" + by)


def _quotation(choices: Choices, depth: int) -> str:
    return "> " + _indented(blocks(choices, depth), choices.one(("> ", ">", "")))


def _table(choices: Choices, depth: int) -> str:
    columns = 1 + choices.number(4)
    rule = "|".join(choices.one(("---", ":-:", "--:", "-", "")) for _ in range(columns))
    rows = ["|".join(inline(choices, depth + 2) for _ in range(choices.number(columns + 2))) for _ in range(3)]
    border, caption = choices.one(("|", "")), choices.one(("", "Table: " + choices.word() + "\n\n"))
    lines = [f"{border}{row}{border}" for row in (rows[0], rule, *rows[1:])]
    return caption + "\n".join(lines)


def _component(choices: Choices, depth: int) -> str:
    name = choices.one(COMPONENTS)
    parameters = "".join(
        f' {choices.one(("kind", "title", "x", "to"))}="{choices.one(("note", "", "fees.md", "<b>", "warning"))}"'
        for _ in range(choices.number(3))
    )
    end = choices.one(("\n:::", "\n:::", "\n:::", "", "\n::::", "\n :::"))
    return f":::{name}{parameters}\n{blocks(choices, depth)}{end}"


def _fence(choices: Choices, depth: int) -> str:
    fence, more = (
        choices.one(("```", "~~~", "````")),
        choices.one(("", "py", "{ .a }", '"><script>', "{ #main }", " x y")),
    )
    return f"{fence}{more}\n{inline(choices, depth)}\n{choices.one((fence, fence, '```', ''))}"


def _definition(choices: Choices, depth: int) -> str:
    text, address = inline(choices, depth), choices.one(SCHEMES)
    forms = (
        f"[a]: {address}",
        f"[^a]: {text}",
        f"[^b]: {text}",
        f"*[HTML]: {text}",
        f"[^c d]: {text}",
        f"[a]: <{address}",
    )
    return choices.one(
        (*forms, f"{choices.word()}\n: {text}\n", f"[^]: {text}", f": {text}", f"[^1]: {text}\n\n    {text}")
    )


def _code(choices: Choices, depth: int) -> str:
    return "    " + inline(choices, depth)


def _odd(choices: Choices, _depth: int) -> str:
    return choices.one(
        ("---", "* * *", "===", "///Footnotes Go Here///", ":::", "<!-- -->", "\\", "|", ">", "-", "1.", "#", "")
    )


_BLOCKS = (
    _paragraph,
    _paragraph,
    _heading,
    _list,
    _quotation,
    _table,
    _component,
    _fence,
    _definition,
    _definition,
    _code,
    _odd,
)


def blocks(choices: Choices, depth: int = 0) -> str:
    """Return several blocks."""
    return "".join(
        block(choices, depth) + choices.one(("\n\n", "\n\n", "\n"))
        for _ in range(1 + choices.number(4 - min(depth, 3)))
    )


def body(choices: Choices) -> str:
    """Return the text of a page, until the choices are used up."""
    parts: list[str] = []
    while not parts or (not choices.is_over and len(parts) < _MOST_PARTS):
        parts.append(blocks(choices))
    return "\n".join(parts)


_MOST_PARTS = 12

DESCRIPTION = "A description that is long enough to be one, for a page that was made by chance and by nobody."
KEYS = (
    "title",
    "description",
    "type",
    "draft",
    "date",
    "publish_on",
    "expires_on",
    "reviewed_on",
    "review_by",
    "image",
    "redirect_from",
    "related",
    "next",
    "waive",
    "menu_title",
    "message",
    "order",
    "lang",
    "titel",
    "Draft",
    "slug",
    "sources",
    "author",
    "__proto__",
    "",
)
VALUES = (
    "A page",
    DESCRIPTION,
    "home",
    "article",
    "true",
    "maybe",
    "2026-11-24",
    "2026-02-30",
    "0000-01-01",
    "2030-01-01",
    "fees.md",
    "[/old/, /older/]",
    "[/old/",
    "{a: b}",
    "{a: {b: {c: d}}}",
    "'it''s'",
    '"a\\u0000b"',
    '"\\ud800"',
    "Group #1",
    "A: b",
    "@home",
    "*Free*",
    "&a x",
    "*a",
    "!!python/object/apply:os.system [x]",
    "!x y",
    "|\n  several\n  lines",
    ">-\n  folded\n  lines",
    "\n  - a\n  - b",
    "\n  - text: x\n    to: fees.md",
    "\n    deep:\n      deeper: x",
    "<<: *a",
    "~",
    "null",
    "1e999",
    "0x10",
    "9:30",
    "",
    "[",
    "]",
    "{",
    "- x",
    "? x",
    ": y",
    "\tx",
    "%YAML 1.2",
    "“x”",
    "#",
    "x" * 300,
    "javascript:x",
    "//evil",
    "../../etc/passwd",
    "<script>",
    "{{ x }}",
    "\x00",
    "\x85",
    "\u2028",
)
EDGES = ("---\n", "---\n", "---\n", "--- \n", "---", "----\n", "...\n", "", "\ufeff---\n", "---\r\n")


def front_matter(choices: Choices) -> str:
    """Return front matter, mostly with all that a page needs, and something else in it."""
    lines = []
    if choices.number(4):
        lines += ["title: A page\n", f"description: {DESCRIPTION}\n"]
    for _ in range(choices.number(6)):
        gap = choices.one((": ", ": ", ": ", ":", " : ", ":\t", "= "))
        key = choices.one(KEYS) if choices.number(8) else choices.raw(6).decode("utf-8", "replace")
        value = choices.one(VALUES) if choices.number(6) else choices.raw(20).decode("utf-8", "surrogateescape")
        lines.append(
            choices.one(("", "", "", "", "  ", "- ", "# ", "\t")) + key + gap + value + choices.one("\n\n\n\r")
        )
    return choices.one(EDGES) + "".join(lines) + choices.one(EDGES)


NAMES = (
    "content/fees.md",
    "content/b.md",
    "content/b/index.md",
    "content/B.md",
    "content/a b.md",
    "content/é.md",
    "content/assets/x.md",
    "content/404.md",
    "content/x.jpg",
    "content/x.svg",
    "content/x.pdf",
    "content/b/c/d.md",
    "content/robots.txt",
    "content/.env",
    "content/con.md",
    "addresses.txt",
)
SETTINGS = (
    "menu:\n  - page: fees.md\n",
    "menu:\n  - page: nothing.md\n",
    "footer:\n  - b.md\n",
    "host: netlify\n",
    "host: nothing\n",
    "disclaimer: Not advice.\n",
    "facts:\n  be_open: Tell the *staff*.\n",
    "facts:\n  a b: c\n",
    "rules:\n  words:\n    - never: [zq*]\n",
    "crisis_line: Call [988](tel:988) <b>\n",
    "language: es\n",
    "url: javascript:x\n",
    "repository: https://github.com/a/b\n",
    "name: A\n",
    "timezone: Nowhere/Else\n",
    "redirects:\n  /a/: /b/\n",
)


def site(choices: Choices) -> dict[str, bytes]:
    """Return the files of a small site, by path, beside those that every site has."""
    files = {}
    for name in choices.some(NAMES, 6):
        if name.endswith(".md"):
            files[name] = page(choices)
        elif name == "addresses.txt":
            lines = (
                "/fees/\n",
                "/gone/\n",
                "<<<<<<< x\n",
                "=======\n",
                "/a b/\n",
                "# x\n",
                "x",
                "/b/ # why\n",
                "\xff\n",
            )
            files[name] = "".join(choices.some(lines, 6)).encode()
        else:
            files[name] = choices.one(PICTURES) + choices.raw(40)
    return files


ADDRESSES = ("/fees/\n", "/gone/\n", "<<<<<<< x\n", "=======\n", "/a b/\n", "# x\n", "x", "/b/ # why\n", "\xff\n")
PICTURES = (
    b"",
    b"\xff\xd8\xff",
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\xea\x60\0\0\xea\x60\x08\x02\0\0\0",
    b"GIF89a",
    b"%PDF-1.7\n",
    b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><script>alert(1)</script></svg>",
    b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><path d='M0 0h9v9z'/></svg>",
    b"<!DOCTYPE svg [<!ENTITY a 'b'>]><svg>&a;</svg>",
    b"RIFF\x10\0\0\0WEBPVP8 ",
    b"II*\0",
    b"\0\0\0\x1cftypavif",
)


def page(choices: Choices) -> bytes:
    """Return a whole file: mostly front matter that is good, and a text."""
    head = (
        front_matter(choices)
        if not choices.number(3)
        else f"---\ntitle: {choices.word()}\ndescription: {DESCRIPTION}\n---\n"
    )
    text = head + blocks(choices)
    encoding = choices.one(("utf-8", "utf-8", "utf-8", "utf-8", "utf-8", "cp1252", "utf-16"))
    return text.encode(encoding, "replace" if encoding != "utf-8" else "surrogatepass")
