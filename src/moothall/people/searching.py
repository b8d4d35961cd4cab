"""
Finding people by what somebody says or types: a name, however it is spelt, a number, an address.

Names are looked for as they were typed first, and only where that finds few as they may have been
meant. Every step is a range or an equality on a stored column in byte order, which row security
lets an index answer (`docs/decisions/one-search-box.md`). Nobody is found by what is hidden of
them: by a hidden number or mailbox, or by the address of a protected person.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import product
from typing import Any
from uuid import UUID

from django.db import connection

from moothall.kernel.search_text import normalise
from moothall.people.contact import normalise_contact
from moothall.people.models import ContactKind, NameWord
from moothall.people.queries import persons_by_id
from moothall.people.rows import PersonRow

FEWEST_DIGITS = 5
#: Sorts after every text in byte order: the end of the range "begins with".
_LAST = "\U0010ffff"
#: Follows the blank in byte order: the end of the range of a whole word.
_AFTER_WORD = "!"

#: Shorter words are like too many others.
_SHORTEST_TO_MEND, _LONGEST_TO_MEND = 4, 30
_LEAST_LIKENESS, _OTHER_BEGINNING = 0.69, 0.1
_MOST_MEANINGS, _MOST_COMBINATIONS = 6, 16
#: With so many found as typed nobody means another spelling.
_ENOUGH = 5
#: So many of a surname are compared with a first name that is like none in particular.
_NAMESAKES = 100

AS_TYPED, BEGINS, BY_SURNAME, LIKE = 1.0, 0.9, 0.85, 0.8

_BY_NAME = """
    SELECT found.id, wanted.place, found.name
    FROM unnest(%(councils)s::int[]) AS council(id)
    CROSS JOIN unnest(%(starts)s::text[], %(ends)s::text[]) WITH ORDINALITY
        AS wanted(start, finish, place)
    CROSS JOIN LATERAL (
        (SELECT p.id, p.normalised_name AS name FROM people_person p
         WHERE p.council_id = council.id
           AND p.normalised_name >= wanted.start AND p.normalised_name < wanted.finish
         ORDER BY p.normalised_name, p.id LIMIT %(most)s)
        UNION ALL
        (SELECT p.id, p.normalised_name FROM people_person p
         WHERE p.council_id = council.id
           AND p.name_by_surname >= wanted.start AND p.name_by_surname < wanted.finish
         ORDER BY p.name_by_surname, p.id LIMIT %(most)s)
    ) found
"""
_BY_CONTACT = """
    SELECT found.id
    FROM unnest(%(councils)s::int[]) AS council(id)
    CROSS JOIN unnest(%(starts)s::text[]) AS wanted(start)
    CROSS JOIN LATERAL (
        SELECT p.id FROM people_contactpoint point
        JOIN people_person p ON p.council_id = council.id AND p.id = point.person_id
        WHERE point.council_id = council.id AND point.kind = %(kind)s
          AND point.normalised >= wanted.start AND point.normalised < wanted.start || %(last)s
          AND NOT {hidden}
        ORDER BY point.normalised LIMIT %(most)s
    ) found
"""
_HIDDEN = {ContactKind.EMAIL: "p.hides_email", ContactKind.PHONE: "p.hides_phone"}
#: Where a protected person lives nobody learns by trying addresses.
_BY_ADDRESS = """
    SELECT found.id
    FROM unnest(%(councils)s::int[]) AS council(id)
    CROSS JOIN unnest(%(uprns)s::bigint[]) AS home(uprn)
    CROSS JOIN LATERAL (
        SELECT p.id FROM people_residence lives
        JOIN people_person p ON p.council_id = council.id AND p.id = lives.person_id
        WHERE lives.council_id = council.id AND lives.uprn = home.uprn
          AND lives.ended_at IS NULL AND NOT p.is_protected
        LIMIT %(most)s
    ) found
