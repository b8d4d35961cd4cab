"""A case as somebody without an account may see it."""

from django.db import connection

from moothall.cases.guidance import guidance_for
from moothall.cases.models import Case
from moothall.cases.queries.detail import timeline_of, without_texts
from moothall.cases.rows import PublicCase
from moothall.cases.wording import NEXT_STEPS
from moothall.cases.workflow import CLOSED, Status
from moothall.people import protection
from moothall.people.contact import normalise_contact
from moothall.people.models import ContactKind

_MATCH = """
    SELECT c.id FROM cases_case c
    JOIN people_contactpoint point
      ON point.council_id = c.council_id AND point.person_id = c.person_id
    WHERE c.council_id = %s AND c.reference = %s
      AND point.kind = %s AND point.normalised = %s AND point.normalised <> ''
    LIMIT 1
"""


def public_case(
    *, council_id: int, reference: str, contact: str, language: str
) -> PublicCase | None:
    """
    Return the public side of a case to whoever knows its reference and how its person is reached.

    A wrong contact and an absent reference are the same single statement that finds nothing, so
    neither the answer nor its timing tells a guesser which it was.
    """
    kind = ContactKind.EMAIL if "@" in contact else ContactKind.PHONE
    with connection.cursor() as cursor:
        cursor.execute(
            _MATCH, [council_id, reference, kind.value, normalise_contact(kind, contact)]
        )
        found = cursor.fetchone()
    if found is None:
        return None
    case = Case.objects.select_related("service_type").get(pk=found[0])
    # Somebody who hunts a person may well know their reference and their email address.
    timeline = timeline_of(case.pk, public_only=True)
    is_withheld = bool(protection.withheld_among([case.person_id]))
    status = Status(case.status)
    welsh = case.service_type.name_cy if language == "cy" else ""
    guidance = guidance_for(
        council_id,
        service_id=case.service_type_id,
        kind=case.kind,
        status=status,
        language=language,
    )
    return PublicCase(
        reference=case.reference,
        service_name=welsh or case.service_type.name,
        status=status,
        status_label=guidance.label,
        next_step=guidance.own_text or str(NEXT_STEPS[status]),
        created_at=case.created_at,
        expected_at=None
        if status in CLOSED or case.paused_at is not None
        else case.resolution_due_at,
        closed_at=case.closed_at,
        timeline=without_texts(timeline) if is_withheld else timeline,
    )
