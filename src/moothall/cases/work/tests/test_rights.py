import pytest

from moothall.cases.actions.erasing import erase_cases
from moothall.cases.models import Case, CaseDraft, CaseTask
from moothall.cases.personal_data import CASE, Cases
from moothall.cases.tests.factories import case_of
from moothall.cases.work import actions
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit

pytestmark = pytest.mark.django_db


@pytest.fixture
def divided(in_northvale, rhian, alice, now):
    """Rhian's case with a task, a draft and a part for another team."""
    actor = kit.actor_of(alice)
    case = case_of(in_northvale, now, person_id=rhian.pk)
    actions.add_task(actor=actor, case_id=case.pk, title="Ring Rhian Evans", now=now)
    actions.keep_draft(
        actor=actor, case_id=case.pk, form="step", fields={"internal_note": "Rhian said"}, now=now
    )
    part = actions.open_sub_case(
        actor=actor, case_id=case.pk, service_type="street-fault", summary="For Rhian Evans",
        submission_key="part", now=now,
    )  # fmt: skip
    return case, part


def test_parts_of_somebodys_cases_are_theirs_too(divided, rhian, tomos, southmere):
    case, part = divided

    assert set(Cases().things(rhian.pk)[CASE]) == {case.pk, part.pk}
    assert Cases().things(tomos.pk)[CASE] == []
    with acting_for(southmere.id):
        assert Cases().things(rhian.pk)[CASE] == []


def test_erasing_empties_tasks_and_drafts_and_parts(divided, now):
    case, part = divided
    Case.objects.filter(pk__in=[case.pk, part.pk]).update(
        status="resolved", closed_at=now, next_due_at=None
    )

    erase_cases(case_ids=[case.pk, part.pk], now=now)

    task = CaseTask.objects.get()
    assert (task.title, task.made_by_name, task.made_by_identifier) == ("", "", "")
    assert CaseDraft.objects.count() == 0
    assert "Rhian" not in Case.objects.get(pk=part.pk).summary
