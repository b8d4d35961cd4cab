"""People's rows; each file holds one aggregate."""

from moothall.people.models.staff import StaffUser

__all__ = ["StaffUser"]
