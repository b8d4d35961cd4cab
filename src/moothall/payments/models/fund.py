"""Where money goes in a council's books."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from moothall.kernel.models import CouncilForeignKey, CouncilOwned


class Fund(CouncilOwned):
    """
    What a council's finance team keeps apart as one kind of income, such as parking permits.

    Its coding changes with the years: each version says from which day on it is valid.
    """

    key = models.SlugField(max_length=60)
    name = models.JSONField(help_text="By language.")

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "key"], name="fund_key"),
        ]

    def __str__(self) -> str:
        return self.key


class FundVersion(CouncilOwned):
    """
    The codes of a fund from one day on; never edited, since payments were booked by them.

    `vat_rate` is in hundredths of a per cent, 2000 for 20%, and `vat_code` is how the council's
    finance system calls it; what is outside the scope of VAT has a code too, and the rate 0.
    """

    fund = CouncilForeignKey(Fund, models.PROTECT)
    valid_from = models.DateField()
    fund_code = models.CharField(max_length=30)
    gl_code = models.CharField(max_length=60)
    vat_code = models.CharField(max_length=20)
    vat_rate = models.PositiveIntegerField(default=0)
    written_at = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "fund", "valid_from"], name="fund_version_once"
            ),
            models.CheckConstraint(condition=Q(vat_rate__lte=10_000), name="fund_version_vat_rate"),
        ]

    def __str__(self) -> str:
        return f"{self.fund_code} from {self.valid_from}"
