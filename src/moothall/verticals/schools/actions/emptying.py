"""Emptying the records of pupils who left so long ago that nobody needs them."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from moothall.kernel import audit
from moothall.kernel.actors import system
from moothall.payments.wallets.queries import wallets_held_by
from moothall.people.keeping_reasons import days_of
from moothall.verticals.schools.holding_wallets import PUPIL
from moothall.verticals.schools.keeping import PUPIL_RECORDS
from moothall.verticals.schools.models import Guardian, GuardianInvitation, Pupil

#: As many letters of the row's own id as a number has room for.
_ROOM = 30


def empty_pupils(*, council_id: int, now: datetime, limit: int = 200) -> int:
    """
    Empty the rows of pupils whose time is over, in the council in force; return how many.

    Whose wallet holds money stays until it is paid out. What was paid stays in the books, for a
    pupil without a name.
    """
    longest = timedelta(days=days_of(PUPIL_RECORDS) or 0)
    over = Pupil.objects.filter(
        council_id=council_id, left_on__lt=localdate(now) - longest, emptied_at=None
    )
    ids = list(over.order_by("left_on", "pk").values_list("pk", flat=True))
    owed = {wallet.holder_id for wallet in wallets_held_by(PUPIL, ids, "en") if wallet.pence}
    return sum(_empty(pk, now=now) for pk in [one for one in ids if one not in owed][:limit])


@transaction.atomic
def _empty(pupil_id: UUID, *, now: datetime) -> bool:
    pupil = Pupil.objects.select_for_update().filter(pk=pupil_id, emptied_at=None).first()
    if pupil is None or pupil.left_on is None:
        return False
    GuardianInvitation.objects.filter(pupil_id=pupil_id).delete()
    Guardian.objects.filter(pupil_id=pupil_id).delete()
    pupil.name, pupil.class_name, pupil.allergens, pupil.born_on = "", "", "", None
    # The number may be given to another child.
    pupil.number = pupil.pk.hex[-_ROOM:]
    pupil.emptied_at = now
    pupil.save(update_fields=["name", "class_name", "allergens", "born_on", "number", "emptied_at"])
    audit.record(actor=system("schools"), verb="pupil.emptied", subject=pupil, now=now)
    return True
