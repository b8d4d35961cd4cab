"""Questions answered by a place: an address, or a point on the map with words for it."""

import re
from collections.abc import Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from moothall.eforms.definition import Question
from moothall.eforms.fields.countries import HOME, countries_in
from moothall.eforms.fields.port import AnswerProblem, MoreNeeded, Reading, Typed, first
from moothall.places import geometry
from moothall.places import queries as places
from moothall.places.rows import AddressRow

NOT_LISTED = "not-listed"
NONE_OF_THESE = "none"
ADDRESS_PARTS = ("line-1", "line-2", "town", "postcode")
COUNTRY = "country"
MOST_NEAR = 6

_POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}", re.IGNORECASE)
_LONGEST_LINE = 120
_LONGEST_DESCRIPTION = 300


class AddressField:
    """
    An address of the gazetteer, or one that is typed because the gazetteer has it not.

    Kept as the address was when it was chosen, with its UPRN and its place on the ground.
    """

    key: ClassVar[str] = "address"
    widget: ClassVar[str] = "address"

    def inputs(self, question: Question, /) -> tuple[str, ...]:
        """Return what is searched for, the choice, and the lines of a typed address."""
        key = question.key
        lines = (f"{key}-{part}" for part in (*ADDRESS_PARTS, COUNTRY))
        return (key, f"{key}_query", f"{key}-listed", *lines)

    def read(self, question: Question, typed: Typed, reading: Reading, /) -> Any:
        """
        Return the chosen or typed address.

        :raises MoreNeeded: if something was searched for, or the address has yet to be typed
        :raises AnswerProblem: if nothing was chosen from the list, or what was typed will not do
        """
        chosen = [value for value in typed.get(question.key, ()) if value]
        if NOT_LISTED in chosen and question.settings.get("not_listed", True):
            return self._typed_address(question, typed)
        uprn = next((int(value) for value in chosen if _is_uprn(value)), None)
        if uprn is not None:
            return self._listed_address(question, uprn, reading)
        if query := first(typed, f"{question.key}_query"):
            was_listed = first(typed, f"{question.key}-listed") == query
            raise (AnswerProblem if was_listed else MoreNeeded)(
                _("Choose the address from the list"), ("choice",)
            )
        return None

    def judge(self, question: Question, answer: Any, reading: Reading, /) -> None:
        """Accept: the address was looked up when it was given."""

    def typed(self, question: Question, answer: Any, /) -> dict[str, list[str]]:
        """Return the choice, or the lines."""
        if answer["uprn"] is not None:
            return {question.key: [str(answer["uprn"])], f"{question.key}_query": [answer["text"]]}
        lines = zip(ADDRESS_PARTS, answer["lines"], strict=True)
        return {
            question.key: [NOT_LISTED],
            **{f"{question.key}-{part}": [line] for part, line in lines},
            f"{question.key}-{COUNTRY}": [answer.get("country", HOME)],
        }

    def words(self, question: Question, answer: Any, language: str, /) -> tuple[str, ...]:
        """Return the address on one line."""
        return (answer.get(f"text_{language}") or answer["text"],)

    def _listed_address(self, question: Question, uprn: int, reading: Reading) -> dict[str, Any]:
        row = places.address(uprn)
        if row is None or not row.is_offered:
            raise AnswerProblem(_("Choose the address from the list"))
        is_ours = row.custodian_code == reading.council.custodian_code
        if not is_ours and not question.settings.get("anywhere", False):
            raise AnswerProblem(_outside(reading))
        return {
            "uprn": row.uprn,
            "usrn": row.usrn,
            "text": row.line,
            "text_cy": row.line_cy,
            "postcode": row.postcode,
            "easting": row.easting,
            "northing": row.northing,
            "latitude": row.latitude,
            "longitude": row.longitude,
        }

    def _typed_address(self, question: Question, typed: Typed) -> dict[str, Any]:
        key = question.key
        lines = [" ".join(first(typed, f"{key}-{part}").split()) for part in ADDRESS_PARTS]
        if not lines[0]:
            raise (AnswerProblem if f"{key}-line-1" in typed else MoreNeeded)(
                _("Enter the first line of the address, usually the building and street"),
                ("line-1",),
            )
        for part, line in zip(ADDRESS_PARTS, lines, strict=True):
            if len(line) > _LONGEST_LINE:
                raise AnswerProblem(
                    _("Use %(number)s characters or fewer") % {"number": _LONGEST_LINE}, (part,)
                )
        if not lines[2]:
            raise AnswerProblem(_("Enter a town or city"), ("town",))
        typed_country = first(typed, f"{key}-{COUNTRY}") or HOME
        if question.settings.get("abroad") and typed_country != HOME:
            return _abroad(lines, typed_country)
        if lines[3] and not _POSTCODE.fullmatch(lines[3]):
            raise AnswerProblem(_("Enter a full UK postcode"), ("postcode",))
        return {"uprn": None, "lines": lines, "text": ", ".join(filter(None, lines)),
                "postcode": lines[3].upper()}  # fmt: skip


