"""Telling a council that somebody has moved: what crosses from one council to another."""

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import formats, translation
from django.utils.translation import gettext as _

from moothall.cases.actions import open_case
from moothall.cases.models import Case
from moothall.cases.particulars import CaseDetail
from moothall.councils.models import Purpose
from moothall.councils.queries import council_by_id, service_for
from moothall.kernel.errors import NotFound
from moothall.people.actions import leave_council, move_out
from moothall.people.elsewhere import at_own_council
from moothall.people.queries import person_detail
from moothall.places.rows import AddressRow


@transaction.atomic
def tell_of_move(
    *,
    account_id: int,
    council_id: int,
    new_address: AddressRow,
    moved_on: date,
    is_home: bool,
    now: datetime,
) -> Case:
    """
    Open a council's own change-of-address request with a person's new address and the day.

    Nothing else crosses: not from which council's site it comes, nor whom that knows. Where the
    person moved away (not `is_home`), the address that they gave there is closed. The same move
    told twice opens one request.

    :raises NotFound: if the account has not joined the council, or it takes no such request
    """
    with at_own_council(account_id=account_id, council_id=council_id) as actor:
        service = service_for(council_id, Purpose.CHANGE_OF_ADDRESS)
        if service is None:
            raise NotFound("This council takes no change of address here.")
        person = person_detail(UUID(actor.subject))
        with translation.override("en"):
            day, summary = formats.date_format(moved_on, "j F Y"), _("Change of address")
        case = open_case(
            actor=actor,
            council_id=council_id,
            service_type=service.slug,
            person_id=person.id,
            channel="web",
            summary=summary,
            submission_key=f"moved:{person.id}:{new_address.uprn}:{moved_on.isoformat()}",
            details=[
                _detail("new_address", lambda: _("New address"), new_address.line),
                _detail("moved_on", lambda: _("Moved on"), day, code=moved_on.isoformat()),
            ],
            language=_spoken(council_id, person.language),
            now=now,
        )
        if not is_home:
            move_out(actor=actor, person_id=person.id, moved_out_on=moved_on, now=now)
        return case


@transaction.atomic
def leave_after_move(*, account_id: int, council_id: int, now: datetime) -> None:
    """
    Undo the account's joining at a council that somebody has moved away from.

    :raises NotFound: if the account has not joined it
    """
    with at_own_council(account_id=account_id, council_id=council_id):
        leave_council(account_id=account_id, now=now)


def _detail(key: str, label: Callable[[], str], value: str, *, code: str = "") -> CaseDetail:
    """Return an answer with its question in both languages."""
    with translation.override("cy"):
        welsh = label()
    with translation.override("en"):
        return CaseDetail(key=key, label=label(), label_cy=welsh, value=value, code=code)


def _spoken(council_id: int, language: str) -> str:
    languages = council_by_id(council_id).languages
    return language if language in languages else languages[0]
