"""How often something happened with a form, in numbers alone."""

from typing import ClassVar

from django.db import models

from moothall.eforms.models.form import FormVersion
from moothall.kernel.models import CouncilForeignKey, CouncilOwned


class Measure(models.TextChoices):
    """What is counted of a form."""

    STARTED = "started", "Begun"
    SENT = "sent", "Handed in"
    REACHED = "reached", "Came to a page that they had to fill in"
    DONE = "done", "Filled it in"
    VIEWED = "viewed", "Saw it"
    BACK = "back", "Came back to it"
    ERROR = "error", "Were told of a mistake; the detail is the question"
    REFUSED = "refused", "Were refused politely"
    TIME = "time", "Took so long; the detail is the longest time in seconds"


class Tally(CouncilOwned):
    """
    How often something happened on one page of one version of a form, on one day.

    It is about nobody: no row knows a draft, a person or an hour. A count may be less than nothing
    on one day, when somebody went back past what was counted the day before.
    """

    version = CouncilForeignKey(FormVersion, models.PROTECT)
    day = models.DateField()
    page = models.CharField(max_length=80, blank=True)
    measure = models.CharField(max_length=10, choices=Measure.choices)
    detail = models.CharField(max_length=80, blank=True)
    device = models.CharField(max_length=10)
    language = models.CharField(max_length=5)
    channel = models.CharField(max_length=10)
    count = models.IntegerField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=[
                    "council", "version", "day", "page", "measure", "detail", "device",
                    "language", "channel",
                ],
                name="tally_once",
            ),
        ]  # fmt: skip
