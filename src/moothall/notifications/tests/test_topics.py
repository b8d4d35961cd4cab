"""What people choose to hear of: kept with words and moment, ended with one click."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from moothall.kernel.actors import Actor, ActorKind, anonymous_resident, system
from moothall.kernel.errors import NotFound, NotPermitted
from moothall.kernel.models import AuditEntry
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.notifications import actions
from moothall.notifications.actions import News
from moothall.notifications.models import ContactMode, Message, Subscription
from moothall.notifications.subscriptions import (
    agreed_by,
    channels_in_order,
    contact_mode_of,
    topics_for,
)
from moothall.people import scopes

pytestmark = pytest.mark.usefixtures("topics")
OFFICE = system("tests")
TOPICS = [
    {
        "key": "requests",
        "name": "Your requests",
        "name_cy": "Eich ceisiadau",
        "necessary": True,
        "channels": ["email", "text", "post"],
    },
    {
        "key": "waste",
        "name": "Bins",
        "name_cy": "Biniau",
        "wording": "Send me news about bins.",
        "wording_cy": "Anfonwch newyddion am finiau.",
        "channels": ["email", "text"],
    },
]
BINS = {"en": News("Bins", "No bins on Monday."), "cy": News("Biniau", "Dim biniau ddydd Llun.")}


@pytest.fixture
def topics(northvale, southmere):
    """Both councils write about people's own requests, and about bins."""
    for council in (northvale, southmere):
        with acting_for(council.id):
            actions.replace_topics(actor=OFFICE, council_id=council.id, topics=TOPICS)


def themselves(person, *, permissions=frozenset({scopes.PREFERENCES})):
    return Actor(
        kind=ActorKind.RESIDENT,
        identifier=str(person.pk),
        subject=str(person.pk),
        permissions={person.council_id: permissions},
    )


def choose(person, chosen, now, *, actor=None, language="en"):
    actions.choose_topics(
        actor=actor or themselves(person),
        person_id=person.pk,
        chosen=chosen,
        language=language,
        now=now,
    )


def tell(council, now, *, event="strike", **more):
    return actions.tell_subscribers(
        actor=OFFICE, council_id=council.id, topic="waste", event=event, news=BINS, now=now, **more
    )


def test_what_somebody_agreed_to_is_kept_with_words_language_and_moment(southmere, now):
    dilys = kit.resident("dilys", southmere, now)
    later = now + timedelta(days=2)
    with acting_for(southmere.id):
        choose(dilys, {"waste": ["email", "text"]}, now, language="cy")
        choose(dilys, {"waste": ["email"]}, later, language="en")

        text, email = sorted(agreed_by(dilys.pk), key=lambda one: one.channel, reverse=True)
        entries = list(
            AuditEntry.objects.filter(verb="person.topics-chosen").order_by("occurred_at")
        )
    assert (text.wording, text.language, text.agreed_at) == (
        "Anfonwch newyddion am finiau.", "cy", now,
    )  # fmt: skip
    assert (text.ended_at, text.ended_by) == (later, "person")
    assert (email.ended_at, email.given_by) == (None, "resident")
    assert [len(one.detail["began"]) for one in entries] == [2, 0]


def test_the_same_choice_again_keeps_the_first_moment(northvale, rhian, now):
    with acting_for(northvale.id):
        choose(rhian, {"waste": ["email"]}, now)
        choose(rhian, {"waste": ["email"]}, now + timedelta(days=1))

        assert [one.agreed_at for one in agreed_by(rhian.pk)] == [now]


def test_staff_and_the_person_change_one_and_the_same_preference(northvale, rhian, alice, now):
    client = Client(headers={"host": "northvale.test"})
    kit.sign_in_resident(client, rhian)
    with acting_for(northvale.id):
        choose(rhian, {"waste": ["text"]}, now, actor=kit.actor_of(alice))

    page = client.get("/account/preferences/").content.decode()
    client.post("/account/preferences/", {"form": "topics", "requests": "", "waste": ["email"]})

    assert re.search(r'name="waste"[^>]*value="text"[^>]*checked', page)
    with acting_for(northvale.id):
        [waste] = [one for one in topics_for(northvale.id, rhian.pk, language="en")
                   if one.key == "waste"]  # fmt: skip
        assert waste.chosen == ("email",)
        assert tell(northvale, now).by_channel == {"email": 1}


