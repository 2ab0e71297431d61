"""The YAML files of a theme: what each may say, with its type and what it is for."""

# Annotations stand here as they are, as in `settings`.

import re
from datetime import date
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from microsite.page_keys import COLOR

Kind = Literal["text", "number", "date", "yes-no", "choice", "list"]


class Field(Struct, frozen=True, forbid_unknown_fields=True):
    """A front matter key of a page type, or a parameter of a component."""

    description: Annotated[str, Meta(description="What belongs there, in one line.", min_length=1)]
    type: Annotated[Kind, Meta(description="What kind of value it takes.")] = "text"
    required: Annotated[bool, Meta(description="Whether it must be given.")] = False
    default: Annotated[str, Meta(description="The value where it is left out.")] = ""
    choices: Annotated[tuple[str, ...], Meta(description="The values of a `choice`.")] = ()

    def annotation(self) -> Any:
        """Return the type that the schema reads this field as."""
        kinds: dict[str, Any] = {
            "text": str,
            "number": int,
            "date": date,
            "yes-no": bool,
            "list": tuple[str, ...],
        }
        kind = Literal[self.choices] if self.type == "choice" else kinds[self.type]
        return Annotated[kind, Meta(description=self.description)]

    def default_value(self) -> object:
        """Return the value where the field is left out."""
        empty: dict[str, object] = {"number": 0, "yes-no": False, "list": (), "date": None}
        if not self.default:
            return empty.get(self.type, self.choices[0] if self.type == "choice" and self.choices else "")
        if self.type == "number":
            return int(self.default)
        return self.default == "true" if self.type == "yes-no" else self.default

    def mistake(self) -> tuple[str, str, str] | None:
        """Return which key does not fit to the others, what is wrong with it, and what to do; None if all fit."""
        if self.type == "choice" and not self.choices:
            return "type", "A choice needs “choices”.", "Write under it “choices: [one, other]”."
        wanted = {
            "date": ("", "Take it out: nothing is the day where none is given."),
            "list": ("", "Take it out: the list is empty where none is given."),
            "number": (r"-?[0-9]{1,15}", "Write digits only, as 3."),
            "yes-no": ("true|false", "Write true or false."),
            "choice": ("|".join(map(re.escape, self.choices)), f"Write one of: {', '.join(self.choices)}."),
        }
        pattern, hint = wanted.get(self.type, (".*", ""))
        if self.default and not re.fullmatch(pattern, self.default, re.DOTALL):
            return "default", f"“{self.default}” cannot be the default of a {self.type}.", hint
        return None


class PageTypeFile(Struct, frozen=True, forbid_unknown_fields=True):
    """What `pages/<name>.yaml` says."""

    description: Annotated[str, Meta(description="What such pages are for.", min_length=1)]
    schema_org: Annotated[
        Literal["WebPage", "MedicalWebPage", "ContactPage", "AboutPage", "FAQPage"],
        Meta(description="What search engines are told the page is."),
    ] = "WebPage"
    fields: Annotated[dict[str, Field], Meta(description="The front matter keys that such pages add.")] = {}


class ComponentFile(Struct, frozen=True, forbid_unknown_fields=True):
    """What `components/<name>/component.yaml` says."""

    description: Annotated[str, Meta(description="What the component is for.", min_length=1)]
    body: Annotated[
        Literal["text", "sections", "list", "table", "none"],
        Meta(description="What stands between its lines: Markdown of a kind, or nothing."),
    ] = "text"
    data: Annotated[
        Literal["", "questions", "terms", "steps"],
        Meta(description="What search engines are told its sections or items are."),
    ] = ""
    parameters: Annotated[dict[str, Field], Meta(description='What may be written as `name="value"`.')] = {}


class SocialStyle(Struct, frozen=True, forbid_unknown_fields=True):
    """What `social.yaml` says: the colours of the picture that other sites show of a page."""

    paper: Annotated[str, Meta(description="The colour behind the title, as `#faf6ef`.", pattern=COLOR)]
    ink: Annotated[str, Meta(description="The colour of the title.", pattern=COLOR)]
    accent: Annotated[str, Meta(description="The colour of the site's name and of the line below.", pattern=COLOR)]


class PictureStyle(Struct, frozen=True, forbid_unknown_fields=True):
    """What `pictures.yaml` says: how wide pictures are shown."""

    widths: Annotated[
        tuple[Annotated[int, Meta(ge=1, le=4000)], ...],
        Meta(description="The widths in pixels that each picture is made in.", min_length=1, max_length=8),
    ] = (400, 640, 960, 1280)
    sizes: Annotated[
        str,
        Meta(
            description="How wide the layout shows a picture, as the attribute `sizes` says it: "
            "`(min-width: 50rem) 40rem, 92vw`.",
            min_length=1,
        ),
    ] = "100vw"
