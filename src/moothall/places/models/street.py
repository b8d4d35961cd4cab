"""Streets, and the names under which each council's are found."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.db import models
from django.db.models import F, Func

from moothall.places.fields import BoxField


class StreetColumns(models.Model):
    """What is known of a street, the same in the table that is seen and the one being prepared."""

    usrn = models.BigIntegerField(primary_key=True)
    authority_code = models.PositiveIntegerField(null=True)
    name = models.TextField()
    name_cy = models.TextField(blank=True)
    locality = models.TextField(blank=True)
    locality_cy = models.TextField(blank=True)
    town = models.TextField(blank=True)
    town_cy = models.TextField(blank=True)
    search_key = models.TextField(blank=True)
    search_key_cy = models.TextField(blank=True)
    start_easting = models.FloatField(null=True)
    start_northing = models.FloatField(null=True)
    end_easting = models.FloatField(null=True)
    end_northing = models.FloatField(null=True)
    start_latitude = models.FloatField(null=True)
    start_longitude = models.FloatField(null=True)
    end_latitude = models.FloatField(null=True)
    end_longitude = models.FloatField(null=True)
    records = models.TextField(blank=True)

    class Meta:
        abstract = True


class Street(StreetColumns):
    """
    A road, path or square with its own number, the USRN, and its name in one or two languages.

    `records` keeps what the supplier said word for word, so that a change-only file can be applied
    to it later.
    """

    extent = models.GeneratedField(
        expression=Func(
            Func(F("start_easting"), F("start_northing"), function="point"),
            Func(F("end_easting"), F("end_northing"), function="point"),
            function="box",
        ),
        output_field=BoxField(),
        db_persist=True,
    )

    class Meta:
        indexes: ClassVar = [GistIndex(fields=["extent"], name="street_by_nearness")]


class StagedStreet(StreetColumns):
    """A street as it will be once the load in progress is complete; nobody sees it before."""

    is_removed = models.BooleanField(default=False)


class StreetName(models.Model):
    """
    One name, in one language, under which streets are found in one council's area.

    A name that several villages share is there once with all its streets, and a street on a border
    once for each council with an address on it. The table is small, so that a misspelt name can be
    compared with every one of a council's.
    """

    custodian_code = models.PositiveIntegerField()
    search_key = models.TextField()
    usrns = ArrayField(models.BigIntegerField())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["custodian_code", "search_key"], name="street_name_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["custodian_code", "search_key"],
                opclasses=["int4_ops", "text_pattern_ops"],
                name="street_name_by_beginning",
            ),
            GinIndex(
                fields=["custodian_code", "search_key"],
                opclasses=["int4_ops", "gin_trgm_ops"],
                name="street_name_by_likeness",
                # kB that may wait to be sorted in: every search reads through them
                gin_pending_list_limit=64,
            ),
        ]
