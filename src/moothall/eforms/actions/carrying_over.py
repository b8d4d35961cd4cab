"""Taking drafts over to a newer version of their form."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from moothall.councils.queries import council_by_id
from moothall.eforms.actions.drafting import TOUCHED, locked_draft, touch
from moothall.eforms.actions.holding_times import let_go_of_times
from moothall.eforms.fields import Reading
from moothall.eforms.models import Draft, InFlight
from moothall.eforms.queries import definition_of, draft_standing, form_of
from moothall.eforms.standing import refit
from moothall.kernel import audit
from moothall.kernel.actors import Actor


@transaction.atomic(savepoint=False)
def carry_over(
    *, actor: Actor, council_id: int, secret: str, form: str, language: str, now: datetime
) -> Draft:
    """
    Move a draft to the current version of its form, if the versions since ask to check again.

    Answers that no longer fit are dropped; `Draft.dropped` has what these were about, to be told.

    :raises NotFound: if there is no such draft
    """
    draft = locked_draft(actor, council_id, secret)
    if draft.submitted_at is not None or draft_standing(draft, form) is not InFlight.CHECK_AGAIN:
        return draft
    council, current = council_by_id(council_id), form_of(council_id, form).version_id
    today = now.astimezone(ZoneInfo(council.time_zone)).date()
    reading = Reading(council=council, today=today, language=language, answers=draft.answers)
    taken = refit(definition_of(draft.version_id), definition_of(current), draft.answers, reading)
    gone = {key: one for key, one in draft.answers.items() if key not in taken.answers}
    let_go_of_times(draft.pk, gone, now=now)
    draft.version_id, draft.answers = current, dict(taken.answers)
    told = [{"en": one.called("en"), "cy": one.called("cy")} for one in taken.dropped]
    draft.dropped = [*draft.dropped, *told]
    touch(draft, now)
    draft.save(update_fields=["version", "answers", "dropped", *TOUCHED])
    audit.record(
        actor=actor,
        verb="draft.carried-over",
        subject=draft,
        now=now,
        detail={"form": form, "dropped": len(taken.dropped)},
    )
    return draft
