"""Booking from a contact: the caller is filled in, and what was booked counts as what was done."""

from datetime import timedelta

import pytest

from moothall.bookings.models import Booking
from moothall.bookings.tests.kit import (
    EVERY_DAY,
    Diary,
    activity,
    hours,
    room,
    words,
)  # fmt: skip
from moothall.cases.channels import Channel
from moothall.cases.contact import actions
from moothall.cases.models import Interaction
from moothall.kernel import clock
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.surfaces.workspace.tests.conftest import Desk

ALWAYS = [hours("00:00", "00:00", EVERY_DAY, bank_holidays=True)]


@pytest.fixture
def diary(northvale):
    with acting_for(northvale.id):
        diary = Diary(northvale, clock.now())
        diary.open(
            room("one"), activities=[activity(step=60)],
            sites=[{"key": "hall", "name": words("Town Hall"), "hours": ALWAYS}],
        )  # fmt: skip
        return diary


@pytest.fixture
def contact(northvale, bob, caller):
    """A call of Rhian with Bob."""
    with acting_for(northvale.id):
        return actions.begin_contact(
            actor=kit.actor_of(bob), council_id=northvale.id, person_id=caller.pk,
            channel=Channel.PHONE.value, now=clock.now(),
        )  # fmt: skip


def page_of(contact):
    on = (clock.now() + timedelta(days=7)).date().isoformat()
    return f"/workspace/contacts/{contact.pk}/book/?activity=birth&on={on}"


def choose(desk, contact):
    page = desk.get(page_of(contact))
    return page, {
        "slot": page.tree.xpath("//input[@name='slot']/@value")[0],
        "name": page.value("name"), "email": page.value("email") or "",
        "phone": page.value("phone") or "", "party_size": "1", "language": "en",
    }  # fmt: skip


def test_the_contact_leads_to_the_diary_and_back(diary, contact, caller, desk_of_bob, northvale):
    at = f"/workspace/contacts/{contact.pk}/"
    asked = desk_of_bob.post(at, channel="phone", summary="A birth", outcome="booking")
    assert asked.location == f"{at}book/"
    with acting_for(northvale.id):
        assert Interaction.objects.get(pk=contact.pk).done == []

    page, typed = choose(desk_of_bob, contact)
    assert page.value("name") == caller.name
    done = desk_of_bob.post(page_of(contact), **typed)

    assert done.location == at
    with acting_for(northvale.id):
        row = Booking.objects.get()
        assert (row.person_id, row.name, row.channel) == (caller.pk, caller.name, "phone")
        kept = Interaction.objects.get(pk=contact.pk)
    assert [one["deed"] for one in kept.done] == ["booking"]
    assert row.reference in desk_of_bob.get(at).one("flash")
    wrapping = desk_of_bob.get(f"{at}wrap-up/")
    assert wrapping.tree.xpath("//input[@name='outcome'][@checked]/@value") == ["booked"]


def test_what_they_booked_before_is_there_to_be_changed(diary, contact, desk_of_bob, northvale):
    _page, typed = choose(desk_of_bob, contact)
    desk_of_bob.post(page_of(contact), **typed)
    with acting_for(northvale.id):
        row = Booking.objects.get()

    led = desk_of_bob.post(page_of(contact), booking=str(row.pk))

    assert led.location == f"/workspace/diary/northvale/bookings/{row.pk}/"
    with acting_for(northvale.id):
        assert len(Interaction.objects.get(pk=contact.pk).done) == 2
    assert desk_of_bob.post(page_of(contact), booking="else").status == 404


def test_what_is_missing_is_said_and_nothing_is_counted(diary, contact, desk_of_bob, northvale):
    page = desk_of_bob.post(page_of(contact), name="", party_size="1", language="en")

    assert page.status == 422
    assert "Choose a time" in page.text
    with acting_for(northvale.id):
        assert not Booking.objects.exists()
        assert Interaction.objects.get(pk=contact.pk).done == []


def test_nobody_else_books_in_it(diary, contact, desk_of_alice, desk_of_carys, northvale):
    for desk in (desk_of_alice, desk_of_carys):
        assert desk.get(page_of(contact)).status == 404
        assert desk.post(page_of(contact), slot="x", name="X").status == 404
    assert Desk("northvale.test").get(page_of(contact)).status == 302
    with acting_for(northvale.id):
        assert not Booking.objects.exists()
