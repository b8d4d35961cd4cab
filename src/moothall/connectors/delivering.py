"""One attempt: claim, call outside any transaction, record."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from moothall.cases.models import Attachment, Case
from moothall.connectors import actions
from moothall.connectors.actions.delivering import Claim
from moothall.connectors.actions.routing import fitting
from moothall.connectors.models import Delivery, System
from moothall.connectors.ports import (
    Accepted,
    BackOfficeSystem,
    CaseToSend,
    NotTaken,
    TryLater,
    suppliers,
)
from moothall.connectors.routing import attributes_for
from moothall.documents.links import media_url
from moothall.eforms.handing_over import document_of
from moothall.kernel import clock
from moothall.kernel.actors import system as system_actor
from moothall.kernel.secrets import SecretMissing
from moothall.people.needs import NO_NEEDS, Needs, needs_of
from moothall.people.queries import person_detail

COURIER = system_actor("connectors.deliver")

#: A system that cannot even be set up is called for no time at all.
LONGEST_OF_NONE = timedelta(0)


def attempt_delivery(*, delivery_id: UUID) -> None:
    """
    Claim the delivery, hand it over, and record what came of it; nothing if it is done.

    :raises Retry: if another process is sending it at the moment
    """
    delivery = Delivery.objects.select_related("system", "route", "submission").get(pk=delivery_id)
    if delivery.system is None:
        if delivery.destination:
            actions.post_to_office(actor=COURIER, delivery_id=delivery_id, now=clock.now())
        return
    system = _connect(delivery.system)
    longest = LONGEST_OF_NONE if isinstance(system, NotTaken) else system.longest_call
    claim = actions.claim_delivery(delivery_id=delivery_id, longest_call=longest, now=clock.now())
    if claim is None:
        return
    outcome = system if isinstance(system, NotTaken) else _call(system, delivery, claim)
    actions.record_outcome(actor=COURIER, claim=claim, outcome=outcome, now=clock.now())


def _connect(system: System) -> BackOfficeSystem | NotTaken:
    try:
        return suppliers.get(system.supplier).connect(system.options)
    except (LookupError, ValueError) as error:
        return TryLater(f"The system is not set up right: {error}")


def _call(system: BackOfficeSystem, delivery: Delivery, claim: Claim) -> Accepted | NotTaken:
    try:
        if claim.token:
            return _ask_for_reference(system, claim.token)
        return system.send(case_to_send(delivery))
    except NotTaken as failure:
        return failure
    except SecretMissing as error:
        return TryLater(f"The system is not set up right: {error}")


def _ask_for_reference(system: BackOfficeSystem, token: str) -> Accepted:
    reference = system.reference_for(token)
    return Accepted(reference=reference) if reference else Accepted(token=token)


def case_to_send(delivery: Delivery) -> CaseToSend:
    """Return the delivery's case in the words of its route."""
    case = Case.objects.select_related("service_type").get(pk=delivery.case_id)
    person = person_detail(case.person_id) if case.person_id else None
    needs = needs_of(case.person_id) if case.person_id else NO_NEEDS
    route = delivery.route
    return CaseToSend(
        idempotency_key=str(delivery.pk),
        reference=case.reference,
        external_code=route.external_code if route else case.service_type.slug,
        description=description_of(case, needs),
        attributes=attributes_for(route.attributes if route else {}, fitting(case)),
        requested_at=case.created_at,
        address=case.place,
        uprn=str(case.uprn or ""),
        latitude=case.latitude,
        longitude=case.longitude,
        easting=case.easting,
        northing=case.northing,
        name=person.name if person else "",
        email=person.email if person else "",
        phone=person.phone if person else "",
        needs=needs.codes,
        media_urls=media_urls_of(case),
        submission=_submission(delivery, needs),
    )


def _submission(delivery: Delivery, needs: Needs) -> dict[str, Any] | None:
    """Return the submission as its published schema says, with what its person needs."""
    if delivery.submission is None:
        return None
    document = document_of(delivery.submission)
    return {**document, "needs": list(needs.codes)} if needs.codes else document


def description_of(case: Case, needs: Needs = NO_NEEDS) -> str:
    """Return the summary, every detail and what the person needs as lines that a crew can read."""
    lines = [case.summary, ""]
    lines += [f"{detail.label}: {detail.value}" for detail in case.particulars]
    if needs.codes:
        lines.append(f"How to write to this person and speak with them: {needs.in_english}")
    lines.append(f"Reference: {case.reference}")
    return "\n".join(lines)


def media_urls_of(case: Case) -> tuple[str, ...]:
    """Return addresses under which the system may fetch the case's photographs for a while."""
    now = clock.now()
    attached = Attachment.objects.filter(case_id=case.pk).select_related("file")
    return tuple(
        media_url(attachment.file, now=now)
        for attachment in attached.order_by("added_at", "id")
        if attachment.file.is_image
    )
