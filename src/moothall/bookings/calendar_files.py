"""Bookings as calendar files (RFC 5545): one to go with a message, many as a feed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from icalendar import Calendar, Event, vCalAddress, vText

from moothall.councils.rows import CouncilRow

CONTENT_TYPE = "text/calendar"
_MADE_BY = "-//Moothall//Bookings//EN"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """
    One thing in a calendar; moments, so that no reader need know about changes of the clock.

    `uid` stays the same for as long as the booking lives, and `sequence` grows with each change:
    by the two a calendar replaces what it has.
    """

    uid: str
    sequence: int
    changed_at: datetime
    starts_at: datetime
    ends_at: datetime
    title: str
    place: str = ""
    text: str = ""
    link: str = ""
    is_cancelled: bool = False


def file_of(entry: Entry, council: CouncilRow, language: str) -> bytes:
    """Return the file that goes with a message: it adds or changes a booking, or takes it out."""
    return file_of_all([entry], council, language)


def file_of_all(entries: Sequence[Entry], council: CouncilRow, language: str) -> bytes:
    """Return one file for several bookings, all of which are there or all called off."""
    calendar = _calendar("CANCEL" if entries[0].is_cancelled else "PUBLISH")
    for entry in entries:
        event = _event(entry)
        event.add("organizer", _organizer(council, language))
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def stored_of(entry: Entry) -> bytes:
    """Return an entry as a calendar's server stores it: no method is allowed there (RFC 4791)."""
    calendar = _calendar("")
    calendar.add_component(_event(entry))
    return bytes(calendar.to_ical())


def feed_of(entries: Iterable[Entry], name: str) -> bytes:
    """Return many entries as a calendar that programs ask for again and again."""
    calendar = _calendar("PUBLISH")
    calendar.add("x-wr-calname", name)
    for entry in entries:
        calendar.add_component(_event(entry))
    return bytes(calendar.to_ical())


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", _MADE_BY)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    if method:
        calendar.add("method", method)
    return calendar


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.changed_at.astimezone(UTC))
    event.add("dtstart", entry.starts_at.astimezone(UTC))
    event.add("dtend", entry.ends_at.astimezone(UTC))
    event.add("summary", entry.title)
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    for name, value in (("location", entry.place), ("description", entry.text)):
        if value:
            event.add(name, value)
    if entry.link:
        event.add("url", entry.link)
    return event


def _organizer(council: CouncilRow, language: str) -> vCalAddress:
    """Return the council: by its e-mail address, or else by that of its website."""
    email = council.contact.email
    organizer = vCalAddress(f"mailto:{email}" if email else council.url)
    organizer.params["cn"] = vText(council.name_in(language))
    return organizer
