"""Addresses, as they are shown and searched."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Cast, Concat, Replace

from moothall.places.fields import PointField

_TEXT = models.TextField()
_SPACE = Value(" ", output_field=_TEXT)
_COUNCIL = Concat(Cast("custodian_code", _TEXT), Value(":", output_field=_TEXT))


class AddressColumns(models.Model):
    """What is known of an address, the same in the table that is seen and the one in making."""

    uprn = models.BigIntegerField(primary_key=True)
    parent_uprn = models.BigIntegerField(null=True)
    usrn = models.BigIntegerField(null=True)
    custodian_code = models.PositiveIntegerField(null=True)
    classification_code = models.TextField(blank=True)
    logical_status = models.PositiveSmallIntegerField()
    is_offered = models.BooleanField()

    line = models.TextField()
    line_cy = models.TextField(blank=True)
    organisation = models.TextField(blank=True)
    unit = models.TextField(blank=True)
    building = models.TextField(blank=True)
    number = models.TextField(blank=True)
    street = models.TextField(blank=True)
    street_cy = models.TextField(blank=True)
    locality = models.TextField(blank=True)
    town = models.TextField(blank=True)
    postcode = models.TextField(blank=True)

    # Made for searching, from the columns above, when the address is loaded
    postcode_key = models.TextField(blank=True)
    house_number = models.PositiveIntegerField(null=True)
    number_key = models.TextField(blank=True)
    unit_key = models.TextField(blank=True)
    search_key = models.TextField(blank=True)
    words = models.TextField(blank=True)

    easting = models.FloatField()
    northing = models.FloatField()
    latitude = models.FloatField()
    longitude = models.FloatField()

    class Meta:
        abstract = True


class Address(AddressColumns):
    """
    A place that can be pointed to by its number, the UPRN: a home, a flat, a shop, a park.

    Historical ones stay, so that an old case can still be read, but `is_offered` is false and no
    search offers them. The search columns are stored because a condition that computes them row by
    row cannot use an index.
    """

    location = models.GeneratedField(
        expression=Func(F("easting"), F("northing"), function="point"),
        output_field=PointField(),
        db_persist=True,
    )
    # Each word bears its council's number, so that a search reads through no other council's
    word_index = models.GeneratedField(
        expression=Func(
            Func(
                Concat(_COUNCIL, Replace(F("words"), _SPACE, Concat(_SPACE, _COUNCIL))),
                _SPACE,
                function="string_to_array",
            ),
            function="array_to_tsvector",
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["postcode_key"],
                opclasses=["text_pattern_ops"],
                condition=Q(is_offered=True),
                name="address_by_postcode",
            ),
            models.Index(
                fields=["custodian_code", "search_key"],
                opclasses=["int4_ops", "text_pattern_ops"],
                condition=Q(is_offered=True),
                name="address_by_beginning",
            ),
            GinIndex(
                fields=["word_index"],
                condition=Q(is_offered=True),
                name="address_by_words",
                # kB that may wait to be sorted in: every search reads through them
                gin_pending_list_limit=256,
            ),
            models.Index(fields=["usrn", "house_number"], name="address_by_street"),
            models.Index(
                fields=["parent_uprn"],
                condition=Q(parent_uprn__isnull=False),
                name="address_by_parent",
            ),
            GistIndex(fields=["location"], name="address_by_nearness"),
            # Homes are most of a gazetteer; nobody looks for the nearest library among them.
            GistIndex(
                fields=["location"],
                name="public_address_by_nearness",
                condition=models.Q(
                    is_offered=True, classification_code__gte="C", classification_code__lt="M"
                ),
            ),
        ]


class AddressSource(models.Model):
    """
    Everything the supplier has said of one address, word for word, a record a line.

    A change-only file says only what is different; the rest is taken from here.
    """

    uprn = models.BigIntegerField(primary_key=True)
    records = models.TextField()


class StagedAddress(AddressColumns):
    """An address as it will be once the load in progress is complete; nobody sees it before."""

    records = models.TextField()
    is_removed = models.BooleanField(default=False)
    is_shown = models.BooleanField(default=True)
