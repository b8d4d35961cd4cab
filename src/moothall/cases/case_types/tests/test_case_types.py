"""What a council decides of a case type is what happens."""

import pytest
from django.db import transaction

from moothall.cases.actions import (
    ask_resident,
    change_status,
    guide_residents,
    reopen_case,
    withdraw_case,
)
from moothall.cases.case_types import actions
from moothall.cases.case_types.queries import case_types_of, changes_of, rules_for
from moothall.cases.case_types.rules import USUAL
from moothall.cases.deeds.deed import Deed
from moothall.cases.deeds.doing import do_deed
from moothall.cases.deeds.refusals import DeedRefused, Refusal
from moothall.cases.events import CaseOpened, CaseStatusChanged
from moothall.cases.handlers import (
    on_case_opened_acknowledge,
    on_case_status_changed_tell_resident,
)
from moothall.cases.keeping import cases_kept
from moothall.cases.models import Case, CaseType, StatusGuide, TimelineEntry
from moothall.cases.tests.factories import case_of, person_of, staff_of
from moothall.councils import cataloguing
from moothall.councils.actions import apply_services
from moothall.councils.models import ServiceType
from moothall.councils.queries import service_type
from moothall.kernel import short_memory
from moothall.kernel.actors import system
from moothall.kernel.errors import Conflict, NotFound, NotPermitted, TransitionNotAllowed
from moothall.kernel.models import AuditEntry
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.notifications.models import Message

SYSTEM = system("tests")


def bins(council):
    return service_type(council.id, "missed-bin").id


def decide(council, now, action, *, service="missed-bin", actor=SYSTEM, **said):
    action(
        actor=actor, council_id=council.id,
        service_id=service_type(council.id, service).id, now=now, **said,
    )  # fmt: skip
    short_memory.forget_all()


def test_without_a_type_of_its_own_a_service_works_as_all_do(in_northvale):
    assert rules_for(in_northvale.id, bins(in_northvale)) == USUAL
    assert rules_for(in_northvale.id, None) == USUAL


def test_a_status_that_is_not_used_is_refused_by_every_way_of_staff(in_northvale, now):
    case, officer = case_of(in_northvale, now), staff_of(in_northvale)
    decide(in_northvale, now, actions.use_statuses, used=["closed_no_action"])

    with pytest.raises(TransitionNotAllowed), transaction.atomic():
        change_status(actor=officer, case_id=case.pk, status="scheduled", now=now)
    with pytest.raises(DeedRefused) as refused, transaction.atomic():
        do_deed(actor=officer, case_id=case.pk, deed=Deed(status="duplicate"), now=now)
    with pytest.raises(TransitionNotAllowed), transaction.atomic():
        ask_resident(actor=officer, case_id=case.pk, text="Which bin?", now=now)

    assert refused.value.why is Refusal.NOT_USED
    assert Case.objects.get().status == "received"
    change_status(actor=officer, case_id=case.pk, status="closed_no_action", now=now)
    assert Case.objects.get().status == "closed_no_action"


def test_statuses_that_every_case_needs_cannot_be_put_out_of_use(in_northvale, now):
    case = case_of(in_northvale, now)
    decide(in_northvale, now, actions.use_statuses, used=[])

    assert CaseType.objects.get().unused_statuses == [
        "scheduled", "awaiting_resident", "closed_no_action", "duplicate",
    ]  # fmt: skip
    change_status(actor=staff_of(in_northvale), case_id=case.pk, status="resolved", now=now)
    assert Case.objects.get().status == "resolved"


def test_what_a_back_office_says_is_kept_as_it_says_it(in_northvale, now):
    case = case_of(in_northvale, now)
    decide(in_northvale, now, actions.use_statuses, used=[])

    change_status(actor=SYSTEM, case_id=case.pk, status="scheduled", source="back_office", now=now)

    assert Case.objects.get().status == "scheduled"


