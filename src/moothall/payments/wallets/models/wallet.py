"""Money kept for somebody, and what goes into it and out of it other than at a till."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from moothall.kernel.models import CouncilForeignKey, CouncilOwned

#: Monday to Friday, as the bits of a week that begins on Monday.
SCHOOL_WEEK = 0b0011111
_WHOLE_WEEK = 0b1111111


class WalletScheme(CouncilOwned):
    """
    A purpose for which a council keeps people's money, such as school meals.

    What is paid in goes to `fund`, whose coding has no VAT: it is not earned yet. A wallet never
    falls below `least_pence`, and its people are told once it falls below `low_pence`. One that
    `is_for_people` anybody with an account may open for themselves.
    """

    key = models.SlugField(max_length=40)
    name = models.JSONField(help_text="By language.")
    fund = CouncilForeignKey("payments.Fund", models.PROTECT)
    least_pence = models.IntegerField(default=0)
    low_pence = models.IntegerField(default=0)
    most_pence = models.PositiveIntegerField()
    is_for_people = models.BooleanField(default=False)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "key"], name="wallet_scheme_key"),
            models.CheckConstraint(condition=Q(least_pence__lte=0), name="wallet_scheme_least"),
        ]

    def __str__(self) -> str:
        return self.key


class Wallet(CouncilOwned):
    """
    Money kept for one holder and one purpose; the ledger's account of this id says how much.

    `person` is filled where the holder is a person of the council. A blocked wallet takes no
    money and pays for nothing; what it holds can be paid back.
    """

    scheme = CouncilForeignKey(WalletScheme, models.PROTECT, db_index=False)
    holder_type = models.CharField(max_length=40)
    holder_id = models.UUIDField()
    person = CouncilForeignKey("people.Person", models.PROTECT, null=True, db_index=False)
    opened_at = models.DateTimeField()
    blocked_at = models.DateTimeField(null=True, blank=True)
    #: When its people were told that it runs low; empty once it has enough again.
    told_low_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "holder_type", "holder_id", "scheme"], name="wallet_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["council", "person"],
                condition=Q(person__isnull=False),
                name="wallet_by_person",
            ),
        ]


class WalletTopUp(CouncilOwned):
    """Money on its way into a wallet: it stands in a basket until it is paid for."""

    wallet = CouncilForeignKey(Wallet, models.PROTECT)
    person = CouncilForeignKey("people.Person", models.PROTECT, null=True, db_index=False)
    pence = models.PositiveIntegerField()
    asked_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    booked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(pence__gt=0), name="wallet_top_up_amount"),
        ]


class PayoutState(models.TextChoices):
    """What has become of a wish to have a wallet's money back."""

    ASKED = "asked", "Asked for"
    DONE = "done", "Agreed"
    PAID = "paid", "Paid"
    REFUSED = "refused", "Refused"


class WalletPayout(CouncilOwned):
    """
    What somebody asked to have back out of a wallet: asked, agreed by an employee, paid by finance.

    One that `needs_another`, being above the council's limit for refunds, is paid by somebody else
    than who agreed. `reference` is how the bank calls it.
    """

    wallet = CouncilForeignKey(Wallet, models.PROTECT)
    person = CouncilForeignKey("people.Person", models.PROTECT, null=True, db_index=False)
    pence = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=PayoutState.choices, default=PayoutState.ASKED)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by_kind = models.CharField(max_length=20, blank=True, default="", db_default="")
    decided_by_identifier = models.CharField(max_length=200, blank=True, default="", db_default="")
    decided_by_name = models.CharField(max_length=200, blank=True, default="", db_default="")
    needs_another = models.BooleanField(default=False, db_default=False)
    paid_at = models.DateTimeField(null=True, blank=True)
    paid_by_kind = models.CharField(max_length=20, blank=True, default="", db_default="")
    paid_by_identifier = models.CharField(max_length=200, blank=True, default="", db_default="")
    paid_by_name = models.CharField(max_length=200, blank=True, default="", db_default="")
    reference = models.CharField(max_length=120, blank=True, default="", db_default="")

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(pence__gt=0), name="wallet_payout_amount"),
            models.CheckConstraint(
                condition=Q(needs_another=False)
                | ~Q(state="paid")
                | ~Q(paid_by_kind=F("decided_by_kind"))
                | ~Q(paid_by_identifier=F("decided_by_identifier")),
                name="wallet_payout_paid_by_another",
            ),
            models.UniqueConstraint(
                fields=["council", "wallet"],
                condition=Q(state="asked"),
                name="wallet_payout_asked_once",
            ),
        ]


class Entitlement(CouncilOwned):
    """
    What a holder gets without paying, once each of these days, such as a free school meal.

    It is no money: what is not used by midnight, by the council's clock, is gone, and it is in no
    balance. `pence` is the most that it is worth on a day; `weekdays` has a bit for each day,
    Monday the lowest.
    """

    wallet = CouncilForeignKey(Wallet, models.PROTECT)
    pence = models.PositiveIntegerField()
    weekdays = models.PositiveSmallIntegerField(default=SCHOOL_WEEK)
    begins_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(weekdays__gte=1, weekdays__lte=_WHOLE_WEEK),
                name="entitlement_weekdays",
            ),
            models.CheckConstraint(condition=Q(pence__gt=0), name="entitlement_amount"),
        ]

    def counts_on(self, day: date) -> bool:
        """Tell whether it may be used on a day."""
        is_over = self.ends_on is not None and self.ends_on < day
        return self.begins_on <= day and not is_over and bool(self.weekdays >> day.weekday() & 1)
