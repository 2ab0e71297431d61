"""What `site_config.yaml` says: whose site it is, where it is served, its menu and its facts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct, structs

from microsite.memory import Memory
from microsite.problems import Place
from microsite.repository import WrongRepositoryError, edit_pattern
from microsite.settings import SiteConfig, publisher
from microsite.source import Source, read_source

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from microsite.problems import Report

FILE = "site_config.yaml"

_HOME = re.compile(r"https?://(?:[\w.-]+|\[[0-9a-f:.]+\])(?::[0-9]+)?(?:/[A-Za-z0-9_~][A-Za-z0-9._~-]*)*/?")
"""The address of a home page: a name or a number, and folders of which no server takes a character for more."""


class Config(Struct, frozen=True):
    """The settings, and where each of them stands."""

    settings: SiteConfig
    source: Source
    places: Mapping[str, Place]

    def place(self, key: str) -> Place:
        """Return where a setting stands, by its dotted path: `menu.2.pages.0`."""
        return self.places.get(key, Place(self.source.path))

    @property
    def named_files(self) -> dict[str, str]:
        """The pages to which the settings lead on every page, some with an anchor, by dotted path: `menu.2.pages.0`."""
        settings = self.settings
        named = {f"menu.{number}.page": entry.page for number, entry in enumerate(settings.menu)}
        for number, entry in enumerate(settings.menu):
            named |= {f"menu.{number}.pages.{index}": file for index, file in enumerate(entry.pages)}
        named |= {f"footer.{number}": file for number, file in enumerate(settings.footer)} | {"help": settings.help}
        return {key: file for key, file in named.items() if file}

    def zone(self) -> ZoneInfo:
        """Return the time zone of the site; UTC where the setting names none that exists."""
        from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # noqa: PLC0415  a small edit needs no day

        try:
            return ZoneInfo(self.settings.time_zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return ZoneInfo("UTC")

    def facts(self) -> dict[str, str]:
        """Return every fact that pages may use, by its whole name: `contact.phone`."""
        settings = self.settings
        facts = {"site.name": settings.name, "site.publisher": publisher(settings)}
        if settings.contact:
            facts |= {f"contact.{name}": value for name, value in structs.asdict(settings.contact).items()}
            facts["contact.address"] = settings.contact.address
        return facts | {f"facts.{name}": value for name, value in settings.facts.items()}


def read_config(root: Path, report: Report, memory: Memory | None = None) -> Config:
    """Return the settings of the site at `root`; what is wrong with them goes to the report."""
    source = read_source(root / FILE, FILE, report, limit=64 * 1024)
    if source is None:
        return Config(SiteConfig(name="", url="https://example.org/", description=""), Source(FILE, ""), {})
    return (memory or Memory()).recall(FILE, (source,), lambda own: settings_of(source, own), report)


def settings_of(source: Source, report: Report) -> Config:
    """Return the settings that a text holds; what is wrong with them goes to the report."""
    from microsite.schema import read_yaml  # noqa: PLC0415  a small edit reads no YAML

    located = read_yaml(source, SiteConfig, report)
    config = Config(located.value, source, located.places)
    _check_zone(config, report)
    _check_repository(config, report)
    _check_language(config, report)
    return _with_usable_url(config, report)


def _check_zone(config: Config, report: Report) -> None:
    name = config.settings.time_zone
    if config.zone().key != name:
        place = config.place("time_zone")
        message = f"There is no time zone “{name}”."
        report.add(
            config.source.problem("wrong-value", message, place.line, place.column, hint="As “America/Chicago”.")
        )


def _check_language(config: Config, report: Report) -> None:
    from microsite.languages import is_language, right_name  # noqa: PLC0415  a small edit reads no settings

    tag = config.settings.language
    if not is_language(tag):
        place, right = config.place("language"), right_name(tag)
        message = f"“{tag}” is no name of a language that programs know."
        hint = f"Write “{right}”." if right else "As “en-US”."
        report.add(config.source.problem("wrong-value", message, place.line, place.column, hint=hint))


def _with_usable_url(config: Config, report: Report) -> Config:
    """Return the settings with an address at which a home page can stand, or with none, as where it is left out."""
    url = config.settings.url
    if not url or is_home(url):
        return config
    place = config.place("url")
    if any(mark in url for mark in "?#@"):
        message = f"“{url}” is more than the address of a home page."
    else:
        message = f"“{url}” has characters that not every server takes for part of an address."
    hint = "Use letters, digits, hyphens and dots, as “https://example.org/” or “https://example.org/folder/”."
    report.add(config.source.problem("wrong-value", message, place.line, place.column, hint=hint))
    return structs.replace(config, settings=structs.replace(config.settings, url=""))


def is_home(url: str) -> bool:
    """Tell whether a home page can stand at this address, whatever serves it: its folders need no escaping anywhere."""
    return bool(_HOME.fullmatch(url))


def _check_repository(config: Config, report: Report) -> None:
    try:
        edit_pattern(config.settings.repository, config.settings.repository_branch)
    except WrongRepositoryError as error:
        place = config.place(error.key)
        problem = config.source.problem("wrong-value", error.message, place.line, place.column, hint=error.hint)
        report.add(problem)
