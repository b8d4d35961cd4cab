"""Letters of ours that came back, and addresses that no longer work."""

from datetime import datetime

from moothall.cases.mail.models import DoubtfulAddress, Mail, OutgoingMail, Sending
from moothall.cases.mail.queries.matching import our_letters
from moothall.cases.mail.reading.letter import Report
from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.insert_once import insert_once
from moothall.people.contact import normalise_contact
from moothall.people.models import ContactKind


def note_bounce(*, actor: Actor, mail: Mail, report: Report, now: datetime) -> OutgoingMail | None:
    """
    Write down that a letter of ours came back, within the transaction that files the report.

    Only a report about a letter that we did send says anything of an address.
    """
    returned = next(iter(our_letters([report.message_id] if report.message_id else [])), None)
    if returned is None:
        return None
    reason = f"{report.action} {report.status}".strip()
    OutgoingMail.objects.filter(pk=returned.pk).update(
        state=Sending.BOUNCED, problem=reason[:300], lease_until=None
    )
    doubtful = DoubtfulAddress(
        council_id=mail.council_id,
        address=normalise_contact(ContactKind.EMAIL, returned.recipient),
        reason=reason[:300],
        since=now,
    )
    insert_once(doubtful, unique=["council", "address"])
    mail.case_id, mail.person_id = returned.case_id, returned.person_id
    mail.save(update_fields=["case", "person"])
    audit.record(actor=actor, verb="mail.came-back", subject=returned, now=now)
    return returned


def note_sound(*, council_id: int, address: str) -> None:
    """Take note that an address works: somebody writes from it."""
    DoubtfulAddress.objects.filter(
        council_id=council_id, address=normalise_contact(ContactKind.EMAIL, address)
    ).delete()
