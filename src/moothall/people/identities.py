"""What others ask about identities that providers proved; answers are frozen rows."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from moothall.people.models import Account, AccountKind, ExternalIdentity, ProvenFact

#: Names of facts in the data dictionary of forms.
NAME, BIRTH_DATE = "person.name", "person.date_of_birth"

#: What a person may let a council keep as proven.
KEEPABLE = frozenset({NAME, BIRTH_DATE})


@dataclass(frozen=True)
class IdentityRow:
    """An identity that is connected to an account."""

    provider: str
    issuer: str
    subject: str
    shown: str
    connected_at: datetime


@dataclass(frozen=True)
class ProvenFactRow:
    """A proven fact that a person let one council keep."""

    fact: str
    value: str
    source: str
    level: str
    proven_at: datetime


def account_of_identity(issuer: str, subject: str) -> Account | None:
    """Return the resident's account that an identity is connected to, if it is to one."""
    found = (
        ExternalIdentity.objects.filter(
            issuer=issuer, subject=subject, account__kind=AccountKind.RESIDENT
        )
        .select_related("account")
        .first()
    )
    return found.account if found is not None else None


def identity_of_account(account_id: int) -> IdentityRow | None:
    """Return the identity that is connected to an account, the newest if there are several."""
    found = ExternalIdentity.objects.filter(account_id=account_id).order_by("-connected_at").first()
    if found is None:
        return None
    return IdentityRow(found.provider, found.issuer, found.subject, found.shown, found.connected_at)


def has_another_way_in(account: Account) -> bool:
    """Tell whether somebody can sign in to an account without an identity provider."""
    addresses = EmailAddress.objects.filter(user_id=account.pk, verified=True)
    passkeys = Authenticator.objects.filter(user_id=account.pk, type=Authenticator.Type.WEBAUTHN)
    return bool(addresses.exists() or passkeys.exists())


def proven_facts_of(person_id: UUID) -> tuple[ProvenFactRow, ...]:
    """Return the proven facts that a person let the council in force keep; one query."""
    return tuple(
        ProvenFactRow(row.fact, row.value, row.source, row.level, row.proven_at)
        for row in ProvenFact.objects.filter(person_id=person_id).order_by("fact")
    )
