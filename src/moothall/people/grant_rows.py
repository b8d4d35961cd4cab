"""Grants, memberships and invitations as frozen rows: what pages are given to read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from moothall.kernel.errors import NotFound
from moothall.people import protection
from moothall.people.grant_workflow import OPEN, GrantState
from moothall.people.invitations import invitation_of
from moothall.people.models import Grant, Invitation, MemberRole, Membership
from moothall.people.scope_words import in_words

MOST = 100


@dataclass(frozen=True, kw_only=True)
class GrantRow:
    """A grant in a list: `helper` may act for `helped` in what `covers` says."""

    id: UUID
    council_id: int
    kind: str
    kind_words: str
    helper: str
    helped: str
    person_id: UUID | None
    delegate_id: UUID | None
    said_name: str
    said_born_on: date | None
    said_where: str
    evidence: str
    scopes: tuple[str, ...]
    covers: tuple[str, ...]
    state: str
    state_words: str
    asked_at: datetime
    starts_at: datetime | None
    expires_at: datetime | None
    is_live: bool
    is_open: bool
    reason: str

    @property
    def tone(self) -> str:
        """Return the colour of its state; the words beside it say the same."""
        if self.is_live:
            return "done"
        return "waiting" if self.is_open else "closed"


@dataclass(frozen=True, kw_only=True)
class MemberRow:
    """Somebody who acts for an organisation."""

    id: UUID
    person_id: UUID
    name: str
    is_owner: bool


@dataclass(frozen=True, kw_only=True)
class OrganisationRow:
    """An organisation for which somebody acts, with the others who do."""

    id: UUID
    name: str
    number: str
    is_owned: bool
    membership_id: UUID
    members: tuple[MemberRow, ...]


@dataclass(frozen=True, kw_only=True)
class InvitationRow:
    """An invitation as whoever opens its link reads it."""

    id: UUID
    role: str
    email: str
    is_open: bool
    expires_at: datetime
    sender: str
    organisation: str
    kind: str
    kind_words: str
    covers: tuple[str, ...]
    until: datetime | None


def grants_over(person_id: UUID, *, now: datetime) -> list[GrantRow]:
    """Return who may act for a person or asked to, and who could; the newest first; one query."""
    return _rows(Grant.objects.filter(person_id=person_id), now=now)


def grants_to(person_id: UUID, *, now: datetime) -> list[GrantRow]:
    """Return for whom a person acts, or asked to; the newest first; one query."""
    return _rows(Grant.objects.filter(delegate_id=person_id), now=now)


def grants_to_approve(council_ids: Iterable[int], *, now: datetime) -> list[GrantRow]:
    """Return what waits for staff of these councils, the oldest first; one query."""
    waiting = Grant.objects.filter(
        Q(expires_at__isnull=True) | Q(expires_at__gt=now),
        council_id__in=list(council_ids),
        state=GrantState.WAITING_FOR_APPROVAL,
    )
    return _rows(waiting, now=now, order="asked_at")


def grant_row(grant_id: UUID, *, now: datetime) -> GrantRow:
    """
    Return one grant.

    :raises NotFound: if the councils in force have none of this id
    """
    found = _rows(Grant.objects.filter(pk=grant_id), now=now)
    if not found:
        raise NotFound("There is no such grant.")
    return found[0]


def organisations_of(person_id: UUID) -> list[OrganisationRow]:
    """Return the organisations for which a person acts, by name; two queries."""
    own = list(
        Membership.objects.filter(person_id=person_id, ended_at=None).select_related("organisation")
    )
    members = Membership.objects.filter(
        organisation_id__in=[one.organisation_id for one in own], ended_at=None
    ).select_related("person")
    by_organisation: dict[UUID, list[MemberRow]] = {}
    for one in members.order_by("joined_at"):
        row = MemberRow(
            id=one.pk,
            person_id=one.person_id,
            name=one.person.name,
            is_owner=one.role == MemberRole.OWNER,
        )
        by_organisation.setdefault(one.organisation_id, []).append(row)
    rows = [
        OrganisationRow(
            id=one.organisation_id,
            name=one.organisation.name,
            number=one.organisation.number,
            is_owned=one.role == MemberRole.OWNER,
            membership_id=one.pk,
            members=tuple(by_organisation[one.organisation_id]),
        )
        for one in own
    ]
    return sorted(rows, key=lambda row: row.name)


def invitation_row(token: str, *, now: datetime) -> InvitationRow:
    """
    Return what a link leads to.

    :raises NotFound: if the council in force has sent none such
    """
    known = invitation_of(token)
    invitation = Invitation.objects.select_related(
        "grant__person", "grant__delegate", "organisation"
    ).get(pk=known.pk)
    grant = invitation.grant
    sender = ""
    if grant is not None:
        asker = grant.person or grant.delegate
        sender = asker.name if asker is not None else ""
    return InvitationRow(
        id=invitation.pk,
        role=invitation.role,
        email=invitation.email,
        is_open=invitation.is_open_at(now) and (grant is None or grant.is_open_at(now)),
        expires_at=invitation.expires_at,
        sender=sender,
        organisation=invitation.organisation.name if invitation.organisation else "",
        kind=grant.kind if grant is not None else "",
        kind_words=grant.get_kind_display() if grant is not None else "",
        covers=tuple(in_words(grant.scopes)) if grant is not None else (),
        until=grant.expires_at if grant is not None else None,
    )


def _rows(grants: QuerySet[Grant], *, now: datetime, order: str = "-asked_at") -> list[GrantRow]:
    found = grants.select_related("person", "delegate", "organisation").order_by(order, "id")
    return [_row(grant, now) for grant in found[:MOST]]


def _row(grant: Grant, now: datetime) -> GrantRow:
    helper = grant.delegate or grant.organisation
    state = GrantState(grant.state)
    if state in OPEN and not grant.is_open_at(now):
        state = GrantState.EXPIRED
    person = grant.person
    is_withheld = person is not None and protection.is_withheld(
        person.pk, is_protected=person.is_protected
    )
    return GrantRow(
        id=grant.pk,
        council_id=grant.council_id,
        kind=grant.kind,
        kind_words=grant.get_kind_display(),
        helper=helper.name if helper is not None else "",
        helped=grant.person.name if grant.person is not None else grant.said_name,
        person_id=grant.person_id,
        delegate_id=grant.delegate_id,
        said_name=grant.said_name,
        said_born_on=grant.said_born_on,
        said_where="" if is_withheld else grant.said_where,
        evidence=grant.evidence,
        scopes=tuple(grant.scopes),
        covers=tuple(in_words(grant.scopes)),
        state=state.value,
        state_words=str(state.label),
        asked_at=grant.asked_at,
        starts_at=grant.starts_at,
        expires_at=grant.expires_at,
        is_live=grant.is_live_at(now),
        is_open=grant.is_open_at(now),
        reason=grant.reason,
    )
