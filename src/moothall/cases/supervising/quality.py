"""What is asked of a contact that was drawn."""

from collections.abc import Mapping
from types import MappingProxyType

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Said(models.TextChoices):
    """An answer to a question about a contact."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    NOT_HERE = "not_here", _("Does not apply")


QUESTIONS: Mapping[str, str | Promise] = MappingProxyType(
    {
        "finished": _("Was it finished in this contact, as far as it could be?"),
        "right": _("Was what they were told right?"),
        "sure": _("Was it checked who they are, where that was needed?"),
        "written": _("Is it written down so that the next person understands it?"),
        "coded": _("Is the service, and whether it need have been, chosen rightly?"),
        "kind": _("Was it plain and kind?"),
    }
)


def score_of(answers: Mapping[str, str]) -> float | None:
    """Return the share of yes among yes and no, from 0 to 1; nothing if neither was said."""
    said = [one for one in answers.values() if one in {Said.YES, Said.NO}]
    return said.count(Said.YES) / len(said) if said else None
