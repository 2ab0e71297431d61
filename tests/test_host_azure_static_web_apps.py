"""Azure Static Web Apps: `staticwebapp.config.json`, and Azure's own emulator over the built site."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPMessage
from typing import TYPE_CHECKING

import pytest
from hosting import Hosted, hosted, need

from microsite.serving import ASK_FIRST, FOR_EVER

if TYPE_CHECKING:
    from collections.abc import Iterator

CONFIG = "staticwebapp.config.json"


@dataclass(frozen=True)
class Answer:
    """What the emulator said."""

    status: int
    headers: HTTPMessage
    body: bytes


Get = Callable[[str], Answer]


@pytest.fixture
def built() -> Hosted:
    return hosted("azure-static-web-apps")


def test_old_addresses_lead_on_in_both_spellings_with_the_code_written(built: Hosted) -> None:
    moves = {route["route"]: route for route in built.json(CONFIG)["routes"] if "redirect" in route}
    spelled = ["/about.php/", "/about.php", "/gr%C3%B6%C3%9Fe/", "/gr%C3%B6%C3%9Fe"]
    assert list(moves) == [*spelled, "/old/costs.html", "/prices/", "/prices"]
    assert {(route["redirect"], route["statusCode"]) for route in moves.values()} == {("/fees/", 301)}


def test_what_is_not_there_stays_not_there(built: Hosted) -> None:
    assert built.json(CONFIG)["responseOverrides"] == {"404": {"rewrite": "/404.html", "statusCode": 404}}


def test_a_preview_is_not_listed() -> None:
    preview = hosted("azure-static-web-apps", base_url="https://white-sea-1.azurestaticapps.net/")
    assert preview.json(CONFIG)["globalHeaders"]["X-Robots-Tag"] == "noindex"


@pytest.fixture(scope="module")
def get(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Get]:
    """Return a function that asks the emulator for a path, of a running one over the site."""
    program = need("@azure/static-web-apps-cli") / "dist" / "cli" / "bin.js"
    folder = hosted("azure-static-web-apps").write(tmp_path_factory.mktemp("azure"))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    where = ["--host", "127.0.0.1", "--port", str(port), "--swa-config-location", str(folder)]
    command = ["node", str(program), "start", str(folder), *where]
    # The emulator starts a program of its own, which would outlive it: both are one group, and end together.
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, cwd=folder, stdout=quiet, stderr=quiet, start_new_session=True) as emulator:
        try:
            _wait(port)
            yield lambda path: _ask(port, path)
        finally:
            os.killpg(emulator.pid, signal.SIGTERM)


def test_the_emulator_finds_pages_with_every_header(built: Hosted, get: Get) -> None:
    for path in ("/", "/fees/", "/sitemap.xml"):
        response = get(path)
        assert response.status == 200
        for name, value in built.manifest.headers.items():
            assert response.headers.get_all(name) == [value], (path, name)
        assert response.headers["Cache-Control"] == ASK_FIRST


def test_the_emulator_lets_assets_be_kept(built: Hosted, get: Get) -> None:
    asset = next(path for path in built.site if path.startswith("assets/css/"))
    assert get(f"/{asset}").headers["Cache-Control"] == FOR_EVER


def test_the_emulator_says_what_a_rare_file_is(get: Get) -> None:
    assert get("/site.webmanifest").headers["Content-Type"] == "application/manifest+json"


@pytest.mark.parametrize("old", ["/prices", "/prices/", "/old/costs.html", "/about.php"])
def test_the_emulator_leads_on(get: Get, old: str) -> None:
    response = get(old)
    assert response.status == 301
    assert response.headers["Location"].endswith("/fees/")


def test_the_emulator_leads_to_a_folder_with_its_slash(get: Get) -> None:
    response = get("/fees")
    assert (response.status, response.headers["Location"]) == (301, "/fees/")


def test_the_emulator_answers_404_with_the_sites_page(built: Hosted, get: Get) -> None:
    response = get("/nothing/")
    assert response.status == 404
    assert response.body == built.site["404.html"]


def test_the_emulator_hides_the_settings(get: Get) -> None:
    assert get(f"/{CONFIG}").status == 404


def _ask(port: int, path: str) -> Answer:
    with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request("GET", path)
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read())


def _wait(port: int) -> None:
    end = time.monotonic() + 30
    while True:
        try:
            _ask(port, "/")
        except OSError:
            assert time.monotonic() < end, "the emulator does not answer"
            time.sleep(0.1)
        else:
            return
