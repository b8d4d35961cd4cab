"""People's rows; each file holds one aggregate."""

from moothall.people.models.account import Account, AccountKind
from moothall.people.models.imported import (
    ImportedPair,
    ImportedState,
    ImportedUser,
    ListState,
    PairReason,
    PairState,
    UserList,
)
from moothall.people.models.linked import (
    AccountChange,
    AccountSystem,
    LinkedAccount,
    PostedCode,
)
from moothall.people.models.person import ContactKind, ContactPoint, Person
from moothall.people.models.provider import PairwiseSubject, SigningKey
from moothall.people.models.recovery import Recovery
from moothall.people.models.resident import Joining, ResidentAccount, ResidentSession
from moothall.people.models.staff import Role, StaffRole, StaffUser

__all__ = [
    "Account",
    "AccountChange",
    "AccountKind",
    "AccountSystem",
    "ContactKind",
    "ContactPoint",
    "ImportedPair",
    "ImportedState",
    "ImportedUser",
    "Joining",
    "LinkedAccount",
    "ListState",
    "PairReason",
    "PairState",
    "PairwiseSubject",
    "Person",
    "PostedCode",
    "Recovery",
    "ResidentAccount",
    "ResidentSession",
    "Role",
    "SigningKey",
    "StaffRole",
    "StaffUser",
    "UserList",
]
