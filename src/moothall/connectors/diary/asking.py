"""What a program asks of the diary, read and judged before anything is done."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from http import HTTPStatus
from typing import Any, NoReturn
from uuid import UUID
from zoneinfo import ZoneInfo

from moothall.bookings.actions.together import MOST_AT_ONCE
from moothall.bookings.errors import NoSuchTime
from moothall.bookings.forms import DetailsForm
from moothall.bookings.rows import SiteRow
from moothall.bookings.several_reads import Together
from moothall.bookings.slots import Point, Wish
from moothall.bookings.slots.local_time import local_of, moment_of
from moothall.connectors.partners.refusals import Refused, Wrong, at
from moothall.places.geometry import to_grid
from moothall.places.queries import address

#: A date and a time to the minute or second, with an offset: RFC 3339, and nothing looser.
_MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?([Zz]|[+-]\d{2}:\d{2})", re.ASCII
)
_MONTH = re.compile(r"\d{4}-\d{2}", re.ASCII)
_FEATURE = re.compile(r"[a-z0-9-]{1,60}")
_LONGEST_LIST = 10
_MOST_PARTY = 1_000
_MOST_DEGREES = {"latitude": 90.0, "longitude": 180.0}
_SEARCH = frozenset({"party_size", "place", "features", "uprn", "latitude", "longitude"})


def sought(given: Mapping[str, Any], sites: list[SiteRow], *, is_body: bool = False) -> Wish:
    """
    Return what is looked for, out of an address or a body.

    :raises Refused: naming what cannot be used
    """
    return Wish(
        party_size=_party(given.get("party_size", 1)),
        site_id=_site(given.get("place"), sites),
        features=_features(given.get("features"), is_body=is_body),
        near=near(given),
    )


def together(given: Mapping[str, str]) -> Together:
    """
    Return how many come together, and how, as an address says.

    :raises Refused: if it cannot be used
    """
    how_many = _whole("how_many", given.get("how_many") or 1)
    if not 1 <= how_many <= MOST_AT_ONCE:
        _wrong("how_many", "Give how many bookings are wanted, one or more.")
    return Together(how_many=how_many, in_a_row=given.get("in_a_row") == "true")


def near(given: Mapping[str, Any]) -> Point | None:
    """
    Return the point from which places are near, where one is given: an address or degrees.

    :raises Refused: if it cannot be used
    """
    uprn = given.get("uprn")
    if uprn not in {None, ""}:
        home = address(_whole("uprn", uprn))
        if home is None:
            _wrong("uprn", "There is no such address.")
        return home.easting, home.northing
    if given.get("latitude") is None and given.get("longitude") is None:
        return None
    return to_grid(_degrees("latitude", given), _degrees("longitude", given))


def only(given: Mapping[str, str], *more: str) -> None:
    """
    Do nothing if an address asks for what there is.

    :raises Refused: naming what there is not: a wish that is misspelt must not be lost
    """
    for name in given:
        if name not in _SEARCH and name not in more:
            _wrong(name, "There is no such parameter.")


def day_of(given: Mapping[str, str], name: str = "day") -> date:
    """
    Return a day that an address names.

    :raises Refused: if it names none
    """
    try:
        return date.fromisoformat(given.get(name, ""))
    except ValueError:
        _wrong(name, "Give a day, such as 2026-12-03.")


def month_of(given: Mapping[str, str]) -> date:
    """
    Return the first day of a month that an address names.

    :raises Refused: if it names none
    """
    text = given.get("month", "")
    if not _MONTH.fullmatch(text):
        _wrong("month", "Give a month, such as 2026-12.")
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        _wrong("month", "There is no such month.")


def start_of(body: Mapping[str, Any], zone: ZoneInfo) -> datetime:
    """
    Return the moment that a body names: with an offset, or by the local clock.

    :raises Refused: if it names none, both, or one that does not exist or exists twice
    """
    if ("starts_at" in body) == ("local" in body):
        _wrong("starts_at", "Give either starts_at, with its offset, or local.")
    if "local" in body:
        return _by_the_clock(body["local"], zone)
    text = body["starts_at"]
    if not _MOMENT.fullmatch(text):
        _wrong("starts_at", "Give a moment with its offset, such as 2026-12-03T09:30:00+00:00.")
    try:
        moment = datetime.fromisoformat(text.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        _wrong("starts_at", "There is no such moment.")
    try:
        day, clock = local_of(moment, zone)
        moment_of(day, clock, zone)
    except NoSuchTime:
        _no_such_time("starts_at", f"The clocks go back then: {clock:%H:%M} exists twice that day.")
    except OverflowError:
        _wrong("starts_at", "There is no such moment.")
    return moment


def _by_the_clock(local: Mapping[str, str], zone: ZoneInfo) -> datetime:
    try:
        day, clock = date.fromisoformat(local["day"]), time.fromisoformat(local["time"])
    except ValueError:
        _wrong("local", "Give a day, such as 2026-12-03, and a time, such as 09:30.")
    try:
        return moment_of(day, clock, zone)
    except NoSuchTime:
        earlier = datetime.combine(day, clock, tzinfo=zone)
        is_skipped = earlier.astimezone(UTC).astimezone(zone).time() != clock
        _no_such_time(
            "local",
            f"The clocks go forward then: {clock:%H:%M} does not exist that day."
            if is_skipped
            else f"The clocks go back then: {clock:%H:%M} exists twice that day.",
        )
    except OverflowError:
        _wrong("local", "There is no such moment.")


def require_a_person(body: Mapping[str, Any]) -> None:
    """
    Do nothing if somebody can be told by what is said of them, as on the pages.

    :raises Refused: naming what cannot be used
    """
    form = DetailsForm(dict(body))
    if not form.is_valid():
        wrong = [Wrong(at(name), str(said[0])) for name, said in form.errors.items()]
        raise Refused(
            HTTPStatus.UNPROCESSABLE_ENTITY, "This cannot be used.", wrong, {"code": "unusable"}
        )


def last_of_month(first: date) -> date:
    """Return the last day of the month of a day."""
    next_month = first.replace(day=28) + timedelta(days=4)
    return next_month - timedelta(days=next_month.day)


def _party(value: Any) -> int:
    size = _whole("party_size", value)
    if not 1 <= size <= _MOST_PARTY:
        _wrong("party_size", "Give how many people come, one or more.")
    return size


def _site(key: Any, sites: list[SiteRow]) -> UUID | None:
    if key in {None, ""}:
        return None
    found = next((one.id for one in sites if one.key == key), None)
    if found is None:
        _wrong("place", "The council has no such place.")
    return found


def _features(value: Any, *, is_body: bool) -> frozenset[str]:
    wanted = list(value or []) if is_body else [one for one in (value or "").split(",") if one]
    if len(wanted) > _LONGEST_LIST or not all(_FEATURE.fullmatch(one) for one in wanted):
        _wrong("features", "Give features by their keys, such as step-free.")
    return frozenset(wanted)


def _whole(name: str, value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        _wrong(name, "Give a whole number.")


def _degrees(name: str, given: Mapping[str, Any]) -> float:
    try:
        degrees = float(given.get(name, ""))
    except (TypeError, ValueError):
        _wrong(name, "Give latitude and longitude, both in degrees.")
    if not abs(degrees) <= _MOST_DEGREES[name]:
        _wrong(name, "Give latitude and longitude, both in degrees.")
    return degrees


def _wrong(name: str, detail: str) -> NoReturn:
    raise Refused(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "This cannot be used.",
        [Wrong(at(name), detail)],
        {"code": "unusable"},
    )


def _no_such_time(name: str, detail: str) -> NoReturn:
    raise Refused(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "This time is no one moment.",
        [Wrong(at(name), detail)],
        {"code": "no-such-time"},
    )
