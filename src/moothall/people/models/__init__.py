"""People's rows; each file holds one aggregate."""

from moothall.people.models.account import Account, AccountKind
from moothall.people.models.elsewhere import ElsewhereKind, SignInProvider
from moothall.people.models.linked import (
    AccountChange,
    AccountSystem,
    LinkedAccount,
    PostedCode,
)
from moothall.people.models.person import ContactKind, ContactPoint, Person
from moothall.people.models.provider import PairwiseSubject, SigningKey
from moothall.people.models.resident import Joining, ResidentAccount, ResidentSession
from moothall.people.models.sites import (
    SatelliteSite,
    SiteClient,
    SiteConsent,
    SiteSession,
    SiteSignIn,
)
from moothall.people.models.staff import Role, StaffRole, StaffUser

__all__ = [
    "Account",
    "AccountChange",
    "AccountKind",
    "AccountSystem",
    "ContactKind",
    "ContactPoint",
    "ElsewhereKind",
    "Joining",
    "LinkedAccount",
    "PairwiseSubject",
    "Person",
    "PostedCode",
    "ResidentAccount",
    "ResidentSession",
    "Role",
    "SatelliteSite",
    "SignInProvider",
    "SigningKey",
    "SiteClient",
    "SiteConsent",
    "SiteSession",
    "SiteSignIn",
    "StaffRole",
    "StaffUser",
]
