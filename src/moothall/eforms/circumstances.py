"""What a council's forms are held against before they are published."""

from moothall.bookings.models.activity import Audience
from moothall.bookings.queries import activities
from moothall.councils.queries import council_by_id, service_types
from moothall.eforms.arrivals import offices_of
from moothall.eforms.lint import Circumstances

EVERYBODY = tuple(one.value for one in Audience)


def circumstances_of(council_id: int) -> Circumstances:
    """Return a council's languages, services, offices and diary; its scope must be in force."""
    return Circumstances(
        languages=council_by_id(council_id).languages,
        services={service.slug for service in service_types(council_id)},
        offices=offices_of(council_id),
        activities={one.key for one in activities(audiences=EVERYBODY)},
    )
