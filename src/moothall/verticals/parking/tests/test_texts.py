"""Texts: read without guessing, done once, answered always."""

import json

import pytest

from moothall.kernel.scope import acting_for
from moothall.notifications.models import Message
from moothall.payments.wallets.keeping import balance_of
from moothall.people.actions import add_contact_point
from moothall.people.models import ContactKind, ContactPoint, ContactProof
from moothall.verticals.parking import actions
from moothall.verticals.parking.models import ParkingRules, ParkingText
from moothall.verticals.parking.tests.scenery import BOSS, sessions
from moothall.verticals.parking.texts.reading import Read, Wish, read_text

NUMBER = "447700900123"
P, E, S, H, U = Wish.PARK, Wish.EXTEND, Wish.STOP, Wish.HELP, Wish.UNKNOWN


@pytest.mark.parametrize(
    ("words", "wish", "language", "code", "minutes", "vrm"),
    [
        ("PARK 1001 60", P, "en", "1001", 60, ""),
        ("park 1001 90 mins ab12 cde", P, "en", "1001", 90, "AB12CDE"),
        ("Park 1001, 2 hours, O0I1", P, "en", "1001", 120, "O0I1"),
        ("PARK 1001 2h AB12CDE", P, "en", "1001", 120, "AB12CDE"),
        ("PARK 1001 1h30 AB12CDE", P, "en", "1001", 90, "AB12CDE"),
        ("PARK 1001 1 hour 30 minutes AB12CDE", P, "en", "1001", 90, "AB12CDE"),
        ("Parcio 1001 2 awr AB12CDE", P, "cy", "1001", 120, "AB12CDE"),
        ("parcio 1001 45 munud", P, "cy", "1001", 45, ""),
        ("EXTEND 30", E, "en", "", 30, ""),
        ("more 1 hour AB12CDE", E, "en", "", 60, "AB12CDE"),
        ("Ymestyn 30", E, "cy", "", 30, ""),
        ("STOP", S, "en", "", 0, ""),
        ("stop!", S, "en", "", 0, ""),
        ("Gadael AB12 CDE", S, "cy", "", 0, "AB12CDE"),
        ("HELP", H, "en", "", 0, ""),
        ("cymorth", H, "cy", "", 0, ""),
        ("PARK 1001", U, "en", "", 0, ""),
        ("PARK 1001 0 AB12CDE", U, "en", "", 0, ""),
        ("PARK 1001 60 please hurry, my car is on fire", U, "en", "", 0, ""),
        ("EXTEND", U, "en", "", 0, ""),
        ("thank you", U, "", "", 0, ""),
        ("", U, "", "", 0, ""),
    ],
)
def test_a_text_is_read(words, wish, language, code, minutes, vrm):
    assert read_text(words) == Read(
        wish=wish, language=language, code=code, minutes=minutes, vrm=vrm
    )


@pytest.fixture
def phone(kerb, rhian, client, settings, clock_stands):
    """Rhian's phone, whose number she has proven, and a function that texts from it."""
    settings.SECRETS_DIR.mkdir(exist_ok=True)
    (settings.SECRETS_DIR / "texts").write_text("the-secret")
    prove(kerb, rhian)
    return texter(client)


def prove(kerb, person, number="07700 900123"):
    add_contact_point(
        actor=BOSS, person_id=person.pk, kind=ContactKind.PHONE, value=number, now=kerb.now
    )
    point = ContactPoint.objects.get(person_id=person.pk, kind="phone")
    ContactProof.objects.create(
        council_id=kerb.council.id, person=person, kind="phone", value=number, code_digest=b"x",
        asked_at=kerb.now, settled_at=point.created_at,
    )  # fmt: skip


def texter(client, host="northvale.test"):
    def text(words, *, key="1", number=NUMBER, bearer="the-secret"):
        return client.post(
            "/machine/parking/texts/",
            json.dumps({"id": key, "source_number": number, "destination_number": "0", "message":
                        words, "date_received": "2026-11-18T11:00:00Z"}),
            content_type="application/json",
            headers={"host": host, "authorization": f"Bearer {bearer}"},
        )  # fmt: skip

    return text


def answers():
    rows = Message.objects.filter(template="parking.text-answer").order_by("queued_at", "pk")
    return [one.body for one in rows]


def test_parking_more_time_and_stopping_by_text(kerb, rhian, phone):
    wallet = kerb.wallet(rhian)

    assert phone("PARK 2001 60 AB12CDE", key="1").status_code == 204
    phone("EXTEND 60", key="2")
    phone("LEAVE", key="3")

    [session] = sessions()
    assert (session.vrm, session.channel, session.pence) == ("AB12CDE", "text", 120)
    assert balance_of(wallet) == 880
    told = sorted(answers())
    assert told[0].startswith("AB12 CDE is paid for at Place 2001 until 12pm. Cost so far: £1.20")
    assert told[1].startswith("AB12 CDE is paid for at Place 2001 until 1pm. Cost so far: £2.40")
    assert told[2] == "Parking for AB12 CDE has stopped. £1.20 went back to your account."
    assert {one.recipient for one in Message.objects.filter(channel="text")} == {"+447700900123"}


