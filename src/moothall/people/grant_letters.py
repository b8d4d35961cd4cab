"""Letters by e-mail about who acts for whom, written and sent by a worker."""

from collections.abc import Mapping
from enum import StrEnum
from uuid import UUID

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from moothall.councils.queries import council_by_id
from moothall.kernel.tasks import task
from moothall.people.invitations import token_of
from moothall.people.models import (
    ContactKind,
    ContactPoint,
    Grant,
    Invitation,
    Joining,
    MemberRole,
    Membership,
    Person,
)
from moothall.people.needs import needs_at
from moothall.people.posting import post


class Act(StrEnum):
    """What a helper may do that a person is told of at once."""

    REQUEST_SENT = "request-sent"
    PAYMENT_MADE = "payment-made"
    DETAILS_CHANGED = "details-changed"
    BANK_DETAILS_CHANGED = "bank-details-changed"


#: Of these the person alone is told; of the others both sides.
OF_USE = frozenset({"used", *Act})

#: What a grant's two sides are told of; the words are in the templates.
CHANGES = frozenset({"began", "changed", "ended", "refused"}) | OF_USE


@task(name="people.send_invitation", queue="deliveries", attempts=6)
def send_invitation(*, council_id: int, invitation_id: str, sender: str) -> None:
    """
    Send the letter that asks somebody to act for another, to be helped, or to join.

    :raises Retry: if the mail server does not take it
    """
    found = Invitation.objects.filter(pk=UUID(invitation_id), withdrawn_at=None, answered_at=None)
    invitation = found.select_related("grant", "organisation").first()
    if invitation is None:
        return
    council = council_by_id(council_id)
    language = council.languages[0]
    with translation.override(language):
        path = reverse("account:invitation", kwargs={"token": token_of(invitation)})
    values = {"invitation": invitation, "sender": sender, "link": f"{council.url}{path}"}
    _send("invitation", invitation.email, language, council_id, values)


@task(name="people.send_grant_notice", queue="deliveries", attempts=6)
def send_grant_notice(*, council_id: int, grant_id: str, change: str) -> None:
    """
    Tell both sides of a grant what has changed; of its use the person alone.

    :raises Retry: if the mail server does not take it
    """
    found = Grant.objects.filter(pk=UUID(grant_id))
    grant = found.select_related("person", "delegate", "organisation").first()
    if grant is None or change not in CHANGES:
        return
    helper = grant.organisation.name if grant.organisation else ""
    if grant.delegate is not None:
        helper = grant.delegate.name
    council = council_by_id(council_id)
    with translation.override(council.languages[0]):
        link = f"{council.url}{reverse('account:helpers')}"
    values = {"grant": grant, "change": change, "helper": helper, "link": link}
    if grant.person is not None:
        email, language = reached_at(grant.person)
        if email:
            _send("grant_of_mine", email, language, council_id, values)
    if change in OF_USE:
        return
    for person in helpers_of(grant):
        email, language = reached_at(person)
        if email:
            _send("grant_to_me", email, language, council_id, values)


def reached_at(person: Person) -> tuple[str, str]:
    """Return a person's own e-mail address, that of their account first, and their language."""
    joining = (
        Joining.objects.filter(person_id=person.pk, ended_at=None).select_related("account").first()
    )
    if joining is not None:
        return joining.account.email, joining.account.language
    point = (
        ContactPoint.objects.filter(person_id=person.pk, kind=ContactKind.EMAIL)
        .order_by("created_at", "id")
        .first()
    )
    return (point.value if point else "", person.language)


def helpers_of(grant: Grant) -> list[Person]:
    """Return who acts by a grant, or who answers for the organisation that does."""
    if grant.delegate is not None:
        return [grant.delegate]
    if grant.organisation_id is None:
        return []
    owners = Membership.objects.filter(
        organisation_id=grant.organisation_id, role=MemberRole.OWNER, ended_at=None
    )
    return [one.person for one in owners.select_related("person")]


def _send(
    name: str, email: str, language: str, council_id: int, values: Mapping[str, object]
) -> None:
    """Draw the template, whose first line is the subject, and hand it to the mail server."""
    council = council_by_id(council_id)
    needs = needs_at(council_id, ContactKind.EMAIL, email)
    wanted = needs.language or language
    spoken = wanted if wanted in council.languages else council.languages[0]
    with translation.override(spoken):
        text = render_to_string(
            f"people/messages/{name}.txt", {**values, "council": council, "language": spoken}
        )
        sender = f'"{council.name_in(spoken)}" <{council.contact.email}>'
    post(text=text, sender=sender, to=email, needs=needs, language=spoken)
