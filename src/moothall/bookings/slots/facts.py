"""What a search of the diary is about, as it was read; plain values and no rows of the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from uuid import UUID

from moothall.bookings.models import Activity, Requirement, Resource

Point = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Wish:
    """
    What somebody looks for.

    `features` are needed of the place (`step-free`), `near` is a point on the National Grid.
    `resource_id` is who or what must be one of those that serve. Staff are not bound by how long
    ahead one must book.
    """

    party_size: int = 1
    site_id: UUID | None = None
    features: frozenset[str] = frozenset()
    near: Point | None = None
    resource_id: UUID | None = None
    is_staff: bool = False


@dataclass(frozen=True)
class Hours:
    """One rule of opening, or of a break."""

    is_break: bool
    weekdays: tuple[int, ...]
    opens: time
    closes: time
    valid_from: date | None
    valid_until: date | None
    on_bank_holidays: bool


@dataclass(frozen=True)
class Otherwise:
    """What holds on one day instead of the rules; no hours mean that it is shut."""

    day: date
    opens: time | None
    closes: time | None


@dataclass(frozen=True)
class OwnHours:
    """All that a site, a resource or an activity says of its hours."""

    rules: tuple[Hours, ...] = ()
    exceptions: tuple[Otherwise, ...] = ()

    @property
    def says_when_open(self) -> bool:
        """Tell whether it has hours of its own, and not breaks and odd days alone."""
        return any(not rule.is_break for rule in self.rules)


@dataclass(frozen=True)
class SiteFact:
    """A site, with its distance in metres where somebody asked for the nearest."""

    id: UUID
    key: str
    name: Mapping[str, str]
    features: frozenset[str]
    distance: float | None
    position: int


@dataclass(frozen=True)
class ResourceFact:
    """A resource that may serve."""

    id: UUID
    key: str
    kind: str
    site_id: UUID | None
    skills: frozenset[str]
    features: frozenset[str]
    fits: int | None
    active_from: date | None
    active_until: date | None


@dataclass(frozen=True)
class Need:
    """One thing that must coincide."""

    role: str
    kind: str
    skills: frozenset[str]
    keys: frozenset[str]
    count: int

    def is_met_by(self, resource: ResourceFact) -> bool:
        """Tell whether a resource can serve in this role."""
        return (
            resource.kind == self.kind
            and self.skills <= resource.skills
            and (not self.keys or resource.key in self.keys)
        )


def times_over(needs: Sequence[Need], how_many: int) -> tuple[Need, ...]:
    """Return what so many bookings at one time need together."""
    return tuple(replace(need, count=need.count * how_many) for need in needs)


@dataclass(frozen=True)
class Shut:
    """A closure in force, of one of the three."""

    site_id: UUID | None
    resource_id: UUID | None
    activity_id: UUID | None
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class SessionFact:
    """
    A session that exists, with the places that are left and the resources it has.

    One that everybody left gave its resources back, and counts as none.
    """

    id: UUID
    site_id: UUID | None
    starts_at: datetime
    ends_at: datetime
    left: int
    capacity: int
    resource_ids: tuple[UUID, ...]


@dataclass(frozen=True)
class Facts:
    """Everything that was read for one search, in a constant number of statements."""

    activity: Activity
    zone: str
    now: datetime
    bank_holidays: frozenset[date]
    needs: tuple[Need, ...]
    resources: tuple[ResourceFact, ...]
    sites: Mapping[UUID, SiteFact]
    hours: Mapping[UUID, OwnHours]
    closures: tuple[Shut, ...]
    #: By resource: starts and ends as PostgreSQL sends moments, eight bytes each.
    taken: Mapping[UUID, tuple[bytes, bytes]]
    sessions: tuple[SessionFact, ...] = field(default=())


def need_of(row: Requirement) -> Need:
    """Return what a row of the database says is needed."""
    return Need(row.role, row.kind, frozenset(row.skills), frozenset(row.resource_keys), row.count)


def fact_of(row: Resource) -> ResourceFact:
    """Return a row of the database as a search knows it."""
    return ResourceFact(
        id=row.pk,
        key=row.key,
        kind=row.kind,
        site_id=row.site_id,
        skills=frozenset(row.skills),
        features=frozenset(row.features),
        fits=row.fits,
        active_from=row.active_from,
        active_until=row.active_until,
    )