def told_of(council, case, status, now, **said):
    change_status(actor=staff_of(council), case_id=case.pk, status=status, now=now, **said)
    entry = TimelineEntry.objects.get(case_id=case.pk, status_to=status, kind="status")
    on_case_status_changed_tell_resident(
        CaseStatusChanged(
            council_id=case.council_id,
            case_id=case.pk,
            status=status,
            timeline_entry_id=entry.pk,
            source="staff",
            occurred_at=now,
        )
    )


@pytest.fixture
def rhians_case(in_northvale, now):
    return lambda **said: case_of(
        in_northvale, now, person_id=person_of(in_northvale, now).pk, **said
    )


def test_a_message_that_is_switched_off_is_not_sent(in_northvale, rhians_case, now):
    decide(in_northvale, now, actions.tell_of_statuses, told=["resolved"])
    case = rhians_case()

    on_case_opened_acknowledge(
        CaseOpened(council_id=in_northvale.id, case_id=case.pk, occurred_at=now)
    )
    told_of(in_northvale, case, "in_progress", now)
    assert Message.objects.count() == 0

    told_of(in_northvale, case, "resolved", now)
    assert [one.template for one in Message.objects.all()] == ["cases.status-changed"]


def test_words_that_somebody_wrote_are_sent_all_the_same(in_northvale, rhians_case, now):
    decide(in_northvale, now, actions.tell_of_statuses, told=[])

    told_of(in_northvale, rhians_case(), "in_progress", now, public_note="The crew comes today")

    assert Message.objects.count() == 1


def test_what_the_law_asks_for_is_always_sent(in_northvale, rhians_case, now):
    decide(in_northvale, now, actions.tell_of_statuses, told=[])

    for case in (rhians_case(kind="complaint"), rhians_case(category="data-correct")):
        on_case_opened_acknowledge(
            CaseOpened(council_id=in_northvale.id, case_id=case.pk, occurred_at=now)
        )

    assert Message.objects.filter(template="cases.received").count() == 2


def test_residents_may_not_do_what_is_taken_away(northvale, rhian, now):
    with acting_for(northvale.id):
        case = case_of(northvale, now, person_id=rhian.pk)
        decide(northvale, now, actions.let_residents, acts=["write"])
        actor = kit.actor_of_resident_person(rhian)

        with pytest.raises(Conflict), transaction.atomic():
            withdraw_case(actor=actor, case_id=case.pk, now=now)
        change_status(actor=staff_of(northvale), case_id=case.pk, status="resolved", now=now)
        with pytest.raises(Conflict), transaction.atomic():
            reopen_case(actor=actor, case_id=case.pk, text="Not done", now=now)
        assert Case.objects.get().status == "resolved"

        decide(northvale, now, actions.let_residents, acts=["reopen"])
        reopen_case(actor=actor, case_id=case.pk, text="Not done", now=now)
        assert Case.objects.get().status == "in_progress"


def test_a_case_begins_with_its_usual_priority_unless_one_is_named(in_northvale, now):
    decide(
        in_northvale, now, actions.set_standard,
        response_hours=4, resolution_hours=16, priority="high",
    )  # fmt: skip

    case = case_of(in_northvale, now)

    assert case.priority == "high"
    assert case_of(in_northvale, now, priority="low").priority == "low"
    assert case_of(in_northvale, now, service_type="street-fault").priority == "normal"
    assert f"{case.response_due_at:%d %H:%M}" == "18 15:00"
    assert f"{case.resolution_due_at:%d %H:%M}" == "20 11:00"


def test_a_case_is_kept_for_the_days_of_its_type(in_northvale, now):
    case = case_of(in_northvale, now)
    change_status(actor=staff_of(in_northvale), case_id=case.pk, status="resolved", now=now)
    usual = cases_kept([case.pk], now=now)[case.pk].until
    decide(in_northvale, now, actions.keep_for, days=10)

    assert (usual - now).days == 730
    assert (cases_kept([case.pk], now=now)[case.pk].until - now).days == 10
    with pytest.raises(Conflict):
        decide(in_northvale, now, actions.keep_for, days=0)


