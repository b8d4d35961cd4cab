"""Our OpenID Connect provider: what a website may ask, and what it gets."""

import time
from urllib.parse import parse_qs, urlsplit

import pytest

from moothall.kernel.scope import acting_for
from moothall.people.models import Account, SiteClient, SiteConsent, SiteSession
from moothall.people.tests.satellite import BACK, HOST, claims, told, website

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client, rhian):
    """Rhian's browser, signed in at the sign-in host."""
    sign_in(client, "rhian")
    return client


def sign_in(client, name, *, ago=0):
    account = Account.objects.get(email=f"{name}@home.test", kind="resident")
    client.force_login(account)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "code", "at": time.time() - ago, "email": account.email}
    ]
    session["account_authentication_methods_user"] = str(account.pk)
    session.save()
    return account


@pytest.fixture
def library(signed_in, northvale):
    return website(signed_in, northvale)


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "id_token"}, "unsupported_response_type"),
        ({"response_type": "code id_token"}, "unsupported_response_type"),
        ({"response_type": None}, "invalid_request"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"request": "e30."}, "request_not_supported"),
        ({"request_uri": "https://library.test/r"}, "request_uri_not_supported"),
        ({"scope": "email"}, "invalid_scope"),
        ({"prompt": "none login"}, "invalid_request"),
        ({"prompt": "whatever"}, "invalid_request"),
        ({"max_age": "soon"}, "invalid_request"),
        ({"max_age": "-1"}, "invalid_request"),
        ({"state": ["s1", "s2"]}, "invalid_request"),
    ],
)
def test_what_may_not_be_asked_is_refused_in_the_protocols_words(library, changed, error):
    answer = library.authorize(**changed)

    assert told(answer)["error"] == error
    assert told(answer)["iss"] == "http://id.test"
    assert not SiteSession.objects.exists()


def test_scopes_that_the_council_did_not_allow_are_refused(signed_in, northvale):
    narrow = website(signed_in, northvale, scopes=("openid",))

    assert told(narrow.authorize(scope="openid email"))["error"] == "invalid_scope"
    assert narrow.authorize(scope="openid unheard_of")["Location"].startswith("/sign-in/allow/")


@pytest.mark.parametrize(
    "address",
    [
        f"{BACK}/",
        f"{BACK}?more=1",
        "https://library.test:8443/back",
        "http://library.test/back",
        "https://LIBRARY.test/back",
        "https://evil.test/back",
        "https://library.test@evil.test/back",
        "https://*.test/back",
    ],
)
def test_nobody_is_led_to_an_address_that_differs_by_a_letter(library, address):
    answer = library.authorize(redirect_uri=address)

    assert answer.status_code == 400
    assert "Location" not in answer


def test_patterns_of_addresses_are_not_taken(library):
    SiteClient.objects.filter(pk=library.client_id).update(
        redirect_uris="https://*.library.test/back", allow_uri_wildcards=True
    )

    assert library.authorize(redirect_uri="https://a.library.test/back").status_code == 400


def test_an_unknown_website_leads_nowhere(library):
    assert library.authorize(client_id="site-unknown").status_code == 400


def test_somebody_signs_in_and_allows(library, rhian):
    asks = library.authorize()

    page = library.client.get(asks["Location"], headers=HOST).content.decode()
    assert "Use your council account with Northvale Library?" in page
    assert "your email address" in page
    assert "your name and your language" not in page

    answer = library.allow(asks)
    tokens = library.exchange(told(answer)["code"]).json()

    assert told(answer)["state"] == "s1"
    assert set(tokens) == {"access_token", "expires_in", "token_type", "scope", "id_token"}
    said = claims(tokens["id_token"])
    assert said["nonce"] == "n1"
    assert said["aud"] == library.client_id
    assert said["acr"] == "urn:moothall:strength:1"
    assert said["amr"] == ["otp"]
    assert abs(said["auth_time"] - time.time()) < 30
    assert said["sid"] == SiteSession.objects.get().sid
    assert not {"email", "name", "identity", "sign_in"} & set(said)
    assert library.userinfo(tokens["access_token"]).json() == {
        "sub": said["sub"],
        "email": "rhian@home.test",
        "email_verified": True,
    }