"""
_DIALLED = re.compile(r"[^0-9+]")
_ABROAD, _HOME, _LOCAL = "00", "44", "0"


@dataclass(frozen=True)
class FoundPerson:
    """A person whom a text may mean, how likely it does, and whether it was spelt otherwise."""

    person: PersonRow
    likeness: float
    is_respelt: bool = False


@dataclass(frozen=True)
class _Match:
    likeness: float
    is_respelt: bool = False
    #: Orders those that are as likely.
    name: str = ""


def find_people(council_ids: Sequence[int], text: str, *, limit: int) -> list[FoundPerson]:
    """
    Return the people of these councils whom a text may mean, likeliest first; at most six queries.

    A text with an @ is looked for among addresses of e-mail, one of many digits among telephone
    numbers, everything else among names.
    """
    if "@" in text:
        matches = _by_contact(council_ids, ContactKind.EMAIL, _emails(text), limit)
    elif sum(character.isdecimal() for character in text) >= FEWEST_DIGITS:
        matches = _by_contact(council_ids, ContactKind.PHONE, _numbers(text), limit)
    else:
        matches = _by_name(council_ids, normalise(text), limit)
    return _found(matches, limit)


def people_living_at(
    council_ids: Sequence[int], uprns: Iterable[int], *, limit: int
) -> list[FoundPerson]:
    """Return who says that they live at these addresses, but for protected persons; 3 queries."""
    wanted = list(uprns)
    if not wanted:
        return []
    values = {"councils": list(council_ids), "uprns": wanted, "most": limit}
    return _found({row[0]: _Match(BEGINS) for row in _rows(_BY_ADDRESS, values)}, limit)


def meant_words(council_ids: Sequence[int], words: Sequence[str]) -> dict[str, list[str]]:
    """Return for each word those of people's names that are most like it; one query."""
    mended = {word for word in words if _SHORTEST_TO_MEND <= len(word) <= _LONGEST_TO_MEND}
    spellings = {spelling for word in mended for spelling in _spellings(word)}
    if not spellings:
        return {}
    known = NameWord.objects.filter(council_id__in=council_ids, spelling__in=spellings)
    candidates = set(known.values_list("word", flat=True))
    return {word: _likeliest(word, candidates) for word in mended}


def _by_name(council_ids: Sequence[int], name: str, limit: int) -> dict[UUID, _Match]:
    if not name:
        return {}
    words = name.split()
    starts = list(dict.fromkeys([name, _turned_round(words)]))
    values = {
        "councils": list(council_ids),
        "starts": starts,
        "ends": [start + _LAST for start in starts],
        "most": limit,
    }
    matches = {
        person_id: _Match(_as_typed(found_name, name, words), name=found_name)
        for person_id, _, found_name in _rows(_BY_NAME, values)
    }
    if len(matches) < _ENOUGH:
        for person_id, match in _respelt(council_ids, words, limit).items():
            matches.setdefault(person_id, match)
    return matches


def _respelt(council_ids: Sequence[int], words: list[str], limit: int) -> dict[UUID, _Match]:
    """Return who is found by what the words may have been meant to be."""
    meanings = meant_words(council_ids, words)
    combined = _combined(council_ids, words, meanings, limit)
    if combined or len(words) == 1:
        return combined
    return _namesakes(council_ids, words, meanings)


def _combined(
    council_ids: Sequence[int], words: list[str], meanings: dict[str, list[str]], limit: int
) -> dict[UUID, _Match]:
    choices = [list(dict.fromkeys([*meanings.get(word, []), word])) for word in words]
    combinations = sorted(
        (chosen for chosen in product(*choices) if list(chosen) != words),
        key=lambda chosen: -_likeness(chosen, words),
    )[:_MOST_COMBINATIONS]
    if not combinations:
        return {}
    starts = {
        start: _likeness(chosen, words)
        for chosen in reversed(combinations)
        for start in (" ".join(chosen), _turned_round(list(chosen)))
    }
    values = {
        "councils": list(council_ids),
        "starts": list(starts),
        "ends": [start + _AFTER_WORD for start in starts],
        "most": limit,
    }
    likenesses = list(starts.values())
    return {
        person_id: _Match(LIKE * likenesses[place - 1], is_respelt=True, name=name)
        for person_id, place, name in _rows(_BY_NAME, values)
    }


