"""What would pass the limits of a host, and what a host cannot give: told before anything is sent there."""

from __future__ import annotations

from collections import Counter
from posixpath import dirname
from typing import TYPE_CHECKING

from microsite.amounts import counted, sized
from microsite.problems import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from microsite.hosts.host import Host
    from microsite.model import Output
    from microsite.serving import Serving

_FEWER = "Take out pictures and pages that nobody needs, or choose another host."
_SMALLER = "Make it smaller, or choose another host."
_FEWER_MOVES = "Take out of redirect_from what nobody follows any more, or choose another host."


def problems_of(host: Host, serving: Serving, files: Sequence[Output]) -> Iterator[Problem]:
    """Yield what the host would not take or cannot give; `files` are those that it needs besides the site."""
    site = (*serving.outputs, *(file for file in files if not file.beside))
    for message, hint in (*_amounts(host, serving, site), *_settings(host, files)):
        yield _told(serving, "host-limit", message, "host", f"{hint} {host.limits.source}".rstrip())
    yield from _large_files(host, site)
    yield from _folder(host, serving)
    yield from _lost(host, serving)


def _amounts(host: Host, serving: Serving, site: Sequence[Output]) -> Iterator[tuple[str, str]]:
    """Yield of what the whole site has too much, and what to do."""
    limits = host.limits
    if limits.files is not None and len(site) > limits.files:
        yield f"The site has {counted(len(site), 'file')}; at {host.title} the most is {limits.files:,}.", _FEWER
    if limits.folder_files is not None:
        for folder, count in sorted(Counter(dirname(output.path) for output in site).items()):
            if count > limits.folder_files:
                message = f"“{folder or '/'}” has {counted(count, 'file')}"
                yield f"{message}; at {host.title} the most for a folder is {limits.folder_files:,}.", _FEWER
    size = sum(output.size for output in site)
    if limits.site_bytes is not None and size > limits.site_bytes:
        yield f"The site has {sized(size)}; at {host.title} the most is {sized(limits.site_bytes)}.", _FEWER
    moves = len(serving.redirects)
    if limits.redirects is not None and moves > limits.redirects:
        message = f"The site has {counted(moves, 'old address', 'old addresses')}"
        yield f"{message}; at {host.title} the most is {limits.redirects:,}.", _FEWER_MOVES


def _settings(host: Host, files: Iterable[Output]) -> Iterator[tuple[str, str]]:
    """Yield what is too large or too long in a file that the host reads, and what to do."""
    limits = host.limits
    for file in files:
        lines = file.data.decode().splitlines()
        rules = sum(line.startswith(("/", "https:")) for line in lines)
        if limits.header_rules is not None and file.path == "_headers" and rules > limits.header_rules:
            yield f"“_headers” has {rules:,} rules; at {host.title} the most is {limits.header_rules:,}.", _FEWER
        if limits.config and file.path not in limits.config:
            continue
        if limits.config_bytes is not None and len(file.data) > limits.config_bytes:
            message = f"“{file.path}” has {len(file.data):,} bytes"
            yield f"{message}; at {host.title} the most is {limits.config_bytes:,}.", _FEWER_MOVES
        longest = max((len(line) for line in lines), default=0)
        if limits.line_characters is not None and longest > limits.line_characters:
            message = f"A line of “{file.path}” has {longest:,} characters"
            yield f"{message}; at {host.title} the most is {limits.line_characters:,}.", "Choose another host."


def _large_files(host: Host, site: Iterable[Output]) -> Iterator[Problem]:
    most = host.limits.file_bytes
    if most is None:
        return
    for output in site:
        if output.size > most:
            size = sized(output.size)
            message = f"“{output.path}” has {size}; at {host.title} a file has at most {sized(most)}."
            hint = f"{_SMALLER} {host.limits.source}".rstrip()
            yield Problem("host-limit", message, Place(output.made_from or output.path), hint)


def _folder(host: Host, serving: Serving) -> Iterator[Problem]:
    if host.base_path or serving.web.path == "/":
        return
    message = f"“{serving.web.base_url}” has a folder; {host.title} shows a site only at the root of a domain."
    hint = "Give the site a domain of its own, as “https://iop.example.org/”, or choose another host."
    yield _told(serving, "url-with-folder", message, "url", hint)


def _lost(host: Host, serving: Serving) -> Iterator[Problem]:
    if not host.lost:
        return
    alike: dict[str, list[str]] = {}
    for name, instead in host.lost.items():
        alike.setdefault(instead, []).append(name)
    message = f"{host.title} leaves out {counted(len(host.lost), 'header')} that protect readers."
    hint = ". ".join(f"{', '.join(names)}: {instead}" for instead, names in alike.items())
    yield _told(serving, "host-lacks", message, "host", f"{hint}. docs/hosts/{host.name}.md says more.")


def _told(serving: Serving, code: str, message: str, key: str, hint: str) -> Problem:
    """Return a problem at a setting."""
    place = serving.config.place(key)
    return serving.config.source.problem(code, message, place.line, place.column, hint=hint)
