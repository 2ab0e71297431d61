"""nginx serves the site while it is published 400 times: nobody gets a page that is missing, or of two versions."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from build import build
from hosts.asking import ask
from hosts.expectations import AGREED
from hosts.test_load import nginx
from microsite.model import Output
from microsite.options import Options
from microsite.problems import Report
from microsite.publish import publish

if TYPE_CHECKING:
    from hosts.conftest import PublishSite

TIMES, READERS = 400, 2


def is_page(output: Output) -> bool:
    return output.path.endswith("/index.html")


def marked(output: Output, version: int) -> Output:
    """Return a page that says its version at its beginning and at its end; other files as they are."""
    if not is_page(output):
        return output
    mark = f"<!-- version {version} -->".encode()
    data = output.data.replace(b"<head>", b"<head>" + mark, 1).replace(b"</body>", mark + b"</body>", 1)
    return Output(output.path, data, output.made_from)


@pytest.mark.holds(70, "whole", times=TIMES)
def test_400_publications_are_never_seen_half_done(publish_site: PublishSite, tmp_path: Path) -> None:
    site = publish_site("nginx", "/", plant=False)
    root = site.public.parent
    shutil.rmtree(site.public / Path(AGREED).parent)  # it is not ours, and this site is published again
    outputs = build(root, Options(compress=True), Report())
    pages = [quote(f"/{output.path.removesuffix('index.html')}") for output in outputs if is_page(output)]
    assert len(pages) > 15
    wrong: list[str] = []
    seen: set[bytes] = set()
    asked, going = [0], True

    def put(version: int) -> None:
        report = Report()
        done = publish([marked(output, version) for output in outputs], site.public, root, (root / "content",), report)
        assert done, report.problems

    def read(port: int) -> None:
        while going:
            for page in pages:
                answer = ask(port, page)
                versions = re.findall(rb"<!-- version (\d+) -->", answer.body)
                if answer.status != 200 or len(versions) != 2 or len(set(versions)) != 1:
                    wrong.append(f"{page}: {answer.status} {versions}")
                seen.update(versions)
                asked[0] += 1

    put(0)
    with nginx(site, tmp_path) as port:
        readers = [Thread(target=read, args=(port,)) for _ in range(READERS)]
        for reader in readers:
            reader.start()
        for version in range(1, TIMES + 1):
            put(version)
        going = False
        for reader in readers:
            reader.join()
    assert wrong == []
    assert asked[0] > TIMES
    assert len(seen) > 20, "the readers saw hardly any of the versions"
