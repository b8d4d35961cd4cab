"""Finding whoever is on the line, from what they say of themselves."""

from dataclasses import dataclass
from datetime import datetime

from moothall.cases.queries import cases_by_text, newest_among
from moothall.people.queries import persons_by_id
from moothall.people.searching import find_people
from moothall.surfaces.workspace.acting import Acting
from moothall.surfaces.workspace.rows import CaseLine, PersonLine, case_line, person_line

MOST = 20
_FEWEST_DIGITS = 5


@dataclass(frozen=True)
class Found:
    """The people and cases that a text may mean."""

    people: tuple[PersonLine, ...] = ()
    cases: tuple[CaseLine, ...] = ()


def find(here: Acting, text: str, *, now: datetime) -> Found:
    """
    Return whom and what a text may mean, in a number of queries that never grows.

    A name (misspelt, too), telephone number or address of e-mail finds people; a reference,
    postcode or street finds cases, and the people who asked for them.
    """
    if not text:
        return Found()
    people = [one.person for one in find_people(here.ids, text, limit=MOST)]
    found = cases_by_text(here.ids, text, person_ids=[one.id for one in people])
    cases = newest_among(here.ids, found, limit=MOST, now=now) if found else []
    others = {case.person_id for case in cases if case.person_id} - {one.id for one in people}
    if others and len(people) < MOST:
        people += sorted(persons_by_id(others).values(), key=lambda person: person.name)
    return Found(
        people=tuple(person_line(here, person) for person in people[:MOST]),
        cases=tuple(case_line(here, case, now=now) for case in cases),
    )


def as_details(text: str) -> dict[str, str]:
    """Return what somebody typed into the search as the first answer of a new person's form."""
    if "@" in text:
        return {"email": text}
    if sum(character.isdecimal() for character in text) >= _FEWEST_DIGITS:
        return {"phone": text}
    return {"name": text}
