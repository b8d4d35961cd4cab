"""What subscriptions hold about people: what they have, where it is for, what it cost."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.kernel.money import pounds
from moothall.payments.models import Charge, Subscription
from moothall.payments.subscriptions.workflow import SERVED
from moothall.people.held_tables import MACHINERY, SHOWN_ELSEWHERE, HeldTable, who
from moothall.people.keeping_reasons import PAYMENT, lengths
from moothall.people.personal_data import Fate, Section, Whose

_NAME_SAYS_WHO = "the name says who"
_PRICE = "a price of the council's, the same for everybody"


def _pounds(row: Any, _whose: Whose) -> str:
    return pounds(row.pence)


SUBSCRIPTIONS = HeldTable(
    key="payments.subscriptions",
    model=Subscription,
    title=gettext_lazy("Subscriptions"),
    explanation=gettext_lazy("What you pay for again and again, such as garden waste."),
    columns={
        "reference": gettext_lazy("Reference"),
        "email": gettext_lazy("Email address"),
        "language": gettext_lazy("Language"),
        "quantity": gettext_lazy("How many"),
        "place": gettext_lazy("Where it is for"),
        "state": gettext_lazy("How it stands"),
        "anchor_on": gettext_lazy("Counted from"),
        "first_on": gettext_lazy("From"),
        "last_on": gettext_lazy("Until"),
        "renews": gettext_lazy("Renewed each time"),
        "wants_card_kept": gettext_lazy("You agreed that your card pays for it"),
        "agreement_reference": gettext_lazy("The payment company’s reference of your card"),
        "begun_by_name": gettext_lazy("Begun by"),
        "begun_at": gettext_lazy("Begun"),
        "active_at": gettext_lazy("In force since"),
        "ended_at": gettext_lazy("Ended"),
    },
    left_out={
        "person_id": "it is the person themselves",
        "plan_id": _PRICE,
        "unit_pence": _PRICE,
        "more_pence": _PRICE,
        "choice_id": MACHINERY,
        "begun_by_kind": _NAME_SAYS_WHO,
        "begun_by_identifier": _NAME_SAYS_WHO,
    },
    shown={"begun_by_name": who("begun_by")},
)
CHARGES = HeldTable(
    key="payments.charges",
    model=Charge,
    title=gettext_lazy("What your subscriptions cost"),
    explanation=gettext_lazy("Each amount that was to be paid, and whether it was."),
    columns={
        "kind": gettext_lazy("What for"),
        "state": gettext_lazy("How it stands"),
        "pence": gettext_lazy("Amount"),
        "quantity": gettext_lazy("How many"),
        "first_on": gettext_lazy("From"),
        "last_on": gettext_lazy("Until"),
        "due_on": gettext_lazy("Due"),
        "noticed_at": gettext_lazy("You were told"),
        "paid_at": gettext_lazy("Paid"),
    },
    left_out={
        "subscription_id": SHOWN_ELSEWHERE,
        "payment_id": SHOWN_ELSEWHERE,
        "number": MACHINERY,
        "unit_pence": _PRICE,
        "more_pence": _PRICE,
        "try_on": MACHINERY,
        "tries": MACHINERY,
        "made_at": MACHINERY,
    },
    shown={"pence": _pounds},
)
MINE = Subscription._meta.label_lower


class HeldSubscriptions:
    """The holder of subscriptions."""

    key: ClassVar[str] = "payments.subscriptions"

    def things(self, person_id: UUID, /) -> Mapping[str, Collection[UUID]]:
        """Return the subscriptions that are the person's."""
        found = Subscription.objects.filter(person_id=person_id)
        return {MINE: list(found.values_list("pk", flat=True))}

    def collect(self, whose: Whose, /) -> Sequence[Section]:
        """Return every subscription with what it cost."""
        charges = Charge.objects.filter(subscription_id__in=whose.ids(MINE))
        return [
            SUBSCRIPTIONS.section(whose, _own(whose).order_by("begun_at", "pk")),
            CHARGES.section(whose, charges.order_by("subscription_id", "number")),
        ]

    def foresee(self, whose: Whose, now: datetime, /) -> Sequence[Fate]:
        """Return how many subscriptions stay, until when, and how many lose their words."""
        kept = _kept(whose, now)
        going = Fate(what=_("Subscriptions"), count=_own(whose).count() - kept.count())
        last = kept.order_by("-last_on").first()
        if last is None:
            return [going]
        until = (last.ended_at or now) + lengths()(PAYMENT)
        stays = Fate(what=_("Subscriptions"), count=kept.count(), reason=PAYMENT.key, until=until)
        return [stays, going]

    def erase(self, whose: Whose, now: datetime, /) -> Sequence[Fate]:
        """Take the person off what need not be kept; amounts stay."""
        fates = self.foresee(whose, now)
        going = _own(whose).exclude(pk__in=_kept(whose, now).values("pk"))
        going.update(
            person=None, email="", place="", agreement_reference="", begun_by_name="",
            begun_by_identifier="",
        )  # fmt: skip
        return fates


def _own(whose: Whose) -> QuerySet[Subscription]:
    return Subscription.objects.filter(pk__in=whose.ids(MINE))


def _kept(whose: Whose, now: datetime) -> QuerySet[Subscription]:
    """Return what is in force, or ended so lately that its payments are kept too."""
    lately = Q(ended_at__gt=now - lengths()(PAYMENT))
    return _own(whose).filter(Q(state__in=SERVED) | lately)