def test_what_was_allowed_is_remembered_for_these_scopes(library):
    library.code()

    assert "code" in told(library.authorize())
    assert "code" in told(library.authorize(scope="openid"))
    assert library.authorize(scope="openid profile")["Location"].startswith("/sign-in/allow/")
    library.code(scope="openid profile")
    assert "code" in told(library.authorize(scope="openid email profile"))
    assert library.authorize(prompt="consent")["Location"].startswith("/sign-in/allow/")
    assert "code" in told(library.allow(library.authorize(prompt="consent")))


def test_whoever_does_not_allow_goes_back_with_nothing(library):
    asks = library.authorize()

    answer = library.client.post(asks["Location"], {"action": "deny"}, headers=HOST)

    assert told(answer)["error"] == "access_denied"
    assert not SiteConsent.objects.exists()


def test_a_page_of_another_website_cannot_allow(library, rhian):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    sign_in(strict, "rhian")
    library.client = strict
    asks = library.authorize()

    assert strict.post(asks["Location"], {"action": "grant"}, headers=HOST).status_code == 403
    assert not SiteConsent.objects.exists()


def test_each_scope_brings_its_own_claims(library, rhian):
    tokens = library.tokens(scope="openid profile council_name")

    told_of = library.userinfo(tokens["access_token"]).json()

    assert {**told_of, "sub": ""} == {
        "sub": "",
        "name": "Rhian Evans",
        "locale": "en",
        "council_name": "Rhian Evans",
    }


def test_a_name_that_is_not_there_is_no_address(library):
    Account.objects.update(name="")

    assert (
        "name"
        not in library.userinfo(library.tokens(scope="openid profile")["access_token"]).json()
    )


def test_each_website_knows_somebody_by_another_name(library, signed_in, northvale):
    leisure = website(signed_in, northvale, name="Leisure")

    first, second = (claims(one.tokens()["id_token"])["sub"] for one in (library, leisure))

    assert first != second
    assert first == claims(library.tokens()["id_token"])["sub"]


# Silence


def test_silence_says_what_is_missing(library, client, northvale):
    assert told(library.authorize(prompt="none"))["error"] == "consent_required"
    library.code()
    assert "code" in told(library.authorize(prompt="none"))
    assert told(library.authorize(prompt="none", max_age=0))["error"] == "login_required"
    sign_in(client, "rhian", ago=100)
    assert told(library.authorize(prompt="none", max_age=50))["error"] == "login_required"
    assert "code" in told(library.authorize(prompt="none", max_age=1000))
    client.logout()
    assert told(library.authorize(prompt="none"))["error"] == "login_required"


def test_silence_with_a_hint_of_somebody_else_is_refused(library, tomos):
    of_rhian = library.tokens()["id_token"]
    assert "code" in told(library.authorize(prompt="none", id_token_hint=of_rhian))

    sign_in(library.client, "tomos")
    library.code()

    refused = told(library.authorize(prompt="none", id_token_hint=of_rhian))
    assert refused["error"] == "login_required"


# Signing in again


@pytest.mark.parametrize("changed", [{"prompt": "login"}, {"max_age": "0"}])
def test_somebody_proves_again_who_they_are_without_losing_their_stay(
    library, changed, settings, queue, mailoutbox
):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    library.code()
    sign_in(library.client, "rhian", ago=3)
    before = library.client.session.session_key

    asked = library.authorize(**changed)
    page = library.client.get(asked["Location"], headers=HOST)
    assert page.status_code == 200
    waiting = parse_qs(urlsplit(asked["Location"]).query)["next"][0]
    assert library.client.get(waiting, headers=HOST)["Location"].startswith("/sign-in/login/")
    library.client.post(
        "/sign-in/login/", {"email": "rhian@home.test", "next": waiting}, headers=HOST
    )
    queue.run_all()
    code = mailoutbox[-1].subject.split()[-1]
    done = library.client.post(
        "/sign-in/login/code/", {"code": code, "next": waiting}, headers=HOST
    )

    answer = library.client.get(done["Location"], headers=HOST)

    assert "code" in told(answer)
    assert library.client.session.session_key == before
    said = claims(library.exchange(told(answer)["code"]).json()["id_token"])
    assert time.time() - said["auth_time"] < 2
    assert library.authorize(**changed)["Location"].startswith("/sign-in/login/"), "each time"


