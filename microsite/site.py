"""The site as a whole: everything that pages, other outputs and checks are drawn from."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct, field

from microsite.coming import coming
from microsite.documents import old_addresses
from microsite.ledger import Ledger
from microsite.model import output_path
from microsite.pictures import social_picture_name

if TYPE_CHECKING:
    from datetime import date

    from microsite.assets import Assets
    from microsite.config import Config
    from microsite.model import Document, Documents
    from microsite.navigation import Navigation
    from microsite.theme import Theme
    from microsite.web import Web


SOCIAL_ICON = "icons/icon-512.png"
"""The theme's icon that stands on pictures for sharing."""


class Site(Struct, frozen=True, dict=True):
    """A site that has been read; its pages are not made yet."""

    config: Config
    theme: Theme
    web: Web
    documents: Documents
    assets: Assets
    navigation: Navigation
    today: date
    ledger: Ledger = field(default_factory=Ledger)
    portable: bool = False
    """Whether it is made as a copy to carry, and not to be served."""

    @cached_property
    def by_address(self) -> dict[str, Document]:
        """The published documents by their addresses."""
        return {document.address: document for document in self.documents.published}

    @cached_property
    def by_file(self) -> dict[str, Document]:
        """The published documents under the names that links use."""
        return self.documents.by_file()

    @cached_property
    def by_output(self) -> dict[str, Document]:
        """The published documents by the paths of their pages."""
        return {output_path(document.address): document for document in self.documents.published}

    @cached_property
    def withheld_by_output(self) -> dict[str, Document]:
        """The documents that visitors do not get, by the paths that their pages would have."""
        return {output_path(document.address): document for document in self.documents.withheld}

    @cached_property
    def drafts_to_review(self) -> tuple[Document, ...]:
        """The drafts that a copy was asked to hold. The site itself, which visitors get, tells of none."""
        drafts = (document for document in self.documents.published if document.front_matter.draft)
        return tuple(drafts) if self.portable else ()

    @cached_property
    def moved(self) -> dict[str, Document]:
        """Which page now answers for each output that an old address has; where a page stands, that one does."""
        return {
            output_path(old): document
            for document in self.documents.published
            for old in old_addresses(document)
            if old not in self.by_address
        }

    @cached_property
    def going(self) -> dict[str, Document]:
        """The published documents that are over soon, by their files."""
        names = {change.file for change in coming(self.documents, self.today) if not change.appears}
        return {found.file: found for found in self.documents.published if found.source.path in names}

    @cached_property
    def principles(self) -> str:
        """The address of the page that says how the site is made, or nothing."""
        types = self.theme.page_types
        about = {name for name, page_type in types.items() if page_type.file.schema_org == "AboutPage"}
        return next((found.address for found in self.documents.published if found.front_matter.type in about), "")

    def social_picture(self, document: Document) -> str:
        """Return the address of the picture that other sites show of a page, or nothing where it has none."""
        style = self.theme.social
        if style is None or not document.listed:
            return ""
        icon = self.assets.addresses.get(SOCIAL_ICON, "")
        name = social_picture_name(
            document.title, self.config.settings.name, style.paper, style.ink, style.accent, icon
        )
        return f"/assets/social/{name}"
