"""Whatever a host does on the wire, `verify` ends in time and says in words what happened."""

from __future__ import annotations

import datetime as dt
import gzip
import ipaddress
import socket
import ssl
import time
from contextlib import contextmanager, suppress
from threading import Event, Thread
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from right_host import Said, right_host
from test_verify import live, look, publish, served, told
from urllib3.connection import HTTPConnection
from urllib3.exceptions import NameResolutionError

from microsite.verifying.answers import failure_of
from microsite.verifying.unpacking import UnpackingError, unpack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from right_host import RightHost

__all__ = ["live", "served"]  # fixtures

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


@contextmanager
def raw_host(talk: Callable[[socket.socket, Event], None]) -> Iterator[str]:
    """Serve on this machine in any way, and yield the address."""
    over = Event()
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with suppress(OSError):
            while True:
                Thread(target=one, args=(listening.accept()[0],), daemon=True).start()

    def one(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            talk(connection, over)

    thread = Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
    finally:
        over.set()
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join()


def heard(connection: socket.socket) -> bytes:
    """Return a whole request."""
    data = b""
    while b"\r\n\r\n" not in data:
        part = connection.recv(4096)
        if not part:
            raise ConnectionError
        data += part
    return data


def words(host: RightHost, url: str, seconds: float = 5.0) -> list[str]:
    return [f"{finding.code}: {finding.message}" for finding in look(host, url, seconds=seconds).findings]


def test_a_host_that_takes_no_connection_is_one_finding(live: RightHost) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        url = f"http://127.0.0.1:{free.getsockname()[1]}/"
    assert words(live, url) == ["unreachable: “127.0.0.1” takes no connection: Connection refused."]


def test_a_host_that_does_not_exist_is_told_in_words() -> None:
    error = NameResolutionError("nowhere.invalid", HTTPConnection("nowhere.invalid"), socket.gaierror())
    failure = failure_of("https://nowhere.invalid/", error, 30)
    assert failure.words == "There is no host “nowhere.invalid”, or this machine has no connection."


def test_a_name_that_cannot_be_a_host_is_one_finding(live: RightHost) -> None:
    name = "a" * 64
    assert words(live, f"http://{name}.invalid/") == [f"unreachable: “{name}.invalid” cannot be the name of a host."]
    assert told(look(live, f"http://{'é' * 64}.invalid/")) == {"unreachable": ["/"]}


def test_a_name_in_other_letters_is_asked_for_as_the_network_has_it(live: RightHost) -> None:
    verdict = look(live, "https://köln.example:8443/other/")
    assert verdict.url == "https://xn--kln-sna.example:8443/other/"
    assert told(verdict) == {"other-folder": ["/"]}


@pytest.mark.parametrize(
    "talk", [b"", b"hello\r\n\r\n", b"HTTP/1.1 abc\r\n\r\n", b"HTTP/1.1 200 OK\r\n" + b"A" * 70_000]
)
def test_what_is_no_web_server_is_one_finding(live: RightHost, talk: bytes) -> None:
    def say(connection: socket.socket, _over: Event) -> None:
        heard(connection)
        connection.sendall(talk)

    with raw_host(say) as url:
        found = words(live, url)
    assert len(found) == 1
    assert found[0].startswith("unreachable: What came is no answer of a web server: ")


@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 200 OK\r\nX-Long: ", OK + b"Content-Length: 9999\r\n\r\n"])
@pytest.mark.parametrize("drips", [True, False])
def test_a_host_that_is_silent_or_drips_ends_in_time(live: RightHost, said: bytes, *, drips: bool) -> None:
    def drip(connection: socket.socket, over: Event) -> None:
        heard(connection)
        connection.sendall(said)
        while not over.wait(0.05):
            connection.sendall(b"H" if drips else b"")

    if drips and not said:
        return
    with raw_host(drip) as url:
        started = time.monotonic()
        found = words(live, url, seconds=0.5)
        took = time.monotonic() - started
    assert found == ["unreachable: The answer took longer than 0.5 seconds."]
    assert took < 4


def test_an_answer_without_an_end_is_read_no_further_than_it_is_needed(live: RightHost) -> None:
    sent = []

    def pour(connection: socket.socket, over: Event) -> None:
        heard(connection)
        connection.sendall(OK + b"\r\n")
        while not over.is_set():
            connection.sendall(b"x" * 65536)
            sent.append(65536)

    with raw_host(pour) as url:
        verdict = look(live, url)
    assert told(verdict)["another-build"] == ["/version.txt"]
    assert told(verdict)["soft-404"]
    assert sum(sent) / verdict.answers < 8 * 1024 * 1024  # of which most lies in the network's own memory


def test_a_small_answer_that_holds_a_very_large_file_is_not_unpacked_whole(live: RightHost) -> None:
    bomb = gzip.compress(b"\0" * 100_000_000)
    assert len(unpack(bomb, "gzip", 1000)) == 1000
    live.spoil = lambda address, encoding, said: (
        Said(200, said.headers, bomb) if (address, encoding) == ("/fees/", "gzip") else said
    )
    assert told(look(live)) == {"bad-compression": ["/fees/"]}


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd", "deflate", ""])
def test_what_is_not_packed_is_not_unpacked(encoding: str) -> None:
    with pytest.raises(UnpackingError):
        unpack(b"Plain words", encoding, 1000)


def test_a_host_that_closes_connections_unannounced_is_asked_again(live: RightHost) -> None:
    def answer(connection: socket.socket, _over: Event) -> None:
        path, encoding = asked(heard(connection))
        said = live.answer(path, encoding)
        lines = [f"HTTP/1.1 {said.status} X", *(f"{name}: {value}" for name, value in said.headers)]
        lines += [f"Content-Length: {len(said.body)}", "", ""]
        connection.sendall("\r\n".join(lines).encode() + said.body)

    with raw_host(answer) as url:
        assert look(live, url).findings == ()


def asked(request: bytes) -> tuple[str, str]:
    """Return the path and the encoding of a request."""
    lines = request.decode("latin-1").split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines[1:] if ": " in line)
    return lines[0].split(" ")[1], headers["Accept-Encoding"]


