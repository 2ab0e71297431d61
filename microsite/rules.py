"""The site's own rules, as `site_config.yaml` says them: what pages must show, and which words they do without."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

Words = tuple[str, ...]
_WORDS = "whole words, as `world class`; `*` stands for any ending, and a regular expression stands between slashes"


class Scope(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The pages that a rule is about: all, or those named here."""

    pages: Annotated[Words, Meta(description="Only these pages, as `fees.md`.")] = ()
    types: Annotated[Words, Meta(description="Only pages of these types, as `article`.")] = ()
    not_on: Annotated[Words, Meta(description="Not these pages, as `fees.md`.")] = ()
    reason: Annotated[str, Meta(description="Why the rule is there; people who break it read this.")] = ""


class Required(Scope, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What pages must show, where nobody has to open anything to see it."""

    links: Annotated[Words, Meta(description="Addresses that the page must link to, as `tel:988` or `help.md`.")] = ()
    text: Annotated[str, Meta(description="Words that the page must show, exactly as they stand here.")] = ""
    component: Annotated[str, Meta(description="A component that the page must have, as `care-card`.")] = ""
    parameters: Annotated[dict[str, str], Meta(description="What its parameters must be, as `kind: urgent`.")] = {}
    near_the_top: Annotated[
        bool, Meta(description="`true`: the links and the component stand before the second section.")
    ] = False


class Wording(Scope, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words that pages do without, and what to say instead."""

    name: Annotated[str, Meta(description="What kind of words they are, as `praise`.", min_length=1)]
    level: Annotated[
        Literal["error", "warning"], Meta(description="`error` blocks publishing, `warning` only with --strict.")
    ] = "warning"
    words: Annotated[Words, Meta(description=f"The words: {_WORDS}.")] = ()
    plain: Annotated[
        dict[str, str], Meta(description="Hard words, and the plain one for each, as `utilize: use`.")
    ] = {}
    fix: Annotated[
        bool, Meta(description="`true`: the plain word fits wherever the hard one stands, so it may be put there.")
    ] = False
    instead: Annotated[str, Meta(description="What to do instead, as a sentence.")] = ""
    allow: Annotated[Words, Meta(description="Phrases in which the words may stand, as an official name.")] = ()
    only_near: Annotated[
        Words, Meta(description="The words count only where one of these is in the same paragraph.")
    ] = ()


class Near(Scope, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words that need other words, or a source, close to them."""

    words: Annotated[Words, Meta(description=f"The words: {_WORDS}.", min_length=1)]
    what: Annotated[
        str, Meta(description="What they need, in words, as `its year`; left out, the `needs` are named.")
    ] = ""
    needs: Annotated[Words, Meta(description="One of these must stand there, too.")] = ()
    footnote: Annotated[bool, Meta(description="`true`: a footnote will do, or is what is needed.")] = False
    within: Annotated[
        Literal["sentence", "paragraph", "page"],
        Meta(description="How close: in the same sentence, paragraph or page."),
    ] = "paragraph"
    allow: Annotated[Words, Meta(description="Phrases in which the words need nothing.")] = ()


class Sources(Struct, frozen=True, forbid_unknown_fields=True):
    """Which other sites may be linked to."""

    only: Annotated[Words, Meta(description="If given, the only ones, as `nih.gov`, with all that ends in it.")] = ()
    never: Annotated[Words, Meta(description="Sites that are never linked to, as `example.com`.")] = ()
    reason: Annotated[str, Meta(description="Why; people who link to them read this.")] = ""


class Rules(Struct, frozen=True, forbid_unknown_fields=True):
    """The site's own rules."""

    required: Annotated[tuple[Required, ...], Meta(description="What pages must show.")] = ()
    wording: Annotated[tuple[Wording, ...], Meta(description="Words that pages do without.")] = ()
    near: Annotated[tuple[Near, ...], Meta(description="Words that need other words, or a source, close to them.")] = ()
    sources: Annotated[Sources, Meta(description="Which other sites may be linked to.")] = Sources()