def _namesakes(
    council_ids: Sequence[int], words: list[str], meanings: dict[str, list[str]]
) -> dict[UUID, _Match]:
    """Return who has the surname and a whole name that is like the one that was typed."""
    last, typed = words[-1], " ".join(words)
    starts = list(dict.fromkeys([last, *meanings.get(last, [])]))
    values = {
        "councils": list(council_ids),
        "starts": starts,
        "ends": [start + _AFTER_WORD for start in starts],
        "most": _NAMESAKES,
    }
    alike = {
        person_id: _likeness_of_word(typed, name) for person_id, _, name in _rows(_BY_NAME, values)
    }
    return {
        person_id: _Match(LIKE * likeness, is_respelt=True)
        for person_id, likeness in alike.items()
        if likeness >= _LEAST_LIKENESS
    }


def _as_typed(found: str, typed: str, words: list[str]) -> float:
    if found == typed:
        return AS_TYPED
    return BEGINS if found.startswith(typed) and len(words) > 1 else BY_SURNAME


def _turned_round(words: list[str]) -> str:
    """Return a name with its last word first, as it is stored by surname."""
    *first, last = words
    return " ".join([last, *first])


def _spellings(word: str) -> set[str]:
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def _likeliest(word: str, candidates: Iterable[str]) -> list[str]:
    likeness = {one: _likeness_of_word(word, one) for one in candidates}
    enough = [one for one, ratio in likeness.items() if ratio >= _LEAST_LIKENESS]
    return sorted(enough, key=lambda one: (-likeness[one], one))[:_MOST_MEANINGS]


def _likeness_of_word(typed: str, known: str) -> float:
    """Return how like two words are; people seldom mistake the first letter."""
    ratio = SequenceMatcher(None, typed, known, autojunk=False).ratio()
    return ratio if typed[0] == known[0] else ratio - _OTHER_BEGINNING


def _likeness(chosen: Sequence[str], words: Sequence[str]) -> float:
    each = [_likeness_of_word(*pair) for pair in zip(words, chosen, strict=True)]
    return sum(each) / len(each)


def _emails(text: str) -> list[str]:
    return [normalise_contact(ContactKind.EMAIL, text)]


def _numbers(text: str) -> list[str]:
    """Return what stored numbers begin with that begin as this one, which may be unfinished."""
    dialled = _DIALLED.sub("", text)
    if dialled.startswith(_ABROAD):
        dialled = "+" + dialled.removeprefix(_ABROAD)
    elif dialled.startswith(_LOCAL):
        dialled = f"+{_HOME}{dialled.removeprefix(_LOCAL)}"
    elif dialled.startswith(_HOME):
        dialled = f"+{dialled}"
    return list(dict.fromkeys([normalise_contact(ContactKind.PHONE, text), dialled]))


def _by_contact(
    council_ids: Sequence[int], kind: ContactKind, starts: list[str], limit: int
) -> dict[UUID, _Match]:
    values = {
        "councils": list(council_ids),
        "starts": [start for start in starts if start],
        "kind": kind.value,
        "last": _LAST,
        "most": limit,
    }
    rows = _rows(_BY_CONTACT.format(hidden=_HIDDEN[kind]), values)
    return {row[0]: _Match(AS_TYPED) for row in rows}


def _found(matches: dict[UUID, _Match], limit: int) -> list[FoundPerson]:
    """Return the likeliest as rows, namesakes in the order of their names; 2 queries."""
    in_order = sorted(matches, key=lambda one: (-matches[one].likeness, matches[one].name, one))
    likeliest = in_order[:limit]
    persons = persons_by_id(likeliest) if likeliest else {}
    return [
        FoundPerson(persons[one], matches[one].likeness, matches[one].is_respelt)
        for one in likeliest
        if one in persons
    ]


def _rows(sql: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
