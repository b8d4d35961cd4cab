"""A client of One Login, made of PyJWT and nothing of the product, for its tests."""

import json
import time
import uuid
from base64 import urlsafe_b64encode
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from simulators.tests.program import CLIENT

BACK = "http://id.moothall.test/one-login/back"
BYE = "http://id.moothall.test/signed-out"
CORE = "https://vocab.account.gov.uk/v1/coreIdentityJWT"
ADDRESS = "https://vocab.account.gov.uk/v1/address"
CODES = "https://vocab.account.gov.uk/v1/returnCode"
VERIFIER = "v" * 60
CHALLENGE = urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
KEY = rsa.generate_private_key(65537, 2048)
OTHER_KEY = rsa.generate_private_key(65537, 2048)
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def pem(key):
    return (
        key.public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode()
    )


def config(program, **wishes):
    answer = CLIENT.post(f"{program.url}/config", json=wishes)
    assert answer.status_code == 200, answer.text
    return answer.json()


def asked(**changes):
    query = {
        "response_type": "code",
        "client_id": "moothall",
        "redirect_uri": BACK,
        "scope": "openid email phone",
        "state": "a-state",
        "nonce": "a-nonce",
        "vtr": '["Cl.Cm"]',
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    } | changes
    return {name: value for name, value in query.items() if value is not None}


def with_identity(**changes):
    claims = {"userinfo": {CORE: None, ADDRESS: None, CODES: None}}
    return asked(vtr='["Cl.Cm.P2"]', claims=json.dumps(claims), **changes)


def sent_back(answer):
    assert answer.status_code == 302, answer.text
    assert answer.headers["Location"].startswith(BACK)
    return {n: v[0] for n, v in parse_qs(urlsplit(answer.headers["Location"]).query).items()}


def assertion(program, key=KEY, algorithm="PS256", **changes):
    claims = {
        "iss": "moothall",
        "sub": "moothall",
        "aud": f"{program.url}/token",
        "jti": str(uuid.uuid4()),
        "exp": int(time.time()) + 200,
    } | changes
    return jwt.encode({n: v for n, v in claims.items() if v is not None}, key, algorithm=algorithm)


def exchange(program, code, **changes):
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": BACK,
        "code_verifier": VERIFIER,
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": assertion(program),
    } | changes
    return CLIENT.post(f"{program.url}/token", data=form)


def code_for(program, query=None):
    return sent_back(program.get("/authorize", **(query or asked())))["code"]


def tokens_for(program, query=None):
    answer = exchange(program, code_for(program, query))
    assert answer.status_code == 200, answer.text
    return answer.json()


def claims_of(program, token):
    keys = jwt.PyJWKSet.from_dict(program.get("/.well-known/jwks.json").json())
    key = keys[jwt.get_unverified_header(token)["kid"]]
    return jwt.decode(token, key, algorithms=["ES256", "RS256"], audience="moothall")


def userinfo(program, access_token):
    return CLIENT.get(
        f"{program.url}/userinfo", headers={"Authorization": f"Bearer {access_token}"}
    )


def register(program):
    """Register the client, and let Rhian sign in without a page."""
    config(
        program,
        clientConfiguration={
            "clientId": "moothall",
            "publicKey": pem(KEY),
            "redirectUrls": [BACK],
            "postLogoutRedirectUrls": [BYE],
        },
        simulatorConfig={"interactiveMode": False, "person": "rhian"},
    )
    return program
