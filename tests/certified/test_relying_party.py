"""openid-client, a certified client from npm, signs somebody in at our provider over real HTTP."""

import json
import subprocess
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from allauth.idp.oidc.models import Client
from django.conf import settings as django_settings
from django.test import Client as Browser

from moothall.kernel import clock, short_memory
from moothall.kernel.tests import kit
from moothall.people.models import SigningKey
from moothall.people.sign_in import keys
from moothall.people.tests.satellite import website
from moothall.people.tests.test_provider import sign_in

HERE = Path(__file__).parent
BACK, OUT = "http://127.0.0.1:9/back", "http://127.0.0.1:9/bye"

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def run(program, told, *, meanwhile):
    """Run a program of node, do what it waits for meanwhile, and return what it prints last."""
    process = subprocess.Popen(
        ["node", str(HERE / program), json.dumps(told)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    if process.stdout.readline().strip() == "change keys":
        meanwhile()
        process.stdin.write("done\n")
        process.stdin.flush()
    printed, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    return json.loads(printed.splitlines()[-1])


def the_next_key_waits():
    """Publish a key that does not sign yet, beside the one that does."""
    keys.published_keys()
    SigningKey.objects.update(signs_from=clock.now() - keys.SIGNS_FOR + timedelta(days=1))
    keys.change_keys(now=clock.now())
    short_memory.forget_all()


def the_next_key_signs():
    """Let the time come."""
    SigningKey.objects.update(signs_from=clock.now() - timedelta(seconds=1))
    short_memory.forget_all()


@pytest.fixture
def sign_in_host(live_server, settings):
    """The sign-in host as node reaches it: by number, since it knows no names of ours."""
    settings.SIGN_IN_HOST = urlsplit(live_server.url).hostname
    settings.SIGN_IN_URL = live_server.url.rstrip("/")
    return settings.SIGN_IN_URL


def test_a_certified_client_finds_nothing_amiss(sign_in_host, now):
    the_next_key_waits()
    northvale = kit.northvale(now)
    kit.resident("rhian", northvale, now)
    browser = Browser()
    sign_in(browser, "rhian")
    addresses = {"redirect_addresses": (BACK,), "sign_out_addresses": (OUT,)}
    library = website(browser, northvale, **addresses)
    app = website(browser, northvale, name="App", keeps_secret=False, **addresses)

    seen = run(
        "relying_party.mjs",
        {
            "issuer": sign_in_host,
            "clientId": library.client_id,
            "secret": library.secret,
            "publicId": app.client_id,
            "back": BACK,
            "out": OUT,
            "cookie": f"{django_settings.SESSION_COOKIE_NAME}={browser.session.session_key}",
        },
        meanwhile=the_next_key_signs,
    )

    said = seen.pop("claims")
    assert (said["iss"], said["aud"]) == (sign_in_host, library.client_id)
    assert said["acr"] == "urn:moothall:strength:1"
    assert {"auth_time", "amr", "sid", "nonce", "at_hash", "iat", "exp", "jti"} <= set(said)
    assert seen == {
        "discovery": True,
        "iss": sign_in_host,
        "userinfo": {"sub": said["sub"], "email": "rhian@home.test", "email_verified": True},
        "signature": "RS256",
        "brokenSignature": "ERR_JWS_SIGNATURE_VERIFICATION_FAILED",
        "wrongNonce": "OAUTH_JWT_CLAIM_COMPARISON_FAILED",
        "wrongState": "OAUTH_INVALID_RESPONSE",
        "wrongVerifier": "invalid_grant",
        "post": True,
        "none": True,
        "replay": "invalid_grant",
        "afterReplay": "OAUTH_WWW_AUTHENTICATE_CHALLENGE",
        "silent": True,
        "silentMaxAge": "login_required",
        "silentConsent": "consent_required",
        "silentStranger": "login_required",
        "implicit": "unsupported_response_type",
        "plain": "invalid_request",
        "refreshed": True,
        "refreshReuse": "invalid_grant",
        "refreshAfterReuse": "invalid_grant",
        "revoked": "OAUTH_WWW_AUTHENTICATE_CHALLENGE",
        "otherKey": True,
        "noKeysFetchedAgain": 1,
        "left": f"{OUT}?state=gone",
        "afterLeaving": "login_required",
    }
    assert Client.objects.count() == 2
