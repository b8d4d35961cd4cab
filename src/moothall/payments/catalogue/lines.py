"""The catalogue as the owner of its lines in baskets, asked before somebody pays."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.urls import reverse
from django.utils import translation
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from moothall.kernel.actors import Actor
from moothall.payments.catalogue.queries import open_keys
from moothall.payments.models import BasketLine
from moothall.payments.owners import StaffPage

#: What `about_type` is of a line that stands for nothing but itself.
PAYABLE = "payments.payable"
#: Where a line keeps by which version of the fee rules it was priced.
FEE_VERSION = "fee_version"


class CatalogueLines:
    """Refuses what is no longer sold, or costs another amount by now."""

    key: ClassVar[str] = PAYABLE

    def refusals(
        self, about_ids: Collection[UUID], /, *, language: str, now: datetime
    ) -> Mapping[UUID, str]:
        """Return the lines that cannot be paid for any more; three queries."""
        lines = list(
            BasketLine.objects.filter(about_type=PAYABLE, about_id__in=about_ids, removed_at=None)
        )
        if not lines:
            return {}
        keys = {line.payable_key for line in lines}
        sold = open_keys(lines[0].council_id, keys, on=localdate(now))
        with translation.override(language):
            return {line.about_id: reason for line in lines if (reason := _refusal(line, sold))}

    def left_basket(self, about_id: UUID, /, *, actor: Actor, now: datetime) -> None:
        """Do nothing: the line was all that there was."""

    def addresses(self, about_ids: Collection[UUID], /, *, language: str) -> Mapping[UUID, str]:
        """Return nothing: to change it is to take it out and put another in."""
        return {}

    def for_staff(
        self, about_ids: Collection[UUID], /, *, council: str
    ) -> Mapping[UUID, StaffPage]:
        """Lead to what was sold."""
        rows = BasketLine.objects.filter(about_type=PAYABLE, about_id__in=about_ids)
        return {
            about: StaffPage(_("What it is"), reverse("workspace:payable", args=[council, key]))
            for about, key in rows.values_list("about_id", "payable_key")
            if key
        }


def _refusal(line: BasketLine, sold: Mapping[str, UUID | None]) -> str:
    if line.payable_key not in sold:
        return _("We take no payments for this now. Take it out of your basket.")
    version = sold[line.payable_key]
    if version is not None and line.detail.get(FEE_VERSION) != str(version):
        return _("The price has changed. Take it out of your basket and choose it again.")
    return ""
