"""Signing in and proving who one is, with One Login's simulator over HTTP."""

import json
from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest

from moothall.people.identity_providers.one_login import keys
from moothall.people.identity_providers.one_login.adapter import OneLogin, OneLoginSupplier
from moothall.people.identity_providers.one_login.tests.scenery import (
    BACK,
    BYE,
    CLIENT_ID,
    SECRET,
    ec_key,
    present,
    private_pem,
    public_pem,
)
from moothall.people.ports import (
    EndSession,
    Fact,
    IdentityLevel,
    ProvenAddress,
    ProvenName,
    RefusalReason,
    SignInRefused,
    StartSignIn,
    Strength,
)
from simulators.tests.program import CLIENT

P2 = IdentityLevel.MEDIUM
EVERY_FACT = frozenset(Fact)


def asked_in(started):
    return {name: values[0] for name, values in parse_qs(urlsplit(started.address).query).items()}


def test_the_browser_carries_what_is_asked_and_no_secret(scene):
    started = scene.start(strength=Strength.TWO_FACTORS, language="cy")

    asked = asked_in(started)
    assert started.address.startswith(f"{scene.program.url}/authorize?")
    assert asked.pop("code_challenge") not in {"", started.pending.code_verifier}
    assert asked == {
        "response_type": "code",
        "scope": "openid email",
        "client_id": CLIENT_ID,
        "redirect_uri": BACK,
        "state": started.pending.state,
        "nonce": started.pending.nonce,
        "vtr": '["Cl.Cm"]',
        "ui_locales": "cy",
        "code_challenge_method": "S256",
    }


@pytest.mark.parametrize(
    ("asked", "vector"),
    [
        ({}, '["Cl"]'),
        ({"strength": Strength.TWO_FACTORS}, '["Cl.Cm"]'),
        ({"identity": P2}, '["Cl.Cm.P2"]'),
        ({"identity": IdentityLevel.LOW}, '["Cl.Cm.P1"]'),
    ],
)
def test_levels_are_asked_for_as_one_vector(scene, asked, vector):
    assert asked_in(scene.start(**asked))["vtr"] == vector


def test_facts_are_asked_for_with_an_identity_only(scene):
    plain = asked_in(scene.start(facts=EVERY_FACT))
    with_identity = asked_in(scene.start(identity=P2, facts=EVERY_FACT))

    assert "claims" not in plain
    assert json.loads(with_identity["claims"]) == {
        "userinfo": {
            "https://vocab.account.gov.uk/v1/coreIdentityJWT": None,
            "https://vocab.account.gov.uk/v1/address": None,
            "https://vocab.account.gov.uk/v1/returnCode": None,
        }
    }


def test_a_language_that_one_login_does_not_speak_is_english(scene):
    assert asked_in(scene.start(language="pl"))["ui_locales"] == "en"


def test_a_sign_in_tells_the_email_and_nothing_more(scene):
    person = scene.sign_in(strength=Strength.TWO_FACTORS)

    assert person.issuer == f"{scene.program.url}/"
    assert person.subject.startswith("urn:fdc:gov.uk:2022:")
    assert person.email == "rhian.pritchard@example.org"
    assert person.email_verified is True
    assert person.strength is Strength.TWO_FACTORS
    assert person.identity is IdentityLevel.NONE
    assert abs(person.authenticated_at - present()) < timedelta(seconds=10)
    assert person.session
    assert (person.names, person.birth_dates, person.addresses) == ((), (), ())


def test_an_identity_tells_names_birth_date_and_address(scene):
    person = scene.sign_in(identity=P2, facts=EVERY_FACT)

    assert person.identity is P2
    assert person.names == (
        ProvenName(given="Rhian Mair", family="Pritchard", valid_from=date(2019, 6, 22)),
        ProvenName(given="Rhian Mair", family="Bowen", valid_until=date(2019, 6, 21)),
    )
    assert person.name_on(date(2026, 1, 1)).full == "Rhian Mair Pritchard"
    assert person.name_on(date(2015, 1, 1)).family == "Bowen"
    assert person.birth_dates == (date(1984, 3, 9),)
    assert person.addresses[1] == ProvenAddress(
        lines=("FLAT 2", "MILL HOUSE", "CANAL STREET", "ALDERMOOR"),
        postcode="ZZ99 1AB",
        uprn="990000000102",
        country="GB",
        valid_from=date(2012, 2, 1),
        valid_until=date(2019, 6, 30),
    )
    assert person.return_codes == ()


