"""Ways to reach a person, made comparable."""

import re
import unicodedata

import phonenumbers

from moothall.kernel.search_text import normalise
from moothall.people.models import ContactKind

#: Numbers without a country's code are taken to be of the United Kingdom.
HOME_REGION = "GB"

#: A British number as most people write it, which needs no library's third of a millisecond.
_USUAL_NUMBER = re.compile(r"0([1-3578]\d{9})")
_DECORATION = str.maketrans("", "", " -().\u00a0")
_NOT_IN_A_NUMBER = re.compile(r"[^0-9+]")


def normalise_contact(kind: ContactKind, value: str) -> str:
    """Return an address in lower case, a telephone number as E.164, a postal address squeezed."""
    if kind is ContactKind.EMAIL:
        return unicodedata.normalize("NFKC", value).strip().lower()
    if kind is ContactKind.PHONE:
        return _telephone(value)
    return normalise(value)


def name_by_surname(normalised_name: str) -> str:
    """Return a normalised name with its last word first, or nothing if it has only one."""
    *first, last = normalised_name.split(" ")
    return " ".join([last, *first]) if first else ""


def _telephone(value: str) -> str:
    """Return E.164 where the number is one; otherwise what was typed, less its decoration."""
    if usual := _USUAL_NUMBER.fullmatch(value.translate(_DECORATION)):
        return f"+44{usual[1]}"
    try:
        number = phonenumbers.parse(value, HOME_REGION)
    except phonenumbers.NumberParseException:
        return _NOT_IN_A_NUMBER.sub("", value)
    if not phonenumbers.is_possible_number(number):
        return _NOT_IN_A_NUMBER.sub("", value)
    formatted: str = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return formatted