def test_a_text_that_comes_twice_counts_and_is_answered_once(kerb, rhian, phone):
    wallet = kerb.wallet(rhian)

    for _ in range(3):
        assert phone("PARK 2001 60 AB12CDE").status_code == 204
    phone("PARK 2001 60 AB12CDE", key="2")
    for key in ("3", "4"):
        phone("EXTEND 60", key=key)

    assert balance_of(wallet) == 760
    assert len(answers()) == 4
    assert sum("has time here already" in one for one in answers()) == 1


def test_without_a_vehicle_the_only_one_of_the_account_is_meant(kerb, rhian, phone):
    kerb.wallet(rhian)
    phone("PARK 2001 60", key="1")
    assert sessions() == []
    for vrm in ("AB12CDE", "XY34ZZZ"):
        actions.add_vehicle(
            actor=kerb.asked(rhian).actor, council_id=kerb.council.id, person_id=rhian.pk, vrm=vrm,
            now=kerb.now,
        )  # fmt: skip
        phone("PARK 2001 60", key=f"with {vrm}")

    assert [one.vrm for one in sessions()] == ["AB12CDE"]
    assert sum("Which vehicle?" in one for one in answers()) == 2


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("PARK 9999 60 AB12CDE", "no place of this number"),
        ("PARK 1001 180 AB12CDE", "longest stay you can pay for here is 2 hours"),
        ("PARK 2001 600 AB12CDE", "You have £1 left, and that is not enough"),
        ("EXTEND 30", "no parking time that is running"),
        ("what?", "we did not understand. Nothing was charged"),
        ("HELP", "Text PARK, the number on the sign"),
    ],
)
def test_whatever_cannot_be_done_is_said_and_costs_nothing(kerb, rhian, phone, words, answer):
    wallet = kerb.wallet(rhian, 100)

    phone(words)

    [told] = answers()
    assert answer in told
    assert balance_of(wallet) == 100
    assert sessions() == []


def test_without_money_set_up_a_text_says_where(kerb, rhian, phone):
    phone("PARK 2001 60 AB12CDE")

    assert "/account/parking/" in answers()[0]


def test_a_number_that_nobody_has_proven_pays_for_nothing(kerb, rhian, tomos, phone):
    kerb.wallet(tomos)
    add_contact_point(
        actor=BOSS, person_id=tomos.pk, kind=ContactKind.PHONE, value="07700 900999", now=kerb.now
    )

    for key in range(5):
        phone("PARK 2001 60 AB12CDE", key=str(key), number="447700900999")

    assert sessions() == []
    assert len(answers()) == 3  # a stranger is not answered for ever
    assert "/account/details/" in answers()[0]
    assert ParkingText.objects.filter(person__isnull=False).count() == 0


def test_a_number_that_two_have_proven_says_for_neither(kerb, rhian, tomos, phone):
    kerb.wallet(rhian)
    prove(kerb, tomos)

    phone("PARK 2001 60 AB12CDE")

    assert sessions() == []


@pytest.mark.parametrize("bearer", ["", "wrong", "the-secre"])
def test_texts_are_refused_by_default(kerb, rhian, phone, bearer):
    kerb.wallet(rhian)

    assert phone("PARK 2001 60 AB12CDE", bearer=bearer).status_code == 403
    ParkingRules.objects.update(texts_secret="")
    assert phone("PARK 2001 60 AB12CDE", bearer="the-secret").status_code == 403

    assert ParkingText.objects.count() == 0
    assert sessions() == []


def test_the_other_council_s_host_takes_none(kerb, rhian, phone, client, southmere):
    kerb.wallet(rhian)

    assert texter(client, "southmere.test")("PARK 2001 60 AB12CDE").status_code == 403

    with acting_for(southmere.id):
        assert ParkingText.objects.count() == 0


@pytest.mark.parametrize(
    "body", ["{", "[]", '{"id": 1}', '{"id":"1","source_number":"","message":"x"}']
)
def test_what_is_no_text_is_said(kerb, phone, client, body):
    answer = client.post(
        "/machine/parking/texts/", body, content_type="application/json",
        headers={"host": "northvale.test", "authorization": "Bearer the-secret"},
    )  # fmt: skip

    assert answer.status_code == 400


def test_people_are_reminded_once_of_each_end(kerb, rhian):
    wallet = kerb.wallet(rhian)
    session = kerb.start(rhian, wallet, 60)
    kerb.start(rhian, wallet, 10, vrm="SHORT1")

    def reminders(minutes):
        actions.remind_of_end(council_id=kerb.council.id, now=kerb.later(minutes))
        return Message.objects.filter(template="parking.ending").count()

    assert [reminders(one) for one in (0, 49, 50, 51)] == [0, 0, 1, 1]
    kerb.extend(rhian, session, 60, now=kerb.later(55))
    assert [reminders(one) for one in (56, 110, 115, 130)] == [1, 2, 2, 2]
    message = Message.objects.filter(template="parking.ending").order_by("-queued_at").first()
    assert f"/account/parking/sessions/{session.pk}/" in message.body


def test_who_has_stopped_is_not_reminded(kerb, rhian):
    session = kerb.start(rhian, kerb.wallet(rhian), 60)
    kerb.stop(rhian, session, now=kerb.later(48))

    assert actions.remind_of_end(council_id=kerb.council.id, now=kerb.later(45)) == 0
