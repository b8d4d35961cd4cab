"""What must not be lost: work, drafts, and references that somebody was told."""

from datetime import timedelta

import pytest
from django.db import transaction

from moothall.cases.actions import assign_team, change_status
from moothall.cases.contact.actions import begin_contact, keep_words
from moothall.cases.models import Interaction
from moothall.cases.tests.factories import case_of, person_of
from moothall.cases.work.actions import keep_draft
from moothall.cases.work.queries import draft_of
from moothall.connectors import actions, delivering
from moothall.connectors.ports import Refused, TryLater
from moothall.connectors.queries import deliveries_in_need
from moothall.connectors.tests.scenes import a_case, fake_behind
from moothall.connectors.workflow import DeliveryState
from moothall.councils.models import Team
from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.notifications.models import Message
from moothall.people.merging.actions import merge_persons
from moothall.people.models import StaffUser

pytestmark = pytest.mark.django_db
US = system("tests")


@pytest.fixture
def delivery(works, in_northvale, now):
    case = a_case(in_northvale, now)
    (made,) = actions.route_case(actor=US, case_id=case.pk, now=now)
    return made


def test_a_delivery_that_keeps_failing_is_seen_after_an_hour_and_for_as_long_as_it_fails(
    works, delivery, in_northvale, southmere, now
):
    """What is said once and never again is forgotten."""
    fake_behind(works).failures = [TryLater("Nobody answered.")]
    delivering.attempt_delivery(delivery_id=delivery.pk)

    def seen(at, council=in_northvale):
        with acting_for(council.id):
            return [one.id for one in deliveries_in_need([council.id], now=at)]

    begun = delivery.created_at
    assert seen(begun + timedelta(minutes=59)) == []
    assert seen(begun + timedelta(minutes=61)) == [delivery.pk]
    assert seen(begun + timedelta(hours=40)) == [delivery.pk]
    assert seen(begun + timedelta(hours=40), southmere) == []
    delivering.attempt_delivery(delivery_id=delivery.pk)
    assert seen(begun + timedelta(hours=40)) == []


@pytest.mark.parametrize("status", ["in_progress", "resolved", "cancelled"])
def test_what_becomes_of_a_case_does_not_keep_it_from_the_system_it_goes_to(
    works, delivery, now, status
):
    """Whether a case has left is a question of its own."""
    for step in dict.fromkeys(["in_progress", status]):
        change_status(actor=US, case_id=delivery.case_id, status=step, now=now)

    delivering.attempt_delivery(delivery_id=delivery.pk)

    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.DELIVERED
    assert list(fake_behind(works).taken) == [str(delivery.pk)]
    assert delivery.case.status == status


def test_what_becomes_of_a_delivery_says_nothing_of_its_case(works, delivery):
    fake_behind(works).failures = [Refused("No such code.")]

    delivering.attempt_delivery(delivery_id=delivery.pk)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.case.status) == (DeliveryState.GAVE_UP, "received")


def test_nobody_is_told_a_reference_that_was_rolled_back(in_northvale, now, queue):
    """Who was told one that is given to somebody else later reads a stranger's case."""
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        person = person_of(in_northvale, now)
        lost = case_of(in_northvale, now, person_id=person.pk).reference
        raise ZeroDivisionError

    assert queue.jobs() == []
    queue.run_all()
    assert Message.objects.count() == 0
    assert case_of(in_northvale, now).reference != lost


def test_what_is_typed_survives_a_new_owner_a_merge_and_a_changed_profile(in_northvale, alice, now):
    """A draft belongs to whoever writes it, whatever happens to what it is about."""
    kept = person_of(in_northvale, now, phone="01632 960111")
    gone = person_of(in_northvale, now, name="D Pugh", email="dp@example.test")
    case = case_of(in_northvale, now, person_id=gone.pk)
    actor, typed = kit.actor_of(alice), {"internal_note": "She says that"}
    keep_draft(actor=actor, case_id=case.pk, form="step", fields=typed, now=now)
    contact = begin_contact(
        actor=actor, council_id=in_northvale.id, person_id=gone.pk, channel="phone", now=now
    )
    keep_words(actor=actor, contact_id=contact.pk, summary="Half a sent", now=now)

    merge_persons(
        actor=kit.actor_with(in_northvale.id, "person.merge"), kept_id=kept.pk, gone_id=gone.pk,
        chosen={}, now=clock.now(),
    )  # fmt: skip
    roads = Team.objects.create(
        council_id=in_northvale.id, slug="roads", name="Roads", email="roads@northvale.test"
    )
    assign_team(actor=US, case_id=case.pk, team_id=roads.pk, now=now)
    StaffUser.objects.filter(pk=alice.pk).update(name="Alice Birch", language="cy")

    draft = draft_of(case.pk, council_id=in_northvale.id, employee_id=alice.pk, form="step")
    assert draft.fields["internal_note"] == "She says that"
    left = Interaction.objects.get(pk=contact.pk)
    assert (left.summary, left.person_id, left.finished_at) == ("Half a sent", kept.pk, None)
