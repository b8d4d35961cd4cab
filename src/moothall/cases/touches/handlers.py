"""What payments tell that belongs on the timeline of a person or a case: each once."""

from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from moothall.cases.channels import Channel, Direction
from moothall.cases.models import Case
from moothall.cases.queries.detail import case_of_reference
from moothall.cases.touches.writing import By, channel_of, note_touch
from moothall.councils.queries import council_by_id
from moothall.kernel.actors import ActorKind
from moothall.payments.events import PayLinkSent, PaymentPaid
from moothall.payments.story import call_paid, link_sent
from moothall.people.colleagues import names_of_staff
from moothall.people.queries import persons_by_id

_TELEPHONE = By(kind=ActorKind.SYSTEM.value, identifier="telephone", name="")


def on_payment_paid_note_call(event: PaymentPaid) -> None:
    """
    Write down that somebody paid by the automatic telephone line, if this is such a payment.

    The person is whose number rang, if it is one person's; the case is the one whose reference was
    keyed, and its person where the number says nothing. Neither the amount nor the account is said:
    not everybody who reads of a call may see payments.
    """
    paid = call_paid(event.payment_id)
    if paid is None:
        return
    references = (case_of_reference([event.council_id], one) for one in paid.references if one)
    case_id = next((found for found in references if found is not None), None)
    known = paid.rung_by and next(iter(persons_by_id([paid.rung_by])), None)
    note_touch(
        council_id=event.council_id,
        key=f"payments.call:{event.payment_id}",
        channel=Channel.VOICE,
        direction=Direction.INBOUND,
        person_id=known or _person_of(case_id),
        case_id=case_id,
        summary=f"{paid.what}, {paid.reference}",
        by=_TELEPHONE,
        at=event.occurred_at,
    )


def on_pay_link_sent_note_it(event: PayLinkSent) -> None:
    """Write down that an employee sent somebody a link to pay; what payers send is theirs."""
    if event.by_kind != ActorKind.STAFF:
        return
    sent = link_sent(event.link_id)
    language = council_by_id(event.council_id).languages[0]
    with translation.override(language):
        summary = _("Link to pay: %(what)s") % {"what": sent.what_in(language)}
    names = names_of_staff([int(event.by)]) if event.by.isdecimal() else {}
    note_touch(
        council_id=event.council_id,
        key=f"payments.pay-link:{event.link_id}",
        channel=channel_of(event.channel),
        direction=Direction.OUTBOUND,
        person_id=sent.person_id,
        case_id=None,
        summary=summary,
        by=By(
            kind=event.by_kind,
            identifier=event.by,
            name=next(iter(names.values()), ""),
        ),
        at=event.occurred_at,
    )


def _person_of(case_id: UUID | None) -> UUID | None:
    if case_id is None:
        return None
    return Case.objects.filter(pk=case_id).values_list("person_id", flat=True).first()
