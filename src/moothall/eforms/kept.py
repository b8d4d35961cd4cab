"""What is read to tell how long submissions are kept; the council's scope is in force."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from moothall.cases.queries import case_activity
from moothall.eforms.becoming import to_be_wiped
from moothall.eforms.handing_over import destinations_of
from moothall.eforms.keeping import Facts, Held, Keeping, keeping
from moothall.eforms.models import Submission
from moothall.eforms.ports import Contact, HandedIn, couriers, submission_holders
from moothall.eforms.queries import definition_of, definitions_by_id
from moothall.kernel import outbox


@dataclass(frozen=True)
class SubmissionOfCase:
    """What staff see of the submission that a case came from."""

    receipt_id: UUID | None
    days: int | None
    removed_at: datetime | None
    keeping: Keeping | None


def submission_of_case(case_id: UUID, *, now: datetime) -> SubmissionOfCase | None:
    """Return the submission that a case came from, and how long it is kept where that is said."""
    submission = Submission.objects.filter(case_id=case_id).first()
    if submission is None:
        return None
    days = definition_of(submission.version_id).keeping_days
    is_counted = days is not None and submission.removed_at is None
    return SubmissionOfCase(
        receipt_id=submission.receipt_id,
        days=days,
        removed_at=submission.removed_at,
        keeping=keepings_of([submission], now=now)[submission.pk] if is_counted else None,
    )


def keepings_of(
    submissions: Sequence[Submission], *, now: datetime, lock: bool = False
) -> dict[UUID, Keeping]:
    """
    Return how long submissions are kept, in a number of statements that does not grow with them.

    With a lock their cases do not change until the transaction ends. Whatever seems to be over is
    kept if somebody has not even heard yet that its case is there, such as a router that died.
    """
    facts = _facts(submissions, lock=lock)
    found = {one: keeping(each) for one, each in facts.items()}
    over = {one.pk: one.case_id for one in submissions if found[one.pk].is_over(now)}
    unheard = outbox.unheard("case_id", list(over.values()))
    for submission_id, case_id in over.items():
        if case_id in unheard:
            told = replace(facts[submission_id], is_undelivered=True)
            found[submission_id] = keeping(told)
    return found


def handed_in(submission: Submission) -> HandedIn:
    """
    Return a submission as couriers and holders know it.

    What a destination depends on may be wiped by now: whether that one was chosen nobody can say
    any more. If it was, its delivery is there, or an event that was not heard tells of it.
    """
    definition = definition_of(submission.version_id)
    wiped = to_be_wiped(definition)
    chosen = [
        one
        for one in destinations_of(definition, submission.answers)
        if wiped.isdisjoint(one.when.names)
    ]
    return HandedIn(
        submission_id=submission.pk,
        case_id=submission.case_id,
        destinations=frozenset(one.key for one in chosen),
    )


def _facts(submissions: Sequence[Submission], *, lock: bool) -> dict[UUID, Facts]:
    definitions = definitions_by_id({one.version_id for one in submissions})
    activity = case_activity({one.case_id for one in submissions}, lock=lock)
    known = [handed_in(one) for one in submissions]
    undelivered = {one for courier in couriers for one in courier.undelivered(known)}
    contacts = [courier.contacts(known) for courier in couriers]
    held = [holder.held(known) for holder in submission_holders]
    found = {}
    for one in submissions:
        ways = [each[one.pk] for each in contacts if one.pk in each]
        found[one.pk] = Facts(
            days=definitions[one.version_id].keeping_days,
            moments=(
                one.accepted_at,
                activity[one.case_id].last_at,
                *(way.last_at for way in ways),
            ),
            is_undelivered=one.pk in undelivered,
            is_case_open=activity[one.case_id].is_open,
            held=_of(one.pk, held),
            sure_at=_latest(ways),
            removed_at=one.removed_at,
        )
    return found


def _of(submission_id: UUID, held: Collection[Mapping[UUID, Held]]) -> tuple[Held, ...]:
    return tuple(each[submission_id] for each in held if submission_id in each)


def _latest(ways: Sequence[Contact]) -> datetime | None:
    moments = [way.sure_at for way in ways if way.sure_at is not None]
    return max(moments) if moments else None
