"""The front matter keys that every page may have: each with its type and what it is for."""

# Annotations stand here as they are, as in `settings`.

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct

COLOR = "^#[0-9a-fA-F]{6}$"
"""The pattern of a colour, as `#faf6ef`."""


class NextStep(Struct, frozen=True, forbid_unknown_fields=True):
    """One thing a reader can do next."""

    text: Annotated[str, Meta(description="What to do, beginning with a verb.", min_length=1)]
    to: Annotated[
        str,
        Meta(description="A page's file as `fees.md`, or an address (`https:`, `tel:`, `sms:`).", min_length=1),
    ]


class Waiver(Struct, frozen=True, forbid_unknown_fields=True):
    """A rule that does not hold on this page, and why."""

    code: Annotated[str, Meta(description="The code of the problem, as `vague-link`.", min_length=1)]
    reason: Annotated[str, Meta(description="Why the rule does not hold here.")] = ""
    words: Annotated[tuple[str, ...], Meta(description="Only these words are meant; without it, the whole page.")] = ()


class FrontMatter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The keys that every page may have; a page type adds its own."""

    title: Annotated[
        str, Meta(description="The heading of the page: a statement of at most 65 characters.", min_length=1)
    ]
    description: Annotated[
        str, Meta(description="One sentence for search engines, 70 to 155 characters.", min_length=1)
    ]
    type: Annotated[str, Meta(description="The page type: a file in `templates/pages/`.")] = "article"
    menu_title: Annotated[str, Meta(description="A shorter title for the menu and the breadcrumb.")] = ""
    message: Annotated[
        str, Meta(description="The main message: one to three sentences that answer the reader's question.")
    ] = ""
    next: Annotated[tuple[NextStep, ...], Meta(description="One to three things to do next.", max_length=3)] = ()
    related: Annotated[
        tuple[str, ...],
        Meta(description="Up to three pages that belong to this one, as `fees.md`.", max_length=3),
    ] = ()
    reviewed_on: Annotated[date | None, Meta(description="The day the whole page was last checked, as 2026-11-24.")] = (
        None
    )
    review_by: Annotated[date | None, Meta(description="The day the next check is due, as 2027-11-24.")] = None
    reading_grade: Annotated[
        float, Meta(description="The years of school that this page may ask for; left out, the site's.", ge=1, le=20)
    ] = 0.0
    about: Annotated[
        tuple[str, ...],
        Meta(description="Treatments that the page is about, as “Day hospital (PHP)”, for search engines."),
    ] = ()
    mentions: Annotated[
        tuple[str, ...], Meta(description="Kinds of therapy that the page explains, for search engines.")
    ] = ()
    audience: Annotated[Literal["patient", "caregiver"], Meta(description="Whom a page about health is for.")] = (
        "patient"
    )
    draft: Annotated[bool, Meta(description="`true` keeps the page out of the site.")] = False
    publish_on: Annotated[date | None, Meta(description="The page appears on this day.")] = None
    expires_on: Annotated[date | None, Meta(description="The page is gone from this day on.")] = None
    redirect_from: Annotated[
        tuple[str, ...], Meta(description="Old addresses of this page, as `/old-name/`; they lead here.")
    ] = ()
    waive: Annotated[
        tuple[Waiver, ...], Meta(description="Rules that do not hold on this page, each with a reason.")
    ] = ()
