"""What a text asks for: a keyword in English or Welsh, and what follows it."""

import re
from dataclasses import dataclass
from enum import StrEnum

from moothall.verticals.parking.errors import WrongVehicle
from moothall.verticals.parking.vrm import normal_vrm


class Wish(StrEnum):
    """What somebody can ask for by text."""

    PARK = "park"
    EXTEND = "extend"
    STOP = "stop"
    HELP = "help"
    #: It could not be understood.
    UNKNOWN = "unknown"


#: Keywords with the language of whoever uses them. Some networks keep STOP for themselves, so
#: there is another word for it.
_KEYWORDS = {
    "PARK": (Wish.PARK, "en"),
    "EXTEND": (Wish.EXTEND, "en"),
    "MORE": (Wish.EXTEND, "en"),
    "STOP": (Wish.STOP, "en"),
    "LEAVE": (Wish.STOP, "en"),
    "HELP": (Wish.HELP, "en"),
    "PARCIO": (Wish.PARK, "cy"),
    "YMESTYN": (Wish.EXTEND, "cy"),
    "MWY": (Wish.EXTEND, "cy"),
    "STOPIO": (Wish.STOP, "cy"),
    "GADAEL": (Wish.STOP, "cy"),
    "CYMORTH": (Wish.HELP, "cy"),
    "HELPU": (Wish.HELP, "cy"),
}
_IN_MINUTES = r"\s*(?:MINUTES?|MINS?|M|MUNUDAU|MUNUD)"
_IN_HOURS = r"\s*(?:HOURS?|HRS?|H|AWR|ORIAU)"
_HOURS = rf"(?P<hours>\d{{1,3}}){_IN_HOURS}(?:\s*(?P<rest>\d{{1,2}})(?:{_IN_MINUTES}|(?=\s|$)))?"
_MINUTES = rf"(?P<minutes>\d{{1,5}})(?:{_IN_MINUTES})?"
_LENGTH = re.compile(rf"(?:{_HOURS}|{_MINUTES})(?=\s|$)")
_CODE = re.compile(r"([A-Z0-9]{1,10})\s+")
_IN_AN_HOUR = 60


@dataclass(frozen=True, kw_only=True)
class Read:
    """A text that was read; `language` is empty where no keyword says it."""

    wish: Wish
    language: str = ""
    code: str = ""
    minutes: int = 0
    vrm: str = ""


def read_text(words: str) -> Read:
    """Return what a text asks for; what cannot be read is unknown, never a guess."""
    tidy = " ".join(words.upper().replace(",", " ").split())
    keyword, _, rest = tidy.partition(" ")
    wish, language = _KEYWORDS.get(keyword.rstrip(".!"), (Wish.UNKNOWN, ""))
    unknown = Read(wish=Wish.UNKNOWN, language=language)
    try:
        if wish is Wish.PARK:
            return _park(rest, language) or unknown
        if wish is Wish.EXTEND:
            return _extend(rest, language) or unknown
        if wish is Wish.STOP:
            return Read(wish=wish, language=language, vrm=_vehicle(rest))
    except WrongVehicle:
        return unknown
    return Read(wish=wish, language=language)


def _park(rest: str, language: str) -> Read | None:
    code = _CODE.match(rest)
    if code is None:
        return None
    length = _length(rest[code.end() :])
    if length is None:
        return None
    minutes, after = length
    return Read(
        wish=Wish.PARK, language=language, code=code[1], minutes=minutes, vrm=_vehicle(after)
    )


def _extend(rest: str, language: str) -> Read | None:
    length = _length(rest)
    if length is None:
        return None
    minutes, after = length
    return Read(wish=Wish.EXTEND, language=language, minutes=minutes, vrm=_vehicle(after))


def _length(text: str) -> tuple[int, str] | None:
    """Return the minutes at the beginning of a text and what follows them; nothing if none."""
    found = _LENGTH.match(text)
    if found is None:
        return None
    if found["minutes"] is not None:
        minutes = int(found["minutes"])
    else:
        minutes = int(found["hours"]) * _IN_AN_HOUR + int(found["rest"] or 0)
    return (minutes, text[found.end() :].strip()) if minutes else None


def _vehicle(text: str) -> str:
    return normal_vrm(text) if text else ""
