"""All writes to residents' sessions and to whom an account is joined."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from moothall.kernel import audit
from moothall.kernel.actors import Actor, ActorKind
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.scope import current_council_id
from moothall.people import scopes
from moothall.people.actions.needs import set_needs
from moothall.people.actions.persons import record_person
from moothall.people.models import Erasure, Joining, Person, ResidentSession
from moothall.people.needs import NO_NEEDS, Needs
from moothall.people.resident_standing import digest_of

SECRET_BYTES = 32


@transaction.atomic
def begin_resident_session(
    *,
    account_id: int,
    subject: str,
    sign_in: int,
    strength: int,
    identity: str,
    methods: Sequence[str],
    authenticated_at: datetime,
    replaces: str = "",
    now: datetime,
) -> str:
    """
    Let a resident be signed in on the site of the council in force; return the browser's secret.

    The secret is new each time, so none that somebody knew before can become a session; what the
    browser held before, `replaces`, ends.
    """
    if replaces:
        end_resident_session(secret=replaces, now=now)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    ResidentSession.objects.create(
        council_id=current_council_id(),
        secret_digest=digest_of(secret),
        account_id=account_id,
        sign_in=sign_in,
        subject=subject,
        strength=strength,
        identity=identity,
        methods=list(methods),
        authenticated_at=authenticated_at,
        began_at=now,
        last_seen_at=now,
    )
    return secret


@transaction.atomic
def end_resident_session(*, secret: str, now: datetime) -> int | None:
    """
    End a resident's session on this site; return the stay at the sign-in host that it hung on.

    Ending one that is over changes nothing, and returns nothing.
    """
    session = (
        ResidentSession.objects.select_for_update()
        .filter(secret_digest=digest_of(secret), ended_at__isnull=True)
        .first()
    )
    if session is None:
        return None
    session.ended_at = now
    session.save(update_fields=["ended_at"])
    return session.sign_in


def note_that_session_is_used(*, session_id: UUID, now: datetime) -> None:
    """Keep a resident's session from ending for want of use."""
    ResidentSession.objects.filter(pk=session_id).update(last_seen_at=now)


@transaction.atomic
def join_council(
    *,
    account_id: int,
    name: str,
    email: str,
    phone: str = "",
    language: str = "en",
    needs: Needs = NO_NEEDS,
    now: datetime,
) -> Person:
    """
    Join an account to the person of this name and address at the council in force, or a new one.

    The address must be one that the account has verified: it is what makes an older record theirs.
    Joining again what is joined changes nothing. Needs that are not named leave those that the
    council knew before.

    :raises Conflict: if the record belongs to another sign-in already
    """
    council_id = current_council_id()
    there = Joining.objects.filter(account_id=account_id, ended_at__isnull=True).first()
    if there is not None:
        return Person.objects.get(pk=there.person_id)
    actor = Actor(kind=ActorKind.RESIDENT, name=name)
    person = record_person(
        actor=actor,
        council_id=council_id,
        name=name,
        email=email,
        phone=phone,
        language=language,
        now=now,
    )
    try:
        with transaction.atomic():
            joining = Joining.objects.create(
                council_id=council_id, account_id=account_id, person=person, joined_at=now
            )
    except IntegrityError as error:
        raise Conflict("This record belongs to another sign-in already.") from error
    themselves = _as_themselves(person)
    if needs != NO_NEEDS:
        set_needs(actor=themselves, person_id=person.pk, needs=needs, now=now)
    # Whoever comes back while some of it had to be kept is not erased any further.
    Erasure.objects.filter(
        person_id=person.pk, erased_at__isnull=False, finished_at__isnull=True
    ).update(finished_at=now, review_at=None)
    audit.record(
        actor=themselves,
        verb="person.joined",
        subject=person,
        now=now,
        detail={"joining": str(joining.pk)},
    )
    return person


@transaction.atomic
def leave_council(*, account_id: int, now: datetime) -> None:
    """
    Undo the joining at the council in force; the council keeps its record, the account loses it.

    :raises NotFound: if there is none
    """
    joining = (
        Joining.objects.select_for_update()
        .filter(account_id=account_id, ended_at__isnull=True)
        .first()
    )
    if joining is None:
        raise NotFound("This account has not joined this council.")
    part(joining, now=now)


def part(joining: Joining, *, now: datetime) -> None:
    """Undo a joining."""
    joining.ended_at = now
    joining.save(update_fields=["ended_at"])
    person = Person.objects.get(pk=joining.person_id)
    audit.record(actor=_as_themselves(person), verb="person.left", subject=person, now=now)


def _as_themselves(person: Person) -> Actor:
    return Actor(
        kind=ActorKind.RESIDENT,
        identifier=str(person.pk),
        subject=str(person.pk),
        name=person.name,
        permissions={person.council_id: scopes.ALL},
    )
