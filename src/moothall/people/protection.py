"""
Persons who would be in danger if somebody found out where they live.

What the rows of every app say of them is hidden unless the code that reads has said otherwise with
`opened`: whoever writes a new page, list or export forgets to show, never to hide. It is said in
two places alone: for a resident's own affairs, and for staff who may see it and have just said why.
See docs/decisions/protected-persons.md.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from moothall.people.models import ContactKind, Person, ProtectedLook

#: What stands in the place of a text that may say where somebody lives.
HIDDEN: Promise = gettext_lazy("Hidden to protect this person")

_opened: ContextVar[frozenset[UUID]] = ContextVar("persons_in_the_open", default=frozenset())


@contextmanager
def opened(*person_ids: UUID) -> Iterator[None]:
    """Let what is hidden of these persons be read until the block ends."""
    token = _opened.set(_opened.get() | frozenset(person_ids))
    try:
        yield
    finally:
        _opened.reset(token)


def is_withheld(person_id: UUID | None, *, is_protected: bool) -> bool:
    """Tell whether something of a person is hidden here and now; no query."""
    return is_protected and person_id not in _opened.get()


def withheld_among(person_ids: Iterable[UUID | None]) -> frozenset[UUID]:
    """Return those of whom something is hidden here and now; one query, or none for nobody."""
    asked = {one for one in person_ids if one is not None} - _opened.get()
    if not asked:
        return frozenset()
    found = Person.objects.filter(pk__in=asked, is_protected=True)
    return frozenset(found.values_list("pk", flat=True))


def withheld_kinds(person: Person) -> frozenset[ContactKind]:
    """Return the ways to reach a person that are hidden here and now: always that by post."""
    if not is_withheld(person.pk, is_protected=person.is_protected):
        return frozenset()
    kinds = {ContactKind.POST}
    if person.hides_email:
        kinds.add(ContactKind.EMAIL)
    if person.hides_phone:
        kinds.add(ContactKind.PHONE)
    return frozenset(kinds)


def refuses_joining(person_id: UUID) -> bool:
    """Tell whether nobody may reach this record by a reference, a name and an address."""
    return Person.objects.filter(pk=person_id, refuses_joining=True).exists()


def looked_at(*, employee_id: int, session_digest: bytes, now: datetime) -> frozenset[UUID]:
    """Return at whom an employee looks: they have said why, in this session and just now."""
    looks = ProtectedLook.objects.filter(
        employee_id=employee_id, session_digest=session_digest, began_at__lte=now, ends_at__gt=now
    )
    return frozenset(looks.values_list("person_id", flat=True))
