"""People's rows; each file holds one aggregate."""

from moothall.people.models.account import Account, AccountKind
from moothall.people.models.linked import (
    AccountChange,
    AccountSystem,
    LinkedAccount,
    PostedCode,
)
from moothall.people.models.needs import CommunicationNeeds, Format, Interpreter
from moothall.people.models.person import ContactKind, ContactPoint, Person
from moothall.people.models.provider import PairwiseSubject, SigningKey
from moothall.people.models.residence import Residence
from moothall.people.models.resident import Joining, ResidentAccount, ResidentSession
from moothall.people.models.staff import Role, StaffRole, StaffUser

__all__ = [
    "Account",
    "AccountChange",
    "AccountKind",
    "AccountSystem",
    "CommunicationNeeds",
    "ContactKind",
    "ContactPoint",
    "Format",
    "Interpreter",
    "Joining",
    "LinkedAccount",
    "PairwiseSubject",
    "Person",
    "PostedCode",
    "Residence",
    "ResidentAccount",
    "ResidentSession",
    "Role",
    "SigningKey",
    "StaffRole",
    "StaffUser",
]
