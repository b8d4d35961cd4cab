"""The rows of the diary, one file an aggregate."""

from moothall.bookings.models.activity import Activity, Requirement
from moothall.bookings.models.booking import Booking, Claim, Series
from moothall.bookings.models.calendars import (
    CalendarCopy,
    PersonCalendar,
    StaffCalendar,
    VideoChoice,
    VideoRoom,
)
from moothall.bookings.models.closure import BusyTime, Closure
from moothall.bookings.models.keeping_order import DayPrint, DayPrintReader, HoursRecord
from moothall.bookings.models.opening import OpeningException, OpeningRule
from moothall.bookings.models.queueing import (
    QueueCounter,
    QueueDay,
    QueueService,
    QueueTicket,
)
from moothall.bookings.models.resource import Resource, Site
from moothall.bookings.models.session import GroupSession
from moothall.bookings.models.waiting import WaitingEntry, WaitingOffer

__all__ = [
    "Activity",
    "Booking",
    "BusyTime",
    "CalendarCopy",
    "Claim",
    "Closure",
    "DayPrint",
    "DayPrintReader",
    "GroupSession",
    "HoursRecord",
    "OpeningException",
    "OpeningRule",
    "PersonCalendar",
    "QueueCounter",
    "QueueDay",
    "QueueService",
    "QueueTicket",
    "Requirement",
    "Resource",
    "Series",
    "Site",
    "StaffCalendar",
    "VideoChoice",
    "VideoRoom",
    "WaitingEntry",
    "WaitingOffer",
]
