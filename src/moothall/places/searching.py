"""
Finding an address by what somebody types.

Each step is tried only when the one before found nothing, and each rests on an index: the whole
postcode; the beginning of the line; a street's name and a number on it; any words; and, for a
misspelt street, likeness among the few thousand names of one council's streets, never among the
addresses themselves. What is typed, and what it is compared with, went through `address_text`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.db import connection

from moothall.places.address_text import (
    meanings_of_unfinished,
    mended,
    postcode_so_far,
    search_words,
    take_postcode,
)
from moothall.places.rows import ADDRESS_COLUMNS, AddressRow, in_street_order

#: What somebody types is read no further than this.
LONGEST_TEXT = 150
#: More streets than this under one beginning are not yet worth listing.
_MOST_STREETS = 40
_MOST_AT_POSTCODE = 200
#: Sorts after everything that begins with what stands before it.
_LAST = "\U0010ffff"
_UNITS = frozenset(search_words("flat unit studio suite room shop office maisonette plot bay"))
_SUFFIXES = frozenset("abcdefgh")
_KINDS_OF_STREET = frozenset(
    search_words(
        "avenue close court crescent drive gardens grove lane place road square street terrace way"
        " ffordd heol lon rhodfa stryd maes y yr the"
    )
)
#: How much less like than the likeliest a street's name may be, and how like it must be at all.
_AS_GOOD_AS, _LEAST_LIKENESS = 0.12, 0.6

_COLUMNS = ", ".join(f"address.{column}" for column in ADDRESS_COLUMNS)
_AT_POSTCODE = f"""
    SELECT {_COLUMNS} FROM places_address address
    WHERE is_offered AND postcode_key ~>=~ %(first)s AND postcode_key ~<=~ %(last)s
      AND (%(custodian)s::integer IS NULL OR custodian_code = %(custodian)s)
    ORDER BY postcode_key USING ~<~ LIMIT %(limit)s
"""  # noqa: S608 - names of our own
_BY_BEGINNING = f"""
    (SELECT {_COLUMNS}, address.unit_key FROM places_address address
     WHERE is_offered AND custodian_code = %s AND search_key ~>=~ %s AND search_key ~<~ %s
       AND (%s = '' OR unit_key = %s)
     ORDER BY search_key USING ~<~ LIMIT %s)
"""  # noqa: S608 - names of our own
_STREETS_BY_BEGINNING = """
    (SELECT search_key, usrns FROM places_streetname
     WHERE custodian_code = %s AND search_key ~>=~ %s AND search_key ~<~ %s
     ORDER BY search_key USING ~<~ LIMIT %s)
"""
_STREETS_BY_NAME = """
    (SELECT search_key, usrns FROM places_streetname
     WHERE custodian_code = %s AND search_key = ANY (%s))
"""
#: A function of ours, which keeps the planner from comparing every name: see the migration.
_STREETS_BY_LIKENESS = "SELECT search_key, usrns FROM places_street_names_like(%s, %s, %s)"
#: Whether a word is among an address's is asked of a street's few addresses one by one: "is true"
#: keeps the planner from fetching all of the country's that have the word.
_ON_STREETS = f"""
    SELECT {_COLUMNS} FROM unnest(%(usrns)s::bigint[]) WITH ORDINALITY street (usrn, place)
    CROSS JOIN LATERAL (
        SELECT * FROM places_address found
        WHERE found.usrn = street.usrn AND found.is_offered
          AND found.custodian_code = %(custodian)s
          AND (%(house)s::integer IS NULL OR found.house_number = %(house)s)
          AND (%(number)s = '' OR split_part(found.number_key, ' ', 1) = %(number)s)
          AND (%(unit)s = '' OR found.unit_key = %(unit)s)
          AND (%(words)s = '' OR (found.word_index @@ %(words)s::tsquery) IS TRUE)
        ORDER BY found.house_number, found.number_key, found.unit_key LIMIT %(each)s
    ) address
    ORDER BY street.place LIMIT %(limit)s
"""  # noqa: S608 - names of our own
_BY_WORDS = f"""
    SELECT {_COLUMNS} FROM places_address address
    WHERE is_offered AND word_index @@ %s::tsquery LIMIT %s
