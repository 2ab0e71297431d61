"""Publish a finished site where its host serves it: what speaks against it, what would change, and sending it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from msgspec import structs

from microsite.publishing.git import is_in_git
from microsite.publishing.refusal import refusals, refusals_at
from microsite.publishing.release import CannotPublishError, Release, Step, Target, read_release

if TYPE_CHECKING:
    from collections.abc import Callable

    from microsite.problems import Report

__all__ = ["Release", "Step", "Target", "prepare", "read_release", "send"]

FAILED = "publish-failed"

NO_WAY_BACK = "This folder is in no git repository: nothing can bring back an earlier version of the site."

_SENDERS = {"github-pages": "github_pages", "s3-cloudfront": "s3"}
"""The hosts to which a site is sent from here, and the module of each."""


def prepare(release: Release, report: Report, *, sure: bool) -> Target | None:
    """Return where a release goes and what is to be done there; all that speaks against it goes to the report.

    `sure` is whether a person has said that much may vanish, or be replaced. None is returned where the place could
    not be looked at. Nothing is sent.
    """
    report.extend(refusals(release))
    module = import_module(f"microsite.publishing.{_SENDERS.get(release.manifest.host, 'by_hand')}")
    try:
        target: Target = module.look(release)
    except CannotPublishError as error:
        report.add(release.problem(FAILED, error.key, error.message, error.hint))
        return None
    if not sure:
        report.extend(refusals_at(target, release))
    return target if is_in_git(release.root) else structs.replace(target, notes=(*target.notes, NO_WAY_BACK))


def send(target: Target, release: Release, report: Report, tell: Callable[[str], None]) -> bool:
    """Do what is to be done and tell whether it was; why not goes to the report."""
    try:
        if target.steps:
            target.send(tell)
    except CannotPublishError as error:
        report.add(release.problem(FAILED, error.key, error.message, error.hint))
        return False
    return True
