"""Codes and tokens of websites: used once, and ended together when they are not."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from allauth.idp.oidc.models import Token
from django.db import connection
from django.test import Client as Browser

from moothall.kernel import clock
from moothall.kernel.tests import kit
from moothall.people.models import Account
from moothall.people.tests.satellite import HOST, claims, website
from moothall.people.tests.test_provider import library as library  # noqa: PLC0414 - a fixture
from moothall.people.tests.test_provider import sign_in
from moothall.people.tests.test_provider import signed_in as signed_in  # noqa: PLC0414 - a fixture

pytestmark = pytest.mark.django_db


def test_a_code_used_twice_ends_what_came_of_it(library):
    code = library.code(scope="openid offline_access")
    tokens = library.exchange(code).json()
    assert library.userinfo(tokens["access_token"]).status_code == 200

    again = library.exchange(code)

    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    assert library.userinfo(tokens["access_token"]).status_code == 401
    assert library.refresh(tokens["refresh_token"]).json()["error"] == "invalid_grant"


def test_a_code_with_the_wrong_verifier_is_spent(library):
    code = library.code()

    assert library.exchange(code, code_verifier="x" * 50).json()["error"] == "invalid_grant"
    assert library.exchange(code).json()["error"] == "invalid_grant"
    assert not Token.objects.exists()


def test_a_code_is_its_websites_alone(library, signed_in, northvale):
    leisure = website(signed_in, northvale, name="Leisure")
    code = library.code()

    stolen = leisure.exchange(code, code_verifier=library.verifier)

    assert stolen.json()["error"] == "invalid_grant"
    assert library.exchange(code).status_code == 200


def test_the_secret_is_asked_for(library):
    code = library.code()
    library.secret = "guessed"

    assert library.exchange(code).status_code == 401
    library.secret = ""
    assert library.exchange(code).status_code == 401


def test_a_program_without_a_secret_needs_none(signed_in, northvale):
    app = website(signed_in, northvale, keeps_secret=False)

    assert app.secret == ""
    assert "access_token" in app.tokens()


def test_refresh_tokens_are_given_to_whom_it_was_allowed(library):
    assert "refresh_token" not in library.tokens()
    assert "refresh_token" in library.tokens(scope="openid offline_access")


def test_a_refresh_keeps_when_somebody_signed_in(library):
    sign_in(library.client, "rhian", ago=500)
    tokens = library.tokens(scope="openid email offline_access")

    new = library.refresh(tokens["refresh_token"]).json()

    before, after = claims(tokens["id_token"]), claims(new["id_token"])
    assert after["auth_time"] == before["auth_time"]
    assert (after["sub"], after["sid"], after["acr"]) == (
        before["sub"],
        before["sid"],
        before["acr"],
    )
    assert "nonce" not in after
    assert new["refresh_token"] != tokens["refresh_token"]
    assert library.userinfo(new["access_token"]).json()["email"] == "rhian@home.test"


def test_a_refresh_token_used_twice_ends_all_that_came_of_the_sign_in(library):
    first = library.tokens(scope="openid offline_access")
    second = library.refresh(first["refresh_token"]).json()
    other = library.tokens(scope="openid offline_access")

    assert library.refresh(first["refresh_token"]).json()["error"] == "invalid_grant"

    assert library.userinfo(second["access_token"]).status_code == 401
    assert library.refresh(second["refresh_token"]).json()["error"] == "invalid_grant"
    assert library.refresh(other["refresh_token"]).status_code == 200, "another sign-in goes on"


def test_who_asks_for_less_once_may_ask_for_all_again(library):
    tokens = library.tokens(scope="openid email offline_access")

    less = library.refresh(tokens["refresh_token"], scope="openid").json()
    assert set(library.userinfo(less["access_token"]).json()) == {"sub"}
    more = library.refresh(less["refresh_token"]).json()

    assert library.userinfo(more["access_token"]).json()["email"] == "rhian@home.test"
    widened = library.refresh(more["refresh_token"], scope="openid profile")
    assert widened.json()["error"] == "invalid_scope"


def test_a_refresh_token_ends_after_ninety_days(library, monkeypatch):
    tokens = library.tokens(scope="openid offline_access")
    later = clock.now() + timedelta(days=91)
    monkeypatch.setattr("moothall.kernel.clock.now", lambda: later)

    assert library.refresh(tokens["refresh_token"]).json()["error"] == "invalid_grant"


def test_an_account_that_is_closed_opens_nothing(library):
    tokens = library.tokens(scope="openid offline_access")
    Account.objects.filter(email="rhian@home.test").update(is_active=False)

    assert library.userinfo(tokens["access_token"]).status_code == 401
    assert library.refresh(tokens["refresh_token"]).status_code == 400


def test_a_token_of_an_employee_opens_nothing(library):
    tokens = library.tokens(scope="openid offline_access")
    Account.objects.filter(email="rhian@home.test").update(kind="staff")

    assert library.userinfo(tokens["access_token"]).status_code == 401
    assert library.refresh(tokens["refresh_token"]).status_code == 400


def test_a_website_revokes_its_own_tokens_alone(library, signed_in, northvale):
    leisure = website(signed_in, northvale, name="Leisure")
    tokens = library.tokens(scope="openid offline_access")

    assert leisure.post("/sign-in/revoke", token=tokens["access_token"]).status_code == 200
    assert library.userinfo(tokens["access_token"]).status_code == 200
    revoked = library.post(
        "/sign-in/revoke", token=tokens["refresh_token"], token_type_hint="access_token"
    )

    assert revoked.status_code == 200
    assert library.userinfo(tokens["access_token"]).status_code == 401
    assert library.refresh(tokens["refresh_token"]).status_code == 400
    assert library.post("/sign-in/revoke", token="unknown").status_code == 200
    library.secret = "guessed"
    assert library.post("/sign-in/revoke", token="unknown").status_code == 401


def test_a_token_in_an_address_opens_nothing(library):
    token = library.tokens()["access_token"]

    answer = library.client.get(f"/sign-in/userinfo?access_token={token}", headers=HOST)

    assert answer.status_code == 401
    assert library.client.get("/sign-in/userinfo", headers=HOST).status_code == 401


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["code", "refresh token"])
def test_of_two_who_come_at_once_one_at_most_gets_something(client, now, kind):
    northvale = kit.northvale(now)
    kit.resident("rhian", northvale, now)
    sign_in(client, "rhian")
    library = website(client, northvale)
    code = library.code(scope="openid offline_access")
    token = library.exchange(code).json()["refresh_token"] if kind != "code" else ""

    def come(_):
        try:
            mine = replace(library, client=Browser())
            return (mine.refresh(token) if token else mine.exchange(code)).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as at_once:
        answers = sorted(at_once.map(come, range(4)))

    assert answers == [200, 400, 400, 400]
    assert not Token.objects.filter(type=Token.Type.REFRESH_TOKEN).exists(), "all of it ended"
