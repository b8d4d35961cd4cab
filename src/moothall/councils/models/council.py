"""A council, the names it is reached by and the partnership it belongs to."""

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from moothall.councils.models.calendar import Nation

hex_colour = RegexValidator(r"^#[0-9a-f]{6}$", "Write a colour as # and six figures, like #005a30.")


class Partnership(models.Model):
    """Several councils that share something, such as a contact centre whose staff act for all."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.name


class Council(models.Model):
    """
    A local authority that uses this installation: the tenant to whom rows belong.

    Stands outside row security, since it is read to find out which council is in force; it holds
    nothing that its public website does not say.
    """

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    name_cy = models.CharField(max_length=120, blank=True)
    short_name = models.CharField(max_length=60)
    gss_code = models.CharField(max_length=9, unique=True)
    custodian_code = models.PositiveIntegerField(
        null=True, blank=True, help_text="The local custodian code of its addresses."
    )
    partnership = models.ForeignKey(
        Partnership, null=True, blank=True, on_delete=models.PROTECT, related_name="councils"
    )
    nation = models.CharField(max_length=20, choices=Nation.choices)
    languages = models.JSONField(default=list, help_text='The first is the default: ["en", "cy"].')
    time_zone = models.CharField(max_length=40, default="Europe/London")
    working_week = models.JSONField(
        default=dict, help_text='Opening and closing by weekday: {"mon": ["09:00", "17:00"], …}.'
    )
    reference_prefix = models.CharField(
        max_length=4, unique=True, validators=[RegexValidator(r"^[A-Z]{2,4}$")]
    )
    primary_colour = models.CharField(max_length=7, validators=[hex_colour])
    accent_colour = models.CharField(max_length=7, validators=[hex_colour])
    logo_svg = models.TextField(blank=True)
    email = models.EmailField()
    phone = models.CharField(max_length=30)
    address = models.TextField()
    opening_hours = models.CharField(max_length=200, blank=True)
    opening_hours_cy = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class Hostname(models.Model):
    """A name under which a council's site is found; exactly one of a council's is its main one."""

    host = models.CharField(max_length=253, unique=True)
    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="hostnames")
    is_main = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council"], condition=Q(is_main=True), name="hostname_one_main"
            ),
        ]

    def __str__(self) -> str:
        return self.host
