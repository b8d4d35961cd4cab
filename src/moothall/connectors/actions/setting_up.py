"""A council's systems and routes, from its file."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from moothall.connectors.models import Route, System
from moothall.connectors.ports import suppliers
from moothall.connectors.routing import mistakes_in
from moothall.councils.models import ServiceType, Team
from moothall.councils.setup import SetupError


@transaction.atomic
def apply_systems(council_id: int, data: Sequence[Mapping[str, Any]]) -> None:
    """
    Create or update a council's systems and replace their routes.

    :raises SetupError: naming the system and what about it cannot be used
    """
    services = set(ServiceType.objects.values_list("slug", flat=True))
    teams = {team.slug: team for team in Team.objects.all()}
    for entry in data:
        slug = entry.get("slug", "?")
        place = f"system {slug!r}"
        try:
            suppliers.get(entry["supplier"]).connect(entry.get("options", {}))
            team = teams[entry["team"]]
        except (LookupError, ValueError, TypeError) as error:
            raise SetupError(f"{place}: {error}") from error
        if mistakes := mistakes_in(entry.get("routes", []), services):
            raise SetupError(f"{place}: {'; '.join(mistakes)}")
        system, _ = System.objects.update_or_create(
            council_id=council_id,
            slug=slug,
            defaults={
                "name": entry["name"],
                "supplier": entry["supplier"],
                "options": entry.get("options", {}),
                "owner_team": team,
                "is_active": entry.get("active", True),
            },
        )
        _replace_routes(system, entry.get("routes", []))


def _replace_routes(system: System, routes: Sequence[Mapping[str, Any]]) -> None:
    Route.objects.filter(system=system, position__gt=len(routes)).delete()
    for position, route in enumerate(routes, start=1):
        Route.objects.update_or_create(
            council_id=system.council_id,
            system=system,
            position=position,
            defaults={
                "service_type": route["service"],
                "when": route.get("when") or {},
                "external_code": route["code"],
                "attributes": route.get("attributes") or {},
            },
        )
