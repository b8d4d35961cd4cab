"""Days on which a council does not work."""

from typing import ClassVar

from django.db import models


class Nation(models.TextChoices):
    """The nation whose bank holidays a council keeps."""

    ENGLAND = "england", "England"
    WALES = "wales", "Wales"
    SCOTLAND = "scotland", "Scotland"
    NORTHERN_IRELAND = "northern-ireland", "Northern Ireland"


#: The published lists have one division for England and Wales (Banking and Financial Dealings
#: Act 1971, schedule 1).
DIVISIONS = {
    Nation.ENGLAND: "england-and-wales",
    Nation.WALES: "england-and-wales",
    Nation.SCOTLAND: "scotland",
    Nation.NORTHERN_IRELAND: "northern-ireland",
}


class BankHoliday(models.Model):
    """A public holiday of a division of the United Kingdom; stands outside row security."""

    division = models.CharField(max_length=20)
    day_on = models.DateField()
    title = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["division", "day_on"], name="bank_holiday_once"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.day_on:%d %B %Y}"
