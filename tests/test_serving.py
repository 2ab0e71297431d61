"""What a host is to do with a site: what moved, what may be kept, what each file is, and which build may be listed."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import pytest

from build import HERE, build
from microsite.content_files import DOWNLOADS, PICTURES
from microsite.manifest import FORMAT, read_manifest
from microsite.options import Options
from microsite.problems import Report
from microsite.serving import ASK_FIRST, FOR_EVER, content_type, keep

if TYPE_CHECKING:
    from conftest import WriteSite

    from microsite.manifest import Manifest
    from microsite.model import Output

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
MOVED = "---\ntitle: Fees\ndescription: What it costs.\nredirect_from: [/costs, /old/prices.html]\n---\nText.\n"
HOME = "---\ntitle: Home\ndescription: The home page.\n---\n[Fees](fees.md)\n"


def built(write_site: WriteSite, **options: Any) -> dict[str, Output]:
    root = write_site({"content/index.md": HOME, "content/fees.md": MOVED})
    return {output.path: output for output in build(root, Options(now=NOW, **options), Report())}


def manifest(outputs: dict[str, Output]) -> Manifest:
    return read_manifest(outputs["manifest.json"].data)


def test_the_record_tells_every_file_that_visitors_can_get_and_nothing_else(write_site: WriteSite) -> None:
    outputs = built(write_site)
    record = manifest(outputs)
    assert [file.path for file in record.files] == sorted(path for path, output in outputs.items() if not output.beside)
    assert [file.path for file in record.files if file.page] == ["fees/index.html", "index.html"]
    assert all(file.bytes == len(outputs[file.path].data) for file in record.files)
    assert record.base_url == "https://example.org/iop/"


def test_old_addresses_lead_to_the_page_with_a_code_or_by_a_small_page(write_site: WriteSite) -> None:
    outputs = built(write_site)
    found = [(redirect.old, redirect.to, redirect.code) for redirect in manifest(outputs).redirects]
    assert found == [("/costs/", "/fees/", 0), ("/old/prices.html", "/fees/", 0)]
    assert b"url=/iop/fees/" in outputs["costs/index.html"].data


def test_two_builds_of_one_site_have_one_version_and_another_word_has_another(write_site: WriteSite) -> None:
    first = manifest(built(write_site)).version
    assert first == manifest(built(write_site)).version
    root = write_site({"content/index.md": HOME.replace("Home", "House"), "content/fees.md": MOVED})
    outputs = {output.path: output for output in build(root, Options(now=NOW), Report())}
    assert outputs["version.txt"].data.decode() == manifest(outputs).version + "\n" != first + "\n"


@pytest.mark.parametrize("base_url", ["https://preview.example.net/iop/", "http://127.0.0.1:8000/"])
def test_a_build_for_another_host_asks_not_to_be_listed(write_site: WriteSite, base_url: str) -> None:
    outputs = built(write_site, base_url=base_url)
    assert not manifest(outputs).indexed
    assert b'<meta name="robots" content="noindex">' in outputs["index.html"].data


@pytest.mark.parametrize("base_url", [None, "https://EXAMPLE.org/other/"])
def test_a_build_for_its_own_host_is_listed(write_site: WriteSite, base_url: str | None) -> None:
    outputs = built(write_site, base_url=base_url)
    assert manifest(outputs).indexed
    assert b"noindex" not in outputs["index.html"].data


def test_a_draft_that_is_published_is_named(write_site: WriteSite) -> None:
    root = write_site({"content/index.md": HOME, "content/fees.md": MOVED.replace("title", "draft: true\ntitle", 1)})
    for drafts, named in ((True, ("fees.md",)), (False, ())):
        outputs = build(root, Options(now=NOW, drafts=drafts), Report())
        assert manifest({output.path: output for output in outputs}).drafts == named


def test_what_has_its_fingerprint_in_its_name_is_kept_and_the_rest_is_asked_for_again() -> None:
    assert keep("assets/css/site.0123456789.css") == FOR_EVER
    assert {keep(path) for path in ("index.html", "fees/index.html", "favicon.ico", "robots.txt")} == {ASK_FIRST}


def test_every_file_of_the_first_site_and_whatever_content_may_hold_has_a_type() -> None:
    paths = [output.path for output in build(HERE, Options(now=NOW), Report()) if not output.beside]
    endings = {PurePosixPath(path).suffix for path in paths} | PICTURES | DOWNLOADS
    assert [ending for ending in endings if content_type("x" + ending) == "application/octet-stream"] == []


@pytest.mark.parametrize("wrong", [b"", b"{", b"[]", b"\xff", b'{"format": 1}'])
def test_what_is_no_record_is_a_value_error(wrong: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_manifest(wrong)


def test_a_record_of_another_format_is_refused(write_site: WriteSite) -> None:
    data = json.loads(built(write_site)["manifest.json"].data)
    data["format"] = FORMAT + 1
    with pytest.raises(ValueError, match="format"):
        read_manifest(json.dumps(data).encode())
