"""What a council gives of its GOV.UK Pay service."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from moothall.kernel.options import Options

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, kw_only=True)
class GovukPayOptions(Options):
    """
    The names of the service's secrets: its API key, and what its webhook signs with.

    Without `webhook_secret_secret` webhooks are refused and payments are asked about instead.
    `base_url` is for a stand-in. Where callers pay by keypad, `voice_page_url` is the company that
    takes the keys of a card and sends them to Pay, and `voice_page_secret` names the secret that it
    knows us by.
    """

    api_key_secret: str
    webhook_secret_secret: str = ""
    base_url: str = "https://publicapi.payments.service.gov.uk"
    voice_page_url: str = ""
    voice_page_secret: str = ""

    def __post_init__(self) -> None:
        """
        Refuse what could never work.

        :raises ValueError: naming it
        """
        if not self.api_key_secret:
            raise ValueError("option api_key_secret must not be empty")
        if not is_safe_address(self.base_url):
            raise ValueError("option base_url must be an address that begins with https://")
        if self.voice_page_url and not is_safe_address(self.voice_page_url):
            raise ValueError("option voice_page_url must be an address that begins with https://")
        if bool(self.voice_page_url) != bool(self.voice_page_secret):
            raise ValueError("options voice_page_url and voice_page_secret belong together")


def is_safe_address(address: str) -> bool:
    """Tell whether one may be called: by https, or a simulator on this machine."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if parts.scheme == "https":
        return bool(parts.hostname)
    return settings.INSECURE_HTTP and parts.scheme == "http" and parts.hostname in LOOPBACK
