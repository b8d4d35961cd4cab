"""Why something cannot be done to a case."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from moothall.kernel.errors import Conflict


class Refusal(models.TextChoices):
    """The reason, as staff read it beside the case."""

    NOT_PERMITTED = "not_permitted", _("You may not do this to this case")
    NO_ARROW = "no_arrow", _("This status cannot follow the status it has now")
    NOT_USED = "not_used", _("This kind of case does not use this status")
    HAS_IT = "has_it", _("It has this status already")
    OVERTAKEN = "overtaken", _("Somebody changed it after you chose it")
    OPEN_WORK = "open_work", _("Something on it is still to be done")
    NEEDS_REASON = "needs_reason", _("It is opened again only with a reason: write a note")
    TOO_LATE = "too_late", _("It was closed too long ago to be opened again")
    NO_SUCH_TEAM = "no_such_team", _("Its council has no such team")
    CANNOT_FOLLOW = "cannot_follow", _("It cannot follow the case you chose")
    NOBODY_TO_TELL = "nobody_to_tell", _("It has no resident to write to")
    CLOSED = "closed", _("It is closed: nothing can be added to do")
    GONE = "gone", _("It is not there any more")


class DeedRefused(Conflict):
    """A deed was not done to a case, nor any part of it."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(str(why.label))
        self.why = why
