"""What people are told about the children they look after."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils import formats, timezone, translation
from django.utils.translation import gettext

from moothall.councils.queries import council_by_id
from moothall.kernel.actors import system
from moothall.kernel.money import pounds
from moothall.notifications.actions import send_message
from moothall.notifications.reaching import language_for, way_to_reach
from moothall.payments.wording import words_in
from moothall.people.needs import needs_of
from moothall.people.queries import persons_by_id
from moothall.verticals.schools.models import (
    ActivityPlace,
    Guardian,
    GuardianInvitation,
    Instalment,
)
from moothall.verticals.schools.models.pupil import GuardianState

INVITATION = "schools.invitation"
APPROVED = "schools.approved"
DUE, OVERDUE = "schools.part-due", "schools.part-overdue"
CANCELLED = "schools.trip-cancelled"


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


def tell_due(part: Instalment, *, is_late: bool, now: datetime) -> None:
    """Tell whoever joined for a child that a part is soon due, or was; it names no child."""
    place = part.place
    template = OVERDUE if is_late else DUE
    for person_id in _told(place):
        _tell(
            person_id,
            place,
            template,
            lambda language: {
                "what": words_in(place.activity.name, language),
                "amount": pounds(part.pence),
                "day": formats.date_format(part.due_on, "j F Y"),
            },
            key=f"{template}:{part.pk}:{person_id}",
            now=now,
        )


def tell_cancelled(place: ActivityPlace, *, paid_pence: int, now: datetime) -> None:
    """Tell whoever joined for a child that it does not take place, and what they get back."""
    for person_id in _told(place):
        _tell(
            person_id,
            place,
            CANCELLED,
            lambda language: {
                "what": words_in(place.activity.name, language),
                "because": place.activity.cancelled_because,
                "back": _back(paid_pence),
            },
            key=f"{CANCELLED}:{place.pk}:{person_id}",
            now=now,
        )


def _back(paid_pence: int) -> str:
    if not paid_pence:
        return gettext("You have paid nothing for it.")
    return gettext(
        "We give back the %(amount)s that you paid, to the card it came from. "
        "You need do nothing. It takes some days."
    ) % {"amount": pounds(paid_pence)}


def _told(place: ActivityPlace) -> list[UUID]:
    """Return who joined for the child, if they look after it still, or else all who do."""
    looks_after = Guardian.objects.filter(pupil_id=place.pupil_id, state=GuardianState.APPROVED)
    people = list(looks_after.order_by("asked_at").values_list("person_id", flat=True))
    return [place.person_id] if place.person_id in people else people


def _tell(
    person_id: UUID,
    place: ActivityPlace,
    template: str,
    words: Callable[[str], dict[str, str]],
    *,
    key: str,
    now: datetime,
) -> None:
    way = way_to_reach(place.council_id, person_id)
    if way is None:
        return
    council, needs = council_by_id(place.council_id), needs_of(person_id)
    language = language_for(council, needs, persons_by_id([person_id])[person_id].language)
    with translation.override(language):
        page = reverse("account:school-child", kwargs={"pupil_id": place.pupil_id})
        context = {"link": council.url + page, **words(language)}
    send_message(
        actor=system("schools"),
        council_id=place.council_id,
        template=template,
        channel=way.channel,
        to=way.to,
        language=language,
        context=context,
        dedupe_key=key,
        about_type=ActivityPlace._meta.label_lower,
        about_id=place.pk,
        person_id=person_id,
        needs=needs,
        now=now,
    )
