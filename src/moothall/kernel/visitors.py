"""Who asks, as far as the network says; good for counting tries, never for trust."""

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """
    Return the network address a request comes from.

    Each of our own proxies adds whom it saw to `X-Forwarded-For`; what stands before those was
    written by the visitor and could be anything.
    """
    seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    if proxies and len(seen) >= proxies and seen[-proxies]:
        return seen[-proxies]
    return str(request.META.get("REMOTE_ADDR", ""))
