"""What others ask about accounts of older sites; answers are frozen rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.account.models import EmailAddress

from moothall.kernel.search_text import normalise
from moothall.people.contact import normalise_contact
from moothall.people.models import ContactKind, ImportedState, ImportedUser


@dataclass(frozen=True)
class ClaimRow:
    """An account at an older site, as its owner sees it."""

    id: UUID
    site: str
    name: str
    email: str
    is_claimed: bool
    answered_at: datetime | None


@dataclass(frozen=True)
class Claims:
    """What waits for an answer, and what was answered."""

    waiting: Sequence[ClaimRow]
    answered: Sequence[ClaimRow]


def claims_of(account_id: int) -> Claims:
    """
    Return the accounts at older sites of the council in force that an account may have.

    Three queries. What waits is found by the account's confirmed addresses alone.
    """
    waiting = ImportedUser.objects.filter(
        state=ImportedState.WAITING, email__in=confirmed_addresses(account_id)
    ).order_by("site_key", "id")
    answered = ImportedUser.objects.filter(account_id=account_id).order_by("site_key", "id")
    return Claims([_row(one) for one in waiting], [_row(one) for one in answered])


def has_claims_waiting(account_id: int) -> bool:
    """Tell whether an older site had an account of one of this account's addresses."""
    return ImportedUser.objects.filter(
        state=ImportedState.WAITING, email__in=confirmed_addresses(account_id)
    ).exists()


def external_id_for(account_id: int, site: str) -> str:
    """
    Return the id by which an older site knows an account that was claimed, or nothing.

    In the scope of the council whose site it is; names of sites are compared as people write them.
    """
    found = ImportedUser.objects.filter(
        account_id=account_id, site_key=normalise(site), state=ImportedState.CLAIMED
    ).first()
    return found.external_id if found is not None else ""


def confirmed_addresses(account_id: int) -> list[str]:
    """Return the addresses that an account has confirmed, made comparable."""
    addresses = EmailAddress.objects.filter(user_id=account_id, verified=True)
    return [
        normalise_contact(ContactKind.EMAIL, email)
        for email in addresses.values_list("email", flat=True)
    ]


def _row(user: ImportedUser) -> ClaimRow:
    return ClaimRow(
        id=user.pk,
        site=user.site,
        name=user.name,
        email=user.email,
        is_claimed=user.state == ImportedState.CLAIMED,
        answered_at=user.answered_at,
    )
