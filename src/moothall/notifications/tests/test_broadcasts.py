"""News to everybody who subscribed: drafted by staff, looked at, sent once by workers."""

from uuid import UUID

import pytest

from moothall.kernel.actors import Actor, ActorKind, anonymous_resident, system
from moothall.kernel.errors import Conflict, NotFound, NotPermitted, TransitionNotAllowed
from moothall.kernel.ids import new_id
from moothall.kernel.models import AuditEntry
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.notifications import actions
from moothall.notifications.broadcasts import (
    audience_of,
    broadcast,
    broadcasts_of,
    looks_of,
    topics_to_write_about,
)
from moothall.notifications.channels import Channel
from moothall.notifications.models import Broadcast, Message
from moothall.notifications.policies import SEND_NEWS
from moothall.notifications.tests.test_topics import TOPICS, choose, topics  # noqa: F401
from moothall.people.actions import add_contact_point
from moothall.people.models import ContactKind

pytestmark = pytest.mark.usefixtures("topics")
OFFICE = system("tests")
ENGLISH = {"title": "Bins on Monday", "text": "No bins on Monday."}
BOTH = {**ENGLISH, "title_cy": "Biniau ddydd Llun", "text_cy": "Dim biniau ddydd Llun."}
DRAFT = UUID(int=7)


def writer(council, *permissions):
    return Actor(
        kind=ActorKind.STAFF,
        identifier="17",
        name="Nia",
        permissions={council.id: frozenset(permissions or {SEND_NEWS})},
    )


def write(council, now, *, seen=0, words=ENGLISH, topic="waste", actor=None):
    return actions.write_broadcast(
        actor=actor or writer(council), council_id=council.id, broadcast_id=DRAFT, seen=seen,
        topic=topic, words=words, now=now,
    )  # fmt: skip


def send(council, now, *, revision=1, actor=None):
    return actions.send_broadcast(
        actor=actor or writer(council), broadcast_id=DRAFT, revision=revision, now=now
    )


def test_a_page_that_is_sent_twice_makes_one_draft(northvale, now):
    with acting_for(northvale.id):
        first, again = write(northvale, now), write(northvale, now)

        assert first.pk == again.pk == Broadcast.objects.get().pk
        assert AuditEntry.objects.filter(verb="broadcast.written").count() == 1


def test_two_writers_do_not_overwrite_each_other(northvale, now):
    with acting_for(northvale.id):
        write(northvale, now)
        changed = write(northvale, now, seen=1, words={**ENGLISH, "text": "Bins on Tuesday."})
        with pytest.raises(Conflict):
            write(northvale, now, seen=1, words={**ENGLISH, "text": "Something else."})

        assert changed.revision == 2
        assert Broadcast.objects.get().text == "Bins on Tuesday."


def test_only_what_was_looked_at_is_sent_and_once(northvale, rhian, now, queue):
    with acting_for(northvale.id):
        choose(rhian, {"waste": ["email"]}, now)
        write(northvale, now)
        write(northvale, now, seen=1, words={**ENGLISH, "text": "Bins on Tuesday."})
        with pytest.raises(Conflict):
            send(northvale, now, revision=1)
        assert queue.jobs("notifications.tell_page") == []

        for _ in range(2):
            send(northvale, now, revision=2)
        assert len(queue.jobs("notifications.tell_page")) == 1
        assert not Message.objects.exists()
        queue.run_all()

        told = Message.objects.get()
        assert (told.recipient, told.subject) == ("rhian@home.test", "Bins on Monday")
        sent = broadcast(DRAFT)
        assert (sent.state, sent.told, sent.sent_by) == ("sent", {"email": 1}, "Nia")
        verbs = AuditEntry.objects.filter(verb="broadcast.sent")
        assert [(one.actor_kind, one.actor_identifier) for one in verbs] == [("staff", "17")]


def test_what_is_on_its_way_is_neither_changed_nor_thrown_away(northvale, now):
    with acting_for(northvale.id):
        write(northvale, now)
        send(northvale, now)
        with pytest.raises(TransitionNotAllowed):
            write(northvale, now, seen=1, words={**ENGLISH, "text": "Other words."})
        with pytest.raises(Conflict):
            actions.discard_broadcast(actor=writer(northvale), broadcast_id=DRAFT, now=now)

        assert Broadcast.objects.get().text == ENGLISH["text"]


def test_workers_go_page_by_page_and_count_nobody_twice(northvale, rhian, tomos, now):
    with acting_for(northvale.id):
        for person in (rhian, tomos):
            choose(person, {"waste": ["email"]}, now)
        write(northvale, now)
        send(northvale, now)

        states = [
            actions.tell_next_page(actor=OFFICE, broadcast_id=DRAFT, now=now, limit=1).state
            for _ in range(3)
        ]

        assert states == ["sending", "sent", "sent"]
        assert broadcast(DRAFT).told == {"email": 2}
        assert Message.objects.count() == 2
        assert AuditEntry.objects.filter(verb="broadcast.finished").count() == 1


