"""Asking the council to correct, not to use, or to hold back what it knows of somebody."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from moothall.cases.actions.opening import open_case
from moothall.cases.channels import Channel
from moothall.cases.models import Case
from moothall.cases.particulars import CaseDetail
from moothall.cases.statutory import due_in_a_month
from moothall.cases.workflow import Priority
from moothall.councils.calendar import WorkingCalendar
from moothall.councils.queries import service_types
from moothall.kernel.actors import Actor
from moothall.kernel.errors import NotFound
from moothall.kernel.policies import require
from moothall.people.policies import is_own_account
from moothall.people.queries import person_detail

#: Entries of the catalogue whose team looks after data protection, the best first.
SERVICES = ("data-protection", "subject-access-request", "general-enquiry")


class DataRight(StrEnum):
    """What somebody may ask for that a person must decide (UK GDPR arts 16, 18 and 21)."""

    CORRECT = "correct"
    OBJECT = "object"
    RESTRICT = "restrict"


#: Staff read cases in English; the resident's page asks in the words of its template.
_SUMMARIES = {
    DataRight.CORRECT: "Wants something corrected that we hold (UK GDPR art 16)",
    DataRight.OBJECT: "Objects to how we use their data (UK GDPR art 21)",
    DataRight.RESTRICT: "Asks us to hold their data and not to use it (UK GDPR art 18)",
}
_ABOUT = {
    DataRight.CORRECT: (
        "What is wrong, and what is right",
        "Beth sy’n anghywir, a beth sy’n gywir",
    ),
    DataRight.OBJECT: ("What we should not use, and why", "Beth na ddylem ei ddefnyddio, a pham"),
    DataRight.RESTRICT: ("What we should hold, and why", "Beth ddylem ei ddal, a pham"),
}


#: How the categories of such cases begin.
_CATEGORY = "data-"


def is_about_data(category: str) -> bool:
    """Tell whether a case of this category is one that the law has the council answer."""
    return category.startswith(_CATEGORY)


def service_for_data_requests(council_id: int) -> str:
    """
    Return the entry of the catalogue under which such cases are opened.

    :raises NotFound: if the council has none that will do
    """
    known = {service.slug for service in service_types(council_id)}
    for slug in SERVICES:
        if slug in known:
            return slug
    raise NotFound("This council has no service for data protection.")


@transaction.atomic
def ask_about_data(
    *,
    actor: Actor,
    person_id: UUID,
    right: DataRight,
    words: str,
    submission_key: str,
    language: str,
    now: datetime,
) -> Case:
    """
    Open a case for whoever looks after data protection, with the law's own clock: one month.

    Sent twice under the same key it is one case.

    :raises NotFound: if the councils in force have no such person, or no service that will do
    :raises NotPermitted: if the actor is anybody but that person
    """
    person = person_detail(person_id)
    council_id = person.council_id
    require(is_own_account(actor, person_id, council_id))
    label, label_cy = _ABOUT[right]
    return open_case(
        actor=actor,
        council_id=council_id,
        service_type=service_for_data_requests(council_id),
        person_id=person_id,
        channel=Channel.WEB.value,
        summary=_SUMMARIES[right],
        submission_key=f"data-request:{person_id}:{submission_key}",
        details=[
            CaseDetail(
                key=f"data.{right.value}", label=label, label_cy=label_cy, value=words.strip()
            )
        ],
        language=language,
        priority=Priority.HIGH.value,
        category=f"{_CATEGORY}{right.value}",
        resolution_due_at=due_in_a_month(now, WorkingCalendar.by_law(council_id)),
        now=now,
    )
