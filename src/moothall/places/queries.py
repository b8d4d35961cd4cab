"""What others ask about places; answers are frozen rows."""

from collections.abc import Iterable
from datetime import date
from math import hypot

from django.db import connection

from moothall.councils import queries as councils
from moothall.places import like_postcodes, searching
from moothall.places.address_text import postcode_key
from moothall.places.area_index import areas_covering, current_index
from moothall.places.geometry import to_degrees
from moothall.places.models import Address, Street
from moothall.places.rows import ADDRESS_COLUMNS, AddressRow, AreaRow, StreetRow

COUNCIL, WARD = "council", "ward"
#: Farther away than this, in metres, nothing counts as near.
NEAR = 2_000.0

_COLUMNS = ", ".join(ADDRESS_COLUMNS)
_NEAREST = f"""
    SELECT {_COLUMNS}, location <-> point(%(easting)s, %(northing)s) AS distance
    FROM places_address
    WHERE is_offered
      AND location <@ circle(point(%(easting)s, %(northing)s), %(within)s)
      AND (%(custodian)s::integer IS NULL OR custodian_code = %(custodian)s)
    ORDER BY location <-> point(%(easting)s, %(northing)s) LIMIT %(limit)s
"""  # noqa: S608 - names of our own
#: Commercial (C) and land (L) in AddressBase's scheme, as the index has it; homes are the rest.
_PUBLIC_NEAREST = f"""
    SELECT {_COLUMNS}, location <-> point(%(easting)s, %(northing)s) AS distance
    FROM places_address
    WHERE is_offered AND classification_code >= 'C' AND classification_code < 'M'
      AND location <@ circle(point(%(easting)s, %(northing)s), %(within)s)
      AND classification_code LIKE ANY(%(classes)s)
    ORDER BY location <-> point(%(easting)s, %(northing)s) LIMIT %(limit)s
"""  # noqa: S608 - names of our own
#: A box is never farther away than the street in it, so these are enough to choose from.
_STREETS_NEARBY = """
    SELECT usrn FROM places_street
    WHERE extent IS NOT NULL AND (%(authority)s::integer IS NULL OR authority_code = %(authority)s)
    ORDER BY extent <-> point(%(easting)s, %(northing)s) LIMIT 30
"""


def address(uprn: int) -> AddressRow | None:
    """Return the address of this UPRN, if it is known; also one that is no longer offered."""
    values = Address.objects.filter(pk=uprn).values_list(*ADDRESS_COLUMNS).first()
    return None if values is None else AddressRow(*values)


def addresses(uprns: Iterable[int]) -> dict[int, AddressRow]:
    """Return the addresses of these UPRNs that are known, by UPRN; for lists, in one query."""
    rows = Address.objects.filter(pk__in=list(uprns)).values_list(*ADDRESS_COLUMNS)
    return {values[0]: AddressRow(*values) for values in rows}


def addresses_in_building(uprn: int) -> list[AddressRow]:
    """Return the flats and units whose parent this address is, in the order of their doors."""
    rows = Address.objects.filter(parent_uprn=uprn, is_offered=True).values_list(*ADDRESS_COLUMNS)
    return searching.in_order(AddressRow(*values) for values in rows)


def addresses_at_postcode(
    postcode: str, *, custodian_code: int | None = None, gss_code: str | None = None
) -> list[AddressRow]:
    """
    Return the addresses of a whole postcode in street order; of one council, if it is named.

    A postcode may lie in several councils and wards: never conclude from it where somebody lives,
    ask for the address.
    """
    if custodian_code is None and gss_code is not None:
        custodian_code = custodian_of(gss_code)
        if custodian_code is None:
            return []
    return searching.at_postcode(postcode_key(postcode), custodian_code=custodian_code)


def find_addresses(
    text: str, *, custodian_code: int, limit: int = 20, is_forgiving: bool = True
) -> list[AddressRow]:
    """
    Return the addresses of one council that the text may mean, likeliest first.

    The text may be a postcode, the beginning of an address, some of its words in either language,
    abbreviated or misspelt: "flat 2 high str", "12 high st QX1 2AB", "12 heol y felyn". Where it
    is not forgiving, only what an address or a street begins with is found.
    """
    return searching.find(
        text, custodian_code=custodian_code, limit=limit, is_forgiving=is_forgiving
    )


def postcodes_like(postcode: str, *, custodian_codes: Iterable[int]) -> list[str]:
    """Return the postcodes of these councils that a mistyped one may have meant; one query."""
    return like_postcodes.known(postcode, custodian_codes=custodian_codes)


