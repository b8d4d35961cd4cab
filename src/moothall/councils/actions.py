"""Writes that come from a council's file; `cataloguing` and `opening` have those of screens."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from moothall.councils.models import (
    BankHoliday,
    Council,
    FeatureSwitch,
    Hostname,
    Partnership,
    ServiceType,
    Team,
)

_COUNCIL_FIELDS = (
    "name", "name_cy", "short_name", "gss_code", "custodian_code", "nation", "languages",
    "time_zone", "working_week", "reference_prefix", "primary_colour", "accent_colour",
    "email", "phone", "address", "opening_hours", "opening_hours_cy",
)  # fmt: skip


@transaction.atomic
def apply_council(*, data: Mapping[str, Any], logo_svg: str, now: datetime) -> Council:
    """
    Create a council, or bring the one of the same slug up to date, with its hostnames.

    :raises django.core.exceptions.ValidationError: naming each field that cannot be used
    """
    partnership = None
    if membership := data.get("partnership"):
        partnership, _ = Partnership.objects.update_or_create(
            slug=membership["slug"], defaults={"name": membership["name"]}
        )
    council = Council.objects.filter(slug=data["slug"]).first() or Council(
        slug=data["slug"], created_at=now
    )
    for field in _COUNCIL_FIELDS:
        if field in data:
            setattr(council, field, data[field])
    council.partnership = partnership
    council.logo_svg = logo_svg
    council.full_clean()
    council.save()
    _apply_hostnames(council, data["hostnames"])
    return council


@transaction.atomic
def apply_teams(council_id: int, data: Sequence[Mapping[str, str]]) -> None:
    """Create or update a council's teams."""
    for team in data:
        Team.objects.update_or_create(
            council_id=council_id,
            slug=team["slug"],
            defaults={"name": team["name"], "email": team["email"]},
        )


@transaction.atomic
def apply_services(council_id: int, data: Sequence[Mapping[str, Any]]) -> None:
    """
    Create or update a council's service catalogue; what the file no longer names is retired.

    What the council made or changed on its screens stays as the council has it.

    :raises Team.DoesNotExist: if a service names a team the council has not
    """
    teams = {team.slug: team for team in Team.objects.filter(council_id=council_id)}
    own = ServiceType.objects.filter(council_id=council_id, is_own=True)
    kept = set(own.values_list("slug", flat=True))
    for entry in data:
        values = {"shown_nearby": False, "purpose": "", **entry}
        slug, team = values.pop("slug"), values.pop("team")
        if team not in teams:
            raise Team.DoesNotExist(f"Service {slug!r} names a team {team!r} that is not listed.")
        if slug in kept:
            continue
        ServiceType.objects.update_or_create(
            council_id=council_id,
            slug=slug,
            defaults={**values, "team": teams[team], "is_active": True},
        )
    retired = ServiceType.objects.filter(council_id=council_id, is_own=False)
    retired.exclude(slug__in=[entry["slug"] for entry in data]).update(is_active=False)


@transaction.atomic
def apply_features(council_id: int, data: Mapping[str, bool]) -> None:
    """Turn parts of the product on and off for a council."""
    for key, is_on in data.items():
        FeatureSwitch.objects.update_or_create(
            council_id=council_id, key=key, defaults={"is_on": is_on}
        )


@transaction.atomic
def replace_bank_holidays(divisions: Mapping[str, Mapping[date, str]]) -> int:
    """Replace the holidays of each division named, and return how many there are now in these."""
    for division, days in divisions.items():
        BankHoliday.objects.filter(division=division).delete()
        BankHoliday.objects.bulk_create(
            BankHoliday(division=division, day_on=day_on, title=title)
            for day_on, title in days.items()
        )
    return BankHoliday.objects.filter(division__in=divisions).count()


def _apply_hostnames(council: Council, hosts: Sequence[str]) -> None:
    Hostname.objects.filter(council=council).exclude(host__in=hosts).delete()
    for position, host in enumerate(hosts):
        Hostname.objects.update_or_create(
            host=host.lower(), defaults={"council": council, "is_main": position == 0}
        )
