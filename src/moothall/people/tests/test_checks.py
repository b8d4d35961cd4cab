"""Mistakes in the identity provider's setting are named; with one, nobody is led astray."""

import json

import pytest
from django.core.exceptions import ImproperlyConfigured

from moothall.config import environment
from moothall.people.checks import check_identity_provider
from moothall.people.sign_in.identity_provider import installed, label, label_of

OPTIONS = {"client_id": "moothall", "key_secret": "one-login-key"}


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"options": {}}, "supplier is missing"),
        ({"supplier": "two_login"}, "is called 'two_login' (known: "),
        ({"supplier": "one_login", "option": {}}, "unknown part option"),
        ({"supplier": "one_login", "options": []}, "options must be a JSON object"),
        ({"supplier": "one_login"}, "missing option client_id, key_secret"),
        ({"supplier": "one_login", "options": {**OPTIONS, "colour": "red"}}, "option colour"),
        ({"supplier": "one_login", "options": {**OPTIONS, "client_id": 7}}, "must be text"),
        (
            {"supplier": "one_login", "options": {**OPTIONS, "highest_identity": "P9"}},
            "option highest_identity",
        ),
        (
            {"supplier": "one_login", "options": {**OPTIONS, "issuer": "http://one.example/"}},
            "option issuer must be an address that begins with https://",
        ),
    ],
)
def test_a_mistake_is_named_and_there_is_no_button(settings, given, named):
    settings.IDENTITY_PROVIDER = given

    (found,) = check_identity_provider(None)

    assert found.id == "people.E001"
    assert named in found.msg
    assert installed() is None
    assert label() == ""


def test_a_right_setting_is_taken(settings):
    settings.IDENTITY_PROVIDER = {"supplier": "one_login", "options": OPTIONS}

    assert check_identity_provider(None) == []
    assert (installed().key, label()) == ("one_login", "GOV.UK One Login")


def test_nothing_is_no_mistake(settings):
    settings.IDENTITY_PROVIDER = {}

    assert check_identity_provider(None) == []
    assert (installed(), label()) == (None, "")


def test_it_needs_a_host_to_sign_in_at(settings):
    settings.IDENTITY_PROVIDER = {"supplier": "one_login", "options": OPTIONS}
    settings.SIGN_IN_HOST = ""

    assert [one.id for one in check_identity_provider(None)] == ["people.E002"]


def test_a_supplier_that_is_gone_is_called_by_its_key():
    assert label_of("one_login") == "GOV.UK One Login"
    assert label_of("gone") == "gone"


def test_the_setting_may_lie_in_a_file(monkeypatch, tmp_path):
    file = tmp_path / "identity.json"
    file.write_text(json.dumps({"supplier": "one_login"}))
    monkeypatch.setenv("MOOTHALL_TRY_FILE", str(file))

    assert environment.table("MOOTHALL_TRY") == {"supplier": "one_login"}
    assert environment.table("MOOTHALL_TRY_OTHER") == {}


@pytest.mark.parametrize("written", ["{", "[]", "one_login"])
def test_what_is_no_json_object_stops_the_start(monkeypatch, written):
    monkeypatch.setenv("MOOTHALL_TRY", written)

    with pytest.raises(ImproperlyConfigured, match="MOOTHALL_TRY"):
        environment.table("MOOTHALL_TRY")
