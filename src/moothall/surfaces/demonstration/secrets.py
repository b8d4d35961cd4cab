"""Secrets of the demonstration: made at random on first use, kept where every secret is."""

import base64
import secrets
from pathlib import Path

from django.conf import settings

#: What the simulators know their callers by; they are programs on the same machine.
KEYS_OF_SIMULATORS = {
    "aldermoor-streetworks": "aldermoor-demonstration-key",
    "cwm-helyg-streetworks": "cwm-helyg-demonstration-key",
    # A made-up Notify's keys: its name, the service's id and the key's own secret.
    "aldermoor-notify": "aldermoor_live-b99d31ea-41d6-4fa0-83b7-2a11d2087d68"
    "-797881de-6f95-4af9-b8a6-72e6122b7ec9",
    "cwm-helyg-notify": "cwm_helyg_live-f76938ab-49ff-4d11-97ab-4aa7b29bdc09"
    "-3a50cc5c-92dc-45e2-9101-b800da157b9a",
    "aldermoor-civic-ledger": "civic-ledger-aldermoor-7c1f4e0a92",
    "aldermoor-gocardless-token": "sandbox_token",
    "cwm-helyg-civic-ledger": "civic-ledger-cwm-helyg-5b90d3c6e1",
}

WORDS = ("amber", "bracken", "copper", "dapple", "ember", "fennel", "gorse", "hazel", "indigo",
         "juniper", "kestrel", "linden", "marram", "nettle", "otter", "plover", "quartz", "rowan",
         "sorrel", "teasel", "umber", "violet", "willow", "yarrow")  # fmt: skip


def ensure(name: str, make: str) -> str:
    """Return the secret of this name, written as `make` if there is none yet."""
    file = Path(settings.SECRETS_DIR) / name
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(make, encoding="utf-8")
    return file.read_text(encoding="utf-8").strip()


def password() -> str:
    """Return three words and a number: easy to type from a screen, made for this demonstration."""
    return "-".join(secrets.choice(WORDS) for _ in range(3)) + f"-{secrets.randbelow(900) + 100}"


def totp_secret() -> str:
    """Return a shared secret for one-time passwords (RFC 6238), in base 32."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def api_key() -> str:
    """Return a key for other people's programs."""
    return secrets.token_urlsafe(24)
