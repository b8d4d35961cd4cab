"""A satellite website as tests play it: registered at Northvale, it signs people in and out."""

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import parse_qs, urlencode, urlsplit

from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.people import actions

HOST = {"host": "id.test"}
BACK = "https://library.test/back"
OUT = "https://library.test/bye"
ALL = ("openid", "email", "profile", "council_name", "external_id", "offline_access")


def settings(**changed) -> actions.SiteSettings:
    """Return what a council says of the library's website."""
    return actions.SiteSettings(
        **{
            "name": "Northvale Library",
            "name_cy": "Llyfrgell Northvale",
            "redirect_addresses": (BACK,),
            "sign_out_addresses": (OUT,),
            "logout_address": "",
            "scopes": ALL,
            "keeps_secret": True,
            **changed,
        }
    )


@dataclass
class Website:
    """One website; `client` is the browser of whoever is at it."""

    client: object
    client_id: str
    secret: str
    site_id: object = None
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))

    def asked(self, **changed) -> dict:
        """Return what it asks the sign-in host."""
        asked = {
            "client_id": self.client_id,
            "redirect_uri": BACK,
            "response_type": "code",
            "scope": "openid email",
            "state": "s1",
            "nonce": "n1",
            "code_challenge": _challenge(self.verifier),
            "code_challenge_method": "S256",
            **changed,
        }
        return {name: value for name, value in asked.items() if value is not None}

    def authorize(self, **changed):
        """Send the browser there."""
        address = f"/sign-in/authorize?{urlencode(self.asked(**changed), doseq=True)}"
        return self.client.get(address, headers=HOST)

    def allow(self, answer):
        """Press Allow on the page to which an answer leads, and return what follows."""
        asked = self.client.post(answer["Location"], {"action": "grant"}, headers=HOST)
        return self.client.get(asked["Location"], headers=HOST)

    def code(self, **changed) -> str:
        """Return a code for whoever is signed in, who allows what is asked."""
        answer = self.authorize(**changed)
        if answer["Location"].startswith("/"):
            answer = self.allow(answer)
        return told(answer)["code"]

    def tokens(self, **changed) -> dict:
        """Return the tokens for whoever is signed in."""
        return self.exchange(self.code(**changed)).json()

    def exchange(self, code: str, **changed):
        """Exchange a code."""
        return self.post(
            "/sign-in/token",
            grant_type="authorization_code",
            redirect_uri=BACK,
            code=code,
            **{"code_verifier": self.verifier, **changed},
        )

    def refresh(self, token: str, **more):
        """Ask for new tokens."""
        return self.post("/sign-in/token", grant_type="refresh_token", refresh_token=token, **more)

    def userinfo(self, token: str):
        """Ask who it is."""
        return self.client.get(
            "/sign-in/userinfo", headers={**HOST, "Authorization": f"Bearer {token}"}
        )

    def post(self, path: str, **values):
        """Send a form to an endpoint, with the secret."""
        known = {"client_id": self.client_id}
        if self.secret:
            known["client_secret"] = self.secret
        return self.client.post(path, {**known, **values}, headers=HOST)


def website(client, council, **changed) -> Website:
    """Return a website that the council has registered."""
    with acting_for(council.id):
        site, secret = actions.register_site(
            actor=system("tests"),
            council_id=council.id,
            settings=settings(**changed),
            now=clock.now(),
        )
    return Website(client, site.client_id, secret, site.pk)


def told(answer) -> dict[str, str]:
    """Return what the browser carries back to the website."""
    assert answer["Location"].startswith(BACK), answer["Location"]
    return {
        name: values[0] for name, values in parse_qs(urlsplit(answer["Location"]).query).items()
    }


def claims(token: str) -> dict:
    """Return what a token says, unchecked."""
    body = token.split(".")[1]
    return json.loads(urlsafe_b64decode(body + "=" * (-len(body) % 4)))


def _challenge(verifier: str) -> str:
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
