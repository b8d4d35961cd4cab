"""What a case is opened with: the answers that were given and the place they are about."""

import re
from dataclasses import asdict, dataclass
from typing import Any

from moothall.kernel.search_text import normalise

_POSTCODE = re.compile(r"\b([A-Z]{1,2}[0-9][A-Z0-9]?)\s*([0-9][A-Z]{2})\b", re.IGNORECASE)
_HOUSE_NUMBER = re.compile(r"^(?:(?:flat|unit|apartment|fflat) )?\d+[a-z]? (?:\d+[a-z]? )?")


@dataclass(frozen=True, kw_only=True)
class CaseDetail:
    """
    One answer: its question's key, the words it was asked in, and the answer as shown.

    `code` is the answer as programs compare it where that differs from what is shown: the key of
    a choice, a date as 2026-11-22. `confirmed_by` names who vouches for the answer; it is
    unconfirmed where somebody might have and nobody did.
    """

    key: str
    label: str
    value: str
    label_cy: str = ""
    code: str = ""
    confirmed_by: str = ""
    is_unconfirmed: bool = False

    def label_in(self, language: str) -> str:
        """Return the question in the language, or in English where there is none."""
        return (self.label_cy if language == "cy" else "") or self.label

    def as_json(self) -> dict[str, Any]:
        """Return what is stored."""
        return asdict(self)

    @staticmethod
    def from_json(stored: dict[str, Any]) -> "CaseDetail":
        """Return a detail from what was stored."""
        return CaseDetail(
            key=stored["key"],
            label=stored["label"],
            value=stored["value"],
            label_cy=stored.get("label_cy", ""),
            code=stored.get("code", ""),
            confirmed_by=stored.get("confirmed_by", ""),
            is_unconfirmed=stored.get("is_unconfirmed", False),
        )


@dataclass(frozen=True, kw_only=True)
class CaseLocation:
    """
    The place a case is about, as far as it is known.

    Easting and northing are metres of the British National Grid, latitude and longitude WGS84;
    `uprn` names a property and `usrn` a street.
    """

    description: str = ""
    easting: float | None = None
    northing: float | None = None
    latitude: float | None = None
    longitude: float | None = None
    uprn: int | None = None
    usrn: int | None = None


def postcode_in(text: str) -> str:
    """Return the last postcode in a text in its comparable form (QX11AA), or nothing."""
    found = _POSTCODE.findall(text)
    return "".join(found[-1]).upper() if found else ""


def comparable_place(description: str) -> str:
    """Return a place as it is searched for: normalised, from the street's name onwards."""
    return _HOUSE_NUMBER.sub("", normalise(description))[:200]
