"""What an installation or a council gives of its registration with GOV.UK One Login."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from moothall.kernel.options import Options
from moothall.people.ports import IdentityLevel

ALGORITHMS = ("PS256", "ES256")
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
ADDRESSES = (
    "issuer",
    "did_document",
    "authorization_endpoint",
    "token_endpoint",
    "userinfo_endpoint",
    "jwks_uri",
    "end_session_endpoint",
)


@dataclass(frozen=True, kw_only=True)
class OneLoginOptions(Options):
    """
    A registered client, its key, and where One Login is.

    `key_secret` is the name of the secret that holds the private key (PEM); `key_id` is needed
    only where One Login reads our public keys from an address. `highest_identity` is P2 for a
    registration with identity proofing, else empty. Endpoints are discovered from the issuer
    unless all five are given.
    """

    client_id: str
    key_secret: str
    key_id: str = ""
    signing_algorithm: str = "PS256"
    highest_identity: str = ""
    issuer: str = "https://oidc.account.gov.uk/"
    identity_issuer: str = "https://identity.account.gov.uk/"
    did_document: str = "https://identity.account.gov.uk/.well-known/did.json"
    authorization_endpoint: str = ""
    token_endpoint: str = ""
    userinfo_endpoint: str = ""
    jwks_uri: str = ""
    end_session_endpoint: str = ""

    def __post_init__(self) -> None:
        """
        Refuse what could never work.

        :raises ValueError: naming it
        """
        for name in ("client_id", "key_secret", "issuer", "identity_issuer", "did_document"):
            if not getattr(self, name):
                raise ValueError(f"option {name} must not be empty")
        if self.signing_algorithm not in ALGORITHMS:
            raise ValueError(f"option signing_algorithm must be one of {', '.join(ALGORITHMS)}")
        if self.highest_identity not in set(IdentityLevel):
            raise ValueError("option highest_identity must be empty, P1, P2 or P3")
        for name in ADDRESSES:
            address = getattr(self, name)
            if address and not is_safe_address(address):
                raise ValueError(f"option {name} must be an address that begins with https://")


def is_safe_address(address: str) -> bool:
    """Tell whether one may be called: by https, or a simulator on this machine."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if parts.scheme == "https":
        return bool(parts.hostname)
    return settings.INSECURE_HTTP and parts.scheme == "http" and parts.hostname in LOOPBACK