def _abroad(lines: list[str], country: str) -> dict[str, Any]:
    """
    Return an address in another country, whose postcodes are as they may be.

    :raises AnswerProblem: if there is no such country
    """
    if country not in countries_in("en"):
        raise AnswerProblem(_("Choose a country from the list"), (COUNTRY,))
    texts = {
        language: ", ".join(filter(None, [*lines, countries_in(language)[country]]))
        for language in ("en", "cy")
    }
    return {"uprn": None, "lines": lines, "country": country, "text": texts["en"],
            "text_cy": texts["cy"], "postcode": lines[3]}  # fmt: skip


class MapLocationField:
    """
    Where something is: a pin, words, or both.

    Without a map, the words are looked up as an address or a street near which it is, so that the
    crew still gets a point; a place that is near no address keeps its words alone.
    """

    key: ClassVar[str] = "map_location"
    widget: ClassVar[str] = "map_location"

    def inputs(self, question: Question, /) -> tuple[str, ...]:
        """Return the words, the pin and the address near by."""
        parts = ("_description", "_latitude", "_longitude", "-near", "-asked")
        return tuple(f"{question.key}{part}" for part in parts)

    def read(self, question: Question, typed: Typed, reading: Reading, /) -> Any:
        """
        Return the place.

        :raises MoreNeeded: if the words may mean several addresses
        :raises AnswerProblem: if it lies elsewhere
        """
        key = question.key
        words = " ".join(first(typed, f"{key}_description").split())
        if len(words) > _LONGEST_DESCRIPTION:
            raise AnswerProblem(
                _("Use %(number)s characters or fewer") % {"number": _LONGEST_DESCRIPTION}
            )
        pin = _pin(first(typed, f"{key}_latitude"), first(typed, f"{key}_longitude"))
        if pin is not None:
            return _place(words, *pin, question, reading)
        if not words:
            return None
        near = first(typed, f"{key}-near")
        if _is_uprn(near):
            row = places.address(int(near))
            if row is not None and row.custodian_code == reading.council.custodian_code:
                return _near(words, row)
        elif near != NONE_OF_THESE and addresses_near(words, reading.council.custodian_code):
            was_asked = first(typed, f"{key}-asked") == words
            raise (AnswerProblem if was_asked else MoreNeeded)(
                _("Choose the address it is nearest to, or “None of these”"), ("near",)
            )
        return {"description": words, "latitude": None, "longitude": None,
                "easting": None, "northing": None, "near": "", "near_uprn": None}  # fmt: skip

    def judge(self, question: Question, answer: Any, reading: Reading, /) -> None:
        """Accept: the place was looked up when it was given."""

    def typed(self, question: Question, answer: Any, /) -> dict[str, list[str]]:
        """Return the words, the pin and the address near by."""
        key = question.key
        typed = {f"{key}_description": [answer["description"]]}
        if answer["near_uprn"] is not None:
            return {**typed, f"{key}-near": [str(answer["near_uprn"])]}
        if answer["latitude"] is None:
            return {**typed, f"{key}-near": [NONE_OF_THESE]}
        return {
            **typed,
            f"{key}_latitude": [str(answer["latitude"])],
            f"{key}_longitude": [str(answer["longitude"])],
        }

    def words(self, question: Question, answer: Any, language: str, /) -> tuple[str, ...]:
        """Return the words, the address near by, and that there is a pin."""
        near = _("Near %(address)s") % {"address": answer["near"]} if answer["near"] else ""
        pin = ""
        if answer["latitude"] is not None and not near:
            pin = _("Pin on the map at %(latitude).5f, %(longitude).5f") % {
                "latitude": answer["latitude"], "longitude": answer["longitude"]
            }  # fmt: skip
        return tuple(part for part in (answer["description"], near, pin) if part)


def addresses_near(words: str, custodian_code: int | None) -> Sequence[AddressRow]:
    """Return the few addresses of a council that the words for a place may mean."""
    if custodian_code is None:
        return ()
    return places.find_addresses(words, custodian_code=custodian_code, limit=MOST_NEAR)


def _is_uprn(text: str) -> bool:
    return text.isdecimal() and len(text) <= 12  # noqa: PLR2004 - figures of a UPRN


def _place(
    words: str, latitude: float, longitude: float, question: Question, reading: Reading
) -> dict[str, Any]:
    easting, northing = geometry.to_grid(latitude, longitude)
    if not question.settings.get("anywhere", False):
        gss_code = places.council_gss_at(easting, northing, on=reading.today)
        if gss_code is not None and gss_code != reading.council.gss_code:
            raise AnswerProblem(_outside(reading))
    return {
        "description": words,
        "latitude": latitude,
        "longitude": longitude,
        "easting": round(easting, 2),
        "northing": round(northing, 2),
        "near": "",
        "near_uprn": None,
    }


def _near(words: str, row: AddressRow) -> dict[str, Any]:
    return {
        "description": words,
        "latitude": row.latitude,
        "longitude": row.longitude,
        "easting": row.easting,
        "northing": row.northing,
        "near": row.line,
        "near_uprn": row.uprn,
    }


def _pin(latitude: str, longitude: str) -> tuple[float, float] | None:
    """Return the pin where it is a point of the National Grid, or nothing."""
    try:
        north, east = float(latitude), float(longitude)
    except ValueError:
        return None
    return (north, east) if 49 <= north <= 61.5 and -9 <= east <= 2.5 else None  # noqa: PLR2004


def _outside(reading: Reading) -> str:
    return _("This is outside the area of %(council)s. Tell the council whose area it is in.") % {
        "council": reading.council.name_in(reading.language)
    }