"""  # noqa: S608 - names of our own


@dataclass(frozen=True)
class Typed:
    """What somebody typed, taken apart: "flat 2 12 high str" and whether the end is unfinished."""

    unit: str
    number: str
    words: tuple[str, ...]
    is_unfinished: bool

    @property
    def house(self) -> int | None:
        """Return the number without its letter."""
        digits = self.number.rstrip("abcdefghijklmnopqrstuvwxyz")
        return int(digits) if digits.isdecimal() and len(digits) <= 9 else None  # noqa: PLR2004

    @property
    def endings(self) -> list[str]:
        """Return what the words may become, the last one being unfinished."""
        if not self.words:
            return [""] if self.number else []
        *before, last = self.words
        meanings = meanings_of_unfinished(last) if self.is_unfinished else [last]
        return [" ".join([*before, meaning]) for meaning in meanings]


def find(
    text: str, *, custodian_code: int, limit: int, is_forgiving: bool = True
) -> list[AddressRow]:
    """
    Return the addresses of one council that the text may mean, likeliest first.

    Where it is not forgiving, only what an address or street begins with is looked for.
    """
    text = text[:LONGEST_TEXT]
    postcode, rest = take_postcode(text)
    if postcode:
        rows = at_postcode(postcode, custodian_code=custodian_code)
        narrowed = _narrowed(rows, rest)
        if narrowed:
            return narrowed[:limit]
        # The postcode may be the wrong part: what else was typed is looked for without it
        found = _search(take_apart(rest), custodian_code, limit, is_forgiving)
        return found or rows[:limit]
    if beginning := postcode_so_far(text):
        rows = at_postcode(beginning, custodian_code=custodian_code, is_beginning=True)
        if rows:
            return rows[:limit]
    return _search(take_apart(text), custodian_code, limit, is_forgiving)


def at_postcode(
    postcode: str, *, custodian_code: int | None, is_beginning: bool = False
) -> list[AddressRow]:
    """Return the addresses of a postcode as it is stored, in the order of the street."""
    values = {
        "first": postcode,
        "last": postcode + (_LAST if is_beginning else ""),
        "custodian": custodian_code,
        "limit": _MOST_AT_POSTCODE,
    }
    return in_order(_rows(_AT_POSTCODE, values))


def in_order(rows: Iterable[AddressRow]) -> list[AddressRow]:
    """Return addresses in the order in which one would walk past them."""
    return sorted(rows, key=in_street_order)


def take_apart(text: str) -> Typed:
    """Return the unit, the number and the other words of what somebody typed."""
    words = search_words(text)
    is_unfinished = text[-1:].isalnum()
    unit = ""
    if len(words) > 1 and words[0] in _UNITS and (words[1][0].isdecimal() or len(words[1]) == 1):
        unit = " ".join(words[:2])
        words = words[2:]
    number = ""
    if words and words[0][0].isdecimal():
        number, *words = words
        if words and number.isdecimal() and words[0] in _SUFFIXES and len(words) > 1:
            number += words.pop(0)
        if len(words) > 1 and words[0][0].isdecimal():
            words.pop(0)  # the end of a range: 12-14
    elif len(words) > 1 and words[-1][0].isdecimal() and not unit:
        number = words.pop()
        is_unfinished = False
    return Typed(unit, number, tuple(words), is_unfinished)


def _search(
    typed: Typed,
    custodian_code: int,
    limit: int,
    is_forgiving: bool,  # noqa: FBT001 - private
) -> list[AddressRow]:
    if not typed.words and not typed.number:
        return []
    steps: tuple[Callable[[Typed, int, int], list[AddressRow]], ...] = (
        (_by_beginning_and_street, _by_words, _by_likeness, _on_street_without_number)
        if is_forgiving
        else (_by_beginning_and_street,)
    )
    for step in steps:
        rows = step(typed, custodian_code, limit)
        if rows:
            return _ranked(rows, typed)[:limit]
    return []


def _by_beginning_and_street(typed: Typed, custodian_code: int, limit: int) -> list[AddressRow]:
    rows = _by_beginning(typed, custodian_code, limit)
    # A name may be a house's or a street's; a number leads to the line itself
    if rows and typed.number:
        return rows
    return rows + _by_street(typed, custodian_code, limit)


def _by_beginning(typed: Typed, custodian_code: int, limit: int) -> list[AddressRow]:
    queries, values = [], []
    for ending in typed.endings:
        beginning = f"{typed.number} {ending}".strip() + (" " if not ending else "")
        queries.append(_BY_BEGINNING)
        values += [custodian_code, beginning, beginning + _LAST, typed.unit, typed.unit, 2 * limit]
    return _rows(" UNION ALL ".join(queries), values) if queries else []


def _by_street(typed: Typed, custodian_code: int, limit: int) -> list[AddressRow]:
    if not typed.words:
        return []
    prefixes = [" ".join(typed.words[:length]) for length in range(1, len(typed.words) + 1)]
    queries, values = [_STREETS_BY_NAME], [custodian_code, prefixes]
    for ending in typed.endings:
        queries.append(_STREETS_BY_BEGINNING)
        values += [custodian_code, ending, ending + _LAST, _MOST_STREETS]
    by_rest: dict[str, dict[int, None]] = {}
    for key, usrns in sorted(_fetch(" UNION ".join(queries), values)):
        by_rest.setdefault(_rest_after(key, typed, custodian_code), {}).update(dict.fromkeys(usrns))
    rows: list[AddressRow] = []
    # The street that takes up most of what was typed leaves the fewest words over
    for rest in sorted(by_rest, key=len):
        streets = list(by_rest[rest])[:_MOST_STREETS]
        rows += _on_streets(typed, streets, rest, custodian_code, limit)
        if rows:
            break
    return rows


def _rest_after(street: str, typed: Typed, custodian_code: int) -> str:
    """Return the typed words that a street's name leaves over, as a query for the word index."""
    over = typed.words[len(street.split()) :]
    if not over:
        return ""
    return words_query(over, custodian_code, is_unfinished=typed.is_unfinished)


