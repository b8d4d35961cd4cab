"""The page that says where a council's forms go, and the link by which an address agrees."""

import re

import pytest

from moothall.eforms.tests.test_managing import HOST, SETTINGS
from moothall.eforms.tests.test_managing import carol as carol  # noqa: PLC0414 - a fixture
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.notifications.models import Message, OfficeAddress
from moothall.notifications.queries import confirmed_addresses

pytestmark = pytest.mark.django_db
PAGE = f"{SETTINGS}destinations/"
ADDRESS = "forms@office.example"


def _ask(client, address=ADDRESS):
    return client.post(PAGE, {"address": address}, headers=HOST, follow=True)


def _link(council):
    with acting_for(council.id):
        body = Message.objects.get(template="notifications.confirm-address").body
    return re.search(r"/confirm-address/\S+", body)[0]


def test_an_address_agrees_by_a_link_and_a_click(carol, northvale, client):
    assert "Asked, no answer yet" in _ask(carol, ADDRESS.upper()).content.decode()
    link = _link(northvale)

    assert "Confirm" in client.get(link, headers=HOST).content.decode()
    with acting_for(northvale.id):
        assert confirmed_addresses(northvale.id) == frozenset()
    assert "Thank you" in client.post(link, headers=HOST, follow=True).content.decode()

    with acting_for(northvale.id):
        assert confirmed_addresses(northvale.id) == {ADDRESS}
    html = carol.get(PAGE, headers=HOST).content.decode()
    assert "Confirmed" in html
    assert "Asked, no answer yet" not in html


def test_a_second_click_sends_no_second_link(carol, northvale):
    _ask(carol)
    _ask(carol)

    _link(northvale)


def test_the_link_of_one_council_does_nothing_in_another(carol, northvale, southmere, client):
    _ask(carol)

    reply = client.post(_link(northvale), headers={"host": "southmere.test"})

    assert reply.status_code == 404
    with acting_for(northvale.id):
        assert confirmed_addresses(northvale.id) == frozenset()


def test_an_address_can_be_taken_back_by_its_own_council_alone(carol, northvale, southmere):
    _ask(carol)
    with acting_for(northvale.id):
        row = OfficeAddress.objects.get()

    there = PAGE.replace("northvale", "southmere")
    assert carol.post(f"{there}{row.pk}/drop/", headers=HOST).status_code == 404
    with acting_for(northvale.id):
        assert OfficeAddress.objects.count() == 1
    carol.post(f"{PAGE}{row.pk}/drop/", headers=HOST)

    with acting_for(northvale.id):
        assert OfficeAddress.objects.count() == 0


def test_what_is_no_address_is_said(carol, northvale):
    assert "Error:" in _ask(carol, "nobody").content.decode()
    with acting_for(northvale.id):
        assert OfficeAddress.objects.count() == 0


def test_an_agent_cannot_say_where_forms_go(carol, northvale, now, client):
    kit.sign_in(client, kit.staff_user("bob", now))

    assert client.get(PAGE, headers=HOST).status_code == 403
    assert client.post(PAGE, {"address": ADDRESS}, headers=HOST).status_code == 403
    with acting_for(northvale.id):
        assert OfficeAddress.objects.count() == 0
