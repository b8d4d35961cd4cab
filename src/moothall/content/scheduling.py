"""Pages that editors let go live, or go, at a time to come."""

from django.core.management import call_command
from django.db import transaction


@transaction.atomic
def publish_what_is_due() -> None:
    """
    Let Wagtail publish what is due, in one transaction with the events that tell of it.

    Row security keeps it to the council in force.
    """
    call_command("publish_scheduled", verbosity=0)