def test_the_count_beforehand_is_the_count_afterwards(northvale, rhian, tomos, now, queue):
    alun = kit.resident("alun", northvale, now)
    with acting_for(northvale.id):
        actions.replace_topics(
            actor=OFFICE, council_id=northvale.id,
            topics=[{**TOPICS[1], "channels": ["email", "text", "post"]}],
        )  # fmt: skip
        choose(rhian, {"waste": ["email", "post"]}, now)
        choose(tomos, {"waste": ["post"]}, now)
        choose(alun, {"waste": ["text"]}, now)
        add_contact_point(
            actor=OFFICE, person_id=tomos.pk, kind=ContactKind.POST, value="1 High St", now=now
        )
        add_contact_point(
            actor=OFFICE, person_id=alun.pk, kind=ContactKind.PHONE, value="07700 900001", now=now
        )
        write(northvale, now)
        before = audience_of(broadcast(DRAFT))
        actions.choose_carrier(
            actor=OFFICE, council_id=northvale.id, channel=Channel.TEXT, carrier="fake", options={}
        )
        after_choosing = audience_of(broadcast(DRAFT))
        send(northvale, now)
        actions.tell_next_page(actor=OFFICE, broadcast_id=DRAFT, now=now)

        assert (before.by_channel, before.unreached) == ({"email": 1, "post": 1}, 1)
        assert (after_choosing.total, after_choosing.unreached) == (3, 0)
        assert broadcast(DRAFT).told == after_choosing.by_channel


def test_the_count_costs_the_same_however_many_there_are(
    northvale, rhian, tomos, now, django_assert_num_queries
):
    with acting_for(northvale.id):
        write(northvale, now)
        row = broadcast(DRAFT)
        for person in (rhian, tomos):
            choose(person, {"waste": ["email"]}, now)

        with django_assert_num_queries(4):
            assert audience_of(row).by_channel == {"email": 2}


def test_a_council_that_speaks_welsh_sends_nothing_without_it(southmere, now, queue):
    with acting_for(southmere.id):
        write(southmere, now)
        with pytest.raises(Conflict):
            send(southmere, now)
        write(southmere, now, seen=1, words=BOTH)
        looks = looks_of(broadcast(DRAFT))
        send(southmere, now, revision=2)

        assert [(one.language, one.channel) for one in looks] == [
            ("en", "email"), ("en", "text"), ("cy", "email"), ("cy", "text"),
        ]  # fmt: skip
        assert "Dim biniau ddydd Llun." in looks[2].body
        assert "[each reader’s own link]" in looks[1].body
        assert len(queue.jobs("notifications.tell_page")) == 1


def test_only_topics_that_people_subscribe_to_are_written_about(northvale, now):
    with acting_for(northvale.id):
        assert [one.key for one in topics_to_write_about([northvale.id])] == ["waste"]
        for topic in ("requests", "gossip"):
            with pytest.raises(NotFound):
                write(northvale, now, topic=topic)

        assert not Broadcast.objects.exists()


def test_neither_the_other_council_nor_who_may_not_writes_or_sends(northvale, southmere, now):
    refused = [anonymous_resident(), writer(northvale, "interaction.log"), writer(southmere)]
    with acting_for(northvale.id):
        for actor in refused:
            with pytest.raises(NotPermitted):
                write(northvale, now, actor=actor)
        assert not Broadcast.objects.exists()
        write(northvale, now)
        for actor in refused:
            with pytest.raises(NotPermitted):
                send(northvale, now, actor=actor)
            with pytest.raises(NotPermitted):
                actions.discard_broadcast(actor=actor, broadcast_id=DRAFT, now=now)
            with pytest.raises(NotPermitted):
                actions.tell_next_page(actor=actor, broadcast_id=DRAFT, now=now)
    with acting_for(southmere.id):
        assert broadcasts_of([southmere.id]) == []
        for attempt in (
            lambda: broadcast(DRAFT),
            lambda: write(southmere, now, words=BOTH),
            lambda: send(southmere, now, actor=writer(southmere)),
        ):
            with pytest.raises(NotFound):
                attempt()
        assert topics_to_write_about([northvale.id]) == []
    with acting_for(northvale.id):
        assert Broadcast.objects.get().state == "draft"


def test_a_draft_is_thrown_away_once(northvale, now):
    with acting_for(northvale.id):
        write(northvale, now)
        for _ in range(2):
            actions.discard_broadcast(actor=writer(northvale), broadcast_id=DRAFT, now=now)
        actions.discard_broadcast(actor=writer(northvale), broadcast_id=new_id(), now=now)

        assert not Broadcast.objects.exists()
        assert AuditEntry.objects.filter(verb="broadcast.discarded").count() == 1
