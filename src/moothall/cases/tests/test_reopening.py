from datetime import timedelta

import pytest
from django.db import transaction

from moothall.cases.actions import (
    change_status,
    guide_residents,
    open_follow_up,
    reopen_by_reply,
    reopen_case,
    tell_again,
)
from moothall.cases.models import Case
from moothall.cases.particulars import CaseLocation
from moothall.cases.queries import own_request
from moothall.cases.tests.factories import case_of, person_of, staff_of
from moothall.kernel import short_memory
from moothall.kernel.actors import anonymous_resident
from moothall.kernel.errors import Conflict, NotFound, NotPermitted, TransitionNotAllowed
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit

LATE = timedelta(days=29)
TOO_LATE = timedelta(days=366)
KEY = "a" * 32


def closed(council, now, **changes):
    case = case_of(council, now, **changes)
    change_status(actor=staff_of(council), case_id=case.pk, status="resolved", now=now)
    return case


def test_staff_open_it_again_with_a_reason_and_not_for_ever(in_northvale, now):
    case, officer = closed(in_northvale, now), staff_of(in_northvale)

    with pytest.raises(TransitionNotAllowed), transaction.atomic():
        change_status(actor=officer, case_id=case.pk, status="in_progress", now=now)
    with pytest.raises(TransitionNotAllowed), transaction.atomic():
        change_status(
            actor=officer, case_id=case.pk, status="in_progress", internal_note="x",
            now=now + TOO_LATE,
        )  # fmt: skip
    assert Case.objects.get().status == "resolved"

    change_status(
        actor=officer, case_id=case.pk, status="in_progress", internal_note="Not done", now=now
    )
    assert Case.objects.get().status == "in_progress"


def test_a_service_says_for_how_long(in_northvale, now):
    guide_residents(
        actor=staff_of(in_northvale, permissions=frozenset({"settings.edit"})),
        council_id=in_northvale.id, status="resolved", service="missed-bin", staff_reopen_days=1,
        now=now,
    )  # fmt: skip
    short_memory.forget_all()
    bin_case, other = (
        closed(in_northvale, now),
        closed(in_northvale, now, service_type="street-fault"),
    )
    asked = {"actor": staff_of(in_northvale), "status": "in_progress", "internal_note": "x"}

    with pytest.raises(TransitionNotAllowed), transaction.atomic():
        change_status(**asked, case_id=bin_case.pk, now=now + timedelta(days=2))
    change_status(**asked, case_id=other.pk, now=now + timedelta(days=2))


def test_what_comes_too_late_is_a_new_case_that_names_the_old(in_northvale, rhian, now):
    place = CaseLocation(description="3 Mill Lane", easting=1.0, northing=2.0)
    old = closed(in_northvale, now, person_id=rhian.pk, location=place)
    resident = kit.actor_of_resident_person(rhian)
    told = {"actor": resident, "case_id": old.pk, "text": "Full again", "key": KEY,
            "language": "en"}  # fmt: skip

    with pytest.raises(Conflict), transaction.atomic():
        tell_again(**told, now=now)
    with pytest.raises(Conflict), transaction.atomic():
        reopen_case(actor=resident, case_id=old.pk, text="x", key=KEY, now=now + LATE)
    acts = own_request(
        rhian.pk, council_id=in_northvale.id, reference=old.reference, language="en",
        now=now + LATE,
    ).acts  # fmt: skip
    assert ("reopen" in acts, "again" in acts) == (False, True)
    new = tell_again(**told, now=now + LATE)

    assert tell_again(**told, now=now + LATE).pk == new.pk
    assert (new.about_case_id, new.person_id, new.place, new.summary) == (
        old.pk, rhian.pk, "3 Mill Lane", "Full again",
    )  # fmt: skip
    assert new.kind == "service_request"


def test_somebody_elses_case_is_not_told_again(in_northvale, rhian, tomos, now):
    old = closed(in_northvale, now, person_id=rhian.pk)

    with pytest.raises(NotFound), transaction.atomic():
        tell_again(
            actor=kit.actor_of_resident_person(tomos), case_id=old.pk, text="x", key=KEY,
            language="en", now=now + LATE,
        )  # fmt: skip
    assert Case.objects.count() == 1


def test_a_reply_opens_it_again_in_time_and_a_new_one_later(in_northvale, now):
    person = person_of(in_northvale, now)
    old = closed(in_northvale, now, person_id=person.pk)
    reply = {"actor": anonymous_resident(), "case_id": old.pk, "text": "No", "channel": "email"}

    late = reopen_by_reply(**reply, key="2", now=now + LATE)
    assert late.about_case_id == old.pk
    assert reopen_by_reply(**reply, key="2", now=now + LATE).pk == late.pk
    assert reopen_by_reply(**reply, key="1", now=now).pk == old.pk
    assert Case.objects.get(pk=old.pk).status == "in_progress"
    assert Case.objects.count() == 2


def test_staff_open_a_follow_up_where_they_may_edit(northvale, southmere, now):
    with acting_for(northvale.id):
        old = closed(northvale, now)
        asked = {"case_id": old.pk, "text": "Again", "key": KEY, "channel": "phone", "now": now}
        new = open_follow_up(actor=staff_of(northvale), **asked)
        assert new.about_case_id == old.pk
        with pytest.raises(NotPermitted), transaction.atomic():
            open_follow_up(actor=staff_of(southmere), **asked)
        assert Case.objects.count() == 2
    with acting_for(southmere.id), pytest.raises(NotFound), transaction.atomic():
        open_follow_up(actor=staff_of(southmere), **asked)
