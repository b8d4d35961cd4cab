"""What others ask about linked accounts; answers are frozen rows, each from one query."""

from datetime import datetime
from uuid import UUID

from moothall.kernel.errors import NotFound
from moothall.people import protection
from moothall.people.linking_limits import MOST_TRIES_OF_A_CODE
from moothall.people.linking_words import STRONG, ChangeKind, LinkedKind, Relationship
from moothall.people.models import (
    AccountChange,
    AccountSystem,
    LinkedAccount,
    Person,
    PostedCode,
)
from moothall.people.rows import (
    AccountChangeRow,
    LinkedAccountRow,
    LinkingPerson,
    OfferedKind,
    PostedCodeRow,
)

CHANGES_SHOWN = 10


def linked_accounts_of(person_id: UUID) -> list[LinkedAccountRow]:
    """
    Return the accounts that a person has linked, oldest first; one query.

    Who acts for a protected person finds none: bills and figures say where they live.
    """
    links = LinkedAccount.objects.filter(person_id=person_id, ended_at__isnull=True)
    found = links.select_related("person").order_by("linked_at", "id")
    return [_row(link) for link in found if not _is_withheld(link)]


def linked_account(*, person_id: UUID, linked_account_id: UUID) -> LinkedAccountRow:
    """
    Return one account that this person has linked.

    :raises NotFound: if there is none, it is another's, linked no more, or hidden to protect them
    """
    link = (
        LinkedAccount.objects.filter(
            pk=linked_account_id, person_id=person_id, ended_at__isnull=True
        )
        .select_related("person")
        .first()
    )
    if link is None or _is_withheld(link):
        raise NotFound("There is no such linked account.")
    return _row(link)


def _is_withheld(link: LinkedAccount) -> bool:
    return protection.is_withheld(link.person_id, is_protected=link.person.is_protected)


def posted_codes_of(person_id: UUID, *, now: datetime) -> list[PostedCodeRow]:
    """Return the codes that may be on their way to a person, newest first."""
    codes = PostedCode.objects.filter(
        person_id=person_id,
        used_at__isnull=True,
        expires_at__gt=now,
        tries__lt=MOST_TRIES_OF_A_CODE,
    )
    return [
        PostedCodeRow(
            id=code.pk,
            kind=code.kind,
            kind_label=str(LinkedKind(code.kind).label),
            reference=code.reference,
            asked_at=code.asked_at,
            expires_at=code.expires_at,
        )
        for code in codes.order_by("-asked_at", "-id")
    ]


def changes_of(linked_account_id: UUID) -> list[AccountChangeRow]:
    """Return the newest changes that were asked for on a linked account, newest first."""
    changes = AccountChange.objects.filter(linked_account_id=linked_account_id)
    return [
        AccountChangeRow(
            id=change.pk,
            kind=change.kind,
            kind_label=str(ChangeKind(change.kind).label),
            state=change.state,
            asked_at=change.asked_at,
            settled_at=change.settled_at,
        )
        for change in changes.order_by("-asked_at", "-id")[:CHANGES_SHOWN]
    ]


def letters_asked(council_id: int, kind: LinkedKind, reference: str, *, since: datetime) -> int:
    """Return how many letters anybody has asked for to the address of an account."""
    return PostedCode.objects.filter(
        council_id=council_id, kind=kind, reference=reference, asked_at__gt=since
    ).count()


def kinds_offered(council_id: int) -> list[OfferedKind]:
    """Return the kinds of accounts that a council lets people link; one query."""
    systems = AccountSystem.objects.filter(council_id=council_id, is_active=True)
    suffice = dict(systems.values_list("kind", "details_suffice"))
    return [
        OfferedKind(kind.value, str(kind.label), suffice[kind.value])
        for kind in LinkedKind
        if kind.value in suffice
    ]


def account_system(council_id: int, kind: LinkedKind) -> AccountSystem:
    """
    Return the system in which a council keeps accounts of a kind.

    :raises NotFound: if it lets nobody link such accounts
    """
    system = AccountSystem.objects.filter(council_id=council_id, kind=kind, is_active=True).first()
    if system is None:
        raise NotFound("The council has no such accounts to link.")
    return system


def is_collected_here(council_id: int, kind: LinkedKind) -> bool:
    """Tell whether Direct Debits for accounts of a kind are ours, not their own system's."""
    return AccountSystem.objects.filter(
        council_id=council_id, kind=kind, is_active=True, is_collected_here=True
    ).exists()


def references_of(council_id: int, person_id: UUID, kind: LinkedKind) -> list[str]:
    """Return the accounts of a kind that a person proved enough of to change them, in order."""
    links = LinkedAccount.objects.filter(
        council_id=council_id,
        person_id=person_id,
        kind=kind,
        strength__in=STRONG,
        ended_at__isnull=True,
    ).select_related("person")
    rows = links.order_by("linked_at", "pk")
    return [link.reference for link in rows if not _is_withheld(link)]


def person_of(person_id: UUID) -> LinkingPerson:
    """
    Return what linking an account must know of a person.

    :raises NotFound: if the councils in force have none of this id
    """
    person = Person.objects.filter(pk=person_id).only("name", "refuses_joining").first()
    if person is None:
        raise NotFound("There is no such person.")
    return LinkingPerson(
        id=person.pk,
        given_name=person.name.split(" ")[0],
        is_safeguarded=person.refuses_joining,
    )


def _row(link: LinkedAccount) -> LinkedAccountRow:
    return LinkedAccountRow(
        id=link.pk,
        kind=link.kind,
        kind_label=str(LinkedKind(link.kind).label),
        reference=link.reference,
        relationship=link.relationship,
        relationship_label=str(Relationship(link.relationship).label),
        strength=link.strength,
        may_be_changed=link.may_be_changed,
        linked_at=link.linked_at,
    )
