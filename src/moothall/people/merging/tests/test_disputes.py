"""What one record took back and the other agreed to: the refusal stands unless it is chosen."""

from datetime import timedelta

import pytest

from moothall.kernel import clock
from moothall.kernel.tests.kit import actor_of
from moothall.notifications.models import Subscription, Topic
from moothall.people.merging import queries as merging
from moothall.people.merging.actions import undo_merge
from moothall.people.merging.tests.test_merging import everything, merge
from moothall.people.models import Consent, LikelyPair


@pytest.fixture
def contradicting(two, now):
    """To "a" both agreed; of "b" and "c" Bob took back what Robert agreed to."""
    kept, gone = two
    now = clock.now() - timedelta(days=9)
    day = timedelta(days=1)
    facts = {"council_id": kept.council_id, "wording_version": 1, "given_how": "phone"}
    for person in two:
        Consent.objects.create(person=person, purpose="a", given_at=now, **facts)
    for purpose in ("b", "c"):
        Consent.objects.create(person=kept, purpose=purpose, given_at=now, **facts)
        Consent.objects.create(
            person=gone, purpose=purpose, given_at=now - day, withdrawn_at=now + day, **facts
        )
    return kept, gone


def agreed_to(person):
    rows = Consent.objects.filter(person_id=person.pk, withdrawn_at=None)
    return sorted(rows.values_list("purpose", flat=True))


def test_where_consents_contradict_the_refusal_stands(alice, contradicting):
    kept, gone = contradicting
    before = everything()

    said = merging.preview(kept.pk, gone.pk, actor=actor_of(alice), now=clock.now())
    made = merge(alice, contradicting)

    shown = {one.key: (one.kept[:6], one.gone[:12], one.default) for one in said.differences}
    assert shown["consent:b"] == shown["consent:c"] == ("Agreed", "Took it back", "gone")
    assert "consent:a" not in shown
    assert agreed_to(kept) == ["a"]
    ended = Consent.objects.get(person_id=kept.pk, purpose="b", withdrawn_how="merged")
    assert ended.withdrawn_at == made.merged_at
    undo_merge(actor=actor_of(alice), merge_id=made.pk, because="Wrong", now=clock.now())
    assert everything() == before
    assert agreed_to(kept) == ["a", "b", "c"]


def test_each_contradiction_is_chosen_and_both_come_back(alice, contradicting):
    kept, _gone = contradicting
    before = everything()

    made = merge(alice, contradicting, **{"consent:b": "kept", "consent:c": "gone"})

    assert agreed_to(kept) == ["a", "b"]
    undo_merge(actor=actor_of(alice), merge_id=made.pk, because="Wrong", now=clock.now())
    assert everything() == before


def test_it_is_the_same_whichever_record_stays(alice, contradicting):
    kept, gone = contradicting
    before = everything()

    made = merge(alice, (gone, kept), **{"consent:b": "gone"})

    assert agreed_to(gone) == ["a", "b"]
    undo_merge(actor=actor_of(alice), merge_id=made.pk, because="Wrong", now=clock.now())
    assert everything() == before


def test_a_yes_that_is_newer_than_the_no_is_no_contradiction(alice, two):
    kept, gone = two
    now = clock.now() - timedelta(days=9)
    facts = {"council_id": kept.council_id, "wording_version": 1, "given_how": "phone"}
    Consent.objects.create(person=gone, purpose="b", given_at=now, withdrawn_at=now, **facts)
    Consent.objects.create(person=kept, purpose="b", given_at=now + timedelta(days=1), **facts)

    said = merging.preview(kept.pk, gone.pk, actor=actor_of(alice), now=clock.now())
    merge(alice, two)

    assert not any(one.default for one in said.differences)
    assert agreed_to(kept) == ["b"]


def test_what_was_agreed_to_anew_since_stays_agreed(alice, contradicting):
    kept, _gone = contradicting
    made = merge(alice, contradicting)
    facts = {"council_id": kept.council_id, "wording_version": 1, "given_how": "account"}
    Consent.objects.create(person=kept, purpose="b", given_at=clock.now(), **facts)

    back = undo_merge(actor=actor_of(alice), merge_id=made.pk, because="Wrong", now=clock.now())

    assert back.lost == {"people.consent.person": 1}
    assert agreed_to(kept) == ["a", "b", "c"]
    assert Consent.objects.filter(person_id=kept.pk, purpose="b").count() == 2


def test_news_that_one_record_ended_stays_ended_unless_chosen(alice, two):
    kept, gone = two
    then, later = (clock.now() - timedelta(days=days) for days in (9, 2))
    topic = Topic.objects.create(council_id=kept.council_id, key="n", name="News", wording="Yes?")
    facts = {
        "council_id": kept.council_id, "topic": topic, "channel": "email", "language": "en",
        "agreed_at": then, "given_by": "person",
    }  # fmt: skip
    live = Subscription.objects.create(person=kept, **facts)
    Subscription.objects.create(person=gone, ended_at=later, ended_by="link", **facts)
    before = everything()
    key = f"news:{topic.pk}.email"

    said = merging.preview(kept.pk, gone.pk, actor=actor_of(alice), now=clock.now())
    made = merge(alice, two)

    assert [(one.label, one.default) for one in said.differences if one.key == key] == [
        ("News: News (Email)", "gone")
    ]
    live.refresh_from_db()
    assert live.ended_by == "staff"
    undo_merge(actor=actor_of(alice), merge_id=made.pk, because="Wrong", now=clock.now())
    live.refresh_from_db()
    assert live.ended_at is None
    assert everything() == before
    LikelyPair.objects.all().delete()
    merge(alice, two, **{key: "kept"})
    live.refresh_from_db()
    assert live.ended_at is None