def _by_words(typed: Typed, custodian_code: int, limit: int) -> list[AddressRow]:
    words = [*typed.unit.split(), typed.number, *typed.words]
    words = [word for word in words if word]
    if len(words) == 1 and (len(words[0]) == 1 or words[0] in _KINDS_OF_STREET):
        return []  # nearly every address has it
    is_unfinished = typed.is_unfinished and bool(typed.words)
    query = words_query(words, custodian_code, is_unfinished=is_unfinished)
    return _rows(_BY_WORDS, [query, 4 * limit]) if query else []


def _by_likeness(typed: Typed, custodian_code: int, limit: int) -> list[AddressRow]:
    words = [mended(word) for word in typed.words]
    for length in dict.fromkeys((len(words), 3, 2)):
        text = " ".join(words[:length])
        if length > len(words) or len(text) < 4:  # noqa: PLR2004 - too short to be like
            continue
        usrns = _likeliest(text, _fetch(_STREETS_BY_LIKENESS, [custodian_code, text, 20]))
        rows = _on_streets(typed, usrns, "", custodian_code, limit)
        if rows:
            return rows
    return []


def _likeliest(text: str, streets: Sequence[tuple[str, list[int]]]) -> list[int]:
    """
    Return the streets whose names are nearly as like as the likeliest, that one first.

    The database compares groups of three letters, which finds candidates fast but thinks little
    of two letters that changed places; here letters are compared in their order.
    """
    likeness = sorted(
        ((SequenceMatcher(None, text, name, autojunk=False).ratio(), usrns)
         for name, usrns in streets),
        reverse=True,
    )  # fmt: skip
    if not likeness:
        return []
    enough = max(likeness[0][0] - _AS_GOOD_AS, _LEAST_LIKENESS)
    return [usrn for ratio, usrns in likeness if ratio >= enough for usrn in usrns][:_MOST_STREETS]


def _on_street_without_number(typed: Typed, custodian_code: int, limit: int) -> list[AddressRow]:
    if not typed.number:
        return []
    street = Typed("", "", typed.words, typed.is_unfinished)
    return _by_street(street, custodian_code, limit) or _by_likeness(street, custodian_code, limit)


def _on_streets(
    typed: Typed, usrns: Sequence[int], words: str, custodian_code: int, limit: int
) -> list[AddressRow]:
    """Return addresses on these streets; without a number, some of each street."""
    if not usrns:
        return []
    is_narrow = bool(typed.number or typed.unit)
    values = {
        "usrns": list(usrns),
        "custodian": custodian_code,
        "house": typed.house,
        "number": typed.number,
        "unit": typed.unit,
        "words": words,
        "each": limit if is_narrow else max(3, limit // len(usrns)),
        "limit": 2 * limit,
    }
    return _rows(_ON_STREETS, values)


def words_query(words: Sequence[str], custodian_code: int, *, is_unfinished: bool) -> str:
    """
    Return a query for the word index, in which each word bears its council's number.

    Words that half of all addresses have, and beginnings that half of all words have, are left
    out where others remain: they narrow nothing and cost most.
    """
    words = [word for word in words if word.isalnum()]
    telling = [word for word in words if word not in _KINDS_OF_STREET]
    last = words[-1] if words else ""
    if len(telling) > 1:
        words = telling
    pieces = [f"'{custodian_code}:{word}'" for word in words]
    if is_unfinished and words and words[-1] == last and last not in _KINDS_OF_STREET:
        if len(last) > 2:  # noqa: PLR2004 - letters that begin a word tellingly
            meanings = meanings_of_unfinished(last)
            pieces[-1] = "(" + "|".join(f"'{custodian_code}:{m}':*" for m in meanings) + ")"
        elif len(pieces) > 1 and not last.isdecimal():
            pieces.pop()
    return " & ".join(pieces)


def _narrowed(rows: Sequence[AddressRow], text: str) -> list[AddressRow]:
    """Return those of a postcode's addresses that have every word typed beside it."""
    wanted = search_words(text)
    if not wanted:
        return list(rows)
    typed = take_apart(text)
    found = []
    for row in rows:
        words = set(search_words(f"{row.line} {row.line_cy}"))
        if all(any(word.startswith(want) for word in words) for want in wanted):
            found.append(row)
    return _ranked(found, typed)


def _ranked(rows: Sequence[AddressRow], typed: Typed) -> list[AddressRow]:
    """Return each address once: the number that was typed first, then in street order."""
    once = {row.uprn: row for row in rows}
    return sorted(
        once.values(),
        key=lambda row: (
            row.number.lower() != typed.number,
            bool(row.unit) and not typed.unit,
            in_street_order(row),
        ),
    )


def _rows(query: str, values: Any) -> list[AddressRow]:
    width = len(ADDRESS_COLUMNS)
    return [AddressRow(*row[:width]) for row in _fetch(query, values)]


def _fetch(query: str, values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())
