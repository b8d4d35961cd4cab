from datetime import timedelta

import pytest
from django.db import transaction

from moothall.cases import actions as cases
from moothall.cases.deeds.deed import Deed
from moothall.cases.deeds.doing import do_deed
from moothall.cases.linking import actions
from moothall.cases.linking.following import follow_up
from moothall.cases.linking.models import CaseLink
from moothall.cases.linking.queries import fellows_of, links_of
from moothall.cases.models import Case, TimelineEntry
from moothall.cases.particulars import CaseLocation
from moothall.cases.tests.factories import case_of, person_of, staff_of
from moothall.kernel.errors import Conflict, NotFound, NotPermitted
from moothall.kernel.scope import acting_for
from moothall.notifications.models import Message
from moothall.people.models import Person

LATER = timedelta(minutes=5)


def reported(council, now, name, language="en", **changes):
    person = person_of(
        council, now, name=name, email=f"{name.lower()}@example.test", language=language
    )
    return case_of(council, now, person_id=person.pk, language=language, **changes)


def told(case, template):
    return list(
        Message.objects.filter(about_id=case.pk, template=template)
        .order_by("queued_at")
        .values_list("body", flat=True)
    )


def follow(council, case, master, now):
    return actions.follow_case(
        actor=staff_of(council), case_id=case.pk, master_id=master.pk, now=now
    )


def status_of(case):
    return Case.objects.get(pk=case.pk).status


def test_what_happens_to_the_master_happens_to_its_followers_and_each_is_told_once(
    in_northvale, queue, now
):
    master, one, two = (reported(in_northvale, now, name) for name in ("Ann", "Bea", "Cai"))
    links = [follow(in_northvale, case, master, now) for case in (one, two)]
    queue.run_all()

    cases.change_status(
        actor=staff_of(in_northvale), case_id=master.pk, status="scheduled",
        public_note="A crew comes on Monday", now=now + LATER,
    )  # fmt: skip
    queue.run_all()
    for link in links * 2:
        follow_up(link_id=link.pk, now=now + LATER)
    queue.run_all()

    assert [status_of(case) for case in (master, one, two)] == ["scheduled"] * 3
    for case in (one, two):
        [body] = told(case, "cases.status-changed")
        assert "A crew comes on Monday" in body
        [began] = told(case, "cases.resident-written-to")
        assert "Other people have told us about the same thing" in began


def test_each_is_told_in_their_language_with_their_own_reference(southmere, queue, now):
    with acting_for(southmere.id):
        master, welsh = reported(southmere, now, "Ann"), reported(southmere, now, "Bet", "cy")
        follow(southmere, welsh, master, now)
        do_deed(
            actor=staff_of(southmere), case_id=master.pk,
            deed=Deed(
                status="resolved", words_en="Mended: ((reference))",
                words_cy="Trwsiwyd: ((reference))",
            ),
            now=now + LATER,
        )  # fmt: skip
        queue.run_all()

        assert f"Mended: {master.reference}" in told(master, "cases.status-changed")[0]
        assert f"Trwsiwyd: {welsh.reference}" in told(welsh, "cases.status-changed")[0]


def test_no_ring_can_come_about_and_a_master_follows_nobody(in_northvale, now):
    a, b, c = (case_of(in_northvale, now) for _ in range(3))
    follow(in_northvale, b, a, now)

    with pytest.raises(Conflict), transaction.atomic():
        follow(in_northvale, a, b, now)
    with pytest.raises(Conflict), transaction.atomic():
        follow(in_northvale, c, b, now)
    with pytest.raises(Conflict), transaction.atomic():
        follow(in_northvale, a, a, now)
    assert CaseLink.objects.count() == 1


def test_where_a_master_turns_out_to_be_a_report_of_another_its_followers_go_with_it(
    in_northvale, queue, now
):
    old, follower, new = (reported(in_northvale, now, name) for name in ("Ann", "Bea", "Cai"))
    follow(in_northvale, follower, old, now)
    queue.run_all()

    follow(in_northvale, old, new, now + LATER)

    links = links_of(new.pk, council_id=in_northvale.id)
    assert {one.id for one in links.followers} == {old.pk, follower.pk}
    assert links_of(follower.pk, council_id=in_northvale.id).master.id == new.pk


def test_a_case_that_was_let_go_hears_no_more(in_northvale, queue, now):
    master, case = reported(in_northvale, now, "Ann"), reported(in_northvale, now, "Bea")
    follow(in_northvale, case, master, now)
    queue.run_all()
    actions.unfollow_case(actor=staff_of(in_northvale), case_id=case.pk, now=now)
    actions.unfollow_case(actor=staff_of(in_northvale), case_id=case.pk, now=now)

    cases.change_status(
        actor=staff_of(in_northvale), case_id=master.pk, status="resolved", now=now + LATER
    )
    queue.run_all()

    assert (status_of(master), status_of(case)) == ("resolved", "received")


