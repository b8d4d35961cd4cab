"""Forms and times of the diary: keeping one longer, asking anew, and forms begun with a time."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from moothall.bookings import queries as diary
from moothall.eforms.account_drafts import account_secret
from moothall.eforms.actions.drafting import locked_draft, start_draft
from moothall.eforms.actions.holding_times import forget_lost_times, keep_held
from moothall.eforms.appointments import chosen
from moothall.eforms.definition import Condition, Definition, Page, Question
from moothall.eforms.fees import basket_secret
from moothall.eforms.models import Draft, ReturnLink
from moothall.eforms.queries import definition_of, digest_of
from moothall.kernel.actors import Actor, ActorKind
from moothall.kernel.errors import NotFound
from moothall.kernel.ids import new_id
from moothall.people.queries import person_detail


@transaction.atomic(savepoint=False)
def keep_times(*, actor: Actor, council_id: int, secret: str, now: datetime) -> None:
    """
    Keep the times that a draft holds longer, as far as the diary lets it.

    :raises NotFound: if there is no such draft
    """
    draft = locked_draft(actor, council_id, secret, frozen=True)
    if draft.submitted_at is None:
        keep_held(draft, now=now)


@transaction.atomic(savepoint=False)
def ask_again_for_times(
    *, actor: Actor, council_id: int, secret: str, with_free: bool, now: datetime
) -> bool:
    """
    Take times out of a draft's answers that are not held any more; tell if there were any.

    All other answers stay. Without `with_free`, a time that may still be free stays too, since
    whoever finishes late gets it all the same.

    :raises NotFound: if there is no such draft
    """
    draft = locked_draft(actor, council_id, secret, frozen=True)
    if draft.submitted_at is not None or draft.frozen_at is not None:
        return False
    return forget_lost_times(draft, now=now, with_free=with_free)


@transaction.atomic(savepoint=False)
def ask_about_booking(
    *,
    actor: Actor,
    council_id: int,
    form: str,
    activity_key: str,
    booking_id: UUID,
    language: str,
    person_id: UUID | None,
    now: datetime,
) -> tuple[Draft, str]:
    """
    Begin a form with a time that is held already, and return the draft with its secret.

    What the form must know to ask for this time, such as what the visit is for, is answered by it.

    :raises NotFound: if the council has no such form, or it does not ask for such a time
    :raises FormClosed: if the form is not open
    """
    draft_id = new_id()
    in_account = person_id is not None and actor.kind is ActorKind.RESIDENT
    person = person_detail(person_id) if person_id is not None else None
    facts = {}
    if person is not None:
        facts = {
            "person.name": person.name,
            "person.email": person.first("email"),
            "person.phone": person.first("phone"),
        }
    draft, secret = start_draft(
        actor=actor,
        council_id=council_id,
        form=form,
        language=language,
        subject_id=person_id,
        prefilled=facts,
        draft_id=draft_id,
        secret=account_secret(draft_id) if in_account else "",
        now=now,
    )
    definition = definition_of(draft.version_id)
    page, question = _place_of(definition, activity_key)
    answers = {**_implied(definition, page.show_when), **_implied(definition, question.show_when)}
    row = diary.booking(booking_id)
    wanted = chosen.wanted_of(question, {})
    draft.answers = {**answers, question.key: chosen.held(wanted, row)}
    draft.save(update_fields=["answers"])
    if not in_account:
        # The hold's own address leads back to the form by this, as a basket's page does.
        ReturnLink.objects.create(
            council_id=council_id,
            draft=draft,
            secret_digest=digest_of(basket_secret(draft.pk)),
            sent_at=now,
        )
    return draft, secret


def _place_of(definition: Definition, activity_key: str) -> tuple[Page, Question]:
    """
    Return where a form asks for a time of an activity.

    :raises NotFound: if it does not
    """
    for page in definition.pages:
        for question in page.questions:
            if question.type == chosen.BOOKING and question.settings["activity"] == activity_key:
                return page, question
    raise NotFound("This form does not ask for a time of this activity.")


def _implied(definition: Definition, condition: Condition) -> dict[str, Any]:
    """Return the answer that must be given for something to be shown, where only one will do."""
    match condition.rule:
        case {"==": [{"var": str(key)}, answer]} if key in definition.questions:
            return {key: answer}
    return {}
