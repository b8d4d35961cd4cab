"""What others ask about companies with whose accounts people sign in; answers are frozen rows."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from moothall.kernel.secrets import SecretMissing, secret
from moothall.people.models import ElsewhereKind, SignInProvider

#: The last word of the address to which each kind sends people back; others have their key.
BACK = {
    ElsewhereKind.GOOGLE: "google",
    ElsewhereKind.APPLE: "apple",
    ElsewhereKind.FACEBOOK: "facebook",
    ElsewhereKind.MICROSOFT: "microsoft",
}


@dataclass(frozen=True)
class CompanyRow:
    """A company that a council has set up; `back` is the end of the address to register with it."""

    id: UUID
    name: str
    kind: str
    client_id: str
    back: str
    has_secret: bool
    created_at: datetime


def companies(council_id: int) -> list[CompanyRow]:
    """Return the companies that a council offers, oldest first."""
    rows = SignInProvider.objects.filter(council_id=council_id, stopped_at__isnull=True)
    return [
        CompanyRow(
            id=row.pk,
            name=row.name,
            kind=row.get_kind_display(),
            client_id=row.client_id,
            back=BACK.get(ElsewhereKind(row.kind), row.key),
            has_secret=_is_in_place(row.secret_name),
            created_at=row.created_at,
        )
        for row in rows.order_by("created_at")
    ]


def _is_in_place(name: str) -> bool:
    try:
        return not name or bool(secret(name))
    except SecretMissing:
        return False
