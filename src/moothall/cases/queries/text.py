"""Finding cases by what an agent types: a reference, a name, a postcode, a street."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from moothall.cases.particulars import comparable_place, postcode_in
from moothall.cases.reference import possible_references
from moothall.councils.queries import council_by_id
from moothall.people.queries import search_people

#: Of one street, postcode or set of namesakes no more are found than this in each council.
MOST_FOUND = 200
_MOST_PEOPLE = 50
_SHORTEST_PLACE = 3

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
_BY_PLACE = """
    SELECT c.id FROM cases_case c
    WHERE c.council_id = council.id AND c.comparable_place <> ''
      AND c.comparable_place >= %(place)s AND c.comparable_place < %(place_end)s
      {not_protected}
    LIMIT %(most)s
"""


def cases_by_text(council_ids: Sequence[int], text: str) -> list[UUID]:
    """
    Return the ids of the cases that a text may mean, in no order; one query and the people's.

    What reads like a reference is looked for as nothing else.
    """
    references = possible_references(
        text, {council_by_id(council_id).reference_prefix for council_id in council_ids}
    )
    people = [] if references else search_people(council_ids, text, limit=_MOST_PEOPLE)
    place = comparable_place(text)
    values: dict[str, Any] = {
        "councils": list(council_ids),
        "references": references,
        "postcode": postcode_in(text),
        "people": [person.id for person in people],
        "place": place,
        "place_end": place + _LAST,
        "most": MOST_FOUND,
    }
    arms = [
        arm
        for arm, applies in (
            (_BY_REFERENCE, values["references"]),
            (_BY_POSTCODE, values["postcode"]),
            (_BY_PERSON, values["people"]),
            (_BY_PLACE, not references and len(place) >= _SHORTEST_PLACE),
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
