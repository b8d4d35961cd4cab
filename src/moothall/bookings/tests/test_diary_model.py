"""The diary against a model of it: whatever is done in whatever order, both agree."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from moothall.bookings import actions
from moothall.bookings.errors import NotOpen, SlotTaken
from moothall.bookings.models import Booking, Claim
from moothall.bookings.tests.kit import VISITOR, activity, hours, person, room

DAY = "2026-11-19"
HOLD = 15
#: By activity: length, buffer after, step, and the kinds that must coincide.
LENGTHS = {"birth": (30, 0, 30, "pr"), "wed": (60, 15, 15, "r"), "talk": (30, 0, 30, "p")}
#: By resource: its kind and the minutes of the day in which it is open.
OPEN = {
    "ann": ("p", 540, 660),
    "ben": ("p", 600, 720),
    "one": ("r", 540, 720),
    "two": ("r", 540, 630),
}


def clock(minute):
    return f"{minute // 60:02}:{minute % 60:02}"


@dataclass
class Taken:
    held: object
    key: str
    minute: int
    resources: list
    lapses: int | None
    is_over: bool = False


@dataclass
class Model:
    """What ought to be so, by counting minutes; which of the free serve it is told."""

    minutes: int = 0
    taken: list = field(default_factory=list)

    def living(self, without=None):
        return [
            one for one in self.taken
            if not one.is_over and one is not without
            and (one.lapses is None or one.lapses > self.minutes)
        ]  # fmt: skip

    def free(self, key, minute, without=None):
        length, after, _, _ = LENGTHS[key]
        found = set()
        for name, (_, opens, closes) in OPEN.items():
            busy = any(
                name in one.resources
                and one.minute < minute + length + after
                and minute < one.minute + LENGTHS[one.key][0] + LENGTHS[one.key][1]
                for one in self.living(without)
            )
            if opens <= minute and minute + length <= closes and not busy:
                found.add(name)
        return found

    def is_free(self, key, minute, without=None):
        kinds = {OPEN[name][0] for name in self.free(key, minute, without)}
        return set(LENGTHS[key][3]) <= kinds

    def starts(self, key):
        step = LENGTHS[key][2]
        return [clock(m) for m in range(0, 1440, step) if self.is_free(key, m)]


steps = st.lists(
    st.one_of(
        st.tuples(st.just("hold"), st.sampled_from(sorted(LENGTHS)), st.integers(36, 47)),
        st.tuples(st.just("wait"), st.just(""), st.sampled_from([5, 16])),
        st.tuples(
            st.sampled_from(["confirm", "cancel", "release"]), st.just(""), st.integers(0, 9)
        ),
        st.tuples(st.just("move"), st.integers(36, 47), st.integers(0, 9)),
    ),
    max_size=25,
)


class Replay:
    """Does the same to the product and to the model."""

    def __init__(self, diary):
        self.diary, self.model = diary, Model()

    @property
    def now(self):
        return self.diary.now + timedelta(minutes=self.model.minutes)

    def minute(self, key, quarter):
        return quarter * 15 // LENGTHS[key][2] * LENGTHS[key][2]

    def serving(self, booking):
        claims = Claim.objects.filter(booking=booking, is_active=True)
        return list(claims.values_list("resource__key", flat=True))

    def hold(self, key, quarter):
        minute = self.minute(key, quarter)
        allowed = self.model.free(key, minute)
        fits = self.model.is_free(key, minute)
        try:
            held = self.diary.hold(DAY, clock(minute), key, now=self.now)
        except (SlotTaken, NotOpen):
            assert not fits
            return
        assert fits
        resources = self.serving(held.booking)
        assert set(resources) <= allowed
        assert sorted(OPEN[name][0] for name in resources) == sorted(LENGTHS[key][3])
        self.model.taken.append(Taken(held, key, minute, resources, self.model.minutes + HOLD))

    def wait(self, _, minutes):
        self.model.minutes += minutes

    def pick(self, number):
        return self.model.taken[number] if number < len(self.model.taken) else None

    def confirm(self, _, number):
        one = self.pick(number)
        if one is None or one.is_over or one.lapses is None:
            return
        fits = one.lapses > self.model.minutes or self.model.is_free(one.key, one.minute)
        try:
            self.diary.confirm(one.held, now=self.now)
        except SlotTaken:
            assert not fits
            one.is_over = True
            return
        assert fits
        one.lapses, one.resources = None, self.serving(one.held.booking)

    def cancel(self, _, number):
        one = self.pick(number)
        if one is not None and not one.is_over and one.lapses is None:
            self.act(actions.cancel_booking, one)
            one.is_over = True

    def release(self, _, number):
        one = self.pick(number)
        if one is not None and one in self.model.living() and one.lapses is not None:
            self.act(actions.release_hold, one)
            one.is_over = True

    def move(self, quarter, number):
        one = self.pick(number)
        if one is None or one.is_over or one.lapses is not None:
            return
        minute = self.minute(one.key, quarter)
        fits = self.model.is_free(one.key, minute, without=one)
        try:
            with transaction.atomic():
                self.act(actions.move_booking, one, starts_at=self.diary.at(DAY, clock(minute)))
        except (SlotTaken, NotOpen):
            assert not fits
            return
        assert fits
        one.minute, one.resources = minute, self.serving(one.held.booking)

    def act(self, action, one, **rest):
        return action(
            actor=VISITOR,
            booking_id=one.held.booking.pk,
            secret=one.held.secret,
            now=self.now,
            **rest,
        )

    def agree(self):
        for key in LENGTHS:
            assert self.diary.free(DAY, key, now=self.now) == self.model.starts(key), key
        promised = [one for one in self.model.taken if one.lapses is None and not one.is_over]
        assert Booking.objects.filter(status="confirmed").count() == len(promised)


def test_the_diary_and_its_model_agree(diary):
    kinds = {"p": {"role": "person", "kind": "person"}, "r": {"role": "room", "kind": "room"}}
    people = [
        person("ann", hours=[hours("09:00", "11:00")]),
        person("ben", hours=[hours("10:00", "12:00")]),
    ]
    rooms = [room("one"), room("two", hours=[hours("09:00", "10:30")])]
    diary.open(
        *people,
        *rooms,
        activities=[
            activity(
                key, length, [kinds[one] for one in needs], step=step, buffers={"after": after}
            )
            for key, (length, after, step, needs) in LENGTHS.items()
        ],
    )

    @settings(max_examples=25)
    @given(steps)
    def compare(todo):
        with transaction.atomic():
            replay = Replay(diary)
            for name, first, second in todo:
                getattr(replay, name)(first, second)
            replay.agree()
            transaction.set_rollback(True)

    compare()
