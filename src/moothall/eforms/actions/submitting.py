"""Handing in: the one action that turns a draft into a submission and a case, exactly once."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from moothall.cases.actions import open_case
from moothall.councils.queries import council_by_id
from moothall.documents.queries import infected_files
from moothall.eforms import policies
from moothall.eforms.actions.holding_times import confirm_times
from moothall.eforms.becoming import (
    case_details,
    case_location,
    case_summary,
    category_of,
    confirmed_by,
    fact,
    file_ids,
    payment_detail,
    priority_of,
    sensitive_in,
    service_of,
    signature_detail,
)
from moothall.eforms.definition import Definition
from moothall.eforms.errors import FormClosed, NeedsPayment, NeedsSignature, NotReady
from moothall.eforms.events import SubmissionAccepted
from moothall.eforms.fees import fee_due
from moothall.eforms.fields import Reading
from moothall.eforms.journey import Journey, relevant
from moothall.eforms.judging import first_obstacle
from moothall.eforms.models import Draft, Form, InFlight, Signing, Submission
from moothall.eforms.queries import (
    definition_of,
    digest_of,
    draft_of,
    draft_standing,
    form_of,
    handed_in_count,
    latest_signing,
    submission_of,
    waiting_count,
)
from moothall.eforms.signing import signer_of
from moothall.kernel import audit, outbox
from moothall.kernel.actors import Actor, ActorKind
from moothall.kernel.errors import NotFound
from moothall.kernel.inserting import gathered, insert
from moothall.payments.rows import PaymentRow
from moothall.people.actions import record_person, tell_of_act
from moothall.people.grant_letters import Act

#: Locks the draft, marks it and reads it in one statement; a second submit waits here and then
#: finds nothing to mark.
_CLAIM = """
    UPDATE eforms_draft SET submitted_at = %s, saved_at = %s
    WHERE council_id = %s AND secret_digest = %s AND submitted_at IS NULL
    RETURNING {columns}