def test_a_target_in_plain_utf_8_is_read_as_browsers_read_it(live: RightHost) -> None:
    live.spoil = lambda address, _encoding, said: (
        said.having("Location", "/é/".encode().decode("latin-1")) if address == "/ancien-é/" else said
    )
    assert look(live).findings == ()


def test_what_a_host_says_cannot_steer_a_terminal(live: RightHost) -> None:
    evil = "\x1b]0;owned\x07" + "x" * 5000
    live.spoil = lambda address, _encoding, said: (
        said.having("Referrer-Policy", evil).having("Location", "/%1b[31mred")
        if address in {"/fees/", "/costs/"}
        else said
    )
    found = look(live).findings
    assert {finding.code for finding in found} >= {"wrong-header", "redirect-target"}
    assert all(finding.served.isprintable() and len(finding.served) < 1000 for finding in found)


def test_a_host_that_is_busy_for_a_moment_is_asked_again(live: RightHost) -> None:
    busy = {"/fees/"}

    def once(address: str, _encoding: str, said: Said) -> Said:
        if address in busy:
            busy.discard(address)
            return Said(503, (("Retry-After", "0"),), b"Later")
        return said

    live.spoil = once
    assert look(live).findings == ()


def test_a_host_that_stays_busy_is_told(live: RightHost) -> None:
    live.spoil = lambda address, _encoding, said: (
        Said(429, (("Retry-After", "0"),), b"Later") if address == "/fees/" else said
    )
    verdict = look(live)
    assert told(verdict) == {"wrong-status": ["/fees/"]}
    assert verdict.findings[0].served == "429"


def test_a_host_that_falls_silent_is_not_asked_on_and_on(live: RightHost) -> None:
    def silent(address: str, _encoding: str, said: Said) -> Said:
        if address not in {"/", "/version.txt"}:
            time.sleep(4)
        return said

    live.spoil = silent
    started = time.monotonic()
    found = look(live, seconds=1).findings
    assert time.monotonic() - started < 10
    assert {finding.code for finding in found} == {"no-answer"}
    assert any("not asked any more" in finding.message for finding in found)


# Over https


def certified(folder: Path, days: float = 90, name: str = "127.0.0.1") -> Path:
    """Return a file with a new key and a certificate that signs itself; negative `days` have been over so long."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    ip = x509.IPAddress(ipaddress.ip_address(name))
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=100))
        .not_valid_after(now + dt.timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([ip]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "host.pem"
    secret = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(key.private_bytes(*secret) + certificate.public_bytes(serialization.Encoding.PEM))
    return file


@contextmanager
def safe_host(file: Path, folder: Path) -> Iterator[RightHost]:
    """Serve the small site over https with the certificate in the file."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    with right_host(context) as host:
        publish(host, folder)
        yield host


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the certificate of a host that this process trusts."""
    file = certified(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    return file


def test_over_https_encryption_must_be_insisted_on(trusted: Path, tmp_path: Path) -> None:
    with safe_host(trusted, tmp_path) as host:
        assert look(host).findings == ()
        host.spoil = lambda address, _encoding, said: (
            said.without("Strict-Transport-Security") if address == "/fees/" else said
        )
        assert told(look(host)) == {"missing-header": ["/fees/"]}


def test_a_certificate_that_ends_soon_is_advice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = certified(tmp_path, days=3.5)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with safe_host(file, tmp_path) as host:
        verdict = look(host)
    assert told(verdict) == {"certificate-ends": ["/"]}
    assert verdict.findings[0].message == "The host's certificate ends in 3 days."
    assert verdict.right


@pytest.mark.parametrize(
    ("days", "name", "trusts", "why"),
    [
        (90, "127.0.0.1", False, "the host signed its certificate itself, which no browser trusts"),
        (-1, "127.0.0.1", True, "the certificate has expired; let the host renew it"),
        (90, "127.0.0.2", True, "the certificate is not for “127.0.0.1”; let the host make one for this name"),
    ],
)
def test_a_certificate_that_browsers_refuse_is_told_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days: float, name: str, why: str, *, trusts: bool
) -> None:
    file = certified(tmp_path, days, name)
    if trusts:
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with safe_host(file, tmp_path) as host:
        assert words(host, host.url) == [f"unreachable: The connection is not safe: {why}."]


def test_https_at_a_host_that_speaks_only_http_is_told(live: RightHost) -> None:
    found = words(live, live.url.replace("http://", "https://"))
    assert found == ["unreachable: The connection is not safe: the host does not speak the language of https there."]
