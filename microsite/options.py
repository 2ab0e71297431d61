"""What a person asked for on the command line, as far as it changes the site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path


class Options(Struct, frozen=True):
    """What a person asked for on the command line."""

    base_url: str | None = None
    drafts: bool = False
    style_guide: bool = False
    """Whether the site also shows every component, for designers and tests."""
    preview: bool = False
    """Whether the site is made for the preview: with drafts and pages of other days, the style guide, assets under
    plain names, and no pictures for sharing."""
    portable: bool = False
    """Whether the site is made as a copy that opens without a server, and not to be published."""
    compress: bool = False
    """Whether compressed copies are made for hosts that send them; only a site that is published needs them."""
    editors_report: bool = False
    """Whether the page that tells editors about the site is drawn as well; it never belongs into the published site."""
    published: Path | None = None
    """The folder of the published site, with which the report compares this one."""
    now: datetime | None = None
    """The present moment with its time zone; None means the clock or SOURCE_DATE_EPOCH."""
