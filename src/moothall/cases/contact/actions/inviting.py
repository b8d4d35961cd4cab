"""Sending somebody a link to open their account by, while they are in touch."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from moothall.cases.contact.actions.contacts import note_deed, own_contact
from moothall.cases.contact.links import invitation_of, token_of
from moothall.cases.contact.models import AccountInvitation
from moothall.cases.contact.words import Deed
from moothall.councils.queries import council_by_id
from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.policies import require
from moothall.kernel.rate_limits import allow
from moothall.notifications.actions import send_message
from moothall.people import policies as people_policies
from moothall.people.models import ContactKind, ContactPoint, Person
from moothall.people.queries import has_account

OPEN_FOR = timedelta(days=1)
#: Enough for a wrong start or two; too few to trouble anybody with.
MOST, PER = 3, timedelta(hours=1)
_CHANNELS = {ContactKind.EMAIL.value: "email", ContactKind.PHONE.value: "text"}


@transaction.atomic
def invite_to_account(
    *, actor: Actor, contact_id: UUID, kind: str, value: str, now: datetime
) -> AccountInvitation:
    """
    Send whoever is in touch a link to open their account, to an address or number that we know.

    What the employee types is never written to: only what stands on the person's record.

    :raises NotFound: if it is no unfinished contact of theirs, or the record has no such address
    :raises NotPermitted: if they may not help residents here
    :raises Conflict: if there is an account, it is a protected person, or it was sent often enough
    """
    contact = own_contact(actor, contact_id)
    require(people_policies.can_help(actor, contact.council_id))
    person = Person.objects.filter(pk=contact.person_id).first() if contact.person_id else None
    if person is None or kind not in _CHANNELS:
        raise NotFound("We have no such way to reach them.")
    point = ContactPoint.objects.filter(person_id=person.pk, kind=kind, value=value).first()
    if point is None:
        raise NotFound("We have no such way to reach them.")
    if person.is_protected or person.refuses_joining:
        raise Conflict(_("Their record is protected. They open an account in person."))
    if has_account(person.pk):
        raise Conflict(_("They have an account already."))
    if not allow(f"account invitation {person.pk}", limit=MOST, per=PER, now=now):
        raise Conflict(_("Enough links were sent. The newest still works."))
    invitation = AccountInvitation.objects.create(
        council_id=contact.council_id,
        interaction=contact,
        person=person,
        channel=_CHANNELS[kind],
        sent_at=now,
        expires_at=now + OPEN_FOR,
    )
    _send(actor, invitation, person, point.value, now=now)
    note_deed(actor=actor, contact_id=contact_id, deed=Deed.INVITED, now=now)
    audit.record(
        actor=actor,
        verb="account.invited",
        subject=person,
        now=now,
        detail={"channel": invitation.channel},
    )
    return invitation


def follow_invitation(*, token: str, now: datetime) -> AccountInvitation:
    """
    Note that somebody has followed their link; following it again changes nothing.

    :raises NotFound: if there is none such, or it has run out
    """
    invitation = invitation_of(token)
    if now >= invitation.expires_at:
        raise NotFound("This link has run out.")
    AccountInvitation.objects.filter(pk=invitation.pk, opened_at__isnull=True).update(opened_at=now)
    return invitation


def _send(
    actor: Actor, invitation: AccountInvitation, person: Person, to: str, *, now: datetime
) -> None:
    council = council_by_id(invitation.council_id)
    language = person.language if person.language in council.languages else council.languages[0]
    with translation.override(language):
        path = reverse("account:open-account", kwargs={"token": token_of(invitation)})
    send_message(
        actor=actor,
        council_id=invitation.council_id,
        template="cases.open-account",
        channel=invitation.channel,
        to=to,
        language=language,
        context={"link": f"{council.url}{path}"},
        dedupe_key=f"cases.open-account:{invitation.pk}",
        about_type="people.person",
        about_id=person.pk,
        person_id=person.pk,
        now=now,
    )
