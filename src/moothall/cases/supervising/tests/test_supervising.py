"""What is counted of contacts, for whom, and what it costs."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from moothall.cases.contact.models import Call
from moothall.cases.models import DeskCost, Interaction, QualityReview
from moothall.cases.supervising import actions, figures, queries
from moothall.cases.supervising.figures import Of, Span, Which
from moothall.cases.supervising.quality import QUESTIONS, score_of
from moothall.cases.supervising.wall import wall
from moothall.cases.tests.factories import case_of, person_of
from moothall.councils.queries import service_type
from moothall.kernel.actors import Actor, ActorKind
from moothall.kernel.errors import Conflict, NotFound, NotPermitted
from moothall.kernel.scope import acting_for
from moothall.people.models import Role
from moothall.people.roles import PERMISSIONS

ALL_WELL = dict.fromkeys(QUESTIONS, "yes")


def staff(council, role=Role.SUPERVISOR, identifier="7", name="Sian Supervisor"):
    return Actor(
        kind=ActorKind.STAFF, identifier=identifier, name=name,
        permissions={council.id: PERMISSIONS[role]},
    )  # fmt: skip


@pytest.fixture
def contact(now):
    def contact(council, *, at=None, agent="1", service="missed-bin", **changes):
        fields = {
            "council_id": council.id, "channel": "phone", "direction": "inbound",
            "happened_at": at or now, "logged_by_kind": "staff", "logged_by_identifier": agent,
            "logged_by_name": f"Agent {agent}", "outcome": "answered",
            "avoidable_reason": "not_avoidable", "handling_seconds": 100, "wrap_up_seconds": 20,
            "began_at": at or now, "finished_at": at or now,
            "service_type_id": service_type(council.id, service).id if service else None,
            **changes,
        }  # fmt: skip
        return Interaction.objects.create(**fields)

    return contact


def span(council, now, days=30):
    return Span(council.id, now - timedelta(days=days), now + timedelta(days=1))


def counted(council, now, of=Of.SERVICE):
    rows = figures.figures(span(council, now), of, now=now)
    return {row.name: (row.contacts, row.avoidable, row.coded) for row in rows}


def test_contacts_are_counted_by_what_they_have_in_common(northvale, contact, now):
    with acting_for(northvale.id):
        contact(northvale)
        contact(northvale, avoidable_reason="chasing", channel="email", agent="2")
        contact(northvale, service="street-fault", avoidable_reason="", outcome="passed_on")
        contact(northvale, direction="outbound")
        contact(northvale, at=now - timedelta(days=40))

        assert counted(northvale, now) == {"Missed bin": (2, 1, 2), "Street fault": (1, 0, 0)}
        assert counted(northvale, now, Of.CHANNEL) == {"Phone": (2, 0, 1), "Email": (1, 1, 1)}
        assert counted(northvale, now, Of.OUTCOME) == {
            "Answered": (2, 1, 2), "Passed on to somebody else": (1, 0, 0),
        }  # fmt: skip
        assert counted(northvale, now, Of.REASON) == {
            "Not avoidable": (1, 0, 1), "Progress chasing": (1, 1, 1), "": (1, 0, 0),
        }  # fmt: skip
        assert counted(northvale, now, Of.AGENT) == {"Agent 1": (2, 0, 1), "Agent 2": (1, 1, 1)}


def test_what_a_contact_without_a_service_is_about_its_case_says(northvale, contact, now):
    with acting_for(northvale.id):
        contact(northvale, service=None, case=case_of(northvale, now, service_type="street-fault"))

        assert counted(northvale, now)["Street fault"] == (2, 0, 1)


def test_who_comes_again_about_the_same_was_not_helped_the_first_time(northvale, contact, now):
    def ago(days):
        return now - timedelta(days=days)

    with acting_for(northvale.id):
        one, two = person_of(northvale, now), person_of(northvale, now, name="Ed", email="e@x.test")
        first = contact(northvale, at=ago(29), person=one)
        contact(northvale, at=ago(20), person=one)
        contact(northvale, at=ago(20), person=two)
        contact(northvale, at=ago(16), person=two, service="street-fault")
        contact(northvale, at=ago(18), person=two, outcome="passed_on", service="general-enquiry")
        contact(northvale, at=ago(3), person=two, service="street-fault")
        total = figures.total_of(figures.figures(span(northvale, now), Of.SERVICE, now=now))
        again = figures.contacts_behind(
            span(northvale, now), Of.CHANNEL, "phone", Which.NOT_RESOLVED, now=now
        )

    # Of those that can tell, the first of each pair needed another.
    assert (total.judged, total.resolved, total.repeated) == (4, 2, 2)
    assert first.pk in {row.id for row in again}
    assert len(again) == 2


def test_the_other_council_counts_and_sees_nothing(northvale, southmere, contact, now):
    with acting_for(northvale.id):
        contact(northvale)
    with acting_for(southmere.id):
        assert figures.figures(span(northvale, now), Of.SERVICE, now=now) == []
        assert figures.cost(span(northvale, now)).rows == ()
        assert figures.call_figures(span(northvale, now)).offered == 0
        assert figures.contacts_behind(
            span(northvale, now), Of.CHANNEL, "phone", Which.ALL, now=now
        ) == []  # fmt: skip


def test_figures_cost_one_query_and_what_is_behind_them_two(northvale, contact, now):
    with acting_for(northvale.id):
        for _ in range(5):
            contact(northvale, person=person_of(northvale, now))
        with CaptureQueriesContext(connection) as asked:
            figures.figures(span(northvale, now), Of.SERVICE, now=now)
        with CaptureQueriesContext(connection) as behind:
            figures.contacts_behind(span(northvale, now), Of.CHANNEL, "phone", Which.ALL, now=now)

    assert (len(asked), len(behind)) == (1, 2)


def call(council, now, *, answered=None, ended=None, **changes):
    at = {"rang_at": now, "first_told_at": now}
    for name, seconds in (("answered_at", answered), ("taken_at", answered), ("ended_at", ended)):
        at[name] = None if seconds is None else now + timedelta(seconds=seconds)
    return Call.objects.create(
        council_id=council.id, centre="c", call_id=uuid4().hex, direction="inbound", **at, **changes
    )


def test_calls_are_counted_by_what_became_of_them(northvale, now):
    with acting_for(northvale.id):
        call(northvale, now, answered=10, ended=100)
        call(northvale, now, answered=50, ended=100)
        call(northvale, now, ended=90)
        told = figures.call_figures(span(northvale, now))

    assert (told.offered, told.answered, told.soon, told.given_up) == (3, 2, 1, 1)
    assert (told.mean_wait, told.longest_wait) == (30, 90)


def test_a_council_sees_what_its_own_part_cost(northvale, southmere, contact, now):
    with acting_for(northvale.id):
        contact(northvale, handling_seconds=3000, wrap_up_seconds=600)
        contact(northvale, channel="visit", handling_seconds=None, wrap_up_seconds=None)
        contact(northvale, logged_by_kind="resident")
        for on, pence in ((date(2020, 1, 1), 1500), (date(2026, 1, 1), 2000)):
            actions.set_cost(
                actor=staff(northvale), council_id=northvale.id, from_on=on, pence_per_hour=pence,
                now=now,
            )  # fmt: skip
        cost = figures.cost(span(northvale, now))
    with acting_for(southmere.id):
        contact(southmere)
        others = figures.cost(span(southmere, now))

    assert [(row.channel, row.contacts, row.seconds, row.pence) for row in cost.rows] == [
        ("Phone", 1, 3600, 2000), ("Visit", 1, 0, 0),
    ]  # fmt: skip
    assert (others.contacts, others.seconds, others.pence) == (1, 120, 0)


def test_who_does_not_supervise_sets_no_cost_and_draws_nothing(northvale, southmere, contact, now):
    with acting_for(northvale.id):
        contact(northvale)
        for actor in (staff(northvale, Role.AGENT), staff(southmere)):
            with pytest.raises(NotPermitted):
                actions.set_cost(
                    actor=actor, council_id=northvale.id, from_on=now.date(), pence_per_hour=1,
                    now=now,
                )  # fmt: skip
            with pytest.raises(NotPermitted):
                actions.draw_contacts(actor=actor, span=span(northvale, now), each=1, now=now)
        assert (DeskCost.objects.count(), QualityReview.objects.count()) == (0, 0)


def test_the_wall_shows_each_council_in_two_queries(northvale, southmere, contact, now):
    with acting_for(northvale.id, southmere.id):
        call(northvale, now - timedelta(seconds=90))
        call(northvale, now, answered=1)
        contact(northvale, finished_at=None)
        case_of(northvale, now - timedelta(days=90))
        with CaptureQueriesContext(connection) as asked:
            shown = wall([northvale.id, southmere.id], now=now)

    assert len(asked) == 2
    one, other = shown.councils
    assert (one.waiting, one.talking, one.unfinished, one.overdue) == (1, 1, 1, 1)
    assert one.longest_since == now - timedelta(seconds=90)
    assert (other.waiting, other.talking, other.unfinished, other.overdue) == (0, 0, 0, 0)


def test_contacts_are_drawn_by_lot_once_and_never_ones_own(northvale, contact, now):
    with acting_for(northvale.id):
        for agent in ("1", "1", "1", "2", "7"):
            contact(northvale, agent=agent)
        contact(northvale, agent="2", finished_at=None)
        drawn = [
            actions.draw_contacts(
                actor=staff(northvale), span=span(northvale, now), each=2, now=now
            )
            for _ in range(3)
        ]
        agents = sorted(QualityReview.objects.values_list("agent_identifier", flat=True))

    assert drawn == [3, 1, 0]
    assert agents == ["1", "1", "1", "2"]


@pytest.fixture
def drawn(northvale, contact, now):
    with acting_for(northvale.id):
        contact(northvale)
        actions.draw_contacts(actor=staff(northvale), span=span(northvale, now), each=1, now=now)
        return QualityReview.objects.get()


def say(actor, review, now, answers=None):
    return actions.review_contact(
        actor=actor, council_id=review.council_id, review_id=review.pk,
        answers=answers or ALL_WELL, comment="Well done.", now=now,
    )  # fmt: skip


def test_what_is_said_of_a_contact_its_employee_reads(northvale, southmere, drawn, now):
    with acting_for(northvale.id):
        say(staff(northvale), drawn, now, {**ALL_WELL, "coded": "no", "sure": "not_here"})
        with pytest.raises(Conflict):
            say(staff(northvale), drawn, now)
        [read] = queries.reviews_of(staff(northvale, Role.AGENT, "1"))
        assert queries.reviews_of(staff(northvale, Role.AGENT, "2")) == []
        assert queries.reviews_waiting(northvale.id) == []
    assert (read.score, read.comment, read.reviewed_by_name) == (
        0.8,
        "Well done.",
        "Sian Supervisor",
    )
    with acting_for(southmere.id):
        assert queries.reviews_of(staff(southmere, Role.AGENT, "1")) == []
        with pytest.raises(NotFound):
            say(staff(southmere), drawn, now)


def test_nobody_reviews_their_own_and_no_question_is_left_out(northvale, drawn, now):
    with acting_for(northvale.id):
        with pytest.raises(NotPermitted):
            say(staff(northvale, identifier="1"), drawn, now)
        with pytest.raises(ValueError, match="is not a valid"):
            say(staff(northvale), drawn, now, {"kind": "yes"})
        drawn.refresh_from_db()
    assert drawn.reviewed_at is None


def test_a_score_is_the_share_of_yes():
    assert score_of({"a": "yes", "b": "no", "c": "not_here"}) == 0.5
    assert score_of({"a": "not_here"}) is None
