"""A contact from its beginning to its wrap-up, of which nothing that was typed is lost."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from moothall.cases import policies
from moothall.cases.channels import Channel, Direction
from moothall.cases.contact.actions.agents import note_call_state, note_end_of_contact
from moothall.cases.contact.models import Call
from moothall.cases.contact.words import AgentStatus, Avoidable, Deed, Outcome
from moothall.cases.models.case import Case
from moothall.cases.models.interaction import Interaction
from moothall.councils.queries import service_type as service_type_of
from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.card_numbers import without_card_numbers
from moothall.kernel.errors import NotFound, TransitionNotAllowed
from moothall.kernel.policies import require
from moothall.people.models import Person

LONGEST_SUMMARY = 1000
MOST_DEEDS = 50
#: A page that was open for longer says nothing of when the contact began.
LONGEST_CONTACT = timedelta(hours=4)
#: Ways of being in touch during which nobody can take a call.
_TAKES_ALL_OF_THEM = frozenset({Channel.PHONE, Channel.VISIT})


@transaction.atomic
def begin_contact(
    *,
    actor: Actor,
    council_id: int,
    person_id: UUID | None,
    channel: str,
    call_id: UUID | None = None,
    summary: str = "",
    began_at: datetime | None = None,
    now: datetime,
) -> Interaction:
    """
    Begin a contact; it stays on the employee's desk until it is wrapped up.

    A `call` that has its contact already leads on to that one, so that nothing is begun twice.

    :raises NotPermitted: if the actor may not log contacts of this channel in this council
    :raises NotFound: if the council has no such call or person
    """
    require(policies.can_log_contact(actor, council_id, channel))
    if (
        person_id is not None
        and not Person.objects.filter(pk=person_id, council_id=council_id).exists()
    ):
        raise NotFound("There is no such person.")
    call = None if call_id is None else _locked_call(call_id, council_id)
    if call is not None and call.interaction_id is not None:
        return own_contact(actor, call.interaction_id, allow_finished=True)
    contact = Interaction(
        council_id=council_id,
        channel=Channel.PHONE if call else Channel(channel),
        direction=Direction.INBOUND if call is None else Direction(call.direction),
        person_id=person_id,
        summary=_words(summary),
        happened_at=now,
        began_at=_beginning(call, began_at, now),
        ended_at=call.ended_at if call else None,
        service_type_id=call.line.service_type_id if call and call.line else None,
        logged_by_kind=actor.kind.value,
        logged_by_identifier=actor.identifier,
        logged_by_name=actor.name,
    )
    contact.save(force_insert=True)
    if call is not None:
        call.interaction = contact
        call.agent_id = call.agent_id or int(actor.identifier)
        call.save(update_fields=["interaction", "agent"])
    audit.record(
        actor=actor,
        verb="interaction.begun",
        subject=contact,
        now=now,
        detail={"channel": contact.channel, **({"call": str(call.pk)} if call else {})},
    )
    takes_calls = policies.can_log_interaction(actor, council_id)
    if takes_calls and contact.channel in _TAKES_ALL_OF_THEM and contact.ended_at is None:
        note_call_state(
            account_id=int(actor.identifier),
            status=AgentStatus.ON_CALL,
            council_id=council_id,
            now=now,
        )
    return contact


@transaction.atomic
def keep_words(
    *, actor: Actor, contact_id: UUID, summary: str, channel: str = "", now: datetime
) -> Interaction:
    """
    Keep what an employee types while they type it.

    :raises NotFound: if it is no unfinished contact of theirs
    :raises NotPermitted: if they may not log contacts of that channel
    """
    contact = own_contact(actor, contact_id, as_visit=True)
    contact.summary = _words(summary)
    if channel:
        require(policies.can_log_contact(actor, contact.council_id, channel))
        contact.channel = Channel(channel)
    contact.save(update_fields=["summary", "channel"])
    return contact


@transaction.atomic
def set_person(
    *, actor: Actor, contact_id: UUID, person_id: UUID | None, now: datetime
) -> Interaction:
    """
    Say who it is after all; whatever was checked of somebody else counts no more.

    :raises NotFound: if it is no unfinished contact of theirs, or the council has no such person
    """
    contact = own_contact(actor, contact_id)
    if contact.person_id == person_id:
        return contact
    if (
        person_id is not None
        and not Person.objects.filter(pk=person_id, council_id=contact.council_id).exists()
    ):
        raise NotFound("There is no such person.")
    contact.person_id, contact.verified_level = person_id, 0
    contact.save(update_fields=["person", "verified_level"])
    audit.record(actor=actor, verb="interaction.person-set", subject=contact, now=now)
    return contact


@transaction.atomic
def note_deed(
    *,
    actor: Actor,
    contact_id: UUID,
    deed: Deed,
    case_id: UUID | None = None,
    service: str = "",
    now: datetime,
) -> Interaction:
    """
    Note what was done in a contact; the first case it was about becomes the contact's own.

    :raises NotFound: if it is no unfinished contact of theirs, or the council has no such case
    """
    contact = own_contact(actor, contact_id)
    if case_id is not None:
        if not Case.objects.filter(pk=case_id, council_id=contact.council_id).exists():
            raise NotFound("There is no such case.")
        contact.case_id = contact.case_id or case_id
    row = {"deed": deed.value, "at": now.isoformat()}
    row |= {"case": str(case_id)} if case_id else {}
    row |= {"service": service} if service else {}
    contact.done = [*contact.done, row][-MOST_DEEDS:]
    contact.save(update_fields=["done", "case"])
    return contact


@transaction.atomic
def note_check(
    *, actor: Actor, contact_id: UUID, level: int, asked: Sequence[str], now: datetime
) -> Interaction:
    """
    Note how sure an employee is of the other side; which questions were asked, never an answer.

    A try that fails takes nothing away that was shown before.

    :raises NotFound: if it is no unfinished contact of theirs
    """
    contact = own_contact(actor, contact_id)
    contact.verified_level = max(contact.verified_level, level)
    row = {"deed": Deed.CHECKED.value, "at": now.isoformat(), "level": level, "asked": list(asked)}
    contact.done = [*contact.done, row][-MOST_DEEDS:]
    contact.save(update_fields=["done", "verified_level"])
    audit.record(
        actor=actor,
        verb="caller.checked" if level else "caller.check-failed",
        subject=contact,
        now=now,
        detail={"level": level, "asked": list(asked)},
    )
    return contact


@transaction.atomic
def end_contact(*, actor: Actor, contact_id: UUID, now: datetime) -> Interaction:
    """
    Note that the other side has gone, so that what follows is the wrap-up; once is enough.

    :raises NotFound: if it is no unfinished contact of theirs
    """
    contact = own_contact(actor, contact_id)
    if contact.ended_at is None:
        contact.ended_at = now
        contact.save(update_fields=["ended_at"])
        note_end_of_contact(
            account_id=int(actor.identifier),
            status=AgentStatus.WRAPPING_UP,
            council_id=contact.council_id,
            unless=Interaction.objects.none(),
            now=now,
        )
    return contact


@transaction.atomic
def wrap_up(
    *,
    actor: Actor,
    contact_id: UUID,
    channel: str,
    summary: str,
    service: str,
    outcome: str,
    avoidable: str,
    now: datetime,
) -> Interaction:
    """
    Finish a contact: what it was about, what came of it, whether it need have been, and its times.

    :raises NotFound: if it is no unfinished contact of theirs, or the council has no such service
    :raises NotPermitted: if they may not log contacts of that channel
    """
    contact = own_contact(actor, contact_id, as_visit=True)
    require(policies.can_log_contact(actor, contact.council_id, channel))
    began = contact.began_at or now
    ended = min(contact.ended_at or now, now)
    contact.channel, contact.summary = Channel(channel), _words(summary)
    contact.service_type_id = service_type_of(contact.council_id, service).id if service else None
    contact.outcome, contact.avoidable_reason = Outcome(outcome), Avoidable(avoidable)
    contact.ended_at, contact.finished_at = ended, now
    contact.handling_seconds = max(0, int((ended - began).total_seconds()))
    contact.wrap_up_seconds = max(0, int((now - ended).total_seconds()))
    contact.save(
        update_fields=[
            "channel", "summary", "service_type", "outcome", "avoidable_reason", "ended_at",
            "finished_at", "handling_seconds", "wrap_up_seconds",
        ]
    )  # fmt: skip
    audit.record(
        actor=actor,
        verb="interaction.wrapped-up",
        subject=contact,
        now=now,
        detail={"outcome": contact.outcome, "avoidable": contact.avoidable_reason},
    )
    note_end_of_contact(
        account_id=int(actor.identifier),
        status=AgentStatus.AVAILABLE,
        council_id=None,
        unless=_unfinished(actor),
        now=now,
    )
    return contact


def own_contact(
    actor: Actor, contact_id: UUID, *, allow_finished: bool = False, as_visit: bool = False
) -> Interaction:
    """
    Return an employee's own contact that nobody else can change until the transaction ends.

    What a front desk does with visits, it may do `as_visit`, and nothing else.

    :raises NotFound: if there is none, it is another's, or they may not log in its council
    :raises TransitionNotAllowed: if it is finished, unless that is allowed
    """
    contact = (
        Interaction.objects.select_for_update(of=("self",))
        .filter(
            pk=contact_id,
            logged_by_kind=actor.kind.value,
            logged_by_identifier=actor.identifier,
            began_at__isnull=False,
        )
        .first()
    )
    channel = contact.channel if contact is not None and as_visit else ""
    if contact is None or not policies.can_log_contact(actor, contact.council_id, channel):
        raise NotFound("There is no such contact.")
    if contact.finished_at is not None and not allow_finished:
        raise TransitionNotAllowed("This contact is finished.")
    return contact


def _unfinished(actor: Actor) -> QuerySet[Interaction]:
    return Interaction.objects.filter(
        logged_by_kind=actor.kind.value,
        logged_by_identifier=actor.identifier,
        began_at__isnull=False,
        finished_at__isnull=True,
    )


def _locked_call(call_id: UUID, council_id: int) -> Call:
    found = Call.objects.select_for_update(of=("self",)).filter(pk=call_id, council_id=council_id)
    call = found.select_related("line").first()
    if call is None:
        raise NotFound("There is no such call.")
    return call


def _beginning(call: Call | None, began_at: datetime | None, now: datetime) -> datetime:
    """Return when a contact began: when the call was answered, or the page was opened."""
    if call is not None and call.taken_at is not None:
        return min(call.taken_at, now)
    if began_at is not None and now - LONGEST_CONTACT <= began_at <= now:
        return began_at
    return now


def _words(text: str) -> str:
    return without_card_numbers(text.strip())[:LONGEST_SUMMARY]
