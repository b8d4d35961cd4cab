"""Why a council keeps which vehicle was where, and for how long to begin with."""

from django.utils.translation import gettext_lazy as _

from moothall.people.keeping_reasons import YEAR, KeepingReason, keeping_reasons

PARKING = keeping_reasons.register(
    KeepingReason(
        key="parking",
        words=_("We may have to show that you had paid, if a penalty charge is disputed."),
        law="Traffic Management Act 2004, part 6; UK GDPR art 17(3)(e)",
        days=YEAR,
    )
)
