"""The rows that make a council; each file holds one aggregate."""

from moothall.councils.models.calendar import (
    BankHoliday,
    CalendarChange,
    CalendarRevision,
    Nation,
)
from moothall.councils.models.catalogue import CaseKind, Purpose, ServiceType, Team
from moothall.councils.models.council import Council, Hostname, Partnership
from moothall.councils.models.switches import FeatureSwitch

__all__ = [
    "BankHoliday",
    "CalendarChange",
    "CalendarRevision",
    "CaseKind",
    "Council",
    "FeatureSwitch",
    "Hostname",
    "Nation",
    "Partnership",
    "Purpose",
    "ServiceType",
    "Team",
]
