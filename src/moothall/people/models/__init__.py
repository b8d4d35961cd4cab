"""People's rows; each file holds one aggregate."""

from moothall.people.models.account import Account, AccountKind
from moothall.people.models.grant import Grant, GrantKind, Invitation, InvitationRole
from moothall.people.models.helping import Help, ProtectedLook
from moothall.people.models.organisation import MemberRole, Membership, Organisation
from moothall.people.models.person import ContactKind, ContactPoint, Person
from moothall.people.models.provider import PairwiseSubject, SigningKey
from moothall.people.models.resident import Joining, ResidentAccount, ResidentSession
from moothall.people.models.staff import Role, StaffRole, StaffUser

__all__ = [
    "Account",
    "AccountKind",
    "ContactKind",
    "ContactPoint",
    "Grant",
    "GrantKind",
    "Help",
    "Invitation",
    "InvitationRole",
    "Joining",
    "MemberRole",
    "Membership",
    "Organisation",
    "PairwiseSubject",
    "Person",
    "ProtectedLook",
    "ResidentAccount",
    "ResidentSession",
    "Role",
    "SigningKey",
    "StaffRole",
    "StaffUser",
]
