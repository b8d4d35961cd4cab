import socket

import pytest

from moothall.connectors.systems.webhook.options import Options
from moothall.kernel.reaching import NotAllowed, reach


def _leads_to(monkeypatch, *addresses):
    """Let every name lead to these addresses: the tests' machine has no names of its own."""
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 443)) for one in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: found)


@pytest.mark.parametrize(
    "address",
    ["10.0.0.8", "192.168.1.1", "172.16.0.1", "169.254.169.254", "127.0.0.1", "0.0.0.0",
     "100.64.0.1", "::1", "fe80::1", "fc00::1", "::ffff:10.0.0.1", "224.0.0.1"],
)  # fmt: skip
def test_nothing_is_sent_into_our_own_network(monkeypatch, settings, address):
    settings.INSECURE_HTTP = False
    _leads_to(monkeypatch, address)

    with pytest.raises(NotAllowed):
        reach("https://crm.example/forms")


def test_one_private_address_among_public_ones_is_enough(monkeypatch):
    _leads_to(monkeypatch, "1.1.1.1", "10.0.0.8")

    with pytest.raises(NotAllowed):
        reach("https://crm.example/forms")


def test_the_very_address_that_was_looked_at_is_called(monkeypatch, settings):
    settings.INSECURE_HTTP = False
    _leads_to(monkeypatch, "1.1.1.1")

    reached = reach("https://crm.example/forms?a=b")

    assert reached.url == "https://1.1.1.1:443/forms?a=b"
    assert (reached.host, reached.name) == ("crm.example", "crm.example")


def test_nothing_goes_out_in_the_clear(monkeypatch):
    _leads_to(monkeypatch, "1.1.1.1")

    with pytest.raises(NotAllowed, match="https"):
        reach("http://crm.example/forms")


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"url": "ftp://x.example", "secrets": ["a"]},
        {"url": "https://me:pw@x.example", "secrets": ["a"]},
        {"url": "https://x.example", "secrets": []},
        {"url": "https://x.example", "secrets": "a"},
        {"url": "https://x.example", "secrets": ["whsec_NotAName"]},
        {"url": "https://x.example", "secrets": ["a"], "colour": "red"},
        {"url": "https://x.example", "secrets": ["a"], "timeout_seconds": 600},
    ],
)
def test_options_that_cannot_be_used_are_refused(options):
    with pytest.raises(ValueError, match="option"):
        Options.read(options)
