from uuid import uuid4

from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.notifications.models import ContactChoice, Message, Subscription, Topic
from moothall.notifications.personal_data import Messages
from moothall.people import actions
from moothall.people.personal_data import Whose


def message(council, now, **values):
    return Message.objects.create(
        **{
            "council_id": council.id,
            "template": "x.y",
            "channel": "email",
            "language": "en",
            "recipient": "somebody@else.test",
            "body": "Words",
            "dedupe_key": uuid4().hex,
            "about_type": "cases.case",
            "about_id": uuid4(),
            "queued_at": now,
            **values,
        }
    )


def shown(council, person, **things):
    held = Whose(
        council_id=council.id,
        person_id=person.pk,
        things=things,
    )
    return [(row["recipient"], row["body"]) for row in Messages().collect(held)[0].rows]


def test_a_letter_to_whoever_signs_is_listed_and_not_shown(in_northvale, rhian, now):
    """It holds a link that signs, and an address that is not the person's (UK GDPR art 15(4))."""
    asked = message(in_northvale, now, about_type="signing", body="Sign here: secret")
    message(
        in_northvale,
        now,
        about_type="signing",
        about_id=asked.about_id,
        recipient="RHIAN@home.test",
        body="They signed",
    )

    found = shown(in_northvale, rhian, signing=[asked.about_id])

    hidden = "Not shown: it went to somebody else"
    assert sorted(found) == [(hidden, hidden), ("RHIAN@home.test", "They signed")]


def test_a_message_to_another_person_about_the_same_thing_is_not_shown(
    in_northvale, rhian, tomos, now
):
    one = message(in_northvale, now, person=tomos, about_type="draft")
    message(in_northvale, now, person=rhian)
    message(in_northvale, now)

    found = shown(in_northvale, rhian, draft=[one.about_id])

    hidden = "Not shown: it went to somebody else"
    assert sorted(found) == [(hidden, hidden), ("somebody@else.test", "Words")]


def test_subscriptions_and_news_go_with_an_erasure_and_nobody_elses(
    in_northvale, southmere, rhian, tomos, now
):
    topic = Topic.objects.create(council_id=in_northvale.id, key="news", name="News")
    for person in (rhian, tomos):
        wanted = Subscription.objects.create(
            council_id=in_northvale.id,
            person=person,
            topic=topic,
            channel="email",
            language="en",
            agreed_at=now,
            given_by="resident",
        )
        ContactChoice.objects.create(
            council_id=in_northvale.id, person=person, mode="digital", chosen_at=now
        )
        message(in_northvale, now, person=person, subscription=wanted, body=person.name)
    erasure = actions.ask_for_erasure(
        actor=kit.actor_of_resident_person(rhian), person_id=rhian.pk, language="en", now=now
    )

    assert actions.carry_out_erasure(erasure_id=erasure.pk, now=erasure.due_at)

    assert [one.person_id for one in Subscription.objects.all()] == [tomos.pk]
    assert [one.person_id for one in ContactChoice.objects.all()] == [tomos.pk]
    assert sorted(Message.objects.values_list("body", "recipient")) == [
        ("", ""),
        ("Tomos Price", "somebody@else.test"),
    ]
    with acting_for(southmere.id):
        assert Messages().things(rhian.pk) == {
            "notifications.subscription": [],
            "notifications.contactchoice": [],
        }
