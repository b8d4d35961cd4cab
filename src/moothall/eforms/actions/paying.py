"""Waiting for a form's fee: the draft is frozen, its fee is in a basket, payment hands it in."""

from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import translation

from moothall.councils.queries import council_by_id
from moothall.eforms.actions.drafting import locked_draft
from moothall.eforms.actions.freezing import freeze, thaw
from moothall.eforms.actions.holding_times import fill_in_times, put_times_in_basket
from moothall.eforms.actions.sign_messages import tell_applicant
from moothall.eforms.actions.submitting import actor_of_draft, require_ready, submit_paid
from moothall.eforms.appointments.baskets import (
    basket_of,
    payment_of,
    standing_of_drafts,
    things_of,
)
from moothall.eforms.becoming import fact, words_of
from moothall.eforms.fees import ABOUT, FeeDue, basket_secret, fee_due, item_of
from moothall.eforms.journey import relevant
from moothall.eforms.models import Draft, ReturnLink, Signing, Submission, Waiting
from moothall.eforms.queries import definition_of, digest_of, submission_of
from moothall.eforms.signing import signer_of
from moothall.kernel import audit
from moothall.kernel.actors import Actor, ActorKind, system
from moothall.kernel.errors import NotFound
from moothall.kernel.insert_once import insert_once
from moothall.kernel.money import pounds
from moothall.payments.actions import make_pay_link, open_basket, put_in_basket, take_back_thing
from moothall.payments.errors import BasketPaid, CannotPay, PaymentUnderWay
from moothall.payments.queries import paid_for
from moothall.payments.rows import PaymentRow
from moothall.payments.subscriptions.actions import join_paid
from moothall.payments.subscriptions.errors import PlanNotOffered

#: As much of an answer as a subscription's place has room for.
LONGEST_PLACE = 200


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
    Freeze a draft and put its fee into a basket; asked again, its fee comes into that basket.

    Whoever got no answer the first time has no way to the basket of then. A fee that somebody is
    just paying, or has paid, is left where it is.

    What had to be signed waits for its fee since it was signed, in no basket yet.

    :raises NotFound: if there is no such draft, or it was handed in, or it costs nothing
    :raises NotReady: naming the page where something is missing or wrong
    :raises FormClosed: if the form takes nothing any more
    :raises CannotPay: if the council has no such fund
    :raises PaymentUnderWay: if somebody is just paying what is in the basket
    :raises TimeLost: if a time that was chosen cannot be had any more
    """
    draft = locked_draft(actor, council_id, secret, frozen=True)
    if draft.submitted_at is not None or _waits_for_signer(draft):
        raise NotFound("This draft was handed in, or waits for somebody.")
    stands_in = basket_of(draft) if draft.frozen_for == Waiting.PAYMENT else None
    if stands_in is not None:
        if stands_in != basket_id:
            _bring_along(actor, draft, basket_id, now=now)
        return draft
    definition = definition_of(draft.version_id)
    if draft.frozen_for == Waiting.PAYMENT:
        journey = relevant(definition, draft.answers)
    else:
        journey = require_ready(draft, form, language=language, now=now)
        if signer_of(definition, journey.answers, journey.known) is not None:
            raise NotFound("Somebody must sign this before it is paid for.")
    due = fee_due(definition, journey)
    if due is None:
        raise NotFound("Nothing is to be paid for this.")
    spoken = language if draft.channel == "web" else draft.language
    fill_in_times(draft, definition, journey, actor=actor, language=spoken, now=now)
    _put(actor, draft, due, basket_id, now=now)
    if not draft.is_in_account:
        way_back = ReturnLink(
            council_id=council_id,
            draft_id=draft.pk,
            secret_digest=digest_of(basket_secret(draft.pk)),
            sent_at=now,
        )
        insert_once(way_back, unique=("council", "secret_digest"))
    if draft.frozen_for != Waiting.PAYMENT:
        freeze(draft, Waiting.PAYMENT, now=now)
    audit.record(
        actor=actor, verb="fee.asked-for", subject=draft, now=now,
        detail={"form": form, "pence": due.pence},
    )  # fmt: skip
    return draft


def _bring_along(actor: Actor, draft: Draft, basket_id: UUID, *, now: datetime) -> None:
    definition = definition_of(draft.version_id)
    due = fee_due(definition, relevant(definition, draft.answers))
    if due is None:
        return
    with suppress(BasketPaid, PaymentUnderWay):
        _put(actor, draft, due, basket_id, now=now)


def _put(actor: Actor, draft: Draft, due: FeeDue, basket_id: UUID, *, now: datetime) -> None:
    """Put the form's own fee and those of its times into one basket."""
    definition = definition_of(draft.version_id)
    if due.own_pence:
        item = item_of(definition, draft.pk, due, council_by_id(draft.council_id))
        put_in_basket(actor=actor, basket_id=basket_id, item=item, now=now)
    put_times_in_basket(draft, definition, actor=actor, basket_id=basket_id, now=now)


