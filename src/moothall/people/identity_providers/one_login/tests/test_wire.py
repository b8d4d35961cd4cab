"""Calls to a server that answers in strange ways, and tokens that nobody would make."""

import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc.jwk import ECKey

from moothall.kernel.errors import Retry
from moothall.people.identity_providers.one_login import keys, mapping, tokens, wire
from moothall.people.identity_providers.one_login.tests.scenery import ec_key, present
from moothall.people.ports import SignInRefused

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def good_key():
    public = ec_key().public_key()
    return {**ECKey.import_key(public).as_dict(private=False), "kid": "good"}


@pytest.fixture
def server():
    """A server that writes whatever the test gives it, with pauses."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            for piece in running.pieces:
                try:
                    self.wfile.write(piece)
                    self.wfile.flush()
                except OSError:
                    return
                time.sleep(running.pause)

        def log_message(self, *_):
            pass

    running = HTTPServer(("127.0.0.1", 0), Handler)
    running.pieces, running.pause = [], 0.0
    running.url = f"http://127.0.0.1:{running.server_port}/"
    threading.Thread(target=running.serve_forever, args=(0.05,), daemon=True).start()
    yield running
    running.shutdown()
    running.server_close()


def test_an_answer_that_drips_is_not_waited_for(server, monkeypatch):
    monkeypatch.setattr(wire, "LONGEST_CALL", 0.1)
    server.pieces, server.pause = [b" "] * 50, 0.02
    began = time.monotonic()

    with pytest.raises(Retry):
        wire.ask("GET", server.url)

    assert time.monotonic() - began < 0.5


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>",
        b"[]",
        b'"x"',
        b"[" * 100_000,
        b"\xff\xfe{}",
        b"{" + b" " * 300_000 + b"}",
    ],
)
def test_an_answer_that_is_no_object_is_to_be_tried_again(server, content):
    server.pieces = [content]

    with pytest.raises(Retry):
        wire.ask("GET", server.url)


@pytest.mark.slow
@given(document=ANYTHING)
def test_no_document_of_keys_breaks_the_reading(document):
    whole = document if isinstance(document, dict) else {"keys": document, "id": document}

    assert keys.keys_in_jwks(whole) == {}
    assert keys.keys_in_did({**whole, "assertionMethod": [document, whole]}) == {}


@pytest.mark.parametrize(
    "entry",
    [
        {"kid": "k", "kty": "oct", "k": "c2VjcmV0"},
        {"kid": "k", "kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"},
        {"kid": "k", "kty": "EC", "crv": "P-9", "x": "AA", "y": "AA"},
        {"kid": "k", "kty": "RSA", "n": "", "e": "AQAB"},
        {"kid": "k", "kty": "RSA", "n": 5, "e": None},
        {
            "kid": "k",
            "kty": "OKP",
            "crv": "Ed25519",
            "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
        },
        {"kid": 5, "kty": "EC"},
        {"kid": "k"},
    ],
)
def test_a_key_that_cannot_be_used_is_as_if_it_were_absent(entry):
    good = good_key()

    assert set(keys.keys_in_jwks({"keys": [entry, good]})) == {"good"}


def test_a_key_for_encryption_checks_no_signature():
    assert keys.keys_in_jwks({"keys": [{**good_key(), "use": "enc"}]}) == {}


def test_a_key_of_another_controller_speaks_for_nobody():
    key = good_key()
    document = {
        "id": "did:web:us.test",
        "assertionMethod": [
            {"id": "did:web:us.test#1", "controller": "did:web:them.test", "publicKeyJwk": key},
            {"id": "did:web:them.test#2", "controller": "did:web:us.test", "publicKeyJwk": key},
            {"id": "did:web:us.test#3", "controller": "did:web:us.test", "publicKeyJwk": key},
        ],
    }

    assert set(keys.keys_in_did(document)) == {"did:web:us.test#3"}


@pytest.mark.slow
@given(token=st.text() | st.binary() | ANYTHING)
def test_whatever_is_no_token_is_refused(token):
    with pytest.raises(SignInRefused):
        tokens.read(
            token,
            keys.KeyRing(dict),
            what="token",
            algorithms=tokens.TOKEN_ALGORITHMS,
            issuer="https://us.test/",
            audience="us",
            now=present(),
        )


@pytest.mark.slow
@given(value=ANYTHING)
def test_no_fact_breaks_the_reading(value):
    facts = {
        mapping.ADDRESS: [{"uprn": value, "validFrom": value}, value],
        mapping.RETURN_CODE: [{"code": value}, value],
        "vc": {"credentialSubject": {"name": [{"nameParts": [value]}, value], "birthDate": value}},
    }

    read = (
        mapping.addresses_in(facts),
        mapping.return_codes_in(facts),
        mapping.names_in(facts),
        mapping.birth_dates_in(facts),
        mapping.moment(value),
        mapping.identity_level(value),
    )

    assert "\0" not in str(read)
    str(read).encode()
