"""How whoever complains wishes to be answered, which goes before how they are usually reached."""

from collections.abc import Mapping
from types import MappingProxyType
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from moothall.cases.models import Case
from moothall.councils.models import CaseKind
from moothall.notifications.channels import Channel
from moothall.notifications.reaching import Way, way_by, way_to_reach
from moothall.people.queries import contact_points_of

#: The particular of a complaint that says it; its code is a wish.
WISH = "complaint.answer-by"


class Wish(models.TextChoices):
    """How somebody wishes to be answered."""

    EMAIL = "email", _("By email")
    CALL = "call", _("By a phone call")
    TEXT = "text", _("By text message")
    LETTER = "letter", _("By letter")


_WRITTEN: Mapping[str, Channel] = MappingProxyType(
    {
        Wish.EMAIL.value: Channel.EMAIL,
        Wish.TEXT.value: Channel.TEXT,
        Wish.LETTER.value: Channel.POST,
    }
)


def way_for(case: Case, person_id: UUID) -> Way | None:
    """
    Return how the resident of a case is told something necessary; one query more for a wish.

    Where a complaint's own wish cannot be kept, as for want of an address or because it is a
    call, they are told as usual: nobody is left without a word.
    """
    wished = _wished(case)
    if wished is not None:
        points = contact_points_of(person_id)
        to = way_by(case.council_id, person_id, wished, points)
        if to:
            return Way(wished.value, to)
        return way_to_reach(case.council_id, person_id, points=points)
    return way_to_reach(case.council_id, person_id)


def _wished(case: Case) -> Channel | None:
    if case.kind != CaseKind.COMPLAINT:
        return None
    code = next((one.code for one in case.particulars if one.key == WISH), "")
    return _WRITTEN.get(code)