def test_a_note_of_another_request_proves_nothing(library):
    library.code()
    asked = library.authorize(prompt="login")
    waiting = parse_qs(urlsplit(asked["Location"]).query)["next"][0]
    note = parse_qs(urlsplit(waiting).query)["proof_asked"][0]
    sign_in(library.client, "rhian", ago=-1)

    answer = library.authorize(prompt="login", state="another", proof_asked=note)

    assert answer["Location"].startswith("/sign-in/login/")


def test_the_page_of_signing_in_knows_the_address_and_the_language(library, client):
    client.logout()

    asked = library.authorize(login_hint="tomos@home.test", ui_locales="cy-GB en")

    assert asked["Location"].startswith("/cy/sign-in/login/")
    page = client.get(asked["Location"], headers=HOST).content.decode()
    assert 'value="tomos@home.test"' in page
    assert (
        "https://library.test"
        in client.get(asked["Location"], headers=HOST)["Content-Security-Policy"]
    )


def test_somebody_who_must_be_surer_is_asked_for_more(library):
    library.code()

    asked = library.authorize(acr_values="urn:moothall:strength:2")

    assert asked["Location"].startswith("/sign-in/second-factor/passkeys/add/")
    assert "code" in told(library.authorize(acr_values="urn:moothall:strength:2", prompt="none"))
    assert "code" in told(library.authorize(acr_values="urn:unheard:of"))


def test_an_employee_never_gets_through(library, client, alice):
    client.force_login(alice)

    assert library.authorize()["Location"].startswith("/sign-in/login/")
    assert told(library.authorize(prompt="none"))["error"] == "login_required"


def test_a_form_from_another_website_becomes_an_address(library, client):
    answer = client.post("/sign-in/authorize", library.asked(), headers=HOST)

    assert answer.status_code == 303
    assert answer["Location"].startswith("/sign-in/authorize?client_id=site-")


# What is said of ourselves


def test_the_configuration_says_what_is_true(client, northvale):
    answer = client.get("/.well-known/openid-configuration", headers=HOST)
    said = answer.json()

    assert said["issuer"] == "http://id.test"
    assert said["response_types_supported"] == ["code"]
    assert said["code_challenge_methods_supported"] == ["S256"]
    assert said["subject_types_supported"] == ["pairwise"]
    assert said["backchannel_logout_supported"] is True
    assert answer["Cache-Control"] == "public, max-age=300"
    assert answer["Access-Control-Allow-Origin"] == "*"
    for name in ("authorization", "token", "userinfo", "revocation", "end_session"):
        path = said[f"{name}_endpoint"].removeprefix("http://id.test")
        assert client.get(path, headers=HOST).status_code != 404
    assert client.get("/sign-in/token", headers=HOST).status_code == 405


def test_scripts_of_any_website_may_call_what_reads_no_cookie(library):
    for path in ("token", "userinfo", "revoke"):
        answer = library.client.options(
            f"/sign-in/{path}", headers={**HOST, "Origin": "https://app.test"}
        )
        assert answer.status_code == 204
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert "Authorization" in answer["Access-Control-Allow-Headers"]
    tokens = library.exchange(library.code())
    assert tokens["Access-Control-Allow-Origin"] == "*"
    assert tokens["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in library.authorize()


def test_the_council_sees_nothing_of_another(library, southmere):
    with acting_for(southmere.id):
        tokens = library.tokens(scope="openid council_name")

    assert library.userinfo(tokens["access_token"]).json()["council_name"] == "Rhian Evans"
