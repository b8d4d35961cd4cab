"""What the built-in roles are called, and for whom they are."""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.translation import gettext_lazy as _

from moothall.people.models import Role
from moothall.people.permission_words import Words

ROLE_NAMES: Mapping[Role, Words] = MappingProxyType(
    {
        Role.AGENT: _("Customer service agent"),
        Role.OFFICER: _("Officer"),
        Role.SUPERVISOR: _("Supervisor"),
        Role.EDITOR: _("Editor"),
        Role.FORM_AUTHOR: _("Author of forms"),
        Role.FINANCE: _("Finance officer"),
        Role.PARKING_MANAGER: _("Parking manager"),
        Role.DESK: _("Desk"),
        Role.HELPER: _("Helper in a library or community centre"),
        Role.BOOKING_OFFICER: _("Booking officer"),
        Role.BOOKING_MANAGER: _("Manager of bookings"),
        Role.ADMINISTRATOR: _("Administrator"),
    }
)

ROLE_DESCRIPTIONS: Mapping[Role, Words] = MappingProxyType(
    {
        Role.AGENT: _("Answers calls, visits and e-mails, and finishes what can be done at once."),
        Role.OFFICER: _("Works on requests in a service, with all that an agent can do."),
        Role.SUPERVISOR: _("Leads a team: sees figures, sets up its work, agrees to refunds."),
        Role.EDITOR: _("Writes the website, and what agents should know."),
        Role.FORM_AUTHOR: _("Makes forms that somebody else publishes."),
        Role.FINANCE: _("Keeps the books and compares them with the bank."),
        Role.PARKING_MANAGER: _("Runs parking, and sees nothing else."),
        Role.DESK: _("Checks people in for what they booked."),
        Role.HELPER: _("Fills in forms with people, and never sees anybody’s record."),
        Role.BOOKING_OFFICER: _("Books for callers, and takes what that costs."),
        Role.BOOKING_MANAGER: _("Runs the diary: hours, closures, fees."),
        Role.ADMINISTRATOR: _("Sets up the council and gives roles."),
    }
)


def names_of_roles(kept: str) -> tuple[str, ...]:
    """Return what roles are called that were written down: built-in ones, and councils' own."""
    words = [one for one in kept.split(",") if one]
    return tuple(str(ROLE_NAMES[Role(one)]) if one in Role else one for one in words)
