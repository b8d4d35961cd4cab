"""Word of a sign-out, sent without a browser."""

from datetime import timedelta

import jwt
import pytest

from moothall.kernel.errors import Retry
from moothall.people.identity_providers.one_login.tests.scenery import CLIENT_ID, ec_key, present
from moothall.people.ports import RefusalReason, SignInRefused

EVENT = "http://schemas.openid.net/event/backchannel-logout"


def refusal(scene, token, now=None):
    with pytest.raises(SignInRefused) as refused:
        scene.provider.read_logout_token(token, now or present())
    return refused.value.reason


@pytest.mark.slow
def test_it_names_the_person_and_itself(scene):
    person = scene.sign_in()
    token = scene.logout_token()

    told = scene.provider.read_logout_token(token, present())

    assert told.subject == person.subject
    assert told.issuer == person.issuer
    assert told.session == ""
    assert told.token_id == jwt.decode(token, options={"verify_signature": False})["jti"]
    assert timedelta(seconds=100) < told.expires_at - present() < timedelta(seconds=121)


def test_it_may_name_a_session_alone(scene):
    told = scene.provider.read_logout_token(scene.logout_token(sub=None, sid="s-1"), present())

    assert (told.subject, told.session) == ("", "s-1")


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "n"},
        {"events": None},
        {"events": {}},
        {"events": EVENT},
        {"events": {EVENT: True}},
        {"events": [EVENT]},
        {"jti": None},
        {"jti": ""},
        {"jti": 5},
        {"jti": "x" * 256},
        {"jti": "a\0b"},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": "x" * 256},
        {"sub": "a\nb"},
        {"sub": ["x"], "sid": "s"},
        {"sub": "\ud800"},
        {"iss": "\ud800"},
        {"iss": "https://elsewhere.test/"},
        {"iss": None},
        {"aud": "somebody"},
        {"aud": [CLIENT_ID, "somebody"]},
        {"aud": {CLIENT_ID: 1}},
        {"aud": None},
        {"exp": None},
        {"exp": "soon"},
        {"exp": 10**400},
        {"iat": None},
        {"iat": 4_000_000_000},
    ],
)
def test_one_that_is_not_as_it_must_be_is_refused(scene, claims):
    assert refusal(scene, scene.logout_token(**claims)) is RefusalReason.BAD_TOKEN


def test_an_old_one_is_refused(scene):
    late = present() + timedelta(minutes=3)

    assert refusal(scene, scene.logout_token(), late) is RefusalReason.EXPIRED


@pytest.mark.parametrize(
    "token", ["", "x", "a.b.c", "....", "\0", "é.é.é", "e30.e30.", "W10.W10.W10", "a" * 500_000]
)
def test_what_is_no_token_is_refused(scene, token):
    assert refusal(scene, token) is RefusalReason.BAD_TOKEN


def test_one_without_a_signature_is_refused(scene):
    claims = jwt.decode(scene.logout_token(), options={"verify_signature": False})

    assert refusal(scene, jwt.encode(claims, None, algorithm="none")) is RefusalReason.BAD_TOKEN


def test_one_signed_by_somebody_else_under_its_key_is_refused(scene):
    token = scene.logout_token()
    claims = jwt.decode(token, options={"verify_signature": False})
    kid = jwt.get_unverified_header(token)["kid"]
    forged = jwt.encode(claims, ec_key(), algorithm="ES256", headers={"kid": kid})

    assert refusal(scene, forged) is RefusalReason.BAD_TOKEN


def test_each_character_that_is_changed_is_noticed(scene):
    token = scene.logout_token()
    scene.provider.read_logout_token(token, present())

    for place in range(0, len(token) - 1, 7):
        other = "A" if token[place] != "A" else "B"
        assert refusal(scene, token[:place] + other + token[place + 1 :]) is RefusalReason.BAD_TOKEN


def test_a_new_key_that_cannot_be_asked_for_is_to_be_tried_again(scene):
    scene.provider.read_logout_token(scene.logout_token(), present())
    scene.config(useNewIdTokenSigningKeys=True)
    token = scene.logout_token()
    scene.program.control(down={"only": "get_jwks"})

    with pytest.raises(Retry):
        scene.provider.read_logout_token(token, present())


def test_without_keys_it_is_to_be_sent_again(scene):
    token = scene.logout_token()
    scene.program.control(down={"only": "get_jwks"})

    with pytest.raises(Retry):
        scene.provider.read_logout_token(token, present())
