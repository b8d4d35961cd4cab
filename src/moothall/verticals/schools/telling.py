"""What people are told about the children they look after."""

from datetime import datetime

from django.urls import reverse
from django.utils import formats, timezone, translation

from moothall.councils.queries import council_by_id
from moothall.kernel.actors import system
from moothall.notifications.actions import send_message
from moothall.notifications.reaching import language_for, way_to_reach
from moothall.people.needs import needs_of
from moothall.people.queries import persons_by_id
from moothall.verticals.schools.models import Guardian, GuardianInvitation
from moothall.verticals.schools.models.pupil import GuardianState

INVITATION = "schools.invitation"
APPROVED = "schools.approved"


def send_invitation(
    invitation: GuardianInvitation, school: str, secret: str, *, now: datetime
) -> None:
    """Send an invitation in the council's first language; it names no child."""
    council = council_by_id(invitation.council_id)
    language = council.languages[0]
    with translation.override(language):
        address = reverse("account:school-invitation", kwargs={"secret": secret})
        until = formats.date_format(timezone.localtime(invitation.expires_at), "j F Y")
    send_message(
        actor=system("schools"),
        council_id=invitation.council_id,
        template=INVITATION,
        channel="email",
        to=invitation.sent_to,
        language=language,
        context={"school": school, "link": council.url + address, "until": until},
        dedupe_key=f"{INVITATION}:{invitation.pk}",
        about_type=GuardianInvitation._meta.label_lower,
        about_id=invitation.pk,
        now=now,
    )


def tell_of_decision(guardian: Guardian, *, now: datetime) -> None:
    """Tell somebody that the school has approved them; of a refusal the school speaks itself."""
    way = way_to_reach(guardian.council_id, guardian.person_id)
    if guardian.state != GuardianState.APPROVED or way is None:
        return
    council, needs = council_by_id(guardian.council_id), needs_of(guardian.person_id)
    given = persons_by_id([guardian.person_id])[guardian.person_id].language
    language = language_for(council, needs, given)
    with translation.override(language):
        link = council.url + reverse("account:schools")
    send_message(
        actor=system("schools"),
        council_id=guardian.council_id,
        template=APPROVED,
        channel=way.channel,
        to=way.to,
        language=language,
        context={"link": link},
        dedupe_key=f"{APPROVED}:{guardian.pk}",
        about_type=Guardian._meta.label_lower,
        about_id=guardian.pk,
        person_id=guardian.person_id,
        needs=needs,
        now=now,
    )
