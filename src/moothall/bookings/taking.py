"""Finding who serves at the times that bookings want, and taking them, all or none."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from moothall.bookings import claims, slots
from moothall.bookings.claims import Taken
from moothall.bookings.errors import NotOpen, SlotTaken
from moothall.bookings.models import Activity, Booking, Claim, GroupSession
from moothall.bookings.slots.facts import ResourceFact, Wish, times_over
from moothall.bookings.slots.finding import Place, Search
from moothall.bookings.slots.local_time import local_of
from moothall.bookings.slots.matching import Chosen, choose
from moothall.bookings.slots.reading import lapsed_before
from moothall.kernel.insert_once import insert_once

#: As often is looked again when others were faster; each time somebody else has got something.
_TRIES = 8

_UNIQUE = ("council", "activity", "starts_at", "site")


@dataclass(frozen=True)
class _Span:
    """What a booking takes of a resource, buffers included."""

    starts_at: datetime
    ends_at: datetime

    def meets(self, other: "_Span") -> bool:
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


@dataclass
class Taking:
    """
    One try to take times for some bookings that are not saved yet, or are to be moved.

    Sets each booking's end, local time, site and session. What `moving` bookings hold already does
    not stand in their way.
    """

    activity: Activity
    bookings: Sequence[Booking]
    wish: Wish
    now: datetime
    moving: bool = False
    #: Whoever served before is kept where that can be: people ask for the one whom they know.
    served: frozenset[UUID] = field(default=frozenset(), init=False)

    def take(self) -> None:
        """
        Take all that the bookings want, or nothing.

        :raises SlotTaken: if others have it, with the free times nearest to it
        :raises NotOpen: if it is not offered at all, with the same
        """
        claims.lock_diary(self.activity.council_id)
        if self.moving:
            self.served = claims.served_by(self.bookings)
        for _ in range(_TRIES):
            search = self._search()
            try:
                with claims.taken_if_deadlocked(), transaction.atomic():
                    self._take_from(search)
            except Taken:
                continue
            return
        raise self._refusal(self.bookings[0], is_offered=True)

    def _search(self) -> Search:
        days = [self._local_day(booking.starts_at) for booking in self.bookings]
        return slots.search(
            self.activity, min(days), max(days), self.wish, now=self.now, without=self._without
        )

    @property
    def _without(self) -> list[UUID]:
        return [booking.pk for booking in self.bookings] if self.moving else []

    def _local_day(self, moment: datetime) -> date:
        return local_of(moment, ZoneInfo(self.bookings[0].zone))[0]

    def _take_from(self, search: Search) -> None:
        if self.moving:
            claims.give_back(self.bookings)
        if self.activity.capacity > 1:
            self._expire_in_sessions(search)
            for booking in sorted(self.bookings, key=lambda one: (one.starts_at, str(one.site_id))):
                self._join(search, booking)
            return
        made: list[Claim] = []
        for together in _by_start(self.bookings):
            place, shares = self._choose(search, together, made)
            for booking, chosen in zip(together, shares, strict=True):
                self._settle(booking, place.id)
                made += self._claims(booking, chosen, booking=booking)
        spans = [(one.starts_at, one.ends_at) for one in made]
        claims.expire_in_the_way(
            self.activity.council_id,
            {one.resource_id for one in made},
            min(span[0] for span in spans),
            max(span[1] for span in spans),
            now=self.now,
        )
        claims.insert_claims(made)

    def _choose(
        self, search: Search, together: Sequence[Booking], made: Sequence[Claim]
    ) -> tuple[Place, list[Chosen]]:
        """
        Return who serves each of the bookings of one start, apart from those taken before.

        All are chosen at once: who is chosen for the first alone might be the only one that the
        second could have.
        """
        first = together[0]
        number = self._number(search, first)
        span = self._span(first)
        gone = {one.resource_id for one in made if span.meets(_Span(one.starts_at, one.ends_at))}
        load = _load(search) + Counter(one.resource_id for one in made)
        for place in search.places:
            if not search.available(place, search.free)[number]:
                continue
            chosen = choose(
                times_over(search.facts.needs, len(together)),
                _free_at(search, place, number, gone),
                load=load,
                seed=str(first.pk),
                must=self.wish.resource_id,
                first=self.served,
            )
            if chosen is not None:
                return place, _shares(chosen, len(together))
        raise self._refusal(first, is_offered=search.is_offered(int(search.starts[number])))

    def _number(self, search: Search, booking: Booking) -> int:
        number = search.number_of(search.timeline.down(booking.starts_at))
        if number is None or search.timeline.moment(int(search.starts[number])) != (
            booking.starts_at
        ):
            raise self._refusal(booking, is_offered=False)
        return number

    def _join(self, search: Search, booking: Booking) -> None:
        """Take places in the session at a booking's time, which is made if there is none."""
        number = self._number(search, booking)
        for place in search.places:
            if search.left(place)[number] < booking.party_size:
                continue
            known = next(
                (
                    one
                    for one in search.facts.sessions
                    if one.starts_at == booking.starts_at
                    and one.site_id == place.id
                    and one.resource_ids
                ),
                None,
            )
            self._settle(booking, place.id)
            if known is not None:
                session = GroupSession(pk=known.id, council_id=self.activity.council_id)
                claims.take_places(session, booking.party_size, known.capacity)
            else:
                session = self._begin(search, booking, place, number)
            booking.session_id = session.pk
            return
        cell = int(search.starts[number])
        raise self._refusal(booking, is_offered=search.is_offered(cell))

    def _expire_in_sessions(self, search: Search) -> None:
        starts = {booking.starts_at for booking in self.bookings}
        wanted = [one.id for one in search.facts.sessions if one.starts_at in starts]
        if wanted:
            before = lapsed_before(self.activity, self.wish, now=self.now)
            claims.expire_in_sessions(wanted, now=before)

    def _begin(self, search: Search, booking: Booking, place: Place, number: int) -> GroupSession:
        """Make a session, or join it where somebody else just did."""
        chosen = choose(
            search.facts.needs,
            _free_at(search, place, number, set()),
            load=_load(search),
            seed=str(booking.pk),
            must=self.wish.resource_id,
        )
        if chosen is None:
            raise Taken
        fits = [one.fits for _, one in chosen if one.fits is not None]
        capacity = min([int(self.activity.capacity), *fits])
        session = GroupSession(
            council_id=self.activity.council_id,
            activity=self.activity,
            site_id=place.id,
            starts_at=booking.starts_at,
            ends_at=booking.ends_at,
            capacity=capacity,
            taken=0,
            made_at=self.now,
        )
        if not insert_once(session, unique=_UNIQUE):
            session = GroupSession.objects.get(
                activity_id=self.activity.pk,
                starts_at=booking.starts_at,
                **({"site_id": place.id} if place.id else {"site": None}),
            )
        if claims.take_places(session, booking.party_size, capacity):
            made = self._claims(booking, chosen, session=session)
            span = self._span(booking)
            claims.expire_in_the_way(
                self.activity.council_id,
                {one.resource_id for one in made},
                span.starts_at,
                span.ends_at,
                now=self.now,
            )
            claims.insert_claims(made)
        return session

    def _settle(self, booking: Booking, site_id: UUID | None) -> None:
        booking.ends_at = booking.starts_at + timedelta(minutes=self.activity.duration_minutes)
        booking.local_on, booking.local_time = local_of(booking.starts_at, ZoneInfo(booking.zone))
        booking.site_id = site_id

    def _span(self, booking: Booking) -> _Span:
        activity = self.activity
        return _Span(
            booking.starts_at - timedelta(minutes=activity.buffer_before_minutes),
            booking.starts_at
            + timedelta(minutes=activity.duration_minutes + activity.buffer_after_minutes),
        )

    def _claims(
        self,
        about: Booking,
        chosen: Chosen,
        *,
        booking: Booking | None = None,
        session: GroupSession | None = None,
    ) -> list[Claim]:
        span = self._span(about)
        return [
            Claim(
                council_id=self.activity.council_id,
                resource_id=resource.id,
                booking_id=booking.pk if booking else None,
                session_id=session.pk if session else None,
                role=need.role,
                starts_at=span.starts_at,
                ends_at=span.ends_at,
                lapses_at=booking.held_until if booking else None,
            )
            for need, resource in chosen
        ]

    def _refusal(self, booking: Booking, *, is_offered: bool) -> SlotTaken | NotOpen:
        found = slots.next_best(
            self.activity, booking.starts_at, self.wish, now=self.now, without=self._without
        )
        if is_offered:
            return SlotTaken("Somebody else has this time.", found, booking.starts_at)
        return NotOpen("Nothing is offered at this time.", found, booking.starts_at)


def _by_start(bookings: Sequence[Booking]) -> list[list[Booking]]:
    """Return bookings by when they begin."""
    found: dict[datetime, list[Booking]] = {}
    for booking in bookings:
        found.setdefault(booking.starts_at, []).append(booking)
    return list(found.values())


def _shares(chosen: Chosen, how_many: int) -> list[Chosen]:
    """Deal what was chosen for several at once out, to each as much of every role."""
    by_role: dict[str, Chosen] = {}
    for pair in chosen:
        by_role.setdefault(pair[0].role, []).append(pair)
    return [
        [pair for pairs in by_role.values() for pair in pairs[number::how_many]]
        for number in range(how_many)
    ]


def _free_at(search: Search, place: Place, number: int, gone: set[UUID]) -> list[ResourceFact]:
    """Return the resources of a place that are free at a start, apart from some."""
    return [
        one
        for index in place.members
        if search.free[int(index), number]
        and (one := search.facts.resources[int(index)]).id not in gone
    ]


def _load(search: Search) -> Counter[UUID]:
    """Return how many things each resource has in the days that were looked at."""
    eight = 8  # bytes of a moment
    return Counter(
        {resource: len(starts) // eight for resource, (starts, _) in search.facts.taken.items()}
    )
