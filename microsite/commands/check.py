"""`check`: tell every mistake in the site and write nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microsite.commands import add_build_options, add_report_options, add_site_options
from microsite.commands.build import run as run_build

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from microsite.commands import Build


def add_options(parser: ArgumentParser) -> None:
    """Add what can be typed after `check`."""
    add_site_options(parser)
    add_build_options(parser)
    add_report_options(parser)


def run(wanted: Namespace, build: Build) -> int:
    """Check the site and tell what was found."""
    return run_build(wanted, build)
