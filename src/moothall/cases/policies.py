"""Who may do what to cases."""

from uuid import UUID

from moothall.cases.channels import Channel
from moothall.cases.workflow import CLOSED, Status
from moothall.kernel.actors import Actor, ActorKind
from moothall.people import scopes

#: Who may say what residents read about a status and may do then.
GUIDE = "settings.edit"
#: What a front desk needs to receive visitors and hand them over; it opens no other contact.
VISIT = "visit.log"


def can_open_case(actor: Actor, council_id: int) -> bool:
    """Let residents and partners ask for something, and staff ask on a caller's behalf."""
    if actor.kind in {ActorKind.RESIDENT, ActorKind.PARTNER}:
        return True
    return actor.may("form.assist", council_id)


def can_view_case(actor: Actor, council_id: int) -> bool:
    """Let staff of the council read its cases; a resident reads theirs by reference alone."""
    return actor.may("case.view", council_id)


def can_edit_case(actor: Actor, council_id: int) -> bool:
    """Let staff write notes, add files and give a case to another team."""
    return actor.may("case.edit", council_id)


def can_change_status(actor: Actor, council_id: int, status: Status) -> bool:
    """Let staff move a case, and those close it who may close."""
    permission = "case.close" if status in CLOSED else "case.edit"
    return actor.may(permission, council_id)


def can_log_interaction(actor: Actor, council_id: int) -> bool:
    """Let staff write down that somebody was in touch."""
    return actor.may("interaction.log", council_id)


def can_log_contact(actor: Actor, council_id: int, channel: str) -> bool:
    """Let staff write down a contact; those at a front desk, visits alone."""
    if can_log_interaction(actor, council_id):
        return True
    return channel == Channel.VISIT and actor.may(VISIT, council_id)


def can_see_own_cases(actor: Actor, person_id: UUID | None, council_id: int) -> bool:
    """Let signed-in residents see their own cases, and who acts for them with this part of it."""
    return person_id is not None and actor.may_for(person_id, scopes.REQUESTS, council_id)


def can_act_on_own_case(actor: Actor, person_id: UUID | None, council_id: int) -> bool:
    """Let whoever may see somebody's case in their account do what the council lets them do."""
    return can_see_own_cases(actor, person_id, council_id)


def can_write_to_council(actor: Actor, person_id: UUID | None, council_id: int) -> bool:
    """Let signed-in residents write about something that is no case yet."""
    return person_id is not None and actor.may_for(person_id, scopes.MESSAGES, council_id)


def can_guide_residents(actor: Actor, council_id: int) -> bool:
    """Let supervisors say what residents read about each status, and may do then."""
    return actor.may(GUIDE, council_id)


def can_set_up_case_types(actor: Actor, council_id: int) -> bool:
    """Let supervisors decide of the cases of each service."""
    return actor.may(GUIDE, council_id)


def can_set_up_telephony(actor: Actor, council_id: int) -> bool:
    """Let whoever runs a council's settings say by which numbers and queues its calls come in."""
    return actor.may(GUIDE, council_id)


#: Who may do one thing to many cases at once.
AT_ONCE = "case.bulk"
#: Who makes macros for everybody.
MACROS = "macro.edit"
#: Who decides complaints.
ANSWER_COMPLAINTS = "complaint.answer"


def can_act_at_once(actor: Actor, council_id: int) -> bool:
    """Let staff do one thing to many cases at once; each case asks for its own permission too."""
    return actor.may(AT_ONCE, council_id)


def can_edit_macros(actor: Actor, council_id: int) -> bool:
    """Let supervisors make macros."""
    return actor.may(MACROS, council_id)


def can_take_complaint(actor: Actor, council_id: int) -> bool:
    """Let staff who take contacts and may open cases there take somebody's complaint."""
    return can_log_interaction(actor, council_id) and can_open_case(actor, council_id)


def can_answer_complaint(actor: Actor, council_id: int) -> bool:
    """Let officers acknowledge complaints, answer them, and take them to the next stage."""
    return actor.may(ANSWER_COMPLAINTS, council_id)


def can_set_standards(actor: Actor, council_id: int) -> bool:
    """Let supervisors say how complaints are dealt with, and who is told of broken promises."""
    return actor.may(GUIDE, council_id)
