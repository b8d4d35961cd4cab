"""What tests of the money of bookings begin with: a council that is paid, and gives back."""

from datetime import timedelta

from moothall.bookings import actions
from moothall.bookings.details import Details
from moothall.bookings.models import Booking
from moothall.bookings.tests.kit import VISITOR, activity
from moothall.kernel.actors import Actor, ActorKind
from moothall.payments.models import BasketLine, Payment
from moothall.payments.ports import Outcome
from moothall.payments.refunds.actions import apply_refund_rule
from moothall.payments.refunds.models import Refund
from moothall.payments.refunds.tests.kit import clerk
from moothall.payments.tests.kit import Shop
from moothall.people import scopes

DAY, FRIDAY = "2026-11-19", "2026-11-20"
LIMIT = 50_000
#: £46, dearer from eleven and cheaper from half past; changing costs £5.
FEE = {
    "fund": "permits",
    "pence": 4600,
    "change_pence": 500,
    "refunds": [{"hours": 1, "percent": 50}],
    "rules": [
        {"from": "11:00", "until": "11:30", "pence": 6000},
        {"from": "11:30", "pence": 3000},
    ],
}
DEPOSIT = {"deposit_pence": 10_000, "deposit_fund": "forms"}


class Box:
    """A diary whose bookings are paid for, by a card and a worker that do as a test says."""

    def __init__(self, diary, queue=None, fee=None, **rest):
        self.diary, self.queue, self.now = diary, queue, diary.now
        self.shop = Shop(diary.council, diary.now).open()
        self.limit(LIMIT)
        diary.open(activities=[activity(fee=fee or FEE, horizon=30, **rest)])

    def limit(self, pence):
        apply_refund_rule(
            actor=clerk(self.diary.council),
            council_id=self.diary.council.id,
            approval_above_pence=pence,
            now=self.now,
        )

    def hold(self, clock="09:30", day=DAY, **details):
        held = self.diary.hold(day, clock)
        given = {"name": "Sian Jones", "email": "sian@example.org", **details}
        actions.fill_in_booking(
            actor=VISITOR, booking_id=held.booking.pk, secret=held.secret, now=self.now,
            details=Details(**given),
        )  # fmt: skip
        return held

    def basket(self, held, *, put=actions.put_fee_in_basket, now=None):
        basket = self.shop.basket()
        put(
            actor=VISITOR, booking_id=held.booking.pk, basket_id=basket.pk, secret=held.secret,
            now=now or self.now,
        )  # fmt: skip
        return basket

    def pay(self, basket, *, now=None):
        payment = self.shop.begin(basket, now=now)
        return self.settle(payment, now=now)

    def settle(self, payment, *, now=None):
        self.shop.gateway.become(payment.pk, Outcome.PAID)
        self.shop.check(payment, now=now)
        if self.queue is not None:
            self.queue.run_all()
        return Payment.objects.get(pk=payment.pk)

    def booked(self, clock="09:30", day=DAY, **details):
        """Return a booking that is paid for and promised, with its secret."""
        held = self.hold(clock, day, **details)
        self.pay(self.basket(held))
        return held

    def move(self, held, clock, day=DAY, **more):
        return actions.move_booking(**self.to(held, clock, day), **more)

    def hold_move(self, held, clock, day=DAY, **more):
        return actions.hold_move(**{**self.to(held, clock, day), **more})

    def to(self, held, clock, day=DAY):
        return {
            "actor": VISITOR,
            "booking_id": held.booking.pk,
            "secret": held.secret,
            "starts_at": self.diary.at(day, clock),
            "now": self.now,
        }

    def move_basket(self, held, **more):
        return self.basket(held, put=actions.put_move_in_basket, **more)

    def cancel(self, held, actor=VISITOR, now=None):
        done = actions.cancel_booking(
            actor=actor, booking_id=held.booking.pk, secret=held.secret, now=now or self.now
        )
        if self.queue is not None:
            self.queue.run_all()
        return done

    def row(self, held):
        return Booking.objects.get(pk=held.booking.pk)

    def line_of(self, about_id):
        return BasketLine.objects.get(about_id=about_id)

    @property
    def later(self):
        return self.now + timedelta(hours=3)


def given_back():
    """Return how much each refund gives back, for which reason and in which state."""
    rows = Refund.objects.order_by("requested_at", "amount_pence", "pk")
    return [(one.amount_pence, one.reason, one.state) for one in rows]


def at(row):
    """Return when a booking is, by the local clock."""
    return f"{row.local_on} {row.local_time:%H:%M}"


def resident_of(council, person):
    """Return a resident who has signed in, in their own affairs."""
    return Actor(
        kind=ActorKind.RESIDENT,
        identifier=str(person.pk),
        subject=str(person.pk),
        name=person.name,
        permissions={council.id: scopes.ALL},
    )
