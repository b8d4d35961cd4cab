"""The diary as pages, messages and programs are given it: frozen, with words by language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from uuid import UUID

from moothall.bookings.workflow import Status

Words = Mapping[str, str]


def in_language(words: Words, language: str) -> str:
    """Return words in a language, or in English, or in whatever there is."""
    return words.get(language) or words.get("en") or next(iter(words.values()), "")


@dataclass(frozen=True, kw_only=True)
class Slot:
    """
    A free time: moments, and what the local clock shows when it begins.

    `left` is how many places there are; `distance` is metres from where somebody asked, where it is
    known.
    """

    starts_at: datetime
    ends_at: datetime
    local_on: date
    local_time: time
    site_id: UUID | None
    site_name: Words = field(default_factory=dict)
    left: int = 1
    distance: float | None = None

    @property
    def key(self) -> str:
        """Return what a form sends back for this slot; `queries.slot_from_key` reads it."""
        return f"{self.starts_at:%Y%m%dT%H%M}Z.{self.site_id or ''}"


@dataclass(frozen=True, kw_only=True)
class SiteRow:
    """A site as it is shown."""

    id: UUID
    key: str
    name: Words
    address: str
    directions: Words
    features: tuple[str, ...]
    easting: float | None
    northing: float | None
    distance: float | None = None


@dataclass(frozen=True, kw_only=True)
class ActivityRow:
    """An activity as it is offered."""

    id: UUID
    key: str
    name: Words
    description: Words
    bring: Mapping[str, Sequence[str]]
    duration_minutes: int
    horizon_days: int
    capacity: int
    party_most: int
    together_most: int
    series_most: int
    audience: str
    video: str
    form_key: str
    hold_minutes: int
    cancel_notice_hours: int
    change_notice_hours: int
    reminder_hours: tuple[int, ...]
    fee_pence: int
    fee_is_each: bool
    has_fee_rules: bool
    deposit_pence: int
    change_fee_pence: int
    has_waiting_list: bool
    lgsl: int | None


@dataclass(frozen=True, kw_only=True)
class TakenResource:
    """A resource that a booking takes, in which role."""

    id: UUID
    key: str
    kind: str
    name: Words
    role: str


@dataclass(frozen=True, kw_only=True)
class BookingRow:
    """A booking with what its pages and messages say."""

    id: UUID
    reference: str
    status: str
    activity_id: UUID
    activity_key: str
    activity_name: Words
    has_waiting_list: bool
    bring: Mapping[str, Sequence[str]]
    site_id: UUID | None
    site_name: Words
    site_key: str
    site_address: str
    directions: Words
    starts_at: datetime
    ends_at: datetime
    local_on: date
    local_time: time
    zone: str
    party_size: int
    person_id: UUID | None
    name: str
    email: str
    phone: str
    language: str
    note: str
    staff_note: str
    is_video: bool
    channel: str
    fee_pence: int
    payment: str
    refund_pence: int
    waived_because: str
    deposit_pence: int
    deposit: str
    deposit_kept_pence: int
    deposit_because: str
    #: What is to be paid before it is promised.
    due_pence: int
    may_cost_to_move: bool
    held_until: datetime | None
    checked_in_at: datetime | None
    group_id: UUID | None
    series_id: UUID | None
    session_id: UUID | None
    closure_id: UUID | None
    change_until: datetime
    cancel_until: datetime
    version: int
    expects_check_in: bool
    check_in_begins_at: datetime
    resources: tuple[TakenResource, ...] = ()
    #: What the journey above calls what was asked besides; empty where nothing was.
    submission_key: str = ""

    @property
    def has_open_questions(self) -> bool:
        """Tell whether what is asked besides is still to be answered before it is promised."""
        return bool(self.submission_key) and self.status in {Status.HELD, Status.EXPIRED}


@dataclass(frozen=True, kw_only=True)
class DiaryEntry:
    """One thing on a resource's day: a booking, a session, or busy time from its own calendar."""

    resource_id: UUID
    kind: str
    starts_at: datetime
    ends_at: datetime
    booking_id: UUID | None = None
    session_id: UUID | None = None
    reference: str = ""
    status: str = ""
    name: str = ""
    activity_name: Words = field(default_factory=dict)
    taken: int = 0
    capacity: int = 0
    checked_in_at: datetime | None = None
    closure_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class ResourceRow:
    """A resource in staff's lists."""

    id: UUID
    key: str
    kind: str
    name: Words
    site_id: UUID | None
    site_name: Words
    skills: tuple[str, ...]
    staff_identifier: str
