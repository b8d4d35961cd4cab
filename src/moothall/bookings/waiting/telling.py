"""What people on the waiting list are told: that they are on it, and that a time is free."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from moothall.bookings.models import Activity, WaitingEntry, WaitingOffer
from moothall.bookings.models.waiting import OfferState
from moothall.bookings.rows import in_language
from moothall.bookings.slots.local_time import local_of
from moothall.bookings.waiting.links import token_of
from moothall.bookings.words import clock_of, day_of
from moothall.councils.queries import council_by_id
from moothall.kernel.actors import system
from moothall.notifications.actions import send_message
from moothall.notifications.channels import Channel
from moothall.notifications.queries import can_get_texts, can_reach_by

JOINED = "bookings.waiting-joined"
OFFER = "bookings.waiting-offer"
ENDING = "bookings.waiting-ending"
#: Who has not answered is reminded when so much of their time is left, and no sooner than this.
_LAST_PART = 4
_LAST_AT_MOST = timedelta(hours=3)
#: An offer for less than this is over before a reminder would help.
_SHORTEST = timedelta(minutes=40)


def can_be_told(council_id: int, *, email: str, phone: str) -> bool:
    """Tell whether messages reach somebody: by e-mail, or by text where the council sends them."""
    if email:
        return True
    return can_get_texts(phone) and can_reach_by(council_id, Channel.TEXT)


def tell_of_joining(entry: WaitingEntry, activity: Activity, *, now: datetime) -> None:
    """Send the address of their place in line, which is their key to it."""
    where = in_language(entry.site.name, entry.language) if entry.site else ""
    with translation.override(entry.language):
        said = {"first": day_of(entry.first_on), "last": day_of(entry.last_on), "where": where}
    _tell(JOINED, entry, activity, said, about=entry, now=now)


def tell_of_offer(
    offer: WaitingOffer, entry: WaitingEntry, activity: Activity, *, now: datetime
) -> None:
    """Send the offer by e-mail, or by text to whoever gave a telephone number alone."""
    _tell(OFFER, entry, activity, _of_offer(offer, entry), about=offer, now=now)


def remind_of_offers(*, now: datetime) -> int:
    """Remind those whose time to answer is nearly over, once each; return how many are due."""
    open_offers = WaitingOffer.objects.filter(
        state=OfferState.OPEN,
        answer_by__gt=now,
        answer_by__lte=now + _LAST_AT_MOST,
        made_at__lte=F("answer_by") - _SHORTEST,
    ).select_related("entry__activity")
    due = [one for one in open_offers if now >= _reminder_at(one)]
    for offer in due:
        entry = offer.entry
        _tell(ENDING, entry, entry.activity, _of_offer(offer, entry), about=offer, now=now)
    return len(due)


def _reminder_at(offer: WaitingOffer) -> datetime:
    return offer.answer_by - min(_LAST_AT_MOST, (offer.answer_by - offer.made_at) / _LAST_PART)


def _of_offer(offer: WaitingOffer, entry: WaitingEntry) -> dict[str, str]:
    zone = ZoneInfo(council_by_id(offer.council_id).time_zone)
    with translation.override(entry.language):
        return {"when": _moment(offer.starts_at, zone), "until": _moment(offer.answer_by, zone)}


def _moment(moment: datetime, zone: ZoneInfo) -> str:
    day, clock = local_of(moment, zone)
    return _("%(day)s at %(clock)s") % {"day": day_of(day), "clock": clock_of(clock)}


def _tell(
    template: str,
    entry: WaitingEntry,
    activity: Activity,
    said: Mapping[str, str],
    *,
    about: WaitingEntry | WaitingOffer,
    now: datetime,
) -> None:
    """
    Send a message with the address of somebody's place, once for what it is about.

    Whom no message reaches is telephoned by staff, who see in their list what is offered to whom.
    """
    if not can_be_told(entry.council_id, email=entry.email, phone=entry.phone):
        return
    council = council_by_id(entry.council_id)
    with translation.override(entry.language):
        link = council.url + reverse("public:waiting-place", args=[token_of(UUID(str(entry.pk)))])
    send_message(
        actor=system("bookings"),
        council_id=entry.council_id,
        template=template,
        channel=Channel.EMAIL if entry.email else Channel.TEXT,
        to=entry.email or entry.phone,
        language=entry.language,
        context={"what": in_language(activity.name, entry.language), "link": link, **said},
        dedupe_key=f"{template}:{about.pk}",
        about_type=about._meta.label_lower,
        about_id=about.pk,
        person_id=entry.person_id,
        now=now,
    )
