"""The id of a record that was merged away leads on, from every page that names it."""

import pytest
from django.test import Client

from moothall.kernel import clock
from moothall.kernel.tests import kit
from moothall.kernel.tests.kit import actor_of
from moothall.people import queries
from moothall.people.merging.actions import merge_persons
from moothall.people.tests.test_persons import record


@pytest.fixture
def two(in_northvale):
    """Two records of one man."""
    now = clock.now()
    return (
        record(in_northvale, now, name="Robert Price", phone="01632 960111"),
        record(in_northvale, now, name="Bob Price", phone="01632 960222"),
    )


def merge(alice, two):
    kept, gone = two
    merge_persons(
        actor=actor_of(alice), kept_id=kept.pk, gone_id=gone.pk, chosen={}, now=clock.now()
    )


def test_every_page_of_the_old_id_leads_to_the_new_one(alice, two, northvale):
    kept, gone = two
    merge(alice, two)
    client = Client(headers={"host": "northvale.test"})
    kit.sign_in(client, alice)

    for path in (
        f"/workspace/people/{gone.pk}/",
        f"/workspace/people/{gone.pk}/edit/",
        f"/workspace/people/{gone.pk}/needs/",
        f"/workspace/people/{gone.pk}/help/",
        f"/workspace/people/{gone.pk}/grants/",
        f"/workspace/calls/log/?person={gone.pk}",
        f"/workspace/take-payment/?person={gone.pk}",
    ):
        answer = client.get(path)

        assert answer.status_code == 307, path
        assert answer.headers["Location"] == path.replace(str(gone.pk), str(kept.pk))


def test_what_was_typed_goes_along(alice, two, northvale):
    kept, gone = two
    merge(alice, two)
    client = Client(headers={"host": "northvale.test"})
    kit.sign_in(client, alice)

    answer = client.post(
        f"/workspace/people/{gone.pk}/contact/", {"kind": "phone", "value": "01632 960444"},
        follow=True,
    )  # fmt: skip

    assert answer.status_code == 200
    numbers = [one.normalised for one in queries.person_detail(kept.pk).contact_points]
    assert "+441632960444" in numbers


def test_whoever_serves_another_council_is_led_nowhere(carys, two, alice):
    _kept, gone = two
    merge(alice, two)
    client = Client(headers={"host": "southmere.test"})
    kit.sign_in(client, carys)

    assert client.get(f"/workspace/people/{gone.pk}/").status_code == 404
