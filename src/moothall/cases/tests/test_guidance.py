"""What residents read about a status and may do then."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction

from moothall.cases.actions import drop_guide, guide_residents
from moothall.cases.acts import Act
from moothall.cases.guidance import guidance_for, guides_of
from moothall.cases.models import StatusGuide
from moothall.cases.setup import apply_request_rules
from moothall.cases.tests.factories import staff_of
from moothall.cases.workflow import Status
from moothall.councils.queries import service_type
from moothall.councils.setup import SetupContext, SetupError
from moothall.kernel import short_memory
from moothall.kernel.errors import NotFound, NotPermitted
from moothall.kernel.models import AuditEntry
from moothall.kernel.scope import acting_for

SUPERVISOR = frozenset({"settings.edit"})


def said(council, now, **rule):
    found = guide_residents(
        actor=staff_of(council, permissions=SUPERVISOR), council_id=council.id, now=now,
        **{"status": "resolved", **rule},
    )  # fmt: skip
    short_memory.forget_all()
    return found


def counts(council, *, service="missed-bin", kind="service_request", status=Status.RESOLVED,
           language="en"):  # fmt: skip
    return guidance_for(
        council.id, service_id=service_type(council.id, service).id, kind=kind, status=status,
        language=language,
    )  # fmt: skip


def test_without_rules_of_its_own_a_council_has_the_usual_ones(in_northvale):
    guidance = counts(in_northvale)

    assert (guidance.label, guidance.own_text, guidance.reopen_days) == ("Done", "", 28)
    assert guidance.text == "We think this is finished. If it is not, tell us."
    assert guidance.acts == {Act.WRITE, Act.RATE, Act.REOPEN, Act.COMPLAIN}


def test_the_narrowest_rule_counts_and_leaves_open_what_it_does_not_say(in_northvale, now):
    said(in_northvale, now, label_en="Finished", text_en="All", acts=["write"], reopen_days=7)
    said(in_northvale, now, kind="service_request", text_en="Kind")
    said(in_northvale, now, service="missed-bin", reopen_days=3)

    bins, faults = counts(in_northvale), counts(in_northvale, service="street-fault")
    questions = counts(in_northvale, service="general-enquiry", kind="enquiry")

    assert (bins.label, bins.text, bins.acts, bins.reopen_days) == (
        "Finished", "Kind", {Act.WRITE}, 3,
    )  # fmt: skip
    assert (faults.text, faults.reopen_days) == ("Kind", 7)
    assert questions.text == "All"
    assert counts(in_northvale, status=Status.RECEIVED).label == "Received"


def test_welsh_words_count_in_welsh_and_english_ones_where_there_are_none(southmere, now):
    with acting_for(southmere.id):
        said(southmere, now, label_en="Finished", label_cy="Gorffennwyd", text_en="Over")

        welsh, english = counts(southmere, language="cy"), counts(southmere)

    assert (welsh.label, welsh.text) == ("Gorffennwyd", "Over")
    assert english.label == "Finished"


def test_a_council_can_let_residents_do_nothing(in_northvale, now):
    said(in_northvale, now, acts=[])

    assert counts(in_northvale).acts == frozenset()


def test_what_the_status_does_not_admit_is_never_offered(in_northvale, now):
    everything = [act.value for act in Act]
    for status in Status:
        said(in_northvale, now, status=status.value, acts=everything)

    def possible(status, closed_at=None):
        return set(counts(in_northvale, status=status).possible(
            status, closed_at=closed_at, now=now
        ))  # fmt: skip

    always = {Act.ADD, Act.WRITE, Act.COMPLAIN}
    assert possible(Status.RECEIVED) == always | {Act.WITHDRAW}
    assert possible(Status.AWAITING_RESIDENT) == always | {Act.WITHDRAW, Act.ANSWER}
    assert possible(Status.RESOLVED, now) == always | {Act.RATE, Act.REOPEN}
    assert possible(Status.RESOLVED, now - timedelta(days=29)) == always | {Act.RATE, Act.AGAIN}
    assert possible(Status.CANCELLED, now) == always | {Act.RATE}


def test_saying_it_again_replaces_it_and_dropping_it_brings_the_usual_back(in_northvale, now):
    said(in_northvale, now, label_en="Finished")
    guide = said(in_northvale, now, label_en="Over")

    assert StatusGuide.objects.get().label_en == "Over"
    drop_guide(
        actor=staff_of(in_northvale, permissions=SUPERVISOR), council_id=in_northvale.id,
        guide_id=guide.pk, now=now,
    )  # fmt: skip

    short_memory.forget_all()
    assert counts(in_northvale).label == "Done"
    assert AuditEntry.objects.filter(verb="status-guide.dropped").count() == 1


def test_rules_are_for_who_may_change_settings_of_this_council(northvale, southmere, now):
    with acting_for(northvale.id):
        guide = said(northvale, now)
        for actor in (staff_of(northvale), staff_of(southmere, permissions=SUPERVISOR)):
            with pytest.raises(NotPermitted), transaction.atomic():
                guide_residents(
                    actor=actor, council_id=northvale.id, status="resolved", label_en="x", now=now
                )
            with pytest.raises(NotPermitted), transaction.atomic():
                drop_guide(actor=actor, council_id=northvale.id, guide_id=guide.pk, now=now)
        assert StatusGuide.objects.get().label_en == ""

    carys = staff_of(southmere, permissions=SUPERVISOR)
    with acting_for(southmere.id), pytest.raises(NotFound), transaction.atomic():
        drop_guide(actor=carys, council_id=southmere.id, guide_id=guide.pk, now=now)
    with acting_for(southmere.id):
        assert guides_of(southmere.id) == ()


def test_a_rule_is_for_a_service_or_for_a_kind(in_northvale, now):
    with pytest.raises(ValueError, match="not for both"):
        said(in_northvale, now, service="missed-bin", kind="enquiry")
    with pytest.raises(NotFound):
        said(in_northvale, now, service="nothing")


def from_file(council, now, *rules):
    apply_request_rules(SetupContext(council, Path(), now), list(rules))
    short_memory.forget_all()


def test_a_councils_file_says_it_too_and_twice_changes_nothing(in_northvale, now):
    rule = {
        "service": "missed-bin", "status": "resolved", "label": "Emptied", "acts": ["rate"],
        "reopen_days": 2,
    }  # fmt: skip

    for _ in range(2):
        from_file(in_northvale, now, rule)

    assert StatusGuide.objects.count() == 1
    guidance = counts(in_northvale)
    assert (guidance.label, guidance.acts, guidance.reopen_days) == ("Emptied", {Act.RATE}, 2)


@pytest.mark.parametrize(
    ("rule", "where"),
    [
        ({"status": "done"}, "at requests/0/status"),
        ({"status": "resolved", "acts": ["shout"]}, "at requests/0/acts/0"),
        ({"status": "resolved", "service": "x", "kind": "foi"}, "at requests/0"),
        ({"status": "resolved", "service": "nothing"}, "at requests/0"),
    ],
)
def test_a_mistake_in_the_file_is_named(in_northvale, now, rule, where):
    with pytest.raises(SetupError, match=where):
        from_file(in_northvale, now, rule)

    assert StatusGuide.objects.count() == 0