def nearest_addresses(
    easting: float,
    northing: float,
    *,
    limit: int = 10,
    custodian_code: int | None = None,
    within: float = NEAR,
) -> list[AddressRow]:
    """Return the addresses nearest to a point on the National Grid, each with its distance."""
    values = {
        "easting": float(easting),
        "northing": float(northing),
        "within": float(within),
        "custodian": custodian_code,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(_NEAREST, values)
        return [AddressRow(*row) for row in cursor.fetchall()]


def nearest_of_classes(
    easting: float, northing: float, *, classes: Iterable[str], limit: int, within: float = NEAR
) -> list[AddressRow]:
    """
    Return the public places nearest to a point, each with its distance.

    `classes` are the beginnings of classification codes: CL03 for libraries, CE for every school.
    """
    values: dict[str, float | int | list[str]] = {
        "easting": float(easting),
        "northing": float(northing),
        "within": float(within),
        "classes": [f"{one}%" for one in classes],
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(_PUBLIC_NEAREST, values)
        return [AddressRow(*row) for row in cursor.fetchall()]


def nearest_street(
    easting: float, northing: float, *, authority_code: int | None = None, within: float = NEAR
) -> StreetRow | None:
    """
    Return the street nearest to a point, with its distance, by its line or by its addresses.

    A street is recorded by its two ends alone; where it bends, the houses on it know better.
    """
    near_by_house = {
        row.usrn: row.distance or 0.0
        for row in reversed(
            nearest_addresses(
                easting, northing, limit=5, custodian_code=authority_code, within=within
            )
        )
        if row.usrn is not None
    }
    with connection.cursor() as cursor:
        cursor.execute(
            _STREETS_NEARBY,
            {"easting": float(easting), "northing": float(northing), "authority": authority_code},
        )
        nearby = {usrn for (usrn,) in cursor.fetchall()}
    best: tuple[float, Street] | None = None
    for street in Street.objects.filter(pk__in=nearby | set(near_by_house)).order_by("pk"):
        distance = min(
            _distance_to_line(street, easting, northing),
            near_by_house.get(street.usrn, float("inf")),
        )
        if distance <= within and (best is None or distance < best[0]):
            best = (distance, street)
    return None if best is None else street_row(best[1], distance=best[0])


def street(usrn: int) -> StreetRow | None:
    """Return the street of this USRN, if it is known."""
    found = Street.objects.filter(pk=usrn).first()
    return None if found is None else street_row(found)


def areas_at(
    easting: float, northing: float, *, on: date, kinds: tuple[str, ...] = ()
) -> list[AreaRow]:
    """Return the areas that cover a point on a day, of some kinds or of all."""
    return [
        area
        for area in areas_covering(*to_degrees(easting, northing))
        if area.is_valid(on) and (not kinds or area.kind in kinds)
    ]


def ward_of(uprn: int, *, on: date) -> AreaRow | None:
    """Return the ward that an address lies in on a day, if both are known."""
    found = address(uprn)
    return None if found is None else ward_at(found.easting, found.northing, on=on)


def ward_at(easting: float, northing: float, *, on: date) -> AreaRow | None:
    """Return the ward that covers a point on a day, if any."""
    return next(iter(areas_at(easting, northing, on=on, kinds=(WARD,))), None)


def council_gss_at(easting: float, northing: float, *, on: date) -> str | None:
    """Return the code of the council whose area covers a point on a day, if any."""
    found = areas_at(easting, northing, on=on, kinds=(COUNCIL,))
    return found[0].gss_code if found else None


def areas_of_council(gss_code: str, *, kind: str = WARD, on: date) -> list[AreaRow]:
    """Return a council's areas of a kind on a day, by name."""
    return sorted(
        (
            area
            for area in current_index().areas
            if area.council_gss_code == gss_code and area.kind == kind and area.is_valid(on)
        ),
        key=lambda area: area.name,
    )


def custodian_of(gss_code: str) -> int | None:
    """Return the number that a council of this installation has in the gazetteer."""
    for council in councils.all_councils():
        if council.gss_code == gss_code:
            return council.custodian_code
    return None


def street_row(found: Street, *, distance: float | None = None) -> StreetRow:
    """Return a street as it is shown."""
    return StreetRow(
        usrn=found.usrn,
        authority_code=found.authority_code,
        name=found.name,
        name_cy=found.name_cy,
        locality=found.locality,
        locality_cy=found.locality_cy,
        town=found.town,
        town_cy=found.town_cy,
        start=_ends(found.start_latitude, found.start_longitude),
        end=_ends(found.end_latitude, found.end_longitude),
        distance=distance,
    )


def _ends(latitude: float | None, longitude: float | None) -> tuple[float, float] | None:
    return None if latitude is None or longitude is None else (latitude, longitude)


def _distance_to_line(street: Street, x: float, y: float) -> float:
    """Return how far a point is from the straight line between a street's ends."""
    if (
        street.start_easting is None
        or street.start_northing is None
        or street.end_easting is None
        or street.end_northing is None
    ):
        return float("inf")
    east = street.end_easting - street.start_easting
    north = street.end_northing - street.start_northing
    squared = east * east + north * north
    along = 0.0
    if squared:
        along = ((x - street.start_easting) * east + (y - street.start_northing) * north) / squared
        along = min(1.0, max(0.0, along))
    return hypot(x - street.start_easting - along * east, y - street.start_northing - along * north)


def centre_of_council(gss_code: str, *, on: date) -> tuple[float, float] | None:
    """Return a point (latitude, longitude) well inside a council's area, where a map may begin."""
    index = current_index()
    for position, area in enumerate(index.areas):
        if area.kind == COUNCIL and area.gss_code == gss_code and area.is_valid(on):
            point = index.tree.geometries[position].representative_point()
            return float(point.y), float(point.x)
    return None


def addresses_in_street(usrn: int, *, limit: int = 500) -> list[AddressRow]:
    """Return the addresses of a street in the order of their houses; one query of an index."""
    rows = Address.objects.filter(usrn=usrn, is_offered=True).order_by("usrn", "house_number")
    return searching.in_order(
        AddressRow(*values) for values in rows.values_list(*ADDRESS_COLUMNS)[:limit]
    )