def test_what_is_asked_of_the_masters_resident_is_asked_of_nobody_else(in_northvale, queue, now):
    master, case = reported(in_northvale, now, "Ann"), reported(in_northvale, now, "Bea")
    follow(in_northvale, case, master, now)
    cases.ask_resident(
        actor=staff_of(in_northvale), case_id=master.pk, text="Which lamp?", now=now + LATER
    )
    queue.run_all()

    assert status_of(case) == "received"
    assert not TimelineEntry.objects.filter(case_id=case.pk, text__contains="lamp").exists()


def test_words_to_a_protected_person_are_passed_on_to_nobody(in_northvale, queue, now):
    master, case = reported(in_northvale, now, "Ann"), reported(in_northvale, now, "Bea")
    Person.objects.filter(pk=master.person_id).update(is_protected=True)
    follow(in_northvale, case, master, now)
    cases.change_status(
        actor=staff_of(in_northvale), case_id=master.pk, status="resolved",
        public_note="At 3 Mill Lane", now=now + LATER,
    )  # fmt: skip
    queue.run_all()

    assert status_of(case) == "resolved"
    assert "Mill Lane" not in "".join(told(case, "cases.status-changed"))


def test_a_complaint_about_a_follower_goes_its_own_way(in_northvale, queue, now):
    master, case = reported(in_northvale, now, "Ann"), reported(in_northvale, now, "Bea")
    follow(in_northvale, case, master, now)
    complaint = case_of(in_northvale, now, kind="complaint", about_case_id=case.pk)

    cases.change_status(
        actor=staff_of(in_northvale), case_id=master.pk, status="resolved", now=now + LATER
    )
    queue.run_all()

    assert (status_of(case), status_of(complaint)) == ("resolved", "received")
    with pytest.raises(Conflict), transaction.atomic():
        follow(in_northvale, complaint, master, now)


def test_what_its_own_team_closed_stays_closed(in_northvale, queue, now):
    master, case = reported(in_northvale, now, "Ann"), reported(in_northvale, now, "Bea")
    follow(in_northvale, case, master, now)
    queue.run_all()
    cases.change_status(
        actor=staff_of(in_northvale), case_id=case.pk, status="closed_no_action",
        public_note="Nothing there", now=now + LATER,
    )  # fmt: skip
    cases.change_status(
        actor=staff_of(in_northvale), case_id=master.pk, status="in_progress", now=now + 2 * LATER
    )
    queue.run_all()

    assert status_of(case) == "closed_no_action"


def test_likely_fellows_are_near_in_place_and_time_and_lead_to_no_protected_person(
    in_northvale, now, django_assert_num_queries
):
    def at(easting, *, days=0, **changes):
        place = CaseLocation(description="A", easting=easting, northing=250000.0)
        return case_of(in_northvale, now - timedelta(days=days), location=place, **changes)

    case, near, farther = at(330000.0), at(330030.0), at(330090.0, days=2)
    at(330200.0)
    at(330010.0, days=40)
    at(330010.0, service_type="street-fault")
    hidden = person_of(in_northvale, now)
    Person.objects.filter(pk=hidden.pk).update(is_protected=True)
    at(330005.0, person_id=hidden.pk)
    done = at(330005.0)
    cases.change_status(actor=staff_of(in_northvale), case_id=done.pk, status="resolved", now=now)

    with django_assert_num_queries(2):
        found = fellows_of(case.pk, council_id=in_northvale.id, now=now)

    assert [(one.case.id, one.metres, one.days) for one in found] == [
        (near.pk, 30, 0), (farther.pk, 90, 2),
    ]  # fmt: skip


def test_cases_that_have_to_do_with_each_other_are_told_from_either(in_northvale, now):
    one, other = case_of(in_northvale, now), case_of(in_northvale, now)
    officer = staff_of(in_northvale)
    for pair in ((one, other), (other, one)):
        actions.relate_cases(actor=officer, case_id=pair[0].pk, other_id=pair[1].pk, now=now)

    assert CaseLink.objects.count() == 1
    assert links_of(one.pk, council_id=in_northvale.id).related[0].id == other.pk
    actions.part_cases(actor=officer, case_id=other.pk, other_id=one.pk, now=now)
    assert not links_of(one.pk, council_id=in_northvale.id).is_any


def test_another_councils_case_is_not_there_and_who_may_not_edit_links_nothing(
    northvale, southmere, now
):
    with acting_for(southmere.id):
        theirs = case_of(southmere, now)
    with acting_for(northvale.id, southmere.id):
        ours, second = case_of(northvale, now), case_of(northvale, now)
        with pytest.raises(NotFound), transaction.atomic():
            follow(northvale, ours, theirs, now)
        with pytest.raises(NotPermitted), transaction.atomic():
            actions.follow_case(
                actor=staff_of(northvale, permissions=frozenset({"case.view"})),
                case_id=ours.pk, master_id=second.pk, now=now,
            )  # fmt: skip
        assert CaseLink.objects.count() == 0
