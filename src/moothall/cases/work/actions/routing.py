"""Where a new case goes: the ward it lies in, and the team that takes such cases."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.cases.actions.accounting import locked_case
from moothall.cases.actions.changing import assign_team
from moothall.cases.models import Case
from moothall.cases.work.models import RoutingRule
from moothall.kernel.actors import system
from moothall.places.queries import ward_at, ward_of

_ACTOR = system("cases.route")


@transaction.atomic
def route_case(*, case_id: UUID, now: datetime) -> None:
    """
    Write down the ward of a new case, and give it to the team that the first fitting rule names.

    A case that somebody has already given to another team, or works on, stays with them.
    """
    case = locked_case(case_id)
    ward = _ward(case, now)
    if ward and not case.ward:
        case.ward = ward
        case.save(update_fields=["ward"])
    if case.holder_id is not None or case.team_id != case.service_type.team_id:
        return
    for rule in RoutingRule.objects.filter(council_id=case.council_id).order_by("position", "id"):
        if _fits(rule, case):
            assign_team(actor=_ACTOR, case_id=case.pk, team_id=rule.team_id, now=now)
            return


def _fits(rule: RoutingRule, case: Case) -> bool:
    return (
        rule.service_type_id in (None, case.service_type_id)
        and rule.ward in ("", case.ward)
        and case.postcode.startswith(rule.postcode)
        and rule.language in ("", case.language)
    )


def _ward(case: Case, now: datetime) -> str:
    found = None
    if case.easting is not None and case.northing is not None:
        found = ward_at(case.easting, case.northing, on=now.date())
    elif case.uprn is not None:
        found = ward_of(case.uprn, on=now.date())
    return found.gss_code if found is not None else ""
