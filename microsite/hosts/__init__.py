"""The hosts: one small module each, which says what the host needs, what it can do and what it cannot.

A host's module has a `HOST`. To add a host, write its module and name it in `HostName` of `microsite/settings.py`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from microsite.hosts.host import Host, Limits
from microsite.hosts.limits import problems_of

if TYPE_CHECKING:
    from microsite.model import Output
    from microsite.problems import Report
    from microsite.serving import Serving

__all__ = ["Host", "Limits", "files_for", "host_named"]


def host_named(name: str) -> Host:
    """Return a host by the name that `host` in `site_config.yaml` gives it."""
    module = import_module(f"microsite.hosts.{name.replace('-', '_')}")
    host: Host = module.HOST
    return host


def files_for(serving: Serving, report: Report) -> tuple[Output, ...]:
    """Return the files that the site's host needs besides the site; what would pass its limits goes to the report."""
    host = host_named(serving.settings.host)
    files = tuple(host.files(serving))
    report.extend(problems_of(host, serving, files))
    return files