def test_a_necessary_topic_changes_its_channel_and_is_never_off(northvale, rhian, now):
    with acting_for(northvale.id):
        choose(rhian, {"requests": ["text"]}, now)
        assert channels_in_order(rhian.pk, "requests")[0] == "text"
        choose(rhian, {"requests": []}, now)

        assert channels_in_order(rhian.pk, "requests") == ["email", "text"]
        with pytest.raises(ValueError, match="one way"):
            choose(rhian, {"requests": ["text", "email"]}, now)


def test_what_is_not_offered_is_refused(northvale, rhian, now):
    with acting_for(northvale.id):
        with pytest.raises(ValueError, match="post"):
            choose(rhian, {"waste": ["post"]}, now)
        with pytest.raises(NotFound):
            choose(rhian, {"gossip": ["email"]}, now)

        assert not Subscription.objects.exists()


def test_a_topic_that_is_gone_from_the_file_is_offered_no_more(northvale, rhian, now):
    with acting_for(northvale.id):
        choose(rhian, {"waste": ["email"]}, now)
        actions.replace_topics(actor=OFFICE, council_id=northvale.id, topics=TOPICS[:1])

        assert [one.key for one in topics_for(northvale.id, rhian.pk, language="en")] == [
            "requests"
        ]
        assert len(agreed_by(rhian.pk)) == 1


def test_topics_take_two_queries_however_many(northvale, rhian, now, django_assert_num_queries):
    with acting_for(northvale.id):
        choose(rhian, {"waste": ["text", "email"], "requests": ["post"]}, now)

        with django_assert_num_queries(2):
            rows = topics_for(northvale.id, rhian.pk, language="cy")

    assert [(one.name, one.chosen) for one in rows] == [
        ("Eich ceisiadau", ("post",)),
        ("Biniau", ("email", "text")),
    ]


def test_neither_others_nor_nobody_nor_the_other_council_choose_for_somebody(
    northvale, southmere, rhian, tomos, carys, now
):
    refused = [
        themselves(tomos),
        anonymous_resident(),
        themselves(rhian, permissions=frozenset({scopes.MONEY})),
    ]
    with acting_for(northvale.id):
        for actor in refused:
            with pytest.raises(NotPermitted):
                choose(rhian, {"waste": ["email"]}, now, actor=actor)
            with pytest.raises(NotPermitted):
                actions.choose_contact_mode(
                    actor=actor, person_id=rhian.pk, mode=ContactMode.POST, now=now
                )
    with acting_for(southmere.id), pytest.raises(NotFound):
        choose(rhian, {"waste": ["email"]}, now, actor=kit.actor_of(carys))
    with acting_for(northvale.id):
        assert agreed_by(rhian.pk) == []
        assert contact_mode_of(rhian.pk) == ""
    with acting_for(northvale.id), pytest.raises(NotPermitted):
        actions.replace_topics(actor=themselves(rhian), council_id=northvale.id, topics=[])


def test_each_subscriber_is_told_once_of_each_event(northvale, rhian, tomos, now, queue):
    with acting_for(northvale.id):
        choose(rhian, {"waste": ["email", "text"]}, now)
        for _ in range(2):
            assert tell(northvale, now).by_channel == {"email": 1}
        tell(northvale, now, event="thaw")
        queue.run_all()

        told = Message.objects.filter(template="notifications.news")
        assert [(one.recipient, one.channel) for one in told] == [("rhian@home.test", "email")] * 2
    assert len(mail.outbox) == 2


