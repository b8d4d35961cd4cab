"""Waiting for a form's fee: the draft is frozen, its fee is in a basket, payment hands it in."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.councils.queries import council_by_id
from moothall.eforms.actions.drafting import locked_draft
from moothall.eforms.actions.freezing import freeze, thaw
from moothall.eforms.actions.submitting import require_ready, submit_paid
from moothall.eforms.fees import ABOUT, basket_secret, fee_due, item_of
from moothall.eforms.models import Draft, ReturnLink, Submission, Waiting
from moothall.eforms.queries import definition_of, digest_of, submission_of
from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import NotFound
from moothall.kernel.insert_once import insert_once
from moothall.payments.actions import put_in_basket, take_back_thing
from moothall.payments.queries import paid_for


@transaction.atomic(savepoint=False)
def ask_for_fee(
    *,
    actor: Actor,
    council_id: int,
    form: str,
    secret: str,
    basket_id: UUID,
    language: str,
    now: datetime,
) -> Draft:
    """
    Freeze a draft and put its fee into a basket; asked again, it is left where it is.

    :raises NotFound: if there is no such draft, or it was handed in, or it costs nothing
    :raises NotReady: naming the page where something is missing or wrong
    :raises FormClosed: if the form takes nothing any more
    :raises CannotPay: if the council has no such fund
    :raises PaymentUnderWay: if somebody is just paying what is in the basket
    """
    draft = locked_draft(actor, council_id, secret, frozen=True)
    if draft.frozen_for == Waiting.PAYMENT:
        return draft
    if draft.submitted_at is not None or draft.frozen_at is not None:
        raise NotFound("This draft was handed in, or waits for somebody.")
    journey = require_ready(draft, form, language=language, now=now)
    definition = definition_of(draft.version_id)
    due = fee_due(definition, journey)
    if due is None:
        raise NotFound("Nothing is to be paid for this.")
    item = item_of(definition, draft.pk, due, council_by_id(council_id))
    put_in_basket(actor=actor, basket_id=basket_id, item=item, now=now)
    if not draft.is_in_account:
        way_back = ReturnLink(
            council_id=council_id,
            draft_id=draft.pk,
            secret_digest=digest_of(basket_secret(draft.pk)),
            sent_at=now,
        )
        insert_once(way_back, unique=("council", "secret_digest"))
    freeze(draft, Waiting.PAYMENT, now=now)
    audit.record(
        actor=actor, verb="fee.asked-for", subject=draft, now=now,
        detail={"form": form, "pence": due.pence},
    )  # fmt: skip
    return draft


@transaction.atomic(savepoint=False)
def take_fee_back(*, actor: Actor, council_id: int, secret: str, now: datetime) -> Draft:
    """
    Take the fee out of the basket, so that the person can change the answers.

    :raises NotFound: if there is no such draft
    :raises BasketPaid: if it is paid for: it is being handed in
    :raises PaymentUnderWay: if somebody is just paying
    """
    draft = locked_draft(actor, council_id, secret, frozen=True)
    if draft.frozen_for == Waiting.PAYMENT and draft.submitted_at is None:
        take_back_thing(actor=actor, about_type=ABOUT, about_id=draft.pk, now=now)
        thaw(draft, now=now)
    return draft


@transaction.atomic(savepoint=False)
def hand_in_paid(*, draft_id: UUID, now: datetime) -> Submission | None:
    """
    Hand a draft in whose fee is paid; told twice, it gives the same.

    It was judged when it was frozen and is the same since: what was in time then is in time. A
    draft that is not there any more gives nothing; its payment is for staff to look at.
    """
    draft = Draft.objects.select_for_update().filter(pk=draft_id).first()
    payment = paid_for(ABOUT, draft_id)
    if draft is None or (payment is None and draft.frozen_for != Waiting.PAYMENT):
        return None
    if draft.submitted_at is not None:
        return submission_of(draft)
    return submit_paid(draft=draft, payment=payment, now=now)
