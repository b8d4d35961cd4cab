"""A registered client and the simulator it is registered with, for tests."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from moothall.people.identity_providers.one_login.adapter import OneLogin
from moothall.people.identity_providers.one_login.options import OneLoginOptions
from moothall.people.ports import (
    FinishSignIn,
    IdentityLevel,
    ProvenIdentity,
    Started,
    StartSignIn,
)
from simulators.tests.program import CLIENT, Program

BACK = "https://id.moothall.test/one-login/back"
BYE = "https://id.moothall.test/signed-out"
CLIENT_ID = "moothall"
SECRET = "one-login-key"


def present() -> datetime:
    """Return the moment, by the clock that the simulator has too."""
    return datetime.now(tz=UTC)


@lru_cache
def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@lru_cache
def ec_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def private_pem(key: Any) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


def public_pem(key: Any) -> str:
    return (
        key.public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode()
    )


@dataclass
class Scene:
    """One Login, with our client registered, and nobody at the browser but the test."""

    program: Program
    options: OneLoginOptions

    @property
    def provider(self) -> OneLogin:
        return OneLogin(self.options)

    def with_options(self, **changes: str) -> OneLogin:
        return OneLogin(replace(self.options, **changes))

    def config(self, **wishes: Any) -> dict:
        answer = CLIENT.post(
            f"{self.program.url}/config",
            content=json.dumps(wishes),
            headers={"Content-Type": "application/json"},
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    def be(self, person: str) -> None:
        self.config(simulatorConfig={"interactiveMode": False, "person": person})

    def get_wrong(self, **errors: list[str]) -> None:
        self.config(errorConfiguration=errors)

    def start(self, *, identity: IdentityLevel = IdentityLevel.NONE, **asked: Any) -> Started:
        return self.provider.start(
            StartSignIn(return_address=BACK, now=present(), identity=identity, **asked)
        )

    def browse(self, started: Started) -> Mapping[str, str]:
        """Follow the address as a browser does, and return what it brings back."""
        answer = CLIENT.get(started.address)
        assert answer.status_code == 302, answer.text
        location = answer.headers["Location"]
        assert location.startswith(BACK + "?"), location
        return dict(parse_qsl(urlsplit(location).query))

    def finish(
        self, started: Started, answer: Mapping[str, str], now: datetime | None = None
    ) -> ProvenIdentity:
        return self.provider.finish(
            FinishSignIn(answer=answer, pending=started.pending, now=now or present())
        )

    def sign_in(self, **asked: Any) -> ProvenIdentity:
        started = self.start(**asked)
        return self.finish(started, self.browse(started))

    def logout_token(self, person: str = "rhian", **claims: Any) -> str:
        answer: httpx.Response = CLIENT.post(
            f"{self.program.url}/_logout_token",
            content=json.dumps({"client_id": CLIENT_ID, "person": person, "claims": claims}),
            headers={"Content-Type": "application/json"},
        )
        return answer.json()["logout_token"]


def set_scene(program: Program, secrets_dir: Any) -> Scene:
    """Register the client with an emptied simulator, and keep its key as a secret."""
    program.control(calm=True, empty=True)
    secrets_dir.mkdir(parents=True, exist_ok=True)
    (secrets_dir / SECRET).write_text(private_pem(rsa_key()))
    scene = Scene(
        program,
        OneLoginOptions(
            client_id=CLIENT_ID,
            key_secret=SECRET,
            highest_identity="P2",
            issuer=f"{program.url}/",
            identity_issuer=f"{program.url}/",
            did_document=f"{program.url}/.well-known/did.json",
        ),
    )
    scene.config(
        clientConfiguration={
            "clientId": CLIENT_ID,
            "publicKey": public_pem(rsa_key()),
            "redirectUrls": [BACK],
            "postLogoutRedirectUrls": [BYE],
        }
    )
    scene.be("rhian")
    return scene