def test_every_change_is_accounted_for_and_shown_and_the_same_again_is_none(in_northvale, now):
    for _ in range(2):
        decide(in_northvale, now, actions.keep_for, days=10)
    decide(
        in_northvale, now, cataloguing.change_service,
        values={"name": "Bin not emptied", "lgsl": 1},
    )  # fmt: skip

    changes = changes_of(in_northvale.id, bins(in_northvale))
    assert {one.parts for one in changes} == {("keep_days",), ("name",)}
    assert AuditEntry.objects.filter(subject_type="councils.servicetype").count() == 2
    assert ServiceType.objects.get(slug="missed-bin").lgsl == 524


def test_a_new_type_has_all_that_was_decided_of_another(in_northvale, now):
    decide(in_northvale, now, actions.use_statuses, used=["scheduled"])
    guide_residents(
        actor=SYSTEM, council_id=in_northvale.id, status="resolved", service="missed-bin",
        label_en="Emptied", now=now,
    )  # fmt: skip

    service = actions.start_case_type(
        actor=SYSTEM, council_id=in_northvale.id, name="Garden waste", kind="service_request",
        like=bins(in_northvale), now=now,
    )  # fmt: skip
    short_memory.forget_all()

    assert (service.slug, service.response_hours, service.is_own) == ("garden-waste", 8, True)
    assert rules_for(in_northvale.id, service.pk) == rules_for(in_northvale.id, bins(in_northvale))
    assert StatusGuide.objects.filter(service_type=service).count() == 1
    assert case_of(in_northvale, now, service_type="garden-waste").kind == "service_request"
    with pytest.raises(Conflict), transaction.atomic():
        actions.start_case_type(
            actor=SYSTEM, council_id=in_northvale.id, name="Garden waste", kind="enquiry",
            like=bins(in_northvale), now=now,
        )  # fmt: skip


def test_a_councils_file_leaves_alone_what_was_changed_on_a_screen(in_northvale, now):
    decide(in_northvale, now, cataloguing.change_service, values={"name": "Bin not emptied"})
    actions.start_case_type(
        actor=SYSTEM, council_id=in_northvale.id, name="Garden waste", kind="enquiry",
        like=bins(in_northvale), now=now,
    )  # fmt: skip

    apply_services(in_northvale.id, kit.SERVICES)

    found = dict(ServiceType.objects.filter(is_active=True).values_list("slug", "name"))
    assert found == {
        "missed-bin": "Bin not emptied",
        "street-fault": "Street fault",
        "general-enquiry": "General enquiry",
        "garden-waste": "Garden waste",
    }


@pytest.mark.parametrize(
    ("action", "said"),
    [
        (actions.use_statuses, {"used": []}),
        (actions.tell_of_statuses, {"told": []}),
        (actions.let_residents, {"acts": []}),
        (actions.keep_for, {"days": 1}),
        (cataloguing.change_service, {"values": {"name": "Mine"}}),
        (
            actions.set_standard,
            {"response_hours": 1, "resolution_hours": 1, "priority": "high"},
        ),
    ],
)
def test_it_is_for_who_may_change_the_settings_of_this_council(
    northvale, southmere, now, action, said
):
    stranger = kit.actor_with(southmere.id, "settings.edit")
    with acting_for(northvale.id):
        service_id = bins(northvale)
        for actor in (stranger, kit.actor_with(northvale.id, "case.edit")):
            with pytest.raises(NotPermitted), transaction.atomic():
                action(actor=actor, council_id=northvale.id, service_id=service_id, now=now, **said)
        assert CaseType.objects.count() == 0
        assert ServiceType.objects.filter(is_own=True).count() == 0

    with acting_for(southmere.id):
        with pytest.raises(NotFound), transaction.atomic():
            action(actor=stranger, council_id=southmere.id, service_id=service_id, now=now, **said)


def test_another_council_sees_and_has_nothing_of_it(northvale, southmere, now):
    with acting_for(northvale.id):
        decide(northvale, now, actions.use_statuses, used=[])
        assert list(case_types_of(northvale.id)) == [bins(northvale)]
        northvales = bins(northvale)

    with acting_for(southmere.id):
        assert case_types_of(northvale.id) == {}
        assert changes_of(northvale.id, northvales) == []
        assert rules_for(southmere.id, bins(southmere)) == USUAL
