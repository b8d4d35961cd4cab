"""A chosen time as an answer, and what the other answers say of which times will do; pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from moothall.bookings.rows import ActivityRow, BookingRow, in_language
from moothall.bookings.slots import Point
from moothall.eforms.definition import Definition, Question

BOOKING = "booking"
#: Languages in which a form can be spoken.
_LANGUAGES = ("en", "cy")


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a form looks for in the diary, by its own settings and other answers."""

    activity: str
    people: int = 1
    place: str = ""
    near: Point | None = None
    step_free: bool = False


def wanted_of(question: Question, known: Mapping[str, Any]) -> Wanted:
    """Return what is looked for, by the answers so far; what is not answered says nothing."""
    settings = question.settings
    people = known.get(settings.get("people_from", ""))
    place = known.get(settings.get("place_from", ""))
    near = known.get(settings.get("near_from", ""))
    return Wanted(
        activity=settings.get("activity", ""),
        people=max(int(people), 1)
        if isinstance(people, int | float)
        else settings.get("people", 1),
        place=place if isinstance(place, str) else settings.get("place", ""),
        near=_point(near),
        step_free=bool(settings.get("step_free"))
        or known.get(settings.get("step_free_from", "")) is True,
    )


def looks_at(question: Question) -> frozenset[str]:
    """Return the questions whose answers say which times will do."""
    names = ("people_from", "place_from", "near_from", "step_free_from")
    return frozenset(question.settings[name] for name in names if name in question.settings)


def not_held_yet(
    wanted: Wanted,
    activity: ActivityRow,
    slot: str,
    *,
    starts_on: date,
    starts_at: time,
    place: Mapping[str, str],
) -> dict[str, Any]:
    """Return a time as an answer that nothing holds yet."""
    return {
        "slot": slot,
        "activity": activity.key,
        "on": starts_on.isoformat(),
        "at": f"{starts_at:%H:%M}",
        "place": {one: in_language(place, one) for one in _LANGUAGES if place},
        "address": "",
        "people": wanted.people,
        "asked": _asked(wanted),
        "fee": 0,
        "booking": "",
        "reference": "",
    }


def held(wanted: Wanted, row: BookingRow) -> dict[str, Any]:
    """Return a time that is held as an answer."""
    return {
        "slot": slot_of(row.starts_at, row.site_id),
        "activity": row.activity_key,
        "on": row.local_on.isoformat(),
        "at": f"{row.local_time:%H:%M}",
        "place": {one: in_language(row.site_name, one) for one in _LANGUAGES if row.site_name},
        "address": row.site_address,
        "people": row.party_size,
        "asked": _asked(wanted),
        "fee": row.fee_pence,
        "booking": str(row.id),
        "reference": row.reference,
    }


def slot_of(starts_at: datetime, site_id: UUID | None) -> str:
    """Return the name of a time at a place, as the diary's own slots have it."""
    return f"{starts_at:%Y%m%dT%H%M}Z.{site_id or ''}"


def fits(question: Question, answer: Mapping[str, Any], known: Mapping[str, Any]) -> bool:
    """Tell whether a chosen time is what the other answers now ask for."""
    wanted = wanted_of(question, known)
    return bool(answer["activity"] == wanted.activity and answer["asked"] == _asked(wanted))


def times_in(
    definition: Definition, answers: Mapping[str, Any]
) -> Iterator[tuple[Question, Mapping[str, Any]]]:
    """Give the questions that ask for a time, each with its answer, where there is one."""
    for question in definition.questions.values():
        if question.type == BOOKING and answers.get(question.key) is not None:
            yield question, answers[question.key]


def bookings_in(answers: Mapping[str, Any]) -> list[UUID]:
    """Return the bookings that answers hold, relevant or not, whatever their form asks."""
    return [
        UUID(one["booking"])
        for one in answers.values()
        if isinstance(one, dict) and one.get("booking") and "slot" in one
    ]


def _asked(wanted: Wanted) -> list[Any]:
    """Return what must not change without the time being chosen anew; nearness only sorts."""
    return [wanted.people, wanted.place, wanted.step_free]


def _point(answer: Any) -> Point | None:
    if not isinstance(answer, dict):
        return None
    easting, northing = answer.get("easting"), answer.get("northing")
    return None if easting is None or northing is None else (float(easting), float(northing))
