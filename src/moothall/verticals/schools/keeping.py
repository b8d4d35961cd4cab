"""For how long pupils' records are kept after they left: a value to begin with, not advice."""

from django.utils.translation import gettext_lazy as _

from moothall.people.keeping_reasons import YEAR, KeepingReason, keeping_reasons

#: Money in a wallet is asked back, and a bill disputed, within a school year.
PUPIL_RECORDS = keeping_reasons.register(
    KeepingReason(
        key="pupil_records",
        words=_("The child’s account may still have to be settled after they left the school."),
        law="UK GDPR art 5(1)(e)",
        days=YEAR,
    )
)
