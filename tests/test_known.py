"""What a small edit knows of the other documents is all that the rules for a single page ask for."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from edits import run_here

from build import HERE
from microsite.checks import judge_page
from microsite.checks.checked import CheckedSite, read_page
from microsite.edited import Edited
from microsite.known import Known, decoded
from microsite.model import Output, output_path
from microsite.problems import Report
from microsite.prose import make_converter, make_prose

if TYPE_CHECKING:
    from pathlib import Path

SITES = {"main": HERE, "good": HERE / "tests/sites/good", "edited": HERE / "tests/sites/edited"}
NOON = "1795521600"


def known_of(root: Path) -> Known:
    code, out, said = run_here(["build", "--root", str(root)], NOON)
    assert (code, said) == (0, ""), out
    (file,) = (root / ".cache/pages").glob("*.known")
    known = decoded(file.read_bytes())
    assert known
    return known


@pytest.mark.parametrize("name", SITES)
def test_pages_are_judged_as_if_all_documents_were_known(tmp_path: Path, name: str) -> None:
    for part in ("content", "templates", "site_config.yaml"):
        source = SITES[name] / part
        if source.is_dir():
            shutil.copytree(source, tmp_path / part)
        elif source.exists():
            shutil.copy(source, tmp_path)
    # A page that goes, an old address, and links to both are what rules ask other documents for.
    with (tmp_path / "content/index.md").open("a", encoding="utf-8") as stream:
        stream.write("\nSee [the old place](once-here/) and [this](soon-gone.md).\n")
    text = (SITES["edited"] / "content/evening.md").read_text("utf-8").replace("[the room](visit/index.md)", "us")
    (tmp_path / "content/soon-gone.md").write_text(text.replace("An evening", "One evening").replace("On one", "In"))
    moved = text.replace("expires_on: 2026-11-28", "redirect_from: [/once-here/]").replace("of reading", "of listening")
    (tmp_path / "content/moved.md").write_text(moved.replace("On one", "At some"))
    known = known_of(tmp_path)
    assert {"moved.md", "soon-gone.md"} <= set(known.asked)
    assert set(known.asked) < set(known.published)
    codes = set()
    for file in known.published:
        edited = Edited(tmp_path, [file], known)
        site, document = edited.site, edited.documents[file]
        converter = make_converter(site.config)
        prose = make_prose(site.documents, site.config, site.theme, site.web, site.assets, converter)
        page, path = prose.page(document, Report()), output_path(document.address)
        output = Output(path, (tmp_path / "public" / path).read_bytes())
        whole, some = (CheckedSite(each, frozenset(known.paths)) for each in (site, edited.judged))
        expected, found = (judge_page(each, read_page(each, output, page)) for each in (whole, some))
        assert (found.problems, found.of_templates, found.outline) == (
            expected.problems,
            expected.of_templates,
            expected.outline,
        )
        codes |= {problem.code for problem in found.problems}
    assert {"link-ends-soon", "link-to-old-address"} <= codes
