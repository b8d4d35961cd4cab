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
    # GOV.UK Pay's API key, and what its webhook signs with.
    "aldermoor-govuk-pay": "api_test_aldermoor_q7m2c9x4t1k8v5b3n6z0",
    "aldermoor-govuk-pay-webhook": "webhook_test_aldermoor_h3w8r5y1p6d0",
    "cwm-helyg-govuk-pay": "api_test_cwmhelyg_f4j9s2l7g5a1u8e6o3w0",
    "cwm-helyg-govuk-pay-webhook": "webhook_test_cwmhelyg_k2x7m4c9v5t1",
    # Keys that Pay360 made, in base 64; one for each portal.
    "aldermoor-pay360": "YWxkZXJtb29yLWRlbW9uc3RyYXRpb24ta2V5LTMyYnl0ZXM=",
    "cwm-helyg-pay360": "Y3dtLWhlbHlnLWRlbW9uc3RyYXRpb24ta2V5LTMyYnl0ZXM=",
    "cwm-helyg-pay360-telephone": "Y3dtLWhlbHlnLXRlbGVwaG9uZS1rZXktb2YtMzItYnl0ZXM=",
    "aldermoor-civic-ledger": "civic-ledger-aldermoor-7c1f4e0a92",
    "aldermoor-gocardless-token": "sandbox_token",
    "cwm-helyg-civic-ledger": "civic-ledger-cwm-helyg-5b90d3c6e1",
}

WORDS = ("amber", "bracken", "copper", "dapple", "ember", "fennel", "gorse", "hazel", "indigo",
         "juniper", "kestrel", "linden", "marram", "nettle", "otter", "plover", "quartz", "rowan",
         "sorrel", "teasel", "umber", "violet", "willow", "yarrow")  # fmt: skip


def ensure(name: str, make: str) -> str:
    """Return the secret of this name, written as `make` if there is none yet."""
    if not is_there(name):
        keep(name, make)
    return _file(name).read_text(encoding="utf-8").strip()


def is_there(name: str) -> bool:
    """Tell whether there is a secret of this name."""
    return _file(name).exists()


def keep(name: str, secret: str) -> None:
    """Write a secret, in place of what was there."""
    file = _file(name)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)
    file.write_text(secret, encoding="utf-8")


def _file(name: str) -> Path:
    return Path(settings.SECRETS_DIR) / name


def password() -> str:
    """Return three words and a number: easy to type from a screen, made for this demonstration."""
    return "-".join(secrets.choice(WORDS) for _ in range(3)) + f"-{secrets.randbelow(900) + 100}"


def totp_secret() -> str:
    """Return a shared secret for one-time passwords (RFC 6238), in base 32."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def webhook_key() -> str:
    """Return a key that signs webhooks (Standard Webhooks 1.0)."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def api_key() -> str:
    """Return a key for other people's programs."""
    return secrets.token_urlsafe(24)
