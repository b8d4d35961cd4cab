"""One Login, spoken to over HTTP."""

import json
import re
import signal
import subprocess
import sys
import time
from urllib.parse import urlencode

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from simulators.tests.one_login_client import (
    ADDRESS,
    BACK,
    CODES,
    CORE,
    KEY,
    OTHER_KEY,
    asked,
    assertion,
    claims_of,
    code_for,
    config,
    exchange,
    pem,
    register,
    sent_back,
    tokens_for,
    userinfo,
    with_identity,
)
from simulators.tests.program import CLIENT, ROOT, Program


@pytest.fixture
def program(one_login):
    return register(one_login)


def test_it_says_where_everything_is(program):
    found = program.get("/.well-known/openid-configuration").json()

    assert found["issuer"] == f"{program.url}/"
    assert found["token_endpoint"] == f"{program.url}/token"
    assert found["backchannel_logout_supported"] is True
    assert found["backchannel_logout_session_supported"] is False


def test_a_sign_in_ends_with_a_token_of_the_person(program):
    tokens = tokens_for(program)

    claims = claims_of(program, tokens["id_token"])
    assert claims["iss"] == f"{program.url}/"
    assert (claims["vot"], claims["nonce"]) == ("Cl.Cm", "a-nonce")
    assert claims["exp"] - claims["iat"] == 120
    facts = userinfo(program, tokens["access_token"]).json()
    assert facts == {
        "sub": claims["sub"],
        "email": "rhian.pritchard@example.org",
        "email_verified": True,
        "phone_number": "+447700900201",
        "phone_number_verified": True,
    }


def test_a_proven_identity_is_signed_with_the_key_of_the_did_document(program):
    tokens = tokens_for(program, with_identity())

    facts = userinfo(program, tokens["access_token"]).json()
    document = program.get("/.well-known/did.json").json()
    method = document["assertionMethod"][0]
    header = jwt.get_unverified_header(facts[CORE])
    assert header["kid"] == method["id"]
    assert method["id"].startswith(document["id"] + "#")
    claims = jwt.decode(
        facts[CORE],
        jwt.PyJWK(method["publicKeyJwk"]).key,
        algorithms=["ES256"],
        audience="moothall",
    )
    assert claims["vot"] == "P2"
    assert claims["sub"] == facts["sub"]
    names = claims["vc"]["credentialSubject"]["name"]
    assert [part["value"] for part in names[0]["nameParts"]] == ["Rhian", "Mair", "Pritchard"]
    assert len(facts[ADDRESS]) == 2
    # P2 stands in the core identity; the id token says how somebody signed in.
    assert claims_of(program, tokens["id_token"])["vot"] == "Cl.Cm"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "email"}, "invalid_scope"),
        ({"scope": "openid wallet"}, "invalid_scope"),
        ({"nonce": None}, "invalid_request"),
        ({"state": None}, "invalid_request"),
        ({"vtr": '["Cl.P2"]'}, "invalid_request"),
        ({"vtr": '["Cl.Cm.P3"]'}, "invalid_request"),
        ({"vtr": '["Cl.Cm", "Cl.Cm.P2"]'}, "invalid_request"),
        ({"vtr": "Cl.Cm"}, "invalid_request"),
        ({"claims": "{"}, "invalid_request"),
        ({"claims": '{"userinfo": {"https://example.org/shoe-size": null}}'}, "invalid_request"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"request_uri": "http://example.org"}, "request_uri_not_supported"),
        ({"prompt": "none"}, "login_required"),
        ({"prompt": "select_account"}, "unmet_authentication_requirements"),
        ({"max_age": "-1"}, "invalid_request"),
    ],
)
def test_a_request_that_is_wrong_is_sent_back(program, changes, error):
    assert sent_back(program.get("/authorize", **asked(**changes)))["error"] == error


@pytest.mark.parametrize("changes", [{"client_id": "x"}, {"redirect_uri": BACK + "/else"}])
def test_who_is_not_registered_is_sent_nowhere(program, changes):
    answer = program.get("/authorize", **asked(**changes))

    assert answer.status_code == 400
    assert "Location" not in answer.headers


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"redirect_uri": "http://elsewhere.test/"}, "invalid_grant"),
        ({"code": "guessed"}, "invalid_grant"),
        ({"code_verifier": "w" * 60}, "invalid_grant"),
        ({"client_assertion_type": "x"}, "invalid_request"),
        ({"client_assertion": "no token"}, "invalid_request"),
    ],
)
def test_an_exchange_that_is_wrong_is_refused(program, changes, error):
    answer = exchange(program, **({"code": code_for(program)} | changes))

    assert answer.status_code == 400
    assert answer.json()["error"] == error


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"key": OTHER_KEY}, "invalid_client"),
        ({"aud": "https://elsewhere.test/token"}, "invalid_client"),
        ({"iss": "somebody"}, "invalid_client"),
        ({"sub": "somebody"}, "invalid_client"),
        ({"jti": None}, "invalid_client"),
        ({"exp": 1}, "invalid_grant"),
        ({"exp": int(time.time()) + 4000}, "invalid_client"),
    ],
)
def test_a_client_that_does_not_prove_itself_is_refused(program, changes, error):
    answer = exchange(program, code_for(program), client_assertion=assertion(program, **changes))

    assert answer.status_code in {400, 401}
    assert answer.json()["error"] == error


def test_an_assertion_is_good_once(program):
    same = assertion(program)
    first = exchange(program, code_for(program), client_assertion=same)

    second = exchange(program, code_for(program), client_assertion=same)

    assert first.status_code == 200
    assert second.json()["error"] == "invalid_client"


