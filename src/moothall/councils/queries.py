"""What others ask about councils; answers are frozen rows, remembered for two seconds."""

import hashlib
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery

from moothall.councils.models import (
    BankHoliday,
    CalendarRevision,
    Council,
    FeatureSwitch,
    Hostname,
    ServiceType,
    Team,
)
from moothall.councils.models.calendar import DIVISIONS, Nation
from moothall.councils.rows import Brand, Contact, CouncilRow, ServiceTypeRow, TeamRow
from moothall.kernel.errors import NotFound
from moothall.kernel.scope import acting_for, councils_in_force
from moothall.kernel.short_memory import remembered

MEMORY = 2.0


@remembered(seconds=MEMORY)
def council_for_host(host: str) -> CouncilRow | None:
    """
    Return the council whose site has this name (without a port), if any.

    Asked before any council is in force, so a scope of none is set around it, which also finds
    out whether the connection still lives.
    """
    with acting_for():
        served = Hostname.objects.filter(host=host).values("council_id")
        council = _with_main_host().filter(pk__in=served).first()
        return None if council is None else _row(council, council.main_host or "")


def council_by_id(council_id: int) -> CouncilRow:
    """
    Return a council.

    :raises NotFound: if there is none of this id
    """
    council = _councils(_asked_with(council_id)).get(council_id)
    if council is None:
        raise NotFound(f"There is no council {council_id}.")
    return council


@remembered(seconds=MEMORY)
def _councils(council_ids: tuple[int, ...]) -> dict[int, CouncilRow]:
    rows = _with_main_host().filter(pk__in=council_ids)
    return {row.pk: _row(row, row.main_host or "") for row in rows}


def _asked_with(council_id: int) -> tuple[int, ...]:
    """
    Return the councils that are read together with one: all in force, if it is one of them.

    A page for several councils asks of each the same; so it is asked once.
    """
    in_force = councils_in_force()
    return in_force if council_id in in_force else (council_id,)


@remembered(seconds=MEMORY)
def all_council_ids() -> tuple[int, ...]:
    """Return the ids of all councils of the installation, in order."""
    return tuple(Council.objects.order_by("pk").values_list("pk", flat=True))


def all_councils() -> list[CouncilRow]:
    """Return all councils of the installation, in order of their ids."""
    return [council_by_id(council_id) for council_id in all_council_ids()]


def council_by_slug(slug: str) -> CouncilRow:
    """
    Return a council by its short word.

    :raises NotFound: if there is none
    """
    for council in all_councils():
        if council.slug == slug:
            return council
    raise NotFound(f"There is no council {slug!r}.")


def has_secret_of_name(council_id: int, name: str) -> bool:
    """
    Tell whether a secret of this name is one of a council's own: its short word, a dash and more.

    Of two councils whose words begin alike (`kent`, `kent-east`), the longer word has it.
    """
    owners = [one for one in all_councils() if name.startswith(f"{one.slug}-")]
    owner = max(owners, key=lambda one: len(one.slug), default=None)
    return owner is not None and owner.id == council_id


@remembered(seconds=MEMORY)
def councils_of_partnership(partnership_id: int) -> tuple[int, ...]:
    """Return the ids of the councils that belong to a partnership, in order."""
    members = Council.objects.filter(partnership_id=partnership_id).order_by("pk")
    return tuple(members.values_list("pk", flat=True))


@remembered(seconds=MEMORY)
def service_type(council_id: int, slug: str) -> ServiceTypeRow:
    """
    Return one entry of a council's catalogue; its scope must be in force.

    :raises NotFound: if it has none of this name
    """
    for service in service_types(council_id):
        if service.slug == slug:
            return service
    raise NotFound(f"This council has no service {slug!r}.")


def service_types(council_id: int) -> tuple[ServiceTypeRow, ...]:
    """Return a council's active catalogue by name; its scope must be in force."""
    rows = _services(_asked_with(council_id))
    return tuple(row for row in rows if row.council_id == council_id)


