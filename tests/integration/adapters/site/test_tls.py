"""The certificate is checked for the name of the site, although an address is connected to."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.integration.adapters.site.serving import Sites, brief, html, serving, why

# Made for these tests and of no use elsewhere: signed by itself, for help.example, until 2120.
KEY = """
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgdjJKBh9jT4+Riz9J
VmiZOOpYVLQ1GLEQsp5G1CqO5Z6hRANCAARvftGh2koxg+dZyWbakqvCiiuXtsUD
d7m5kFW5mg/CHKRf8u/+vnPYDAdgQ7vem8OI5UqxnqFBW8WnrtZHje6j
-----END PRIVATE KEY-----
"""
CERTIFICATE = """
-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIBAjAKBggqhkjOPQQDAjAXMRUwEwYDVQQDDAxoZWxwLmV4
YW1wbGUwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBcxFTATBgNV
BAMMDGhlbHAuZXhhbXBsZTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABG9+0aHa
SjGD51nJZtqSq8KKK5e2xQN3ubmQVbmaD8IcpF/y7/6+c9gMB2BDu96bw4jlSrGe
oUFbxaeu1keN7qOjfDB6MBcGA1UdEQQQMA6CDGhlbHAuZXhhbXBsZTAPBgNVHRMB
Af8EBTADAQH/MA4GA1UdDwEB/wQEAwIChDAdBgNVHQ4EFgQU14ZjbNAXmlOUNkFP
uHIzHWBrHrMwHwYDVR0jBBgwFoAU14ZjbNAXmlOUNkFPuHIzHWBrHrMwCgYIKoZI
zj0EAwIDSAAwRQIhAPjF5UxhQI+HQx7uvCc7eOBqJzzVYymi5hqU42zA7qasAiBg
BWtzwMQkMg+/+Jg/uaqP3s0T4oxAVfIpwATxFXo6jA==
-----END CERTIFICATE-----
"""


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """The file with the certificate, and the server's key."""
    path = tmp_path / "server.pem"
    path.write_text(KEY + CERTIFICATE)
    return path


@pytest.fixture
async def secure(certificate: Path) -> AsyncIterator[Sites]:
    """A server that speaks TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    async with serving(context) as sites:
        for host in ("help.example", "other.example"):
            sites.at("/hc/", html(), host=host)
        yield sites


async def test_a_site_is_known_by_its_name(
    secure: Sites, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert brief(await secure.read(secure.url("/hc/", scheme="https"))) == ["Page /hc/"]
    assert secure.sent("/hc/")["host"] == secure.host()
    other = await secure.read(secure.url("/hc/", "other.example", "https"))
    assert why(other).startswith("Its certificate is not valid: Hostname mismatch")


async def test_a_certificate_that_nobody_signed_is_refused(secure: Sites) -> None:
    found = await secure.read(secure.url("/hc/", scheme="https"))
    assert why(found) == (
        "Its certificate is not valid: self-signed certificate."
        " If your own authority signed it, name that one's file in SSL_CERT_FILE."
    )
    assert secure.requests == []
    assert secure.pauses == []


async def test_a_server_that_speaks_no_tls_is_reported(sites: Sites) -> None:
    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(plain, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        found = await sites.read(f"https://help.example:{port}/hc/")
    assert "can't be read now: no encrypted connection can be made." in why(found)
