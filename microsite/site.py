"""The site as a whole: everything that pages, other outputs and checks are drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from microsite.assets import Assets
    from microsite.config import Config
    from microsite.model import Documents, Page, Web
    from microsite.navigation import Navigation
    from microsite.theme import Theme


@dataclass(frozen=True, slots=True)
class Site:
    """A site that has been read and whose pages are made, but not yet drawn."""

    config: Config
    theme: Theme
    web: Web
    documents: Documents
    pages: tuple[Page, ...]
    assets: Assets
    navigation: Navigation
    today: date
