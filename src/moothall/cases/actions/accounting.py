"""What every change of a case needs: its lock, and the rows that go with it."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from moothall.cases.models import Case, EntryKind, Interaction, Source, TimelineEntry
from moothall.kernel.actors import Actor, ActorKind
from moothall.kernel.card_numbers import without_card_numbers
from moothall.kernel.errors import NotFound

_SOURCES = {
    ActorKind.RESIDENT: Source.RESIDENT,
    ActorKind.STAFF: Source.STAFF,
    ActorKind.PARTNER: Source.PARTNER,
    ActorKind.SYSTEM: Source.SYSTEM,
}


def entry(
    case: Case,
    actor: Actor,
    kind: EntryKind,
    now: datetime,
    *,
    is_public: bool,
    text: str = "",
    status_from: str = "",
    status_to: str = "",
    source: str = "",
    source_key: str = "",
    texts: Mapping[str, str] | None = None,
) -> TimelineEntry:
    """Return an entry of the case's timeline; the source is the actor's kind unless named."""
    return TimelineEntry(
        council_id=case.council_id,
        case_id=case.pk,
        kind=kind,
        is_public=is_public,
        text=without_card_numbers(text.strip()),
        texts={one: without_card_numbers(words) for one, words in texts.items()} if texts else None,
        status_from=status_from,
        status_to=status_to,
        happened_at=now,
        source=Source(source) if source else _SOURCES[actor.kind],
        source_key=source_key,
        actor_kind=actor.kind.value,
        actor_identifier=actor.identifier,
        actor_name=actor.name,
    )


def interaction(case: Case, actor: Actor, now: datetime) -> Interaction:
    """Return the interaction by which a case came in."""
    return Interaction(
        council_id=case.council_id,
        channel=case.channel,
        person_id=case.person_id,
        case_id=case.pk,
        summary=case.summary,
        happened_at=now,
        logged_by_kind=actor.kind.value,
        logged_by_identifier=actor.identifier,
        logged_by_name=actor.name,
    )


def locked_case(case_id: UUID) -> Case:
    """
    Return a case that nobody else can change until the transaction ends.

    :raises NotFound: if the councils in force have no such case
    """
    case = Case.objects.select_for_update().filter(pk=case_id).first()
    if case is None:
        raise NotFound("There is no such case.")
    return case


def keep_sign(case: Case, actor: Actor, now: datetime) -> None:
    """
    Set the sign that the resident did something, or take it away once staff have answered.

    What the platform or a back office does by itself leaves it: no employee has read anything.
    """
    if actor.kind is ActorKind.RESIDENT:
        case.resident_acted_at = now
    elif actor.kind is ActorKind.STAFF:
        case.resident_acted_at = None
