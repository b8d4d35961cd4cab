"""The demonstration's queues, checklists and tasks."""

from moothall.cases.models import Case, CaseTask, ChecklistItem, WorkQueue
from moothall.cases.tests.factories import case_of
from moothall.kernel.scope import acting_for
from moothall.surfaces.demonstration import working


def test_both_councils_have_queues_and_work_given_out_once(
    northvale, southmere, alice, bob, carys, now
):
    for council in (northvale, southmere):
        with acting_for(council.id):
            for _ in range(3):
                case_of(council, now)
            for _ in range(2):
                working.settle(council, now=now)

    counts = {}
    for council in (northvale, southmere):
        with acting_for(council.id):
            counts[council.slug] = (
                WorkQueue.objects.count(),
                ChecklistItem.objects.count(),
                CaseTask.objects.count(),
                Case.objects.filter(holder_id__isnull=False).count(),
            )
    assert counts == {"northvale": (3, 2, 3, 3), "southmere": (4, 2, 3, 3)}