def test_a_code_is_good_once_and_takes_its_token_back_the_second_time(program):
    code = code_for(program)
    tokens = exchange(program, code).json()

    again = exchange(program, code)

    assert again.json()["error"] == "invalid_grant"
    assert userinfo(program, tokens["access_token"]).status_code == 401


def test_a_client_may_sign_with_an_elliptic_curve(program):
    key = ec.generate_private_key(ec.SECP256R1())
    config(program, clientConfiguration={"clientId": "moothall", "publicKey": pem(key)})

    answer = exchange(program, code_for(program), client_assertion=assertion(program, key, "ES256"))

    assert answer.status_code == 200


def test_somebody_chooses_whom_to_be_once(program):
    config(program, simulatorConfig={"interactiveMode": True})
    page = program.get("/authorize", **with_identity(ui_locales="cy"))
    request_id = re.search(r'name="request" value="([^"]+)"', page.text)[1]
    choice = {"request": request_id, "choice": "tomos"}

    chosen = CLIENT.post(f"{program.url}/authorize/answer", data=choice)
    again = CLIENT.post(f"{program.url}/authorize/answer", data=choice)

    assert "Its language is Welsh" in page.text
    facts = userinfo(
        program, exchange(program, sent_back(chosen)["code"]).json()["access_token"]
    ).json()
    assert facts["email"] == "tomos.vaughan@example.org"
    assert again.status_code == 400


def test_who_cannot_prove_who_they_are_gets_codes_where_the_client_asks(program):
    config(program, simulatorConfig={"interactiveMode": False, "person": "george"})
    without_codes = json.dumps({"userinfo": {CORE: None}})

    facts = userinfo(program, tokens_for(program, with_identity())["access_token"]).json()
    refused = program.get("/authorize", **asked(vtr='["Cl.Cm.P2"]', claims=without_codes))

    assert facts[CODES] == [{"code": "C"}]
    assert CORE not in facts
    assert sent_back(refused)["error"] == "access_denied"


@pytest.mark.parametrize("name", ["ACCESS_DENIED", "TEMPORARILY_UNAVAILABLE"])
def test_it_refuses_to_sign_in_when_told(program, name):
    config(program, errorConfiguration={"authoriseErrors": [name]})

    back = sent_back(program.get("/authorize", **asked()))

    assert back["error"] == name.lower()
    assert back["state"] == "a-state"


def test_new_keys_are_published_before_they_are_used(program):
    old = tokens_for(program)["id_token"]
    config(program, publishNewIdTokenSigningKeys=True)
    assert len(program.get("/.well-known/jwks.json").json()["keys"]) == 2

    config(program, useNewIdTokenSigningKeys=True)

    new = tokens_for(program)["id_token"]
    kids = [key["kid"] for key in program.get("/.well-known/jwks.json").json()["keys"]]
    assert kids == [jwt.get_unverified_header(new)["kid"]]
    assert jwt.get_unverified_header(old)["kid"] not in kids


def test_a_config_that_is_not_understood_changes_nothing(program):
    before = program.get("/config").json()

    answer = CLIENT.post(
        f"{program.url}/config",
        json={
            "responseConfiguration": {"email": "x@example.org"},
            "errorConfiguration": {"idTokenErrors": ["NO_SUCH"]},
        },
    )

    assert answer.status_code == 400
    assert program.get("/config").json() == before


def test_the_same_person_has_another_name_for_another_sector(program):
    config(
        program,
        clientConfiguration={
            "clientId": "library",
            "publicKey": pem(KEY),
            "redirectUrls": [BACK],
        },
    )
    first = claims_of(program, tokens_for(program)["id_token"])["sub"]

    code = code_for(program, asked(client_id="library"))
    answer = exchange(
        program, code, client_assertion=assertion(program, iss="library", sub="library")
    )

    second = jwt.decode(answer.json()["id_token"], options={"verify_signature": False})["sub"]
    assert first.startswith("urn:fdc:gov.uk:2022:")
    assert second != first


@pytest.mark.slow
def test_a_key_and_a_file_of_clients_are_made_once(tmp_path):
    key, clients = tmp_path / "secrets" / "key", tmp_path / "clients.yaml"
    command = [
        sys.executable, "-m", "simulators.one_login.registering",
        "--key", str(key), "--clients", str(clients), "--redirect-url", BACK,
    ]  # fmt: skip
    for _ in range(2):
        subprocess.run(command, cwd=ROOT, check=True)

    program = Program("one_login", tmp_path / "state", ("--clients", str(clients))).start()

    config(program, simulatorConfig={"interactiveMode": False})
    private = serialization.load_pem_private_key(key.read_bytes(), None)
    signed = assertion(program, private)
    assert exchange(program, code_for(program), client_assertion=signed).status_code == 200
    assert key.stat().st_mode & 0o777 == 0o600
    program.control(empty=True)
    assert set(program.get("/config").json()["clientConfiguration"]) == {"moothall"}
    program.end()


@pytest.mark.slow
def test_it_knows_everything_again_after_a_kill(tmp_path):
    program = Program("one_login", tmp_path).start()
    config(
        program,
        clientConfiguration={"clientId": "moothall", "publicKey": pem(KEY), "redirectUrls": [BACK]},
        simulatorConfig={"interactiveMode": False},
    )
    code = code_for(program)
    kids = program.get("/.well-known/jwks.json").json()
    program.end(signal.SIGKILL)

    program.start()

    assert program.get("/.well-known/jwks.json").json() == kids
    answer = exchange(program, code)
    assert answer.status_code == 200
    program.end()


def test_the_query_is_noted_word_for_word(program):
    program.get("/authorize", **asked())

    noted = program.received("get_authorize")[0]

    assert noted["query"] == urlencode(asked())
    assert noted["outcome"].startswith("302")
