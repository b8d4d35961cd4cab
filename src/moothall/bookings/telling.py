"""What people are told of their bookings, once each, with a file for their calendar."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from moothall.bookings.calendar_files import CONTENT_TYPE, Entry, file_of
from moothall.bookings.features import feature_words
from moothall.bookings.links import again_address, booking_address, call_address, place_address
from moothall.bookings.models import Booking
from moothall.bookings.rows import in_language
from moothall.bookings.words import clock_of, day_of
from moothall.bookings.workflow import Status
from moothall.councils.queries import council_by_id
from moothall.councils.rows import CouncilRow
from moothall.documents.actions import store_written
from moothall.kernel.actors import system
from moothall.kernel.money import pounds
from moothall.notifications.actions import send_message
from moothall.notifications.channels import Channel
from moothall.notifications.queries import can_get_texts, can_reach_by
from moothall.notifications.reaching import Way, language_for, way_to_reach
from moothall.people.needs import NO_NEEDS, needs_of

CONFIRMED = "bookings.confirmed"
MOVED = "bookings.moved"
CANCELLED = "bookings.cancelled"
SHUT = "bookings.shut"
LIFTED = "bookings.lifted"
REMINDER = "bookings.reminder"
IN_VAIN = "bookings.in-vain"
MOVE_IN_VAIN = "bookings.move-in-vain"
DEPOSIT = "bookings.deposit"
#: With these goes a file for the calendar.
_WITH_FILE = frozenset({CONFIRMED, MOVED, CANCELLED})


def tell(
    template: str,
    booking: Booking,
    *,
    key: str,
    now: datetime,
    more: Mapping[str, str] | None = None,
    whose: UUID | None = None,
) -> bool:
    """
    Tell whoever a booking is for, once for a `key`; return whether they can be reached at all.

    People we know are reached as they prefer, others at the address or number that they gave.
    `whose` is what is told of but once instead of each booking: the bookings of a family, or a
    series.
    """
    way = way_of(booking)
    if way is None:
        return False
    council = council_by_id(booking.council_id)
    needs = needs_of(booking.person_id) if booking.person_id else NO_NEEDS
    language = language_of(booking, council)
    enclosed = []
    if template in _WITH_FILE and way.channel == Channel.EMAIL:
        enclosed = [_stored_file(booking, council, language, now=now)]
    send_message(
        actor=system("bookings"),
        council_id=booking.council_id,
        template=template,
        channel=way.channel,
        to=way.to,
        language=language,
        context={**context_of(booking, council, language), **(more or {})},
        dedupe_key=occasion(template, whose or booking.pk, key),
        about_type=Booking._meta.label_lower,
        about_id=booking.pk,
        person_id=booking.person_id,
        needs=needs if booking.person_id else None,
        enclosed=enclosed,
        now=now,
    )
    return True


def occasion(template: str, whose: UUID, key: str) -> str:
    """Return the name of an occasion on which somebody is told, by which it happens once."""
    return f"{template}:{whose}:{key}"


def language_of(booking: Booking, council: CouncilRow) -> str:
    """Return the language in which somebody is told: as they prefer if they are known."""
    needs = needs_of(booking.person_id) if booking.person_id else NO_NEEDS
    return str(language_for(council, needs, booking.language))


def way_of(booking: Booking) -> Way | None:
    """Return how somebody is told: as they prefer if they are known, else as they said."""
    if booking.person_id is not None:
        found = way_to_reach(booking.council_id, booking.person_id)
        if found is not None:
            return found
    if booking.email:
        return Way(Channel.EMAIL.value, booking.email)
    if can_get_texts(booking.phone) and can_reach_by(booking.council_id, Channel.TEXT):
        return Way(Channel.TEXT.value, booking.phone)
    return None


def context_of(booking: Booking, council: CouncilRow, language: str) -> dict[str, str]:
    """Return what fills the gaps of every message about a booking."""
    activity, site = booking.activity, booking.site
    bring = activity.bring.get(language) or activity.bring.get("en") or []
    at_place = site is not None and not booking.is_video
    with translation.override(language):
        bring_title = _("What to bring:") if bring else ""
        features = ", ".join(feature_words(site.features)) if at_place else ""
    return {
        "name": booking.name,
        "activity": in_language(activity.name, language),
        "day": day_words(booking, language),
        "time": time_words(booking),
        "place": in_language(site.name, language) if at_place else "",
        "address": site.address if at_place else "",
        "directions": in_language(site.directions, language) if at_place else "",
        "features": features,
        "map": place_address(council, site.key, language) if at_place else "",
        "bring_title": bring_title,
        "bring": "\n".join(f"- {line}" for line in bring),
        "video": call_address(council, booking, language) if booking.is_video else "",
        "reference": booking.reference,
        "link": booking_address(council, booking, language),
    }


def amount_words(pence: int) -> str:
    """Return how much is given back, or was paid; nothing where it is nothing."""
    return pounds(pence) if pence else ""


def again_link(booking: Booking) -> str:
    """Return where the same can be booked again, in the language of the booking."""
    council = council_by_id(booking.council_id)
    return again_address(council, booking.activity.key, booking.language)


def day_words(booking: Booking, language: str) -> str:
    """Return the day on the local clock: Thursday 19 November 2026."""
    with translation.override(language):
        return day_of(booking.local_on)


def time_words(booking: Booking) -> str:
    """Return the time on the local clock: 9:30am."""
    return clock_of(booking.local_time)


def booking_with_all(booking_id: UUID) -> Booking:
    """Return a booking with what its messages say, in one statement."""
    return Booking.objects.select_related("activity", "site", "closure").get(pk=booking_id)


def entry_of(booking: Booking, council: CouncilRow, language: str, *, own_link: bool) -> Entry:
    """
    Return a booking as its own person's calendar shows it.

    With `own_link` the way to change it is in it; a feed, which others' programs fetch, has none.
    """
    said = context_of(booking, council, language)
    with translation.override(language):
        lines = [
            _("Reference: %(reference)s") % said,
            *([_("What to bring:"), said["bring"]] if said["bring"] else []),
            *([_("How to get there: %(directions)s") % said] if said["directions"] else []),
            *([_("Good to know: %(features)s") % said] if said["features"] else []),
            *([_("Map: %(map)s") % said] if said["map"] else []),
            *([_("It is a video call.")] if booking.is_video else []),
            *([_("Change or cancel it: %(link)s") % said] if own_link else []),
        ]
    return Entry(
        uid=uid_of(booking),
        sequence=booking.version,
        changed_at=_changed_at(booking),
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        title=said["activity"],
        place=", ".join(part for part in (said["place"], said["address"]) if part),
        text="\n".join(lines),
        link=(said["video"] or said["link"]) if own_link else "",
        is_cancelled=booking.status == Status.CANCELLED,
    )


def uid_of(booking: Booking) -> str:
    """Return the name of a booking in every calendar, for as long as it lives."""
    return f"{booking.pk}@moothall"


def _changed_at(booking: Booking) -> datetime:
    moments = (booking.made_at, booking.confirmed_at, booking.moved_at, booking.ended_at)
    return max(moment for moment in moments if moment is not None)


def _stored_file(booking: Booking, council: CouncilRow, language: str, *, now: datetime) -> UUID:
    """
    Return the calendar file, stored until the message has long gone; nobody keeps it for good.

    The content type names the method too, since mailboxes look there (RFC 6047, 2.4).
    """
    entry = entry_of(booking, council, language, own_link=True)
    method = "CANCEL" if entry.is_cancelled else "PUBLISH"
    stored = store_written(
        council_id=booking.council_id,
        content=file_of(entry, council, language),
        name=f"{booking.reference}.ics",
        content_type=f"{CONTENT_TYPE}; method={method}; charset=utf-8",
        now=now,
    )
    return UUID(str(stored.pk))
