"""What an employee begins to write on a case, kept on the server until it is saved."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from moothall.cases.models import Case
from moothall.cases.work import policies
from moothall.cases.work.models import CaseDraft, StaffNotice
from moothall.kernel.actors import Actor
from moothall.kernel.card_numbers import without_card_numbers
from moothall.kernel.errors import NotFound
from moothall.kernel.policies import require

#: The form of what happens next with a case.
STEP = "step"
#: What is kept of each form that has drafts.
FORMS: Mapping[str, tuple[str, ...]] = {
    STEP: ("status", "public_note", "public_note_cy", "internal_note")
}
LONGEST_KEPT = 2000
#: A draft that nobody went on with, and a notice that was read, are of no use after so long.
DRAFTS_KEPT = timedelta(days=30)
NOTICES_KEPT = timedelta(days=90)


@transaction.atomic
def keep_draft(
    *, actor: Actor, case_id: UUID, form: str, fields: Mapping[str, str], now: datetime
) -> bool:
    """
    Keep what an employee has typed into a form of a case so far, and tell whether there was any.

    Nothing typed leaves no draft. It is no change of the case, and nobody else ever sees it.

    :raises NotFound: if there is no such case or form
    """
    case = Case.objects.filter(pk=case_id).first()
    if case is None or form not in FORMS:
        raise NotFound("There is no such case or form.")
    require(policies.can_take(actor, case.council_id))
    typed = {
        name: without_card_numbers(fields.get(name, ""))[:LONGEST_KEPT] for name in FORMS[form]
    }
    is_any = any(value.strip() for name, value in typed.items() if name != "status")
    which = _which(actor, case, form)
    if not is_any:
        CaseDraft.objects.filter(**which).delete()
        return False
    CaseDraft.objects.update_or_create(
        **which,
        defaults={"fields": typed, "saved_at": now},
        create_defaults={"fields": typed, "begun_at": now, "saved_at": now},
    )
    return True


@transaction.atomic
def discard_draft(*, actor: Actor, case_id: UUID, form: str) -> None:
    """Forget what an employee began to write: it was saved, or they throw it away."""
    case = Case.objects.filter(pk=case_id).first()
    if case is None:
        raise NotFound("There is no such case.")
    CaseDraft.objects.filter(**_which(actor, case, form)).delete()


@transaction.atomic
def forget_old(*, council_id: int, now: datetime) -> int:
    """Forget drafts that nobody went on with and notices that are old; return how many."""
    drafts, _by_table = CaseDraft.objects.filter(
        council_id=council_id, saved_at__lt=now - DRAFTS_KEPT
    ).delete()
    notices, _by_table = StaffNotice.objects.filter(
        council_id=council_id, made_at__lt=now - NOTICES_KEPT
    ).delete()
    return drafts + notices


def _which(actor: Actor, case: Case, form: str) -> dict[str, object]:
    return {
        "council_id": case.council_id,
        "case_id": case.pk,
        "employee_id": int(actor.identifier),
        "form": form,
    }