@remembered(seconds=MEMORY)
def _services(council_ids: tuple[int, ...]) -> tuple[ServiceTypeRow, ...]:
    rows = ServiceType.objects.filter(council_id__in=council_ids, is_active=True)
    return tuple(
        ServiceTypeRow(
            id=row.pk,
            council_id=row.council_id,
            slug=row.slug,
            name=row.name,
            name_cy=row.name_cy,
            summary=row.summary,
            summary_cy=row.summary_cy,
            lgsl=row.lgsl,
            lgil=row.lgil,
            case_kind=row.case_kind,
            team_id=row.team_id,
            team_name=row.team.name,
            response_hours=row.response_hours,
            resolution_hours=row.resolution_hours,
            synonyms=tuple(row.synonyms),
            is_active=row.is_active,
            shown_nearby=row.shown_nearby,
            purpose=row.purpose,
        )
        for row in rows.select_related("team").order_by("name")
    )


def service_for(council_id: int, purpose: str) -> ServiceTypeRow | None:
    """Return the service by which a council does what the product must know of, if it has one."""
    return next((one for one in service_types(council_id) if one.purpose == purpose), None)


def teams(council_id: int) -> tuple[TeamRow, ...]:
    """Return a council's teams by name; its scope must be in force."""
    return tuple(row for row in _teams(_asked_with(council_id)) if row.council_id == council_id)


@remembered(seconds=MEMORY)
def _teams(council_ids: tuple[int, ...]) -> tuple[TeamRow, ...]:
    rows = Team.objects.filter(council_id__in=council_ids).order_by("name")
    return tuple(TeamRow(row.pk, row.council_id, row.slug, row.name, row.email) for row in rows)


def feature_enabled(council_id: int, key: str) -> bool:
    """Tell whether a council has turned a part of the product on; silence means yes."""
    return _switches(_asked_with(council_id), key).get(council_id, True)


@remembered(seconds=MEMORY)
def _switches(council_ids: tuple[int, ...], key: str) -> dict[int, bool]:
    rows = FeatureSwitch.objects.filter(council_id__in=council_ids, key=key)
    return dict(rows.values_list("council_id", "is_on"))


@remembered(seconds=60.0)
def bank_holidays(nation: str) -> frozenset[date]:
    """Return the bank holidays that a council of this nation keeps."""
    division = DIVISIONS[Nation(nation)]
    return frozenset(BankHoliday.objects.filter(division=division).values_list("day_on", flat=True))


def coming_holidays(nation: str, *, since: date) -> list[tuple[date, str]]:
    """Return the bank holidays of a nation from a day on, with their names; one query."""
    coming = BankHoliday.objects.filter(division=DIVISIONS[Nation(nation)], day_on__gte=since)
    return list(coming.order_by("day_on").values_list("day_on", "title"))


def calendar_revisions(council_id: int, *, most: int) -> list[CalendarRevision]:
    """Return the newest changes of a council's calendar, newest first; one query."""
    return list(CalendarRevision.objects.filter(council_id=council_id).order_by("-number")[:most])


def _with_main_host() -> QuerySet[Council, Any]:
    """Return councils, each with the name of its site."""
    hosts = Hostname.objects.filter(council=OuterRef("pk")).order_by("-is_main", "host")
    return Council.objects.annotate(main_host=Subquery(hosts.values("host")[:1]))


def _row(council: Council, host: str) -> CouncilRow:
    looks = f"{council.primary_colour}{council.accent_colour}{council.logo_svg}"
    port = f":{settings.PUBLIC_PORT}" if settings.PUBLIC_PORT else ""
    return CouncilRow(
        id=council.pk,
        slug=council.slug,
        name=council.name,
        name_cy=council.name_cy,
        short_name=council.short_name,
        gss_code=council.gss_code,
        custodian_code=council.custodian_code,
        partnership_id=council.partnership_id,
        nation=council.nation,
        languages=tuple(council.languages),
        time_zone=council.time_zone,
        reference_prefix=council.reference_prefix,
        brand=Brand(
            primary_colour=council.primary_colour,
            accent_colour=council.accent_colour,
            has_logo=bool(council.logo_svg),
            version=hashlib.sha256(looks.encode()).hexdigest()[:12],
        ),
        contact=Contact(
            email=council.email,
            phone=council.phone,
            address=council.address,
            opening_hours=council.opening_hours,
            opening_hours_cy=council.opening_hours_cy,
        ),
        hostname=host,
        url=f"{settings.PUBLIC_SCHEME}://{host}{port}",
    )
