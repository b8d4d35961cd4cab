"""What people are shown of their rights: consents, who looked, downloads and erasures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from moothall.councils.queries import feature_enabled
from moothall.people import protection
from moothall.people.consents import ConsentPurpose, consent_purposes
from moothall.people.models import (
    AccountClosing,
    Consent,
    DataDownload,
    DetailChange,
    DownloadState,
    Erasure,
    RecordAccess,
)
from moothall.people.role_words import names_of_roles

#: The switch by which a council keeps the names of its staff from residents; silence means yes.
NAMES_SWITCH = "staff-names-hidden-from-residents"
PAGE = 100


@dataclass(frozen=True)
class ConsentRow:
    """What somebody agreed to once."""

    purpose: str
    title: str
    words: str
    version: int
    given_at: datetime
    given_how: str
    withdrawn_at: datetime | None
    withdrawn_how: str


@dataclass(frozen=True)
class Question:
    """A purpose as the page of consents asks it, with the version of the words shown."""

    key: str
    title: str
    words: str
    version: int
    is_given: bool


@dataclass(frozen=True)
class AccessRow:
    """A look at somebody's record, as they may read of it."""

    at: datetime
    who: str
    roles: tuple[str, ...]
    what: str
    reason: str


@dataclass(frozen=True)
class DownloadRow:
    """A copy that somebody asked for."""

    id: UUID
    state: DownloadState
    asked_at: datetime
    expires_at: datetime | None
    size: int

    @property
    def is_ready(self) -> bool:
        """Tell whether it can be fetched."""
        return self.state is DownloadState.READY


@dataclass(frozen=True)
class ErasureRow:
    """A wish for erasure that is neither undone nor forgotten."""

    id: UUID
    asked_at: datetime
    due_at: datetime
    erased_at: datetime | None


@dataclass(frozen=True)
class ChangeRow:
    """A correction of somebody's details; `by_kind` is the kind of actor who made it."""

    detail: str
    label: str
    before: str
    after: str
    at: datetime
    by_kind: str
    by: str


def shows_names_of_staff(council_id: int) -> bool:
    """Tell whether residents learn the names of a council's staff."""
    return not feature_enabled(council_id, NAMES_SWITCH)


def has_consent(person_id: UUID, purpose: str) -> bool:
    """Tell whether somebody has agreed to a purpose, in its newest words, and not taken it back."""
    return Consent.objects.filter(
        person_id=person_id,
        purpose=purpose,
        withdrawn_at__isnull=True,
        wording_version=consent_purposes.get(purpose).version,
    ).exists()


def consents_of(person_id: UUID) -> list[ConsentRow]:
    """Return everything that somebody ever agreed to, newest first; one query."""
    rows = Consent.objects.filter(person_id=person_id).order_by("-given_at", "-id")
    return [
        ConsentRow(
            purpose=row.purpose,
            title=_title_of(row.purpose),
            words=_words_of(row.purpose, row.wording_version),
            version=row.wording_version,
            given_at=row.given_at,
            given_how=row.given_how,
            withdrawn_at=row.withdrawn_at,
            withdrawn_how=row.withdrawn_how,
        )
        for row in rows
    ]


def questions_of_consent(consents: Sequence[ConsentRow]) -> list[Question]:
    """Return what somebody may be asked now, and what they have agreed to; no query."""
    given = {row.purpose: row.version for row in consents if row.withdrawn_at is None}
    return [
        Question(
            key=purpose.key,
            title=str(purpose.title),
            words=str(purpose.wordings[purpose.version]),
            version=purpose.version,
            is_given=given.get(purpose.key) == purpose.version,
        )
        for purpose in consent_purposes
        if purpose.offered or purpose.key in given
    ]


def who_looked_at(person_id: UUID, *, council_id: int, limit: int = PAGE) -> list[AccessRow]:
    """Return who looked at somebody's record, newest first, but for what is covert; one query."""
    names = shows_names_of_staff(council_id)
    rows = RecordAccess.objects.filter(person_id=person_id, is_covert=False)
    return [
        AccessRow(
            at=row.looked_at,
            who=row.staff_name if names else "",
            roles=names_of_roles(row.roles),
            what=row.what,
            reason=row.reason,
        )
        for row in rows.order_by("-hour", "-looked_at", "-id")[:limit]
    ]


def downloads_of(person_id: UUID) -> list[DownloadRow]:
    """Return the copies that somebody asked for, newest first; one query."""
    rows = DataDownload.objects.filter(person_id=person_id).order_by("-asked_at")[:PAGE]
    return [
        DownloadRow(row.pk, DownloadState(row.state), row.asked_at, row.expires_at, row.size)
        for row in rows
    ]


def erasure_of(person_id: UUID) -> ErasureRow | None:
    """Return somebody's wish for erasure that goes on, if there is one."""
    row = Erasure.objects.filter(
        person_id=person_id, undone_at__isnull=True, finished_at__isnull=True
    ).first()
    return None if row is None else ErasureRow(row.pk, row.asked_at, row.due_at, row.erased_at)


def closing_of(account_id: int) -> AccountClosing | None:
    """Return an account's wish to be closed that can still be undone, if there is one."""
    return AccountClosing.objects.filter(
        account_id=account_id, undone_at__isnull=True, closed_at__isnull=True
    ).first()


def changes_of(person_id: UUID, *, limit: int = PAGE) -> list[ChangeRow]:
    """Return how somebody's details were corrected, newest first; one query."""
    found = DetailChange.objects.filter(person_id=person_id).order_by("-changed_at", "-id")
    rows = found.select_related("person")[:limit]
    return [_change_row(row) for row in rows]


def _change_row(row: DetailChange) -> ChangeRow:
    is_withheld = protection.is_withheld(row.person_id, is_protected=row.person.is_protected)
    hidden = str(protection.HIDDEN)
    return ChangeRow(
        detail=row.detail,
        label=str(row.get_detail_display()),
        before=hidden if is_withheld else row.before,
        after=hidden if is_withheld else row.after,
        at=row.changed_at,
        by_kind=row.actor_kind,
        by=row.actor_name,
    )


def _title_of(purpose: str) -> str:
    return str(_purpose(purpose).title) if purpose in consent_purposes else purpose


def _words_of(purpose: str, version: int) -> str:
    if purpose not in consent_purposes:
        return ""
    return str(_purpose(purpose).wordings.get(version, ""))


def _purpose(key: str) -> ConsentPurpose:
    return consent_purposes.get(key)
