"""Texts that are made to be slow, in the manner of cmark's pathological tests: shapes that grow by being repeated.

Each shape is a function of how often its piece is repeated. Where a piece may stand on one line, there is a shape that
is one line, which runs into the limit of a line, and one that is a paragraph of many lines, which does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Make = Callable[[int], str]

A_LINE = 50
"""How many pieces stand on one line of a paragraph."""
LONG = 19_500
"""Characters of a paragraph that is nearly as long as it may be."""


def _run(piece: str, end: str = "") -> Make:
    """Return what repeats a piece on one line, with something behind the last."""
    return lambda n: piece * n + end


def _paragraph(piece: str, end: str = "") -> Make:
    """Return what repeats a piece in one paragraph of many lines."""
    return lambda n: "\n".join(piece * min(A_LINE, n - done) for done in range(0, n, A_LINE)) + end


def _paragraphs(piece: str, end: str = "") -> Make:
    """Return what repeats a piece in paragraphs that are nearly as long as they may be."""
    most = LONG // len(piece)
    return lambda n: "\n\n".join(_paragraph(piece)(min(most, n - done)) for done in range(0, n, most)) + end


def _lines(piece: str, first: str = "", last: str = "") -> Make:
    """Return what repeats a piece on lines of its own, `{}` being the number of each."""
    return lambda n: first + "\n".join(piece.replace("{}", str(each)) for each in range(n)) + last


def _blocks(piece: str, first: str = "", last: str = "") -> Make:
    """Return what repeats a piece with an empty line between each two, `{}` being the number of each."""
    return lambda n: first + "\n\n".join(piece.replace("{}", str(each)) for each in range(n)) + last


def _nested(opening: str, closing: str, inner: str = "word") -> Make:
    """Return what opens a piece over and over, on lines of many, and closes it as often."""
    return lambda n: _paragraph(opening)(n) + inner + _paragraph(closing)(n)


def _stairs(marker: str, step: str = "  ", depth: int = 100) -> Make:
    """Return lines each of which stands deeper than the one before, over and over, at most so deep."""
    return lambda n: "\n".join(f"{step * (each % depth)}{marker}word" for each in range(n))


# What may stand on a line: in one line of it all, and in a paragraph of many.
_INLINE = {
    "stars": "*",
    "stars and words": "*a ",
    "stars within words": "a*b",
    "double stars": "**a ",
    "double stars within words": "a**b",
    "three stars": "***a ",
    "underlines": "_",
    "underlines and words": "_a ",
    "underlines within words": "a_",
    "double underlines": "__a ",
    "stars and underlines": "*a_ ",
    "emphasis that crosses": "*a **b* c** ",
    "emphasis that is whole": "*a* **b** ",
    "square brackets": "[",
    "closing square brackets": "]",
    "square brackets and words": "[a ",
    "pairs of square brackets": "[a]",
    "empty brackets": "[]()",
    "link openings": "[a](",
    "link openings with an address": "[a](b",
    "link openings with a pointed bracket": "[a](<b",
    "link openings with a title": '[a](b "',
    "links with brackets in them": "[a](b(c",
    "links": "[a](#b) ",
    "links within links": "[a [b](#c)](#d) ",
    "reference links": "[a][b] ",
    "reference link openings": "[a][",
    "picture openings": "![",
    "picture openings with words": "![a](",
    "pictures with a reference": "![a][b",
    "footnote openings": "[^",
    "footnote openings with words": "[^a",
    "footnotes that are not there": "[^a] ",
    "round brackets": "(",
    "curly brackets": "{",
    "attribute lists": "{: .a }",
    "attribute list openings": "{: a=",
    "attribute list of quotes": '{: a="',
    "emphasis with attributes": "*a*{: .b } ",
    "typographic double quotes": '"a ',
    "typographic single quotes": "'a ",
    "both kinds of quotes": "\"'",
    "hyphens": "a-",
    "dots": "...a",
    "growing words": "aaaaaaaaaaaaaaaa",
    "backticks with words": "`a ",
    "backticks": "`",
    "double backticks": "``a",
    "code spans": "`a` ",
    "ampersands": "&",
    "entity openings": "&#",
    "entities": "&amp;",
    "entities in hexadecimal": "&#x",
    "pointed brackets": "<",
    "closing pointed brackets": "a>",
    "tag openings": "<a",
    "tag openings with an attribute": '<a b="',
    "tags": "<b>a</b>",
    "comment openings": "<!--",
    "comments": "<!-- a -->",
    "processing instructions": "<?",
    "declarations": "<!A",
    "CDATA": "<![CDATA[",
    "autolinks": "<https://example.org/a> ",
    "autolink openings": "<https://a",
    "mail autolink openings": "<a@b",
    "bare addresses": "https://example.org/a ",
    "bare address in one": "https://",
    "bare addresses in brackets": "www.a(",
    "addresses with closing brackets": "www.a)",
    "bare mail addresses": "a@b.org ",
    "mail addresses in one": "a@",
    "mail addresses of dots": "a.",
    "mail addresses of many parts": "a@b.",
    "telephone numbers": "866-476-2823 ",
    "telephone numbers to write to": "text 988 ",
    "digits": "1",
    "digits with hyphens": "1-",
    "digits with spaces and brackets": "(866) ",
    "facts": "{{ contact.phone }} ",
    "facts that are not there": "{{ a }} ",
    "fact openings": "{{",
    "fact openings with spaces": "{{ ",
    "backslashes": "\\",
    "escapes": "\\*",
    "escapes of everything": "\\[\\]\\(\\)",
    "tabs": "a\t",
    "spaces": " ",
    "spaces and words": "a  ",
    "pipes": "a|",
    "colons": ":",
    "exclamation marks": "!",
    "sentences": "A b. ",
    "short forms": "ABC ",
    "words and slashes": "a/b ",
    "no-break spaces": "a\xa0",
    "accents that combine": "e\u0301",
    "letters of another script": "費",
    "marks of direction": "\u202ea",
    "emoji": "👩‍👩‍👧",
    "everything at once": "*[`<a@b ![{: \"'&#",
    "everything once more": "_**[^a](<b \\` --",
}

# What takes lines or blocks of its own.
_OWN: dict[str, Make] = {
    "nested emphasis": _nested("*a **b ", " c** d*"),
    "nested strong emphasis": _nested("**a ", " b**"),
    "nested brackets": _nested("[", "]"),
    "nested links": _nested("[a ", "](#b)"),
    "nested pictures": _nested("![a ", "](b.jpg)"),
    "nested round brackets of a link": lambda n: "[a](" + "(" * n + ")" * n + ")",
    "brackets, and one reference": lambda n: _paragraph("[a ")(n) + "\n\n[b]: #c\n",
    "reference links of many definitions": lambda n: _lines("[word][{}]")(n) + "\n\n" + _lines("[{}]: #a")(n),
    "definitions": _lines("[{}]: #a"),
    "definitions with titles": _lines('[{}]: <#a> "title'),
    "definitions of one name": _lines("[a]: #b"),
    "definition openings": _lines("[a]:"),
    "footnotes": lambda n: _lines("word[^{}]")(n) + "\n\n" + _lines("[^{}]: Note.")(n),
    "footnotes without a place": _lines("[^{}]: Note."),
    "footnotes that name each other": lambda n: (
        "word[^0]\n\n" + "\n".join(f"[^{e}]: Note[^{e + 1}]." for e in range(n))
    ),
    "a footnote of many places": lambda n: _paragraph("a[^b] ")(n) + "\n\n[^b]: Note.\n",
    "a footnote of many paragraphs": lambda n: "word[^a]\n\n[^a]: Note.\n\n" + "\n\n".join(["    more"] * n),
    "footnotes in each other": lambda n: (
        "word[^a]\n\n" + "\n\n".join("    " * (e % 20) + f"[^{e}]: Note." for e in range(n))
    ),
    "abbreviations": lambda n: _lines("*[A{}]: Words")(n) + "\n\n" + " ".join(f"A{e}\n" for e in range(n)),
    "abbreviations without a place": _lines("*[A{}]: Words"),
    "an abbreviation of many places": lambda n: "*[HTML]: Words\n\n" + _paragraph("HTML ")(n),
    "abbreviation openings": _lines("*[a"),
    "words explained": _blocks("Word {}\n: Meaning"),
    "meanings of one word": _lines(": Meaning", first="Word\n"),
    "meanings in paragraphs": _blocks(":   Meaning", first="Word\n\n"),
    "meanings in each other": lambda n: "Word\n" + "\n".join("    " * min(e, 60) + ": Meaning" for e in range(n)),
    "a long table": _lines("| a | b |", first="| a | b |\n|---|---|\n"),
    "a table of short rows": lambda n: "|" + "a|" * min(n, 50) + "\n|" + "-|" * min(n, 50) + "\n" + "a|\n" * n,
    "a table of one row that is wide": lambda n: "|" + "a|" * n + "\n|" + "-|" * n + "\n|" + "a|" * n,
    "a wide table of short rows": lambda n: "|".join("a" * n) + "\n" + "|".join("-" * n) + "\n" + "a\n" * n,
    "a table of fifty columns": lambda n: "\n".join(["|a" * 50, "|-" * 50, *["|a" * 50] * (n // 10)]),
    "a table of code": _lines("| `a | b` |", first="| a | b |\n|---|---|\n"),
    "a table of backticks": _lines("| ` | `` |", first="| a | b |\n|---|---|\n"),
    "a table of escapes": _lines("| \\| | \\| |", first="| a | b |\n|---|---|\n"),
    "lines of a table's rule": _lines("|---|---|"),
    "tables": _blocks("a | b\n--|--\nc | d"),
    "captions": _blocks("Table: What it shows"),
    "lines of pipes": _lines("|"),
    "fences": _lines("```"),
    "fences that are not closed": _lines("```a"),
    "fences that are not closed but for the last": _lines("```a", last="\n```"),
    "fences of tildes": _lines("~~~"),
    "fences that grow": lambda n: "\n".join("`" * (3 + e % 90) + "a" for e in range(n)),
    "fences with attributes": _lines("``` {: .a }\nword\n```"),
    "fences with an attribute that does not end": _lines("``` { .a"),
    "fences that are open": lambda n: "```\n" + _lines("word")(n),
    "code spans that grow": lambda n: "\n".join("`" * (1 + e % 200) + "a" for e in range(n)),
    "code spans that grow and are not closed": lambda n: "\n\n".join("`" * (1 + e) + "a" for e in range(min(n, 990))),
    "indented code": _lines("    word"),
    "indented code in paragraphs": _blocks("    word"),
    "entities that are long": lambda n: "&" + "a" * n + ";",
    "headings": _blocks("## Same"),
    "headings of no letter": _blocks("## !!!"),
    "headings of every level": lambda n: "\n\n".join("#" * (2 + e % 5) + " Word" for e in range(n)),
    "headings of marks": _lines("#"),
    "headings in lines": _lines("## Same"),
    "headings that are underlined": _blocks("Same\n---"),
    "headings of one id": _blocks("## Same {: #same }"),
    "headings of own ids": _blocks("## Same {: #same-{} }"),
    "headings that number themselves": _blocks("## Same {}"),
    "underlines of headings": _lines("==="),
    "rules": _lines("---"),
    "rules of stars": _lines("* * *"),
    "a rule that does not end": lambda n: "* " * n + "a",
    "a list": _lines("- word"),
    "a loose list": _blocks("- word"),
    "a numbered list": _lines("1. word"),
    "a list of changing marks": lambda n: "\n".join("-*+"[e % 3] + " word" for e in range(n)),
    "a list of changing kinds": lambda n: "\n".join(("- word", "1. word")[e % 2] for e in range(n)),
    "a list of nothing": _lines("-"),
    "a list of lists on one line": _run("- ", "a"),
    "a list that goes on deeper": _stairs("- "),
    "lists that go as deep as they may": _stairs("- ", depth=25),
    "lists of four spaces": _stairs("- ", "    ", depth=15),
    "lists of tabs": _stairs("- ", "\t", depth=15),
    "a loose list as deep as it may": lambda n: "\n\n".join("  " * (e % 25) + "- word" for e in range(n)),
    "numbered lists that go deeper": _stairs("1. ", "   ", depth=20),
    "items with paragraphs": _blocks("- word\n\n  word"),
    "an item of many lines": lambda n: "- word\n" + "  word\n" * n,
    "an item of many paragraphs": lambda n: "- word\n\n" + "  word\n\n" * n,
    "an item with much code": lambda n: "- word\n\n" + "      word\n" * n,
    "items with a line under each": _lines("- word\nword"),
    "a list with a long end": lambda n: "- word\n" * 2 + "[a]: #b\n" * n,
    "items with attributes": _lines("- word {: .a }"),
    "items with fences": _lines("- word\n\n  ```\n  a\n  ```\n"),
    "quotations": _lines("> word"),
    "quotations in paragraphs": _blocks("> word"),
    "quotations in each other on one line": _run("> ", "a"),
    "quotations in each other as deep as they may": _blocks("> " * 29 + "word"),
    "quotations that go deeper": lambda n: "\n".join(">" * (1 + e % 29) + " word" for e in range(n)),
    "a quotation of many lines": lambda n: "> word\n" + "word\n" * n,
    "lists in quotations": lambda n: "\n".join("> " * (e % 14) + "- word" for e in range(n)),
    "quotations in lists": lambda n: "- word\n" + "  > word\n" * n,
    "components": _blocks(":::callout\nWord.\n:::"),
    "components in each other": lambda n: ":::callout\nWord.\n" * n + ":::\n" * n,
    "components that are open": _lines(":::callout\nWord."),
    "components' ends": _lines(":::"),
    "components that are not there": _blocks(":::nothing\nWord.\n:::"),
    "a component with many parameters": lambda n: ":::callout" + ' a="b"' * n + "\nWord.\n:::",
    "a component with many lists": lambda n: ":::checklist\n" + "- word\n" * n + ":::",
    "a component with a long line": lambda n: ":::callout " + " " * n + "a\nWord.\n:::",
    "a component with many sections": lambda n: ":::faq\n" + "### Word?\nAnswer.\n\n" * n + ":::",
    "a component with a long table": lambda n: ":::comparison\n| a | b |\n|---|---|\n" + "| a | b |\n" * n + ":::",
    "facts on lines": _lines("{{ contact.phone }}"),
    "comments on lines": _lines("<!--"),
    "comments that end": _lines("<!-- word -->"),
    "tags on lines": _lines("<div>"),
    "tags of a word processor": _lines('<p class="MsoNormal">word</p>'),
    "tags that are open": _lines("<div"),
    "hard breaks": _lines("word  "),
    "hard breaks of backslashes": _lines("word\\"),
    "lines": _lines("word"),
    "paragraphs": _blocks("word"),
    "empty lines": lambda n: "word\n" + "\n" * n + "word",
    "lines of spaces": lambda n: "word\n" + "          \n" * n + "word",
    "lines of tabs": lambda n: "word\n" + "\t\t\n" * n + "word",
    "paragraphs with attributes": _blocks("word\n{: .a }"),
    "attributes on lines": _lines("{: .a }"),
    "an attribute list of many": lambda n: "word\n{: " + ".a " * n + "}",
    "an attribute list of many lines": lambda n: "## word {: " + ".a\n" * n + "}",
    "pictures on lines": _lines("![word](a{}.jpg)"),
    "links to pages that are not there": _lines("[word](a{}.md)"),
    "links to places that are not there": _lines("[word](#a{})"),
    "links of a bad scheme": _lines("[word](javascript:{})"),
    "links of one bad scheme": _lines("[word](javascript:a)"),
    "pictures of one name": _lines("![word](a.jpg)"),
    "forbidden attributes": _blocks("word\n{: onclick=a }"),
    "bad ids": _blocks("word\n{: #A{} }"),
    "words of an unknown case": _lines("word Word WORD"),
    "one long word": lambda n: "a" * n,
    "one sentence of many lines": _lines("and a word"),
    "many short sentences": _lines("A word. A word! A word?"),
    "marks of a placeholder": _paragraph("\ue000"),
    "a place for footnotes": _blocks("///Footnotes Go Here///", last="\n\nword[^a]\n\n[^a]: Note."),
}

SHAPES: dict[str, Make] = _OWN | {
    f"{name}, on {what}": make(piece)
    for name, piece in _INLINE.items()
    for what, make in (("one line", _run), ("many lines", _paragraph), ("long paragraphs", _paragraphs))
}
"""Each shape by its name: what makes a text of so many repeats."""
