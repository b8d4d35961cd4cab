"""Where a council charges for parking, for what, and how it does so."""

from typing import ClassVar

from django.db import models

from moothall.kernel.models import CouncilForeignKey, CouncilOwned


class PlaceKind(models.TextChoices):
    """Where a place lies, on which VAT hangs: off the street it is standard rated."""

    ON_STREET = "on_street", "On the street"
    CAR_PARK = "car_park", "Car park"


class ParkingPlace(CouncilOwned):
    """
    A stretch of street or a car park where time is sold, known by the code on its signs.

    `fund` says where the income goes and what VAT is in it. A closed place sells nothing.
    """

    code = models.CharField(max_length=10)
    name = models.JSONField(help_text="By language.")
    where = models.JSONField(help_text="Where it is, by language.")
    kind = models.CharField(max_length=10, choices=PlaceKind.choices)
    fund = CouncilForeignKey("payments.Fund", models.PROTECT, db_index=False)
    capacity = models.PositiveIntegerField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    is_closed = models.BooleanField(default=False)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "code"], name="parking_place_code"),
        ]

    def __str__(self) -> str:
        return self.code


class TariffVersion(CouncilOwned):
    """
    What a place charges from a day on, until the next version begins.

    `rules` are as the council's file has them. A stay is priced by the version of the day on which
    it began, all of it and whatever it is lengthened by.
    """

    place = CouncilForeignKey(ParkingPlace, models.PROTECT, db_index=False)
    valid_from = models.DateField()
    rules = models.JSONField()
    written_at = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "place", "valid_from"], name="parking_tariff_from"
            ),
        ]


class ParkingRules(CouncilOwned):
    """
    How a council runs parking: the scheme of its wallets, when people are reminded, who may text.

    `texts_secret` is the name of the secret that whoever brings texts shows; without it none is
    taken. A price that was shown for a card holds for `quote_minutes`.
    """

    scheme = models.SlugField(max_length=40)
    reminder_minutes = models.PositiveSmallIntegerField(default=10)
    quote_minutes = models.PositiveSmallIntegerField(default=10)
    texts_secret = models.CharField(max_length=80, blank=True)
    texts_number = models.CharField(max_length=30, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council"], name="parking_rules_once"),
        ]