"""


@transaction.atomic(savepoint=False)
@gathered()
def submit_draft(
    *, actor: Actor, council_id: int, form: str, secret: str, language: str, now: datetime
) -> Submission:
    """
    Hand a draft in; handing it in again, at the same time or later, returns the same submission.

    Every page that matters is judged again. The claim of the draft is undone with the transaction
    if anything fails, so that the draft stays as it was.

    :raises NotFound: if there is no such draft of this form
    :raises NotReady: naming the page where something is missing or wrong
    :raises FormClosed: if the form, or the draft's version of it, takes nothing any more
    :raises NeedsSignature: if somebody else must sign it first
    :raises NeedsPayment: if a fee must be paid first
    :raises TimeLost: if a time that was chosen cannot be had any more
    """
    claimed = list(Draft.objects.raw(_claim(), [now, now, council_id, digest_of(secret)]))
    if not claimed:
        draft = draft_of(council_id, secret)
        claimed = list(
            Draft.objects.raw(_claim(), [now, now, council_id, bytes(draft.secret_digest)])
        )
        for one in claimed:
            one.helped_person = draft.helped_person
    if not claimed:
        return _handed_in_before(actor, draft)
    (draft,) = claimed
    if definition_of(draft.version_id).slug != form or not policies.can_use_draft(actor, draft):
        raise NotFound("This council has no such draft.")
    is_theirs = draft.channel == "web" and draft.helped_person is None
    spoken = language if is_theirs else draft.language
    journey = require_ready(draft, form, language=spoken, now=now)
    if signer_of(definition_of(draft.version_id), journey.answers, journey.known) is not None:
        raise NeedsSignature(form)
    if fee_due(definition_of(draft.version_id), journey) is not None:
        raise NeedsPayment(form)
    return _accept(draft, journey, actor=actor, language=spoken, signature=None, now=now)


@transaction.atomic(savepoint=False)
@gathered()
def submit_signed(*, actor: Actor, draft: Draft, signing: Signing, now: datetime) -> Submission:
    """
    Hand in, for whoever asked for the signature, a locked draft that was signed.

    It was judged when it was frozen and is the same since: what was in time then is in time.
    """
    draft.submitted_at = draft.saved_at = now
    draft.save(update_fields=["submitted_at", "saved_at"])
    journey = relevant(definition_of(draft.version_id), draft.answers)
    signature = _signature(signing, now)
    spoken = signing.language if draft.channel == "web" else draft.language
    return _accept(draft, journey, actor=actor, language=spoken, signature=signature, now=now)


@transaction.atomic(savepoint=False)
@gathered()
def submit_paid(*, draft: Draft, payment: PaymentRow | None, now: datetime) -> Submission:
    """Hand in, for whoever filled it in, a locked draft whose fee was paid, with its signature."""
    draft.submitted_at = draft.saved_at = now
    draft.save(update_fields=["submitted_at", "saved_at"])
    definition = definition_of(draft.version_id)
    journey = relevant(definition, draft.answers)
    signing = None
    if signer_of(definition, journey.answers, journey.known) is not None:
        signing = latest_signing(draft.pk)
    return _accept(
        draft,
        journey,
        actor=actor_of_draft(draft),
        language=draft.language,
        signature=_signature(signing, now) if signing is not None else None,
        payment=payment,
        now=now,
    )


def _signature(signing: Signing, now: datetime) -> dict[str, str]:
    at = signing.settled_at or now
    return {"name": signing.signed_as, "email": signing.email, "at": at.isoformat()}


def actor_of_draft(draft: Draft) -> Actor:
    """Return who filled a draft in, as they were allowed to when they did."""
    kind = ActorKind(draft.actor_kind)
    held = frozenset({policies.PERMISSION} if kind is ActorKind.STAFF else ())
    return Actor(
        kind=kind,
        identifier=draft.actor_identifier,
        name=draft.actor_name,
        permissions={draft.council_id: held},
    )


def require_ready(draft: Draft, form: str, *, language: str, now: datetime) -> Journey:
    """
    Look at all of a draft that matters once more, and return its journey.

    :raises NotReady: naming the page where something is missing or wrong
    :raises FormClosed: if the form, or the draft's version of it, takes nothing any more
    """
    _require_open(draft, form, now=now)
    definition, council = definition_of(draft.version_id), council_by_id(draft.council_id)
    journey = relevant(definition, draft.answers)
    today = now.astimezone(ZoneInfo(council.time_zone)).date()
    reading = Reading(council=council, today=today, language=language)
    obstacle = first_obstacle(journey, reading, now=now)
    if obstacle is not None:
        raise NotReady(obstacle.key)
    _refuse_infected(journey, file_ids(definition, journey.answers))
    return journey


def _accept(
    draft: Draft,
    journey: Journey,
    *,
    actor: Actor,
    language: str,
    signature: Mapping[str, str] | None,
    now: datetime,
    payment: PaymentRow | None = None,
) -> Submission:
    """Promise its times, open the case, write down the submission, and publish it."""
    council_id, definition, spoken = draft.council_id, definition_of(draft.version_id), language
    answers = confirm_times(
        draft, definition, journey, actor=actor, language=spoken, payment=payment,
        must_be_taken=payment is not None or draft.frozen_at is not None, now=now,
    )  # fmt: skip
    confirmed = confirmed_by(definition, answers, draft.confirmed)
    person_id = _person(draft, definition, answers, actor=actor, language=spoken, now=now)
    case = open_case(
        actor=actor,
        council_id=council_id,
        service_type=service_of(definition, journey.known),
        person_id=person_id,
        channel=draft.channel,
        summary=case_summary(definition, answers),
        details=[
            *case_details(definition, answers, confirmed),
            *signature_detail(signature),
            *payment_detail(payment),
        ],
        location=case_location(definition, answers),
        language=spoken,
        attachment_ids=file_ids(definition, answers),
        submission_key=str(draft.pk),
        interaction_id=draft.interaction_id,
        priority=priority_of(definition, journey.known),
        category=category_of(definition, journey.known),
        now=now,
    )
    submission = Submission(
        council_id=council_id,
        draft_id=draft.pk,
        version_id=draft.version_id,
        case_id=case.pk,
        reference=case.reference,
        person_id=person_id,
        answers=answers,
        confirmed=confirmed,
        signature=signature,
        language=spoken,
        channel=draft.channel,
        actor_kind=actor.kind.value,
        actor_identifier=actor.identifier,
        actor_name=actor.name,
        subject_id=draft.subject_id or person_id,
        accepted_at=now,
        review_at=_review_at(definition, now),
        is_to_be_wiped=bool(sensitive_in(definition, answers)),
    )
    insert([submission])
    audit.record(
        actor=actor,
        verb="submission.accepted",
        subject=submission,
        now=now,
        detail={"form": definition.slug, "case": str(case.pk), "channel": draft.channel},
    )
    outbox.publish(
        SubmissionAccepted(
            council_id=council_id,
            occurred_at=now,
            submission_id=submission.pk,
            case_id=case.pk,
        )
    )
    tell_of_act(actor=actor, act=Act.REQUEST_SENT)
    return submission


def _review_at(definition: Definition, now: datetime) -> datetime | None:
    days = definition.keeping_days
    return None if days is None else now + timedelta(days=days)


@cache
def _claim() -> str:
    """Name every column: a prepared `*` would break on the day that a migration adds one."""
    return _CLAIM.format(
        columns=", ".join(str(field.column) for field in Draft._meta.concrete_fields)
    )


def _require_open(draft: Draft, form: str, *, now: datetime) -> None:
    """
    Look whether the form still takes this draft, and whether there is room for one more.

    Only where there is a limit does one sender wait for another.

    :raises FormClosed: if it takes nothing, or nothing from this version
    """
    row = form_of(draft.council_id, form)
    if draft_standing(draft, form) is not InFlight.FINISH or not row.is_open(now):
        raise FormClosed(form)
    if row.most_submissions is not None:
        Form.objects.select_for_update().get(council_id=draft.council_id, slug=form)
        taken = handed_in_count(draft.council_id, form) + waiting_count(draft.council_id, form)
        if taken >= row.most_submissions:
            raise FormClosed(form)


def _refuse_infected(journey: Journey, attached: Sequence[UUID]) -> None:
    """
    Look whether a virus was found in a file since its page was saved.

    :raises NotReady: naming the page
    """
    infected = {str(file_id) for file_id in infected_files(attached)}
    for step in journey.steps if infected else ():
        for question in step.questions:
            files = journey.answers.get(question.key) if question.type == "upload" else None
            if any(file["id"] in infected for file in files or ()):
                raise NotReady(step.key)


def _handed_in_before(actor: Actor, draft: Draft) -> Submission:
    submission = submission_of(draft)
    if submission is None or not policies.can_use_draft(actor, draft):
        raise NotFound("This council has no such draft.")
    return submission


def _person(
    draft: Draft,
    definition: Definition,
    answers: Mapping[str, Any],
    *,
    actor: Actor,
    language: str,
    now: datetime,
) -> UUID | None:
    """Return whom it is for: the subject whom staff named, or who the answers say it is."""
    if draft.subject_id is not None:
        subject: UUID = draft.subject_id
        return subject
    name = fact(definition, answers, "person.name")
    if not name:
        return None
    person = record_person(
        actor=actor,
        council_id=draft.council_id,
        name=name,
        email=fact(definition, answers, "person.email") or "",
        phone=fact(definition, answers, "person.phone") or "",
        language=language,
        now=now,
    )
    found: UUID = person.pk
    return found
