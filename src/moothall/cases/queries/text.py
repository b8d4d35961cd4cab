"""Finding cases by what an agent types: a reference, a name, a postcode, a street, a UPRN."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from moothall.cases.particulars import comparable_place, postcode_in
from moothall.cases.reference import possible_references
from moothall.councils.queries import council_by_id
from moothall.people.searching import find_people

#: Of one street, postcode or set of namesakes no more are found than this in each council.
MOST_FOUND = 200
_MOST_PEOPLE = 50
_SHORTEST_PLACE = 3
#: A UPRN has no more digits; fewer than these are a house number.
_SHORTEST_UPRN, _LONGEST_UPRN = 5, 12

#: Sorts after every text in byte order: the end of the range "begins with".
_LAST = "\U0010ffff"

_BY_REFERENCE = """
    SELECT c.id FROM cases_case c
    WHERE c.council_id = council.id AND c.reference = ANY(%(references)s)
"""
#: Nobody may learn from where a case is found that a protected person lives there.
_NOT_PROTECTED = """
    AND NOT EXISTS (
        SELECT 1 FROM people_person p
        WHERE p.council_id = c.council_id AND p.id = c.person_id AND p.is_protected
    )
"""
_BY_POSTCODE = """
    SELECT c.id FROM cases_case c
    WHERE c.council_id = council.id AND c.postcode = %(postcode)s AND c.postcode <> ''
      {not_protected}
    ORDER BY c.created_at DESC LIMIT %(most)s
"""
_BY_PERSON = """
    SELECT c.id FROM unnest(%(people)s::uuid[]) AS person(id) CROSS JOIN LATERAL (
        SELECT c.id FROM cases_case c
        WHERE c.council_id = council.id AND c.person_id = person.id
        ORDER BY c.created_at DESC, c.id DESC LIMIT %(most)s
    ) c
"""
_BY_PROPERTY = """
    SELECT c.id FROM unnest(%(uprns)s::bigint[]) AS property(uprn) CROSS JOIN LATERAL (
        SELECT c.id FROM cases_case c
        WHERE c.council_id = council.id AND c.uprn = property.uprn
          {not_protected}
        ORDER BY c.created_at DESC LIMIT %(most)s
    ) c
"""
_BY_PLACE = """
    SELECT c.id FROM cases_case c
    WHERE c.council_id = council.id AND c.comparable_place <> ''
      AND c.comparable_place >= %(place)s AND c.comparable_place < %(place_end)s
      {not_protected}
    LIMIT %(most)s
"""


def cases_by_text(
    council_ids: Sequence[int],
    text: str,
    *,
    person_ids: Iterable[UUID] | None = None,
    uprns: Iterable[int] = (),
    most: int = MOST_FOUND,
) -> list[UUID]:
    """
    Return the ids of the cases that a text may mean, in no order; one query and the people's.

    What reads like a reference is looked for as nothing else. Whoever has looked for people
    already hands them over as `person_ids`, and for properties as `uprns`: then the words of the
    place are not compared.
    """
    references = references_in(council_ids, text)
    if references:
        person_ids = ()
    elif person_ids is None:
        found = find_people(council_ids, text, limit=_MOST_PEOPLE)
        person_ids = [one.person.id for one in found]
    place, postcode = comparable_place(text), postcode_in(text)
    properties = set(uprns) | {one for one in [uprn_in(text)] if one is not None}
    values: dict[str, Any] = {
        "councils": list(council_ids),
        "references": references,
        "postcode": postcode,
        "people": list(person_ids),
        "uprns": list(properties),
        "place": place,
        "place_end": place + _LAST,
        "most": most,
    }
    arms = [
        arm
        for arm, applies in (
            (_BY_REFERENCE, values["references"]),
            (_BY_POSTCODE, postcode and not uprns),
            (_BY_PERSON, values["people"]),
            (_BY_PROPERTY, properties),
            (_BY_PLACE, _reads_like_a_place(place, postcode) and not (references or properties)),
        )
        if applies
    ]
    if not arms:
        return []
    union = " UNION ".join(f"({arm})" for arm in arms).format(not_protected=_NOT_PROTECTED)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT found.id FROM unnest(%(councils)s::int[]) AS council(id) "  # noqa: S608
            f"CROSS JOIN LATERAL ({union}) found",
            values,
        )
        return [case_id for (case_id,) in cursor.fetchall()]


def _reads_like_a_place(place: str, postcode: str) -> bool:
    return len(place) >= _SHORTEST_PLACE and place.replace(" ", "") != postcode.lower()


def references_in(council_ids: Iterable[int], text: str) -> list[str]:
    """Return each reference of a case of these councils that the text may mean."""
    prefixes = {council_by_id(council_id).reference_prefix for council_id in council_ids}
    return possible_references(text, prefixes)


def uprn_in(text: str) -> int | None:
    """Return the number of a property, if the text reads like one and nothing else."""
    digits = text.strip()
    is_one = digits.isascii() and digits.isdecimal() and digits[:1] != "0"
    return int(digits) if is_one and _SHORTEST_UPRN <= len(digits) <= _LONGEST_UPRN else None