@transaction.atomic(savepoint=False)
def take_fee_back(*, actor: Actor, council_id: int, secret: str, now: datetime) -> Draft:
    """
    Take the fee out of the basket, so that the person can change the answers.

    Who had signed them must sign again.

    :raises NotFound: if there is no such draft
    :raises BasketPaid: if it is paid for: it is being handed in
    :raises PaymentUnderWay: if somebody is just paying
    """
    draft = locked_draft(actor, council_id, secret, frozen=True)
    if draft.frozen_for == Waiting.PAYMENT and draft.submitted_at is None:
        take_out_of_basket(draft, actor=actor, now=now)
        thaw(draft, now=now)
    return draft


def take_out_of_basket(draft: Draft, *, actor: Actor, now: datetime) -> None:
    """Take all that a draft has in a basket out of it; its times stay held."""
    for about_type, about_id in things_of(draft):
        take_back_thing(actor=actor, about_type=about_type, about_id=about_id, now=now)


@transaction.atomic
def wait_for_fee(*, draft: Draft, signing: Signing, due: FeeDue, now: datetime) -> None:
    """
    Let a locked draft that was just signed wait for its fee, and tell the person that they can pay.

    What staff filled in opens to staff alone: its fee goes into a basket of its own, and the
    person gets a link to pay that.
    """
    freeze(draft, Waiting.PAYMENT, now=now)
    pay_link = ""
    if draft.actor_kind == ActorKind.STAFF:
        with suppress(CannotPay):
            pay_link = _pay_link(draft, due, language=signing.language, now=now)
    tell_applicant(
        signing, draft, "eforms.sign-to-pay", amount=pounds(due.pence), pay_link=pay_link, now=now
    )


def let_go_of_unpaid(*, now: datetime, limit: int = 500) -> int:
    """
    Wait no more for fees of signed forms that nobody came back to pay, in the councils in force.

    Their answers can change again and are kept as any draft is; returns how many they were.
    """
    late = Draft.objects.filter(frozen_for=Waiting.PAYMENT, submitted_at=None, expires_at__lt=now)
    found = list(late.order_by("expires_at").only("pk", "answers")[:limit])
    in_baskets = standing_of_drafts(found)
    return sum(_let_go(one.pk, now=now) for one in found if one.pk not in in_baskets)


def _waits_for_signer(draft: Draft) -> bool:
    return draft.frozen_at is not None and draft.frozen_for != Waiting.PAYMENT


@transaction.atomic
def _let_go(draft_id: UUID, *, now: datetime) -> bool:
    found = Draft.objects.select_for_update().filter(pk=draft_id, frozen_for=Waiting.PAYMENT)
    draft = found.filter(submitted_at=None, expires_at__lt=now).first()
    if draft is None or basket_of(draft) is not None:
        return False
    thaw(draft, now=now)
    audit.record(actor=system("eforms"), verb="fee.waited-for-in-vain", subject=draft, now=now)
    return True


