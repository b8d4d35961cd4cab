"""The section `booking_calendars` of a council's file: where staff keep their own calendars."""

from typing import Any

from jsonschema import Draft202012Validator

from moothall.bookings.actions.calendars import connect_staff_calendar
from moothall.bookings.models import Resource
from moothall.councils.setup import SetupContext, SetupError
from moothall.kernel.actors import system

_KEYS = ("resource", "address", "user", "secret")
_SCHEMA = {
    "type": "array",
    "items": {
        "type": "object",
        "required": list(_KEYS),
        "additionalProperties": False,
        "properties": {key: {"type": "string", "minLength": 1} for key in _KEYS},
    },
}


def apply_booking_calendars(context: SetupContext, data: Any) -> None:
    """
    Join each named resource to its calendar; those not named stay as they are.

    :raises SetupError: naming what cannot be used
    """
    for mistake in Draft202012Validator(_SCHEMA).iter_errors(data):
        raise SetupError(f"at booking_calendars: {mistake.message}")
    known = {
        row.key: row
        for row in Resource.objects.filter(
            council_id=context.council.id, key__in=[one["resource"] for one in data]
        )
    }
    for one in data:
        resource = known.get(one["resource"])
        if resource is None:
            raise SetupError(f"at booking_calendars: there is no resource {one['resource']!r}.")
        try:
            connect_staff_calendar(
                actor=system("add_council"),
                resource_id=resource.pk,
                address=one["address"],
                user_name=one["user"],
                secret_name=one["secret"],
                now=context.now,
            )
        except ValueError as error:
            raise SetupError(f"at booking_calendars: {error}") from error
