"""How supplies of places came in, and the rows of the one that is coming in now."""

from typing import ClassVar

from django.db import models


class Load(models.Model):
    """
    One attempt to take in a supply of addresses or boundaries, and how good the supply was.

    A load that was killed goes on from `position` when the same files are given again; one that
    was finished is not repeated. Until it is finished nobody sees any of it.
    """

    class Kind(models.TextChoices):
        """What the supply is of."""

        ADDRESSES = "addresses"
        BOUNDARIES = "boundaries"

    class State(models.TextChoices):
        """How far it has come."""

        READING = "reading"
        PREPARING = "preparing"
        FINISHED = "finished"
        REFUSED = "refused"
        ABANDONED = "abandoned"

    kind = models.CharField(max_length=20, choices=Kind)
    state = models.CharField(max_length=20, choices=State, default=State.READING)
    files = models.JSONField(default=list)
    checksum = models.CharField(max_length=64)
    series = models.TextField(blank=True)
    options = models.JSONField(default=dict)
    is_change_only = models.BooleanField(default=False)
    supplied_on = models.DateField(null=True)
    position = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["kind", "checksum"], name="load_by_checksum"),
        ]


class StagedRecord(models.Model):
    """
    One line of the supply being read, kept until every line about the same thing is together.

    `fields` begins with the record's key; `moothall.places.gazetteers.record` parts them.
    """

    pk = models.CompositePrimaryKey("subject", "line")
    subject = models.BigIntegerField()
    line = models.BigIntegerField()
    kind = models.PositiveSmallIntegerField()
    change = models.CharField(max_length=1)
    fields = models.TextField(blank=True)
