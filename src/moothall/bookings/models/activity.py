"""What can be booked, under which rules, and who or what must coincide for it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Mod
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from moothall.bookings.models.resource import ResourceKind
from moothall.kernel.models import CouncilForeignKey, CouncilOwned

#: The diary's finest division of time, in minutes: every length and step is a multiple of it.
GRAIN_MINUTES = 5


class Audience(models.TextChoices):
    """Who may book an activity."""

    PUBLIC = "public", _("Anybody")
    ACCOUNT = "account", _("People with an account")
    STAFF = "staff", _("Staff, for somebody")


class Video(models.TextChoices):
    """Whether an activity is a video call."""

    NO = "no", _("In person")
    MAY = "may", _("In person or by video")
    ALWAYS = "always", _("By video")


def _in_grains(field: str) -> Exact:
    return Exact(Mod(F(field), Value(GRAIN_MINUTES)), 0)


class Activity(CouncilOwned):
    """
    Something that can be booked, such as registering a birth, with the rules for booking it.

    Lengths and steps are minutes and multiples of five. Starts lie `step_minutes` apart, counted
    from `grid_from`, on the local clock. Buffers are taken of the resources but not told to the
    resident. A `capacity` over one makes group sessions: so many places share the resources.
    `fee_rules` are exceptions to the fee, read by `fees`; `refund_bands` say what share is given
    back at how many hours' notice, read by `refund_of`. `form_key` is the form that asks the rest.
    Where it `expects_check_in`, whoever has not checked in when it is over has not come.
    """

    key = models.SlugField(max_length=60)
    name = models.JSONField(help_text="By language.")
    description = models.JSONField(default=dict, blank=True, help_text="By language.")
    #: What to bring, by language, each a list of lines.
    bring = models.JSONField(default=dict, blank=True)
    lgsl = models.PositiveIntegerField(null=True, blank=True)
    position = models.PositiveIntegerField(default=0)

    duration_minutes = models.PositiveIntegerField()
    buffer_before_minutes = models.PositiveIntegerField(default=0)
    buffer_after_minutes = models.PositiveIntegerField(default=0)
    step_minutes = models.PositiveIntegerField()
    grid_from = models.TimeField()
    lead_minutes = models.PositiveIntegerField(default=0)
    horizon_days = models.PositiveIntegerField()
    capacity = models.PositiveIntegerField(default=1)
    party_most = models.PositiveIntegerField(default=1)
    #: So many bookings a resident may make at once, each with a name of its own.
    together_most = models.PositiveIntegerField(default=1, db_default=1)
    #: So many times a resident may book the same hour at once, each week or so.
    series_most = models.PositiveIntegerField(default=1, db_default=1)

    audience = models.CharField(max_length=10, choices=Audience.choices, default=Audience.PUBLIC)
    video = models.CharField(max_length=10, choices=Video.choices, default=Video.NO)
    form_key = models.CharField(max_length=100, blank=True)
    hold_minutes = models.PositiveIntegerField()
    most_open = models.PositiveIntegerField(null=True, blank=True)
    cancel_notice_hours = models.PositiveIntegerField(default=0)
    change_notice_hours = models.PositiveIntegerField(default=0)
    reminder_hours = models.JSONField(default=list, blank=True)
    has_waiting_list = models.BooleanField(default=False)
    offer_minutes = models.PositiveIntegerField(default=0)
    expects_check_in = models.BooleanField(default=False, db_default=False)

    fee_pence = models.PositiveIntegerField(default=0)
    fee_is_each = models.BooleanField(default=False, help_text="For each person in a party.")
    fee_rules = models.JSONField(default=list, blank=True)
    fee_fund = models.SlugField(max_length=60, blank=True)
    deposit_pence = models.PositiveIntegerField(default=0)
    #: The deposit's own fund, since it is no income and bears no VAT while it may go back.
    deposit_fund = models.SlugField(max_length=60, blank=True, db_default="")
    #: After so many days a deposit goes back by itself; nothing: staff decide on each.
    deposit_days = models.PositiveIntegerField(null=True, blank=True)
    change_fee_pence = models.PositiveIntegerField(default=0)
    refund_bands = models.JSONField(default=list, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "key"], name="booking_activity_key"),
            models.CheckConstraint(
                condition=Q(
                    duration_minutes__gt=0,
                    step_minutes__gt=0,
                    capacity__gt=0,
                    party_most__gt=0,
                    hold_minutes__gt=0,
                    horizon_days__gt=0,
                ),
                name="booking_activity_sizes",
            ),
            models.CheckConstraint(
                condition=_in_grains("duration_minutes")
                & _in_grains("step_minutes")
                & _in_grains("buffer_before_minutes")
                & _in_grains("buffer_after_minutes"),
                name="booking_activity_grain",
            ),
            models.CheckConstraint(
                condition=Q(fee_pence=0, fee_rules=[], deposit_pence=0, change_fee_pence=0)
                | ~Q(fee_fund=""),
                name="booking_activity_fee_has_fund",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Requirement(CouncilOwned):
    """
    One of the things that must coincide for an activity: so many of a kind, with these skills.

    Where `resource_keys` names some, only those will do.
    """

    activity = CouncilForeignKey(Activity, models.CASCADE, related_name="requirements")
    role = models.SlugField(max_length=60)
    kind = models.CharField(max_length=10, choices=ResourceKind.choices)
    skills = models.JSONField(default=list, blank=True)
    resource_keys = models.JSONField(default=list, blank=True)
    count = models.PositiveSmallIntegerField(default=1)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "activity", "role"], name="booking_requirement_role"
            ),
            models.CheckConstraint(condition=Q(count__gt=0), name="booking_requirement_count"),
        ]

    def __str__(self) -> str:
        return self.role
