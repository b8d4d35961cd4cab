"""Areas such as wards and councils, each for as long as it was valid."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q


class Area(models.Model):
    """
    A stretch of land with an official code and a boundary, valid from one day until another.

    Boundaries are reviewed: the same code may get another shape and the same place another code.
    A generation is therefore never overwritten; it ends (`valid_to` is the first day it no longer
    holds) and its successor begins. Old election results and cases keep their old ward.
    """

    kind = models.CharField(max_length=40)
    gss_code = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    name_cy = models.CharField(max_length=200, blank=True)
    council_gss_code = models.CharField(max_length=20, blank=True)
    geometry = models.JSONField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    load = models.ForeignKey("places.Load", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="area_ends_after_it_begins",
            ),
            ExclusionConstraint(
                name="area_valid_once_at_a_time",
                expressions=[
                    ("kind", RangeOperators.EQUAL),
                    ("gss_code", RangeOperators.EQUAL),
                    (
                        Func(
                            F("valid_from"),
                            F("valid_to"),
                            RangeBoundary(),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["kind", "council_gss_code"], name="area_by_council"),
        ]
