"""What an officer answers to a front desk that hands a visitor over."""

from django.db import models
from django.utils.translation import gettext_lazy as _

LONGEST_NOTE = 200


class Answer(models.TextChoices):
    """How a hand-over stands."""

    NONE = "", _("No answer yet")
    COMING = "coming", _("I am coming")
    TAKEN = "taken", _("Taken over")
    SENT_HOME = "sent_home", _("Send them home with an appointment")
    WITHDRAWN = "withdrawn", _("Taken back by the front desk")


#: While it stands so, somebody still has to do something about it.
OPEN = (Answer.NONE, Answer.COMING)
