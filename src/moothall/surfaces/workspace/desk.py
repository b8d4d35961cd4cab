"""What an employee who takes calls has before them on every page: calls, state, open contact."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.utils.translation import gettext as _

from moothall.cases.contact import queries
from moothall.cases.contact.rows import CallRow, ContactRow, StateRow
from moothall.cases.contact.words import AgentStatus, AwayReason
from moothall.cases.queries import cases_of_person
from moothall.councils.queries import council_by_id
from moothall.councils.rows import CouncilRow
from moothall.kernel.actors import Actor
from moothall.people.by_number import persons_by_number
from moothall.people.rows import PersonRow
from moothall.surfaces.workspace.acting import Acting
from moothall.surfaces.workspace.probable import Reason, probable_reasons

LOG = "interaction.log"
IN_SESSION = "contact"
#: Which contacts were begun from pages that are still open somewhere, by the sign of each page.
BEGUN, MOST_BEGUN = "contacts_begun", 10
#: Of how many persons with one number the reasons are looked up.
MOST_WITH_REASONS, MOST_CASES = 2, 5
#: Chosen of oneself; the other states follow from calls and contacts.
CHOICES: tuple[tuple[str, AgentStatus, str], ...] = (
    ("available", AgentStatus.AVAILABLE, ""),
    *((f"away-{one.value}", AgentStatus.AWAY, one.value) for one in AwayReason),
    ("wrapping_up", AgentStatus.WRAPPING_UP, ""),
)


@dataclass(frozen=True)
class Likely:
    """A person who may be on the line, and why they probably ring."""

    person: PersonRow
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, kw_only=True)
class Pop:
    """A call as it appears on an employee's screen."""

    call: CallRow
    council: CouncilRow
    number: int
    said: str
    persons: tuple[Likely, ...]
    greeting: str
    may_take: bool


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What stands at the top of every page: calls, with a text that changes when they do."""

    pops: tuple[Pop, ...]
    state: StateRow | None
    stamp: str


def desk_of(actor: Actor, *, was: str = "", now: datetime) -> Desk | None:
    """
    Return what an employee has before them, or nothing if it is as it `was`.

    Three queries while nothing changes. Who may be on the line is looked up once for each change.
    """
    councils = actor.councils_where(LOG)
    state = queries.state_of(int(actor.identifier))
    calls = queries.calls_of(actor, councils, now=now)
    stamp = "-".join([_stamp_of(state), *(one.stamp for one in calls)])
    if stamp == was:
        return None
    here = acting_of(actor)
    pops = tuple(pop_of(actor, here, one, now=now) for one in calls)
    return Desk(pops=pops, state=state, stamp=stamp)


def acting_of(actor: Actor) -> Acting:
    """Return all councils for which somebody may take calls."""
    councils = tuple(council_by_id(one) for one in actor.councils_where(LOG))
    return Acting(councils, councils)


def pop_of(actor: Actor, here: Acting, call: CallRow, *, now: datetime) -> Pop:
    """Return a call with whoever may be on the line: known numbers alone, hidden ones never."""
    council = here.council(call.council_id)
    may_see = actor.may("person.view", council.id)
    persons = persons_by_number(council.id, call.other_number) if may_see else []
    likely = tuple(
        Likely(
            person,
            _reasons(actor, here, person, now=now) if place < MOST_WITH_REASONS else (),
        )
        for place, person in enumerate(persons)
    )
    return Pop(
        call=call,
        council=council,
        number=here.number(council.id),
        said=_said(call),
        persons=likely,
        greeting=call.greeting_in("en"),
        may_take=call.interaction_id is None,
    )


def _reasons(actor: Actor, here: Acting, person: PersonRow, *, now: datetime) -> tuple[Reason, ...]:
    cases = (
        cases_of_person(person.id, council_id=person.council_id, limit=MOST_CASES, now=now)
        if actor.may("case.view", person.council_id)
        else []
    )
    return tuple(probable_reasons(actor, here, person, cases, now=now))


def _said(call: CallRow) -> str:
    if call.is_over:
        return _("The call has ended. Write down what it was about.")
    if call.is_ringing:
        return _("A call is ringing")
    return _("You are on a call")


def _stamp_of(state: StateRow | None) -> str:
    return f"{state.status}{state.reason}" if state else "none"


def chosen(state: StateRow | None) -> str:
    """Return which of the choices a state is; nothing for what follows from calls."""
    if state is None:
        return ""
    found = (key for key, status, why in CHOICES if (status, why) == (state.status, state.reason))
    return next(found, "")


def state_choices() -> list[tuple[str, str]]:
    """Return the states that one may choose, in words."""
    return [
        (key, f"{status.label}: {AwayReason(why).label}" if why else str(status.label))
        for key, status, why in CHOICES
    ]


def remember(session: SessionBase, contact: ContactRow) -> None:
    """Keep in the session which contact is open, so that every page can say so without a query."""
    council = council_by_id(contact.council_id)
    session[IN_SESSION] = {
        "id": str(contact.id),
        "who": contact.person_name,
        "council": council.short_name,
        "slug": council.slug,
        "channel": contact.channel.value,
        "began": contact.began_at.isoformat(),
    }


def forget(session: SessionBase, contact_id: UUID) -> None:
    """Let no page say any more that this contact is open."""
    if session.get(IN_SESSION, {}).get("id") == str(contact_id):
        del session[IN_SESSION]


def begun_on(session: SessionBase, page: str) -> UUID | None:
    """Return the contact that was begun while somebody typed on a page, if one was."""
    found = session.get(BEGUN, {}).get(page)
    return UUID(found) if found else None


def note_begun(session: SessionBase, page: str, contact_id: UUID) -> None:
    """Remember which contact was begun on a page, so that the page begins no other."""
    kept = {**session.get(BEGUN, {}), page: str(contact_id)}
    session[BEGUN] = dict(list(kept.items())[-MOST_BEGUN:])


def contact_strip(request: HttpRequest) -> Mapping[str, Any] | None:
    """Return which contact of whoever looks is open, from their session alone."""
    session = getattr(request, "session", None)
    if session is None or getattr(request, "actor", None) is None:
        return None
    kept = session.get(IN_SESSION)
    if not kept:
        return None
    began = datetime.fromisoformat(kept["began"])
    return {
        **kept,
        "began": began,
        "title": _strip_title(kept["channel"], kept["who"] or _("somebody without a name")),
    }


def _strip_title(channel: str, who: str) -> str:
    match channel:
        case "phone":
            return _("On a call with %(who)s") % {"who": who}
        case "visit":
            return _("With %(who)s at the desk") % {"who": who}
        case _:
            return _("Dealing with %(who)s") % {"who": who}
