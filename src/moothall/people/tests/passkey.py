"""A passkey in software, as a telephone has one (WebAuthn level 2, ES256, no attestation)."""

import hashlib
import json
import os
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2 import cbor
from fido2.cose import ES256

from moothall.people.tests.browser import HOST

USER_PRESENT, USER_VERIFIED, HAS_CREDENTIAL = 0x01, 0x04, 0x40


def b64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Passkey:
    """Makes and shows one credential for one site."""

    def __init__(self, site="id.test", scheme="http"):
        self.site, self.origin = site, f"{scheme}://{site}"
        self.id = os.urandom(16)
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._count, self._user = 0, b""

    def create(self, options) -> str:
        """Return what the browser sends when the passkey is made."""
        asked = options["publicKey"]
        self._user = unb64(asked["user"]["id"])
        public = dict(ES256.from_cryptography_key(self._key.public_key()))
        data = (
            self._head(USER_PRESENT | USER_VERIFIED | HAS_CREDENTIAL)
            + bytes(16)
            + struct.pack(">H", len(self.id))
            + self.id
            + cbor.encode(public)
        )
        attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        return json.dumps(
            {
                **self._named(),
                "response": {
                    "clientDataJSON": b64(self._client("webauthn.create", asked["challenge"])),
                    "attestationObject": b64(attestation),
                    "transports": ["internal"],
                },
            }
        )

    def show(self, options) -> str:
        """Return what the browser sends when the passkey is used."""
        self._count += 1
        data = self._head(USER_PRESENT | USER_VERIFIED)
        client = self._client("webauthn.get", options["publicKey"]["challenge"])
        signature = self._key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return json.dumps(
            {
                **self._named(),
                "response": {
                    "clientDataJSON": b64(client),
                    "authenticatorData": b64(data),
                    "signature": b64(signature),
                    "userHandle": b64(self._user),
                },
            }
        )

    def _named(self):
        return {
            "type": "public-key",
            "id": b64(self.id),
            "rawId": b64(self.id),
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {"credProps": {"rk": True}},
        }

    def _head(self, flags):
        site = hashlib.sha256(self.site.encode()).digest()
        return site + bytes([flags]) + struct.pack(">I", self._count)

    def _client(self, kind, challenge):
        told = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(told).encode()


def creation_options(browser):
    start = browser.text.split('id="js_data">', 1)[1]
    return json.loads(start.split("</script>", 1)[0])["creation_options"]


def request_options(browser):
    start = browser.text.split('id="js_data">', 1)[1]
    return json.loads(start.split("</script>", 1)[0])["request_options"]


def add_passkey(browser):
    passkey = Passkey()
    browser.get(f"http://{HOST}/sign-in/second-factor/passkeys/add/")
    credential = passkey.create(creation_options(browser))
    browser.post(
        "/sign-in/second-factor/passkeys/add/",
        {"name": "telephone", "credential": credential, "passwordless": "on"},
    )
    return passkey


def sign_in_with(browser, passkey, next_page=""):
    browser.get(f"http://{HOST}/sign-in/login/")
    answer, _, _ = browser.step(
        "get", f"http://{HOST}/sign-in/login/passkey/", accept="application/json",
        **{"X-Requested-With": "XMLHttpRequest"},
    )  # fmt: skip
    credential = passkey.show(answer.json()["request_options"])
    return browser.post("/sign-in/login/passkey/", {"credential": credential, "next": next_page})
