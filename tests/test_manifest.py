"""The record of a build that is made of the one before and of what has changed: the same as made of all."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from conftest import CONFIG, FRONT_MATTER
from hosting import HOSTS

from build import build
from microsite.compression import ENDINGS
from microsite.manifest import FILE, VERSION_FILE, changed_manifest, read_manifest, write_manifest
from microsite.model import Output
from microsite.options import Options
from microsite.problems import Report

if TYPE_CHECKING:
    from conftest import WriteSite

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
COPIES = tuple(ENDINGS.values())
LONG = "An intensive outpatient program is care for a part of the day. You go home at night.\n" * 60


def built(write_site: WriteSite, host: str, text: str) -> dict[str, Output]:
    files = {
        "site_config.yaml": f"{CONFIG.replace('/iop/', '/')}host: {host}\n",
        "content/index.md": FRONT_MATTER + "[Fees](fees.md)\n",
        "content/fees.md": FRONT_MATTER + text,
        "content/404.md": FRONT_MATTER + "Nothing is here.",
    }
    outputs = build(write_site(files), Options(now=NOW, compress=True), Report())
    return {output.path: output for output in outputs}


@pytest.mark.parametrize(
    ("before", "after"), [("Short.", LONG), (LONG, "Short."), (LONG, LONG + "More."), (LONG, LONG)]
)
@pytest.mark.parametrize("host", HOSTS)
def test_it_equals_the_record_of_a_whole_build(write_site: WriteSite, host: str, before: str, after: str) -> None:
    old, new = built(write_site, host, before), built(write_site, host, after)
    changed = {path: output for path, output in new.items() if not output.beside and old.get(path) != output}
    version = changed.pop(VERSION_FILE, new[VERSION_FILE])
    files = [output for path, output in changed.items() if not path.endswith(COPIES)]
    copies = [new[file.path + ending] for file in files for ending in COPIES if file.path + ending in new]
    record, made = changed_manifest(read_manifest(old[FILE].data), files, copies)
    assert bool(files) == (before != after)
    assert write_manifest(record) == new[FILE].data
    assert made == version


def test_a_file_that_was_not_there_is_our_bug(write_site: WriteSite) -> None:
    record = read_manifest(built(write_site, "folder", LONG)[FILE].data)
    with pytest.raises(KeyError):
        changed_manifest(record, [Output("new.html", b"")])
