"""How statuses are told to residents: what happens next, and the colour beside the words."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from moothall.cases.workflow import Status

NEXT_STEPS: Mapping[Status, str | Promise] = MappingProxyType(
    {
        Status.RECEIVED: _("We have it and will look at it next. You do not need to do anything."),
        Status.IN_PROGRESS: _("We are looking into it. You do not need to do anything."),
        Status.SCHEDULED: _("We have planned the work. You do not need to do anything."),
        Status.AWAITING_RESIDENT: _(
            "We cannot go on until we hear from you. Contact us and give your reference."
        ),
        Status.RESOLVED: _("We think this is finished. If it is not, contact us."),
        Status.CLOSED_NO_ACTION: _(
            "We have closed this without doing any work. If you do not agree, contact us."
        ),
        Status.DUPLICATE: _(
            "Somebody told us about this before you did. We are already dealing with it."
        ),
        Status.CANCELLED: _("This was cancelled, so we will not do any more work on it."),
    }
)

#: Names of the tones that the component `tag` knows.
TONES: Mapping[Status, str] = MappingProxyType(
    {
        Status.RECEIVED: "new",
        Status.IN_PROGRESS: "active",
        Status.SCHEDULED: "planned",
        Status.AWAITING_RESIDENT: "waiting",
        Status.RESOLVED: "done",
        Status.CLOSED_NO_ACTION: "closed",
        Status.DUPLICATE: "closed",
        Status.CANCELLED: "closed",
    }
)


def day_in_words(moment: datetime, time_zone: str) -> str:
    """Return the day of a moment as the present language writes it: 3 November 2026."""
    return formats.date_format(moment.astimezone(ZoneInfo(time_zone)), "j F Y")
