"""How statuses are told to residents: what happens next, and the colour beside the words."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from moothall.cases.models import EntryKind
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


def story_title(kind: EntryKind, *, by_resident: bool, status_to: str, label: str) -> str:
    """Return what happened as the resident reads it; `label` is what the new status is called."""
    if kind is EntryKind.STATUS and by_resident:
        words = _OWN_CHANGES.get(Status(status_to), label)
        return str(words)
    if kind is EntryKind.STATUS:
        return label
    ours, theirs = _STORY[kind]
    return str(theirs if by_resident else ours)


#: What the resident did to the status themselves.
_OWN_CHANGES: Mapping[Status, str | Promise] = MappingProxyType(
    {
        Status.IN_PROGRESS: _("You opened this again"),
        Status.CANCELLED: _("You took this back"),
    }
)

#: What the council did, and the same when the resident did it.
_STORY: Mapping[EntryKind, tuple[str | Promise, str | Promise]] = MappingProxyType(
    {
        EntryKind.OPENED: (_("We wrote this down for you"), _("You told us about this")),
        EntryKind.NOTE: (_("We wrote to you"), _("You wrote to us")),
        EntryKind.MESSAGE: (_("We wrote to you"), _("You wrote to us")),
        EntryKind.QUESTION: (_("We asked you a question"), _("We asked you a question")),
        EntryKind.ANSWER: (_("Your answer"), _("You answered")),
        EntryKind.ATTACHMENT: (_("We added a file"), _("You added a file")),
        EntryKind.COMPLAINT: (_("You complained"), _("You complained")),
        EntryKind.RATING: (_("You told us how it went"), _("You told us how it went")),
        EntryKind.TEAM: (_("Another team has it now"), _("Another team has it now")),
    }
)
