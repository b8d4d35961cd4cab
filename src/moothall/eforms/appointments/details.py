"""Whom a time is for, by the answers of the form in which it was chosen."""

from collections.abc import Mapping
from typing import Any

from moothall.bookings.details import Details
from moothall.eforms.becoming import fact
from moothall.eforms.definition import Definition
from moothall.eforms.models import Draft
from moothall.people.queries import person_detail

#: As much as a booking has room for.
_LONGEST_NAME, _LONGEST_PHONE = 200, 40


def details_of(
    draft: Draft, definition: Definition, answers: Mapping[str, Any], language: str
) -> Details:
    """Return who comes and how to reach them: what they answered, or what is known of them."""
    known = person_detail(draft.subject_id) if draft.subject_id is not None else None
    name = fact(definition, answers, "person.name") or (known.name if known else "")
    email = fact(definition, answers, "person.email") or (known.first("email") if known else "")
    phone = fact(definition, answers, "person.phone") or (known.first("phone") if known else "")
    return Details(
        name=name[:_LONGEST_NAME],
        email=email,
        phone=phone[:_LONGEST_PHONE],
        language=language,
        submission_key=str(draft.pk),
        person_id=draft.subject_id,
    )
