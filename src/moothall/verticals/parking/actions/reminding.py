"""Telling people that their time is about to end, once for each end."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import translation

from moothall.councils.queries import council_by_id
from moothall.kernel.actors import system
from moothall.notifications.actions import send_message
from moothall.notifications.channels import Channel
from moothall.notifications.reaching import Way, language_for, way_by, way_to_reach
from moothall.people.needs import needs_of
from moothall.people.queries import contact_points_of, persons_by_id
from moothall.verticals.parking.models import ParkingSession
from moothall.verticals.parking.models.session import SessionState
from moothall.verticals.parking.queries import rules_of
from moothall.verticals.parking.vrm import spaced
from moothall.verticals.parking.wording import end_words, name_in

ENDING = "parking.ending"
#: As many are reminded in one transaction.
BATCH = 100


@transaction.atomic
def remind_of_end(*, council_id: int, now: datetime) -> int:
    """
    Tell the people of sessions that end within the council's minutes; return how many sessions.

    Whoever has just bought no more than those minutes is not told what they know. A session that is
    lengthened is told of again, at its new end.
    """
    rules = rules_of(council_id)
    if rules is None:
        return 0
    before = timedelta(minutes=rules.reminder_minutes)
    due = ParkingSession.objects.select_related("place").filter(
        Q(reminded_of=None) | ~Q(reminded_of=F("ends_at")),
        person__isnull=False,
        state=SessionState.PAID,
        stopped_at=None,
        ends_at__gt=now,
        ends_at__lte=now + before,
        started_at__lt=F("ends_at") - before,
    )
    sessions = list(due.select_for_update(of=("self",), skip_locked=True)[:BATCH])
    for session in sessions:
        session.reminded_of = session.ends_at
        _tell(session, now=now)
    ParkingSession.objects.bulk_update(sessions, ["reminded_of"])
    return len(sessions)


def _tell(session: ParkingSession, *, now: datetime) -> None:
    person_id = session.person_id
    assert person_id is not None  # noqa: S101 - asked for above
    way = _way(session)
    if way is None:
        return
    council, needs = council_by_id(session.council_id), needs_of(person_id)
    given = persons_by_id([person_id])[person_id].language
    language = language_for(council, needs, given)
    with translation.override(language):
        link = council.url + reverse("account:parking-session", args=[session.pk])
        context = {
            "vehicle": spaced(session.vrm),
            "place": name_in(session.place.name, language),
            "end": end_words(session.ends_at, now=now),
            "link": link,
        }
    send_message(
        actor=system("parking"),
        council_id=session.council_id,
        template=ENDING,
        channel=way.channel,
        to=way.to,
        language=language,
        context=context,
        dedupe_key=f"{ENDING}:{session.pk}:{session.ends_at.isoformat()}",
        about_type=ParkingSession._meta.label_lower,
        about_id=session.pk,
        person_id=person_id,
        needs=needs,
        now=now,
    )


def _way(session: ParkingSession) -> Way | None:
    """Return how to reach them: by text who parked by text, otherwise as they prefer; no letter."""
    assert session.person_id is not None  # noqa: S101 - asked for above
    person_id, council_id = session.person_id, session.council_id
    points = contact_points_of(person_id)
    if session.channel == "text" and (to := way_by(council_id, person_id, Channel.TEXT, points)):
        return Way(Channel.TEXT.value, to)
    found = way_to_reach(council_id, person_id)
    if found is not None and found.channel != Channel.POST:
        return found
    to = way_by(council_id, person_id, Channel.EMAIL, points)
    return Way(Channel.EMAIL.value, to) if to else None