@transaction.atomic
def _pay_link(draft: Draft, due: FeeDue, *, language: str, now: datetime) -> str:
    """
    Put the fee of what staff filled in into a basket, and return the address to pay it at.

    :raises CannotPay: if the council has no such fund
    """
    actor, council = system("eforms"), council_by_id(draft.council_id)
    basket, _secret = open_basket(
        actor=actor, council_id=council.id, language=language, channel=draft.channel,
        person_id=draft.subject_id, now=now,
    )  # fmt: skip
    item = item_of(definition_of(draft.version_id), draft.pk, due, council)
    put_in_basket(actor=actor, basket_id=basket.pk, item=item, now=now)
    _link, secret = make_pay_link(actor=actor, basket_id=basket.pk, now=now)
    with translation.override(language):
        return council.url + reverse("public:pay-for", kwargs={"secret": secret})


@transaction.atomic(savepoint=False)
def hand_in_paid(*, draft_id: UUID, now: datetime) -> Submission | None:
    """
    Hand a draft in whose fee is paid; told twice, it gives the same.

    It was judged when it was frozen and is the same since: what was in time then is in time. A
    draft that is not there any more gives nothing; its payment is for staff to look at.
    """
    draft = Draft.objects.select_for_update().filter(pk=draft_id).first()
    payment = payment_of(draft) if draft is not None else None
    if draft is None or (payment is None and draft.frozen_for != Waiting.PAYMENT):
        return None
    if draft.submitted_at is not None:
        return submission_of(draft)
    submission = submit_paid(draft=draft, payment=payment, now=now)
    _join(draft, payment, now=now)
    return submission


@transaction.atomic(savepoint=False)
def hand_in_with_paid_time(*, draft_id: UUID, now: datetime) -> Submission | None:
    """
    Hand a draft in whose time is paid for; told twice, it gives the same.

    Where the form has a fee of its own that is not paid, that one hands it in.
    """
    draft = Draft.objects.filter(pk=draft_id).first()
    if draft is None:
        return None
    definition = definition_of(draft.version_id)
    due = fee_due(definition, relevant(definition, draft.answers))
    if due is not None and due.own_pence and paid_for(ABOUT, draft_id) is None:
        return None
    return hand_in_paid(draft_id=draft_id, now=now)


def _join(draft: Draft, payment: PaymentRow | None, *, now: datetime) -> None:
    """Let the subscription begin that the form joins, if it does by these answers."""
    definition = definition_of(draft.version_id)
    wanted = definition.needs.payment.plan if definition.needs.payment else None
    journey = relevant(definition, draft.answers)
    if wanted is None or not wanted.when.holds(journey.known):
        return
    asked = {one.key: one for page in definition.pages for one in page.questions}
    quantity = journey.known.get(wanted.quantity) if wanted.quantity else 1
    lines = payment.lines if payment else ()
    paid = [line.amount_pence for line in lines if line.about_id == draft.pk]
    try:
        join_paid(
            actor=actor_of_draft(draft),
            council_id=draft.council_id,
            plan=wanted.key,
            quantity=int(quantity) if isinstance(quantity, int | float) else 1,
            place=", ".join(
                words_of(asked[wanted.place], journey.answers.get(wanted.place), draft.language)
            )[:LONGEST_PLACE],
            email=fact(definition, draft.answers, "person.email") or "",
            language=draft.language,
            person_id=draft.subject_id,
            paid_through=draft.pk,
            paid=payment,
            pence=sum(paid),
            now=now,
        )
    except (PlanNotOffered, CannotPay) as problem:
        # The form is handed in all the same: staff read what was wanted, and see here why not.
        audit.record(
            actor=system("eforms"), verb="fee.plan-not-joined", subject=draft, now=now,
            detail={"plan": wanted.key, "why": str(problem)[:200]},
        )  # fmt: skip