def test_an_address_that_was_not_asked_for_is_not_kept(scene):
    assert scene.sign_in(identity=P2).addresses == ()


def test_a_number_in_a_dependent_street_stands_before_it(scene):
    scene.be("tomos")

    person = scene.sign_in(identity=P2, facts=EVERY_FACT)

    assert person.addresses[0].lines == ("3 CHAPEL ROW HIGH STREET", "ALDERMOOR")


def test_an_identity_of_a_higher_level_is_enough(scene):
    scene.config(responseConfiguration={"maxLoCAchieved": "P3"})

    assert scene.sign_in(identity=P2).identity is IdentityLevel.HIGH


def test_an_email_that_was_not_verified_is_said_to_be_so(scene):
    scene.config(responseConfiguration={"emailVerified": False})

    assert scene.sign_in().email_verified is False


def test_strange_facts_are_not_kept_as_they_are(scene):
    scene.config(
        responseConfiguration={
            "email": {"not": "text"},
            "emailVerified": "true",
            "postalAddressDetails": [
                "nonsense",
                {"uprn": 100120472196, "postalCode": None, "streetName": "A\0B\ud800"},
                {"validFrom": "yesterday", "addressLocality": "X" * 5000},
            ],
            "coreIdentityVerifiableCredentials": {
                "credentialSubject": {
                    "name": [{"nameParts": [{"type": "GivenName", "value": 7}, 3]}, None],
                    "birthDate": [{"value": "1984-99-99"}, {"value": 5}, "x"],
                }
            },
        }
    )

    person = scene.sign_in(identity=P2, facts=EVERY_FACT)

    assert (person.email, person.email_verified) == ("", False)
    assert person.addresses[0] == ProvenAddress(lines=("AB?",), postcode="", uprn="100120472196")
    assert len(person.addresses[1].lines[0]) == 200
    assert person.names == (ProvenName(given="7", family=""),)
    assert person.birth_dates == ()


def test_what_is_personal_or_secret_is_not_in_the_words_of_a_row(scene):
    person = scene.sign_in(identity=P2, facts=EVERY_FACT)

    for word in ("rhian", "Pritchard", "1984", "ZZ99", person.id_token):
        assert word not in repr(person)


def test_the_client_may_sign_with_an_elliptic_curve(scene, settings):
    (settings.SECRETS_DIR / SECRET).write_text(private_pem(ec_key()))
    scene.config(clientConfiguration={"clientId": CLIENT_ID, "publicKey": public_pem(ec_key())})
    scene.options = replace(scene.options, signing_algorithm="ES256", key_id="ours-2026")

    assert scene.sign_in().subject


def test_our_assertion_is_good_once_and_for_five_minutes(scene):
    for _ in range(2):
        scene.sign_in()

    sent = [dict(one["form"]) for one in scene.program.received("post_token")]
    claims = [
        jwt.decode(one["client_assertion"], options={"verify_signature": False}) for one in sent
    ]
    assert {one["grant_type"] for one in sent} == {"authorization_code"}
    assert "client_secret" not in sent[0]
    assert claims[0]["iss"] == claims[0]["sub"] == CLIENT_ID
    assert claims[0]["aud"] == f"{scene.program.url}/token"
    assert claims[0]["exp"] - claims[0]["iat"] == 300
    assert claims[0]["jti"] != claims[1]["jti"]


@pytest.mark.slow
def test_id_tokens_may_be_signed_by_rsa(scene):
    scene.config(clientConfiguration={"clientId": CLIENT_ID, "idTokenSigningAlgorithm": "RS256"})

    person = scene.sign_in()

    assert jwt.get_unverified_header(person.id_token)["alg"] == "RS256"


@pytest.mark.slow
def test_new_keys_are_asked_for_once(scene):
    scene.sign_in(identity=P2)
    scene.config(publishNewIdTokenSigningKeys=True, useNewIdTokenSigningKeys=True)
    scene.config(rotateIdentityKey=True)

    for _ in range(3):
        assert scene.sign_in(identity=P2).identity is P2

    assert len(scene.program.received("get_jwks")) == 2
    assert len(scene.program.received("get_did")) == 2


