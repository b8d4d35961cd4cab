"""The screen on which a council gives its partners' programs their keys."""

import re

import pytest

from moothall.connectors.models import ApiKey
from moothall.connectors.queries import api_key_of
from moothall.eforms.tests.test_managing import HOST
from moothall.eforms.tests.test_managing import carol as carol  # noqa: PLC0414 - a fixture
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit

pytestmark = pytest.mark.django_db
PAGE = "/workspace/partner-keys/northvale/"


def make(client, name="The library", **more):
    answer = client.post(PAGE, {"name": name, **more}, headers=HOST)
    return re.search(r'data-testid="key">([^<]+)<', answer.content.decode()), answer


def test_a_key_is_shown_once_and_may_do_what_was_ticked(carol, northvale):
    found, answer = make(carol, may_prefill="on")

    assert answer["Cache-Control"] == "no-store"
    with acting_for(northvale.id):
        assert api_key_of(found[1]).may_prefill
    html = carol.get(PAGE, headers=HOST).content.decode()
    assert "The library" in html
    assert "Fills in forms" in html
    assert found[1] not in html


def test_a_second_key_of_a_name_does_not_end_the_first(carol, northvale):
    first, _ = make(carol)
    second, answer = make(carol, name=" The  library ")

    assert second is None
    assert "has a key already" in answer.content.decode()
    with acting_for(northvale.id):
        assert api_key_of(first[1])


def test_a_key_that_is_stopped_opens_nothing(carol, northvale):
    found, _ = make(carol)
    with acting_for(northvale.id):
        key = ApiKey.objects.get()
    carol.post(f"{PAGE}{key.pk}/stop/", headers=HOST)

    with acting_for(northvale.id):
        assert api_key_of(found[1]) is None
    assert make(carol)[0], "the name is free again"


def test_others_see_and_stop_nothing(carol, client, northvale, southmere, now):
    found, _ = make(carol)
    with acting_for(northvale.id):
        key = ApiKey.objects.get()
    path = f"/workspace/partner-keys/southmere/{key.pk}/stop/"
    assert carol.post(path, headers=HOST).status_code == 404
    assert carol.get("/workspace/partner-keys/southmere/", headers=HOST).status_code == 404
    client.logout()
    assert client.get(PAGE, headers=HOST).status_code == 302
    kit.sign_in(client, kit.staff_user("bob", now))
    assert client.post(f"{PAGE}{key.pk}/stop/", headers=HOST).status_code in (403, 404)
    with acting_for(northvale.id):
        assert api_key_of(found[1])