def test_subscribers_are_told_page_by_page(northvale, rhian, tomos, now):
    with acting_for(northvale.id):
        for person in (rhian, tomos):
            choose(person, {"waste": ["email"]}, now)

        after = tell(northvale, now, limit=1).after
        last = tell(northvale, now, limit=1, after=after).after

        assert after is not None
        assert last is None
        assert Message.objects.count() == 2


def test_the_news_is_in_the_language_and_format_of_its_reader(southmere, now, queue):
    from moothall.people.actions import set_needs
    from moothall.people.needs import Needs

    dilys = kit.resident("dilys", southmere, now)
    with acting_for(southmere.id):
        set_needs(
            actor=OFFICE, person_id=dilys.pk, now=now,
            needs=Needs(language="cy", formats=("large_print",)),
        )  # fmt: skip
        choose(dilys, {"waste": ["email"]}, now)
        tell(southmere, now)
        queue.run_all()

    (sent,) = mail.outbox
    assert "Dim biniau ddydd Llun." in sent.body
    assert "/cy/unsubscribe/" in sent.body
    assert "18pt" in sent.alternatives[0].content


def test_nobody_is_told_who_did_not_ask_nor_of_what_is_necessary(northvale, southmere, rhian, now):
    with acting_for(northvale.id):
        choose(rhian, {"requests": ["email"]}, now)
        tell(northvale, now)
        with pytest.raises(NotFound):
            actions.tell_subscribers(
                actor=OFFICE, council_id=northvale.id, topic="requests", event="x", news=BINS,
                now=now,
            )  # fmt: skip
        with pytest.raises(NotPermitted):
            actions.tell_subscribers(
                actor=themselves(rhian), council_id=northvale.id, topic="waste", event="x",
                news=BINS, now=now,
            )  # fmt: skip

        assert not Message.objects.exists()
    with acting_for(northvale.id):
        choose(rhian, {"waste": ["email"]}, now)
    with acting_for(southmere.id):
        tell(southmere, now)
        assert not Message.objects.exists()


def test_the_page_keeps_channels_and_mode(northvale, rhian):
    client = Client(headers={"host": "northvale.test"})
    kit.sign_in_resident(client, rhian)

    page = client.get("/account/preferences/")
    contact = client.post("/account/preferences/", {"form": "contact", "mode": "post"})
    topics = client.post(
        "/account/preferences/", {"form": "topics", "requests": "text", "waste": ["email"]}
    )
    wrong = client.post("/account/preferences/", {"form": "topics", "waste": ["post"]})
    past = client.get("/account/preferences/history/")

    assert "Send me news about bins." in page.content.decode()
    assert "You cannot switch these off." in page.content.decode()
    assert [contact.status_code, topics.status_code, wrong.status_code] == [302, 302, 422]
    with acting_for(northvale.id):
        assert contact_mode_of(rhian.pk) == "post"
        live_rows = Subscription.objects.filter(ended_at__isnull=True)
        assert sorted(live_rows.values_list("topic__key", "channel")) == [
            ("requests", "text"),
            ("waste", "email"),
        ]
    assert "Send me news about bins." in past.content.decode()


def test_the_page_speaks_welsh(southmere, now):
    dilys = kit.resident("dilys", southmere, now)
    client = Client(headers={"host": "southmere.test"})
    kit.sign_in_resident(client, dilys)

    page = client.get("/cy/account/preferences/").content.decode()

    assert "Anfonwch newyddion am finiau." in page


def test_the_pages_are_for_those_who_are_signed_in_here(northvale, southmere, rhian):
    elsewhere = Client(headers={"host": "southmere.test"})
    kit.sign_in_resident(elsewhere, rhian)

    for client in (Client(headers={"host": "northvale.test"}), elsewhere):
        for page in ("/account/preferences/", "/account/preferences/history/"):
            assert client.get(page).status_code == 302
        sent = client.post("/account/preferences/", {"form": "contact", "mode": "post"})
        assert sent.status_code == 302
    with acting_for(northvale.id):
        assert contact_mode_of(rhian.pk) == ""
