"""The words of an address: how they are shown, and how they are made comparable for searching."""

import re
from difflib import get_close_matches
from functools import lru_cache

from moothall.kernel.search_text import normalise

#: Words that people write long, short or in the other language; all become the short form.
#: "Saint" and "street" share one, as they do on signs, so neither has to be guessed.
_SHORT_FORMS = {
    "apartment": "flat",
    "apt": "flat",
    "fflat": "flat",
    "avenue": "ave",
    "av": "ave",
    "boulevard": "blvd",
    "building": "bldg",
    "buildings": "bldg",
    "bldgs": "bldg",
    "close": "cl",
    "clos": "cl",
    "cottages": "cotts",
    "court": "ct",
    "crescent": "cres",
    "drive": "dr",
    "gardens": "gdns",
    "grove": "gr",
    "heights": "hts",
    "house": "hse",
    "lane": "ln",
    "lower": "lwr",
    "mount": "mt",
    "park": "pk",
    "parc": "pk",
    "parade": "pde",
    "place": "pl",
    "road": "rd",
    "saint": "st",
    "square": "sq",
    "sgwar": "sq",
    "street": "st",
    "str": "st",
    "terrace": "ter",
    "terr": "ter",
    "teras": "ter",
    "upper": "upr",
    "view": "vw",
}

_LONG_ENOUGH_TO_MEND = 4
_SHORTEST_POSTCODE = 5
#: Words of capitals up to this length that have no vowel are initials.
_LONGEST_INITIALS = 4
_SHORTEST_AFTER_MC = 5

_POSTCODE = re.compile(r"\b([A-Z]{1,2}[0-9][0-9A-Z]?)\s*([0-9][ABD-HJLNP-UW-Z]{2})\b")
_POSTCODE_SO_FAR = re.compile(r"^([A-Z]{1,2}[0-9][0-9A-Z]?)\s*([0-9][ABD-HJLNP-UW-Z]?)?$")
_BETWEEN_WORDS = re.compile(r"([ -]+)")
_LETTERS = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*", re.UNICODE)
_VOWELS = frozenset("aeiouwyâêîôûŵŷáéíóúàèìòùäëïöü")
#: Small words inside a name, English and Welsh; the first word of a name is never small.
_SMALL = frozenset(
    {"a", "and", "ar", "by", "cum", "ger", "in", "le", "of", "on", "the", "uwch", "y", "yn", "yr"}
)
_KNOWN_CAPITALS = frozenset({"NHS", "BT", "UK", "PO", "MOT", "TV", "RAF", "RSPCA", "WC", "DIY"})
_WITHOUT_VOWELS_BUT_WORDS = frozenset({"st", "rd", "mr", "mrs", "dr", "ltd", "mt", "gdns", "ct"})


@lru_cache(maxsize=100_000)
def search_key(text: str) -> str:
    """Return the text as it is stored for searching: plain letters, short forms, single spaces."""
    words = normalise(text.replace("_", " ")).split()
    return " ".join([_SHORT_FORMS.get(word, word) for word in words if word != "and"])


def search_words(text: str) -> list[str]:
    """Return the words to search for, each as it is stored."""
    return search_key(text).split()


def meanings_of_unfinished(word: str) -> list[str]:
    """
    Return what the word under the cursor may become, as beginnings of stored words.

    Somebody who has typed "stre" means "street", which is stored as "st".
    """
    meanings = [word]
    for long, short in _SHORT_FORMS.items():
        if len(word) > 1 and long.startswith(word) and not short.startswith(word):
            meanings.append(short)
    return list(dict.fromkeys(meanings))


def mended(word: str) -> str:
    """Return the short form that a misspelt word was meant for: "stret" is "st"."""
    if len(word) < _LONG_ENOUGH_TO_MEND:
        return word
    meant = get_close_matches(word, _SHORT_FORMS, n=1, cutoff=0.8)
    return _SHORT_FORMS[meant[0]] if meant else word


def postcode_key(text: str) -> str:
    """Return a postcode as it is stored for searching: capitals without a space."""
    return "".join(text.split()).upper()


def written_postcode(text: str) -> str:
    """Return a postcode as it is written on an envelope."""
    key = postcode_key(text)
    return f"{key[:-3]} {key[-3:]}" if len(key) >= _SHORTEST_POSTCODE else key


def take_postcode(text: str) -> tuple[str, str]:
    """Return the whole postcode in the text, or nothing, and the text without it."""
    found = _POSTCODE.search(text.upper())
    if found is None:
        return "", text
    return found[1] + found[2], f"{text[: found.start()]} {text[found.end() :]}".strip(" ,")


def postcode_so_far(text: str) -> str:
    """Return the beginning of a postcode when the text is that and nothing else."""
    found = _POSTCODE_SO_FAR.match(text.strip().upper())
    return "" if found is None else found[1] + (found[2] or "")


@lru_cache(maxsize=200_000)
def title_case(text: str) -> str:
    """
    Return a name that a gazetteer writes in capitals as it is written on a street sign.

    Text that already has small letters is left as its author wrote it.
    """
    text = " ".join(text.split())
    if text != text.upper():
        return text
    parts = _BETWEEN_WORDS.split(text)
    return "".join(_part(part, first=position == 0) for position, part in enumerate(parts))


def _part(part: str, *, first: bool) -> str:
    if any(c.isdecimal() for c in part):
        return part
    if not first and part.lower() in _SMALL:
        return part.lower()
    return _LETTERS.sub(lambda found: _letters(found[0]), part)


def _letters(word: str) -> str:
    small = word.lower()
    if word in _KNOWN_CAPITALS:
        return word
    if (
        1 < len(word) <= _LONGEST_INITIALS
        and not _VOWELS & set(small)
        and small not in _WITHOUT_VOWELS_BUT_WORDS
    ):
        return word
    if word[1:2] and word[1] in "'\u2019" and small[0] in "od":
        return small[0].upper() + word[1] + small[2:].capitalize()
    if small.startswith("mc") and len(small) >= _SHORTEST_AFTER_MC:
        return "Mc" + small[2:].capitalize()
    return small[0].upper() + small[1:]
