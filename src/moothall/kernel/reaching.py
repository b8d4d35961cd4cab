"""Where an address that somebody typed may lead: into the world, never into our own network."""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings


class NotAllowed(ValueError):
    """An address to which nothing may be sent."""


@dataclass(frozen=True)
class Reached:
    """One address of the host, and the URL by which exactly that one is called."""

    url: str
    host: str
    name: str


def reach(url: str) -> Reached:
    """
    Look up the host once and return the very address that was looked at, to be called.

    A name that leads elsewhere the second time it is asked for leads nowhere this way.

    :raises NotAllowed: if it is not HTTPS, or leads to a private address; only a demonstration or
        a test may call itself
    :raises OSError: if the name cannot be looked up
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    found = {
        ipaddress.ip_address(entry[4][0])
        for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    }
    chosen = min(found, key=lambda address: (address.version, int(address)))
    is_us = settings.INSECURE_HTTP and all(address.is_loopback for address in found)
    if not is_us and parts.scheme != "https":
        raise NotAllowed("The address must begin with https.")
    if not is_us and not all(_is_public(address) for address in found):
        raise NotAllowed("The address may not lead to a private network.")
    numeric = f"[{chosen}]" if chosen.version == 6 else str(chosen)  # noqa: PLR2004
    called = parts._replace(netloc=f"{numeric}:{port}").geturl()
    return Reached(called, parts.netloc, host)


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    inner = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
    is_public: bool = address.is_global and not address.is_multicast
    return is_public and (inner is None or _is_public(inner))
