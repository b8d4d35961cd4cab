"""People's rows; each file holds one aggregate."""

from moothall.people.models.person import ContactKind, ContactPoint, Person
from moothall.people.models.staff import Role, StaffRole, StaffUser

__all__ = ["ContactKind", "ContactPoint", "Person", "Role", "StaffRole", "StaffUser"]
