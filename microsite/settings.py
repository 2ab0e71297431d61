"""The settings of a site, as `site_config.yaml` gives them: each with its type and what it is for."""

# Annotations stand here as they are, and not as text, because msgspec reads them at each start: to compile text takes
# twice as long.

from typing import Annotated, Literal

from msgspec import Meta, Struct

from microsite.page_keys import COLOR
from microsite.protection import StrictTransport
from microsite.rules import Rules

MAX_LINKS = 50
"""Entries of the menu, of one part of it, and of the footer: all stand on every page."""


class Contact(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who publishes the site and where they are. Nothing else about them is ever stated."""

    name: Annotated[str, Meta(description="The name as people know it.", min_length=1)]
    street: Annotated[str, Meta(description="Street, number and suite.", min_length=1)]
    city: Annotated[str, Meta(description="The city.", min_length=1)]
    region: Annotated[str, Meta(description="The state, as `CA`.", min_length=1)]
    postal_code: Annotated[str, Meta(description="The postal code.", min_length=1)]
    phone: Annotated[str, Meta(description="The telephone number as it is to be read.", min_length=1)]
    country: Annotated[str, Meta(description="The country's two-letter code.", pattern="^[A-Z]{2}$")] = "US"
    country_calling_code: Annotated[str, Meta(description="As `1`.", pattern="^[0-9]{1,3}$")] = "1"

    @property
    def address(self) -> str:
        """The postal address on one line."""
        return f"{self.street}, {self.city}, {self.region} {self.postal_code}"


class Telephone(Struct, frozen=True, forbid_unknown_fields=True):
    """A number that may stand on the site; it becomes a link by itself."""

    number: Annotated[str, Meta(description="As it is to be read: `1-800-662-4357`.", min_length=3)]
    name: Annotated[str, Meta(description="Whose number it is.", min_length=1)]
    use: Annotated[
        Literal["call", "text", "both"],
        Meta(
            description="`call` makes a link that calls, `text` one that writes; `both` writes after the word “text”."
        ),
    ] = "call"


class MenuGroup(Struct, frozen=True, forbid_unknown_fields=True):
    """An entry of the menu: one page, or a title over several."""

    title: Annotated[str, Meta(description="What the menu says; left out, the page's own title.")] = ""
    page: Annotated[str, Meta(description="The page it leads to, as `fees.md`.")] = ""
    pages: Annotated[tuple[str, ...], Meta(description="The pages under this title.", max_length=MAX_LINKS)] = ()


HostName = Literal[
    "folder",
    "apache",
    "azure-static-web-apps",
    "caddy",
    "cloudflare-pages",
    "github-pages",
    "netlify",
    "nginx",
    "s3-cloudfront",
    "vercel",
]
"""Where a site can be served; each has a module in `microsite/hosts/`."""


class Publishing(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a host needs to know to take the site. Nothing secret belongs here."""

    project: Annotated[str, Meta(description="The name of the site at Netlify, Cloudflare Pages, Vercel or Azure.")] = (
        ""
    )
    remote: Annotated[str, Meta(description="Where git pushes the built site for GitHub Pages.")] = "origin"
    branch: Annotated[str, Meta(description="The branch from which GitHub Pages serves.")] = "gh-pages"
    bucket: Annotated[str, Meta(description="The S3 bucket.")] = ""
    region: Annotated[str, Meta(description="The region of the S3 bucket, as `us-west-2`.")] = "us-east-1"
    distribution: Annotated[str, Meta(description="The id of the CloudFront distribution, as `E1ABCDEF`.")] = ""
    server: Annotated[
        str, Meta(description="Where files are copied for nginx, Apache, Caddy, as `me@example.org:/srv/site`.")
    ] = ""
    folder: Annotated[
        str,
        Meta(
            description="The folder of the site on the server, for nginx and Caddy, as `/srv/site`.",
            # It comes to stand in the settings of a server, where other characters could say more than a name.
            pattern="^([A-Za-z]:)?/[A-Za-z0-9_./~-]*$(?!\\n)",
        ),
    ] = "/srv/site"


class SiteConfig(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """All settings of a site."""

    name: Annotated[str, Meta(description="The name of the site.", min_length=1)]
    short_name: Annotated[str, Meta(description="The name where there is little room; left out, the whole name.")] = ""
    url: Annotated[
        str,
        Meta(
            description="The whole address of the home page, as `https://example.org/`.",
            pattern="^https?://[^/\\s]+",
        ),
    ]
    host: Annotated[
        HostName, Meta(description="Where the site is served; the build is then right for it. docs/publishing.md")
    ] = "folder"
    publishing: Annotated[Publishing, Meta(description="What the host needs to know to take the site.")] = Publishing()
    strict_transport: Annotated[
        StrictTransport,
        Meta(
            description="For which names browsers insist on encryption: `host`, this one; `subdomains`, all below it "
            "as well; `preload`, and for good, by a list in every browser."
        ),
    ] = "host"
    description: Annotated[str, Meta(description="What the site is, in one sentence.", min_length=1)]
    publisher: Annotated[str, Meta(description="Who publishes the site; left out, the contact's name.")] = ""
    language: Annotated[
        str,
        Meta(description="The language of the site, as `en-US`.", pattern="^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"),
    ] = "en"
    time_zone: Annotated[str, Meta(description="Where a day begins and ends, as `America/Los_Angeles`.")] = "UTC"
    contact: Annotated[Contact | None, Meta(description="The publisher's name, address and telephone number.")] = None
    telephones: Annotated[tuple[Telephone, ...], Meta(description="The other numbers that may stand on the site.")] = ()
    menu: Annotated[tuple[MenuGroup, ...], Meta(description="The menu, in order.", max_length=MAX_LINKS)] = ()
    help: Annotated[str, Meta(description="The page that is set apart in the menu, as `get-help-now.md`.")] = ""
    footer: Annotated[
        tuple[str, ...], Meta(description="The pages that the footer links to.", max_length=MAX_LINKS)
    ] = ()
    crisis_line: Annotated[str, Meta(description="One line of Markdown that stands on every page.")] = ""
    disclaimer: Annotated[str, Meta(description="The short disclaimer under every page.")] = ""
    written_by: Annotated[str, Meta(description="Who wrote the pages and who checked them, as a sentence.")] = ""
    facts: Annotated[
        dict[str, str], Meta(description="Words written once and used in pages as `{{ facts.name }}`.")
    ] = {}
    rules: Annotated[Rules, Meta(description="What pages must show, and which words they do without.")] = Rules()
    reading_grade: Annotated[
        float,
        Meta(description="The years of school that a page may ask for (Flesch-Kincaid), as `8`.", ge=1, le=20),
    ] = 9.0
    short_forms: Annotated[
        tuple[str, ...], Meta(description="Short forms that need no explanation, as `ZIP`, and words to text.")
    ] = ()
    about: Annotated[
        tuple[str, ...], Meta(description="Treatments that pages about health are about, unless they say otherwise.")
    ] = ()
    repository: Annotated[
        str,
        Meta(
            description="Where the site's files are kept, as `https://github.com/owner/name`. "
            "Each page then links to its file, to be edited."
        ),
    ] = ""
    repository_branch: Annotated[str, Meta(description="The branch that is published, as `main`.")] = "main"
    theme_color: Annotated[str, Meta(description="The colour around the page in a light window.", pattern=COLOR)] = (
        "#ffffff"
    )
    theme_color_dark: Annotated[
        str, Meta(description="The colour around the page in a dark window.", pattern=COLOR)
    ] = "#000000"


def publisher(settings: SiteConfig) -> str:
    """Return who publishes the site."""
    return settings.publisher or (settings.contact.name if settings.contact else settings.name)