@pytest.mark.slow
def test_strangers_cannot_make_us_ask_for_keys_without_end(scene):
    scene.sign_in()
    for number in range(20):
        token = jwt.encode({}, "x" * 32, algorithm="HS256", headers={"kid": f"made-up-{number}"})
        with pytest.raises(SignInRefused):
            scene.provider.read_logout_token(token, present())

    # An algorithm that is not allowed is refused before anybody looks for the key.
    assert len(scene.program.received("get_jwks")) == 1
    for number in range(20):
        token = jwt.encode({}, ec_key(), algorithm="ES256", headers={"kid": f"made-up-{number}"})
        with pytest.raises(SignInRefused, match="nobody knows the key"):
            scene.provider.read_logout_token(token, present())
    assert len(scene.program.received("get_jwks")) == 1 + keys.MOST_EXTRA_QUESTIONS


def test_known_keys_are_good_while_they_cannot_be_asked_for(scene, monkeypatch):
    scene.sign_in()
    monkeypatch.setattr(keys, "FRESH_FOR", -1)
    scene.program.control(down={"only": "get_jwks"})

    assert scene.sign_in().subject


@pytest.mark.slow
def test_where_everything_is_is_asked_once_an_hour(scene):
    for _ in range(3):
        scene.sign_in()

    assert len(scene.program.received("get_discovery")) == 1


def test_where_everything_is_can_be_configured(scene):
    scene.options = replace(
        scene.options,
        authorization_endpoint=f"{scene.program.url}/authorize",
        token_endpoint=f"{scene.program.url}/token",
        userinfo_endpoint=f"{scene.program.url}/userinfo",
        jwks_uri=f"{scene.program.url}/.well-known/jwks.json",
        end_session_endpoint=f"{scene.program.url}/logout",
    )

    assert scene.sign_in().subject
    assert scene.program.received("get_discovery") == []


def test_a_document_of_another_issuer_is_refused(scene):
    other = scene.with_options(issuer=scene.program.url)

    with pytest.raises(SignInRefused) as refused:
        other.start(StartSignIn(return_address=BACK, now=present()))
    assert refused.value.reason is RefusalReason.MISCONFIGURED


@pytest.mark.slow
def test_an_old_sign_in_is_not_fresh_enough(scene):
    started = scene.start(longest_ago=0)
    answer = scene.browse(started)

    assert asked_in(started)["max_age"] == "0"
    assert scene.finish(started, answer).subject
    with pytest.raises(SignInRefused) as refused:
        late = scene.start(longest_ago=0)
        scene.finish(late, scene.browse(late), present() + timedelta(seconds=60))
    assert refused.value.reason is RefusalReason.LEVEL_TOO_LOW


def test_signing_out_ends_it_at_one_login_and_comes_back(scene):
    person = scene.sign_in()
    request = EndSession(id_token=person.id_token, return_address=BYE, state="bye")

    answer = CLIENT.get(scene.provider.end_session_address(request))

    assert answer.headers["Location"] == f"{BYE}?state=bye"
    sessions = scene.program.get("/_logouts.json").json()["sessions"]
    assert [session["ended"] for session in sessions] == [1]


def test_signing_out_without_an_address_stays_there(scene):
    request = EndSession(id_token=scene.sign_in().id_token)

    address = scene.provider.end_session_address(request)

    assert set(parse_qs(urlsplit(address).query)) == {"id_token_hint"}


def test_a_supplier_reads_options_and_calls_nobody(settings):
    provider = OneLoginSupplier().connect(
        {"client_id": "x", "key_secret": "y", "highest_identity": "P2"}
    )

    assert isinstance(provider, OneLogin)
    assert provider.options.issuer == "https://oidc.account.gov.uk/"
    assert provider.options.identity_issuer == "https://identity.account.gov.uk/"


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"client_id": ""}, "client_id"),
        ({"highest_identity": "P9"}, "highest_identity"),
        ({"signing_algorithm": "HS256"}, "signing_algorithm"),
        ({"issuer": "http://oidc.account.gov.uk/"}, "issuer"),
        ({"token_endpoint": "ftp://example.org"}, "token_endpoint"),
        ({"did_document": "http://[oops"}, "did_document"),
        ({"colour": "red"}, "colour"),
        ({"key_id": 7}, "key_id"),
    ],
)
def test_options_that_cannot_be_used_are_named(wrong, named):
    with pytest.raises(ValueError, match=named):
        OneLoginSupplier().connect({"client_id": "x", "key_secret": "y", **wrong})


def test_in_earnest_nothing_is_called_without_https(settings):
    settings.INSECURE_HTTP = False

    with pytest.raises(ValueError, match="issuer"):
        OneLoginSupplier().connect(
            {"client_id": "x", "key_secret": "y", "issuer": "http://127.0.0.1/"}
        )
