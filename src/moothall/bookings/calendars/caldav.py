"""A calendar on a CalDAV server (RFC 4791), such as Nextcloud, Radicale or Zimbra."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

import httpx
from defusedxml import ElementTree
from icalendar import Calendar, Component

from moothall.bookings.calendars.ports import Busy, CalendarUnreachable

_TIMEOUT_SECONDS = 20.0
_NS = {"c": "urn:ietf:params:xml:ns:caldav"}
_GONE = frozenset({404, 410})
_QUERY = """<?xml version="1.0" encoding="utf-8"?>
<c:calendar-query xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav">
 <d:prop><c:calendar-data><c:expand start="{begins}" end="{ends}"/></c:calendar-data></d:prop>
 <c:filter><c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT">
  <c:time-range start="{begins}" end="{ends}"/>
 </c:comp-filter></c:comp-filter></c:filter>
</c:calendar-query>"""
#: What does not take its owner's time (RFC 5545, 3.8.1.11 and 3.8.2.7).
_FREE = {"transp": "TRANSPARENT", "status": "CANCELLED"}


class CaldavCalendar:
    """One calendar, with the name and password by which it is opened."""

    def __init__(self, address: str, user_name: str, password: str) -> None:
        self._address = address
        self._auth = httpx.BasicAuth(user_name.encode(), password.encode())

    def write(self, uid: str, content: bytes, /) -> None:
        """Put an entry, under its own name, so that writing it twice leaves one."""
        kind = {"Content-Type": "text/calendar; charset=utf-8"}
        self._ask("PUT", self._entry(uid), content=content, headers=kind)

    def take_out(self, uid: str, /) -> None:
        """Delete an entry."""
        self._ask("DELETE", self._entry(uid), fine=_GONE)

    def busy(self, begins: datetime, ends: datetime, zone: tzinfo, /) -> Sequence[Busy]:
        """Ask for the events of a stretch, repeating ones expanded by the server."""
        query = _QUERY.format(
            begins=f"{begins.astimezone(UTC):%Y%m%dT%H%M%SZ}",
            ends=f"{ends.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        )
        answer = self._ask(
            "REPORT",
            self._address,
            content=query.encode(),
            headers={"Content-Type": "application/xml; charset=utf-8", "Depth": "1"},
        )
        try:
            return list(_read(answer.content, zone))
        except (ElementTree.ParseError, ValueError) as error:
            raise CalendarUnreachable("The calendar's answer cannot be read.") from error

    def _entry(self, uid: str) -> str:
        return f"{self._address}{uid.replace('@', '-at-')}.ics"

    def _ask(
        self, method: str, address: str, *, fine: frozenset[int] = frozenset(), **rest: Any
    ) -> httpx.Response:
        try:
            with httpx.Client(timeout=_TIMEOUT_SECONDS, trust_env=False, auth=self._auth) as client:
                answer = client.request(method, address, **rest)
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise CalendarUnreachable(f"No answer: {type(error).__name__}.") from error
        if answer.is_success or answer.status_code in fine:
            return answer
        raise CalendarUnreachable(f"The calendar refused with {answer.status_code}.")


def _read(content: bytes, zone: tzinfo) -> Iterator[Busy]:
    for data in ElementTree.fromstring(content).iterfind(".//c:calendar-data", _NS):
        for event in Calendar.from_ical(data.text or "").walk("VEVENT"):
            if not any(str(event.get(key, "")).upper() == free for key, free in _FREE.items()):
                yield from _busy(event, zone)


def _busy(event: Component, zone: tzinfo) -> Iterator[Busy]:
    starts = event.decoded("dtstart")
    is_whole_day = not isinstance(starts, datetime)
    length = event.decoded("duration", timedelta(days=1) if is_whole_day else timedelta())
    ends = event.decoded("dtend", starts + length)
    begins_at, ends_at = _moment(starts, zone), _moment(ends, zone)
    if ends_at > begins_at:
        yield Busy(str(event.get("uid", "")), begins_at, ends_at)


def _moment(value: date | datetime, zone: tzinfo) -> datetime:
    if not isinstance(value, datetime):
        value = datetime.combine(value, time())
    return (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(UTC)
