"""`verify`: compare the live site with the build that was published."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from microsite.commands import BUILT, PROBLEMS, WrongUseError, add_site_options

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from microsite.commands import Build
    from microsite.console import Console
    from microsite.manifest import Manifest
    from microsite.verifying import Verdict


def add_options(parser: ArgumentParser) -> None:
    """Add what can be typed after `verify`."""
    add = parser.add_argument
    add("url", nargs="?", type=_address, metavar="URL", help="where the site is; left out, its own address")
    add_site_options(parser)
    add("--manifest", type=Path, metavar="FILE", help="the record of the build (public-host/manifest.json)")
    add("--wait", type=_seconds, default=0.0, metavar="SECONDS", help="so long wait until the build is live")
    add("--timeout", type=_seconds, metavar="SECONDS", help="so long an address may take (30)")
    add("--format", choices=["text", "github", "json"], default="text", help="how findings are shown")
    add("--quiet", action="store_true", help="show findings and nothing else")


def run(wanted: Namespace, build: Build) -> int:
    """Ask the live site, compare, and tell what differs."""
    del build  # what was built last is compared, and not what would be built now
    from microsite.console import JSON, open_console, progress  # noqa: PLC0415
    from microsite.verifying import SECONDS, verify  # noqa: PLC0415  libraries are imported where they are used
    from microsite.verifying.telling import as_data  # noqa: PLC0415

    manifest = _manifest(wanted)
    console = open_console(wanted.format)
    with progress(console, "Looking at the live site"):
        verdict = verify(manifest, wanted.url, seconds=wanted.timeout or SECONDS, wait=wanted.wait)
    if wanted.format == JSON:
        sys.stdout.write(as_data(verdict) + "\n")
    else:
        _tell(console, verdict, quiet=wanted.quiet)
    return BUILT if verdict.right else PROBLEMS


def _tell(console: Console, verdict: Verdict, *, quiet: bool) -> None:
    """Show the verdict, then each finding with what to do."""
    from microsite.console import CYAN, GITHUB, GREEN, RED, annotation  # noqa: PLC0415
    from microsite.problems import ERROR  # noqa: PLC0415
    from microsite.verifying.telling import groups, not_compared, summary  # noqa: PLC0415

    if not quiet:
        console.say(summary(verdict), GREEN if verdict.right else RED)
    for group in groups(verdict):
        first = group.first
        if console.format == GITHUB:
            text = "\n".join((f"{group.places}: {first.message}", *group.lines()))
            console.say(annotation(first.severity, text, title=first.code))
            continue
        console.say("")
        line = f"{group.places}: {first.severity}[{first.code}] {first.message}"
        console.say(line, RED if first.severity == ERROR else CYAN)
        for words in group.lines():
            console.say(f"    {words}")
    if not quiet and (left_out := not_compared(verdict)):
        console.say(f"\n{left_out}")


def _manifest(wanted: Namespace) -> Manifest:
    """Return the record of the build. Raises WrongUseError where there is none."""
    from microsite.console import shown_path  # noqa: PLC0415
    from microsite.manifest import FILE, read_manifest  # noqa: PLC0415
    from microsite.ours import host_folder  # noqa: PLC0415

    file = wanted.manifest or host_folder(wanted.root.resolve() / "public") / FILE
    try:
        return read_manifest(file.read_bytes())
    except FileNotFoundError:
        hint = "Name the record of a build after --manifest." if wanted.manifest else "Build first: python build.py"
        raise WrongUseError(f"There is no “{shown_path(file)}”. {hint}") from None
    except OSError as error:
        raise WrongUseError(f"“{shown_path(file)}” cannot be read: {error.strerror}.") from None
    except ValueError:
        raise WrongUseError(f"“{shown_path(file)}” is no record of this generator's builds. Build again.") from None


def _address(text: str) -> str:
    """Return the text if it is the whole address of a site. Raises WrongUseError."""
    again = "Write it as https://example.org/"
    try:
        parts = urlsplit(text)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        usable = False
    if not usable or parts.query or parts.fragment or any(letter.isspace() for letter in text):
        raise WrongUseError(f"“{text}” is not a whole address. {again}")
    if "@" in parts.netloc:
        raise WrongUseError(f"An address has no name and password in it. {again}")
    return text


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1
    if not 0 <= seconds <= 24 * 60 * 60:
        raise WrongUseError(f"“{text}” is not a number of seconds. Write it as 120, for two minutes")
    return seconds
