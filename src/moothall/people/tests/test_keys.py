"""The keys with which the sign-in host signs: there in time, and gone in time."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from moothall.kernel import short_memory
from moothall.people.models import SigningKey
from moothall.people.sign_in import keys
from moothall.people.sign_in.provider import Provider
from moothall.people.tests.satellite import HOST

pytestmark = pytest.mark.django_db


def published(client):
    short_memory.forget_all()
    answer = client.get("/.well-known/jwks.json", headers=HOST)
    return [key["kid"] for key in answer.json()["keys"]]


def at(monkeypatch, moment):
    monkeypatch.setattr("moothall.kernel.clock.now", lambda: moment)
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
    short_memory.forget_all()


def test_the_first_key_signs_at_once(client, now, monkeypatch):
    at(monkeypatch, now)

    answer = client.get("/.well-known/jwks.json", headers=HOST)

    (key,) = answer.json()["keys"]
    assert (key["use"], key["alg"], key["kty"]) == ("sig", "RS256", "RSA")
    assert set(key) == {"use", "alg", "kty", "kid", "n", "e", "key_ops"} - ({"key_ops"} - set(key))
    assert answer["Cache-Control"] == "public, max-age=300"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert Provider().get_signing_key().pem


def test_the_next_key_is_published_before_it_signs(client, now, monkeypatch):
    at(monkeypatch, now)
    (first,) = published(client)
    first_pem = Provider().get_signing_key().pem

    keys.change_keys(now=now + timedelta(days=87))
    assert SigningKey.objects.count() == 1, "not yet"

    day_88 = now + timedelta(days=88)
    at(monkeypatch, day_88)
    keys.change_keys(now=day_88)
    both = published(client)
    assert len(both) == 2
    assert Provider().get_signing_key().pem == first_pem

    at(monkeypatch, day_88 + timedelta(days=2, seconds=1))
    assert set(published(client)) == set(both)
    assert Provider().get_signing_key().pem != first_pem, "the new one signs"

    at(monkeypatch, day_88 + timedelta(days=4, seconds=1))
    assert published(client) == [one for one in both if one != first]
    keys.change_keys(now=day_88 + timedelta(days=5))
    assert SigningKey.objects.count() == 1


def test_keys_are_changed_once_however_often_the_schedule_runs(client, now, monkeypatch):
    at(monkeypatch, now)
    published(client)

    for days in range(88, 100):
        keys.change_keys(now=now + timedelta(days=days))

    assert SigningKey.objects.count() == 1
    assert SigningKey.objects.get().created_at == now + timedelta(days=88)


def test_a_key_that_has_become_known_is_withdrawn_at_once(client, now, monkeypatch):
    at(monkeypatch, now)
    (known,) = published(client)

    keys.replace_keys(now=now)

    (new,) = published(client)
    assert new != known


def test_private_keys_are_encrypted(client, now, monkeypatch):
    at(monkeypatch, now)
    published(client)

    assert "PRIVATE KEY" not in SigningKey.objects.get().encrypted_pem


def test_the_command_withdraws_every_key(client, now, monkeypatch):
    at(monkeypatch, now)
    (known,) = published(client)

    call_command("replace_signing_keys", stdout=StringIO())

    assert known not in published(client)
