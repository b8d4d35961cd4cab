"""What the page of a contact shows, from the caller to what can be done for them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _

from moothall.bookings.policies import BOOK
from moothall.cases.channels import Channel
from moothall.cases.contact import queries
from moothall.cases.contact.rows import CallRow, ContactRow
from moothall.cases.contact.words import LEVELS
from moothall.cases.guidance import guidance_for
from moothall.cases.policies import can_take_complaint
from moothall.cases.queries import cases_of_person, recent_interactions
from moothall.cases.rows import CaseRow
from moothall.councils.queries import service_types
from moothall.councils.rows import CouncilRow
from moothall.eforms.queries import FormRow, forms_of
from moothall.kernel import clock
from moothall.kernel.actors import Actor
from moothall.payments.policies import TAKE
from moothall.people.models import ContactKind
from moothall.people.policies import ASSIST
from moothall.people.queries import person_detail
from moothall.people.rows import PersonRow
from moothall.surfaces.workspace.acting import Acting, StaffRequest, acting, acting_in
from moothall.surfaces.workspace.caller_check import QUESTIONS, Facts
from moothall.surfaces.workspace.contact_forms import CheckForm
from moothall.surfaces.workspace.probable import Reason, probable_reasons
from moothall.surfaces.workspace.rows import case_line, interaction_line

LOG = "interaction.log"
MOST_CASES, MOST_TOUCHES = 8, 5
#: From this level on one may say how somebody's requests stand.
LEVEL_FOR_PROGRESS = 1
ANSWERED, PAYMENT, BOOKING, COMPLAINT = "answered", "payment", "booking", "complaint"
CASE, FORM = "case:", "form:"
_SALT = "moothall.workspace.contact"


@dataclass(frozen=True)
class Caller:
    """Who is in touch, with which council, and what can be done for them."""

    person: PersonRow | None
    council: CouncilRow
    cases: tuple[CaseRow, ...]
    forms: tuple[FormRow, ...]
    may_pay: bool = False
    may_book: bool = False
    may_help: bool = False
    may_complain: bool = False
    contact: ContactRow | None = None
    call: CallRow | None = None

    @property
    def level(self) -> int:
        """Return how sure the employee is of who it is."""
        return self.contact.verified_level if self.contact else 0


@dataclass(frozen=True)
class ReadOut:
    """How a request stands, in the very words that its resident reads."""

    case: CaseRow
    href: str
    label: str
    words: str
    last: str = ""


@dataclass(frozen=True)
class Checks:
    """How sure the employee is of somebody, what that allows, and what can still be asked."""

    level: int
    allowed: tuple[str, ...]
    next_words: str
    questions: tuple[tuple[str, str], ...] = field(default=())


def caller_of_contact(
    request: StaffRequest, contact_id: UUID, now: datetime
) -> tuple[Acting, Caller]:
    """
    Return who is in touch by a contact of the employee's own.

    :raises NotFound: if there is no such contact
    """
    contact = queries.contact_of(request.actor, contact_id)
    here = acting_in(request, contact.council_id, LOG)
    person = person_detail(contact.person_id) if contact.person_id else None
    call = queries.call_of_contact(contact.id)
    return here, _caller(request.actor, here.chosen[0], person, contact=contact, call=call, now=now)


def new_caller(
    request: StaffRequest, person_id: UUID | None, now: datetime
) -> tuple[Acting, Caller | None]:
    """Return who is in touch before anything is begun; nobody where no council was said."""
    if person_id is None:
        here, person = acting(request, LOG), None
    else:
        person = person_detail(person_id)
        here = acting_in(request, person.council_id, LOG)
    if here.only is None:
        return here, None
    return here, _caller(request.actor, here.only, person, now=now)


def _caller(
    actor: Actor,
    council: CouncilRow,
    person: PersonRow | None,
    *,
    contact: ContactRow | None = None,
    call: CallRow | None = None,
    now: datetime,
) -> Caller:
    may = actor.may
    cases = (
        cases_of_person(person.id, council_id=council.id, limit=MOST_CASES, now=now)
        if person and may("case.view", council.id)
        else ()
    )
    return Caller(
        person,
        council,
        tuple(cases),
        forms_of(council.id) if may("form.assist", council.id) else (),
        may_pay=may(TAKE, council.id),
        may_book=may(BOOK, council.id),
        may_help=may(ASSIST, council.id),
        may_complain=can_take_complaint(actor, council.id),
        contact=contact,
        call=call,
    )


def outcomes(caller: Caller) -> list[dict[str, Any]]:
    """Return what can happen next, as radio buttons: answered, a case they have, or a form."""
    choices: list[dict[str, Any]] = [
        {
            "value": ANSWERED,
            "label": _("I have answered it"),
            "hint": _("Go on to wrap up."),
        }
    ]
    if caller.may_pay:
        choices.append({"value": PAYMENT, "label": _("They want to pay")})
    if caller.may_book:
        choices.append({"value": BOOKING, "label": _("They want to book, move or cancel")})
    if caller.may_complain:
        choices.append({"value": COMPLAINT, "label": _("They want to complain")})
    if caller.cases:
        choices.append({"divider": _("or it is about a case they have")})
    choices += [
        {
            "value": f"{CASE}{case.id}",
            "label": f"{case.reference} {case.service_name}",
            "hint": f"{case.status.label}. {case.summary}",
        }
        for case in caller.cases
    ]
    if caller.forms:
        choices.append({"divider": _("or they need something new")})
    choices += [
        {"value": f"{FORM}{form.slug}", "label": form.title.within("en")} for form in caller.forms
    ]
    return choices


def shown(request: StaffRequest, here: Acting, caller: Caller, *, now: datetime) -> dict[str, Any]:
    """Return what the page of a contact shows beside its form."""
    person, council = caller.person, caller.council
    may_read = person is not None and not person.is_withheld and caller.level >= LEVEL_FOR_PROGRESS
    return {
        "caller": caller,
        "number": here.number(council.id),
        "outcomes": outcomes(caller),
        "lines": [case_line(here, case, now=now) for case in caller.cases],
        "reasons": _reasons(request.actor, here, caller, now=now),
        "checks": _checks(caller),
        "checks_form": _checks_form(caller),
        "read_outs": _read_outs(here, caller) if may_read else [],
        "may_read_out": may_read,
        "greeting": caller.call.greeting_in(council.languages[0]) if caller.call else "",
        "touches": [
            interaction_line(here, one)
            for one in recent_interactions([council.id], person_id=person.id, limit=MOST_TOUCHES)
        ]
        if person
        else [],
        "site_search": f"{council.url}{reverse('public:search')}",
    }


def _reasons(actor: Actor, here: Acting, caller: Caller, *, now: datetime) -> Sequence[Reason]:
    if caller.person is None:
        return ()
    return probable_reasons(actor, here, caller.person, list(caller.cases), now=now)


def _checks(caller: Caller) -> Checks | None:
    """Return how sure the employee is of a caller; nothing of somebody without a name."""
    person = caller.person
    if person is None or person.is_withheld or not caller.may_help:
        return None
    level = caller.level
    return Checks(
        level=level,
        # That nothing personal may be said is true only of somebody who has shown nothing.
        allowed=tuple(
            str(words) for step, words in LEVELS.items() if min(level, 1) <= step <= level
        ),
        next_words=str(LEVELS.get(level + 1, "")),
        questions=tuple((key, str(QUESTIONS[key])) for key in _askable(person, caller.cases)),
    )


def _checks_form(caller: Caller) -> CheckForm | None:
    """Return the questions as an empty form; what is right is looked up when they are answered."""
    person, contact = caller.person, caller.contact
    if person is None or contact is None:
        return None
    facts = Facts({key: frozenset({""}) for key in _askable(person, caller.cases)})
    services = [(one.slug, one.name) for one in service_types(caller.council.id)]
    return CheckForm(facts=facts, services=services, is_here=contact.channel is Channel.VISIT)


def _askable(person: PersonRow, cases: Sequence[CaseRow]) -> list[str]:
    """Return the questions that can be asked, from what the page knows already."""
    there = {
        "postcode": bool(person.first(ContactKind.POST)),
        "born_on": person.born_on is not None,
        "phone": bool(person.phone),
        "email": bool(person.email),
        "last_request": bool(cases),
    }
    return [key for key in QUESTIONS if there[key]]


def _read_outs(here: Acting, caller: Caller) -> list[ReadOut]:
    """Return how each open request stands, in the words that the resident reads; one query."""
    wanted = [case for case in caller.cases if case.is_open]
    last = queries.last_public_words([case.id for case in wanted])
    services = {one.slug: one.id for one in service_types(caller.council.id)}
    language = caller.person.language if caller.person else "en"
    rows = []
    for case in wanted:
        guidance = guidance_for(
            caller.council.id,
            service_id=services.get(case.service_slug),
            kind=case.kind,
            status=case.status,
            language=language,
        )
        rows.append(
            ReadOut(
                case,
                here.address("workspace:case", case.reference),
                guidance.label,
                guidance.text,
                last.get(case.id, ""),
            )
        )
    return rows


def opened_now() -> str:
    """Return a sign that a page was opened at this moment, which nobody can make up."""
    return signing.dumps(clock.now().timestamp(), salt=_SALT)


def opened_at(sign: str) -> datetime | None:
    """Return when a page was opened, if it says so with a sign of ours."""
    try:
        moment = float(signing.loads(sign, salt=_SALT))
    except (signing.BadSignature, ValueError):
        return None
    return datetime.fromtimestamp(moment, tz=UTC)
